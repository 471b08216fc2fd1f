"""A report put into a Word template; how it looks is decided by the styles of the template and nowhere else."""

import re
import zipfile
from collections.abc import Sequence
from copy import deepcopy
from io import BytesIO
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.image.exceptions import UnrecognizedImageError
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Pt
from docx.text.paragraph import Paragraph as WordParagraph
from rich.cells import cell_len

from evalkit.blocks.kinds import Block, Caption, Cell, Heading, Paragraph, Picture, Report, Run, Table
from evalkit.errors import InvalidInputError
from evalkit.forms.document_bytes import document_bytes
from evalkit.text import printable

TEMPLATE = Path(__file__).parent / "template.docx"
TITLE, SUBTITLE, BODY = "{{标题}}", "{{副标题}}", "{{正文}}"
HEADINGS = ("一级标题", "二级标题", "三级标题", "四级标题")
TEXT, ITEM, NOTE, MISSING = "报告正文", "列项", "说明", "缺失"
TABLE, TABLE_HEADER, TABLE_TEXT, TABLE_FIGURE, TABLE_CAPTION = "报告表格", "表头", "表格文字", "表格数字", "表题"
PICTURE, PICTURE_CAPTION = "图", "图题"
IN_TABLES = (TABLE, TABLE_HEADER, TABLE_TEXT, TABLE_FIGURE, TABLE_CAPTION)
STYLES = (*HEADINGS, TEXT, ITEM, NOTE, MISSING, *IN_TABLES, PICTURE, PICTURE_CAPTION)
PADDING = 3  # letters that a column needs beside its text
UNBREAKABLE = re.compile(r"[!-,.-~]+-?|[^!-~]")
MOST_STEPS = 300
MOST_BYTES = 100_000_000  # of a template, unpacked
MOST_SHOWN = 100
MOST_OF_PAGE = 0.8  # the height that a picture may take


def report_bytes(report: Report, *, title: str, subtitle: str, template: Path = TEMPLATE) -> bytes:
    """Return the report as a Word document.

    Parameters
    ----------
    report : Report
        What it says.
    title, subtitle : str
        Put where the template says ``{{标题}}`` and ``{{副标题}}``; the report itself where it says ``{{正文}}``.
    template : pathlib.Path
        A document with those three paragraphs and the styles named in ``STYLES``; everything else in it is kept.

    Returns
    -------
    bytes
        The same for the same report and template.

    Raises
    ------
    InvalidInputError
        ``F-TPL-01`` if the template cannot be opened, ``F-TPL-02`` if it lacks a style or ``{{正文}}``.
    """
    document = _opened(template)
    for mark, text in ((TITLE, title), (SUBTITLE, subtitle)):
        for paragraph in _marked(document, mark):
            paragraph.runs[0].text = printable(text)
            for run in paragraph.runs[1:]:
                run._r.getparent().remove(run._r)
    (place, *_) = _marked(document, BODY)
    body = _Body(document, place)
    for block in report.blocks:
        body.add(block)
    place._p.getparent().remove(place._p)
    return document_bytes(document, title)


def _opened(template: Path) -> Document:
    try:
        with zipfile.ZipFile(template) as package:
            size = sum(part.file_size for part in package.infolist())
        if size > MOST_BYTES:
            raise ValueError(f"解压后 {size} 字节，超过 {MOST_BYTES} 字节")
        document = docx.Document(str(template))
    except (OSError, PackageNotFoundError, KeyError, ValueError, SyntaxError, zipfile.BadZipFile) as error:
        raise InvalidInputError(
            "F-TPL-01",
            "报告模板打不开",
            found=f"{type(error).__name__}：{error}"[:MOST_SHOWN],
            expected="Word 文档（.docx）",
            remedy="在 Word 中打开模板，另存为 .docx；或不写 --template，使用自带的模板",
        ).at(str(template)) from None
    names = {style.name for style in document.styles}
    lacking = [f"样式“{name}”" for name in STYLES if name not in names]
    lacking += [] if _marked(document, BODY) else [f"独占一段的 {BODY}"]
    if lacking:
        raise InvalidInputError(
            "F-TPL-02",
            "报告模板缺少必需的内容",
            found=f"没有{'、'.join(lacking)}",
            expected=f"有各样式和 {BODY}",
            remedy="以自带的模板为底本修改，样式可以改动，名称不要改",
        ).at(str(template))
    return document


def _marked(document: Document, mark: str) -> list[WordParagraph]:
    return [paragraph for paragraph in document.paragraphs if "".join(paragraph.text.split()) == mark]


