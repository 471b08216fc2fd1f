"""Where the runner finds its notebooks."""

import sys
from pathlib import Path

import pytest

from evalkit.errors import InvalidInputError
from evalkit.pipeline import plan


def test_the_notebooks_of_the_working_folder_go_first(tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path)
    assert plan.notebooks_folder() == tmp_path / "notebooks"


def test_elsewhere_the_notebooks_beside_the_package_are_used(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert plan.notebooks_folder() == Path(sys.modules["evalkit"].__file__).parents[1] / "notebooks"


def test_without_either_the_operator_is_told_where_to_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys.modules["evalkit"], "__file__", str(tmp_path / "site" / "evalkit" / "__init__.py"))
    with pytest.raises(InvalidInputError, match="P-NB-04"):
        plan.notebooks_folder()
