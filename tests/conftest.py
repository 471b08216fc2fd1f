"""A miniature, fictional year folder that any test may write, spoil and compute from."""

import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from evalkit.errors import EvalkitError, InputProblems
from evalkit.intake import prepare as intake
from evalkit.intake.register import record_deliveries
from evalkit.sub_project import SubProject
from evalkit.year import Year, open_year
from tests.real_years import PROJECT, Computed, run

FISCAL_YEAR = 2030
FACT_COLUMNS = "id,sub_project,name,value,unit,period,scope,approximate,basis,use,source,place,figure,note"
FILES = {
    "year.yml": """\
fiscal_year: 2030
project: 促进外贸与消费经费（虚构）
department: 示例市商务局（虚构）
edition: mof-2020-10
as_of: 2030-12-31
fictional: true
sub_projects:
  - {id: trade, name: 外贸促进, notebook: 10_trade_promotion}
  - {id: consumption, name: 消费券, notebook: 40_consumption}
decision:  # 预算决策
  approved_on: 2029-11-30
  approved_by: 党组会
  place: 第二章
""",
    "SOURCES.yml": """\
# 虚构年度的来源登记
files:
  facts.csv: {title: 虚构的单项数字, provider: 示例市商务局（虚构）, received_on: 2031-01-15, sha256: "", rows: 0, licence: 虚构, reason: 首次登记}
sources:  # facts.csv 引用的来源
  report: {title: 示例市自评报告（虚构）, address: null, confidence: high, note: 虚构}
  newspaper: {title: 示例日报（虚构）, address: "https://example.invalid/1", confidence: low}
""",
    "corrections.yml": """\
# 没有更正时为空列表
corrections: []
""",
    "facts.csv": f"""\
{FACT_COLUMNS}
trade_total,trade,进出口总值,100.0,亿元,2030,city,,海关统计，人民币,yes,report,第一章,,
exports,trade,出口总值,60.5,亿元,2030,city,,海关统计，人民币,yes,report,第一章,,
imports,trade,进口总值,39.5,亿元,2030,city,,海关统计，人民币,yes,report,第一章,,
trade_total,trade,进出口总值,50.1,亿元,2030-01/2030-06,city,,半年数,yes,report,第一章,,
trade_total,trade,进出口总值,80.0,亿元,2029,city,,海关统计，人民币,yes,report,第五章,,
vouchers_issued,consumption,消费券发放数,2000,张,2030,project,,,yes,report,第三章,,
voucher_amount_issued,consumption,消费券发放金额,10.00,万元,2030,project,,,yes,report,第三章,,
voucher_amount_redeemed,consumption,消费券核销金额,8.00,万元,2030,project,,,yes,report,第三章,,
voucher_winners,consumption,中签人数,,人,2030,project,,,yes,report,全文未载,,
""",
    "objectives.csv": """\
id,section,category,name,sub_project,measure,comparator,target,unit,target_basis,target_evidence,points,points_basis,evidence,note
B01,预算执行率,预算执行率,预算执行率,consumption,execution_rate,≥,100,%,approved,虚构文号,10,approved,,
O01,产出指标,数量指标,消费券发放数,consumption,vouchers_issued,≥,1800,张,stated,第二章,50,assumed,,
E01,效益指标,经济效益指标,进出口总值,trade,trade_total,≥,,亿元,missing,,30,assumed,,
S01,满意度指标,服务对象满意度指标,领券人满意度,consumption,satisfaction,≥,90,%,stated,第二章,10,assumed,问卷,
""",
    "declared.csv": """\
kind,subject,value,unit,line,place,note
score,project,95,分,10,第六章,
target_met,trade_total,,,4,第三章,
""",
    "activities.csv": """\
name,kind,from,to,amount,unit,result_measure,source,place,note
新春消费节,promotion_event,2030-01-01,2030-01-07,,,vouchers_issued,report,第一章,
金秋消费节,promotion_event,2030,,,,vouchers_issued,report,第一章,来源只有年份
次年咖啡节,promotion_event,2031-01-01,,,,vouchers_issued,newspaper,第一版,
春季消费券,voucher,2030-03-01,2030-05-31,10,万元,voucher_amount_redeemed,report,第三章,
""",
    "deviations.csv": """\
indicator,cause,remedy,author,date
E01,外需不足,开拓新市场,业务科,2031-01
""",
}


