"""How people write numbers, targets, amounts, dates and sentences, and everything else that gets into a cell."""

from hypothesis import strategies as st

WORDS = (
    "万 亿 千 百 十 一 二 两 三 九 零 〇 点 分之 百分之 千分之 百分点 个百分点 % ‰ ％ 倍 成 元 万元 亿元 美元 个 家 人 人次 场 次 件 张 项 户 亩 公里 平方米"
    " ㎡ m2 TB 天 日 小时 分钟 工作日 年 月 季度 元/人·月 元/（人·月） 元/户 ≥ ≤ > < = ≧ ≦ ＞＝ >= <= => ± + - − － – — ~ ～ 至 到 / 、 ， 。 ； ： （ ） ( )"
    " 【 】 “ ” 《 》 * ** ★ 约 大约 近 将近 余 多 左右 上下 以上 以下 以内 及以上 之内 内 不少于 不低于 不超过 至少 至多 超过 低于 达到 等于 大于 小于"
    " 大于等于 不得低于 控制在 上半年 下半年 一季度 第三季度 年底 年末 月底 月底前 上旬 全年 年内 前 后 起 2021年 2021年12月31日 12月底前 2021.12.31"
    " 2021-12 2021/12/31 1-12月 截至 上年 去年 同比 较上年 比2020年 增长 下降 减少 提高 降低 完成 未完成 实现 目标 计划 指标1： 其中 其中： 共 合计 总计"
    " 占 完成率 满意度 合格率 覆盖率 增长率 培训人数 修路 投资 排名第 第1名 第3位 平均 每 人均 零事故 效果明显 优 良 优、良、中、差 缺失 不适用 无 定性"
    " 正向 反向 0 1 2 5 9 10 50 95 100 0.5 .5 5. 1,234 12,34 1,234,567.89 １２３ ９５．５ 1/2 3/4 00 007 2021 1e3 0x10"
).split()
HIDDEN = ["\u200b", "\ufeff", "\u200e", "\u200f", "\u2060", "\u00ad", "\u202e", "\u2066", "\x00", "\x1b", "\u0301", "\ufe0f"]
SPACES = [" ", "\u3000", "\u00a0", "\u2009", "\t", "\n", "\r\n", "\u2028", "  "]
ODD = [
    "😀",
    "𠮷",
    "é",
    "①",
    "²",
    "½",
    "Ⅳ",
    "㈠",
    "٣",
    "०",
    "\ud800",
    "\udfff",
    "<b>",
    "&amp;",
    "'",
    '"',
    "\\",
    "{{",
    "$x$",
    "=1+1",
]

words = st.sampled_from(WORDS)
letters = st.characters(exclude_categories=())
pieces = st.one_of(words, words, words, st.sampled_from(SPACES), st.sampled_from(ODD + HIDDEN), st.integers(0, 10**6).map(str))
mixed = st.lists(pieces, max_size=9).map("".join)
noise = st.one_of(mixed, mixed, mixed, st.text(letters, max_size=20), st.sampled_from("1万（%.零至,").map(lambda sign: sign * 60))
"""Any text of a cell: mostly words of the trade in any order."""

signs = st.sampled_from(
    [("", ""), ("≥", "≥"), (">=", "≥"), ("＞＝", "≥"), ("不少于", "≥"), ("至少", "≥"), ("≤", "≤"), ("不超过", "≤"), ("＜＝", "≤")]
    + [(">", ">"), ("大于", ">"), ("<", "<"), ("小于", "<"), ("=", "="), ("等于", "=")]
)
"""A comparison as it is written, and which it is."""
units = st.sampled_from(
    "个 家 人 人次 件 张 元 万元 亿元 % ‰ 倍 天 小时 工作日 公里 亩 平方米 吨 项 场 户 百分点 元/户 元/人·月 万亩 万人次".split()
)
numbers = st.decimals(min_value=0, max_value=10**11, places=None, allow_nan=False, allow_infinity=False).map(
    lambda number: number.quantize(type(number)("0.0001")).normalize()
)


@st.composite
def printed(draw) -> tuple[str, str]:
    """Return a number as it is written, with groups, trailing zeros or in full width; and in plain digits."""
    plain = f"{draw(st.one_of(numbers, st.integers(0, 10**6))):f}"
    if draw(st.booleans()):
        plain += ("" if "." in plain else ".") + "0" * draw(st.integers(1, 3))
    whole, point, decimals = plain.partition(".")
    shown = (f"{int(whole):,}" if draw(st.booleans()) else whole) + point + decimals
    if draw(st.booleans()):
        shown = shown.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    return shown, plain


def spread(draw, *parts: str) -> str:
    """Return parts with spaces between them."""
    space = st.sampled_from(["", "", "", *SPACES[:6]])
    return "".join(part + draw(space) for part in parts)


subjects = st.sampled_from(
    "修路 培训人数 新建厂房 支出 贷款余额 接待游客 发放消费券 满意度 合格率 财政收入 办理案件 种植面积".split()
)
openings = st.sampled_from(
    ["", "全年", "2021年", "2021年1—9月，", "其中", "截至年底，", "全市", "上半年", "（一）", "共", "同比增长", "下降"]
)
betweens = st.sampled_from(["", "约", "超过", "达", "完成", "为", "达到", "近", "不少于", "实际", "比上年增长", "占比", "："])
endings = st.sampled_from(["", "左右", "以上", "以内", "，", "、", "（其中", "）", "，同比增长", "的目标", "，完成率"])


@st.composite
def sentences(draw) -> str:
    """Return a sentence of a report: mostly one that a bureau could have written."""
    clauses = []
    for _ in range(draw(st.integers(1, 4))):
        shown = draw(printed())[0]
        clauses.append(spread(draw, draw(openings), draw(subjects), draw(betweens), shown, draw(units), draw(endings)))
    return draw(st.sampled_from(["，", "、", "；", ""])).join(clauses) + draw(st.sampled_from(["。", "；", "", "！"]))


reports = st.lists(st.one_of(sentences(), sentences(), noise), min_size=1, max_size=5).map("\n".join)
