"""Errors whose message tells the reader what to do next."""

from typing import Self

from evalkit.text import one_line


class ToldWhole(Exception):
    """An exception whose message tells all; IPython shows it in place of the traceback, which no analyst reads."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


class EvalkitError(ToldWhole):
    """A problem with the inputs, told in the five-line form.

    Parameters
    ----------
    code : str
        Stable identifier such as ``M-DIV-01``; the letter names the layer (I intake, V validation,
        C correction, M metric, R rule, P pipeline).
    what : str
        What is wrong, in Chinese.
    found, expected, remedy : str
        What was read, what should have been there, and how to mend it, in Chinese.

    Examples
    --------
    >>> print(EvalkitError("V-01", "单位不认识", found="万圆", expected="万元", remedy="改正单位").at("facts.csv 第 2 行"))
    [V-01] 单位不认识
      位置: facts.csv 第 2 行
      发现: 万圆
      应为: 万元
      处理: 改正单位
    """

    def __init__(self, code: str, what: str, *, found: str, expected: str, remedy: str):
        super().__init__(code, what)
        self.code, self.what, self.where = code, what, ""
        self.found, self.expected, self.remedy = found, expected, remedy

    def at(self, where: str) -> Self:
        """Add the place, which the layer that read the file knows and the metric does not."""
        self.where = where
        return self

    def __str__(self) -> str:
        lines = [f"[{self.code}] {self.what}"]
        lines += [f"  位置: {self.where}"] if self.where else []
        lines += [f"  发现: {self.found}", f"  应为: {self.expected}", f"  处理: {self.remedy}"]
        return "\n".join(map(one_line, lines))


class InconsistentDataError(EvalkitError):
    """Figures that cannot all be true, for example spending against a zero budget."""


class InvalidInputError(EvalkitError, ValueError):
    """Something in a file or an argument that cannot be read as what it should be."""


class MissingResultError(EvalkitError):
    """A result that another notebook has to compute first."""


class InputProblems(ToldWhole):
    """All problems of the inputs at once, numbered.

    Parameters
    ----------
    problems : list of EvalkitError
        In the order in which a reader would meet them.
    """

    def __init__(self, problems: list[EvalkitError]):
        super().__init__(len(problems))
        self.problems = problems

    def __str__(self) -> str:
        numbered = [f"{number}. {problem}" for number, problem in enumerate(self.problems, start=1)]
        return "\n".join([f"输入数据有 {len(self.problems)} 处问题：", *numbered])
