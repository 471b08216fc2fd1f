"""What a metric is: a pure function, with the words that a report needs to print its result."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from evalkit.errors import InconsistentDataError


@dataclass(frozen=True)
class Definition:
    """How a metric is printed.

    Attributes
    ----------
    name : str
        The field's standard Chinese term.
    unit : str
        The unit in which the result is shown; the function itself returns base units. An argument in
        braces stands for the unit of that argument: ``{total}/{count}`` shown of 票 and 家 is 票/家.
    basis : str
        口径: what is divided by what, or what is counted.
    working : str
        The formula with the arguments in braces, for example ``{redeemed} ÷ {issued}``.
    digits : int or None
        Decimals shown; ``None`` shows as many as the argument that was printed with the most.
    """

    name: str
    unit: str
    basis: str
    working: str
    digits: int | None


def metric(
    *, name: str, unit: str, basis: str, working: str, digits: int | None
) -> Callable[[Callable], Callable]:
    """Attach a :class:`Definition` to a function; the function itself is returned unchanged."""

    def attach(function: Callable) -> Callable:
        function.definition = Definition(name=name, unit=unit, basis=basis, working=working, digits=digits)
        return function

    return attach


def refuse_negative(**amounts: Decimal) -> None:
    """Raise ``M-NEG-01`` if an amount is below zero, naming it.

    Examples
    --------
    >>> refuse_negative(redeemed=Decimal(1))
    """
    wrong = {name: amount for name, amount in amounts.items() if amount < 0}
    if wrong:
        raise InconsistentDataError(
            "M-NEG-01",
            "金额或数量为负",
            found="，".join(f"{name} = {amount}" for name, amount in wrong.items()),
            expected="不小于 0",
            remedy="核对原始数据；冲销须与原记录成对，不能单独为负",
        )


def refuse_part_above_whole(*, part: Decimal, whole: Decimal) -> None:
    """Raise ``M-PART-01`` if a part is greater than the whole that contains it."""
    if part > whole:
        raise InconsistentDataError(
            "M-PART-01",
            "部分大于总体",
            found=f"部分 {part}，总体 {whole}",
            expected="部分不大于总体",
            remedy="核对两数的单位与口径是否一致（元与万元、年度与累计）",
        )
