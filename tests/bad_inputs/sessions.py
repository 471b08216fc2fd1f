"""What stands in an ``expected.txt``: catalogue numbers, and commands each with the whole of what it must say."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from evalkit.cli import app

HERE = Path(__file__).parent
BASE = HERE / "base"
EXPECTED = "expected.txt"
FOLDERS = sorted(path.parent.name for path in HERE.glob(f"*/{EXPECTED}"))
NUMBER = re.compile(r"\b[A-FP]\d+\b")
PROMPT = "$ "


@dataclass(frozen=True)
class Step:
    """A command, and what it must say: all that it prints, and its exit status in square brackets where that is not 0."""

    command: str
    expected: str


def numbers_of(folder: str) -> list[str]:
    """Return the numbers of the catalogue that a folder says it meets."""
    return NUMBER.findall(_text(folder).partition(":")[0])


def steps_of(folder: str) -> Iterator[Step]:
    """Yield the commands of a folder in their order."""
    _, *parts = re.split(rf"^{re.escape(PROMPT)}", _text(folder), flags=re.MULTILINE)
    for part in parts:
        command, _, expected = part.partition("\n")
        yield Step(command, expected)


def said_by(command: str) -> tuple[str, int]:
    """Run a command in the present folder: one of evalkit within this process, any other, such as ``rm``, as it is.

    Returns what it said, written as in ``expected.txt``, and its exit status.
    """
    words = shlex.split(command)
    if words[0] != "evalkit":
        subprocess.run(words, check=True)
        return "", 0
    done = CliRunner().invoke(app, words[1:], prog_name="evalkit")
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    lines = [line.rstrip() for line in done.output.splitlines()]
    return "".join(f"{line}\n" for line in [*lines, *([f"[{done.exit_code}]"] if done.exit_code else [])]), done.exit_code


def _text(folder: str) -> str:
    return (HERE / folder / EXPECTED).read_text(encoding="utf-8")
