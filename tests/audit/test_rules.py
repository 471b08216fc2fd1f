"""Every rule finds what it is for and is silent where its docstring says so, on subjects that no other test reads."""

import inspect

import pytest

from evalkit.audit.findings import Severity
from evalkit.audit.rules import RULES
from tests.audit.written import found

HARD, SOFT, INFO = Severity.HARD, Severity.SOFT, Severity.INFO
RESULT, PROBLEM, PLAN, OVERVIEW = "## 三、绩效完成情况", "## 四、存在问题", "## 五、下一步打算", "## 一、项目概况"

FIRES = [
    ("identity", HARD, "parts of a bracket", ["新建公厕20座（城区12座、乡镇7座）。"]),
    ("identity", HARD, "one unit too many", ["全年培训教师318人，其中小学教师205人、中学教师114人。"]),
    ("identity", HARD, "money in 万元 and 元", ["下达资金1.2亿元，其中中央资金8000万元、省级资金3000万元、市级资金2000万元。"]),
    ("identity", HARD, "figures before 合计", ["改造县道13公里、乡道22公里，合计40公里。"]),
    ("identity", HARD, "a single part above its total", ["发放农具120台，其中播种机130台。"]),
    ("identity", HARD, "由 … 组成", ["项目总投资900万元。资金由中央补助500万元、省级补助300万元、自筹200万元组成。"]),
    ("identity", HARD, "what is left", ["到位资金500万元，实际支出462.5万元，结余47.5万元。"]),
    ("identity", HARD, "two halves in another sentence", ["2021年抽检食品300批次。上半年抽检140批次，下半年抽检150批次。"]),
    ("identity", HARD, "the year above the total of years", ["2021年接种疫苗5300剂次。2019年至2021年，共接种疫苗4800剂次。"]),
    ("identity", HARD, "full-width digits", ["购置图书１２００册（文学类７００册、科技类４００册）。"]),
    ("identity", HARD, "three parts", ["培训村干部200人，其中甲乡120人、乙乡60人、丙乡18人。"]),
    ("identity", SOFT, "a rest that nothing explains", ["培训村干部200人，其中甲乡120人、乙乡45人。"]),
    ("ratio", HARD, "a rate of passed over inspected", ["抽检路段80段，合格76段，合格率97%。"]),
    ("ratio", HARD, "execution", ["全年预算数640万元，实际支出608万元，预算执行率97%。"]),
    ("ratio", HARD, "satisfaction", ["发放问卷400份，收回400份，其中满意372份，满意度95%。"]),
    ("ratio", HARD, "an average", ["举办讲座25场，平均每场80人，参加2400人次。"]),
    ("ratio", HARD, "share of a whole", ["全县有学校60所，其中寄宿制学校18所，占全县学校的35%。"]),
    ("ratio", HARD, "a multiple", ["发放补贴200万元，带动销售额3000万元，杠杆率达18倍。"]),
    ("ratio", HARD, "attainment of a target", ["年度目标为改造老旧小区40个，实际改造44个，完成目标的120%。"]),
    ("growth", HARD, "rate against both levels", ["2021年旅客运输量430万人次，同比增长10%。", "2020年旅客运输量为400万人次。"]),
    ("growth", HARD, "a fall told as growth", ["2021年粮食产量52.1万吨，粮食产量稳步增长。", "2020年粮食产量54.3万吨。"]),
    ("growth", HARD, "由 到 and the step", ["森林覆盖率由31.2%提高到33.5%，提高2.6个百分点。"]),
    ("growth", HARD, "由 到 and the rate", ["床位由400张增加到500张，增长20%。"]),
    ("growth", HARD, "more than last year by", ["接待群众9600人次，比上年的8000人次增加1600人次，增长25%。"]),
    (
        "growth",
        HARD,
        "a growth target said to be met",
        [RESULT, "实现2021年农产品出口增长目标任务。", "2021年农产品出口18.2亿元。", "2020年农产品出口19.6亿元。"],
    ),
    (
        "repeat",
        HARD,
        "the same sentence with another figure",
        ["全年清理河道垃圾、漂浮物共计560吨，出动保洁船只310艘次。", "全年清理河道垃圾、漂浮物共计580吨，出动保洁船只310艘次。"],
    ),
    (
        "repeat",
        HARD,
        "the same subject in two sections",
        [RESULT, "2021年新增公共停车泊位1200个。", "## 六、结论", "2021年新增公共停车泊位1250个。"],
    ),
    ("repeat", HARD, "two scores", ["## 一、总体结论", "自评得分95分。", "## 六、得分", "项目自评得分93分。"]),
    (
        "contradiction",
        HARD,
        "met here, missed there",
        [RESULT, "全面完成2021年危房改造任务。", PROBLEM, "受资金影响，未完成2021年危房改造任务。"],
    ),
    ("contradiction", HARD, "all met, one missed", [RESULT, "各项绩效目标全部完成。", PROBLEM, "因雨季较长，没有完成绿化目标。"]),
    (
        "contradiction",
        HARD,
        "grew here, fell there",
        [RESULT, "2021年游客接待量同比增长。", PROBLEM, "受疫情影响，2021年游客接待量下降。"],
    ),
    ("contradiction", HARD, "short of its target and called done", ["计划植树500亩，实际植树460亩，完成年度目标任务。"]),
    ("contradiction", SOFT, "a result that fell", [RESULT, "全年就诊量36万人次。", PROBLEM, "受疫情影响，就诊量有所下降。"]),
    (
        "range",
        HARD,
        "an average of quarters",
        ["全年准点率为96%，其中第一季度92.1%，第二季度93%，第三季度94.2%，第四季度95.3%。"],
    ),
    ("range", HARD, "a month and the rest", ["设备在线率99.9%，其中7月在线率为95%，其余11个月在线率为99%。"]),
    ("range", HARD, "between least and most", ["水质达标天数比例最高的断面为98%，最低的断面为90%，平均为99.2%。"]),
    ("range", HARD, "more than all", ["饮用水水质合格率达102%。"]),
    ("range", HARD, "a rank behind the last", ["在全市12个县区中排名第13。"]),
    ("chronology", HARD, "a budget approved in its year", ["2021年部门预算于2021年8月16日经局党委会审议通过。"]),
    ("chronology", SOFT, "approved in the spring by its own body", ["本局2021年绩效目标于2021年2月5日经局务会审议通过。"]),
    ("chronology", HARD, "finished before begun", ["工程于2021年6月1日开工，2021年5月20日竣工。"]),
    ("chronology", HARD, "an end before its beginning", ["2021年5月10日至2021年3月1日开展培训。"]),
    ("chronology", HARD, "no such day", ["2021年2月30日召开推进会。"]),
    ("period", HARD, "an event of the year after", [OVERVIEW, "举办了2021年读书节、2022年新春文化周等系列文化活动。"]),
    ("period", HARD, "a day after the year", [RESULT, "2022年1月15日完成设备验收。"]),
    ("flow", HARD, "more redeemed than issued", ["发放种子券3000张，核销种子券3200张。"]),
    ("flow", HARD, "more passed than inspected", ["抽检农产品500批次，合格508批次。"]),
    ("flow", SOFT, "more spent than given", ["下达资金300万元，支出318万元。"]),
    ("flow", SOFT, "a draw that hands out more than registered", ["采用摇号方式，登记2.1万人次，发放体育券3.4万张。"]),
    ("omission", SOFT, "targets and points", ["全年修路。"]),
    ("omission", SOFT, "a rate without reason", [RESULT, "预算执行率71.2%。"]),
    ("basis", SOFT, "two ways to divide", ["安排资金600万元，发放培训券540万元，核销资金486万元，核销率90%。"]),
    ("ambiguity", SOFT, "two sessions", [RESULT, "参加第5、6届农博会，均有30家合作社参展，获得展位60个。"]),
    ("precision", SOFT, "约 with six digits", ["带动农户增收约1234.56万元。"]),
    ("over-achievement", SOFT, "twice the target", ["年度目标培训600人次，实际培训1250人次。"]),
    ("over-achievement", SOFT, "a target per quarter", ["每季度不少于3场宣讲。全年开展宣讲20场。"]),
    ("over-achievement", SOFT, "a rate of attainment", ["宣传活动完成率达160%。"]),
    ("cut-off", SOFT, "a notice of the third quarter", [RESULT, "根据省厅2021年第三季度考核通报，我县连续9个月排名第1。"]),
    ("cut-off", SOFT, "until October", [RESULT, "截至2021年10月底，完成管网改造46公里。"]),
    ("attribution", SOFT, "gross turnover", ["发放文旅券80万元，带动消费960万元，杠杆率达12倍。"]),
    ("self-claim", SOFT, "targets called measurable", ["绩效目标设置完整、可衡量。"]),
    ("self-claim", SOFT, "satisfied without a figure", [RESULT, "服务质量显著提升，群众普遍满意。"]),
    ("grade", HARD, "a grade that no edition gives", ["自评得分78分，等级为优。"]),
    ("grade", SOFT, "a grade of a local edition", ["自评得分86分，等级为优。"]),
    ("grade", HARD, "an award above its points", ["产出指标（分值50分，得分51分）。"]),
    (
        "grade",
        HARD,
        "awards that do not add up",
        ["预算执行得10分，产出指标得47分，效益指标得28分，满意度指标得9分，总得分95分。"],
    ),
    ("grade", HARD, "weights that do not add up", ["数量指标权重30%，质量指标权重30%，效益指标权重30%，满意度权重20%。"]),
    ("grade", HARD, "above the full mark", ["自评总得分104分。"]),
    ("identity", HARD, "a column of a table", ["|项目|预算金额|", "|道路|120|", "|桥梁|80|", "|合计|210|"]),
    ("grade", HARD, "an award of a table", ["|指标|分值|得分|", "|数量|20|21|", "|质量|20|20|"]),
]

