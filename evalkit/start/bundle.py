"""A year's pages as one archive for a reviewer, with a form for the answer; same pages, same bytes."""

import io
import zipfile
from pathlib import Path

from evalkit.atomic import write_if_changed
from evalkit.errors import InvalidInputError, MissingResultError
from evalkit.intake.schema import ReviewRow
from evalkit.personal.refusal import NOT_WRITTEN, refuse_personal
from evalkit.pipeline.attempt import read_attempt
from evalkit.pipeline.manifest import DONE, read_manifest
from evalkit.pipeline.publish import folder_of
from evalkit.reads import sha256_of
from evalkit.results import load_json
from evalkit.start.tables import columns_of, table_bytes

SUFFIX = ".zip"
RECORDS = ("evaluation.json", "run.json", "run.json.sha256")
ANSWER, INDICATORS, ABOUT = "review.csv", "指标一览.csv", "说明.txt"
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16


def bundle(year: int, output_dir: Path, target: Path) -> Path:
    """Write the archive of a published year, and return where it is.

    It holds the pages, ``evaluation.json``, ``run.json`` with its hash, a ``review.csv`` to fill in, the list of the
    indicators, and a word on how to read and answer.

    Parameters
    ----------
    year : int
        A fiscal year that was run.
    output_dir : pathlib.Path
        The folder of the pages, one folder a year below it.
    target : pathlib.Path
        The archive to write, ``.zip``; outside of the year's own folder, which the next run lists.

    Returns
    -------
    pathlib.Path
        The target.

    Raises
    ------
    MissingResultError
        ``P-PACK-01`` if the year was not run, or not to its end.
    InvalidInputError
        ``P-PACK-02`` if a page is not what was published, ``P-PACK-03`` if the archive cannot be written there.
    """
    folder = folder_of(output_dir / str(year))
    _check_target(target, folder)
    names = _published(year, folder)
    contents = {name: (folder / name).read_bytes() for name in names}
    evaluation = load_json(contents["evaluation.json"])
    indicators = evaluation["indicators"]
    contents[ANSWER] = table_bytes(columns_of(ReviewRow), [{"indicator": item["id"]} for item in indicators])
    contents[INDICATORS] = _overview(indicators)
    contents[ABOUT] = _about(evaluation, year)
    refuse_personal(contents, evaluation.get("public_contacts", ()), kept=NOT_WRITTEN)
    try:
        write_if_changed(target, _archive(contents))
    except OSError as error:
        raise _unwritable(target, f"系统拒绝写入（{type(error).__name__}）") from None
    return target


def _check_target(target: Path, folder: Path) -> None:
    if target.is_dir():
        raise _unwritable(target, "是文件夹")
    if target.suffix.lower() != SUFFIX:
        raise _unwritable(target, f"扩展名为“{target.suffix}”")
    if folder.resolve() in target.resolve().parents:
        raise _unwritable(target, "在该年度的报告文件夹之内")


def _unwritable(target: Path, found: str) -> InvalidInputError:
    expected = f"该年度报告文件夹之外、以 {SUFFIX} 结尾、可以写入的文件"
    remedy = "用 --output 换一个位置；文件若在别的程序中打开，先关闭"
    return InvalidInputError("P-PACK-03", "不能写出压缩包", found=found, expected=expected, remedy=remedy).at(str(target))


def _published(year: int, folder: Path) -> list[str]:
    """Return the names of the pages and records, each as it was published by a run that came to its end."""
    manifest = read_manifest(folder)
    entries = manifest.get("notebooks", {}).values()
    undone = [item["notebook"] for item in entries if item["status"] != DONE or item["data"] != manifest["data"]]
    missing = [name for name in RECORDS if not (folder / name).is_file()]
    last = read_attempt(folder)
    undone += [outcome.notebook for outcome in last.undone] if last else []
    if missing or undone or last:
        found = f"没有 {'、'.join(missing)}" if missing else f"未完成：{'、'.join(undone) or '最近一次运行没有发布'}"
        remedy = f"evalkit run --year {year}，全部完成后再导出"
        raise MissingResultError("P-PACK-01", "该年度的报告不完整", found=found, expected="全部笔记本均已完成", remedy=remedy).at(
            f"outputs/{year}"
        )
    listed = {name: digest for name, digest in manifest["outputs"].items() if "/" not in name and _is_packed(name)}
    stated = {**listed, "run.json": (folder / "run.json.sha256").read_text(encoding="utf-8").split()[0]}
    for name, digest in stated.items():
        if not (folder / name).is_file() or sha256_of(folder / name) != digest:
            raise InvalidInputError(
                "P-PACK-02",
                "文件与运行时发布的不同",
                found="内容已变，或文件不在",
                expected=f"sha256 {digest[:12]}…",
                remedy=f"evalkit run --year {year} --force，重新生成后再导出",
            ).at(f"outputs/{year}/{name}")
    return [*listed, "index.html", "run.json", "run.json.sha256"]


def _is_packed(name: str) -> bool:
    return name.endswith(".html") or name == "evaluation.json"


def _overview(indicators: list[dict]) -> bytes:
    """Return the indicators with what a reviewer needs beside the form: name, target, actual value, points, award."""
    columns = {
        "编号": "id",
        "一级指标": "section",
        "指标": "name",
        "目标值": "target_text",
        "完成值": "actual_text",
        "分值": "points",
        "复算得分": "award",
        "不能计分的原因": "reason",
    }
    rows = [{title: _as_text(item[key]) for title, key in columns.items()} for item in indicators]
    return table_bytes(list(columns), rows)


def _as_text(value: object) -> str:
    """Return a cell as people write it: a target of ``=0`` in words, since a spreadsheet would take it for a formula."""
    text = "" if value is None else f"{value}"
    return f"等于 {text[1:]}" if text.startswith("=") else text


def _about(evaluation: dict, year: int) -> bytes:
    lines = [
        f"{year} 年度绩效自评报告",
        f"{evaluation['department']}　{evaluation['project']}",
        *(["演示数据：本年度的数据为虚构，不代表任何单位。"] if evaluation["fictional"] else []),
        "",
        "怎样看",
        "1. 先把压缩包全部解压到一个文件夹，再双击 index.html。不需要联网，不需要安装软件。",
        "   “各年度总目录”一类指向其他年度的链接不在包内，打不开属正常。",
        "2. 点任一数字，可见其算式、取值区间和出处（文件、行、列）。",
        f"3. {INDICATORS} 列出各项指标的编号、名称、目标值、完成值和复算得分。",
        "",
        "怎样回复",
        f"1. 在 {ANSWER} 中填写：indicator 为指标编号，不改；award 为复核得分，在 0 与该指标分值之间；",
        "   reason 为理由，与复算得分不同的必须填写。没有复核的留空，不写 0。不写复核人员姓名。",
        f"2. 只把 {ANSWER} 发回。",
        "",
        "怎样核对",
        "run.json 列出各文件的 SHA-256，run.json.sha256 是 run.json 自身的 SHA-256。",
        "",
    ]
    return ("\ufeff" + "\r\n".join(lines)).encode()


def _archive(contents: dict[str, bytes]) -> bytes:
    """Return a ZIP whose bytes depend on nothing but names and contents."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(name, FIXED_TIME)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, READABLE
            archive.writestr(entry, contents[name], compresslevel=9)
    return buffer.getvalue()
