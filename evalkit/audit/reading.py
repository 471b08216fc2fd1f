"""Reports of strangers, opened safely: a Markdown, text or Word file becomes numbered lines."""

import re
import zipfile
from pathlib import Path
from typing import Any

from evalkit.audit.document import Document, Line, document_of
from evalkit.encoding import encoding_of
from evalkit.errors import InvalidInputError
from evalkit.text import CONTROL

TEXT_SUFFIXES, WORD_SUFFIX = (".md", ".txt"), ".docx"
SUFFIXES = (*TEXT_SUFFIXES, WORD_SUFFIX)
MOST_BYTES = 50_000_000
MOST_SIGNS = 1_000_000
MOST_UNPACKED = 200_000_000
_BINARY = {
    b"PK\x03\x04": "Word、Excel 文件或压缩包",
    b"\xd0\xcf\x11\xe0": "旧版 Word、Excel 文件，或加了密码的文件",
    b"%PDF": "PDF 文件",
    b"{\\rtf": "RTF 文件",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
}
_SAVE_AS = "在 Word 中打开，取消密码，另存为“Word 文档（.docx）”或“纯文本（.txt，UTF-8）”"
_MARK = re.compile(r"^\s*(?:#{1,6}\s+|>\s?|[-*+]\s+(?=\S))")
_EMPHASIS = re.compile(r"\*\*|__|`")
_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")


def read_report(path: Path, fiscal_year: int | None = None) -> Document:
    """Read a report.

    Parameters
    ----------
    path : Path
        A ``.md``, ``.txt`` or ``.docx`` file.
    fiscal_year : int, optional
        The year it is about; found in its head where not given.

    Returns
    -------
    Document

    Raises
    ------
    InvalidInputError
        ``A-FILE-01`` no such file, ``A-FILE-02`` another kind of file, ``A-FILE-03`` empty, ``A-FILE-04`` too large,
        ``A-FILE-05`` not what its suffix says, ``A-FILE-06`` no text in a known encoding, ``A-FILE-07`` a damaged Word file,
        ``A-FILE-08`` scanned: pictures and no text.
    """
    try:
        return document_of(path.name, _lines(path), fiscal_year)
    except InvalidInputError as error:
        raise error.at(str(path)) from None


def _lines(path: Path) -> list[Line]:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InvalidInputError(
            "A-FILE-02", "不能审核这种文件", found=suffix or "没有扩展名", expected="、".join(SUFFIXES), remedy=_SAVE_AS
        )
    if not path.is_file():
        raise InvalidInputError(
            "A-FILE-01", "报告文件不存在", found="没有这个文件", expected="一份报告", remedy="核对路径和文件名"
        )
    size = path.stat().st_size
    if size > MOST_BYTES:
        _refuse_size(f"{size} 字节", f"不超过 {MOST_BYTES} 字节")
    with path.open("rb") as file:
        start = file.read(8)
    kind = next((name for sign, name in _BINARY.items() if start.startswith(sign)), "")
    if size and suffix == WORD_SUFFIX and not start.startswith(b"PK\x03\x04"):
        _refuse_content(kind or "文字", suffix)
    if suffix in TEXT_SUFFIXES and kind:
        _refuse_content(kind, suffix)
    lines = (_word_lines(path) if suffix == WORD_SUFFIX else _text_lines(path, suffix)) if size else []
    if not any(line.text.strip() for line in lines):
        raise InvalidInputError(
            "A-FILE-03", "报告为空", found=f"{size} 字节，没有文字", expected="报告正文", remedy="核对是否选错了文件"
        )
    if (signs := sum(len(line.text) for line in lines)) > MOST_SIGNS:
        _refuse_size(f"{signs} 字", f"不超过 {MOST_SIGNS} 字")
    return lines


def _refuse_size(found: str, expected: str) -> None:
    raise InvalidInputError(
        "A-FILE-04", "报告文件过大", found=found, expected=expected, remedy="删去图片和附件，只留正文，分册审核"
    )


def _refuse_content(found: str, suffix: str) -> None:
    raise InvalidInputError(
        "A-FILE-05", "文件内容与扩展名不符", found=f"{found}，扩展名却是 {suffix}", expected=f"{suffix} 文件", remedy=_SAVE_AS
    )


