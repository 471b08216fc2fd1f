"""What a metric is: a pure function, with the words that a report needs to print its result."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from evalkit.errors import InconsistentDataError
from evalkit.quantities import Ratio


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

    @property
    def in_words(self) -> bool:
        """Whether the working is a description rather than a formula."""
        return any("\u4e00" <= character <= "\u9fff" for character in self.working)


def metric(*, name: str, unit: str, basis: str, working: str, digits: int | None) -> Callable[[Callable], Callable]:
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


def part_of_whole(*, part: Decimal, whole: Decimal) -> Ratio:
    """Return a part over the whole that contains it; a part of nothing is told apart from a part that is too great.

    Raises
    ------
    InconsistentDataError
        ``M-DIV-01`` if the whole is zero and the part is not; ``M-PART-01`` if the part is greater than the whole.

    Examples
    --------
    >>> part_of_whole(part=Decimal(1), whole=Decimal(4)).value
    Decimal('0.25')
    """
    ratio = Ratio(part, whole)
    refuse_part_above_whole(part=part, whole=whole)
    return ratio


def refuse_outside_share(**shares: Decimal) -> None:
    """Raise ``M-SHARE-01`` if a share is not between 0 and 1, naming it."""
    wrong = {name: share for name, share in shares.items() if not 0 <= share <= 1}
    if wrong:
        raise InconsistentDataError(
            "M-SHARE-01",
            "比例不在 0 与 1 之间",
            found="，".join(f"{name} = {share}" for name, share in wrong.items()),
            expected="0 至 1（即 0% 至 100%）",
            remedy="核对该比例的单位是否填为“%”，以及取值依据",
        )


def numbered(name: str, values: Sequence[Decimal]) -> dict[str, Decimal]:
    """Name each value of a sequence by its place, so that an error message can tell which one is wrong.

    Examples
    --------
    >>> numbered("parts", [Decimal(5)])
    {'parts 第 1 个': Decimal('5')}
    """
    return {f"{name} 第 {place} 个": value for place, value in enumerate(values, start=1)}


def refuse_wrong_length(*, fits: bool, expected: str, **sequences: Sequence[Decimal]) -> None:
    """Raise ``M-LEN-01`` unless the sequences have the lengths that the metric needs."""
    if not fits:
        raise InconsistentDataError(
            "M-LEN-01",
            "数据个数不符",
            found="，".join(f"{name} 有 {len(values)} 个" for name, values in sequences.items()),
            expected=expected,
            remedy="核对所选数据是否有漏填、多填或未选中任何一行；没有发生的填 0，不留空",
        )
