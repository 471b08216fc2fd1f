"""The real fiscal years, run once by the real command in a folder of their own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[1]
EVALKIT = Path(sys.prefix) / ("Scripts" if os.name == "nt" else "bin") / "evalkit"


@dataclass(frozen=True)
class Computed:
    """A data folder, the pages made from it, and how the command ended."""

    data: Path
    outputs: Path
    status: int
    messages: str

    def page(self, name: str, year: int = 2022) -> str:
        """Return a page as text."""
        return (self.outputs / str(year) / f"{name}.html").read_text(encoding="utf-8")

    @property
    def evaluation(self) -> dict:
        """Return the published evaluation of 2022."""
        return json.loads((self.outputs / "2022" / "evaluation.json").read_text(encoding="utf-8"))


def command(*arguments: str, data: Path, outputs: Path, **environment: str) -> subprocess.CompletedProcess:
    """Run evalkit in the project folder on another data and output folder."""
    return subprocess.run(
        [str(EVALKIT), "run", *arguments, "--data", str(data), "--output", str(outputs)],
        cwd=PROJECT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )


def run(*arguments: str, data: Path, outputs: Path, **environment: str) -> Computed:
    """Run evalkit and keep what came of it."""
    done = command(*arguments, data=data, outputs=outputs, **environment)
    return Computed(data, outputs, done.returncode, done.stderr + done.stdout)
