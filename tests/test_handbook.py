"""The handbook: every step performed as it is written, in a copy of the project, and every list compared with the code.

What a page shows as printed is compared with what is printed; see :mod:`tests.shown`.
"""

import csv
import io
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from subprocess import PIPE, STDOUT

import distributed
import nbformat
import pytest
import typer
from nbclient import NotebookClient

from evalkit.audit.waivers import read_waivers
from evalkit.cli import app
from evalkit.forms.findings import RULES
from evalkit.measures import HARD_FINDINGS, Status
from tests.processes import eventually
from tests.real_years import PROJECT
from tests.shown import FENCE, Block, agrees, blocks, perform, perform_block, with_programs
from tests.test_error_codes import MEANINGS

DOCS = PROJECT / "docs"
PAGES = (
    "README",
    "first-day",
    "add-year",
    "add-indicator",
    "add-sub-project",
    "read-report",
    "lab",
    "findings",
    "ledgers",
    "batch",
    "audit",
)
"""In the order in which their steps are performed, all in one copy."""

every_page = pytest.mark.parametrize("page", PAGES)


def text(page: str) -> str:
    return (DOCS / f"{page}.md").read_text(encoding="utf-8")


def copy_of_the_project(copy: Path) -> Path:
    """Copy what a new user has: no result of a run."""
    copy.mkdir()
    for name in ("data", "notebooks"):
        shutil.copytree(PROJECT / name, copy / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    for leftover in (copy / "data" / "processed").iterdir():
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    return copy


def fill_rows(path: Path, rows: str) -> None:
    """Fill the rows of a CSV file as an analyst does: by id, just the columns given; a row with a new id is added."""
    file = io.StringIO(path.read_text(encoding="utf-8-sig"))
    present = list(csv.DictReader(file))
    columns = list(present[0])
    for given in csv.DictReader(io.StringIO(rows)):
        found = [row for row in present if row["id"] == given["id"]]
        assert len(found) <= 1, f"{given['id']} has several rows"
        assert set(given) <= set(columns)
        if not found:
            found = [dict.fromkeys(columns, "")]
            present += found
        found[0].update(given)
    with path.open("w", encoding="utf-8-sig", newline="") as written:
        writer = csv.DictWriter(written, columns, lineterminator="\r\n")  # as Excel saves it
        writer.writeheader()
        writer.writerows(present)


def hold_waivers(rows: str, folder: Path) -> None:
    """Hold the example of a `waivers.csv` to what the audit reads: every cell of it, and nothing more."""
    path = folder / "waivers.csv"
    path.write_text(rows, encoding="utf-8")
    example = list(csv.DictReader(io.StringIO(rows)))
    assert example == [{column: str(getattr(waiver, column)) for column in example[0]} for waiver in read_waivers(path)]
    path.unlink()


def fill_settings(path: Path, lines: str) -> None:
    """Replace the lines of a YAML file that begin with the same key, indented alike."""
    settings = path.read_text(encoding="utf-8")
    for line in lines.splitlines():
        key = line.partition(":")[0]
        settings, replaced = re.subn(rf"^{key}:.*$", lambda _, new=line: new, settings, flags=re.MULTILINE)
        assert replaced == 1, line
    path.write_text(settings, encoding="utf-8")


def perform_page(page: str, copy: Path) -> str:
    """Do what a page says, block by block, and return what the commands printed."""
    printed, cells = [], []
    for block in blocks(text(page)):
        match block.kind, block.argument:
            case "csv", "":
                hold_waivers(block.body, copy)
            case "csv", name:
                fill_rows(copy / name, block.body)
            case "yaml", name:
                fill_settings(copy / name, block.body)
            case "sh", "":
                printed.append(perform_block(block, copy, with_programs()))
            case "python", _:
                cells.append(block)
            case ("sh", "install" | "lab" | "git" | "cluster") | ("bat", ""):
                pass
            case _:
                pytest.fail(f"{page}: a block that nobody performs: {block.kind} {block.argument}")
    if cells:
        run_cells(cells, copy)
    return "\n".join(printed)


def run_cells(cells: list[Block], copy: Path) -> None:
    """Run the cells that a page adds to a notebook, after all that the notebook has, and compare what they show."""
    (name,) = {block.argument for block in cells}
    notebook = nbformat.read(copy / name, as_version=4)
    notebook.cells += [nbformat.v4.new_code_cell(block.body) for block in cells]
    resources = {"metadata": {"path": str((copy / name).parent)}}
    NotebookClient(notebook, timeout=120, allow_errors=True, resources=resources).execute()
    for block, cell in zip(cells, notebook.cells[-len(cells) :], strict=True):
        assert agrees(block.shown, "\n".join(map(printed_text, cell.outputs))), f"{block.body}\n{cell.outputs}"


def printed_text(output: nbformat.NotebookNode) -> str:
    """Return an output of a cell as text."""
    if output.output_type == "error":
        return "\n".join(output.traceback)
    return output.text if output.output_type == "stream" else output.data["text/plain"]


@dataclass(frozen=True)
class Worked:
    """The copy, and what stood in its pages after each page of the handbook."""

    copy: Path
    printed: dict[str, str]
    shown: dict[str, dict[str, str]]

    def reads(self, after: str, name: str) -> str:
        """Return what a reader sees of a page: its text without marks."""
        return re.sub(r"\s+", " ", re.sub(r"<style.*?</style>|<[^>]+>", " ", self.shown[after][name], flags=re.DOTALL))

    def evaluation(self, after: str) -> dict:
        return json.loads(self.shown[after]["2023/evaluation.json"], parse_float=Decimal, parse_int=Decimal)


@pytest.fixture(scope="module")
def worked(tmp_path_factory) -> Worked:
    """Every page of the handbook, performed in order."""
    done = Worked(copy_of_the_project(tmp_path_factory.mktemp("handbook") / "project"), {}, {})
    outputs = done.copy / "outputs"
    for page in PAGES:
        done.printed[page] = perform_page(page, done.copy)
        published = [path for suffix in ("html", "json") for path in outputs.rglob(f"*.{suffix}")]
        done.shown[page] = {path.relative_to(outputs).as_posix(): path.read_text(encoding="utf-8") for path in published}
    return done


# The first day, with the figures that docs/first-day.md gives.
EXECUTION_AWARD = Decimal("1900.00") / Decimal("2000.00") * 10  # 9.50
TRADE_AWARD = (Decimal("1800.0") / Decimal("1850") * 5).quantize(Decimal("0.01"))  # 4.8648… → 4.86
VOUCHER_AWARD, SATISFACTION_AWARD = Decimal(5), Decimal(10)  # 85 ≥ 80, and 92 ≥ 90: full points
LOW = EXECUTION_AWARD + TRADE_AWARD + VOUCHER_AWARD + SATISFACTION_AWARD
HIGH = 100 - (10 - EXECUTION_AWARD) - (5 - TRADE_AWARD)


def test_the_awards_of_the_first_day_are_those_worked_out_by_hand(worked):
    awards = {item["id"]: item["award"] for item in worked.evaluation("first-day")["indicators"] if item["award"] is not None}
    assert awards == {"B01": EXECUTION_AWARD, "O05": VOUCHER_AWARD, "E01": TRADE_AWARD, "S01": SATISFACTION_AWARD}


def test_the_index_of_the_first_day_shows_the_bounds_worked_out_by_hand(worked):
    assert (LOW, HIGH) == (Decimal("29.36"), Decimal("99.36"))
    assert re.search(rf"{LOW:.2f}\D+{HIGH:.2f}", worked.reads("first-day", "2023/index.html"))
    assert f"{LOW:.2f} 至 {HIGH:.2f}" in text("first-day")


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        pytest.param("40_consumption", f"{Decimal('850.00') / Decimal('1000.00') * 100:.2f}%", id="850 of 1000 redeemed"),
        pytest.param("60_governance", f"{Decimal('1900.00') / Decimal('2000.00') * 100:.2f}%", id="1900 of 2000 spent"),
        pytest.param("10_trade_promotion", f"{(Decimal('1800.0') / Decimal('1772.6') - 1) * 100:.2f}%", id="1800.0 after 1772.6"),
        pytest.param("80_scorecard", f"{TRADE_AWARD}", id="1800 of 1850, five points"),
    ],
)
def test_a_page_of_the_first_day_shows_a_figure_worked_out_by_hand(worked, name, figure):
    assert figure in worked.reads("first-day", f"2023/{name}.html")
    assert figure in text("first-day")


