"""What a self-evaluation must contain and this one does not."""

import re
from collections.abc import Iterator

from evalkit.audit.claims import Kind
from evalkit.audit.document import Paragraph, Part
from evalkit.audit.figures import Figure
from evalkit.audit.findings import Finding, Severity, Spot, finding
from evalkit.audit.report import Report
from evalkit.audit.rules.planned import planned
from evalkit.audit.rules.registry import rule
from evalkit.audit.tables import number_in, tables_of

_NORM = "财预〔2020〕10号"
_IS_SELF_EVALUATION = re.compile(r"自评|绩效评价|绩效报告|绩效情况")
_NUMBER = r"[^，。；\n]{0,24}[0-9]"
_WEIGHTS = re.compile(
    r"(?:分值|权重|满分|占)\s*(?:为|：|是)?[^，。；\n]{0,10}[0-9]+\s*(?:分|%|　)|[0-9]\s*分[^。；\n]{0,10}得[^。；\n]{0,4}[0-9]|扣\s*[0-9.]+\s*分|分值\n|分值　"
)
_AIM = re.compile(
    r"[0-9]%?\s*[\u4e00-\u9fff]{0,4}的(?:\S{2})?(?:目标|要求|标准|任务|计划)|(?:目标|计划|任务|要求)[^，。；\n]{0,10}[0-9]"
    r"|(?:超出|超过|完成)(?:计划|目标|任务)[^，。；\n]{0,6}[0-9]"
)
_BUDGET = re.compile(
    r"(?:资金|经费)[^，。；\n]{0,4}[0-9][0-9,.]*\s*[万亿]?元|(?:预算|安排|下达|到位|拨款|批复)[^。\n]{0,40}?[0-9][0-9,.]*\s*[万亿]?元|[0-9][,.]*\s*[万亿]?元[^，。；]{0,12}预算"
)
_SPENT = re.compile(
    r"全部(?:支出|执行|拨付|支付|使用)|(?:支出|执行|支付|拨付|使用|兑付|结算|发放)[^。\n]{0,24}?[0-9][0-9,.]*\s*[万亿]?元"
)
_EXECUTION = re.compile(
    r"(?:执行率|支出率|支付率|执行进度|支出进度|资金使用率|预算完成率)[^。\n]{0,16}?[0-9]|[占为](?:全年|年度|调整后)?(?:预算|可用资金|到位资金|下达资金|安排资金)[^，。；\n]{0,4}[0-9]|(?:使用|支出|执行|支付|拨付|兑付)[^。；\n]{0,20}元，占[^，。；\n]{0,8}[0-9]|(?:执行率|支出率)[^。]{0,6}百分之"
)
_CONTENTS = {
    "满意度": re.compile(r"满意(?:度|率)?[^。\n]{0,24}?(?:[0-9]|百分之)|[0-9]%[^。；\n]{0,12}满意"),
    "成本": re.compile(
        r"成本(?:情况|指标|控制)[^\n]{0,60}[0-9]|(?:成本|造价|单价|补助标准|节约|控制数|均价|概算|决算|结算|中标价|合同价)[^。\n]{0,24}?[0-9]|(?:每[\u4e00-\u9fff]{1,4}?|[人户亩案件次单台]均)[^，。；\n]{0,12}?[0-9][0-9.,]*\s*万?元|成本[^。\n]{0,14}(?:超|节约|节省|降低|控制)|不超(?:过)?(?:预算|概算)|未超(?:过)?(?:预算|概算)|元/"
    ),
    "时效": re.compile(
        r"时效(?:情况|指标)[^\n]{0,60}[0-9]|(?:及时率|准时率|按时|按期|如期|及时(?:完成|发放|拨付|到位|办结|处置|处理)|提前[0-9一二三四五六七八九十两]|提前[^。]{0,8}(?:完成|完工|交付|投用)|时效|时间[^。\n]{0,14}[0-9.]+\s*个?(?:工作日|天|小时|分钟)|工期|(?:周期|用时|历时)[^。\n]{0,14}[0-9.]+\s*个?(?:工作日|天|小时|月)|限期|当月|[0-9]+日(?:之?前)|月底前|年底前|于[^。]{0,16}(?:完工|竣工|完成|建成|投用|验收|发放完毕))"
    ),
}
_REASON = re.compile(
    r"原因|由于|主要是因?|系因|因(?!此|而|地|素)|受[^。]{1,30}影响|导致|所致|造成|加上|冲击|制约|难以|遭遇|遇到|无法|属于|差额"
)
_DEDUCTED = re.compile(r"扣[^。]*未|[未没][^。]*扣")
_SHORT_RATE = re.compile(
    r"(?:核销率|执行率|(?<!按时)(?<!按期)(?<!及时)完成率|到位率|支出率|支付率|(?<!床位)(?<!设备)(?<!设施)使用率|兑现率|目标完成率)"
)
_EXECUTION_LINE = 90
_LIST = re.compile(
    r"(?:主要(?:内容|项目|任务|活动)?有|主要包括|包括|举办了?|开展了?|分为|实施了?)[：]?(?P<items>[^。；]*?、[^。；]*?)等(?:[0-9一二两三四五六七八九十]+[个项场次])?"
)


