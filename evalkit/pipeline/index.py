"""The indexes: one page over all years, one for each year, written from what is published."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evalkit.atomic import write_atomic, write_if_changed
from evalkit.locks import LockHeldError
from evalkit.measures import Status
from evalkit.pipeline.attempt import FOLDER as FAILED_FOLDER
from evalkit.pipeline.attempt import read_attempt
from evalkit.pipeline.changes import changes_since
from evalkit.pipeline.manifest import DONE, FAILED, SKIPPED, read_manifest
from evalkit.pipeline.plan import INTAKE, REPORT, SCORECARD, TREND
from evalkit.pipeline.publish import INDEX
from evalkit.pipeline.report_audit import audit_counts
from evalkit.pipeline.signatures import signature_states
from evalkit.present.plain import plain_page
from evalkit.present.references import FICTIONAL_TITLE
from evalkit.reads import sha256_of
from evalkit.results import load_json

WAITING, EVALUATION = "waiting", "evaluation.json"
STATUS = {DONE: "完成", FAILED: "失败", SKIPPED: "未运行", WAITING: "完成，尚未发布"}
READ_FIRST = (REPORT, SCORECARD, INTAKE)


def write_indexes(output_dir: Path, hold: Callable[[int], AbstractContextManager[None]] = nullcontext) -> list[str]:
    """Write ``index.html`` of every published year and of all years together.

    Parameters
    ----------
    output_dir : pathlib.Path
        The folder of the pages.
    hold : callable
        Given a year, returns a context in which no other run replaces its folder; a year that another run holds is left to
        that run, which writes its index itself.

    Returns
    -------
    list of str
        The indexes, by path in that folder.
    """
    years = [_year(folder) for folder in _folders(output_dir)]
    across = read_attempt(output_dir)
    failure = "\n".join(outcome.message for outcome in across.undone) if across else ""
    trend = {"published": (output_dir / f"{TREND}.html").is_file(), "failure": failure, "page": _failed_page(output_dir, TREND)}
    for year in years:
        path, page = output_dir / str(year["fiscal_year"]) / INDEX, _page(year, output_dir).encode()
        if not (path.is_file() and path.read_bytes() == page):
            with suppress(LockHeldError), hold(year["fiscal_year"]):
                write_atomic(path, page)
    write_if_changed(output_dir / INDEX, plain_page("index.html.j2", years=years, trend=trend).encode())
    return [INDEX, *(f"{year['fiscal_year']}/{INDEX}" for year in years)]


def year_index(folder: Path, output_dir: Path) -> str:
    """Return the index of a year.

    Parameters
    ----------
    folder : pathlib.Path
        The folder with the year's pages, which need not be published yet.
    output_dir : pathlib.Path
        The folder of all pages, where the year before is looked for.
    """
    return _page(_year(folder), output_dir)


def _folders(output_dir: Path) -> list[Path]:
    """Return the folders of the years that were ever run."""
    folders = sorted(output_dir.glob("[0-9][0-9][0-9][0-9]"))
    return [folder for folder in folders if read_manifest(folder) or read_attempt(folder)]


def _page(year: dict[str, Any], output_dir: Path) -> str:
    """Return the index of a year, compared with the year before; what it is compared with is noted in the year as well."""
    now, before = year["evaluation"], _evaluation(output_dir / str(year["fiscal_year"] - 1))
    year["changes"] = changes_since(now, before) if now and before else None
    return plain_page("year_index.html.j2", year=year)


def _evaluation(folder: Path) -> dict[str, Any] | None:
    """Return the evaluation that a run has published; ``None`` where there is none, or another one than was published."""
    path = folder / EVALUATION
    published = read_manifest(folder).get("outputs", {}).get(EVALUATION)
    return load_json(path.read_bytes()) if path.is_file() and sha256_of(path) == published else None


def _year(folder: Path) -> dict[str, Any]:
    manifest, attempt = read_manifest(folder), read_attempt(folder)
    entries = manifest.get("notebooks", {})
    for name, outcome in attempt.outcomes.items() if attempt else ():
        if outcome.status != DONE or name not in entries:
            entries[name] = entries.get(name, {}) | asdict(outcome) | ({"status": WAITING} if outcome.status == DONE else {})
    notebooks = [_notebook(folder, entry, manifest.get("data")) for _, entry in sorted(entries.items())]
    published = {item["name"]: item for item in notebooks if item["published"]}
    evaluation, path = _evaluation(folder), folder / EVALUATION
    return {
        "fiscal_year": manifest["fiscal_year"] if manifest else attempt.years[1],
        "refused": attempt.refused if attempt else "",
        "unpublished": attempt.unpublished if attempt else "",
        "notebooks": notebooks,
        "first": [published[name] for name in READ_FIRST if name in published],
        "report": f"{REPORT}.html" if REPORT in published else "",
        "failed": [item for item in notebooks if item["status"] in (STATUS[FAILED], STATUS[SKIPPED])],
        "stale": [item for item in notebooks if item["status"] == STATUS[DONE] and not item["current"]],
        "evaluation": evaluation,
        "audit": audit_counts(folder),
        "fictional": evaluation["fictional"] if evaluation else any(item["fictional"] for item in notebooks),
        "digest": sha256_of(path) if evaluation else "",
        "signatures": signature_states(folder),
        "missing": sum(item["status"] == Status.MISSING for item in evaluation["measures"]) if evaluation else 0,
    }


def _failed_page(folder: Path, name: str) -> str:
    """Return the address of the page of a notebook that failed, empty where there is none."""
    return f"{FAILED_FOLDER}/{name}.html" if (folder / FAILED_FOLDER / f"{name}.html").is_file() else ""


def _notebook(folder: Path, entry: dict[str, Any], data: str | None) -> dict[str, Any]:
    name = entry["notebook"]
    page = folder / f"{name}.html"
    published = page.is_file()
    title = name
    if published:
        first = load_json((folder / "notebooks" / f"{name}.ipynb").read_bytes())["cells"][0]
        title = "".join(first["source"]).splitlines()[0].lstrip("# ")
    return {
        "name": name,
        "title": title,
        "status": STATUS[entry["status"]],
        "message": entry["message"],
        "published": published,
        "failed_page": _failed_page(folder, name),
        "fictional": published and f"{FICTIONAL_TITLE}</title>" in page.read_text(encoding="utf-8"),
        "current": entry.get("data") == data,
    }
