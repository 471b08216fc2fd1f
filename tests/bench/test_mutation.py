"""Mutation testing: a change that tests notice, one that they do not, and survivors that are listed with their reasons."""

import os
import subprocess
import sys

import pytest

from bench.mutation import EXPLAINED, PACKAGES, _change, asked_about, executed, explained
from tests.real_years import PROJECT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="every mutant is a fork")
ASK = """
import sys
from pathlib import Path
from bench.mutation import Mutant, noticed
module = "evalkit/scoring/rules.py"
source = Path(module).read_text(encoding="utf-8")
before, after = sys.argv[1:]
assert source.count(before) == 1, before
print(noticed(Mutant(module, 0, before, after, source.replace(before, after)), ["tests/scoring/test_rules.py"]))
"""


def ask(before: str, after: str) -> str:
    done = subprocess.run([sys.executable, "-c", ASK, before, after], cwd=PROJECT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_share_below_zero_is_noticed():
    assert ask("max(actual / target, ZERO)", "actual / target") == "True"


def test_another_sentence_that_says_the_same_is_not():
    assert ask("max(actual / target, ZERO)", "max(ZERO, actual / target)") == "False"


def test_a_module_without_examples_is_not_taken_for_noticed():
    answer = "from bench.mutation import noticed; print(noticed(None, ['evalkit/scoring/__init__.py']))"
    assert subprocess.check_output([sys.executable, "-c", answer], cwd=PROJECT, text=True).strip() == "False"


def test_tests_that_fail_without_any_change_are_refused():
    refused = "from bench.mutation import _passing; _passing(('tests/bench/no_such_test.py',))"
    done = subprocess.run([sys.executable, "-c", refused], cwd=PROJECT, capture_output=True, text=True)
    assert "they fail as the code stands" in done.stderr


def test_what_changed_is_told_by_its_lines():
    before = "def f():\n    return (\n        1 + 2\n    )\n"
    assert _change(before, before.replace("+", "-")) == (3, "1 + 2", "1 - 2")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("def f(x: int | None) -> int: return 1", "def f(x: int & None) -> str: return 1"),
        ("@cached\ndef f(): return 1", "def f(): return 1"),
        ("limit: int = 3", "limit: str = 3"),
        ("def f(x, *, y=1): return x", "def f(x, /, y=1): return x"),
    ],
)
def test_what_is_never_executed_makes_no_mutant(one, other):
    assert executed(one) == executed(other)


@pytest.mark.parametrize(
    ("one", "other"), [("def f(): return 1", "def f(): return 2"), ("def f(x=1): return x", "def f(x=2): return x")]
)
def test_what_is_executed_does(one, other):
    assert executed(one) != executed(other)


def test_every_module_is_asked_of_tests_that_exist():
    modules = [path for package in PACKAGES for path in (PROJECT / package).glob("*.py")]
    assert len(modules) > 20
    asked = [asked_about(path.relative_to(PROJECT).as_posix()) for path in modules]
    assert {test for each in asked for tests in each for test in tests if not (PROJECT / test).exists()} == set()
    assert asked_about("evalkit/scoring/rules.py")[0] == ["evalkit/scoring/rules.py", "tests/scoring/test_rules.py"]


def test_listed_survivors_still_stand_in_the_code_and_have_reasons():
    reasons = explained()
    assert len(reasons) == len(EXPLAINED.read_text(encoding="utf-8").splitlines()) - 1
    for (module, before, after), reason in reasons.items():
        lines = (PROJECT / module).read_text(encoding="utf-8").splitlines()
        assert before in " ".join(line.strip() for line in lines), (module, before)
        assert before != after
        assert len(reason) > 10, (module, before)


def test_a_package_is_exchanged_like_any_other_module():
    answer = """
from bench.mutation import Mutant, noticed
source = "raise RuntimeError"
print(noticed(Mutant("evalkit/metrics/__init__.py", 1, "", source, source), ["tests/metrics/test_money.py"]))
"""
    assert subprocess.check_output([sys.executable, "-c", answer], cwd=PROJECT, text=True).strip() == "True"
