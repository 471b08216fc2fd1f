"""``year.yml``, ``SOURCES.yml`` and ``corrections.yml`` of a new year, with what is still to be decided marked 待填."""

import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from evalkit.intake.correction_schema import CorrectionsFile
from evalkit.intake.schema import SourcesFile, SubProject, YearFile
from evalkit.intake.yaml_files import yaml_format
from evalkit.start.carried import NO_SOURCE
from evalkit.start.pattern import Pattern

TO_FILL = "待填"


def year_bytes(fiscal_year: int, pattern: Pattern) -> bytes:
    """Return ``year.yml``: sub-projects and rules of the pattern, dates of the new year, no decision yet."""
    earlier, checked = pattern.inputs.year, f"{pattern.followed}，待核对"
    stated: dict[str, tuple[Any, str]] = {
        "fiscal_year": (fiscal_year, ""),
        "project": (earlier.project, _of_name(earlier.project, checked)),
        "department": (earlier.department, _of_name(earlier.department, checked)),
        "edition": (earlier.edition, f"评分规则版本，{checked}"),
        "as_of": (date(fiscal_year, 12, 31), "数据截至日期，待核对"),
        "fictional": (earlier.fictional, "true 为演示数据，每页印出“演示数据”"),
        "sub_projects": (CommentedSeq(map(entry_of, earlier.sub_projects)), checked),
        "decision": (_decision(), "预算决策的日期、机构和出处；未知的留空"),
        "public_contacts": (
            _on_one_line(map(DoubleQuotedScalarString, earlier.public_contacts)),
            "对外公布、可以印在报告中的电话和邮箱",
        ),
        "smallest_cell": (earlier.smallest_cell, "人数、企业数少于此数的不列示，0 为全部列示"),
        "dominant_shares": (
            _on_one_line(earlier.dominant_shares),
            "一家企业、两家企业占比超过此数（%）的金额不列示，[] 为全部列示",
        ),
    }
    plain = CommentedMap((key, stated[key][0]) for key in YearFile.model_fields)
    for key, (_, comment) in stated.items():
        if comment:
            plain.yaml_add_eol_comment(comment, key, column=0)
    return yaml_bytes(plain)


def _of_name(name: str, checked: str) -> str:
    return "" if name == TO_FILL else checked


def entry_of(sub: SubProject) -> CommentedMap:
    """Return an entry of ``sub_projects``, to be written on one line."""
    entry = CommentedMap(sub.model_dump())
    entry.fa.set_flow_style()
    return entry


def _on_one_line(values: Iterable[Any]) -> CommentedSeq:
    listed = CommentedSeq(values)
    listed.fa.set_flow_style()
    return listed


def _decision() -> CommentedMap:
    decision = CommentedMap(dict.fromkeys(YearFile.model_fields["decision"].annotation.model_fields))
    for key in decision:
        decision.yaml_add_eol_comment(TO_FILL, key, column=0)
    return decision


def sources_bytes(fiscal_year: int) -> bytes:
    """Return ``SOURCES.yml``: what is received is about to be registered; one source to name, and the one of blank rows."""
    received = {"title": f"{fiscal_year}年度单项数字（{TO_FILL}）", "provider": TO_FILL, "licence": TO_FILL}
    sources = {
        source_of(fiscal_year): {
            "title": f"{fiscal_year}年度自评材料（{TO_FILL}：名称、日期）",
            "address": None,
            "confidence": "low",
            "note": f"{TO_FILL}：核对后改写可信程度和说明",
        },
        NO_SOURCE: no_source(),
    }
    received |= {"received_on": date(fiscal_year, 12, 31), "sha256": "", "rows": 0, "reason": TO_FILL}
    plain = CommentedMap(
        {key: {"files": {"facts.csv": received}, "sources": sources}.get(key, {}) for key in SourcesFile.model_fields}
    )
    del plain["figures_elsewhere"]
    plain.yaml_set_start_comment(
        "本年度数据的来源登记。files：收到的文件，读取前核对；sources：facts.csv 各行引用的来源。\n"
        "received_on、sha256、rows 和 reason 由登记命令填写：evalkit check --record。"
    )
    return yaml_bytes(plain)


def source_of(fiscal_year: int) -> str:
    """Return the id of the source that a new year offers for its own report."""
    return f"self_evaluation_{fiscal_year}"


def no_source() -> dict[str, Any]:
    """Return the source of rows that have no value yet."""
    return {"title": "尚无来源", "address": None, "confidence": "low", "note": "引用本项的行没有数值，一律显示为缺失。"}


def corrections_bytes() -> bytes:
    """Return ``corrections.yml`` without any correction."""
    plain = CommentedMap({key: [] for key in CorrectionsFile.model_fields})
    plain.yaml_set_start_comment(
        "对收到文件的更正逐条登记于此；没有更正时为空列表，原文件一律不改。每条都写理由 reason、依据 authority 和日期 date。\n"
        "facts.csv 的一格：id、period、source、column、expect（原值）、value（更正为）。\n"
        "明细台账的一格：ledger、file、sheet（可不写）、row（行号）、column、expect、value；\n"
        "排除明细台账的一行：ledger、file、row、exclude: true、expect（列名: 原值）。例子见 data/raw/README.md。"
    )
    return yaml_bytes(plain)


def yaml_bytes(plain: CommentedMap) -> bytes:
    """Return YAML with its comments, lists indented as the year folders have them."""
    yaml, buffer = yaml_format(), io.BytesIO()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.dump(plain, buffer)
    return buffer.getvalue()
