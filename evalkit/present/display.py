"""Tables, figures and sentences of a notebook, each escaped at the source and readable without a script."""

from dataclasses import dataclass
from decimal import Decimal

import great_tables
import pandas as pd
from IPython.display import display
from markupsafe import Markup, escape

from evalkit.measures import Finding, Measure, Status
from evalkit.present.charts import Chart, png_base64
from evalkit.present.plain import TEMPLATES, figure_link, page_link
from evalkit.quantities import format_number
from evalkit.scoring.scorecard import ASSUMPTION, Scorecard
from evalkit.trend import NOT_LINKED

NO_ROWS = "（无）"
REPORT_PAGE = "90_report.html"
"""Where every measure of a year has its entry."""
SCORECARD_PAGE, SCORED = "80_scorecard.html", "scored"
"""Where every award is shown with its working."""


@dataclass(frozen=True)
class Fragment:
    """A piece of HTML that is safe to show, and the same as plain text."""

    html: Markup
    text: str

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        return {"text/html": str(self.html), "text/plain": self.text}


def render(template: str, text: str, **values) -> Fragment:
    """Fill one of the HTML templates; values are escaped."""
    return Fragment(Markup(TEMPLATES.get_template(template).render(**values)), text)


def table(frame: pd.DataFrame, *, id: str, right: tuple[str, ...] = (), heads: int = 1) -> Markup:
    """Return a frame as an HTML table with header scopes; cells, titles and headers are escaped.

    Parameters
    ----------
    frame : pandas.DataFrame
        A cell that is ``Markup``, such as a link made by :func:`evalkit.present.plain.figure_link`, is shown as it is,
        unless it heads its row.
    id : str
        Of the table, once on a page.
    right : tuple of str
        Columns that hold figures, aligned to the right.
    heads : int
        How many of the first columns head their row; in a table of one column, none.
    """
    names = list(frame.columns)
    heads = min(heads, len(names) - 1)
    cells = frame.astype(object)
    cells[names[heads:]] = cells[names[heads:]].map(escape)
    shown = great_tables.GT(cells, id=id, rowname_col=names[:heads] or None)
    shown = shown.tab_stubhead(names[:heads]) if heads else shown
    shown = shown.fmt_passthrough(columns=names[heads:], escape=False).cols_align("left")
    columns = [name for name in right if name in names]
    return Markup((shown.cols_align("right", columns=columns) if columns else shown).as_raw_html())


def show_frame(
    number: str, caption: str, frame: pd.DataFrame, *, right: tuple[str, ...] = (), heads: int = 1, note: str = "", id: str = ""
) -> None:
    """Show a numbered table with its caption above and a note below; the first ``heads`` columns head their row.

    The table can be linked to by ``id``, or else by its number.
    """
    if not len(frame):
        heads = min(heads, 1)
        frame = pd.DataFrame({column: [NO_ROWS if position == 0 else ""] for position, column in enumerate(frame.columns)})
    html = table(frame, id=id or _slug(number), right=right, heads=heads)
    plain = frame.map(lambda cell: cell.striptags() if isinstance(cell, Markup) else cell)
    display(
        render(
            "table.html.j2",
            f"{number} {caption}\n{plain.to_string(index=False)}",
            number=number,
            caption=caption,
            table=html,
            note=note,
        )
    )


def show_by_year(number: str, caption: str, frame: pd.DataFrame, *, note: str = "") -> None:
    """Show figures by year; each leads to its entry in that year's report.

    Parameters
    ----------
    number, caption : str
        Of the table.
    frame : pandas.DataFrame
        By identifiers of measures: the name, and a column of figures for each year.
    note : str
        What else is to be known of the figures.
    """
    linked = frame.astype(object)
    for year in frame.columns[1:]:
        links = [
            shown if shown in NOT_LINKED else page_link(shown, f"{year}/{REPORT_PAGE}#m-{id}")
            for id, shown in frame[year].items()
        ]
        linked[year] = pd.Series(links, frame.index, dtype=object)
    origin = "口径、算式和出处见各年度的报告，由数值可以到达。"
    show_frame(number, caption, linked, note=f"{note}。{origin}" if note else origin)


