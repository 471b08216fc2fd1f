"""What a year folder may hold: files that lie in it and nowhere else, under names that every system can have."""

import re
from collections.abc import Iterator
from pathlib import Path

from evalkit.errors import EvalkitError, InvalidInputError
from evalkit.text import CONTROL

LONGEST = 200
"""Characters of a path below the year folder; with what stands before it, Windows takes about 260."""
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:[. ].*)?", re.IGNORECASE | re.DOTALL)
_FORBIDDEN = re.compile(r'[<>:"|?*\\]')


def is_reserved(name: str) -> bool:
    """Return whether Windows keeps a name for a device, whatever its suffix.

    Examples
    --------
    >>> is_reserved("con"), is_reserved("NUL.csv"), is_reserved("console")
    (True, True, False)
    """
    return _RESERVED.fullmatch(name) is not None


def path_problems(folder: Path, data_dir: Path, shown: str) -> list[EvalkitError]:
    """Return what of a year folder must not be opened, or cannot be kept under its name.

    Parameters
    ----------
    folder, data_dir : Path
        The raw folder of the year, and the data folder in which it lies.
    shown : str
        The folder as messages name it.

    Returns
    -------
    list of EvalkitError
        ``I-PATH-01`` for every link that leads out of the data folder, ``I-PATH-02`` for every name that Windows cannot have.
    """
    home = data_dir.resolve()
    return [
        *_strayed(folder, home, shown),
        *(error for path in sorted(folder.rglob("*")) for error in _problems(path, folder, home, shown)),
    ]


def _problems(path: Path, folder: Path, home: Path, shown: str) -> Iterator[EvalkitError]:
    within = path.relative_to(folder).as_posix()
    if path.is_symlink():
        yield from _strayed(path, home, f"{shown}/{within}")
    if fault := _fault_of(path.name, within):
        error = InvalidInputError(
            "I-PATH-02",
            "文件名不合要求",
            found=f"“{path.name:.60}”{fault}",
            expected=f'不是 CON、NUL 等保留名，没有 <>:"|?* 和反斜杠，不以点或空格结尾，连同文件夹不超过 {LONGEST} 字',
            remedy="改名；已登记的，在 SOURCES.yml 中一并改名",
        )
        yield error.at(f"{shown}/{within:.{LONGEST}}")


def _fault_of(name: str, within: str) -> str:
    if is_reserved(name):
        return "是 Windows 的保留名"
    if name != name.rstrip(". "):
        return "以点或空格结尾"
    if CONTROL.search(name) or "\n" in name or "\t" in name or "\r" in name:
        return "含有控制字符"
    if found := _FORBIDDEN.search(name):
        return f"含有 {found[0]}"
    return f"连同文件夹有 {len(within)} 字" if len(within) > LONGEST else ""


def _strayed(path: Path, home: Path, shown: str) -> Iterator[EvalkitError]:
    try:
        inside = path.resolve(strict=True).is_relative_to(home)
    except (OSError, RuntimeError):  # leads nowhere, or in a circle
        inside = False
    if not inside:
        error = InvalidInputError(
            "I-PATH-01", "链接指向数据文件夹之外", found="符号链接", expected="文件本身", remedy="删去链接，把文件本身复制到该处"
        )
        yield error.at(shown)
