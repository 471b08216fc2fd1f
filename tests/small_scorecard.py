"""Small scorecards for tests, under a fictional edition: five indicators of 100 points, any of them missing."""

from dataclasses import dataclass
from decimal import Decimal

from evalkit.intake.schema import ObjectiveRow
from evalkit.measures import Measure, Status
from evalkit.quantities import Interval
from evalkit.scoring.rulebook import Grade, Rulebook, Section, load_rulebook
from evalkit.scoring.scorecard import Scorecard, build_scorecard

TRIAL = load_rulebook("mof-2020-10").model_copy(
    update={
        "edition": "trial",
        "title": "试用版（虚构）",
        "sections": [Section(name="产出指标", points=Decimal(100))],
        "grades": [Grade(name="优", cut=Decimal(90)), Grade(name="良", cut=Decimal(80)), Grade(name="差", cut=Decimal(0))],
    }
)


@dataclass(frozen=True)
class Line:
    """One indicator: a blank target or actual value is missing; ``low`` and ``high`` bound the actual value."""

    id: str
    points: str
    target: str = "10"
    actual: str = "10"
    comparator: str = "≥"
    unit: str = "万元"
    low: str = ""
    high: str = ""
    name: str = ""
    measured_in: str = ""


def objective(line: Line) -> ObjectiveRow:
    """A line of ``objectives.csv``, every cell a text, as in the file."""
    return ObjectiveRow(
        id=line.id.upper(),
        section="产出指标",
        category="数量指标",
        name=line.name or f"指标 {line.id}",
        sub_project="trade",
        measure=line.id,
        comparator=line.comparator,
        target=line.target,
        unit=line.unit,
        target_basis="stated" if line.target else "missing",
        target_evidence="虚构" if line.target else "",
        points=line.points,
        points_basis="assumed",
        evidence="",
        note="",
    )


def measure(line: Line) -> Measure:
    """The measure of a line, exact unless bounds are given."""
    value = Decimal(line.actual) if line.actual else None
    interval = None if value is None else Interval(Decimal(line.low or line.actual), Decimal(line.high or line.actual))
    status = Status.MISSING if value is None else Status.MEASURED
    return Measure(line.id, f"数值 {line.id}", value, line.measured_in or line.unit, 2, "虚构", status, interval)


def measures(lines: list[Line]) -> dict[str, Measure]:
    """The measures of all lines, by id."""
    return {line.id: measure(line) for line in lines}


def scorecard(*lines: Line, rulebook: Rulebook = TRIAL) -> Scorecard:
    """The scorecard of these lines, whose points add up to 100; without lines, one of nothing."""
    edition = rulebook if lines else rulebook.model_copy(update={"sections": []})
    objectives = [(row, objective(line)) for row, line in enumerate(lines, start=2)]
    return build_scorecard(
        rulebook=edition, objectives=objectives, measures=measures(list(lines)), declared=[], shown="data/raw/2030"
    )
