"""What a figure rests on is shown with it; what is only supposed is marked, carried on and never saved."""

import re
import subprocess
import sys
from decimal import Decimal

import nbformat
import pytest
from bs4 import BeautifulSoup
from IPython.lib.pretty import pretty
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from evalkit.computing import compute
from evalkit.errors import InconsistentDataError, InvalidInputError
from evalkit.explanation import explain, try_value
from evalkit.measures import Status
from evalkit.metrics import general, redemption
from evalkit.notebook import explain as explain_in_notebooks
from evalkit.notebook import try_value as try_in_notebooks
from evalkit.pipeline.execute import NotebookFailed, execute
from tests.conftest import YearFolder


@pytest.fixture
def vouchers(folder):
    """Vouchers of 10.00 万元 issued and 8.00 万元 redeemed, rows 8 and 9 of facts.csv."""
    return folder.sub_project("consumption")


@pytest.fixture
def rate(vouchers):
    return vouchers.measure(
        redemption.redemption_rate_by_amount,
        redeemed=vouchers["voucher_amount_redeemed"],
        issued=vouchers["voucher_amount_issued"],
    )


def test_a_cell_that_ends_with_a_measure_shows_it_in_one_line(rate):
    assert pretty(rate) == "核销率（金额，占派券） 80.00%：消费券核销金额 8.00 万元 ÷ 消费券发放金额 10.00 万元 = 80.00%"


def test_notebooks_have_both():
    assert (explain_in_notebooks, try_in_notebooks) == (explain, try_value)


def test_an_explanation_names_working_interval_inputs_and_cells(rate, capsys):
    explain(rate)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == rate.name
    assert "  数值：80.00%" in lines
    assert "  状态：计算" in lines
    assert "  输入 redeemed：消费券核销金额 8.00 万元" in lines
    assert "  输入 issued：消费券发放金额 10.00 万元" in lines
    assert [line for line in lines if line.startswith("  算式：消费券核销金额 8.00 万元 ÷") and line.endswith("= 80.00%")]
    # 7.995 / 10.005 = 0.799100..., 8.005 / 9.995 = 0.800900...
    assert "  取值区间：79.910 至 80.090%" in lines
    cells = [line for line in lines if line.startswith("  来源：data/raw/2030/facts.csv")]
    assert [re.search(r"第 \d+ 行 \w+ 列", line)[0] for line in cells] == ["第 9 行 value 列", "第 8 行 value 列"]
    assert all("示例市自评报告（虚构），第三章" in line for line in cells)


def test_what_is_missing_is_explained_by_where_it_belongs(vouchers, capsys):
    explain(vouchers["voucher_winners"])
    shown = capsys.readouterr().out
    assert "数值：缺失" in shown
    assert "应填于：data/raw/2030/facts.csv 第 10 行 value 列" in shown
    assert "来源" not in shown


def test_a_value_is_tried_without_touching_anything(vouchers, rate, folder, states):
    before, kept = states(folder.data), dict(vouchers.measures)
    tried = try_value(rate, redeemed=9)
    assert tried.value == Decimal(90)  # 9 / 10.00
    assert (tried.status, tried.status.label) == (Status.TRIAL, "试算")
    assert tried.text == "90.00%（试算）"
    assert "9 万元（试算）" in tried.working
    assert (tried.id, tried.name, tried.basis, tried.period) == (rate.id, rate.name, rate.basis, rate.period)
    assert [source.row for source in tried.sources] == [8]
    assert rate.text == "80.00%"
    assert vouchers.measures == kept
    assert states(folder.data) == before


@pytest.mark.parametrize("value", [Decimal("7.5"), 7.5, "7.5", "７.５"])
def test_a_value_is_taken_exactly_as_typed(rate, value):
    assert try_value(rate, redeemed=value).value == Decimal(75)  # 7.5 / 10.00


def test_several_values_at_once_and_again(rate):
    tried = try_value(rate, redeemed=3, issued=4)
    assert tried.value == Decimal(75)
    assert tried.interval_text == ""
    assert try_value(tried, issued=6).value == Decimal(50)


def test_one_of_a_list_of_values(folder):
    facts = folder.sub_project("trade")
    total = facts.measure(general.total, id="both", parts=[facts["exports"], facts["imports"]])
    assert total.value == Decimal(100)  # 60.5 + 39.5
    assert try_value(total, parts=[None, 40]).value == Decimal("100.5")


def test_a_missing_input_can_be_supposed(vouchers):
    winners = vouchers["voucher_winners"]
    per_winner = vouchers.measure(general.average, total=vouchers["vouchers_issued"], count=winners)
    assert per_winner.status is Status.MISSING
    assert try_value(per_winner, count=500).value == Decimal(4)  # 2000 / 500


def test_what_is_computed_from_a_trial_is_one_too(vouchers, rate):
    tried = compute(general.difference, minuend=try_value(rate, redeemed=9), subtrahend=rate)
    assert (tried.status, tried.value) == (Status.TRIAL, Decimal(10))  # 90 - 80
    also = compute(general.share, part=vouchers["voucher_winners"], whole=try_value(rate, redeemed=9))
    assert also.status is Status.MISSING and also.trial


def test_a_trial_is_not_saved(vouchers, rate, folder):
    vouchers.measure(general.difference, id="supposed", minuend=try_value(rate, redeemed=9), subtrahend=rate)
    with pytest.raises(InvalidInputError) as refused:
        vouchers.save()
    assert refused.value.code == "V-TRY-04"
    assert not (folder.processed / "measures" / "consumption.json").exists()


