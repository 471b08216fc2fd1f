"""What came of a run: a table with links to the pages, how many notebooks ended in which way, and the same as JSON."""

import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from evalkit.cli.base import problems_json
from evalkit.errors import InputProblems
from evalkit.pipeline.attempt import FOLDER as FAILED_FOLDER
from evalkit.pipeline.manifest import DONE, FAILED, SKIPPED, Outcome
from evalkit.pipeline.plan import TREND
from evalkit.pipeline.run import INDEX, YearRun

UNCHANGED = "unchanged"
COUNTED = {DONE: "运行", UNCHANGED: "没有变化", FAILED: "失败", SKIPPED: "未运行"}
WORDS = COUNTED | {DONE: "完成"}
STYLES = {FAILED: "red", SKIPPED: "yellow"}
ACROSS = "各年度"


def status(outcome: Outcome) -> str:
    """Return how a notebook ended: done, unchanged, failed or skipped."""
    return UNCHANGED if outcome.status == DONE and not outcome.ran else outcome.status


def counts(runs: list[YearRun]) -> dict[str, int]:
    """Return how many notebooks ended in which way."""
    counted = Counter(status(outcome) for ran in runs for outcome in ran.outcomes)
    return {each: counted[each] for each in COUNTED}


def counts_text(runs: list[YearRun]) -> str:
    """Return how many notebooks ended in which way, as a line of text."""
    return "，".join(f"{COUNTED[each]} {number}" for each, number in counts(runs).items())


def table(runs: list[YearRun], output: Path, *, explain: bool) -> Table:
    """Return the table of all notebooks, whose names lead to their pages; with ``explain``, also why each was run."""
    shown = Table("年度", "笔记本", "结果", "用时（秒）", *(["为何运行"] if explain else []))
    for ran in runs:
        for outcome in ran.outcomes:
            word = Text(WORDS[status(outcome)], STYLES.get(status(outcome), ""))
            seconds = f"{outcome.seconds:.1f}" if outcome.ran and outcome.status != SKIPPED else ""
            why = ["\n".join(outcome.reasons)] if explain else []
            shown.add_row(_year(ran, outcome), _linked(outcome.notebook, page(ran, outcome, output)), word, seconds, *why)
    return shown


def page(ran: YearRun, outcome: Outcome, output: Path) -> Path | None:
    """Return the page of a notebook, of this run or an earlier one; ``None`` where there is none."""
    folder = output if outcome.notebook == TREND else output / str(ran.fiscal_year)
    path = folder / f"{outcome.notebook}.html"
    return path if path.is_file() else None


def failed_page(ran: YearRun, outcome: Outcome, output: Path) -> Path | None:
    """Return the page that shows what a notebook gave until it failed this time; ``None`` where there is none."""
    folder = output if outcome.notebook == TREND else output / str(ran.fiscal_year)
    path = folder / FAILED_FOLDER / f"{outcome.notebook}.html"
    return path if outcome.status == FAILED and path.is_file() else None


def indexes(runs: list[YearRun], output: Path) -> list[Path]:
    """Return the index pages of the years that were run."""
    paths = [output / str(ran.fiscal_year) / INDEX for ran in runs if ran.outcomes]
    return [path for path in dict.fromkeys(paths) if path.is_file()]


def print_failures(runs: list[YearRun], output: Path, *, only_failed: bool) -> None:
    """Tell on the error stream why years and notebooks were not run or not published, and why notebooks failed."""
    for ran in runs:
        if ran.problems:
            print(f"{ran.fiscal_year} 年度没有运行。{ran.problems}", file=sys.stderr)
        for outcome in ran.outcomes:
            if outcome.message and not (only_failed and outcome.status == SKIPPED):
                print(f"\n{_year(ran, outcome)} {outcome.notebook}：{outcome.message}", file=sys.stderr)
                failed = failed_page(ran, outcome, output)
                print(*([f"  失败时的页面：{failed}"] if failed else []), end="\n" if failed else "", file=sys.stderr)
        if ran.unpublished:
            print(f"\n{ran.fiscal_year} 年度没有发布。{ran.unpublished}", file=sys.stderr)
    kept = [f"{ran.fiscal_year}" for ran in runs if not ran.ok and any(outcome.notebook != TREND for outcome in ran.outcomes)]
    if kept:
        told = "此前发布的报告（若有）没有改动。改正后运行 evalkit run --failed，已完成的笔记本不再运行"
        print(f"\n{'、'.join(kept)} 年度没有发布，{told}", file=sys.stderr)


def run_json(runs: list[YearRun], output: Path) -> dict[str, Any]:
    """Return what ``evalkit run --format json`` prints; the year of the page across years is ``null``."""
    return {
        "ok": all(ran.ok for ran in runs),
        "counts": counts(runs),
        "notebooks": [_notebook(ran, outcome, output) for ran in runs for outcome in ran.outcomes],
        "unpublished": [
            {"fiscal_year": ran.fiscal_year, "problems": problems_json(InputProblems([ran.unpublished]))}
            for ran in runs
            if ran.unpublished
        ],
        "refused": [{"fiscal_year": ran.fiscal_year, "problems": problems_json(ran.problems)} for ran in runs if ran.problems],
        "indexes": [path.as_posix() for path in indexes(runs, output)],
    }


def _notebook(ran: YearRun, outcome: Outcome, output: Path) -> dict[str, Any]:
    path, failed = page(ran, outcome, output), failed_page(ran, outcome, output)
    return {
        "fiscal_year": None if outcome.notebook == TREND else ran.fiscal_year,
        "notebook": outcome.notebook,
        "status": status(outcome),
        "message": outcome.message,
        "seconds": Decimal(str(outcome.seconds)),
        "reasons": list(outcome.reasons),
        "page": path.as_posix() if path else None,
        "failed_page": failed.as_posix() if failed else None,
    }


def _year(ran: YearRun, outcome: Outcome) -> str:
    return ACROSS if outcome.notebook == TREND else str(ran.fiscal_year)


def _linked(name: str, page: Path | None) -> Text:
    return Text(name, f"link {page.resolve().as_uri()}" if page else "")
