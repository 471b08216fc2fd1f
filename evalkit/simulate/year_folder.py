"""The folder of a fictional year: ledgers, the figures that are their totals, and everything else that a year folder holds."""

import csv
import hashlib
import io
import os
import tempfile
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from evalkit.errors import InvalidInputError
from evalkit.intake.schema import ActivityRow, DeclaredRow, DeviationRow, FactRow, ObjectiveRow
from evalkit.intake.yaml_files import yaml_format
from evalkit.ledgers.schemas import LEDGERS
from evalkit.periods import FIRST_YEAR, LAST_YEAR
from evalkit.quantities import parse_number
from evalkit.simulate import draw, ecommerce, governance, market, trade, transfer, vouchers, window
from evalkit.simulate.deliver import Columns, file_of, write_ledger
from evalkit.simulate.targets import PATTERN, Targets

DEPARTMENT, PROJECT = "某市商务局（演示）", "内外经贸发展与口岸建设管理经费（虚构）"
EDITION = "mof-2020-10"
NOTEBOOKS = {
    "trade": "10_trade_promotion",
    "single_window": "20_single_window",
    "transfer": "30_inbound_transfer",
    "consumption": "40_consumption",
    "ecommerce": "50_cross_border_ecommerce",
    "governance": "60_governance",
}
LEAST_SCALE, GREATEST_SCALE = Decimal("0.001"), Decimal(50)
FROM_LEDGERS, OTHERS = "simulated_ledgers", "simulated_report"
LICENCE = "虚构数据，仅供演示和测试"


def simulate(fiscal_year: int, folder: Path, scale: str = "1.0", seed: int = 7) -> list[Path]:
    """Write the folder of a fictional year, and return its files.

    The same year, scale and seed give the same bytes. The folder appears when it is whole, or not at all.

    Parameters
    ----------
    fiscal_year : int
        The fiscal year.
    folder : pathlib.Path
        The folder of the year itself, such as ``demo/raw/2022``; new or empty.
    scale : str
        By which vouchers, registrations, calls, trips and declarations, and the money that goes with them, are multiplied.
    seed : int
        Of the draws, 0 or greater.

    Raises
    ------
    InvalidInputError
        ``I-YEAR-03`` if it is no fiscal year, ``V-NUM-01`` if the scale is no number, ``P-SIM-02`` if it is too small or too great,
        ``P-SIM-01`` if the folder is not empty.
    """
    targets = Targets(_fiscal_year(fiscal_year), _scale(scale), seed)
    _refuse_filled(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".simulate-") as temporary:
        staged = Path(temporary) / folder.name
        _write(targets, staged)
        if folder.is_dir():
            folder.rmdir()
        os.rename(staged, folder)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _fiscal_year(fiscal_year: int) -> int:
    if not FIRST_YEAR <= fiscal_year <= LAST_YEAR:
        remedy, expected = "填写四位数的财政年度，如 2022", f"{FIRST_YEAR} 至 {LAST_YEAR}"
        raise InvalidInputError("I-YEAR-03", "不是财政年度", found=str(fiscal_year), expected=expected, remedy=remedy).at(
            "--year"
        )
    return fiscal_year


def _scale(text: str) -> Decimal:
    try:
        scale = parse_number(text)
    except InvalidInputError as error:
        raise error.at("--scale") from None
    if not LEAST_SCALE <= scale <= GREATEST_SCALE:
        expected, remedy = f"{LEAST_SCALE} 至 {GREATEST_SCALE}", "1 为与公布数相同的规模，试用时可填 0.01"
        raise InvalidInputError("P-SIM-02", "规模过小或过大", found=text, expected=expected, remedy=remedy).at("--scale")
    return scale


def _refuse_filled(folder: Path) -> None:
    found = "一个文件" if folder.is_file() else f"{len(list(folder.iterdir()))} 项内容" if folder.is_dir() else "0 项内容"
    if found != "0 项内容":
        raise InvalidInputError(
            "P-SIM-01",
            "输出文件夹已有内容",
            found=found,
            expected="不存在或空的文件夹",
            remedy="换一个文件夹；确要重新生成的，先把已有的移到别处",
        ).at(str(folder))


def _write(targets: Targets, folder: Path) -> None:
    (folder / "ledgers").mkdir(parents=True)
    (folder / "narrative").mkdir()
    rows = {f"ledgers/{file_of(name)}": number for name, number in _write_ledgers(targets, folder / "ledgers").items()}
    facts = _facts(targets)
    tables = {
        "facts.csv": _table(FactRow, facts),
        "objectives.csv": _table(ObjectiveRow, _objectives(targets)),
        "declared.csv": _table(DeclaredRow, targets.rows("declared.csv")),
        "activities.csv": _table(
            ActivityRow, [row | {"amount": targets.scaled_text(row, "amount")} for row in targets.rows("activities.csv")]
        ),
        "deviations.csv": _table(DeviationRow, targets.rows("deviations.csv")),
        "corrections.yml": _yaml({"corrections": []}),
        "year.yml": _yaml(_year(targets)),
    }
    tables |= {
        f"narrative/{path.name}": targets.text(f"narrative/{path.name}") for path in sorted(PATTERN.glob("narrative/*.md"))
    }
    for name, text in tables.items():
        (folder / name).write_bytes(text.encode())
    (folder / "SOURCES.yml").write_bytes(_yaml(_sources(targets, folder, {"facts.csv": len(facts)} | rows)).encode())


