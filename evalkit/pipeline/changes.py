"""What has changed from one evaluation to the next year's: score, indicators that can be computed, findings."""

from dataclasses import dataclass
from typing import Any

Evaluation = dict[str, Any]


@dataclass(frozen=True)
class Changes:
    """What a reader who knows last year's evaluation has to look at.

    Attributes
    ----------
    fiscal_year : int
        The year compared with.
    before : dict
        That year's recomputed bounds and grades.
    edition : str
        The edition it was scored under, where it is another one; empty where it is the same.
    computable, no_longer : tuple of str
        Names of the indicators that have an award now and had none, and the other way round.
    appeared, gone : tuple of str
        Messages of findings.
    """

    fiscal_year: int
    before: dict[str, Any]
    edition: str
    computable: tuple[str, ...]
    no_longer: tuple[str, ...]
    appeared: tuple[str, ...]
    gone: tuple[str, ...]


def changes_since(now: Evaluation, before: Evaluation) -> Changes:
    """Compare two evaluations.

    Parameters
    ----------
    now, before : dict
        ``evaluation.json`` of a year and of an earlier one. An indicator is the same where it rests on the same measure;
        a finding where it has the same code and doubts the same measures, or, doubting none, says the same.

    Returns
    -------
    Changes
    """
    awarded, had = _awarded(now), _awarded(before)
    findings, earlier = _findings(now), _findings(before)
    edition = before["score"]["edition"]
    return Changes(
        fiscal_year=before["fiscal_year"],
        before=before["score"]["recomputed"],
        edition="" if edition == now["score"]["edition"] else edition,
        computable=_without(awarded, had),
        no_longer=_without(had, awarded),
        appeared=_without(findings, earlier),
        gone=_without(earlier, findings),
    )


def _awarded(evaluation: Evaluation) -> dict[Any, str]:
    return {item["measure"]: item["name"] for item in evaluation["indicators"] if item["award"] is not None}


def _findings(evaluation: Evaluation) -> dict[Any, str]:
    return {(item["code"], *(item["measures"] or [item["message"]])): item["message"] for item in evaluation["findings"]}


def _without(some: dict[Any, str], others: dict[Any, str]) -> tuple[str, ...]:
    return tuple(words for key, words in some.items() if key not in others)