@dataclass
class YearFolder:
    """One fictional year below a data folder of the test's own."""

    data: Path
    fiscal_year: int = FISCAL_YEAR

    @property
    def raw(self) -> Path:
        """The raw folder."""
        return self.data / "raw" / str(self.fiscal_year)

    @property
    def processed(self) -> Path:
        """The processed folder."""
        return self.data / "processed" / str(self.fiscal_year)

    def fill(self) -> "YearFolder":
        """Write all files, every date moved to this fiscal year, and register the received one."""
        shift = self.fiscal_year - FISCAL_YEAR
        self.raw.mkdir(parents=True)
        for name, text in FILES.items():
            for year in sorted(range(FISCAL_YEAR - 1, FISCAL_YEAR + 2), reverse=shift > 0):
                text = text.replace(str(year), str(year + shift))
            self.write(name, text)
        record_deliveries(self.raw, "首次登记")
        return self

    def another(self, fiscal_year: int) -> "YearFolder":
        """Fill the folder of another year beside this one."""
        return YearFolder(self.data, fiscal_year).fill()

    def write(self, name: str, content: str | bytes) -> Path:
        """Write a file of the folder, registering nothing."""
        path = self.raw / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text that the file holds exactly once; a changed delivery is registered."""
        text = (self.raw / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{name} holds {old!r} {text.count(old)} times"
        self.write(name, text.replace(old, new))
        if name == "facts.csv":
            record_deliveries(self.raw, "测试所改")

    def add(self, id: str, value: str, unit: str = "亿元", period: str = "2030", **cells: str) -> int:
        """Append a row to facts.csv, register it and return its row number in Excel."""
        usual = {"sub_project": "trade", "name": id, "scope": "city", "use": "yes", "source": "report"}
        given = usual | {"id": id, "value": value, "unit": unit, "period": period} | cells
        quoted = ['"{}"'.format(given.get(column, "").replace('"', '""')) for column in FACT_COLUMNS.split(",")]
        text = (self.raw / "facts.csv").read_text(encoding="utf-8")
        self.write("facts.csv", text + ",".join(quoted) + "\n")
        record_deliveries(self.raw, "测试所加")
        return text.count("\n") + 1

    def correct(self, **entry: str) -> None:
        """Declare one more correction; unless told otherwise, of the year's trade total."""
        usual = {"id": "trade_total", "period": "2030", "source": "report", "column": "value", "expect": "100.0"}
        usual |= {"value": "101.0", "reason": "笔误", "authority": "统计科", "date": "2031-02-01"}
        lines = [f'{key}: "{value}"' for key, value in (usual | entry).items()]
        earlier = (self.raw / "corrections.yml").read_text(encoding="utf-8").replace("corrections: []", "corrections:")
        self.write("corrections.yml", earlier + "  - " + "\n    ".join(lines) + "\n")

    def problems(self) -> list[EvalkitError]:
        """Check the folder, which must be refused, and return why."""
        with pytest.raises(InputProblems) as refused:
            intake.check(self.fiscal_year, self.data)
        return refused.value.problems

    def problem(self) -> EvalkitError:
        """Return the only problem there is."""
        problems = self.problems()
        assert len(problems) == 1, "\n".join(map(str, problems))
        return problems[0]

    def check(self) -> intake.YearInputs:
        """Check the folder."""
        return intake.check(self.fiscal_year, self.data)

    def prepare(self) -> intake.YearInputs:
        """Bring the processed tables up to date."""
        return intake.prepare(self.fiscal_year, self.data)

    def open(self) -> Year:
        """Open the year as a notebook does."""
        return open_year(self.fiscal_year, data_dir=str(self.data))

    def sub_project(self, id: str = "trade") -> SubProject:
        """Open the year and one of its sub-projects."""
        return self.open().sub_project(id)


def state_of(folder: Path) -> dict[str, tuple[str, int]]:
    """Return hash and time stamp of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def folder(tmp_path) -> YearFolder:
    """The miniature fictional year 2030, registered and without a fault."""
    return YearFolder(tmp_path).fill()


@pytest.fixture
def states():
    """A function that returns hash and time stamp of every file below a folder."""
    return state_of


@pytest.fixture(scope="session")
def three_years(tmp_path_factory) -> Computed:
    """Fiscal years 2020 to 2022."""
    folder = tmp_path_factory.mktemp("three-years")
    shutil.copytree(PROJECT / "data" / "raw", folder / "data" / "raw")
    computed = run("--years", "2020-2022", data=folder / "data", outputs=folder / "outputs")
    assert computed.status == 0, computed.messages
    return computed


@pytest.fixture
def copied(three_years, tmp_path) -> Path:
    """A copy of the data folder, processed tables and measures included, to change."""
    shutil.copytree(three_years.data, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture(scope="session")
def poppler():
    """Return a function that runs one of poppler's programs and returns what it prints."""
    if shutil.which("pdfinfo") is None:
        if os.environ.get("EVALKIT_REQUIRE_ALL"):
            pytest.fail("poppler-utils is required and is not installed")
        pytest.skip("poppler-utils is not installed")

    def run(program: str, *arguments) -> str:
        return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=True).stdout

    return run
