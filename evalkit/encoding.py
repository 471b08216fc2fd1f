"""In which encoding a text file is written: UTF-8 or, failing that, GB18030, as Excel writes it; never guessed, never a mixture.

Also what is wrong, in words, with a text file that should be a table.
"""

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

PIECE = 1 << 20
ENCODINGS = ("utf-8-sig", "gb18030")
SAVE_AS_CSV = "在 Excel 中另存为“CSV UTF-8（逗号分隔）”"
SEPARATORS = {";": "分号", "\t": "制表符", "|": "竖线"}
"""Signs by which programs part columns instead of commas, with their Chinese names."""


class UndecidedEncodingError(UnicodeDecodeError):
    """A file of which as many lines are in one encoding as in the other; ``other`` tells the first line that is not in GB18030."""

    other: UnicodeDecodeError


def encoding_of(path: Path) -> str:
    """Return the encoding in which all of a file can be read; the file is read in pieces, whatever its size.

    Raises
    ------
    UnicodeDecodeError
        If it is text in neither, as are UTF-32, and UTF-16 that does not say so; ``start`` is the place in the file. Of a mixture it is the first line in the encoding of the fewer lines.
    UndecidedEncodingError
        If it is a mixture of as many lines of the one as of the other.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     Path(folder, "a.csv").write_bytes("金额".encode("gb18030"))
    ...     encoding_of(Path(folder, "a.csv"))
    4
    'gb18030'
    """
    with path.open("rb") as file:
        start = file.read(4)
    marked = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if start in (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE) or (not marked and b"\0" in start):
        raise _error("utf-8-sig", start.index(0))
    if marked:
        return _tried(path, "utf-16")
    try:
        return _tried(path, "utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse_mixture(path, error)
    return _tried(path, "gb18030")


def undecodable(path: Path, error: UnicodeDecodeError) -> str:
    """Return in words which row of a file is not in the encoding in which it should be; of an undecided mixture both rows."""
    with path.open("rb") as file:
        row = file.read(error.start).decode(error.encoding, "ignore").count("\n") + 1
    encoding = error.encoding.removesuffix("-sig").upper()
    told = f"第 {row} 行（文件的第 {error.start + 1} 字节）不是 {encoding} 编码的文字"
    return f"{told}，{undecodable(path, error.other)}" if isinstance(error, UndecidedEncodingError) else told


def csv_fault(error: csv.Error) -> tuple[str, str, str]:
    """Return in words what is wrong with a CSV file: what was found, what was expected, and how to mend it."""
    if "field larger" not in str(error):
        found, expected = "双引号没有成对，或双引号之后还有别的文字", "每格的双引号成对；文字中的双引号写两遍"
        return found, expected, "补上或删去双引号"
    most = csv.field_size_limit()
    return f"一格超过 {most} 字", f"每格不超过 {most} 字", "核对该处是否少了一个双引号；内容确实很长的，分成几格"


def _tried(path: Path, encoding: str) -> str:
    """Decode all of a file and return the encoding; the error tells the place in the file, which a byte order mark belongs to."""
    decoder, before = codecs.getincrementaldecoder(encoding.removesuffix("-sig"))(), 0
    with path.open("rb") as file:
        while True:
            piece = file.read(PIECE)
            held = len(decoder.getstate()[0])
            try:
                decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                raise _error(encoding, before - held + error.start) from None
            if not piece:
                return encoding
            before += len(piece)


def _refuse_mixture(path: Path, not_utf8: UnicodeDecodeError) -> None:
    """Raise the error of a file of which some lines are Chinese in UTF-8 and others are not UTF-8; the fewer are the odd ones."""
    count = dict.fromkeys(ENCODINGS, 0)
    first_in_utf8 = 0
    for at, encoding in _lines(path):
        if encoding == "utf-8-sig" and not count[encoding]:
            first_in_utf8 = at
        count[encoding] += 1
    in_utf8, others = count.values()
    if not in_utf8:
        return
    not_gb18030 = _error("gb18030", first_in_utf8)
    if in_utf8 == others:
        undecided = UndecidedEncodingError(*not_utf8.args)
        undecided.other = not_gb18030
        raise undecided
    raise not_utf8 if in_utf8 > others else not_gb18030


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield for each line that is not plain ASCII the place of its first other byte, and UTF-8 where it is Chinese in UTF-8."""
    before = 0
    with path.open("rb") as file:
        for line in file:
            if not line.removeprefix(codecs.BOM_UTF8).isascii():
                try:
                    chinese = max(line.decode("utf-8")) >= "\u0800"
                except UnicodeDecodeError:
                    chinese = None
                if chinese is not False:
                    at = next(at for at, byte in enumerate(line) if byte > 127)
                    yield before + at, ENCODINGS[0 if chinese else 1]
            before += len(line)


def _error(encoding: str, at: int) -> UnicodeDecodeError:
    return UnicodeDecodeError(encoding, b"\0", at, at + 1, "invalid")
