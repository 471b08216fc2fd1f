"""Money of one budget: what was given less what was spent is what is left; a budget with its changes is the changed budget."""

import re
from collections.abc import Iterator

from evalkit.audit.figures import Figure, Read
from evalkit.audit.findings import Finding, Severity, finding
from evalkit.audit.intervals import less, told, total
from evalkit.audit.rules.sums import interval, printed
from evalkit.quantities import Interval

_LEFT = re.compile(r"结余|剩余|余额|尚余|未支出|未使用|未执行|结转")
_CARRIED = re.compile(r"(?:上年|年初|加|以前年度)[^，。；]{0,6}结转|结转(?:上年|资金安排)")
_SPENT = re.compile(r"支出|执行|使用|拨付|支付|发放|兑付")
_GIVEN = re.compile(r"预算|收入|安排|下达|到位|拨款|总投入|资金|可用|合计")
_FIRST = re.compile(r"年初预算[^，。；]{0,12}|年初安排|预算安排|原预算|批复预算|预算")
_MORE = re.compile(r"(?:追加|调增|增加|加上?年?结转|上年结转)[^，。；]{0,10}$")
_FEWER = re.compile(r"(?:调减|核减|压减|减少|调剂出)[^，。；]{0,10}$")
_CHANGED = re.compile(r"(?:调整后|全年预算|调整预算|可用(?:资金|经费))[^，。；]{0,8}$")


def balance(paragraph: list[Read]) -> Iterator[Finding]:
    """Find what is left that no budget of the paragraph less the one sum spent gives.

    Silent: where more than one sum is said to be spent, or to be left, so that it is open which belong together; 上年结转.
    """
    money = _money(paragraph)
    left = [each for each in money if _LEFT.search(each.head) and not _CARRIED.search(each.head) and not each.change]
    if len(left) != 1:
        return
    ahead = money[: money.index(left[0])]
    spent = [each for each in ahead if _SPENT.search(each.head) and not _given_only(each) and not each.change]
    own = [each for each in spent if each.sentence is left[0].sentence]
    spent = own or spent
    if len(spent) != 1:
        return
    before = ahead[: ahead.index(spent[0])]
    given = [each for each in before if _GIVEN.search(each.head) and not each.change]
    rests = [less(interval(each), interval(spent[0])) for each in given]
    any_rest = [less(interval(each), interval(spent[0])) for each in before]
    carried = [each for each in before if _CARRIED.search(each.head)]
    any_rest += [less(total(map(interval, [each, *carried])), interval(spent[0])) for each in given if each not in carried]
    if given and not any(rest.overlaps(interval(left[0])) for rest in any_rest):
        factor = left[0].factor
        rest = Interval(rests[-1].low / factor, rests[-1].high / factor)
        yield finding(
            "identity/balance",
            Severity.HARD,
            [given[-1], spent[0], left[0]],
            working=f"{printed([given[-1], spent[0]], ' − ')} = {told(rest, left[0].number.digits + 1, left[0].unit)}，报告写 {left[0].text}",
            message="结余不等于到位（或预算）数减去支出数",
        )


def _given_only(figure: Figure) -> bool:
    """Return whether a head that names a use is that of a budget all the same: 安排用于支付."""
    return _GIVEN.search(figure.head) is not None and re.search("预算|安排|下达|到位", figure.head[-4:]) is not None


def changed_budget(paragraph: list[Read]) -> Iterator[Finding]:
    """Find 年初预算1640万元，追加30万元，调整后1690万元: the budget and its changes do not give the changed budget."""
    money = _money(paragraph)
    last = next((each for each in money if _CHANGED.search(each.head)), None)
    first = next((each for each in money if _FIRST.search(each.head)), None)
    if first is None or last is None or first is last or first.number.rank:
        return
    between = money[money.index(first) + 1 : money.index(last)] if money.index(first) < money.index(last) else []
    more = [each for each in between if _MORE.search(each.head) or _goes_on(each, between)]
    fewer = [each for each in between if _FEWER.search(each.head)]
    if not (more or fewer) or len(more) + len(fewer) != len(between):
        return
    result = less(total(map(interval, [first, *more])), total(map(interval, fewer)))
    if not result.overlaps(interval(last)):
        shown = Interval(result.low / last.factor, result.high / last.factor)
        sums = f"{printed([first, *more])}{' − ' if fewer else ''}{printed(fewer, ' − ')}"
        yield finding(
            "identity/budget",
            Severity.HARD,
            [first, *more, *fewer, last],
            working=f"{sums} = {told(shown, last.number.digits, last.unit)}，报告写 {last.text}",
            message="年初预算加追加、减调减，不等于调整后的预算",
        )


def _goes_on(figure: Figure, between: list[Figure]) -> bool:
    """Return whether a figure goes on a list that 追加 opens: 追加国债600.00万元、省级补助150.00万元."""
    at = between.index(figure)
    if not at or "、" not in figure.sentence.text[between[at - 1].number.end : figure.number.start]:
        return False
    return _MORE.search(between[at - 1].head) is not None or _goes_on(between[at - 1], between)


def _money(paragraph: list[Read]) -> list[Figure]:
    figures = [each for read in paragraph for each in read.figures]
    return [each for each in figures if each.base == "元" and not each.is_rate and not each.depth and not each.number.bound]
