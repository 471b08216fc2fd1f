"""What stands in the package itself: two functions, loaded when they are used."""

import subprocess
import sys

import pytest

import evalkit
from evalkit import explanation

HEAVY = {"pandas", "numpy", "IPython", "jinja2", "matplotlib", "great_tables", "pydantic", "typer"}


def loaded(code: str) -> set[str]:
    """Return which modules a fresh Python has after some code."""
    done = subprocess.run([sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_importing_evalkit_loads_none_of_its_modules():
    modules = loaded("import evalkit")
    assert {name for name in modules if name.startswith("evalkit.")} == set()
    assert modules & HEAVY == set()


def test_what_is_offered_is_listed_without_being_loaded():
    modules = loaded("import evalkit; assert {'explain', 'try_value'} <= set(dir(evalkit)), dir(evalkit)")
    assert "evalkit.explanation" not in modules


@pytest.mark.parametrize("name", evalkit.__all__)
def test_what_is_offered_is_the_function_itself(name):
    assert getattr(evalkit, name) is getattr(explanation, name)


def test_it_is_loaded_when_it_is_used():
    assert "evalkit.explanation" in loaded("import evalkit; evalkit.explain")
    assert "evalkit.explanation" in loaded("from evalkit import try_value")


def test_it_works_on_a_measure_of_a_notebook(folder, capsys):
    vouchers = folder.sub_project("consumption")
    from evalkit.metrics import redemption

    rate = vouchers.measure(
        redemption.redemption_rate_by_amount,
        redeemed=vouchers["voucher_amount_redeemed"],
        issued=vouchers["voucher_amount_issued"],
    )
    evalkit.explain(rate)
    assert "  数值：80.00%" in capsys.readouterr().out.splitlines()  # 8.00 of 10.00
    assert evalkit.try_value(rate, redeemed=9).text == "90.00%（试算）"  # 9 of 10.00


def test_nothing_else_is_offered():
    with pytest.raises(AttributeError, match="explained"):
        evalkit.explained  # noqa: B018
    assert list(evalkit.__all__) == sorted(evalkit.__all__)
