"""Every case of bad input and every promise is met by a folder or a test that there is, as the table of ``README.md`` says."""

import ast
import re
from dataclasses import dataclass

import pytest

from tests.bad_inputs.sessions import FOLDERS, HERE, numbers_of

TESTS = HERE.parent
SECTIONS = {"A": (1, 16), "B": (17, 28), "C": (29, 49), "D": (50, 58), "E": (59, 68), "F": (69, 78), "P": (1, 14)}
"""The first and the last number of each kind of case."""


@dataclass(frozen=True)
class Case:
    """A row of the table."""

    number: str
    folders: list[str]
    tests: list[str]


def cases() -> dict[str, Case]:
    """Return the rows of the table by their number."""
    lines = (HERE / "README.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| [A-FP]\d", line)]
    found = [Case(number, *(re.findall("`(.+?)`", cell) for cell in cells)) for number, _, *cells in rows]
    assert len({case.number for case in found}) == len(found), "a case stands twice"
    return {case.number: case for case in found}


CASES = cases()


def test_every_case_and_promise_is_in_the_table():
    expected = [f"{letter}{number}" for letter, (first, last) in SECTIONS.items() for number in range(first, last + 1)]
    assert list(CASES) == expected


@pytest.mark.parametrize("number", CASES)
def test_what_meets_a_case_is_there(number):
    case = CASES[number]
    assert case.folders or case.tests
    assert [name for name in case.folders if name not in FOLDERS] == []
    assert [test for test in case.tests if not is_there(test)] == []


def is_there(test: str) -> bool:
    """Return whether a test of that place and name is defined."""
    file, _, name = test.partition("::")
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_stands_in_the_rows_of_the_cases_that_it_says_it_meets(folder):
    assert numbers_of(folder)
    assert sorted(numbers_of(folder)) == sorted(number for number, case in CASES.items() if folder in case.folders)
