"""``evalkit verify``: whether a published year is what its raw data, rules and code give."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evalkit.cli.base import FAILED, WELL, DataOption, FormatOption, Shown, fail, print_json

if TYPE_CHECKING:
    from evalkit.verification.verify import Verification

LABELS = {
    "statement": "清单",
    "output": "发布的文件",
    "input": "原始数据",
    "rulebook": "评分规则",
    "notebook": "笔记本",
    "code": "代码",
    "lock": "依赖清单",
    "recomputed": "重算",
}


def verify(
    folder: Annotated[Path, typer.Argument(help="年度报告文件夹，如 outputs/2022。", show_default=False)],
    hashes_only: Annotated[bool, typer.Option("--hashes-only", help="只核对校验值，不重算。")] = False,
    format: FormatOption = Shown.TEXT,
    data: DataOption = Path("data"),
) -> None:
    """核验已发布的年度报告：校验值是否相符，由原始数据重算是否得到同样的数值、得分和页面。

    不改动任何文件。
    例：evalkit verify outputs/2022
    """
    from evalkit.errors import EvalkitError
    from evalkit.pipeline.plan import notebooks_folder
    from evalkit.verification.verify import verify as verified

    try:
        found = verified(folder, data_dir=data, notebooks=notebooks_folder(), recompute=not hashes_only)
    except EvalkitError as error:
        fail(str(error))
    if format is Shown.JSON:
        print_json(_plain(found))
    else:
        print("\n".join(_lines(found)))
    raise typer.Exit(WELL if found.ok else FAILED)


def _lines(found: "Verification") -> list[str]:
    """Return what was compared, what departs, and what cannot be said for sure."""
    of_kind = {kind: sum(item.kind == kind for item in found.departures) for kind in found.counts}
    lines = [f"{found.manifest['fiscal_year']} 年度，{found.manifest['finished']} 发布：{found.folder}"]
    for kind, count in found.counts.items():
        wrong = of_kind[kind]
        lines.append(f"  {LABELS[kind]} {count} 项：{f'不符 {wrong} 项' if wrong else '相符'}")
    for item in found.departures:
        lines.append(f"不符：{LABELS[item.kind]} {item.name} {item.what}".replace("  ", " "))
        lines += [f"  {detail}" for detail in item.details]
    lines += [f"说明：{note}" for note in found.notes]
    return [*lines, "核验通过" if found.ok else f"核验未通过：不符 {len(found.departures)} 项"]


def _plain(found: "Verification") -> dict[str, Any]:
    departures = [
        {"kind": item.kind, "name": item.name, "what": item.what, "details": list(item.details)} for item in found.departures
    ]
    return {
        "fiscal_year": found.manifest["fiscal_year"],
        "folder": found.folder.as_posix(),
        "published": found.manifest["finished"],
        "ok": found.ok,
        "compared": dict(found.counts),
        "departures": departures,
        "notes": found.notes,
    }
