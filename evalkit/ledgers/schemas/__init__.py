"""Every ledger that the suite knows, column by column. This is the only place that describes them."""

import re

from evalkit.ledgers.schema import Ledger
from evalkit.ledgers.schemas import consumption, ecommerce, governance, single_window, trade, transfer

__all__ = ["LEDGERS", "name_of"]


def name_of(ledger: type[Ledger]) -> str:
    """Return the English name of a ledger, which its file and its table carry.

    Examples
    --------
    >>> name_of(single_window.HotlineCalls)
    'hotline_calls'
    """
    return re.sub(r"(?<!^)(?=[A-Z])", "_", ledger.__name__).lower()


LEDGERS: dict[str, type[Ledger]] = {
    name_of(ledger): ledger
    for ledger in (
        trade.MonthlyTrade,
        trade.PartnerTrade,
        trade.Exhibitors,
        single_window.WindowDeclarations,
        single_window.Functions,
        single_window.ServiceMarks,
        single_window.HotlineCalls,
        single_window.Trainings,
        single_window.TrainingParticipants,
        transfer.Trips,
        transfer.Passengers,
        consumption.Merchants,
        consumption.Registrations,
        consumption.Vouchers,
        consumption.Events,
        ecommerce.PlatformFirms,
        ecommerce.PlatformDeclarations,
        ecommerce.PlatformUptime,
        governance.Appropriations,
        governance.Payments,
        governance.Questionnaires,
    )
}