def test_the_first_day_leaves_everything_else_missing_and_says_that_its_figures_are_fictional(worked):
    missing = {item["indicator"] for item in worked.evaluation("first-day")["score"]["missing"]}
    indicators = {item["id"] for item in worked.evaluation("first-day")["indicators"]}
    assert missing == indicators - {"B01", "O05", "E01", "S01"}
    pages = [name for name in worked.shown["first-day"] if re.fullmatch(r"2023/\w+\.html", name)]
    assert len(pages) > 9
    assert [name for name in pages if "演示数据" not in worked.reads("first-day", name)] == []


def test_a_new_year_is_checked_and_counts_every_figure_as_missing(worked):
    counts = re.findall(r"数值 (\d+) 行，其中缺失 (\d+) 行", worked.printed["first-day"])
    rows, missing = counts[0]
    assert rows == missing
    assert int(counts[-1][1]) == int(missing) - 8  # docs/first-day.md fills eight


def test_the_added_indicator_earns_what_the_handbook_says(worked):
    award = Decimal("72.0") / 80 * 2
    before, after = worked.evaluation("first-day"), worked.evaluation("add-indicator")
    (added,) = [item for item in after["indicators"] if item["id"] == "O11"]
    assert (added["award"], added["points"]) == (award, 2)
    assert f"{award:.2f}" in text("add-indicator")
    assert after["score"]["recomputed"]["low"] - before["score"]["recomputed"]["low"] == award


