"""``run.json``: what was run, from which files, by which code, with which outcome; the only place for times and hosts."""

import hashlib
import json
import platform
import subprocess
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from evalkit.atomic import write_atomic
from evalkit.reads import sha256_of

REWRITTEN = (".", "run.json", "index.html")
DONE, FAILED, SKIPPED = "done", "failed", "skipped"


@dataclass(frozen=True)
class Outcome:
    """How one notebook of one year ended.

    Attributes
    ----------
    status : str
        ``done``, ``failed`` or ``skipped``.
    message : str
        Why, unless done.
    seconds : float
        How long it took.
    ran : bool
        Whether it was run this time; not where nothing had changed.
    reasons : tuple of str
        Why it was run.
    """

    notebook: str
    status: str
    message: str = ""
    seconds: float = 0.0
    ran: bool = True
    reasons: tuple[str, ...] = ()


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a published year, empty where there is none."""
    path = folder / "run.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def is_current(folder: Path, inputs: dict[str, str], notebooks: list[str]) -> bool:
    """Return whether the manifest of a year already says that these notebooks are done with just these raw files."""
    plain = read_manifest(folder)
    entries = [plain.get("notebooks", {}).get(name, {}) for name in notebooks]
    done = all(entry.get("status") == DONE and entry.get("data") == plain["data"] for entry in entries)
    return done and plain.get("inputs") == inputs


def write_manifest(
    folder: Path,
    *,
    fiscal_year: int,
    inputs: dict[str, str],
    received: list[str],
    edition: str,
    outcomes: list[Outcome],
    unchanged: list[str],
    started: datetime,
) -> None:
    """Write the manifest of a year, and its own hash beside it.

    A notebook that was not run this time keeps its entry; ``data``, one hash over all raw files, tells whether its page
    is still that of the data there are: it is that of today for what was run, had not to be, or is ``unchanged``.
    """
    earlier = read_manifest(folder).get("notebooks", {})
    project = Path(__file__).parents[2]
    outputs = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith(REWRITTEN)]
    data = hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()
    plain = {
        "schema": "evalkit/run/1",
        "fiscal_year": fiscal_year,
        "started": started.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "edition": edition,
        "data": data,
        "inputs": inputs,
        "received": received,
        "outputs": {path.relative_to(folder).as_posix(): sha256_of(path) for path in outputs},
        "notebooks": earlier
        | {name: {**earlier[name], "data": data} for name in unchanged}
        | {outcome.notebook: _entry(outcome, earlier.get(outcome.notebook), data) for outcome in outcomes},
        "environment": {
            "evalkit": version("evalkit"),
            "commit": _commit(project),
            "lock": sha256_of(project / "requirements.lock") if (project / "requirements.lock").is_file() else None,
            "python": platform.python_version(),
            "platform": platform.platform(),
            "host": platform.node(),
        },
    }
    _write(folder, plain)


def _entry(outcome: Outcome, earlier: dict[str, Any] | None, data: str) -> dict[str, Any]:
    """Return what the manifest says of a notebook: how it ended when it was last run."""
    kept = earlier or {"seconds": 0.0, "reasons": []}
    last = asdict(outcome) if outcome.ran else {**asdict(outcome), "seconds": kept["seconds"], "reasons": kept["reasons"]}
    del last["ran"]
    return {**last, "data": data}


def _write(folder: Path, plain: dict[str, Any]) -> None:
    content = (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode()
    write_atomic(folder / "run.json", content)
    write_atomic(folder / "run.json.sha256", f"{hashlib.sha256(content).hexdigest()}  run.json\n".encode())


def _commit(project: Path) -> str | None:
    try:
        command = ["git", "-C", str(project), "rev-parse", "HEAD"]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return None
