"""What notebooks hand to each other: measures and findings per sub-project, and the evaluation of the year.

A result remembers the hash of every data file and rulebook it rests on; once one of them has changed, the result is stale.
"""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import simplejson

from evalkit.atomic import write_if_changed
from evalkit.errors import MissingResultError
from evalkit.measures import Finding, Measure
from evalkit.reads import ABSENT, differing, note_read, note_written, sha256_of

if TYPE_CHECKING:
    from evalkit.scoring.scorecard import Scorecard
    from evalkit.year import Year


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
            plain = load_json(path.read_bytes()) if year.record_read(path) else None
            if plain is None or differing(plain["reads"], year.data_dir):
                lacking.append(f"{sub.name}（{sub.notebook}，{'尚未计算' if plain is None else '所依据的数据已变'}）")
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
                remedy=f"evalkit run --year {year.fiscal_year}，或在 JupyterLab 中依次运行上述笔记本",
            ).at(f"data/processed/{year.fiscal_year}/measures")
        return cls(measures, findings, reads)


def load_evaluation(fiscal_year: int, data_dir: Path) -> dict[str, Any] | None:
    """Return a year's ``evaluation.json``, or ``None`` where it is missing or rests on data that has changed."""
    path = data_dir / "processed" / str(fiscal_year) / "evaluation.json"
    name = path.relative_to(data_dir).as_posix()
    if not path.is_file():
        note_read(name, ABSENT)
        return None
    note_read(name, sha256_of(path))
    plain = load_json(path.read_bytes())
    return None if differing(plain["reads"], data_dir) else plain


def require_evaluation(fiscal_year: int, data_dir: Path) -> dict[str, Any]:
    """Return a year's ``evaluation.json``.

    Raises
    ------
    MissingResultError
        ``P-LACK-01`` where it is missing or rests on data that has changed, with the command that makes it.
    """
    evaluation = load_evaluation(fiscal_year, data_dir)
    if evaluation is None:
        raise MissingResultError(
            "P-LACK-01",
            "缺少前面各步的结果",
            found="没有评价结果，或其所依据的数据已变",
            expected="该年度已按当前数据评分",
            remedy=f"evalkit run --year {fiscal_year}",
        ).at(f"data/processed/{fiscal_year}/evaluation.json")
    return evaluation


def save_result(path: Path, plain: Any, data_dir: Path) -> None:
    """Write a result of a notebook, noting that it did."""
    content = dump_json(plain)
    write_if_changed(path, content)
    note_written(path.relative_to(data_dir).as_posix(), hashlib.sha256(content).hexdigest())


def dump_json(plain: Any) -> bytes:
    """Write JSON with exact decimals."""
    return (simplejson.dumps(plain, use_decimal=True, ensure_ascii=False, indent=1) + "\n").encode()


def load_json(content: bytes) -> Any:
    """Read JSON with exact decimals."""
    return simplejson.loads(content.decode(), use_decimal=True)


def finding_json(finding: Finding) -> dict[str, Any]:
    """Return what JSON files hold of a finding."""
    return {"code": finding.code, "message": finding.message, "measures": list(finding.measures)}
