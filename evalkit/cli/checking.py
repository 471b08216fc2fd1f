"""``evalkit check``: every problem of the raw data, nothing run."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from evalkit.cli.base import FAILED, WELL, DataOption, FormatOption, Shown, YearOption, fail, print_json, problems_json


def check(
    year: YearOption = None,
    data: DataOption = Path("data"),
    record: Annotated[bool, typer.Option("--record", help="登记新收到的文件：把其 sha256 写入 SOURCES.yml。")] = False,
    reason: Annotated[str, typer.Option("--reason", help="登记的原因。")] = "未说明原因",
    quiet: Annotated[bool, typer.Option("--quiet", help="只写有问题的年度。")] = False,
    format: FormatOption = Shown.TEXT,
) -> None:
    """列出原始数据的全部问题，不运行任何笔记本。

    不写年度则检查全部年度。
    例：evalkit check --year 2022
    """
    from evalkit.intake.prepare import available_years

    wanted = [year] if year is not None else available_years(data)
    if not wanted:
        fail(f"{data / 'raw'} 下没有任何年度的文件夹")
    checked = [_checked(each, data, reason if record else None) for each in wanted]
    if format is Shown.JSON:
        print_json([{**each, "problems": problems_json(each["problems"]) if each["problems"] else []} for each in checked])
    else:
        for each in checked:
            _tell(each, record=record, reason=reason, quiet=quiet)
    raise typer.Exit(WELL if all(each["ok"] for each in checked) else FAILED)


def _checked(year: int, data: Path, reason: str | None) -> dict[str, Any]:
    """Return what was found in a year, its deliveries registered first where there is a reason to."""
    from functools import partial

    from evalkit.errors import InputProblems
    from evalkit.intake.register import record_deliveries
    from evalkit.year import check_year

    folder, recorded = data / "raw" / str(year), []
    found = {
        "fiscal_year": year,
        "ok": False,
        "recorded": recorded,
        "facts": None,
        "missing": None,
        "ledgers": None,
        "problems": None,
    }
    try:
        if reason is not None and folder.is_dir():
            recorded += record_deliveries(folder, reason, partial(check_year, year, data))
        inputs = check_year(year, data)
    except InputProblems as problems:
        return found | {"problems": problems}
    missing = sum(not record.fact.value for record in inputs.facts)
    ledgers = {name: sum(sheet.tally.used for sheet in taken.sheets) for name, taken in inputs.ledgers.items()}
    return found | {"ok": True, "facts": len(inputs.facts), "missing": missing, "ledgers": ledgers}


def _tell(found: dict[str, Any], *, record: bool, reason: str, quiet: bool) -> None:
    """Tell what was found in a year."""
    year, names = found["fiscal_year"], found["recorded"]
    if record and (names or found["ok"]):
        print(f"{year} 年度：已登记 {'、'.join(names)}（原因：{reason}）" if names else f"{year} 年度：没有需要登记的文件")
    if not found["ok"]:
        print(f"{year} 年度：{found['problems']}", file=sys.stderr)
    elif not quiet:
        ledgers = found["ledgers"].values()
        rows = f"；明细 {len(ledgers)} 种，{sum(ledgers):,} 行" if ledgers else ""
        print(f"{year} 年度：没有发现问题；数值 {found['facts']} 行，其中缺失 {found['missing']} 行{rows}")
