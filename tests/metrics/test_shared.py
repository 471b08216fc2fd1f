"""What every metric has in common: how it is called, described and printed, and that it is pure."""

import ast
import copy
import importlib
import inspect
import operator
import pkgutil
import re
import string
import typing
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from evalkit import metrics
from evalkit.errors import InconsistentDataError
from evalkit.metrics import METRICS
from evalkit.metrics.definition import Definition
from evalkit.quantities import Ratio, unit_of

NAMES = list(METRICS)
EACH = pytest.mark.parametrize("metric", METRICS.values(), ids=NAMES)
FORMULAS = {name: metric for name, metric in METRICS.items() if not metric.definition.in_words}
SUBJECTS = [name for _, name, _ in pkgutil.iter_modules(metrics.__path__) if name != "definition"]
MODULES = [importlib.import_module(f"evalkit.metrics.{name}") for name in SUBJECTS]
FILES = [Path(module.__file__) for module in (metrics, *MODULES, importlib.import_module("evalkit.metrics.definition"))]
BETWEEN_0_AND_1 = {"deadweight", "displacement", "leakage", "substitution", "change", "rates"}
ALWAYS_ZERO = {"events"}  # the rule of three holds only where nothing happened
ALL_IN_ONE = {"groups"}  # how many of the other figures belong together
BINARY = {"fairness": ["float("] * 2}  # a tail of a distribution has no exact decimals
steady = settings(deadline=None, max_examples=10, suppress_health_check=list(HealthCheck))


def parameters_of(metric: Callable) -> dict[str, object]:
    """The arguments of a metric and their types."""
    types = typing.get_type_hints(metric)
    return {name: types[name] for name in inspect.signature(metric).parameters}


def section(metric: Callable, title: str) -> str:
    """A numpydoc section of the docstring, without its title."""
    found = re.search(rf"^{title}\n-+\n(.*?)(?=^\S[^\n]*\n-{{3,}}\n|\Z)", inspect.getdoc(metric), re.DOTALL | re.MULTILINE)
    return found.group(1) if found else ""


@st.composite
def arguments(draw, metric: Callable) -> dict[str, object]:
    """Draw arguments; those that contradict each other are rejected by whoever calls the metric."""
    length = draw(st.sampled_from([4, 1, 2, 3]))
    positive = st.decimals(min_value=1, max_value=10**6, places=2)
    share = st.decimals(min_value=0, max_value=1, places=3)

    def value(name: str) -> st.SearchStrategy:
        return st.just(Decimal(0)) if name in ALWAYS_ZERO else share if name in BETWEEN_0_AND_1 else positive

    drawn = {}
    for name, kind in parameters_of(metric).items():
        if kind is date or kind == Sequence[date]:
            day = st.dates(min_value=date(2030, 1, 1), max_value=date(2030, 12, 31))
            drawn[name] = draw(day if kind is date else st.lists(day, min_size=length, max_size=length))
        elif kind is Decimal:
            drawn[name] = draw(value(name))
        elif name in ALL_IN_ONE:
            drawn[name] = [Decimal(length)]
        else:
            drawn[name] = draw(st.lists(value(name), min_size=length, max_size=length))
    return drawn


def called(metric: Callable, given: dict[str, object]) -> Decimal | Ratio | None:
    """Call the metric, and let hypothesis draw again where the drawn figures cannot all be true."""
    try:
        return metric(**given)
    except InconsistentDataError:
        reject()


def number_of(result: Decimal | Ratio | None) -> Decimal | None:
    return result.value if isinstance(result, Ratio) else result


OPERATIONS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def worked_out(formula: str) -> Decimal:
    """Work out a formula of exact numbers, signs + − × ÷ and brackets; anything else is an error."""
    plain = formula.replace("÷", "/").replace("×", "*").replace("−", "-")

    def value(node: ast.expr) -> Decimal:
        if isinstance(node, ast.BinOp):
            return OPERATIONS[type(node.op)](value(node.left), value(node.right))
        assert isinstance(node, ast.Constant), f"not a number or a sign: {ast.dump(node)}"
        return Decimal(ast.get_source_segment(plain, node))

    return value(ast.parse(plain, mode="eval").body)


def filled(working: str, given: dict[str, object]) -> str:
    """The working with its braces filled: a number, or a bracketed sum for a sequence."""
    sums = {
        name: f"({' + '.join(f'{item:f}' for item in value)})" if isinstance(value, list) else f"{value:f}"
        for name, value in given.items()
    }
    return working.format(**sums)