SILENT = [
    ("identity", "parts that add up", ["新建公厕20座（城区12座、乡镇8座）。"]),
    ("identity", "examples behind 其中", ["检查企业320家，其中化工企业40家、食品企业35家。"]),
    ("identity", "等 leaves parts out", ["购置设备50台（电脑20台、打印机12台等）。"]),
    ("identity", "rounding of three parts", ["投入3.3亿元，其中中央1.1亿元、省级1.1亿元、市级1.0亿元。"]),
    ("identity", "rates do not add up", ["合格率98%（城区99%、乡镇97%）。"]),
    ("identity", "units differ", ["出动人员600人次、车辆80台次，共处理问题45个。"]),
    ("identity", "a total of years above the year", ["2021年接种疫苗5300剂次。2019年至2021年，共接种疫苗14800剂次。"]),
    ("ratio", "a rate that fits", ["抽检路段80段，合格76段，合格率95%。"]),
    ("ratio", "no numerator", ["全县有行政村120个，通车率100%。"]),
    ("ratio", "a target", ["抽检80批次，合格率目标不低于95%。"]),
    ("growth", "a rate that fits", ["2021年旅客运输量430万人次，同比增长7.5%。", "2020年旅客运输量为400万人次。"]),
    ("growth", "another subject", ["2021年货物运输量430万吨，同比增长9%。", "2020年旅客运输量为400万人次。"]),
    ("growth", "no level of the year before", ["2021年粮食产量52.1万吨，增长3.2%。"]),
    ("growth", "on the month before", ["2021年12月，客流量20万人次，环比增长9%。"]),
    ("repeat", "fewer digits of one value", ["2021年投入治污资金1.83亿元。", "2021年投入治污资金18300万元。"]),
    ("repeat", "another year", ["2020年新建标准化卫生室30个。", "2021年新建标准化卫生室36个。"]),
    ("repeat", "other districts", ["甲乡完成改厕任务400户。", "乙乡完成改厕任务380户。"]),
    ("contradiction", "another subject", [RESULT, "全面完成2021年危房改造任务。", PROBLEM, "未完成2021年道路硬化任务。"]),
    ("contradiction", "another year", [RESULT, "完成2021年危房改造任务。", PROBLEM, "2020年未完成危房改造任务。"]),
    ("contradiction", "what is planned", [PROBLEM, "未完成绿化目标。", PLAN, "确保全面完成绿化目标。"]),
    ("range", "an average inside", ["全年准点率为93.7%，其中第一季度92.1%，第二季度93%，第三季度94.2%，第四季度95.3%。"]),
    ("range", "a part alone", ["设备在线率99.9%，其中7月在线率为95%。"]),
    ("range", "a rate that may exceed all", ["投资完成率达112%。"]),
    ("chronology", "approved before the year", ["2021年部门预算于2020年11月16日经局党委会审议通过。"]),
    ("chronology", "approved by the people's congress", ["2021年部门预算于2021年2月20日经县人民代表大会批准。"]),
    ("chronology", "adjusted in the year", ["2021年预算调整方案于2021年9月16日经局党委会审议通过。"]),
    ("chronology", "steps in order", ["工程于2021年3月1日开工，2021年9月20日竣工，2021年10月30日验收。"]),
    ("period", "a plan", [RESULT, "项目计划于2022年6月完成验收。"]),
    ("period", "what comes next", [PLAN, "2022年举办培训班6期。"]),
    ("flow", "less at every stage", ["发放种子券3000张，领取2900张，核销2800张。"]),
    ("flow", "other money", ["下达资金300万元，加上上年结转20万元，支出318万元。"]),
    ("flow", "as many as registered", ["采用摇号方式，登记3.4万人次，发放体育券2.1万张。"]),
    ("basis", "only one way", ["发放培训券540万元，核销资金486万元，核销率90%。"]),
    ("basis", "the basis is told", ["安排资金600万元，发放培训券540万元，核销资金486万元，按发放金额计算的核销率90%。"]),
    ("ambiguity", "all are told", [RESULT, "参加第5、6届农博会，每届均有30家合作社参展，两届合计获得展位60个。"]),
    ("precision", "约 with few digits", ["带动农户增收约1200万元。"]),
    ("over-achievement", "a little above", ["年度目标培训600人次，实际培训650人次。"]),
    ("over-achievement", "with its reason", ["年度目标培训600人次，实际培训1250人次，原因是省里新增任务。"]),
    ("cut-off", "until December", [RESULT, "截至2021年12月底，完成管网改造46公里。"]),
    ("attribution", "a net amount", ["发放文旅券80万元，与未领券居民对照，净增消费240万元。"]),
    ("self-claim", "with a figure", [RESULT, "群众普遍满意，满意度96%。"]),
    ("grade", "the grade of the score", ["自评得分90分，等级为优。"]),
    ("grade", "awards that add up", ["预算执行得10分，产出指标得47分，效益指标得28分，满意度指标得9分，总得分94分。"]),
    ("omission", "a rate with its reason", [RESULT, "预算执行率71.2%，原因是工程尾款尚未到支付期。"]),
]


