"""``run.json``: what was published, and from which files, by which code, under which rules; the only place for times and hosts.

It is an in-toto Statement: its subjects are the published files, its predicate is what they rest on, each thing by name and
SHA-256. What rests on what was noted while the notebooks ran (see :mod:`evalkit.pipeline.keys`), so nothing is named that was
not used. A notebook counts by its cells, not by what an editor leaves beside them.
"""

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
from evalkit.pipeline.keys import LOCK, Key
from evalkit.reads import sha256_of

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "https://evalkit.invalid/run/v1"
STATEMENT, STATEMENT_HASH = "run.json", "run.json.sha256"
KEPT_RECORD = "published.json"
"""What was signed, kept in a raw folder to be compared with; no figure of the year rests on it."""
RESTS_ON = ("inputs", "rulebooks", "cells", "code", "lock")
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
    """Return what ``run.json`` of a published year says, empty where there is none, a damaged one or one of another layout.

    It is the predicate, with ``outputs``, and each list of things that the pages rest on as a dict of names to SHA-256.
    """
    try:
        plain = json.loads((folder / STATEMENT).read_bytes())
        if plain["predicateType"] != PREDICATE_TYPE:
            return {}
        rests_on = {part: _digests(plain["predicate"][part]) for part in RESTS_ON}
        return plain["predicate"] | rests_on | {"outputs": _digests(plain["subject"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def is_current(folder: Path, inputs: dict[str, str], notebooks: list[str]) -> bool:
    """Return whether the manifest of a year already says that these notebooks are done with just these raw files."""
    plain = read_manifest(folder)
    entries = [plain.get("notebooks", {}).get(name, {}) for name in notebooks]
    done = all(entry.get("status") == DONE and entry.get("data") == plain["data"] for entry in entries)
    return done and plain.get("data") == _digest_of(inputs)


def write_manifest(
    folder: Path,
    *,
    fiscal_year: int,
    inputs: dict[str, str],
    received: list[str],
    edition: str,
    outcomes: list[Outcome],
    unchanged: list[str],
    keys: list[Key],
    earlier_inputs: dict[str, str],
    started: datetime,
) -> None:
    """Write the manifest of a year, and its own hash beside it.

    A notebook that was not run this time keeps its entry; ``data``, one hash over all raw files, tells whether its page
    is still that of the data there are: it is that of today for what was run, had not to be, or is ``unchanged``.

    Parameters
    ----------
    folder : pathlib.Path
        The year's published folder.
    fiscal_year : int
        The year.
    inputs : dict of str to str
        Every file of the year's raw folder with its SHA-256.
    received : list of str
        Those of them that came from others.
    edition : str
        The edition of the rules by which the year is scored.
    outcomes : list of Outcome
        How each notebook of this run ended.
    unchanged : list of str
        Notebooks not asked for whose pages are still those of the data there are.
    keys : list of Key
        The keys of everything that is published.
    earlier_inputs : dict of str to str
        Every file of the raw folders of other years that the notebooks look back on, by path in the data folder.
    started : datetime
        When the run started.
    """
    earlier = read_manifest(folder).get("notebooks", {})
    data = _digest_of(inputs)
    predicate = {
        "fiscal_year": fiscal_year,
        "edition": edition,
        "data": data,
        "received": received,
        **_rests_on(keys, earlier_inputs | {f"raw/{fiscal_year}/{name}": digest for name, digest in inputs.items()}),
        "notebooks": earlier
        | {name: {**earlier[name], "data": data} for name in unchanged}
        | {outcome.notebook: _entry(outcome, earlier.get(outcome.notebook), data) for outcome in outcomes},
        "environment": {
            "evalkit": version("evalkit"),
            "commit": _commit(LOCK.parent),
            "python": platform.python_version(),
            "platform": platform.platform(),
            "host": platform.node(),
        },
        "started": started.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    outputs = {page.partition("/")[2] for key in keys for page in key.pages}
    subject = {name: sha256_of(folder / name) for name in outputs if (folder / name).is_file()}
    _write(folder, {"_type": STATEMENT_TYPE, "subject": _named(subject), "predicateType": PREDICATE_TYPE, "predicate": predicate})


def _rests_on(keys: list[Key], inputs: dict[str, str]) -> dict[str, Any]:
    """Return what the results of these keys rest on; of what was read, the files that are no result themselves."""
    reads = {name: digest for key in keys for name, digest in key.reads.items() if digest and not name.endswith("/")}
    raw = {name: digest for name, digest in (reads | inputs).items() if name.startswith("raw/") and is_input(name)}
    rulebooks = {name: digest for name, digest in reads.items() if name.startswith("rulebooks/")}
    notebooks = {name: digest for key in keys for name, digest in key.source.items()}
    code = {name: digest for key in keys for name, digest in key.code.items()}
    parameters = {name: key.parameters for key in keys for name in key.source}
    environment = {name: text for key in keys for name, text in key.environment.items()}
    lock = {name: digest for name, digest in environment.items() if name == LOCK.name and digest}
    packages = {name: text for name, text in environment.items() if name != LOCK.name}
    found = {"inputs": raw, "rulebooks": rulebooks, "cells": notebooks, "code": code, "lock": lock}
    return {part: _named(found[part]) for part in RESTS_ON} | {"parameters": parameters, "installed": packages}


def is_input(name: str) -> bool:
    """Return whether figures rest on a raw file; not where it only keeps what was signed."""
    return not name.endswith(f"/{KEPT_RECORD}")


def _named(digests: dict[str, str]) -> list[dict[str, Any]]:
    return [{"name": name, "digest": {"sha256": digests[name]}} for name in sorted(digests)]


def _digests(named: list[dict[str, Any]]) -> dict[str, str]:
    return {item["name"]: item["digest"]["sha256"] for item in named}


def _digest_of(inputs: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


def _entry(outcome: Outcome, earlier: dict[str, Any] | None, data: str) -> dict[str, Any]:
    """Return what the manifest says of a notebook: how it ended when it was last run."""
    kept = earlier or {"seconds": 0.0, "reasons": []}
    last = asdict(outcome) if outcome.ran else {**asdict(outcome), "seconds": kept["seconds"], "reasons": kept["reasons"]}
    del last["ran"]
    return {**last, "data": data}


def _write(folder: Path, plain: dict[str, Any]) -> None:
    content = (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode()
    write_atomic(folder / STATEMENT, content)
    write_atomic(folder / STATEMENT_HASH, f"{hashlib.sha256(content).hexdigest()}  {STATEMENT}\n".encode())


def _commit(project: Path) -> str | None:
    try:
        command = ["git", "-C", str(project), "rev-parse", "HEAD"]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return None
