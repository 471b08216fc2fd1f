"""In which encoding a text file is written: UTF-8 or, failing that, GB18030, as Excel writes it; never guessed, never a mixture."""

import codecs
from pathlib import Path

PIECE = 1 << 20


def encoding_of(path: Path) -> str:
    """Return the encoding in which all of a file can be read; the file is read in pieces, whatever its size.

    Raises
    ------
    UnicodeDecodeError
        If it is text in neither; ``start`` is the place in the file.

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
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _tried(path, "utf-16")
    try:
        return _tried(path, "utf-8-sig")
    except UnicodeDecodeError:
        if _holds_chinese_in_utf8(path):
            raise
    return _tried(path, "gb18030")


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
                place = before - held + error.start
                raise UnicodeDecodeError(encoding, b"\0", place, place + 1, error.reason) from None
            if not piece:
                return encoding
            before += len(piece)


def _holds_chinese_in_utf8(path: Path) -> bool:
    """Return whether one line is Chinese in UTF-8, which says that all of the file must be UTF-8."""
    with path.open("rb") as file:
        return any(_is_chinese_in_utf8(line) for line in file)


def _is_chinese_in_utf8(line: bytes) -> bool:
    try:
        return max(line.decode("utf-8"), default="") >= "\u0800"
    except UnicodeDecodeError:
        return False
