"""Every personal number that a fictional year holds, so that tests can look for it where it must not be."""

from evalkit.ledgers.schema import columns_of
from evalkit.ledgers.schemas import LEDGERS
from evalkit.ledgers.take_in import ledger_of
from tests.simulate.conftest import FictionalYear

NUMBERED = {"phone", "identity_number", "account"}


def personal_numbers(year: FictionalYear) -> set[str]:
    """Return every mobile, identity, passport and card number in the raw ledgers of a year."""
    found: set[str] = set()
    for path in (year.raw / "ledgers").iterdir():
        frame = year.ledger(path.stem)
        for column in columns_of(LEDGERS[ledger_of(path)]):
            if column.name in NUMBERED:
                found |= set(frame[column.column.title])
    return found - {""}