def _write_ledgers(targets: Targets, folder: Path) -> dict[str, int]:
    """Write every ledger, and return how many rows each has."""
    registered = draw.make_draw(targets)
    issued = vouchers.make_vouchers(targets, registered, market.MERCHANTS)
    trips, passengers = transfer.transfers(targets)
    whole: dict[str, Callable[[Targets], Columns]] = {
        "monthly_trade": trade.monthly,
        "partner_trade": trade.partners,
        "exhibitors": trade.exhibitors,
        "window_declarations": window.declarations,
        "functions": window.functions,
        "service_marks": window.service_marks,
        "hotline_calls": window.hotline_calls,
        "trainings": window.trainings,
        "training_participants": window.participants,
        "merchants": market.merchants,
        "events": market.events,
        "platform_firms": ecommerce.firms,
        "platform_uptime": ecommerce.uptime,
        "appropriations": governance.appropriations,
        "payments": governance.payments,
        "questionnaires": governance.questionnaires,
    }
    batches: dict[str, Iterable[Columns]] = {name: [make(targets)] for name, make in whole.items()}
    batches |= {"trips": [trips], "passengers": [passengers]}
    batches |= {"registrations": draw.registrations(registered), "vouchers": vouchers.voucher_rows(registered, issued)}
    batches |= {"platform_declarations": ecommerce.declarations(targets)}
    return {name: write_ledger(name, batches[name], folder, targets) for name in LEDGERS}


def _facts(targets: Targets) -> list[dict[str, str]]:
    """Return ``facts.csv``: every figure with the ledger whose total it is."""
    rows = []
    for row in targets.facts:
        ledger = row["ledger"]
        place = f"ledgers/{file_of(ledger)}（{LEDGERS[ledger].title}）" if ledger else "虚构报告"
        stated = {"value": targets.printed(row), "use": "yes", "source": FROM_LEDGERS if ledger else OTHERS, "place": place}
        rows.append(row | stated | {"note": "；".join(filter(None, [row["note"], "虚构"]))})
    return rows


def _objectives(targets: Targets) -> list[dict[str, str]]:
    approved = {
        "target_basis": "approved",
        "points_basis": "approved",
        "target_evidence": f"演示批复〔{targets.fiscal_year}〕1号（虚构）",
        "evidence": "ledgers 中的明细（虚构）",
        "note": "虚构",
    }
    return [row | approved | {"target": targets.scaled_text(row, "target")} for row in targets.rows("objectives.csv")]


def _table(record: type, rows: Iterable[dict[str, str]]) -> str:
    """Return a table with the columns that the schema describes; a blank where a row does not state one."""
    columns, buffer = [field.alias or name for name, field in record.model_fields.items()], io.StringIO()
    writer = csv.DictWriter(buffer, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def _year(targets: Targets) -> dict[str, Any]:
    return {
        "fiscal_year": targets.fiscal_year,
        "project": PROJECT,
        "department": DEPARTMENT,
        "edition": EDITION,
        "as_of": date(targets.fiscal_year, 12, 31),
        "fictional": True,
        "sub_projects": [{"id": id, "name": name, "notebook": NOTEBOOKS[id]} for id, name in governance.SUB_PROJECTS.items()],
        "decision": {
            "approved_on": date(targets.fiscal_year - 1, 11, 30),
            "approved_by": "党组会（虚构）",
            "place": "虚构报告第二章",
        },
    }


def _sources(targets: Targets, folder: Path, rows: dict[str, int]) -> dict[str, Any]:
    titles = {f"ledgers/{file_of(name)}": ledger.title for name, ledger in LEDGERS.items()} | {"facts.csv": "公布的单项数字"}
    files = {
        name: {
            "title": f"{titles[name]}（{targets.fiscal_year}年，虚构）",
            "provider": f"{DEPARTMENT}，由 evalkit simulate 生成",
            "received_on": date(targets.fiscal_year + 1, 1, 15),
            "sha256": _sha256(folder / name),
            "rows": number,
            "licence": LICENCE,
            "reason": f"虚构年度：规模 {targets.scale}，种子 {targets.seed}",
        }
        for name, number in rows.items()
    }
    sources = {
        FROM_LEDGERS: ("虚构的明细，公布数为其合计", "虚构数据，不代表任何单位和个人。"),
        OTHERS: ("虚构的自评报告和统计公报", "虚构数据，没有明细。"),
    }
    cited = {id: {"title": title, "address": None, "confidence": "high", "note": note} for id, (title, note) in sources.items()}
    return {"files": files, "sources": cited}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _yaml(plain: dict[str, Any]) -> str:
    buffer = io.StringIO()
    yaml_format().dump(plain, buffer)
    return "# 虚构数据，不代表任何单位和个人\n" + buffer.getvalue()
