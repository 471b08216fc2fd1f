"""The fenced blocks of a document: what is to be done, and what is then printed.

A block ``text`` right below another block is what that one prints, on either stream. In it, ``…`` with the spaces around
it stands for any text of a line, and a line of its own for any number of lines: times, sizes, and what is left out.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = "text"
ANY = "…"


@dataclass(frozen=True)
class Block:
    """A fenced block: its kind and argument behind the fence, its body, and the output shown for it, if any."""

    kind: str
    argument: str
    body: str
    shown: str | None = None


def blocks(document: str) -> Iterator[Block]:
    """Return the blocks of a document in order; those of outputs with the blocks whose outputs they are."""
    found = list(FENCE.finditer(document))
    for index, match in enumerate(found):
        kind, _, argument = match[1].partition(" ")
        if kind == SHOWN:
            before = found[index - 1] if index else None
            assert before and document[before.end() : match.start()].strip() == "", f"an output of nothing:\n{match[2]}"
            assert before[1].partition(" ")[0] in ("sh", "python"), f"an output of what prints nothing:\n{match[2]}"
            continue
        below = found[index + 1] if index + 1 < len(found) else None
        yield Block(kind, argument, match[2], below[2] if below and below[1] == SHOWN else None)


def pattern(shown: str) -> re.Pattern:
    """Return what an output must match."""
    lines = []
    for line in shown.strip("\n").splitlines():
        fixed = r"[^\n]*".join(map(re.escape, re.split(f" *{ANY} *", line.rstrip())))
        lines.append(r"(?:[^\n]*\n)*?" if line.strip() == ANY else rf"{fixed} *\n")
    return re.compile("".join(lines))


def agrees(shown: str, printed: str) -> bool:
    """Return whether an output is what a document shows.

    Examples
    --------
    >>> agrees("用时 … 秒", "用时 2.4 秒"), agrees("用时 … 秒", "用时 2.4 分"), agrees("一", "一 二")
    (True, False, False)
    >>> agrees("一 … …", "一 2 3"), agrees("一 … 三", "一 2 三 4")
    (True, False)
    """
    return pattern(shown).fullmatch(printed.strip("\n") + "\n") is not None


def perform(line: str, folder: Path, shell_path: str | None = None) -> str:
    """Run a command as a reader would, which must succeed, and return what it prints."""
    surroundings = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "FORCE_COLOR")}
    done = subprocess.run(
        line,
        shell=True,
        cwd=folder,
        env=surroundings | {"PATH": shell_path or os.environ["PATH"]},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    assert done.returncode == 0, f"{line}\n{done.stdout}"
    return done.stdout


def perform_block(block: Block, folder: Path, shell_path: str | None = None) -> str:
    """Run the commands of a block one after the other, and compare what they print with what is shown."""
    printed = "".join(perform(line, folder, shell_path) for line in block.body.splitlines() if line)
    assert block.shown is None or agrees(block.shown, printed), f"{block.body}\nshown:\n{block.shown}\nprinted:\n{printed}"
    return printed


def with_programs() -> str:
    """Return the search path of an activated environment."""
    return os.pathsep.join([str(Path(sys.prefix) / ("Scripts" if os.name == "nt" else "bin")), os.environ["PATH"]])