def named(cases):
    return [pytest.param(*case, id=f"{case[0]}: {case[-2]}") for case in cases]


@pytest.mark.parametrize("rule, severity, _, lines", named(FIRES))
def test_a_rule_finds_what_it_is_for(rule, severity, _, lines):
    assert severity in {each.severity for each in found(rule, *lines)}


@pytest.mark.parametrize("rule, _, lines", named(SILENT))
def test_a_rule_is_silent_where_its_docstring_says_so(rule, _, lines):
    whole_document = [each for each in found(rule, *lines) if each.spots and each.severity is not Severity.INFO]
    assert [(each.working, each.message) for each in whole_document] == []


def test_every_rule_has_a_case_that_fires():
    assert {case[0] for case in FIRES} | {"table"} == set(RULES)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
@pytest.mark.parametrize("part", ["Meaning:", "Silent:", "Why:"])
def test_a_rule_says_what_it_means_when_it_is_silent_and_why(rule, part):
    assert part in inspect.getdoc(rule.check)


def test_no_rule_names_a_place_or_an_event_of_a_report():
    import evalkit.audit

    folder = inspect.getfile(evalkit.audit).removesuffix("__init__.py")
    from pathlib import Path

    source = "".join(path.read_text(encoding="utf-8") for path in Path(folder).rglob("*.py"))
    assert [name for name in ("江门", "广东", "广交会", "单一窗口", "侨都", "茶饮", "咖啡") if name in source] == []
