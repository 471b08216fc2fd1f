"""The indexes: one page over all years, one for each year, written from what is published."""

from pathlib import Path
from typing import Any

from evalkit.atomic import write_if_changed
from evalkit.measures import Status
from evalkit.pipeline.changes import changes_since
from evalkit.pipeline.manifest import DONE, read_manifest
from evalkit.pipeline.plan import INTAKE, REPORT, SCORECARD, TREND
from evalkit.pipeline.signatures import signature_states
from evalkit.present.plain import plain_page
from evalkit.present.references import FICTIONAL_TITLE
from evalkit.reads import sha256_of
from evalkit.results import load_json

STATUS = {DONE: "完成", "failed": "失败", "skipped": "未运行"}
INDEX = "index.html"
READ_FIRST = (REPORT, SCORECARD, INTAKE)


def write_indexes(output_dir: Path, trend_failure: str = "") -> list[str]:
    """Write ``index.html`` of every published year and of all years together.

    Parameters
    ----------
    output_dir : pathlib.Path
        The folder of the pages.
    trend_failure : str
        Why the page across years could not be made this time; empty where it was, or was not asked for.

    Returns
    -------
    list of str
        The indexes, by path in that folder.
    """
    years = [_year(folder) for folder in sorted(output_dir.glob("[0-9][0-9][0-9][0-9]")) if read_manifest(folder)]
    evaluations = {year["fiscal_year"]: year["evaluation"] for year in years}
    indexes = {}
    for year in years:
        now, before = year["evaluation"], evaluations.get(year["fiscal_year"] - 1)
        year["changes"] = changes_since(now, before) if now and before else None
        indexes[f"{year['fiscal_year']}/{INDEX}"] = plain_page("year_index.html.j2", year=year)
    trend = (output_dir / f"{TREND}.html").is_file()
    indexes[INDEX] = plain_page("index.html.j2", years=years, trend=trend, failure=trend_failure)
    for name, page in indexes.items():
        write_if_changed(output_dir / name, page.encode())
    return list(indexes)


def _year(folder: Path) -> dict[str, Any]:
    manifest = read_manifest(folder)
    path = folder / "evaluation.json"
    evaluation = load_json(path.read_bytes()) if path.is_file() else None
    notebooks = [_notebook(folder, entry, manifest.get("data")) for _, entry in sorted(manifest["notebooks"].items())]
    published = {item["name"]: item for item in notebooks if item["published"]}
    return {
        "fiscal_year": manifest["fiscal_year"],
        "refused": manifest.get("refused", ""),
        "notebooks": notebooks,
        "first": [published[name] for name in READ_FIRST if name in published],
        "report": f"{REPORT}.html" if REPORT in published else "",
        "failed": [item for item in notebooks if item["status"] != STATUS[DONE]],
        "stale": [item for item in notebooks if item["status"] == STATUS[DONE] and not item["current"]],
        "evaluation": evaluation,
        "fictional": evaluation["fictional"] if evaluation else any(item["fictional"] for item in notebooks),
        "digest": sha256_of(path) if evaluation else "",
        "signatures": signature_states(folder),
        "missing": sum(item["status"] == Status.MISSING for item in evaluation["measures"]) if evaluation else 0,
    }


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
        "fictional": published and f"{FICTIONAL_TITLE}</title>" in page.read_text(encoding="utf-8"),
        "current": entry.get("data") == data,
    }
