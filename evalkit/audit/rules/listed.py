"""Lists that hold another number of things than they say."""

import re
from collections.abc import Iterator

from evalkit.audit.figures import Read
from evalkit.audit.findings import Finding, Severity, Spot, finding
from evalkit.audit.report import Report
from evalkit.cells.text import chinese_number

_ORDER = "一二三四五六七八九十"
_COUNT_SIGNS = "[二两三四五六七八九十]|[2-9]"
_COUNT = rf"(?P<count>{_COUNT_SIGNS})"
_THINGS = r"(?:方面|工作|任务|措施|内容|问题|重点|事项|做法|经验|不足|原因|建议|条|点|项|件事|类)"
_FIRST = r"\s*(?=一是|（一）|第一[，、]|1[.、．](?![0-9]))"
_COUNTED = re.compile(
    rf"{_COUNT}\s*(?:个|大|项|条|点)?{_THINGS}[^，。；：0-9]{{0,12}}[：，。]{_FIRST}|{_COUNT.replace('count', 'more')}\s*(?:个|件|类|种)[^，。；：0-9]{{1,8}}：{_FIRST}"
)
_DIGITS = "123456789"
_MARKS = [
    (re.compile(rf"(?:^|[，。；：、\s])([{_ORDER}])是"), _ORDER),
    (re.compile(rf"(?:^|[，。；：、\s])（([{_ORDER}])）"), _ORDER),
    (re.compile(rf"(?:^|[，。；：、\s])第([{_ORDER}])[，、]"), _ORDER),
    (re.compile(r"(?:^|[，。；：、\s])([1-9])[.、．](?![0-9])"), _DIGITS),
]
"""How the things of a list are marked, and the signs by which they are counted up."""
_NAMED = re.compile(
    r"(?P<count>[二两三四五六七八九十]|[1-9][0-9]?)\s*(?:场|个|项|届|次|期|家|种|类)(?:[^，。；：0-9]{0,6})?[，：]?(?:依次为|依次是|分别为|分别是|即)[：]?(?P<items>[^。；]{4,400})(?=[。；])"
)
_MANY = re.compile("，|等|以及其他|及其他")
_PLACES = r"(?:乡镇|街道|社区|部门|单位|科室|学校|小区|园区|方面|环节|阶段|县区?|区县?|镇|乡|村|市|标段|站点|片区|维度|专业|工种)"
_TOLD_AHEAD = re.compile(
    rf"(?P<items>[\u4e00-\u9fff“”]{{1,12}}(?:、[\u4e00-\u9fff“”]{{1,8}}){{2,}}(?<![和及与的共各在为有]))(?P<count>[三四五六七八九十]|[3-9])个{_PLACES}"
)
_NOT_JOINED = re.compile("等|[和及与以]|[建造修查办治设护改扩并开管](?:、|$)")
_COUNTED_ITEM = re.compile(r"(?<!各)[0-9两三四五六七八九十]\s*(?:场|个(?!月)|项|届|次|期|家|种|类)")


def listed(report: Report) -> Iterator[Finding]:
    """Find 以下五项工作 with four behind it (一是… to 四是…), 5场，依次为 with the names of four, and 甲、乙、丙4个乡镇.

    Meaning: soft; the things told are counted by their marks, in the paragraph or at the beginning of those that follow, or by the 、
    between their names.
    Silent: where 等 leaves some out; where names hold commas or figures of their own; where names stand before their number and
    differ from it by more than one, since villages of the towns named may be counted.
    """
    for number, paragraph in enumerate(report.paragraphs):
        for at, read in enumerate(paragraph):
            text = read.sentence.text
            behind = paragraph[at + 1].sentence.text if at + 1 < len(paragraph) else _begins(report.paragraphs[number + 1 :])
            found = _COUNTED.search(text + behind)
            if found and found.start() < len(text):
                rest, later = paragraph[at + 1 :], report.paragraphs[number + 1 :]
                marks = _marks([text[found.end() :], *_texts(rest)], later)
                marks = marks or (_marks(_texts(later[0]), later[1:]) if later and not rest else [])
                marks = marks or _marks_of_paragraphs(later)
                count = _number(found["count"] or found["more"])
                counts = {_number(each) for each in re.findall(rf"({_COUNT_SIGNS})项", text)}
                if marks and len(marks) != count and len(marks) not in counts:
                    yield _finding(read, found.start(), min(found.end(), len(text)), count, len(marks))
            yield from _names(read)


def _names(read: Read) -> Iterator[Finding]:
    """Find a number of things and their names, as many as not."""
    text = read.sentence.text
    for found in _NAMED.finditer(text):
        items = re.sub(r"（[^（）]*）|“[^”]*”", "名", found["items"])
        least, count = items.count("、") + 1, _number(found["count"])
        most = least + len(re.findall("[和及与]", items))
        if least > 1 and not _MANY.search(items) and not _COUNTED_ITEM.search(items) and not least <= count <= most:
            yield _finding(read, found.start(), found.end(), count, least)
    for found in _TOLD_AHEAD.finditer(text):
        named, count = found["items"].count("、") + 1, _number(found["count"])
        if abs(named - count) == 1 and not _NOT_JOINED.search(found["items"]):
            yield _finding(read, found.start(), found.end(), count, named)


def _texts(reads: list[Read]) -> list[str]:
    return [each.sentence.text for each in reads]


def _begins(paragraphs: list[list[Read]]) -> str:
    return paragraphs[0][0].sentence.text if paragraphs else ""


def _marks(texts: list[str], later: list[list[Read]]) -> list[str]:
    """Return the marks in some text; none where it does not begin with the first, where they skip one, or go on in what follows."""
    for pattern, order in _MARKS:
        marks = [mark for text in texts for mark in pattern.findall(text)]
        if marks and pattern.match("".join(texts).lstrip()):
            goes_on = pattern.match(_begins(later))
            counted = marks == list(order[: len(marks)]) and len(marks) > 1
            return marks if counted and not (goes_on and goes_on[1] == order[len(marks)]) else []
    return []


def _marks_of_paragraphs(paragraphs: list[list[Read]]) -> list[str]:
    """Return the marks that paragraphs begin with, up to a heading without one, or to the mark that begins another list."""
    pattern, order = next(((pattern, order) for pattern, order in _MARKS if pattern.match(_begins(paragraphs))), (None, ""))
    marks: list[str] = []
    for paragraph in paragraphs if pattern else []:
        found = pattern.match(paragraph[0].sentence.text)
        if (found and found[1] != order[len(marks)]) or (not found and paragraph[0].sentence.paragraph.heading):
            break
        marks += [found[1]] if found else []
    return marks if len(marks) > 1 else []


def _number(text: str) -> int:
    return int(text) if text.isdigit() else int(chinese_number(text) or 0)


def _finding(read: Read, start: int, end: int, count: int, told: int) -> Finding:
    return finding(
        "identity/count",
        Severity.SOFT,
        [Spot(read.sentence, start, end)],
        working=f"写明 {count} 项，列出 {told} 项",
        message="所列的项数与写明的项数不符",
    )
