"""The handbook's page on audits lists what there is."""

import re

from evalkit.audit.data import NAME
from evalkit.audit.own import CARRIED
from evalkit.audit.rules import RULES
from evalkit.measures import HARD_FINDINGS
from tests.real_years import PROJECT

TOLD = (PROJECT / "docs" / "audit.md").read_text(encoding="utf-8")


def test_it_tells_of_every_rule_by_its_name():
    named = re.findall(r"^\| `([a-z-]+)` \| ([^|`]+?) \|", TOLD, re.MULTILINE)
    assert sorted(named) == sorted([*((rule.id, rule.name) for rule in RULES.values()), ("data", NAME)])


def test_it_tells_which_findings_of_the_data_answer_for_which_rule():
    rows = re.findall(r"^\| `(F-[A-Z]+-\d+)` \| ([^|]+) \|", TOLD, re.MULTILINE)
    assert {code: tuple(re.findall("`([a-z]+)`", rules)) for code, rules in rows} == CARRIED


def test_every_hard_finding_of_the_data_can_answer_and_for_rules_that_there_are():
    assert CARRIED.keys() == HARD_FINDINGS
    assert {rule for rules in CARRIED.values() for rule in rules} <= {*RULES, "data"}
