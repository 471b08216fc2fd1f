"""Which edition a form is read under: the one asked for, its layout's, its structure's, or the general one."""

from dataclasses import replace

import pytest

from evalkit.errors import InputProblems
from evalkit.forms.model import TOTAL_ROW, Form, FormRow, MoneyRow
from evalkit.forms.recognise import GENERAL, recognise
from evalkit.scoring.rulebook import editions

ROW = FormRow("产出指标", "数量指标", "培训人数", target="50", actual="50")
PLAIN = Form(file="form.yaml", rows=(ROW,))

LAYOUTS = [
    pytest.param("mof-2020", "mof-2020-10", id="the ministry's table"),
    pytest.param("mof-2020-anhui (部门整体)", "mof-2020-10", id="a family goes by how it begins"),
    pytest.param("mof-xianjie (衔接资金)", "mof-2020-10", id="the rural table"),
    pytest.param("hubei-20-80 (used elsewhere too)", "hubei-20-80", id="Hubei"),
    pytest.param("sichuan-2023", "sichuan-2023", id="Sichuan"),
    pytest.param("beijing-2016", "beijing-2016", id="Beijing"),
    pytest.param("chongqing-2022 (计量单位/指标性质)", GENERAL, id="one heading of two is not enough"),
    pytest.param("suzhou", GENERAL, id="a layout that no edition claims"),
]


@pytest.mark.parametrize(("layout", "edition"), LAYOUTS)
def test_a_layout_leads_to_its_edition_and_the_reason_names_it(layout, edition):
    rulebook, reason = recognise(replace(PLAIN, layout=layout))
    assert rulebook.edition == edition
    assert layout in reason


def budget(**cells):
    return (MoneyRow(TOTAL_ROW, **cells),)


STRUCTURES = [
    pytest.param({"columns": frozenset({"sign", "unit", "points"})}, "sichuan-2023", "度量单位", id="sign and unit columns"),
    pytest.param(
        {"columns": frozenset({"sign", "unit", "received"})}, GENERAL, "一般规则", id="funds received are no column of Sichuan's"
    ),
    pytest.param(
        {"columns": frozenset({"sign", "unit"}), "rows": (replace(ROW, section=""),)}, GENERAL, "一般规则", id="a flat list"
    ),
    pytest.param({"money": budget(revised="50", points="20")}, "hubei-20-80", "20 分", id="20 points and no points column"),
    pytest.param(
        {"money": budget(revised="50", points="20"), "columns": frozenset({"points"})},
        GENERAL,
        "一般规则",
        id="with points column",
    ),
    pytest.param({"money": budget(initial="50", points="10")}, "beijing-2016", "年初预算数", id="only the initial budget"),
    pytest.param({"money": budget(initial="50", revised="50", points="10")}, GENERAL, "一般规则", id="both budgets"),
    pytest.param({"money": budget(initial="50")}, GENERAL, "一般规则", id="an initial budget without points"),
    pytest.param({}, GENERAL, "一般规则", id="nothing to go by"),
]


@pytest.mark.parametrize(("fields", "edition", "cue"), STRUCTURES)
def test_without_a_layout_the_structure_tells(fields, edition, cue):
    rulebook, reason = recognise(replace(PLAIN, **fields))
    assert rulebook.edition == edition
    assert cue in reason


NOTES = [
    pytest.param("评分规则：湖北等地部门项目自评（预算执行 20 分）（hubei-20-80）。", "hubei-20-80", id="as our form prints it"),
    pytest.param("评分规则:某省规则(beijing-2016)", "beijing-2016", id="half-width signs"),
    pytest.param("评分规则：某省规则（sichuan-2023）。复核人员：按此版复核（三月）", "sichuan-2023", id="more behind it"),
    pytest.param("评分规则：某省规则（hubei-20-08）。", GENERAL, id="no such edition"),
    pytest.param("说明：与上年（hubei-20-80）不同。", GENERAL, id="a note about something else"),
]


@pytest.mark.parametrize(("note", "edition"), NOTES)
def test_a_note_that_names_an_edition_tells(note, edition):
    rulebook, reason = recognise(replace(PLAIN, notes=("演示数据。", note)))
    assert rulebook.edition == edition
    assert ("表下注明" in reason) is (edition != GENERAL)


def test_a_note_speaks_before_the_layout_and_after_what_was_asked_for():
    form = replace(PLAIN, layout="sichuan-2023", notes=("评分规则：某省规则（beijing-2016）。",))
    assert recognise(form)[0].edition == "beijing-2016"
    assert recognise(form, "hubei-20-80")[0].edition == "hubei-20-80"


def test_a_layout_that_is_known_to_be_another_is_not_overruled_by_structure():
    form = replace(PLAIN, layout="transfer-2021-scored", money=budget(revised="50", points="20"))
    assert recognise(form)[0].edition == GENERAL


@pytest.mark.parametrize("edition", editions())
def test_the_edition_asked_for_wins(edition):
    rulebook, reason = recognise(replace(PLAIN, layout="hubei-20-80"), edition)
    assert rulebook.edition == edition
    assert "--edition" in reason


def test_an_unknown_edition_is_refused():
    with pytest.raises(InputProblems, match="R-BOOK-02"):
        recognise(PLAIN, "hubei-20-08")
