"""The rules of an audit, one concept each; importing this package enters them all in :data:`RULES`, in the order they are told."""

from evalkit.audit.rules import (
    ambiguity,
    attribution,
    basis,
    chronology,
    contradiction,
    cut_off,
    flow,
    grade,
    growth,
    identity,
    omission,
    over_achievement,
    period,
    precision,
    ratio,
    repeat,
    self_claim,
    table,
)
from evalkit.audit.rules import range as range_
from evalkit.audit.rules.registry import RULES, Rule

__all__ = [
    "RULES",
    "Rule",
    "ambiguity",
    "attribution",
    "basis",
    "chronology",
    "contradiction",
    "cut_off",
    "flow",
    "grade",
    "growth",
    "identity",
    "omission",
    "over_achievement",
    "period",
    "precision",
    "range_",
    "ratio",
    "repeat",
    "self_claim",
    "table",
]
