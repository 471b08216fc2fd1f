import zipfile
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn

from evalkit.forms.write_docx import write_docx
from tests.forms.samples import BOUNDED, COMPLETE


@pytest.fixture
def document(tmp_path):
    def written(form):
        write_docx(form, tmp_path / "form.docx")
        return docx.Document(str(tmp_path / "form.docx"))

    return written


def texts(row) -> list[str]:
    return [cell.text for cell in row.cells]


def test_title_and_year_stand_above_the_table(document):
    assert [paragraph.text for paragraph in document(COMPLETE).paragraphs[:2]] == ["项目支出绩效自评表", "（2030 年度）"]


def test_the_upper_block(document):
    upper = document(COMPLETE).tables[0]
    assert texts(upper.rows[0]) == ["项目名称", *["促进外贸与消费经费"] * 7]
    assert texts(upper.rows[1]) == ["主管部门", *["示例市商务局"] * 3, "实施单位", *["示例市口岸服务中心"] * 3]
    assert texts(upper.rows[2])[1:] == ["", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]
    assert texts(upper.rows[3])[1:] == ["年度资金总额", "90", "100", "86.4", "10", "86.40%", "8.64"]
    assert texts(upper.rows[4])[1:] == ["其中：当年财政拨款", "缺失", "缺失", "缺失", "—", "—", "—"]
    assert {row.cells[0].text for row in upper.rows[2:7]} == {"项目资金\n（万元）"}
    assert texts(upper.rows[8]) == ["年度总体目标", *["稳住外贸，促进消费。"] * 3, *["进出口总值达到目标，培训四场。"] * 4]


def test_the_indicators_and_the_total(document):
    lower = document(BOUNDED).tables[1]
    assert texts(lower.rows[0])[3:] == ["年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]
    assert [row.cells[0].text for row in lower.rows[1:4]] == ["产出指标\n（50分）"] * 2 + ["效益指标\n（30分）"]
    assert texts(lower.rows[4])[2:] == ["企业满意度", "≥90%", "缺失", "10", "缺失", "未计分：完成值缺失"]
    assert texts(lower.rows[5]) == [*["总分"] * 5, "100", "75.00 至 95.00", "评价等级：中 至 优"]


def test_merged_cells_are_one_cell(document):
    lower = document(COMPLETE).tables[1]
    assert lower.rows[1].cells[0]._tc is lower.rows[2].cells[0]._tc
    assert lower.rows[1].cells[2]._tc is not lower.rows[2].cells[2]._tc


def test_notes_stand_below(document):
    assert [paragraph.text for paragraph in document(COMPLETE).paragraphs[-2:]] == list(COMPLETE.notes)


def test_the_indicator_headings_are_repeated_and_rows_stay_whole(document):
    lower = document(COMPLETE).tables[1]
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in lower.rows] == [True, *[False] * 5]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in lower.rows)


def test_the_page_is_a4_and_numbered(document):
    section = document(COMPLETE).sections[0]
    assert (f"{section.page_width.mm:.0f}", f"{section.page_height.mm:.0f}") == ("210", "297")
    table = section.page_width - section.left_margin - section.right_margin
    assert sum(column.width for column in document(COMPLETE).tables[0].columns) <= table
    footer = section.footer.paragraphs[0]._p
    assert [field.get(qn("w:instr")) for field in footer.findall(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]
    assert "".join(text.text for text in footer.iter(qn("w:t"))) == "第 1 页 共 1 页"


def test_every_run_names_its_east_asian_font(document):
    made = document(COMPLETE)
    fonts = {run.get(qn("w:eastAsia")) for run in made.element.body.iter(qn("w:rFonts"))}
    assert fonts == {"方正小标宋简体", "宋体", "仿宋"}
    title = made.paragraphs[0].runs[0]
    assert title.font.element.rPr.rFonts.get(qn("w:eastAsia")) == "方正小标宋简体"


def test_a_machine_without_the_title_font_is_told_another(tmp_path):
    write_docx(COMPLETE, tmp_path / "form.docx")
    with zipfile.ZipFile(tmp_path / "form.docx") as archive:
        fonts = archive.read("word/fontTable.xml").decode()
    assert '<w:font w:name="方正小标宋简体"><w:altName w:val="宋体"/>' in fonts


@pytest.mark.parametrize("text", ["=1+1", "<b>&amp;", "第一行\n第二行"])
def test_text_is_written_as_it_is(document, text):
    assert document(replace(COMPLETE, goal=text)).tables[0].rows[8].cells[1].text == text


def test_control_characters_of_a_foreign_form_are_replaced(document):
    text = "甲\x00乙\x0b丙\x1b[31m丁\u202e戊\ud800己\n第二行"
    made = document(replace(COMPLETE, goal=text, notes=(text,)))
    shown = "甲\ufffd乙\ufffd丙\ufffd[31m丁\ufffd戊\ufffd己\n第二行"
    assert (made.tables[0].rows[8].cells[1].text, made.paragraphs[-1].text) == (shown, shown)


def test_the_line_between_the_two_tables_is_left_to_the_lower_one(document):
    bottoms = [table._tbl.tblPr.find(f"{qn('w:tblBorders')}/{qn('w:bottom')}") for table in document(COMPLETE).tables]
    assert bottoms[0].get(qn("w:val")) == "nil"
    assert bottoms[1] is None


def test_the_same_form_gives_the_same_bytes(tmp_path):
    for name in ("one.docx", "two.docx"):
        write_docx(BOUNDED, tmp_path / name)
    assert (tmp_path / "one.docx").read_bytes() == (tmp_path / "two.docx").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.docx") as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_an_unchanged_file_is_left_alone_and_nothing_lies_beside_it(tmp_path):
    path = tmp_path / "new" / "form.docx"
    write_docx(BOUNDED, path)
    before = path.stat().st_mtime_ns
    write_docx(BOUNDED, path)
    assert path.stat().st_mtime_ns == before
    assert list(path.parent.iterdir()) == [path]
