"""A report in Word: official form from the template, whose styles staff may change, the same bytes every time."""

import io
import zipfile

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Emu, Pt
from matplotlib.figure import Figure

from evalkit.blocks.kinds import Caption, Cell, Heading, Paragraph, Picture, Report, Run, Table
from evalkit.errors import InvalidInputError
from evalkit.reports.write_docx import STYLES, TEMPLATE, report_bytes


def png(width: float, height: float) -> bytes:
    """Return a picture of that many inches."""
    buffer = io.BytesIO()
    Figure(figsize=(width, height)).savefig(buffer, format="png", dpi=50)
    return buffer.getvalue()


ROWS = tuple((Cell(f"指标{number}"), Cell("1,287.96", right=True), Cell("缺目标值" * 20)) for number in range(3))
BLOCKS = (
    Paragraph((Run("数据截至：2030-12-31"),), note=True),
    Heading(1, "项目概况", "一、"),
    Paragraph((Run("执行"), Run("缺失", missing=True), Run("。", bold=True))),
    Heading(2, "外贸", "（一）"),
    Paragraph((Run("=1+1 一项\x00"),), item=True),
    Heading(3, "展会", "1."),
    Heading(4, "场次", "（1）"),
    Caption("表 1　得分"),
    Table(((Cell("指标"), Cell("分值", right=True), Cell("原因")),), (*ROWS, (Cell("合计", columns=2), Cell("—")))),
    Picture(png(12, 3), "条形图。甲 1"),
    Caption("图 1　走势", of_picture=True),
    Heading(1, "附：数值说明"),
)
REPORT = Report("自评报告", BLOCKS)
TEXT_WIDTH_MM, TEXT_HEIGHT_MM = 156, 225


def written(blocks=BLOCKS, template=TEMPLATE):
    content = report_bytes(
        Report("自评报告", blocks), title="示例市商务局2030年度自评报告", subtitle="（经费）", template=template
    )
    return docx.Document(io.BytesIO(content))


@pytest.fixture(scope="module")
def document():
    return written()


def paragraph(document, text: str):
    (found,) = [each for each in document.paragraphs if each.text == text]
    return found


def test_title_subtitle_and_blocks_follow_each_other(document):
    shown = [(each.style.name, each.text) for each in document.paragraphs]
    assert shown == [
        ("报告标题", "示例市商务局2030年度自评报告"),
        ("报告副标题", "（经费）"),
        ("说明", "数据截至：2030-12-31"),
        ("一级标题", "项目概况"),
        ("报告正文", "执行缺失。"),
        ("二级标题", "外贸"),
        ("列项", "=1+1 一项\ufffd"),
        ("三级标题", "展会"),
        ("四级标题", "场次"),
        ("表题", "表 1　得分"),
        ("图", ""),
        ("图题", "图 1　走势"),
        ("一级标题", "附：数值说明"),
    ]


def test_the_page_is_that_of_official_documents(document):
    section = document.sections[0]
    size = [round(length.mm) for length in (section.page_width, section.page_height, section.top_margin, section.left_margin)]
    assert size == [210, 297, 37, 28]
    assert round(Emu(section.page_width - section.left_margin - section.right_margin).mm) == TEXT_WIDTH_MM
    assert round(Emu(section.page_height - section.top_margin - section.bottom_margin).mm) == TEXT_HEIGHT_MM
    assert document.settings.odd_and_even_pages_header_footer
    for footer in (section.footer, section.even_page_footer):
        (shown,) = footer.paragraphs
        assert "".join(text.text for text in shown._p.iter(qn("w:t"))) == "— 1 —"
        assert [field.get(qn("w:instr")) for field in shown._p.iter(qn("w:fldSimple"))] == ["PAGE"]