def _text_lines(path: Path, suffix: str) -> list[Line]:
    content = path.read_bytes()
    try:
        text = content.decode(encoding_of(path))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InvalidInputError(
            "A-FILE-06",
            "报告的文字编码无法识别",
            found=f"第 {line} 行（文件的第 {error.start + 1} 字节）不是 {error.encoding.removesuffix('-sig').upper()} 编码的文字",
            expected="UTF-8 或 GB18030 编码的文字",
            remedy="用记事本打开，另存为 UTF-8",
        ) from None
    if "\x00" in text:
        _refuse_content("二进制内容", suffix)
    lines = enumerate(re.split(r"\r\n?|\n", CONTROL.sub(" ", text.removeprefix("\ufeff").replace("\r\n", "\n"))), start=1)
    return [_markdown_line(number, line) if suffix == ".md" else _plain_line(number, line) for number, line in lines]


def _plain_line(number: int, text: str) -> Line:
    cells = tuple(cell.strip() for cell in text.split("\t")) if text.strip().count("\t") >= 2 else ()
    return Line(number, "　".join(cells) if cells else text.strip(), cells=cells)


def _markdown_line(number: int, text: str) -> Line:
    if _RULE.fullmatch(text):
        return Line(number, "")
    if text.lstrip().startswith("|") or text.count("|") >= 3:
        cells = tuple(_EMPHASIS.sub("", cell).strip() for cell in text.strip().strip("|").split("|"))
        return Line(number, "　".join(cells), cells=cells)
    hard_break = text.endswith("  ")
    mark = _MARK.match(text)
    plain = _EMPHASIS.sub("", text[mark.end() :] if mark else text).strip()
    return Line(number, plain, heading=bool(mark and "#" in mark[0]), alone=hard_break or bool(mark))


def _word_lines(path: Path) -> list[Line]:
    import docx
    from docx.table import Table

    _refuse_bomb(path)
    try:
        document = docx.Document(str(path))
        blocks = list(document.iter_inner_content())
        styles = {style.style_id: style.name for style in document.styles}
    except Exception as error:  # python-docx tells of a damaged part in many ways
        raise InvalidInputError(
            "A-FILE-07",
            "Word 文件损坏或不是 Word 文件",
            found=type(error).__name__,
            expected="能打开的 .docx 文件",
            remedy=_SAVE_AS,
        ) from None
    lines: list[Line] = []
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                cells = _row_cells(row)
                lines.append(Line(len(lines) + 1, "　".join(cells), cells=cells))
        else:
            text, style = _plain(block.text), styles.get(block._p.style) or ""
            heading = style.lower().startswith(("heading", "标题", "title"))
            lines.append(Line(len(lines) + 1, text, heading=heading, alone=heading))
    if not any(line.text for line in lines) and _has_pictures(path):
        raise InvalidInputError(
            "A-FILE-08",
            "报告是扫描件，没有文字",
            found="只有图片",
            expected="可以选中文字的报告",
            remedy="向报送单位索取电子版，或先做文字识别并校对",
        )
    return lines


def _row_cells(row: Any) -> tuple[str, ...]:
    """Return the cells of a row from its XML: a merged cell once, which is also far quicker than the cells of python-docx."""
    from docx.oxml.ns import qn

    cells = (" ".join("".join(each.itertext(qn("w:t"))) for each in cell.iter(qn("w:p"))) for cell in row._tr.tc_lst)
    return tuple(_plain(cell) for cell in cells)


def _plain(text: str) -> str:
    return CONTROL.sub(" ", re.sub(r"\s+", " ", text)).strip()


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(item.file_size for item in archive.infolist() if item.filename.endswith((".xml", ".rels")))
    except zipfile.BadZipFile:
        return
    if unpacked > MOST_UNPACKED:
        _refuse_size(f"解压后 {unpacked} 字节", f"解压后不超过 {MOST_UNPACKED} 字节")


def _has_pictures(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        return any(name.startswith("word/media/") for name in archive.namelist())
