"""``evalkit audit``: a written report checked against itself."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evalkit.cli.base import FAILED, WELL, DataOption, YearOption, fail, print_json
from evalkit.cli.base import fiscal_year as parsed_year

if TYPE_CHECKING:
    from evalkit.audit.run import Audit
    from evalkit.audit.waivers import Waiver


class AuditShown(StrEnum):
    """How an audit is told."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


def audit(
    files: Annotated[
        list[Path], typer.Argument(metavar="文件", help="报告文件，MD、TXT 或 DOCX，可以多个。", show_default=False)
    ],
    format: Annotated[AuditShown, typer.Option("--format", help="text 供阅读，json 供程序使用，html 供打印。")] = AuditShown.TEXT,
    output: Annotated[
        Path | None,
        typer.Option("--output", help="html 写到这个文件或文件夹；不写则直接输出，多个报告写在各自旁边。", show_default=False),
    ] = None,
    waivers: Annotated[
        Path | None, typer.Option("--waivers", help="豁免清单，不写则用报告旁边的 waivers.csv。", show_default=False)
    ] = None,
    fiscal_year: Annotated[
        int | None,
        typer.Option(
            "--fiscal-year",
            help="报告的财政年度，不写则从报告中识别。",
            metavar="年度",
            parser=parsed_year,
            show_default=False,
        ),
    ] = None,
    year: YearOption = None,
    data: DataOption = Path("data"),
) -> None:
    """审核已写好的自评报告，逐条列出矛盾、算错和缺项。

    每条写明行号、原文、算式和规则。写了年度则与该年度的数据核对，须先运行该年度。
    有“必须改正”的发现时退出状态为 1。
    例：evalkit audit 自评报告.docx --format html --output 审核.html
    """
    from evalkit.audit.run import audit_file
    from evalkit.errors import EvalkitError, InputProblems

    measures = _measures(year, data)
    audits, failed = [], False
    for path in files:
        try:
            audits.append((path, audit_file(path, fiscal_year=fiscal_year, waivers=_waivers(path, waivers), measures=measures)))
        except (EvalkitError, InputProblems) as error:
            failed = True
            print(error, file=sys.stderr)
    if format is AuditShown.JSON:
        told = [each.to_json() for _, each in audits]
        if told:
            print_json(told[0] if len(files) == 1 else told)
    for path, each in audits:
        if format is AuditShown.TEXT:
            from evalkit.audit.terminal import show

            show(each)
        elif format is AuditShown.HTML:
            print(_page(path, each, output, len(files) > 1))
    raise typer.Exit(FAILED if failed or any(each.stands for _, each in audits) else WELL)


def _measures(year: int | None, data: Path) -> "list[dict[str, Any]]":
    """Return the measures of a year, none where no year is named."""
    from evalkit.errors import EvalkitError
    from evalkit.results import require_evaluation

    if year is None:
        return []
    try:
        return require_evaluation(year, data)["measures"]
    except EvalkitError as error:
        fail(str(error))


def _waivers(path: Path, chosen: Path | None) -> "list[Waiver]":
    from evalkit.audit.waivers import FILE_NAME, read_waivers

    beside = path.parent / FILE_NAME
    place = chosen or (beside if beside.is_file() else None)
    return read_waivers(place) if place else []


def _page(path: Path, told: "Audit", output: Path | None, several: bool) -> str:
    """Return the page itself, or where it was written."""
    from evalkit.atomic import write_if_changed
    from evalkit.audit.page import audit_page

    html = audit_page(told)
    if output is None and not several:
        return html
    folder = output or path.parent
    target = folder / f"{path.stem}.audit.html" if several or folder.is_dir() else folder
    target.parent.mkdir(parents=True, exist_ok=True)
    write_if_changed(target, html.encode())
    return str(target)
