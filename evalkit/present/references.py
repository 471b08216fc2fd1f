"""What a page can say only once it is whole: where each figure is used, which are missing, and as of when.

The templates leave an empty place for each of these; here they are filled, so that every figure leads to its entry
under 数值说明 and from there back to where it was, without a script.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from evalkit.quantities import MISSING_TEXT
from evalkit.trend import NOT_COMPUTED

ENTRY = re.compile(
    r'<div class="measure(?P<missing> missing)?" id="m-(?P<id>\w+)">\s*<p><strong>(?P<name>.*?)</strong>'
    r'(?P<rest>.*?)<p class="back"></p>',
    re.DOTALL,
)
PLACE = re.compile(
    r"<h[1-6][^>]*>(?P<heading>.*?)</h[1-6]>"
    r"|<figcaption>(?P<number>[^<]*?)　"
    r"|(?P<end></figure>)"
    r'|<a class="(?P<kind>figure(?: missing)?)" href="#m-(?P<id>\w+)">(?P<shown>.*?)</a>',
    re.DOTALL,
)
AS_OF = re.compile(r"<dt>数据截至</dt>\s*<dd>(.*?)</dd>")
MISSING_CELL = re.compile(rf"<t[dh][^>]*>(?:{MISSING_TEXT}|{NOT_COMPUTED})</t[dh]>")
FICTIONAL = '<p class="fictional">'
FICTIONAL_TITLE = "（演示数据）"
ORIGIN = '逐项口径和出处见本页<a href="#entries">数值说明</a>。'
ORIGIN_ELSEWHERE = "口径和出处见各年度报告的数值说明。"


@dataclass
class _Uses:
    """Where each figure is used, found by reading the page from its beginning."""

    known: set[str]
    heading: str = ""
    number: str = ""
    count: int = 0
    places: dict[str, list[tuple[str, int]]] = field(default_factory=lambda: defaultdict(list))

    def __call__(self, found: re.Match) -> str:
        """Give a link to a figure a name to come back to; one that has no entry on this page is left as text."""
        if found["id"] is None:
            self.number = "" if found["end"] else found["number"] or self.number
            self.heading = re.sub(r"<[^>]*>", "", found["heading"]) if found["heading"] is not None else self.heading
            return found[0]
        if found["id"] not in self.known:
            return found["shown"]
        self.count += 1
        self.places[found["id"]].append((self.number or self.heading, self.count))
        return f'<a class="{found["kind"]}" href="#m-{found["id"]}" id="u{self.count}">{found["shown"]}</a>'


def with_references(html: str) -> str:
    """Return a whole, sanitised page with its cross-references.

    Parameters
    ----------
    html : str
        The page as the templates make it; an empty place for what only the whole page can say is filled or taken out.

    Returns
    -------
    str
        Every link to a figure can be come back to, every entry leads to where its figure is used, the status names what
        is missing, tables and figures say as of when they are, and a fictional year says so on every printed sheet.
    """
    entries = {found["id"]: found for found in ENTRY.finditer(html)}
    uses = _Uses(set(entries))
    html = PLACE.sub(uses, html)
    html = ENTRY.sub(lambda found: found[0].replace('<p class="back"></p>', _back(uses.places[found["id"]])), html)
    html = html.replace('<div class="state"></div>', _state(entries, html))
    as_of = AS_OF.search(html)
    html = html.replace('<span class="as-of"></span>', f"数据截至 {as_of[1]}。" if as_of else "")
    html = html.replace('<span class="origin"></span>', ORIGIN if entries else ORIGIN_ELSEWHERE).replace(
        '<p class="note"></p>', ""
    )
    if FICTIONAL in html:
        html = html.replace("</title>", f"{FICTIONAL_TITLE}</title>", 1).replace("<body>", '<body class="demonstration">', 1)
    return html


def _back(places: list[tuple[str, int]]) -> str:
    """Return links to where a figure is used, each by its table, figure or heading, and numbered where that has several."""
    links, seen = [], Counter()
    for place, use in places:
        seen[place] += 1
        words = place if seen[place] == 1 else f"{place}（第 {seen[place]} 处）"
        links.append(f'<a href="#u{use}">{words}</a>')
    return f'<p class="back">返回引用处：{"、".join(links)}</p>' if links else ""


def _state(entries: dict[str, re.Match], html: str) -> str:
    """Return whether the data are complete, by the entries of the page, and where none is missing by the cells of its tables."""
    missing = sum(found["missing"] is not None for found in entries.values())
    cells = len(MISSING_CELL.findall(html))
    words = f"有缺失（{cells} 处）" if cells else "数据齐全"
    if missing:
        words = f'<a class="missing" href="#entries">有缺失（{missing} 项）</a>'
    return f'<div class="state"><dt>状态</dt><dd>{words}</dd></div>'