@rule("omission", "应有内容缺失")
def omission(report: Report) -> Iterator[Finding]:
    """应有内容缺失 Omission: targets and weights, budget execution, satisfaction, cost, timeliness, reasons for what fell short.

    Meaning: soft, each about the whole report: fewer than two targets in figures, or no points anywhere (so that no score can be
    worked out again); no budget, spending or execution rate; no figure for satisfaction, nothing on cost or timeliness; and, with
    its lines, every shortfall or fall for which the paragraph gives no reason or no size. Info: an activity named in the overview
    of which no result is told.
    Silent: where the report is no self-evaluation (neither 自评 nor 绩效 in it); for what stands in tables as well as in sentences;
    a shortfall that its own paragraph or the section on problems explains.
    Why: 财预〔2020〕10号 names these contents; without them the score cannot be checked.
    """
    if not _IS_SELF_EVALUATION.search("\n".join(paragraph.folded for paragraph in report.document.paragraphs)):
        return
    if lacking := targets_lacking(report):
        yield _whole(
            "omission/targets",
            lacking,
            f"逐项指标应有目标值、实际值、分值、得分（{_NORM}），缺{'、'.join(lacking)}，得分无法复算",
        )
    if lacking := _budget_lacking(report):
        yield _whole("omission/budget", lacking, f"应写明全年预算数、执行数和预算执行率（{_NORM}），缺{'、'.join(lacking)}")
    if lacking := _contents_lacking(report):
        yield _whole("omission/contents", lacking, f"应有满意度、成本、时效指标（{_NORM}），缺{'、'.join(lacking)}")
    yield from _reasons(report)
    yield from _activities(report)
    yield from planned(report)


def _whole(id: str, lacking: list[str], message: str) -> Finding:
    return finding(id, Severity.SOFT, [], working=f"全文未见：{'、'.join(lacking)}", message=message)


def targets_lacking(report: Report) -> list[str]:
    """Return which of targets, points and awards the report does not give."""
    aims = [figure for figure in report.figures if figure.role == "target" and figure.sentence.part is not Part.PLAN]
    columns = [cell for paragraph in report.document.paragraphs for cell in paragraph.cells]
    in_table = any(re.search("指标值|目标值", cell) for cell in columns)
    lacking = [] if max(len(aims), len(_AIM.findall(report.told))) >= 2 or in_table else ["目标值"]
    return lacking + ([] if report.has(_WEIGHTS.pattern) or any("分值" in cell for cell in columns) else ["分值和逐项得分"])


def _contents_lacking(report: Report) -> list[str]:
    """Return which of satisfaction, cost and timeliness the report does not tell; a target of satisfaction alone is no result."""
    lacking = [name for name, words in _CONTENTS.items() if not report.has(words.pattern)]
    aims = [each for each in report.figures if each.unit == "%" and "满意" in _around(each)]
    only_aims = aims and all(each.role == "target" or each.number.bound for each in aims) and not _satisfied(report)
    return ["满意度", *lacking] if only_aims and "满意度" not in lacking and "百分之" not in report.told else lacking


def _around(figure: Figure) -> str:
    """Return the clause of a figure, or its row in a table, with its subject."""
    paragraph = figure.sentence.paragraph
    return figure.subject + figure.head + (paragraph.folded if paragraph.cells else figure.clause_text)


def _satisfied(report: Report) -> bool:
    """Return whether a column of a table tells how satisfied people were: a heading 满意度% above plain numbers."""
    for table in tables_of(report.document):
        for at, title in enumerate(table.header):
            if re.search("满意[度率]", title) and any(number_in(row.cells[at]) is not None for row in table.rows):
                return True
    return False