class _Body:
    """The place of the template where blocks are put, one after the other."""

    def __init__(self, document: Document, place: WordParagraph):
        section = document.sections[0]
        self.document, self.place = document, place
        self.width = section.page_width - section.left_margin - section.right_margin
        self.letters = self.width * 2 // (document.styles[TABLE_TEXT].font.size or Pt(10.5))
        self.height = section.page_height - section.top_margin - section.bottom_margin

    def add(self, block: Block) -> None:
        """Put a block below those already there."""
        match block:
            case Heading():
                self._heading(block)
            case Paragraph():
                _write(self._paragraph(ITEM if block.item else NOTE if block.note else TEXT), block.runs)
            case Caption():
                _write(self._paragraph(PICTURE_CAPTION if block.of_picture else TABLE_CAPTION), (Run(block.text),))
            case Table():
                self._table(block)
            case Picture():
                self._picture(block)

    def _paragraph(self, style: str) -> WordParagraph:
        return self.place.insert_paragraph_before(style=style)

    def _heading(self, heading: Heading) -> None:
        """Write a heading, which Word numbers; one without a number is left without."""
        paragraph = self._paragraph(HEADINGS[heading.level - 1])
        _write(paragraph, (Run(heading.text),))
        if not heading.number:
            numbering = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            numbering.get_or_add_ilvl().val = 0
            numbering.get_or_add_numId().val = 0
            paragraph._p.pPr.extend(deepcopy(indent) for indent in paragraph.style.element.iter(qn("w:ind")))

    def _picture(self, picture: Picture) -> None:
        """Write a picture in its own size, made smaller where the page is."""
        run = self._paragraph(PICTURE).add_run()
        try:
            shape = run.add_picture(BytesIO(picture.png))
        except UnrecognizedImageError:
            run.text = printable(picture.alt)
            return
        scale = min(1, self.width / shape.width, self.height * MOST_OF_PAGE / shape.height)
        shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
        shape._inline.docPr.set("descr", printable(picture.alt))

    def _table(self, table: Table) -> None:
        cells = list(table.placed())
        widths = _widths(cells, self.width, self.letters)
        grid = self.document.add_table(rows=cells[-1][0] + 1, cols=len(widths), style=TABLE)
        grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        places = [list(row.cells) for row in grid.rows]
        for column, *below in zip(grid.columns, *places, strict=True):
            for each in (column, *below):
                each.width = widths[column._index]
        for row, column, cell in cells:
            start = places[row][column]
            end = places[min(row + cell.rows, len(places)) - 1][column + cell.columns - 1]
            place = start if start is end else start.merge(end)
            in_header = row < len(table.header)
            place.paragraphs[0].style = TABLE_HEADER if in_header else TABLE_FIGURE if cell.right else TABLE_TEXT
            _write(place.paragraphs[0], (Run(cell.text),))
        for at, row in enumerate(grid.rows):
            marks = ["w:cantSplit", *(["w:tblHeader"] if at < len(table.header) else [])]
            row._tr.get_or_add_trPr().extend(map(OxmlElement, marks))
        self.place._p.addprevious(grid._tbl)


def _widths(cells: Sequence[tuple[int, int, Cell]], whole: int, letters: int) -> list[Emu]:
    """Return the widths of the columns, together the whole: what is short keeps its line, no word or figure is broken.

    What is long shares the rest by the root of its length, since a column that is twice as wide has half as many lines.
    """
    wanted = [PADDING] * max(column + cell.columns for _, column, cell in cells)
    least = list(wanted)
    for _, column, cell in cells:
        if cell.columns == 1:
            wanted[column] = max(wanted[column], PADDING + cell_len(cell.text))
            words = map(cell_len, UNBREAKABLE.findall(cell.text))
            least[column] = max(least[column], PADDING + max(words, default=0))
    bounds = list(zip(least, wanted, strict=True))
    tried = ([max(low, min(high, step * high**0.5 / 10)) for low, high in bounds] for step in range(MOST_STEPS, 0, -1))
    given = next((widths for widths in tried if sum(widths) <= letters), least)
    return [Emu(int(whole * width / sum(given))) for width in given]


def _write(paragraph: WordParagraph, runs: Sequence[Run]) -> None:
    for run in runs:
        written = paragraph.add_run(printable(run.text), style=MISSING if run.missing else None)
        written.bold, written.italic = run.bold or None, run.italic or None
