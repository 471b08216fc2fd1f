"""The three lists of dependencies are one: pyproject.toml, requirements.lock, environment.yml."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version
from ruamel.yaml import YAML

PROJECT = Path(__file__).parents[1]
SECURITY_FLOORS = {
    "nbconvert": "7.17.1",
    "jupyter-server": "2.21",
    "jupyterlab": "4.6.2",
    "mistune": "3.3",
    "pyarrow": "14.0.1",
    "great-tables": "1.1.0",
}


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def direct() -> dict[str, Requirement]:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    listed = [*project["dependencies"], *(item for extra in project["optional-dependencies"].values() for item in extra)]
    return {normalised(Requirement(item).name): Requirement(item) for item in listed}


def locked() -> dict[str, set[str]]:
    pins: dict[str, set[str]] = {}
    for name, version in re.findall(
        r"^([A-Za-z0-9._-]+)==([^ ;\\\n]+)", (PROJECT / "requirements.lock").read_text(), flags=re.MULTILINE
    ):
        pins.setdefault(normalised(name), set()).add(version)
    return pins


def test_environment_yml_names_the_direct_dependencies_at_their_locked_versions():
    listed = YAML(typ="safe").load((PROJECT / "environment.yml").read_text())["dependencies"]
    conda = dict(item.split("=") for item in listed if "=" in item and not item.startswith("python="))
    conda = {normalised(name): {version} for name, version in conda.items()}
    assert conda == {name: locked()[name] for name in direct()}


def test_every_locked_version_satisfies_pyproject():
    pins = locked()
    wrong = [name for name, wanted in direct().items() if not all(wanted.specifier.contains(version) for version in pins[name])]
    assert wrong == []


def test_every_locked_package_has_hashes_and_no_address():
    text = (PROJECT / "requirements.lock").read_text()
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)
    without = [block.split()[0] for block in blocks if block[:1].isalnum() and "--hash=sha256:" not in block]
    assert without == []
    assert "://" not in text


@pytest.mark.parametrize(("package", "floor"), SECURITY_FLOORS.items())
def test_versions_below_a_known_advisory_are_excluded(package, floor):
    assert all(Version(version) >= Version(floor) for version in locked()[package])
    assert not direct()[package].specifier.contains(str(Version(f"{floor}.dev0")), prereleases=True)
