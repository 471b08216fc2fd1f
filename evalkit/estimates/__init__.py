"""Published estimates of how much extra spending one yuan of voucher brought about, as dated data: a range, never one number.

An estimate is of another place and programme. What a year computes with it is a range from the literature, not a measured effect.
"""

import csv
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

ESTIMATES = "evalkit/estimates/estimates.csv"
KINDS = {"threshold": "满减券", "cash_like": "现金型券"}
Text = Annotated[str, Field(min_length=1)]
Ratio = Annotated[Decimal | None, BeforeValidator(lambda text: text or None)]


class Estimate(BaseModel):
    """A published estimate.

    Attributes
    ----------
    kind : str
        ``threshold`` where vouchers ask for a minimum of spending, ``cash_like`` where they replace cash.
    low, high : Decimal or None
        Extra spending for 1 of subsidy; ``None`` where the study measured something else.
    measured : str
        What was measured.
    read : str
        The month in which it was read, mostly from the abstract.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    kind: Literal["threshold", "cash_like"]
    study: Text
    place: Text
    period: Text
    design: Text
    low: Ratio
    high: Ratio
    measured: Text
    read: Annotated[str, Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]
    reference: Text

    @model_validator(mode="after")
    def _both_ends_in_order(self) -> "Estimate":
        if (self.low is None) != (self.high is None) or (self.low is not None and not 0 <= self.low <= self.high):
            raise ValueError(f"{self.id}: low and high")
        return self


@cache
def published_estimates() -> tuple[Estimate, ...]:
    """Return the library, in its order."""
    text = files(__package__).joinpath("estimates.csv").read_text(encoding="utf-8")
    return tuple(Estimate(**row) for row in csv.DictReader(text.splitlines()))


def bounding_estimate(kind: str, end: Literal["least", "greatest"]) -> tuple[Estimate, int]:
    """Return the estimate of a kind of voucher that is least or greatest, and its row in :data:`ESTIMATES`.

    Examples
    --------
    >>> bounding_estimate("threshold", "least")[0].low, bounding_estimate("threshold", "greatest")[0].high
    (Decimal('3'), Decimal('5.8'))
    >>> bounding_estimate("cash_like", "least")[0].low, bounding_estimate("cash_like", "greatest")[0].high
    (Decimal('0.1'), Decimal('0.25'))
    """
    rows = enumerate(published_estimates(), start=2)
    known = [(estimate, row) for row, estimate in rows if estimate.kind == kind and estimate.low is not None]
    return min(known, key=lambda one: one[0].low) if end == "least" else max(known, key=lambda one: one[0].high)