def braces(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_the_evaluator_of_this_test_keeps_the_order_of_operations():
    """Otherwise a wrong working could agree with a wrong reading of it."""
    assert worked_out("(9 − 3) ÷ 4 + 2 × 5 − 1") == Decimal("10.5")  # 6/4 + 10 - 1
    assert filled("({a}) ÷ {b}", {"a": [Decimal(1), Decimal(2)], "b": Decimal("0.5")}) == "((1 + 2)) ÷ 0.5"


@EACH
def test_arguments_are_given_by_name_only(metric):
    kinds = {parameter.kind for parameter in inspect.signature(metric).parameters.values()}
    assert kinds == {inspect.Parameter.KEYWORD_ONLY}


@EACH
def test_arguments_have_no_defaults_so_that_no_policy_hides_in_them(metric):
    defaults = {parameter.default for parameter in inspect.signature(metric).parameters.values()}
    assert defaults == {inspect.Parameter.empty}


@EACH
def test_exact_decimals_or_dates_go_in_and_exact_decimals_come_out(metric):
    assert set(parameters_of(metric).values()) <= {Decimal, Sequence[Decimal], date, Sequence[date]}
    returned = typing.get_type_hints(metric)["return"]
    assert set(typing.get_args(returned) or (returned,)) <= {Decimal, Ratio, type(None)}


@EACH
@pytest.mark.parametrize("part", [".. math::", ">>>"])
def test_the_docstring_has_a_formula_and_an_example(metric, part):
    assert part in inspect.getdoc(metric)


@EACH
@pytest.mark.parametrize("title", ["Parameters", "Returns", "Notes", "References", "Examples"])
def test_the_docstring_has_every_section_with_something_in_it(metric, title):
    assert section(metric, title).strip()


@EACH
@pytest.mark.parametrize("word", ["Direction:", "Range:"])
def test_the_notes_say_direction_and_range(metric, word):
    assert word in section(metric, "Notes")


@EACH
def test_the_docstring_describes_exactly_the_arguments_there_are(metric):
    described = re.findall(r"^(\w[\w, ]*) : ", section(metric, "Parameters"), re.MULTILINE)
    assert [name for line in described for name in line.split(", ")] == list(parameters_of(metric))


@EACH
def test_the_docstring_begins_with_the_chinese_term(metric):
    assert re.match(r"[\u4e00-\u9fff]", inspect.getdoc(metric))


@EACH
def test_every_error_code_that_the_docstring_names_exists(metric):
    source = "".join(path.read_text(encoding="utf-8") for path in FILES) + inspect.getsource(Ratio)
    raised = set(re.findall(r'"(M-[A-Z]+-\d\d)"', source))
    assert set(re.findall(r"M-[A-Z]+-\d\d", section(metric, "Raises"))) <= raised


@EACH
def test_the_definition_is_complete_and_names_real_arguments(metric):
    definition = metric.definition
    assert isinstance(definition, Definition)
    assert definition.name and definition.basis and definition.working
    assert definition.digits is None or definition.digits >= 0
    names = set(parameters_of(metric))
    assert braces(definition.unit) <= names
    assert braces(definition.working) == names - (ALWAYS_ZERO if metric.__name__ == "zero_event_upper_bound" else set())


@EACH
def test_the_unit_of_the_result_is_a_known_unit(metric):
    shown = metric.definition.unit.format(**dict.fromkeys(parameters_of(metric), "家"))
    assert unit_of(shown).name == shown


def test_names_are_not_used_twice_for_different_metrics():
    terms = [metric.definition.name for metric in METRICS.values()]
    assert sorted(terms) == sorted(set(terms))


def test_no_metric_name_speaks_of_scores():
    assert not [name for name in METRICS if "score" in name or "point" in name]


@pytest.mark.parametrize("module", MODULES, ids=SUBJECTS)
def test_every_public_function_of_a_subject_is_a_listed_metric(module):
    subject = module.__name__.rpartition(".")[2]
    own = {
        f"{subject}.{name}": function
        for name, function in vars(module).items()
        if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_")
    }
    assert own
    assert own == {name: metric for name, metric in METRICS.items() if name.startswith(f"{subject}.")}


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_metrics_import_nothing_of_files_scoring_or_pages(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    allowed = {"evalkit.metrics", "evalkit.metrics.definition", "evalkit.quantities", "evalkit.errors"}
    allowed |= {"collections.abc", "dataclasses", "datetime", "decimal", "itertools", "operator", "scipy.special"}
    assert imported <= allowed


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_metrics_speak_of_no_points_and_know_no_binary_numbers(path):
    text = path.read_text(encoding="utf-8")
    assert "分值" not in text and "得分" not in text
    assert re.findall(r"\b(?:float|round)\(", text) == BINARY.get(path.stem, [])


@EACH
@steady
@given(data=st.data())
def test_a_metric_changes_no_argument_and_gives_the_same_result_every_time(metric, data):
    given = data.draw(arguments(metric))
    before = copy.deepcopy(given)
    first = called(metric, given)
    assert given == before
    frozen = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    assert first == metric(**given) == metric(**frozen)


@pytest.mark.parametrize("metric", FORMULAS.values(), ids=FORMULAS)
@steady
@given(data=st.data())
def test_the_printed_working_is_the_formula_that_was_computed(metric, data):
    given = data.draw(arguments(metric))
    value = number_of(called(metric, given))
    by_working = worked_out(filled(metric.definition.working, given))
    largest = max(abs(item) for argument in given.values() for item in (argument if isinstance(argument, list) else [argument]))
    assert value is not None
    assert abs(value - by_working) <= Decimal("1e-15") * (1 + largest)


def in_yuan(metric: Callable) -> bool:
    """Whether all arguments are amounts of money, going by their descriptions."""
    described = re.split(r"^\w[\w, ]* : .*\n", section(metric, "Parameters"), flags=re.MULTILINE)[1:]
    return len(described) == len(parameters_of(metric)) and all("in yuan" in text for text in described)


OF_MONEY = {
    name: metric
    for name, metric in METRICS.items()
    if in_yuan(metric) and typing.get_type_hints(metric)["return"] is Ratio and metric.definition.unit in ("%", "倍", "1")
}


def test_the_ratios_of_amounts_are_found_by_their_descriptions():
    assert {"money.execution_rate", "leverage.leverage_on_redeemed", "ecommerce.fee_rate"} <= set(OF_MONEY)


@pytest.mark.parametrize("metric", OF_MONEY.values(), ids=OF_MONEY)
@steady
@given(data=st.data())
def test_a_ratio_of_amounts_is_the_same_in_yuan_and_in_ten_thousand_yuan(metric, data):
    given = data.draw(arguments(metric))
    value = number_of(called(metric, given))
    scaled = {
        name: [item * 10_000 for item in value] if isinstance(value, list) else value * 10_000 for name, value in given.items()
    }
    assert abs(number_of(metric(**scaled)) - value) <= Decimal("1e-20") * (1 + abs(value))
