"""Registering deliveries in SOURCES.yml."""

import hashlib
from datetime import date

import pytest
from ruamel.yaml import YAML

from evalkit.errors import InputProblems
from evalkit.intake.register import record_deliveries


def registered(folder):
    return YAML(typ="safe").load((folder.raw / "SOURCES.yml").read_text(encoding="utf-8"))["files"]


def test_registering_writes_hash_rows_day_and_reason(folder):
    path = folder.write("facts.csv", "\n".join((folder.raw / "facts.csv").read_text(encoding="utf-8").splitlines()[:5]) + "\n")
    assert record_deliveries(folder.raw, "收到第二次报送") == ["facts.csv"]
    entry = registered(folder)["facts.csv"]
    assert entry["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (entry["rows"], entry["reason"]) == (4, "收到第二次报送")
    assert abs((entry["received_on"] - date.today()).days) <= 1
    assert (entry["title"], entry["provider"]) == ("虚构的单项数字", "示例市商务局（虚构）")


def test_registering_keeps_comments_and_order(folder):
    before = (folder.raw / "SOURCES.yml").read_text(encoding="utf-8").splitlines()
    folder.write("facts.csv", (folder.raw / "facts.csv").read_bytes() + b"\n")
    record_deliveries(folder.raw, "再次报送")
    after = (folder.raw / "SOURCES.yml").read_text(encoding="utf-8").splitlines()
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert [old.split(":")[0].strip() for old, _ in changed] == ["facts.csv"]
    assert "# 虚构年度的来源登记" in after
    assert "sources:  # facts.csv 引用的来源" in after


def test_nothing_to_register_changes_nothing(folder, states):
    before = states(folder.data)
    assert record_deliveries(folder.raw, "再来一次") == []
    assert states(folder.data) == before


def test_a_new_ledger_is_added_and_the_check_passes(folder):
    folder.write("ledgers/functions.csv", "功能,大类,版本\n舱单申报,运输,标准版\n加工贸易,加工,标准版\n")
    assert folder.problem().code == "I-SRC-02"
    assert record_deliveries(folder.raw, "收到台账") == ["ledgers/functions.csv"]
    assert registered(folder)["ledgers/functions.csv"]["rows"] == 2
    assert list(registered(folder)) == ["facts.csv", "ledgers/functions.csv"]
    assert len(folder.check().facts) == 9


def test_an_altered_file_passes_the_check_once_it_is_registered(folder):
    folder.write("facts.csv", (folder.raw / "facts.csv").read_bytes().replace(b"100.0", b"100.1"))
    assert folder.problem().code == "I-SRC-01"
    record_deliveries(folder.raw, "更正了进出口总值")
    assert folder.check().facts[0].fact.value == "100.1"


def test_only_the_file_that_changed_is_registered_again(folder):
    folder.write("ledgers/vouchers.csv", "券号\n1\n")
    record_deliveries(folder.raw, "收到台账")
    folder.write("ledgers/vouchers.csv", "券号\n2\n")
    assert record_deliveries(folder.raw, "台账重报") == ["ledgers/vouchers.csv"]
    assert {name: entry["reason"] for name, entry in registered(folder).items()} == {
        "facts.csv": "首次登记",
        "ledgers/vouchers.csv": "台账重报",
    }


@pytest.mark.parametrize(
    "more",
    [
        pytest.param('"第一行\n第二行"', id="a line break within a cell"),
        pytest.param("甲\u2028乙", id="a line separator within a cell"),
    ],
)
def test_rows_are_counted_and_not_lines(folder, more):
    folder.write("ledgers/notes.csv", f"编号,说明\n1,{more}\n2,丙\n")
    record_deliveries(folder.raw, "收到台账")
    assert registered(folder)["ledgers/notes.csv"]["rows"] == 2


def test_blank_lines_are_not_counted_as_rows(folder):
    folder.write("facts.csv", (folder.raw / "facts.csv").read_bytes() + b"\n,,,,,,,,,,,,,\n\n")
    record_deliveries(folder.raw, "尾部多了空行")
    assert registered(folder)["facts.csv"]["rows"] == len(folder.check().facts) == 9


def test_a_source_file_that_cannot_be_read_is_a_problem_and_is_left_alone(folder, states):
    folder.edit("SOURCES.yml", "files:", "file:")
    before = states(folder.data)
    with pytest.raises(InputProblems) as refused:
        record_deliveries(folder.raw, "登记")
    assert "V-KEY-01" in [problem.code for problem in refused.value.problems]
    assert states(folder.data) == before