@pytest.mark.parametrize(
    ("style", "font", "points"),
    [
        ("报告标题", "方正小标宋简体", 22),
        ("一级标题", "黑体", 16),
        ("二级标题", "楷体", 16),
        ("三级标题", "仿宋", 16),
        ("四级标题", "仿宋", 16),
        ("报告正文", "仿宋", 16),
    ],
)
def test_fonts_and_sizes_are_those_of_official_documents(document, style, font, points):
    set_as = document.styles[style]
    fonts = set_as.element.rPr.rFonts
    assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia")} == {font}
    assert set_as.font.size == Pt(points)


def test_22_lines_of_28_to_30_points_fill_a_page(document):
    line = document.styles["报告正文"].paragraph_format.line_spacing
    assert Pt(28) <= line <= Pt(30)
    assert 22 * line.mm <= TEXT_HEIGHT_MM < 23 * line.mm


def test_every_font_has_free_ones_to_fall_back_to():
    with zipfile.ZipFile(TEMPLATE) as archive:
        table = archive.read("word/fontTable.xml").decode()
    for font, free in (("方正小标宋简体", "思源宋体"), ("仿宋", "朱雀仿宋"), ("黑体", "思源黑体"), ("楷体", "霞鹜文楷")):
        entry = table[table.index(f'w:name="{font}"') :]
        assert free in entry[: entry.index("</w:font>")]


