"""Which pages the browser looks at: all of a year, the indexes, an earlier year with much missing, and a fictional one."""

from tests.real_years import PROJECT

OF_A_YEAR = sorted(path.stem for path in (PROJECT / "notebooks").glob("[0-9]*.ipynb") if path.stem != "95_trend")
WHOLE_YEAR = [*(f"2022/{name}" for name in OF_A_YEAR), "2022/audit", "2022/index", "95_trend", "index"]
MUCH_MISSING = [f"2021/{name}" for name in ("30_inbound_transfer", "40_consumption", "80_scorecard", "index")]
FICTIONAL = [
    f"fictional/{name}"
    for name in ("2022/00_intake", "2022/40_consumption", "2022/90_report", "2022/audit", "2022/index", "index")
]
PAGES = [*WHOLE_YEAR, *MUCH_MISSING, *FICTIONAL]
