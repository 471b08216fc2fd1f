"""Growth rates: which indicators are one, and a decline written in words."""

import re

from evalkit.cells.text import NUMBER, squeeze

_NAMED = re.compile("增长|增速|增幅")
_OTHER_RATE = re.compile("(?:完成|达成|实现|达标|达到|覆盖|满意|知晓|合格|到位|及时|准确|执行|兑现)(?:率|度|情况)?$")
_STATED = re.compile(rf"(?:增长|增速|增幅)[^,;。]*?{NUMBER}%")
_COMPARED = r"(?:同比|环比|[较比](?:上年|去年|上一年|上年同期|去年同期))*"
_CHANGE = re.compile(rf"{_COMPARED}(?:(?P<down>下降|减少|降低|负增长)|增长|增加)了?(?={NUMBER}%)")


def states_growth(name: str, target: str) -> bool:
    """Return whether an indicator is a growth rate, by its name or by the text of its target.

    The rate at which a growth target is fulfilled is none.

    Parameters
    ----------
    name : str
        三级指标 as printed.
    target : str
        年度指标值 as printed.

    Examples
    --------
    >>> states_growth("社零增长率", "8%"), states_growth("进出口总额", "同比增长8%"), states_growth("增长目标完成率", "100%")
    (True, True, False)
    """
    bare = re.sub(r"\([^()]*\)", "", squeeze(name))
    named = _NAMED.search(bare) is not None and not _OTHER_RATE.search(bare)
    return named or _STATED.search(squeeze(target)) is not None


def signed_change(text: str) -> str:
    """Write the change that an actual growth rate states in words with a sign.

    Parameters
    ----------
    text : str
        As :func:`evalkit.cells.text.squeeze` returns it.

    Examples
    --------
    >>> signed_change("同比下降2.4%"), signed_change("较上年增长5%"), signed_change("下降趋势")
    ('-2.4%', '5%', '下降趋势')
    """
    found = _CHANGE.match(text)
    return ("-" if found["down"] else "") + text[found.end() :] if found else text
