"""What a number belongs to: the noun phrase before it, or behind it, and when two noun phrases are the same thing."""

import re
from functools import lru_cache

SHORTEST = 3
"""How long a subject must be to be known again as the end of a longer one."""
_SCOPE = re.compile(
    r"全国|全省|全市|全区|全县|全州|全镇|全乡|全校|全院|全域|[我本](?:省|市|区|县|州|镇|乡|校|院|局|单位|部门|村)"
)
_LEAD = re.compile(
    r"^(?:[0-9]{1,2}[.、](?![0-9])|[的了由以把向和与、]|及(?![时格])|在(?![线校册岗园建职读编用售])|从(?!业)|按(?![时期])|对(?![口接])|使(?!用)|将(?!近)|其中|分别|并且?|且|同时|另外?|此外|据[^，]*?统计|全国|全省|全市|全区|全县|全州|全镇|我省|我市|我区|我县|我局|我校|我院|本单位|本部门|项目|本项目"
    r"|年度|本年|全年|年内|一年以来|截至目前|期末|累计|共计|合计|总计|总共|一共|共(?!同|享|建)|实际|已经?|均(?!值|价)|约(?!定)|现(?![场代金有])|目前|各|仅|还|也|所有|全部|主要|有效|有力)+"
)
_AMOUNT = r"总值|总额|总量|总数|总计|金额|数量|规模|人数|次数|数额"
_TRAIL_WORDS = r"\s|达到了?|达成|高达|达|为|是|共计|合计|总计|累计|共|有(?!效|关)|(?<![预签合条契节])约|了|仅|各|分别|均|的|近|超过|超|突破|实现|完成|保持|取得|连续|上线|建有|占|在|至|到|从|由|其中|等|不少于|不低于|每季度|每月|每年|之|大幅|同比|环比|比|较|比上年|较上年|净|又|再|也|还|就|每|于|：|“|”|\u0001"
_TRAIL = re.compile(f"(?:{_TRAIL_WORDS})+$")
_MOVES = re.compile(
    r"(?:^|(?<=[\u4e00-\u9fff]))(?:增长|增加|上升|提高|提升|上涨|扩大|新增|下降|减少|回落|降低|缩短|压减|增|升|降|减)(?:到|至|为|了)?$"
)
_CORE_TRAIL = re.compile(f"(?:{_TRAIL_WORDS}|{_AMOUNT})+$")
_TAIL = re.compile(r"\s*([\u4e00-\u9fff]{1,10})")
_TAIL_END = re.compile(
    r"[的在用进开参和与及等为是被由从向并已正均共]|以上|以下|左右|增长|下降|完成|建成|投入|达到|排|居|实施|得到|获得|通过|占"
)
_BARE = re.compile(
    r"^(?:举办|组织|开展|完成|建成|新建|改建|建有|拥有|设有|建立|发放|派出|安排|覆盖|涉及|惠及|服务|培训|新增|购置|采购|获得|获|取得|处理|受理|接待|检查|发布|修建|改造|种植|投入|使用|支出|下达|拨付|到位|实施)$"
)
_GENERIC = re.compile(
    r"年度|年初|年末|上级|市政府|区政府|县政府|省政府|市委|政府|下达|制定|确定|设定|既定|预定|预期|计划|规定|目标|任务|指标|要求|年|各项|主要|全部|全面|全市|全省|全国|全县|全区|我市|我县|我区|我局|工作|增长|的|了|均|已|绩效|圆满|如期|按时|顺利|超额|总体|本年|当年|有力|推动|有效|充分|发挥|较好|地|实现|完成|\s|\u0001|[0-9]"
)


def scope_of(text: str) -> str:
    """Return the level a text speaks of, the last one named: 全国, 全省, 全市 and the like.

    Examples
    --------
    >>> scope_of("我市完成投资"), scope_of("投资")
    ('全市', '')
    """
    found = _SCOPE.findall(text)
    return found[-1].replace("我", "全").replace("本", "全") if found else ""


def subject_of(head: str, tail: str, unit: str) -> str:
    """Return the noun phrase a number belongs to.

    Parameters
    ----------
    head, tail : str
        What stands before and behind it in its clause.
    unit : str
        Behind 倍 and %, and behind a rank, no noun is looked for.

    Examples
    --------
    >>> subject_of("全年共举办", "培训班", "场"), subject_of("核销资金", "", "万元"), subject_of("共有", "企业备案", "家")
    ('举办培训班', '核销资金', '企业备案')
    """
    behind_period = head.rpartition("\u0001")[2]
    head = behind_period if re.search("[\u4e00-\u9fff]", behind_period.lstrip("的为是")) else head.partition("\u0001")[0]
    before = head.rpartition("、")[2] if "、" in head.strip("、") else head
    before = _TRAIL.sub("", _LEAD.sub("", before.strip(" 、\u0001")))
    counts_behind = re.search("有了?\\s*$", head) is not None and _TAIL.match(tail) is not None
    if len(before) >= 3 and not _BARE.match(before) and not counts_behind:
        return before[-40:]
    found = _TAIL.match(tail)
    behind = found[1] if found and unit not in ("%", "倍", "个百分点", "位") else ""
    end = _TAIL_END.search(behind)
    behind = behind[: end.start()] if end else behind
    return behind if counts_behind and len(behind) >= 2 else before + behind


@lru_cache(maxsize=65536)
def core(subject: str) -> str:
    """Return a noun phrase without level, adverbs and words for an amount, by which two are compared.

    Examples
    --------
    >>> core("全市进出口总值"), core("“甲”接听率"), core("实际派券资金约")
    ('进出口', '甲接听率', '派券资金')
    """
    plain = _SCOPE.sub("", re.sub(r"[\s“”‘’\u0001（）]", "", subject))
    return _MOVES.sub("", _CORE_TRAIL.sub("", _LEAD.sub("", plain)))


@lru_cache(maxsize=65536)
def object_of(text: str) -> str:
    """Return what a target is about, without the words that every target is told with.

    Examples
    --------
    >>> object_of("年初制定的全市招生任务"), object_of("各项绩效目标")
    ('招生', '')
    """
    return _GENERIC.sub("", _SCOPE.sub("", re.sub(r"[“”，。、：（）]", "", text)))


def same(one: str, other: str) -> bool:
    """Return whether two cores are one thing: equal, or one the end of the other and at least three signs long.

    Examples
    --------
    >>> same("外贸进出口", "进出口"), same("农村公路养护", "农村公路建设"), same("公路养护", "公路")
    (True, False, False)
    """
    if not one or not other:
        return False
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= SHORTEST and long.endswith(short))


def abbreviates(short: str, long: str) -> bool:
    """Return whether a name of four signs or more is another with signs left out, as the field shortens names.

    Examples
    --------
    >>> abbreviates("公益赛事", "举办公益性体育赛事活动"), abbreviates("公益讲座", "举办公益性体育赛事活动"), abbreviates("讲座", "讲座")
    (True, False, False)
    """
    if len(short) <= SHORTEST:
        return False
    signs = iter(long)
    return all(sign in signs for sign in short)


def share_a_word(one: str, other: str) -> bool:
    """Return whether two names have two signs in a row in common.

    Examples
    --------
    >>> share_a_word("组织培训", "培训人次"), share_a_word("组织培训", "展会场次")
    (True, False)
    """
    return any(one[at : at + 2] in other for at in range(len(one) - 1))