def test_word_numbers_the_headings(document):
    numbering = document.part.numbering_part.element
    shapes = {
        level.find(qn("w:pStyle")).get(qn("w:val")): (
            level.find(qn("w:numFmt")).get(qn("w:val")),
            level.find(qn("w:lvlText")).get(qn("w:val")),
        )
        for level in numbering.iter(qn("w:lvl"))
    }
    expected = [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."), ("decimal", "（%4）")]
    for depth, (name, shape) in enumerate(zip(("一级标题", "二级标题", "三级标题", "四级标题"), expected, strict=True)):
        style = document.styles[name]
        assert shapes[style.style_id] == shape
        assert style.element.pPr.numPr.numId.val == 1
        assert style.element.pPr.find(qn("w:outlineLvl")).get(qn("w:val")) == str(depth)


def test_a_heading_without_a_number_is_not_numbered_but_indented_as_the_others(document):
    assert paragraph(document, "项目概况")._p.pPr.numPr is None
    properties = paragraph(document, "附：数值说明")._p.pPr
    assert properties.numPr.numId.val == 0
    assert properties.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"


def test_what_is_missing_and_what_is_bold_are_seen(document):
    runs = paragraph(document, "执行缺失。").runs
    assert [run.style.name for run in runs].count("缺失") == 1
    assert [(run.text, bool(run.bold)) for run in runs] == [("执行", False), ("缺失", False), ("。", True)]


def test_a_table_repeats_its_header_and_keeps_its_rows_whole(document):
    (table,) = document.tables
    assert table.style.name == "报告表格"
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows] == [True, False, False, False, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert [cell.text for cell in table.rows[1].cells] == ["指标0", "1,287.96", "缺目标值" * 20]
    assert table.rows[4].cells[0]._tc is table.rows[4].cells[1]._tc
    styles = [[cell.paragraphs[0].style.name for cell in row.cells] for row in table.rows[:2]]
    assert styles == [["表头"] * 3, ["表格文字", "表格数字", "表格文字"]]
    assert document.styles["表格数字"].paragraph_format.alignment == WD_ALIGN_PARAGRAPH.RIGHT


def test_a_cell_of_several_rows_does_not_move_those_below_it():
    rows = ((Cell("产出", rows=2), Cell("数量"), Cell("1", right=True)), (Cell("质量"), Cell("2", right=True)))
    (table,) = written((Table(((Cell("一级"), Cell("二级"), Cell("分值")),), rows),)).tables
    assert [[cell.text for cell in row.cells] for row in table.rows[1:]] == [["产出", "数量", "1"], ["产出", "质量", "2"]]
    assert table.cell(1, 0)._tc is table.cell(2, 0)._tc


def test_a_table_fits_the_text_area_and_a_figure_keeps_its_line(document):
    widths = [column.width for column in document.tables[0].columns]
    assert round(sum(width.mm for width in widths)) == TEXT_WIDTH_MM
    letter = Pt(10.5).mm / 2
    assert widths[1].mm > len("1,287.96") * letter
    assert widths[2] > 3 * widths[1]


def test_a_table_stands_below_its_caption_and_a_picture_above(document):
    body = list(document.element.body)
    assert body.index(document.tables[0]._tbl) == body.index(paragraph(document, "表 1　得分")._p) + 1
    assert document.styles["表题"].paragraph_format.keep_with_next and document.styles["图"].paragraph_format.keep_with_next


@pytest.mark.parametrize(("width", "height"), [(12, 3), (3, 12), (2, 1)])
def test_a_picture_fits_the_page_in_its_proportions_and_says_what_it_shows(width, height):
    (shape,) = written((Picture(png(width, height), "条形图。甲 1"),)).inline_shapes
    assert round(shape.width.mm) <= TEXT_WIDTH_MM and round(shape.height.mm) <= TEXT_HEIGHT_MM
    assert shape.width / shape.height == pytest.approx(width / height, rel=0.01)
    assert shape._inline.docPr.get("descr") == "条形图。甲 1"


def test_what_is_no_picture_is_replaced_by_what_it_shows():
    assert written((Picture(b"no picture", "条形图。甲 1"),)).paragraphs[-1].text == "条形图。甲 1"


def test_the_same_report_gives_the_same_bytes_without_times_or_names():
    first, second = (report_bytes(REPORT, title="甲", subtitle="乙") for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = docx.Document(io.BytesIO(first)).core_properties
    assert (properties.author, properties.last_modified_by, properties.created.year) == ("", "", 1980)
    assert properties.title == "甲"


@pytest.fixture
def template(tmp_path):
    """A function that changes the template as staff would in Word, and returns where it is."""

    def changed(change):
        document = docx.Document(str(TEMPLATE))
        change(document)
        document.save(str(tmp_path / "template.docx"))
        return tmp_path / "template.docx"

    return changed


def test_what_staff_change_in_the_template_survives(template):
    def change(document):
        document.styles["报告正文"].font.size = Pt(15)
        document.styles["一级标题"].font.bold = True
        document.add_paragraph("（单位公章）")
        document.paragraphs[0].insert_paragraph_before("内部资料")

    made = written(template=template(change))
    assert made.styles["报告正文"].font.size == Pt(15) and made.styles["一级标题"].font.bold
    texts = [each.text for each in made.paragraphs]
    assert (texts[0], texts[1], texts[-1]) == ("内部资料", "示例市商务局2030年度自评报告", "（单位公章）")
    assert all(each.runs[0].font.size is None for each in made.paragraphs if each.style.name == "报告正文")


def test_a_mark_that_word_split_into_pieces_is_still_found(template):
    def split(document):
        (mark,) = [each for each in document.paragraphs if each.text == "{{标题}}"]
        mark.runs[0].text = "{{"
        mark.add_run("标题").bold = True
        mark.add_run("}}")

    made = written(template=template(split))
    assert made.paragraphs[0].text == "示例市商务局2030年度自评报告"


@pytest.mark.parametrize("name", STYLES)
def test_a_template_without_one_of_the_styles_is_refused(template, name):
    changed = template(lambda document: document.styles[name].delete())
    with pytest.raises(InvalidInputError, match="F-TPL-02") as refused:
        written(template=changed)
    assert f"样式“{name}”" in refused.value.found


def test_a_template_without_a_place_for_the_report_is_refused(template):
    changed = template(lambda document: document.paragraphs[-1].clear())
    with pytest.raises(InvalidInputError, match="F-TPL-02") as refused:
        written(template=changed)
    assert "{{正文}}" in refused.value.found


@pytest.mark.parametrize("content", [b"no archive", None])
def test_what_is_no_word_document_is_refused(tmp_path, content):
    if content:
        (tmp_path / "template.docx").write_bytes(content)
    with pytest.raises(InvalidInputError, match="F-TPL-01"):
        written(template=tmp_path / "template.docx")