def _budget_lacking(report: Report) -> list[str]:
    columns = "　".join(cell for paragraph in report.document.paragraphs for cell in paragraph.cells)
    lacking = [] if report.has(_BUDGET.pattern) or re.search("预算(?!执行)", columns) else ["预算数"]
    lacking += [] if report.has(_SPENT.pattern) or re.search("执行(?!率)|支出", columns) else ["执行数"]
    return lacking + ([] if report.has(_EXECUTION.pattern) or "执行率" in columns else ["预算执行率"])


def _reasons(report: Report) -> Iterator[Finding]:
    """Find shortfalls without a reason and falls without a size, all told in one finding."""
    places: list[Figure | Spot] = []
    told: list[str] = []
    reasons = [each for each in report.document.paragraphs if each.part is not Part.PLAN and _REASON.search(each.folded)]
    for figure in report.figures:
        least = 100 if re.search("完成率|到位率", figure.head) else _EXECUTION_LINE
        if figure.period is not None and figure.period.last is not None and figure.period.last.year != report.year:
            continue
        if (
            figure.unit == "%"
            and _SHORT_RATE.search(figure.head)
            and figure.high < least
            and not figure.role
            and not _explained(figure, report, reasons)
        ):
            places.append(figure)
            told.append(f"{figure.subject} {figure.text}")
    for claim in report.claims:
        if (
            claim.kind is Kind.FELL
            and not claim.sized
            and claim.spot.sentence.part is Part.PROBLEM
            and not _level_known(claim.subject, report)
        ):
            places.append(claim.spot)
            told.append(f"{claim.subject}下降，没有写幅度")
        elif (
            claim.kind is Kind.UNMET
            and not _DEDUCTED.search(claim.spot.sentence.text)
            and not _reason_given(claim.spot.sentence.paragraph, "", reasons)
        ):
            places.append(claim.spot)
            told.append(f"{claim.subject or '目标'}没有完成")
    if places:
        working = "；".join(dict.fromkeys(told))
        yield finding(
            "omission/reasons",
            Severity.SOFT,
            places,
            working=working,
            message="没有达到的目标和偏差，应写明原因和大小（偏差原因分析）",
        )


def _explained(figure: Figure, report: Report, reasons: list[Paragraph]) -> bool:
    """Return whether a reason stands beside a short rate, or where the problems or its own name are told of again."""
    rate = re.search(r"[\u4e00-\u9fff]{0,4}率", figure.head + figure.core)
    paragraph = figure.sentence.paragraph
    if figure.sentence.part is Part.PROBLEM and figure.sentence is not paragraph.sentences[0]:
        return True
    if _reason_given(paragraph, rate[0][-4:] if rate else "", reasons):
        return True
    stem = re.sub("率.*$", "", figure.core)[-2:]
    problems = [read.sentence.text for read in report.reads if read.sentence.part is Part.PROBLEM]
    return any(stem in text and _REASON.search(text) for text in problems)


def _reason_given(paragraph: Paragraph, rate: str, reasons: list[Paragraph]) -> bool:
    """Return whether a paragraph gives a reason, or another one does that names the same thing or, among the problems, the rate."""
    if _REASON.search(paragraph.folded):
        return True
    label = re.match(r"[\s0-9.、（）一二三四五六七八九十]*(?P<name>[\u4e00-\u9fff]{4,12})[：　 。]", paragraph.folded)
    names = {label["name"][:6], label["name"][-4:]} if label else set()
    return any(
        any(name in each.folded for name in names) or (rate and each.part is Part.PROBLEM and rate in each.folded)
        for each in reasons
    )


def _level_known(subject: str, report: Report) -> bool:
    """Return whether the levels of two years are printed, so that the size of a fall can be worked out."""
    return len({figure.period_key for figure in report.alike(subject)}) >= 2


def _activities(report: Report) -> Iterator[Finding]:
    """Note activities listed in the overview that are not named again with a result."""
    later = "\n".join(paragraph.folded for paragraph in report.document.paragraphs if paragraph.part is not Part.OVERVIEW)
    if not any(figure.sentence.part is not Part.OVERVIEW for figure in report.figures):
        return
    for read in report.reads:
        found = _LIST.search(read.sentence.text)
        if read.sentence.part is not Part.OVERVIEW or not found:
            continue
        names = [re.sub(r"^.*[0-9\s年届]年?|[“”]", "", item) for item in re.sub(r"（[^）]*）", "", found["items"]).split("、")]
        missing = [name for name in names if 4 <= len(name) <= 20 and name[-4:] not in later]
        if missing:
            yield finding(
                "omission/activity",
                Severity.INFO,
                [Spot(read.sentence, found.start(), found.end())],
                working=f"后文未见：{'、'.join(missing)}",
                message="概况中列出的活动，后文没有写结果",
            )
