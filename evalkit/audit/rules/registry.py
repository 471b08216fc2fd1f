"""The list of rules: each is one function from a report to findings, with the id and the name it is told by."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from evalkit.audit.findings import Finding
from evalkit.audit.report import Report

Check = Callable[[Report], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    """A rule: its id, the Chinese name it is told by, and its function, whose docstring says what it means."""

    id: str
    name: str
    check: Check


RULES: dict[str, Rule] = {}


def rule(id: str, name: str) -> Callable[[Check], Check]:
    """Enter a function in the list of rules."""

    def enter(check: Check) -> Check:
        RULES[id] = Rule(id, name, check)
        return check

    return enter
