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
    "index": "总目录",
    "recomputed": "重算",
}


def verify(
    folder: Annotated[
        Path,
        typer.Argument(help="年度报告文件夹，如 outputs/2022；或 outputs，核验各年度及各年度对照。", show_default=False),
    ],
    hashes_only: Annotated[bool, typer.Option("--hashes-only", help="只核对校验值，不重算。")] = False,
    format: FormatOption = Shown.TEXT,
    data: DataOption = Path("data"),
) -> None:
    """核验已发布的报告：校验值是否相符，由原始数据重算是否得到同样的数值、得分和页面。

    不改动任何文件。
    例：evalkit verify outputs/2022
    """
    from evalkit.errors import EvalkitError
    from evalkit.pipeline.plan import notebooks_folder
    from evalkit.verification.verify import verify as verified
    from evalkit.verification.verify_all import verify_all, year_folders

    given = {"data_dir": data, "notebooks": notebooks_folder(), "recompute": not hashes_only}
    try:
        everything = year_folders(folder)
        found = verify_all(folder, **given) if everything else [verified(folder, **given)]
    except EvalkitError as error:
        fail(str(error))
    ok = all(each.ok for each in found)
    if format is Shown.JSON:
        plain = [_plain(each) for each in found]
        print_json({"folder": folder.as_posix(), "ok": ok, "verified": plain} if everything else plain[0])
    else:
        print("\n".join(line for each in found for line in _lines(each)))
        print("核验通过" if ok else f"核验未通过：不符 {sum(len(each.departures) for each in found)} 项")
    raise typer.Exit(WELL if ok else FAILED)


def _lines(found: "Verification") -> list[str]:
    """Return what was compared, what departs, and what cannot be said for sure."""
    of_kind = {kind: sum(item.kind == kind for item in found.departures) for kind in found.counts}
    stated = found.manifest
    title = f"{stated['fiscal_year']} 年度，{stated['finished']} 发布" if stated else "各年度对照和总目录"
    lines = [f"{title}：{found.folder}"]
    for kind, count in found.counts.items():
        wrong = of_kind[kind]
        lines.append(f"  {LABELS[kind]} {count} 项：{f'不符 {wrong} 项' if wrong else '相符'}")
    for item in found.departures:
        lines.append(f"不符：{LABELS[item.kind]} {item.name} {item.what}".replace("  ", " "))
        lines += [f"  {detail}" for detail in item.details]
    return [*lines, *(f"说明：{note}" for note in found.notes)]


def _plain(found: "Verification") -> dict[str, Any]:
    departures = [
        {"kind": item.kind, "name": item.name, "what": item.what, "details": list(item.details)} for item in found.departures
    ]
    return {
        "fiscal_year": found.manifest.get("fiscal_year"),
        "folder": found.folder.as_posix(),
        "published": found.manifest.get("finished"),
        "ok": found.ok,
        "compared": dict(found.counts),
        "departures": departures,
        "notes": found.notes,
    }