def test_what_a_metric_refuses_is_refused_on_trial(rate):
    with pytest.raises(InconsistentDataError) as refused:
        try_value(rate, redeemed=11)
    assert refused.value.code == "M-PART-01"


def test_what_cannot_be_tried_says_what_can(vouchers, rate):
    cases = {
        "V-TRY-01": lambda: try_value(vouchers["voucher_amount_issued"], value=3),
        "V-TRY-02": lambda: try_value(rate, redemeed=3),
        "V-TRY-03": lambda: try_value(rate, redeemed=[3]),
        "V-NUM-01": lambda: try_value(rate, redeemed="3 万元"),
    }
    for code, attempt in cases.items():
        with pytest.raises(InvalidInputError) as refused:
            attempt()
        assert refused.value.code == code
    with pytest.raises(InvalidInputError, match="redeemed（消费券核销金额 8.00 万元）；issued"):
        try_value(rate)


def test_measures_are_stored_as_before(rate):
    """What a measure remembers of its computation is not written."""
    assert "applied" not in rate.to_json()
    assert set(rate.to_json()["sources"][0]) == {"file", "row", "column", "title", "place", "address", "confidence", "remark"}


def notebook_of(folder: YearFolder, *sources: str) -> nbformat.NotebookNode:
    """A notebook on the miniature year."""
    parameters = nbformat.v4.new_code_cell(f"fiscal_year = {folder.fiscal_year}\ndata_dir = {str(folder.data)!r}")
    parameters.metadata["tags"] = ["parameters"]
    setup = nbformat.v4.new_code_cell(
        "from evalkit.metrics import redemption\nfrom evalkit.notebook import explain, open_year, try_value\n"
        "facts = open_year(fiscal_year, data_dir=data_dir).sub_project('consumption')"
    )
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cells = [nbformat.v4.new_markdown_cell("# 试"), parameters, setup, *map(nbformat.v4.new_code_cell, sources)]
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


def failing_output(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Run a notebook in a real kernel; return the error that its last cell shows."""
    with pytest.raises(CellExecutionError):
        NotebookClient(notebook, timeout=60).execute()
    return notebook.cells[-1].outputs[-1]


COMPUTED = (
    "rate = facts.measure(redemption.redemption_rate_by_amount, redeemed=facts['voucher_amount_redeemed'],"
    " issued=facts['voucher_amount_issued'])"
)


def test_a_notebook_shows_an_explanation_as_a_table(folder):
    done = NotebookClient(
        notebook_of(folder, f"{COMPUTED}\nexplain(rate)\nexplain(try_value(rate, redeemed=9))"), timeout=60
    ).execute()
    first, second = done.cells[-1].outputs
    table = BeautifulSoup(first.data["text/html"], "html.parser").find("table")
    rows = [[cell.get_text(strip=True) for cell in row.find_all(["th", "td"])] for row in table.find("tbody").find_all("tr")]
    assert ["输入 redeemed", "消费券核销金额 8.00 万元"] in rows
    assert first.data["text/plain"].splitlines()[1] == "  数值：80.00%"
    assert "试算" in second.data["text/html"]


def test_an_error_of_ours_shows_its_lines_and_no_traceback(folder):
    error = failing_output(notebook_of(folder, "facts['voucher_amount_isued']"))
    assert error.ename == "InvalidInputError"
    assert error.traceback == error.evalue.splitlines()
    assert [line.strip()[:3] for line in error.traceback[1:]] == ["位置:", "发现:", "应为:", "处理:"]
    assert error.traceback[0] == "[V-FACT-01] 没有该年度的这个数值"


def test_all_problems_of_the_inputs_are_shown_so_too(folder):
    folder.edit("objectives.csv", "≥,1800,张", "≥,一千八,张")
    folder.edit("objectives.csv", "≥,100,%", "≥,一百,%")
    notebook = notebook_of(folder)
    error = failing_output(notebook)
    assert error.ename == "InputProblems"
    assert error.traceback[0] == "输入数据有 2 处问题："
    assert [line[:2] for line in error.traceback if not line.startswith(" ")][1:] == ["1.", "2."]
    assert not any("Traceback" in line for line in error.traceback)


def test_any_other_error_keeps_its_traceback(folder):
    error = failing_output(notebook_of(folder, "def half(number):\n    return number / 0\nhalf(1)"))
    shown = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(error.traceback))
    assert "Traceback (most recent call last)" in shown
    assert "return number / 0" in shown


def test_the_batch_tells_the_same_message(folder, tmp_path):
    path = tmp_path / "10_trial.ipynb"
    nbformat.write(notebook_of(folder, "facts['voucher_amount_isued']"), path)
    parameters = {"fiscal_year": folder.fiscal_year, "data_dir": str(folder.data)}
    with pytest.raises(NotebookFailed) as failed:
        execute(path, parameters=parameters, staging=tmp_path / "staging", on_cell=lambda cell, cells: None)
    assert str(failed.value).splitlines()[0] == "[V-FACT-01] 没有该年度的这个数值"
    assert len(str(failed.value).splitlines()) == 5


def test_a_terminal_still_gets_a_traceback():
    """Only IPython is told to leave it out; a script shows where it failed."""
    code = "from evalkit.quantities import parse_number\nparse_number('九')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert "Traceback" in done.stderr and "[V-NUM-01]" in done.stderr
