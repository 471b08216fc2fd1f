"""Miniature years that are computed without any notebook."""

from evalkit.trend import Trend, open_trend
from tests.conftest import YearFolder
from tests.pipeline.test_run import OBJECTIVES


def compute(folder: YearFolder) -> None:
    """Compute a year as its notebooks would: measures of each sub-project, then the evaluation."""
    folder.write("objectives.csv", OBJECTIVES)
    year = folder.open()
    for id in ("trade", "consumption"):
        year.sub_project(id).save()
    results = year.results()
    year.save_evaluation(year.scorecard(results.measures), results)


def set_trade(folder: YearFolder, value: str) -> None:
    """Put another total of trade into a year."""
    folder.edit("facts.csv", f",100.0,亿元,{folder.fiscal_year},", f",{value},亿元,{folder.fiscal_year},")


def declare(folder: YearFolder, *breaks: tuple[str, int | str]) -> None:
    """Declare from which years on measures are counted on another basis."""
    lines = [
        f"  - {{measure: {measure}, since: {since}, why: 普查后修订, source: 统计公报（虚构）}}\n" for measure, since in breaks
    ]
    (folder.data / "raw" / "series.yml").write_text("breaks:\n" + "".join(lines), encoding="utf-8")


def trend(folder: YearFolder, last: int = 2030, first: int = 0) -> Trend:
    """Put the years of a data folder side by side."""
    return open_trend(last, first_year=first, data_dir=str(folder.data))


def by_id(frame, id: str) -> list[str]:
    """Return the row of a measure without its name."""
    return list(frame.loc[id])[1:]