def test_the_added_sub_project_has_a_page_with_its_figure(worked):
    assert "120.0" in worked.reads("add-sub-project", "2023/70_tourism.html")
    assert "9.1%" in worked.reads("add-sub-project", "2023/70_tourism.html")


def test_the_archive_for_the_reviewer_is_there(worked):
    assert [path.name for path in worked.copy.rglob("*.zip")] == ["evaluation-2022.zip"]


# Commands that do not end by themselves, or that need a place of their own.


def marked(page: str, mark: str) -> Block:
    """Return the block of commands of a page with a mark."""
    (block,) = [block for block in blocks(text(page)) if (block.kind, block.argument) == ("sh", mark)]
    return block


def started(line: str, folder: Path) -> subprocess.Popen:
    """Start a command that does not end by itself."""
    surroundings = os.environ | {"PATH": with_programs(), "HOME": str(folder)}
    arguments = shlex.split(line, posix=os.name != "nt")
    return subprocess.Popen(arguments, cwd=folder, env=surroundings, stdout=PIPE, stderr=STDOUT, encoding="utf-8")


@contextmanager
def lasting(*begun: subprocess.Popen):
    """End what was started when the context ends."""
    try:
        yield
    finally:
        for process in begun:
            process.terminate()
        for process in begun:
            process.communicate(timeout=60)


def test_jupyterlab_prints_what_is_shown(tmp_path):
    block = marked("lab", "lab")
    copy = copy_of_the_project(tmp_path / "project")
    server = started(f"{block.body.strip()} -- --no-browser --port=0 --allow-root", copy)
    with lasting(server):
        printed = "".join(server.stdout.readline() for _ in block.shown.splitlines())
    assert agrees(block.shown, printed)


def test_git_is_set_up_as_is_shown(tmp_path):
    perform("git init --quiet", tmp_path)
    perform_block(marked("lab", "git"), tmp_path, with_programs())
    assert "evalkit.lab.git" in perform("git config --get-regexp filter", tmp_path)


def test_the_commands_of_a_cluster_run_the_years(tmp_path):
    copy = copy_of_the_project(tmp_path / "project")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    here = marked("batch", "cluster").body.replace("主机", "127.0.0.1").replace("8786", port)
    scheduler, worker, run = here.splitlines()
    alone = "--dashboard-address 127.0.0.1:0"
    with lasting(started(f"{scheduler} --host 127.0.0.1 --port {port} {alone}", copy), started(f"{worker} {alone}", copy)):
        assert eventually(lambda: cluster_has_workers(port), seconds=60)
        printed = perform(run, copy, with_programs())
    assert printed.splitlines()[-3:] == [f"outputs/{year}/index.html" for year in (2020, 2021, 2022)]