def show_measures(number: str, caption: str, *measures: Measure, note: str = "") -> None:
    """Show measures as a numbered table: figure, basis, working and interval."""
    frame = pd.DataFrame(
        [
            {
                "指标": measure.name,
                "数值": figure_link(measure.id, measure.text, missing=measure.value is None),
                "状态": measure.status.label,
                "口径": _basis(measure),
                "算式或缺项": measure.working or (f"缺少：{measure.name}" if measure.value is None else "—"),
                "取值区间": measure.interval_text or "—",
            }
            for measure in measures
        ],
        columns=["指标", "数值", "状态", "口径", "算式或缺项", "取值区间"],
        dtype=object,
    )
    show_frame(number, caption, frame, right=("数值",), note=note or _cited(measures))


def _basis(measure: Measure) -> str:
    scope = {"province": "全省", "nation": "全国"}.get(measure.scope, "")
    return "；".join(part for part in (scope, measure.basis) if part) or "—"


def _cited(measures: tuple[Measure, ...]) -> Markup:
    titles = dict.fromkeys(source.title for measure in measures for source in measure.sources)
    return Markup('来源：{}。<span class="origin"></span>').format("；".join(titles)) if titles else Markup()


def show_figure(number: str, caption: str, chart: Chart, *, note: str = "") -> None:
    """Show a numbered figure with alternative text, its caption below, and its data as a table."""
    image = png_base64(chart.figure)
    data = table(chart.data, id=_slug(number))
    values = {"number": number, "caption": caption, "alt": chart.alt, "image": image, "data": data, "note": note}
    display(render("figure.html.j2", f"{number} {caption}：{chart.alt}", **values))


def show_findings(findings: list[Finding], title: str = "疑点") -> None:
    """List doubts that are not errors, each with its code."""
    text = "\n".join(f"[{finding.code}] {finding.message}" for finding in findings) or NO_ROWS
    display(render("findings.html.j2", text, findings=findings, title=title))


def show_sources(measures: dict[str, Measure]) -> None:
    """List the measures of the page and what they were computed from: where a figure leads to.

    Those that are missing stand first; each has its working, interval and source cells.
    """
    listed = sorted(_with_inputs(measures), key=lambda measure: (measure.status is not Status.MISSING, measure.id))
    display(render("sources.html.j2", f"数值说明：{len(listed)} 项", measures=listed))


def _with_inputs(measures: dict[str, Measure]) -> list[Measure]:
    """Return measures and all that they were computed from, once each: a page may show an input that it does not own."""
    found, waiting = dict(measures), list(measures.values())
    while waiting:
        applied = waiting.pop().applied
        new = [measure for measure in (applied.measures if applied else ()) if measure.id not in found]
        found |= {measure.id: measure for measure in new}
        waiting += new
    return list(found.values())


def show_facts(number: str, caption: str, rows: list[dict]) -> None:
    """Show processed facts as they were received, with their place in the raw file."""
    frame = pd.DataFrame(
        [
            {
                "行": str(row["row"]),
                "名称": row["name"],
                "数值": f"{row['approximate'] * '约 '}{row['printed']}" if row["printed"] else "缺失",
                "单位": row["unit"],
                "期间": row["period"],
                "口径": row["basis"] or "—",
                "采用": "是" if row["used"] else "否",
                "出处": row["place"],
            }
            for row in rows
        ],
        columns=["行", "名称", "数值", "单位", "期间", "口径", "采用", "出处"],
    )
    show_frame(number, caption, frame, right=("行", "数值"))


def show_year(year) -> None:
    """Show what the page is about: project, department, year, edition, and whether the year is fictional."""
    about = year.inputs.year
    text = f"{about.department} {about.project} {year.fiscal_year} 年度"
    display(render("year.html.j2", text, about=about))


def show_trend(trend) -> None:
    """Show which years a page compares, and whether one of them is fictional."""
    years = "、".join(map(str, trend.years))
    as_of = "、".join(str(year.inputs.year.as_of) for year in trend.years.values())
    display(render("trend.html.j2", f"年度：{years}", years=years, as_of=as_of, fictional=trend.fictional))


