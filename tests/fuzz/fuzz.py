"""A fuzzer guided by coverage: ``python -m tests.fuzz.fuzz TARGET [options of libFuzzer]``.

It needs atheris, which no test needs. Inputs that are worth keeping are put, as short as they can be, into ``corpus/TARGET``, from
where ``test_corpus.py`` replays them.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

FIELDS = 6
APART = "\x1f"
CORPUS = Path(__file__).parent / "corpus"
NEEDS_ATHERIS = """\
没有安装 atheris，不能作模糊测试；重放已有的语料（python -m pytest tests/fuzz）不需要它。
安装到单独的文件夹，不要装进本项目的环境：
  python -m pip install --target FOLDER atheris
  PYTHONPATH=FOLDER python -m tests.fuzz.fuzz target -max_total_time=300"""


def check_target(data: bytes) -> None:
    """Check target, sign, unit, name, actual value and year, apart by U+001F."""
    from tests.fuzz.cells import check_target

    check_target(*_text(data)[:1000].split(APART)[:FIELDS])


def check_amount(data: bytes) -> None:
    """Check a text as every kind of figure."""
    from tests.fuzz.cells import check_amount

    check_amount(_text(data)[:1000])


def check_form(data: bytes) -> None:
    """Check a file as a form."""
    from tests.fuzz.forms import check_form

    check_form(data)


def check_figures(data: bytes) -> None:
    """Check a text as a report."""
    from tests.fuzz.figures import check_figures

    check_figures(_text(data)[:2000])


def check_csv(data: bytes) -> None:
    """Check a file as a table."""
    from tests.fuzz.tables import check_csv

    check_csv(data)


TARGETS: dict[str, Callable[[bytes], None]] = {
    "target": check_target,
    "amount": check_amount,
    "form": check_form,
    "figures": check_figures,
    "csv": check_csv,
}


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def main(arguments: list[str]) -> int:
    """Fuzz a target until it breaks, or as long as the options say."""
    if not arguments or arguments[0] not in TARGETS:
        print(f"用法：python -m tests.fuzz.fuzz {'|'.join(TARGETS)} [libFuzzer 的选项，如 -max_total_time=300]")
        return 2
    try:
        import atheris
    except ImportError:
        print(NEEDS_ATHERIS)
        return 1
    name, *options = arguments
    with atheris.instrument_imports(include=["evalkit"]):
        import tests.fuzz.cells  # noqa: F401
        import tests.fuzz.figures  # noqa: F401
        import tests.fuzz.forms  # noqa: F401
        import tests.fuzz.tables  # noqa: F401
    with tempfile.TemporaryDirectory() as folder:
        words = Path(folder, "words")
        words.write_text("".join(f'"{_escaped(word)}"\n' for word in _words()), encoding="ascii")
        seeds = CORPUS / name
        places = [folder, str(seeds)] if seeds.is_dir() else [folder]
        atheris.Setup([sys.argv[0], f"-dict={words}", "-timeout=20", *options, *places], TARGETS[name])
        atheris.Fuzz()
    return 0


def _words() -> list[str]:
    from tests.fuzz.grammar import HIDDEN, ODD, SPACES, WORDS

    headings = "一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 全年预算数 全年执行数 执行率 总分 sheet → ↓ indicators: budget: target: actual: weight:"
    found = [*WORDS, *HIDDEN, *ODD, *SPACES, APART, *headings.split()]
    return [word for word in found if not any("\ud800" <= sign <= "\udfff" for sign in word)]


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
