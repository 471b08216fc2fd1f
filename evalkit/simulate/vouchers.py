"""Vouchers: issued to the winners of a phase, redeemed in the weeks after, most of them by spending little above the threshold."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evalkit.simulate.allocate import allocate, drawn, heavy_tailed
from evalkit.simulate.columns import amounts, chosen, codes, moments
from evalkit.simulate.draw import BATCH, DISTRICTS, Draw, won_vouchers
from evalkit.simulate.targets import Targets

FACES, THRESHOLDS = np.array([7, 10, 15, 30]), np.array([88, 125, 188, 375])
"""In yuan: spend 88 get 7, and so on; the spending that a threshold asks for is 12.5 times its face value."""
ISSUED_SHARES, REDEEMED_SHARES = (0.25, 0.05), (0.25, 0.046)
"""Of the two greatest face values, among those issued and those redeemed."""
CLAIMED = (50, 20, 15, 10, 5)
"""How the vouchers of a phase are claimed on the five days from its Friday."""
VALID_DAYS, FADING = 21, 6.0
WEEKDAYS = np.array([1, 0.95, 1, 1.05, 1.25, 1.8, 1.6])
HOURS = (0, 0, 0, 0, 0, 0, 1, 3, 4, 5, 7, 11, 12, 8, 6, 6, 7, 10, 13, 12, 9, 6, 3, 1)
REVERSED = 0.001
"""Of those redeemed: as many more were redeemed and taken back."""


@dataclass
class Vouchers:
    """The vouchers of a year in numbers.

    Attributes
    ----------
    holder : numpy.ndarray
        The registration that won each.
    face : numpy.ndarray
        Its face value, by place in :data:`FACES`.
    issued_on : numpy.ndarray
        The day.
    redeemed : numpy.ndarray
        Whether it was redeemed, including those taken back.
    taken_back : numpy.ndarray
        The places of those that were redeemed and taken back.
    at : numpy.ndarray
        When it was or would have been redeemed, to the second.
    spent : numpy.ndarray
        The transaction in cents; 0 where there was none.
    merchant : numpy.ndarray
        By place.
    """

    holder: np.ndarray
    face: np.ndarray
    issued_on: np.ndarray
    redeemed: np.ndarray
    taken_back: np.ndarray
    at: np.ndarray
    spent: np.ndarray
    merchant: np.ndarray


def face_counts(number: int, total: int, shares: tuple[float, float]) -> np.ndarray:
    """Return how many vouchers there are of each face value, so that their number and their sum are exact.

    The greatest two have their shares; the smallest two differ by 3, so the third gives one or two up where the rest is not a multiple of it.

    Examples
    --------
    >>> counts = face_counts(1_284_900, 14_990_400, ISSUED_SHARES)
    >>> int(counts.sum()), int(counts @ FACES)
    (1284900, 14990400)
    """
    greatest = round(number * shares[1])
    for third in range(round(number * shares[0]), -1, -1):
        rest = number - third - greatest
        second, over = divmod(total - 15 * third - 30 * greatest - 7 * rest, 3)
        if over == 0:
            break
    return np.array([rest - second, second, third, greatest])


def make_vouchers(targets: Targets, draw: Draw, merchants: int) -> Vouchers:
    """Return the vouchers; their totals are the published ones, those taken back being subtracted."""
    draws, number = targets.draws("vouchers"), targets.total("vouchers_issued")
    issued, used = targets.total("voucher_amount_issued"), targets.total("voucher_amount_redeemed")
    holder = won_vouchers(draw, number, draws)
    counts = face_counts(number, issued, ISSUED_SHARES)
    face = draws.permutation(np.repeat(np.arange(len(FACES)), counts))
    kept = np.zeros(number, dtype=bool)
    for at, wanted in enumerate(face_counts(targets.total("vouchers_redeemed"), used, REDEEMED_SHARES)):
        kept[draws.permutation(np.flatnonzero(face == at))[:wanted]] = True
    taken_back = np.sort(draws.permutation(np.flatnonzero(~kept))[: round(kept.sum() * REVERSED)])
    redeemed = kept.copy()
    redeemed[taken_back] = True
    issued_on = draw.fridays[draw.phase[holder]] + drawn(draws, number, CLAIMED)
    targets.publish_rate("voucher_redemption_rate_claimed", used, issued)
    targets.publish_rate("leverage_claimed", targets.total("voucher_transactions"), used, unit="倍", digits=1)
    return Vouchers(
        holder=holder,
        face=face,
        issued_on=issued_on,
        redeemed=redeemed,
        taken_back=taken_back,
        at=_moments(draws, issued_on),
        spent=_spent(draws, face, kept, taken_back, targets.total("voucher_transactions") * 100),
        merchant=drawn(draws, number, heavy_tailed(merchants)),
    )


def _moments(draws: np.random.Generator, issued_on: np.ndarray) -> np.ndarray:
    """Return when each is redeemed: soon rather than late, and on weekends rather than on other days."""
    days = np.empty(len(issued_on), dtype="datetime64[D]")
    for day in np.unique(issued_on):
        same = np.flatnonzero(issued_on == day)
        after = day + np.arange(VALID_DAYS)
        weights = np.exp(-np.arange(VALID_DAYS) / FADING) * WEEKDAYS[(after.astype(int) + 3) % 7]
        weights[-1] *= 3
        days[same] = after[drawn(draws, len(same), weights)]
    seconds = drawn(draws, len(days), HOURS) * 3600 + draws.integers(3600, size=len(days))
    return days.astype("datetime64[s]") + seconds


def _spent(draws: np.random.Generator, face: np.ndarray, kept: np.ndarray, taken_back: np.ndarray, total: int) -> np.ndarray:
    """Return the transactions in cents: the threshold and what was spent above it, which together are the total."""
    spent = np.zeros(len(face), dtype=np.int64)
    least = THRESHOLDS[face] * 100
    above = total - int(least[kept].sum())
    spent[kept] = least[kept] + allocate(above, draws.standard_exponential(int(kept.sum())) * least[kept])
    spent[taken_back] = least[taken_back]
    return spent


def voucher_rows(draw: Draw, vouchers: Vouchers) -> Iterator[dict[str, pa.Array]]:
    """Yield the ledger of vouchers in batches, the reversals last."""
    for start in range(0, len(vouchers.holder), BATCH):
        places = np.arange(start, min(start + BATCH, len(vouchers.holder)))
        empty = ~vouchers.redeemed[places]
        yield _rows(draw, vouchers, places, vouchers.at[places], empty) | {
            "voucher": codes("Q", places + 1, 8),
            "reverses": pa.nulls(len(places), pa.string()),
        }
    back = vouchers.taken_back
    yield _rows(draw, vouchers, back, vouchers.at[back] + 86_400, np.zeros(len(back), dtype=bool), sign=-1) | {
        "voucher": codes("C", np.arange(len(back)) + 1, 8),
        "reverses": codes("Q", back + 1, 8),
    }


def _rows(
    draw: Draw, vouchers: Vouchers, places: np.ndarray, at: np.ndarray, empty: np.ndarray, sign: int = 1
) -> dict[str, pa.Array]:
    holder = vouchers.holder[places]
    person, face = draw.person[holder], vouchers.face[places]
    days = at.astype("datetime64[D]")
    return {
        "phase": pa.array(draw.phase[holder] + 1),
        "holder": codes("U", person + 1, 8),
        "phone": draw.phones.take(pa.array(person)),
        "district": chosen(list(DISTRICTS), draw.district[person]),
        "face_value": pa.array(FACES[face]),
        "threshold": pa.array(THRESHOLDS[face]),
        "issued_on": pa.array(vouchers.issued_on[places]),
        "redeemed_at": moments(days, at - days, empty),
        "redeemed_amount": amounts(sign * FACES[face] * 100, empty=empty),
        "transaction_amount": amounts(sign * vouchers.spent[places], empty=empty),
        "merchant": _merchants(vouchers.merchant[places], empty),
    }


def _merchants(places: np.ndarray, empty: np.ndarray) -> pa.Array:
    return pc.if_else(pa.array(empty), pa.scalar(None, pa.string()), codes("S", places + 1, 4))