def show_scorecard(number: str, caption: str, scorecard: Scorecard) -> None:
    """Show each indicator with target, actual, working, points, and award or why there is none."""
    frame = pd.DataFrame(
        [
            {
                "一级指标": item.section,
                "二级指标": item.category,
                "三级指标": item.name,
                "目标值": item.target_text,
                "目标依据": f"{TARGET_BASIS[item.target_basis]}（第 {item.source.row} 行）",
                "实际完成值": figure_link(item.measure, item.actual_text, missing=item.actual is None),
                "分值": f"{item.points:f}",
                "分值依据": POINTS_BASIS[item.points_basis],
                "得分": "不可计算" if item.award is None else format_number(item.award, scorecard.rulebook.award_digits),
                "算式或原因": "；".join(part for part in (item.working or item.reason, item.note) if part),
            }
            for item in scorecard.indicators
        ],
        dtype=object,
    )
    files = "、".join(dict.fromkeys(item.source.file for item in scorecard.indicators))
    origin = f"目标值和分值：{files} 的 target 列和 points 列，行号见“目标依据”。"
    show_frame(number, caption, frame, right=("分值", "得分"), heads=3, note=f"{assumption_note(scorecard)}{origin}", id=SCORED)


def show_score(number: str, caption: str, scorecard: Scorecard) -> None:
    """Show the score by section, its bounds and grades, and the declared score beside them."""
    rows = [
        {"部分": section.name, "分值": f"{section.points:f}", "最低": _scored(section.low), "最高": _scored(section.high)}
        for section in scorecard.sections
    ]
    score = scorecard.score
    rows.append(
        {"部分": "合计", "分值": f"{scorecard.rulebook.total:f}", "最低": _scored(score.low), "最高": _scored(score.high)}
    )
    rows.append({"部分": "等级", "分值": "—", "最低": score.grade_low, "最高": score.grade_high})
    declared = "未申报" if scorecard.declared_score is None else f"{scorecard.declared_score:f}"
    rows.append({"部分": "单位自报得分", "分值": "—", "最低": declared, "最高": declared})
    rows.append(
        {
            "部分": "单位自报等级",
            "分值": "—",
            "最低": scorecard.declared_grade or "未申报",
            "最高": scorecard.declared_grade or "未申报",
        }
    )
    show_frame(number, caption, pd.DataFrame(rows, dtype=object), right=("分值", "最低", "最高"), note=assumption_note(scorecard))


def _scored(points: Decimal) -> Markup:
    return page_link(f"{points:.2f}", f"{SCORECARD_PAGE}#{SCORED}")


def show_conclusion(scorecard: Scorecard) -> None:
    """Show the conclusion of the report: recomputed bounds and grades, and what the bureau declared."""
    score = scorecard.score
    text = f"复算得分 {score.text}，等级 {score.grade_text}"
    origin = Markup("逐项得分和算式见{}。").format(page_link("逐项计分", f"{SCORECARD_PAGE}#{SCORED}"))
    note = Markup("{}{}").format(assumption_note(scorecard), origin)
    display(render("conclusion.html.j2", text, scorecard=scorecard, score=score, note=note))


def assumption_note(scorecard: Scorecard) -> str:
    """Return what must stand beside every score."""
    unverified = "" if scorecard.rulebook.verified else f"（{scorecard.rulebook.why_unverified}）"
    edition = f"评分规则：{scorecard.rulebook.title}{unverified}。"
    return f"{ASSUMPTION}。{edition}" if scorecard.assumed else edition


TARGET_BASIS = {"stated": "报告载明", "approved": "批复或文件", "missing": "缺失"}
POINTS_BASIS = {"assumed": "演示假设", "approved": "规则所定"}


def _slug(number: str) -> str:
    kind, _, digits = number.partition(" ")
    return f"{ {'表': 'table', '图': 'figure'}.get(kind, 'item') }-{digits}".replace(".", "-")
