"""A miniature fictional year, published once; every test spoils a copy of its own."""

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from evalkit.pipeline.run import run_years
from evalkit.reports.export import EXPORTS
from evalkit.verification.verify import Verification, verify
from evalkit.verification.verify_all import verify_all
from tests.conftest import YearFolder
from tests.pipeline.test_run import OBJECTIVES, write_notebooks

EXPORTED = ("self-evaluation-form.xlsx", "self-evaluation-form.docx", "self-evaluation-annex.xlsx")
TREND = (
    "各年度",
    "from evalkit.trend import open_trend\nopen_trend(fiscal_year, first_year=first_year, data_dir=data_dir).measures()",
)


@dataclass
class Published:
    """A published year with its data and notebooks."""

    place: Path

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.place / "data"

    @property
    def folder(self) -> Path:
        """The year's pages."""
        return self.place / "outputs" / "2030"

    def verify(self, *, recompute: bool) -> Verification:
        """Verify the year as it now is."""
        return verify(self.folder, data_dir=self.data, notebooks=self.place / "notebooks", recompute=recompute)

    def verify_all(self, *, recompute: bool) -> list[Verification]:
        """Verify all years and the pages across them."""
        outputs, notebooks = self.place / "outputs", self.place / "notebooks"
        return verify_all(outputs, data_dir=self.data, notebooks=notebooks, recompute=recompute)

    def departures(self, *, recompute: bool = False) -> list[tuple[str, str, str]]:
        """Return kind, name and what of everything that departs."""
        return [(item.kind, item.name, item.what) for item in self.verify(recompute=recompute).departures]

    def replace(self, relative: str, old: str, new: str) -> None:
        """Replace a text that a file holds, wherever it stands."""
        path = self.place / relative
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def rehash(self) -> None:
        """Do what a forger does who knows about hashes: put right every one of them."""
        path = self.folder / "run.json"
        plain = json.loads(path.read_text(encoding="utf-8"))
        for item in plain["subject"]:
            item["digest"]["sha256"] = hashlib.sha256((self.folder / item["name"]).read_bytes()).hexdigest()
        path.write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        (self.folder / "run.json.sha256").write_text(f"{digest}  run.json\n", encoding="utf-8")


@pytest.fixture(scope="package")
def once(tmp_path_factory) -> Path:
    """The folder of the year as it was published, with the files that can be exported from it; not to be touched."""
    place = tmp_path_factory.mktemp("published")
    year = YearFolder(place / "data").fill()
    year.write("objectives.csv", OBJECTIVES)
    write_notebooks(place / "notebooks", TREND)
    outputs = place / "outputs"
    ran = run_years([2030], data_dir=year.data, output_dir=outputs, notebooks=place / "notebooks")
    assert all(run.ok for run in ran)
    for name in EXPORTED:
        EXPORTS[name](2030, year.data, outputs, outputs / "2030" / name)
    return place


@pytest.fixture
def published(once, tmp_path) -> Published:
    """A copy of the published year that a test may spoil."""
    shutil.copytree(once, tmp_path / "copy")
    return Published(tmp_path / "copy")
