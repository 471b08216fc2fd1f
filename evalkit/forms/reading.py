"""Self-evaluation forms of a file, whichever kind of file it is."""

from pathlib import Path

from evalkit.errors import InputProblems, InvalidInputError
from evalkit.forms.model import Form
from evalkit.forms.xlsx_form import read_xlsx_form
from evalkit.forms.yaml_form import read_yaml_form

YAML_SUFFIXES = (".yaml", ".yml")
WORKBOOK_SUFFIX = ".xlsx"


def read_forms(path: Path) -> list[Form]:
    """Read the forms of a file: one of a YAML file, one for every sheet of a workbook that holds one.

    Parameters
    ----------
    path : Path
        A ``.yaml``, ``.yml`` or ``.xlsx`` file.

    Returns
    -------
    list of Form
        At least one; a file without a form is a problem.

    Raises
    ------
    InputProblems
        All problems at once: ``F-FILE-01`` no such file, ``F-FILE-02`` another kind of file, and what
        :func:`read_yaml_form` and :func:`read_xlsx_form` tell.

    Examples
    --------
    >>> read_forms(Path("自评表.docx"))
    Traceback (most recent call last):
        ...
    evalkit.errors.InputProblems: 输入数据有 1 处问题：
    1. [F-FILE-02] 不能读取这种文件
      位置: 自评表.docx
      发现: .docx
      应为: .yaml、.yml、.xlsx
      处理: 另存为 Excel 工作簿（.xlsx），或按 YAML 格式转录
    """
    shown, suffix = str(path), path.suffix.lower()
    if suffix not in (*YAML_SUFFIXES, WORKBOOK_SUFFIX):
        expected, remedy = "、".join((*YAML_SUFFIXES, WORKBOOK_SUFFIX)), "另存为 Excel 工作簿（.xlsx），或按 YAML 格式转录"
        error = InvalidInputError("F-FILE-02", "不能读取这种文件", found=suffix or "没有扩展名", expected=expected, remedy=remedy)
        raise InputProblems([error.at(shown)])
    if not path.is_file():
        error = InvalidInputError("F-FILE-01", "自评表文件不存在", found="没有这个文件", expected="自评表文件", remedy="核对路径")
        raise InputProblems([error.at(shown)])
    return [read_yaml_form(path, shown)] if suffix in YAML_SUFFIXES else read_xlsx_form(path, shown)
