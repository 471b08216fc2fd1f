"""Our own form written to the file that was asked for, or a clear refusal; nothing is overwritten by mistake."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evalkit.errors import EvalkitError, InvalidInputError
from evalkit.forms.model import Form
from evalkit.forms.write_docx import write_docx
from evalkit.forms.write_xlsx import write_xlsx

WRITERS = {".xlsx": write_xlsx, ".docx": write_docx}


def check_target(path: Path, suffix: str) -> None:
    """Refuse a file that cannot be written as asked, before anything is computed.

    Parameters
    ----------
    path : Path
        The file to write.
    suffix : str
        ``.xlsx`` or ``.docx``.

    Raises
    ------
    InvalidInputError
        ``F-OUT-01`` if the file has another suffix, ``F-OUT-02`` if it is a folder.

    Examples
    --------
    >>> check_target(Path("自评表.docx"), ".xlsx")
    Traceback (most recent call last):
        ...
    evalkit.errors.InvalidInputError: [F-OUT-01] 输出文件的扩展名与格式不符
      位置: 自评表.docx
      发现: .docx
      应为: .xlsx
      处理: 改用 .xlsx 结尾的文件名，或改 --to
    """
    if path.is_dir():
        raise _unwritable(path, "是文件夹")
    if path.suffix.lower() != suffix:
        raise InvalidInputError(
            "F-OUT-01",
            "输出文件的扩展名与格式不符",
            found=path.suffix or "没有扩展名",
            expected=suffix,
            remedy=f"改用 {suffix} 结尾的文件名，或改 --to",
        ).at(str(path))


def write_form(form: Form, path: Path) -> None:
    """Write a form as what the suffix of the file says.

    Parameters
    ----------
    form : Form
        The form.
    path : Path
        A file that :func:`check_target` passes.

    Raises
    ------
    InvalidInputError
        ``F-OUT-02`` if the system does not let it be written, and what the writers tell.
    """
    with refusal_told(path):
        WRITERS[path.suffix.lower()](form, path)


@contextmanager
def refusal_told(path: Path) -> Iterator[None]:
    """Tell in our own form that the system does not let a file be written.

    Raises
    ------
    InvalidInputError
        ``F-OUT-02`` for every refusal of the system while the context lasts.
    """
    try:
        yield
    except OSError as error:
        raise _unwritable(path, f"系统拒绝写入（{type(error).__name__}）") from None


def _unwritable(path: Path, found: str) -> EvalkitError:
    remedy = "用 --output 换一个位置；文件若在别的程序中打开，先关闭"
    return InvalidInputError("F-OUT-02", "不能写出文件", found=found, expected="可以写入的文件", remedy=remedy).at(str(path))
