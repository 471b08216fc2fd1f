"""What notebooks hand to each other: measures and findings per sub-project, and the evaluation of the year.

A result remembers the hash of every data file and rulebook it rests on; once one of them has changed, the result is stale.
Beside each result lies its own hash, ``NAME.json.sha256``: one that is no longer what was written is not used.
"""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import simplejson

from evalkit.atomic import write_if_changed
from evalkit.errors import MissingResultError
from evalkit.measures import Finding, Measure
from evalkit.reads import ABSENT, differing, note_read, note_written, sha256_of, unnoticed

if TYPE_CHECKING:
    from evalkit.scoring.scorecard import Scorecard
    from evalkit.year import Year

DAMAGED = "结果已被改动或损坏"


class Results:
    """The measures and findings of all sub-projects of a year."""

    def __init__(self, measures: dict[str, Measure], findings: list[Finding], reads: dict[str, str]):
        self.measures, self.findings, self.reads = measures, findings, reads

    def scored(self, scorecard: "Scorecard") -> dict[str, Measure]:
        """Return the measures that the indicators of a scorecard and the findings rest on."""
        indicators = [item.measure for item in scorecard.indicators]
        doubted = [id for finding in self.findings for id in finding.measures if id in self.measures]
        return {id: self.measures[id] for id in [*indicators, *doubted]}

    @classmethod
    def load(cls, year: "Year") -> "Results":
        """Read what the notebooks saved.

        Raises
        ------
        MissingResultError
            ``P-LACK-01`` naming every sub-project whose measures are missing or rest on data that has changed,
            and the command that makes them.
        """
        measures, findings, reads, lacking = {}, [], {}, []
        for sub in year.inputs.year.sub_projects:
            path = year.processed / "measures" / f"{sub.id}.json"
            there = year.record_read(path)
            plain = _unharmed(path) if there else None
            if plain is None or differing(plain["reads"], year.data_dir):
                why = "尚未计算" if not there else DAMAGED if plain is None else "所依据的数据已变"
                lacking.append(f"{sub.name}（{sub.notebook}，{why}）")
                continue
            measures |= {item["id"]: Measure.from_json(item) for item in plain["measures"]}
            findings += [Finding(item["code"], item["message"], tuple(item["measures"])) for item in plain["findings"]]
            reads |= plain["reads"]
        if lacking:
            raise MissingResultError(
                "P-LACK-01",
                "缺少前面各步的结果",
                found="；".join(lacking),
                expected="各子项目均已按当前数据计算",
                remedy=f"{_again(year.fiscal_year, DAMAGED in ''.join(lacking))}，或在 JupyterLab 中依次运行上述笔记本",
            ).at(f"data/processed/{year.fiscal_year}/measures")
        return cls(measures, findings, reads)


def load_evaluation(fiscal_year: int, data_dir: Path) -> dict[str, Any] | None:
    """Return a year's ``evaluation.json``, or ``None`` where it is missing or damaged, or rests on data that has changed."""
    path = data_dir / "processed" / str(fiscal_year) / "evaluation.json"
    name = path.relative_to(data_dir).as_posix()
    if not path.is_file():
        note_read(name, ABSENT)
        return None
    note_read(name, sha256_of(path))
    plain = _unharmed(path)
    return None if plain is None or differing(plain["reads"], data_dir) else plain


def require_evaluation(fiscal_year: int, data_dir: Path) -> dict[str, Any]:
    """Return a year's ``evaluation.json``.

    Raises
    ------
    MissingResultError
        ``P-LACK-01`` where it is missing or damaged, or rests on data that has changed, with the command that makes it.
    """
    evaluation = load_evaluation(fiscal_year, data_dir)
    if evaluation is None:
        path = data_dir / "processed" / str(fiscal_year) / "evaluation.json"
        damaged = path.is_file() and _unharmed(path) is None
        raise MissingResultError(
            "P-LACK-01",
            "缺少前面各步的结果",
            found=DAMAGED if damaged else "没有评价结果，或其所依据的数据已变",
            expected="该年度已按当前数据评分",
            remedy=_again(fiscal_year, damaged),
        ).at(f"data/processed/{fiscal_year}/evaluation.json")
    return evaluation


def _again(fiscal_year: int, damaged: bool) -> str:
    """Return the command that makes results again; where a disk has damaged one, its size and date may look unchanged."""
    return f"evalkit run --year {fiscal_year}" + (" --force" if damaged else "")


def save_result(path: Path, plain: Any, data_dir: Path) -> None:
    """Write a result of a notebook and its hash beside it, noting that it did."""
    content = dump_json(plain)
    beside = f"{hashlib.sha256(content).hexdigest()}  {path.name}\n".encode()
    for place, written in ((path, content), (_hash_of(path), beside)):
        write_if_changed(place, written)
        note_written(place.relative_to(data_dir).as_posix(), hashlib.sha256(written).hexdigest())


def _hash_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def _unharmed(path: Path) -> Any:
    """Return a result that is there, ``None`` where it is no longer what was written."""
    content = path.read_bytes()
    try:
        with unnoticed():
            written = _hash_of(path).read_bytes()
    except OSError:
        return None
    return load_json(content) if written.split()[:1] == [hashlib.sha256(content).hexdigest().encode()] else None


def dump_json(plain: Any) -> bytes:
    """Write JSON with exact decimals."""
    return (simplejson.dumps(plain, use_decimal=True, ensure_ascii=False, indent=1) + "\n").encode()


def load_json(content: bytes) -> Any:
    """Read JSON with exact decimals."""
    return simplejson.loads(content.decode(), use_decimal=True)


def finding_json(finding: Finding) -> dict[str, Any]:
    """Return what JSON files hold of a finding."""
    return {"code": finding.code, "message": finding.message, "measures": list(finding.measures)}
