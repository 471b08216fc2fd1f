"""The 项目支出绩效自评表 as a Word document."""

from pathlib import Path

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Emu, Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from evalkit.atomic import write_if_changed
from evalkit.forms.document_bytes import document_bytes
from evalkit.forms.model import Form
from evalkit.forms.table import MARGIN_MM, TITLE, WIDTHS, Style, TableCell, table_of
from evalkit.text import printable

EMU_PER_PIXEL = 9525
ROW_MM = 6
TITLE_FONT, LABEL_FONT, BODY_FONT = "方正小标宋简体", "宋体", "仿宋"
FONT_TABLE = "word/fontTable.xml"
FALL_BACK = (  # what a machine without the title font shows instead
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    f'<w:font w:name="{TITLE_FONT}"><w:altName w:val="{LABEL_FONT}"/><w:charset w:val="86"/></w:font></w:fonts>'
)
FONTS = {
    Style.TITLE: (TITLE_FONT, 22),
    Style.SUBTITLE: (BODY_FONT, 14),
    Style.LABEL: (LABEL_FONT, 10),
    Style.NUMBER: (BODY_FONT, 10),
    Style.TEXT: (BODY_FONT, 10),
}


def write_docx(form: Form, path: Path) -> None:
    """写成文档 Write the form as a Word document, whole or not at all.

    Upper block and indicators are two tables that touch, since only the first rows of a table can be repeated on
    every page. Control characters are replaced. The same form gives the same bytes.

    Parameters
    ----------
    form : Form
        The columns of 附件 1 are written and no others.
    path : pathlib.Path
        Replaced when it exists and differs.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_docx(Form(file="", project="示例项目"), Path(folder) / "form.docx")
    ...     (Path(folder) / "form.docx").read_bytes()[:2]
    b'PK'
    """
    document = docx.Document()
    _set_page(document)
    table = table_of(form)
    for cell in table.cells:
        if cell.style in (Style.TITLE, Style.SUBTITLE):
            _write(document.add_paragraph(), cell.text, cell.style)
    upper = [cell for cell in table.cells if cell.row < table.header and cell.style not in (Style.TITLE, Style.SUBTITLE)]
    _hide_bottom(_add_table(document, upper))
    _join(document.add_paragraph())
    _repeat_first_row(_add_table(document, [cell for cell in table.cells if cell.row >= table.header]))
    for note in form.notes:
        _write(document.add_paragraph(), note, Style.TEXT)
    write_if_changed(path, document_bytes(document, TITLE, {FONT_TABLE: FALL_BACK}))


def _set_page(document: Document) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(MARGIN_MM)
    section.top_margin = section.bottom_margin = Mm(16)
    section.footer_distance = Mm(8)
    footer = section.footer.paragraphs[0]
    for piece in ("第 ", "PAGE", " 页 共 ", "NUMPAGES", " 页"):
        (_add_field if piece.isupper() else _add_run)(footer, piece)
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _add_run(paragraph: Paragraph, text: str, font: str = BODY_FONT, points: int = 9) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, Pt(points)
    run.font.element.rPr.rFonts.set(qn("w:eastAsia"), font)


def _add_field(paragraph: Paragraph, instruction: str) -> None:
    field = _element("w:fldSimple", instr=instruction)
    _add_run(paragraph, "1")
    field.append(paragraph.runs[-1]._r)
    paragraph._p.append(field)


def _write(paragraph: Paragraph, text: str, style: Style) -> None:
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if style is Style.TEXT else WD_ALIGN_PARAGRAPH.CENTER
    _add_run(paragraph, printable(text), *FONTS[style])


def _join(paragraph: Paragraph) -> None:
    """Make a paragraph too low to be seen."""
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = Pt(1)
    _add_run(paragraph, "", points=1)


def _add_table(document: Document, cells: list[TableCell]) -> Table:
    """Add some rows of the table."""
    first = min(cell.row for cell in cells)
    grid = document.add_table(rows=max(cell.last_row for cell in cells) - first + 1, cols=len(WIDTHS), style="Table Grid")
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, pixels in zip(grid.columns, WIDTHS, strict=True):
        column.width = Emu(pixels * EMU_PER_PIXEL)
    places = [list(row.cells) for row in grid.rows]
    for row in places:
        for place, pixels in zip(row, WIDTHS, strict=True):
            place.width = Emu(pixels * EMU_PER_PIXEL)
    for cell in cells:
        _fill(places[cell.row - first][cell.column], places[cell.last_row - first][cell.last_column], cell)
    _set_padding(grid)
    for row in grid.rows:
        row.height = Mm(ROW_MM)
    return grid


def _repeat_first_row(grid: Table) -> None:
    """Print the first row on every page, and keep every row whole; only the goal text above may run over a page."""
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in grid.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _set_padding(grid: Table) -> None:
    padding = OxmlElement("w:tblCellMar")
    for side, twips in (("top", "20"), ("left", "45"), ("bottom", "20"), ("right", "45")):
        padding.append(_element(f"w:{side}", w=twips, type="dxa"))
    grid._tbl.tblPr.find(qn("w:tblLook")).addprevious(padding)


def _hide_bottom(grid: Table) -> None:
    """Leave the line between two tables that touch to the lower one."""
    borders = OxmlElement("w:tblBorders")
    borders.append(_element("w:bottom", val="nil"))
    grid._tbl.tblPr.find(qn("w:tblLayout")).addprevious(borders)


def _element(tag: str, **attributes: str) -> BaseOxmlElement:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element


def _fill(start: _Cell, end: _Cell, cell: TableCell) -> None:
    place = start if start is end else start.merge(end)
    place.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    _write(place.paragraphs[0], cell.text, cell.style)
