"""Every input that once broke something, and some of each kind that did not, replayed without the fuzzer."""

import subprocess
import sys

import pytest

from tests.fuzz.fuzz import CORPUS, TARGETS

KEPT = [pytest.param(path.parent.name, path, id=f"{path.parent.name}-{path.name}") for path in sorted(CORPUS.glob("*/*"))]


@pytest.mark.parametrize(("target", "path"), KEPT)
def test_an_input_that_was_kept_breaks_nothing(target, path):
    TARGETS[target](path.read_bytes())


def test_every_target_has_inputs_that_were_kept():
    assert {path.parent.name for path in CORPUS.glob("*/*")} == set(TARGETS)


def test_without_the_fuzzer_it_is_said_what_to_install():
    program = "import sys; sys.modules['atheris'] = None; from tests.fuzz.fuzz import main; sys.exit(main(['target']))"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert told.returncode == 1 and "pip install" in told.stdout and "atheris" in told.stdout