def cluster_has_workers(port: str) -> bool:
    try:
        with distributed.Client(f"tcp://127.0.0.1:{port}", timeout=2) as client:
            return bool(client.scheduler_info()["workers"])
    except OSError:
        return False


# What the handbook lists.


def cells(page: str, heading: str) -> list[list[str]]:
    """Return the rows of the table below a heading, without its own heading."""
    below = text(page).split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in below.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def test_every_code_of_a_finding_is_explained_with_the_words_that_the_code_prints():
    rows = cells("findings", "报告中的疑点") + cells("findings", "读写自评表和报告时的错误")
    said = {row[0].strip("`"): row[1] for row in rows}
    expected = {code: next(iter(words)).replace("{}", "…") for code, words in MEANINGS.items() if code.startswith("F-")}
    assert said == expected
    assert [row[0] for row in rows if not all(row)] == []


def test_every_doubt_that_a_notebook_records_stands_among_those_of_the_reports():
    modules = "".join(path.read_text("utf-8") for path in (PROJECT / "evalkit").glob("*.py"))
    recorded = set(re.findall(r'(?:doubt|Finding|finding_of)\(\s*"(F-[A-Z]+-\d\d)"', modules))
    assert {row[0].strip("`") for row in cells("findings", "报告中的疑点")} == recorded
    assert recorded


def test_every_oddity_of_a_form_is_explained():
    assert [row[0].strip("`") for row in cells("findings", "别人填的自评表中的疑点")] == list(RULES)


def test_every_status_is_explained_by_the_word_that_reports_print():
    assert [row[0] for row in cells("read-report", "一个数字的状态")] == [status.label for status in Status]


def test_every_hint_that_is_explained_is_one_that_the_pages_give():
    hints = re.findall(r"^- \*\*(.+?)\*\*", text("read-report").split("## 目录页上的提示\n", 1)[1], re.MULTILINE)
    sources = [*(PROJECT / "evalkit").rglob("*.j2"), *(PROJECT / "evalkit").rglob("*.py")]
    given = "".join(path.read_text(encoding="utf-8") for path in sources)
    assert [hint for hint in hints if hint not in given] == []
    assert len(hints) == 4


def test_the_contents_lead_to_every_page():
    listed = set(re.findall(r"\]\(([\w-]+)\.md\)", text("README")))
    assert listed == {path.stem for path in DOCS.glob("*.md")} - {"README"}
    assert listed == {*PAGES} - {"README"}


@every_page
def test_every_link_of_a_page_leads_somewhere(page):
    targets = re.findall(r"\]\(([^)#:]+)\)", text(page))
    assert [target for target in targets if not (DOCS / target).exists()] == []


@every_page
def test_every_command_and_option_of_a_page_exists(page):
    for line in re.findall(r"(?:`|^)evalkit ([^`\n]*)", text(page), re.MULTILINE):
        command, words = typer.main.get_command(app), line.split()
        while words and words[0] in getattr(command, "commands", {}):
            command = command.commands[words.pop(0)]
        assert not getattr(command, "commands", {}) or words in ([], ["--help"]), line
        options = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        assert {word for word in words if word.startswith("--")} <= options, line


@every_page
def test_a_page_has_one_title_and_names_no_place_of_one_machine(page):
    prose = FENCE.sub("", text(page))
    assert len(re.findall(r"^# ", prose, re.MULTILINE)) == 1
    assert not re.search(r"(?<![\w.])/(home|root|Users|work|tmp)/", text(page))


def test_the_handbook_names_the_findings_that_stand_in_the_way_of_signing():
    (line,) = [line for line in text("findings").splitlines() if line.startswith("其中 `F-")]
    assert set(re.findall(r"`(F-[A-Z]+-[0-9]+)`", line.partition("须改正或说明")[0])) == HARD_FINDINGS
