"""Whole forms: the order of columns, rows and keys, merged cells and blanks leave what is read, and the awards, as they are."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from ruamel.yaml import YAML

from evalkit.forms.model import Form, FormRow, MoneyRow
from evalkit.forms.recompute import recompute
from evalkit.forms.xlsx_form import read_xlsx_form
from evalkit.forms.yaml_form import read_yaml_form
from tests.fuzz import grammar
from tests.fuzz.cells import RULEBOOKS
from tests.fuzz.depth import examples
from tests.fuzz.forms import check_form, check_recomputed

HEADINGS = {
    "target": ["年度指标值", "预期指标值（A）", "年 度\n指标值"],
    "actual": ["实际完成值", "全年实际完成值（B）", "实际\n完成值"],
    "points": ["分值", "权重", "分值（100分）"],
    "award": ["得分", "自评得分", "得 分"],
    "unit": ["计量单位", "单位"],
    "reason": ["偏差原因分析及改进措施"],
}
FIELDS = {
    "target": "target",
    "actual": "actual",
    "points": "weight",
    "award": "score_reported",
    "unit": "unit",
    "reason": "deviation",
}
LEVELS = ("一级指标", "二级指标", "三级指标")
SECTIONS = {"产出指标": ["数量指标", "质量指标"], "效益指标": ["经济效益指标"], "满意度指标": ["服务对象满意度指标"]}
names = st.sampled_from("培训人数 修路里程 验收合格率 补助户数 带动就业 服务对象满意度 新建厂房 办结率".split())
values = st.builds(
    lambda sign, number, unit: f"{sign[0]}{number}{unit}",
    grammar.signs,
    st.integers(1, 500),
    st.sampled_from("个 人 % 公里 户".split()),
)
actuals = st.one_of(st.integers(0, 600).map(str), values, st.sampled_from(["", "已完成", "缺失", "/"]))
points = st.integers(0, 30).map(str)


@st.composite
def rows(draw) -> list[FormRow]:
    """Return the rows of a form, section by section."""
    made = []
    for section, categories in SECTIONS.items():
        for category in categories:
            for _ in range(draw(st.integers(1, 2))):
                worth = draw(points)
                made.append(
                    FormRow(
                        section,
                        category,
                        f"{draw(names)}{len(made)}",
                        target=draw(values),
                        actual=draw(actuals),
                        points=worth,
                        award=draw(st.one_of(st.just(worth), points)),
                    )
                )
    return made


def read_workbook(table: list[list[str]], merged: list[str]) -> Form:
    """Return the form of a workbook with these cells."""
    book = Workbook()
    for number, line in enumerate(table, start=1):
        for column, text in enumerate(line, start=1):
            if text:
                cell = book.active.cell(number, column)
                cell.value, cell.data_type = text, "s"
    for area in merged:
        book.active.merge_cells(area)
    with TemporaryDirectory() as folder:
        book.save(Path(folder, "form.xlsx"))
        [form] = read_xlsx_form(Path(folder, "form.xlsx"), "form.xlsx")
    return form


def plain(row: FormRow) -> tuple[str, ...]:
    return row.section, row.category, row.name, row.target, row.actual, row.points, row.award


@examples(25)
@given(st.data(), rows(), st.permutations(["target", "actual", "points", "award", "reason"]), st.booleans(), st.integers(0, 3))
def test_columns_in_any_order_and_merged_levels_are_read_as_the_same_rows(data, made, order, merge, above):
    heads = [*LEVELS, *(data.draw(st.sampled_from(HEADINGS[name])) for name in order)]
    begin = above + 2
    table = [["项目支出绩效自评表"]] * above + [heads]
    for index, row in enumerate(made):
        levels = [row.section, row.category]
        before = [made[index - 1].section, made[index - 1].category] if index else ["", ""]
        shown = [level if level != other else "" for level, other in zip(levels, before, strict=True)] if merge else levels
        table.append([*shown, row.name, *(getattr(row, name) for name in order)])
    table.append(["总分", "", "", *({"award": "97.5"}.get(name, "") for name in order)])
    areas = [area for column in (0, 1) for area in _areas(made, column, begin)] if merge else []
    form = read_workbook(table, areas)
    assert [plain(row) for row in form.rows] == [plain(row) for row in made]
    assert form.total == "97.5"


def _areas(made: list[FormRow], column: int, begin: int) -> list[str]:
    """Return the merged ranges of a level: rows that follow each other with the same labels up to it."""
    keys = [(row.section, row.category)[: column + 1] for row in made]
    areas, start = [], 0
    for place in range(1, len(keys) + 1):
        if place == len(keys) or keys[place] != keys[start]:
            letter = "AB"[column]
            areas += [f"{letter}{begin + start}:{letter}{begin + place - 1}"] if place - start > 1 else []
            start = place
    return areas


@examples(40)
@given(st.data(), rows(), st.sampled_from(["", "2021", "2021年度", 2022]), st.sampled_from(["元", "万元", None]))
def test_keys_in_any_order_are_read_as_the_same_form(data, made, year, unit):
    written = {
        "fiscal_year": year,
        "unit": unit,
        "indicators": [],
        "budget": {"revised": "1,234.5", "executed": "1000", "weight": 10},
    }
    for row in made:
        fields = {"level1": row.section, "level2": row.category, "name": row.name}
        fields |= {FIELDS[name]: getattr(row, name) for name in ("target", "actual", "points", "award")}
        written["indicators"].append({key: fields[key] for key in data.draw(st.permutations(sorted(fields)))})
    written = {key: written[key] for key in data.draw(st.permutations(sorted(written)))}
    with TemporaryDirectory() as folder:
        path = Path(folder, "form.yaml")
        with path.open("w", encoding="utf-8") as file:
            YAML().dump(written, file)
        form = read_yaml_form(path, "form.yaml")
    assert [plain(row) for row in form.rows] == [plain(row) for row in made]
    assert form.money[0].revised == "1,234.5" and form.money_unit == (unit or "万元")
    assert form.fiscal_year == str(year)[:4]


@examples(25)
@given(st.data(), rows())
def test_rows_in_any_order_have_the_same_awards_and_the_same_total(data, made):
    money = (MoneyRow("年度资金总额", revised="100", executed="86.4", points="10", award="8.64"),)
    form = Form("form.yaml", rows=tuple(made), money=money, total="90", columns=frozenset({"points", "award"}))
    check_recomputed(form)
    order = data.draw(st.permutations(range(len(made))))
    other = replace(form, rows=tuple(made[place] for place in order))
    for rulebook in RULEBOOKS:
        one, two = recompute(form, rulebook), recompute(other, rulebook)
        assert (one.total.recomputed, one.total.by_rules) == (two.total.recomputed, two.total.by_rules)
        assert [one.rows[place].award for place in order] == [row.award for row in two.rows]
        assert all(row.award is None or Decimal(0) <= row.award <= row.points for row in one.rows)


cells = st.one_of(
    st.just(""),
    grammar.noise.filter(lambda text: len(text) < 80),
    st.sampled_from(["→", "↓", "总分", "合计", "小计", "注：", "其中：甲"]),
)
lines = st.lists(cells, min_size=4, max_size=8).map(lambda line: "\t".join(cell.replace("\n", " ") for cell in line))
headings = st.permutations([*LEVELS, "年度指标值", "实际完成值", "分值", "得分", "度量单位"]).map("\t".join)
money_headings = st.permutations(["", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]).map("\t".join)


@examples(60)
@given(
    st.lists(lines, max_size=3),
    st.lists(st.one_of(lines, lines, money_headings), max_size=4),
    headings,
    st.lists(lines, max_size=5),
)
def test_any_sheet_is_a_form_or_is_refused(above, money, heads, below):
    check_form("\n".join(["sheet", *above, *money, heads, *below]).encode("utf-8", "replace"))


@examples(60)
@given(
    st.lists(
        st.tuples(st.sampled_from([*FIELDS.values(), "name", "level1", "direction", "subrow", "<<"]), grammar.noise), max_size=6
    )
)
def test_any_yaml_is_a_form_or_is_refused(fields):
    row = "\n".join(f"  {key}: {value}" for key, value in fields)
    check_form(f"indicators:\n-\n{row}\n".encode("utf-8", "replace"))
