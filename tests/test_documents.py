"""Documents that cannot drift: what they name is there, and what is there is named."""

import re
import sys
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import pytest
import typer

from evalkit.cli import app
from evalkit.measures import Finding, Measure, Source
from evalkit.scoring.scorecard import Score, SectionTotal
from tests.real_years import PROJECT
from tests.shown import FENCE
from tests.test_layers import LAYERS

READMES = ("README.md", "README.zh-CN.md")
DOCUMENTS = (*READMES, "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/batch.md")
LANGUAGES = pytest.mark.parametrize("readme", READMES)
DOTTED = re.compile(r"`(evalkit(?:\.[a-z_]+)*)`")
FOLDERS = "evalkit/ tests/ tools/ notebooks/ data/raw/ .ci/".split()


def text(name: str) -> str:
    return (PROJECT / name).read_text(encoding="utf-8")


def modules() -> list[str]:
    """Every module and package of evalkit, by its dotted name."""
    paths = [path.relative_to(PROJECT).with_suffix("").parts for path in (PROJECT / "evalkit").rglob("*.py")]
    return sorted(".".join(parts[:-1] if parts[-1] == "__init__" else parts) for parts in paths)


def fenced(readme: str) -> list[tuple[str, str]]:
    """The fenced blocks: what stands behind the fence, and what is inside."""
    return FENCE.findall(text(readme))


def parameters() -> list[tuple[str, str]]:
    """Every command of the command line with each of its options."""

    def below(name, command):
        yield name, command
        for part, own in getattr(command, "commands", {}).items():
            yield from below(f"{name} {part}", own)

    return [
        (name, option)
        for name, command in below("evalkit", typer.main.get_command(app))
        for parameter in command.get_params(typer.Context(command, info_name=name))
        for option in (*parameter.opts, *parameter.secondary_opts)
        if option.startswith("--")
    ]


def row(readme: str, key: str) -> str:
    """The row of the table of ``evaluation.json`` that describes a key."""
    (found,) = [line for line in text(readme).splitlines() if line.startswith("| `") and f"`{key}`" in line.split("|")[1]]
    return found


def braces(line: str) -> list[list[str]]:
    """The lists of keys that a row gives in braces; brackets only say that a key holds a list."""
    return [re.sub(r"\[\]", "", keys).split(", ") for keys in re.findall(r"\{([^{}]*)\}", line)]


def names(record: type) -> list[str]:
    return [field.name for field in fields(record)]


def test_architecture_names_every_module_of_evalkit_and_no_other():
    assert sorted(set(DOTTED.findall(text("ARCHITECTURE.md")))) == modules()


def test_architecture_states_the_layers_in_their_order_and_puts_each_module_into_its_own():
    listed = re.findall(r"^(\d+)\. \*\*(.+?)\*\*\n((?:^ +- .*\n)+)", text("ARCHITECTURE.md"), re.MULTILINE)
    assert [int(number) for number, _, _ in listed] == list(range(1, len(LAYERS) + 1))
    assert [set(parts.split(", ")) for _, parts, _ in listed] == LAYERS
    for (_, parts, entries), layer in zip(listed, LAYERS, strict=True):
        assert {name.split(".")[1] for name in DOTTED.findall(entries)} == layer, parts


def test_architecture_names_every_notebook():
    stems = {path.stem for path in (PROJECT / "notebooks").glob("*.ipynb")}
    assert {stem for stem in stems if stem not in text("ARCHITECTURE.md")} == set()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_path_that_a_document_names_exists(name):
    """A word in capitals, such as YEAR, stands for any name."""
    named = [path for path in re.findall(r"`([\w./-]+)`", text(name)) if path.startswith(tuple(FOLDERS))]
    named += re.findall(r"^\w+/ +|(?<=\]\()[^)#:]+(?=\))", text(name), re.MULTILINE)
    fixed = [path.strip() for path in named if not re.search(r"\b[A-Z]{2,}\b(?!\.txt|\.md)|NN_", path)]
    assert [path for path in fixed if not (PROJECT / path).exists()] == []


def test_both_readmes_give_the_same_commands_and_outputs():
    english, chinese = ([block for block in fenced(readme) if block[0]] for readme in READMES)
    assert {info for info, _ in english} == {"sh", "sh install", "bat", "text"}
    assert english == chinese


def test_both_readmes_list_the_same_places():
    english, chinese = (
        [line.split()[0] for info, body in fenced(name) if not info for line in body.splitlines()] for name in READMES
    )
    assert english == chinese
    assert english


def test_the_readmes_lead_to_each_other():
    for here, there in ((READMES[0], READMES[1]), (READMES[1], READMES[0])):
        assert f"]({there})" in text(here)


def test_both_readmes_have_the_same_sections_and_rows():
    """Headings and rows of tables, by number: a part added to one is missed in the other."""

    def shape(readme: str) -> list[str]:
        prose = FENCE.sub("", text(readme))
        return re.findall(r"^(#+ |\|)", prose, re.MULTILINE)

    assert shape(READMES[0]) == shape(READMES[1])


@LANGUAGES
def test_every_command_is_named(readme):
    commands = typer.main.get_command(app).commands
    assert [name for name in commands if f"evalkit {name}" not in text(readme)] == []
    assert commands


@LANGUAGES
def test_every_option_is_named(readme):
    missing = [f"{command} {option}" for command, option in parameters() if not re.search(rf"{option}(?![\w-])", text(readme))]
    assert missing == []
    assert {option for _, option in parameters()} > {"--year", "--data"}


@LANGUAGES
def test_no_command_or_option_is_named_that_does_not_exist(readme):
    commands = set(typer.main.get_command(app).commands)
    named = re.findall(r"(?:`|/|\\)evalkit ([a-z]+)", text(readme))
    assert set(named) == commands
    ours = re.findall(r"(?:`|/|\\)evalkit ([^`\n]*)", text(readme))
    options = {option for line in ours for option in re.findall(r"--[a-z-]+", line)}
    assert options <= {option for _, option in parameters()}


@LANGUAGES
def test_the_keys_of_measures_and_sources_are_their_fields(readme):
    assert braces(row(readme, "measures")) == [[name for name in names(Measure) if name != "applied"], names(Source)]


@LANGUAGES
def test_the_keys_of_score_sections_and_findings_are_their_fields(readme):
    assert braces(row(readme, "sections")) == [names(SectionTotal)]
    assert braces(row(readme, "findings")) == [names(Finding)]
    assert names(Score) in braces(row(readme, "score"))


@LANGUAGES
def test_the_keys_of_a_computed_evaluation_are_those_documented(readme, three_years):
    evaluation = three_years.evaluation
    lines = text(readme).splitlines()
    begin = next(number for number, line in enumerate(lines) if line == "## evaluation.json")
    end = next(number for number, line in enumerate(lines) if number > begin and line.startswith("## "))
    table = [line.split("|")[1] for line in lines[begin:end] if line.startswith("| `")]
    assert [key for cell in table for key in re.findall(r"`(\w+)`", cell)] == list(evaluation)
    score, documented = evaluation["score"], braces(row(readme, "score"))
    assert documented == [list(score["declared"]), list(score["recomputed"]), list(score["missing"][0])]
    outer = re.sub(r": (\{[^{}]*\}|\[\{[^{}]*\}\])", "", row(readme, "score"))
    assert braces(outer) == [list(score)]
    named = set(re.findall(r"`(\w+)`", row(readme, "indicators"))) - {"indicators"}
    assert named <= set(evaluation["indicators"][0])


@LANGUAGES
def test_the_bounds_and_the_declared_score_are_those_computed(readme, three_years):
    score = three_years.evaluation["score"]
    low, high = (f"{score['recomputed'][end]:.2f}" for end in ("low", "high"))
    assert re.search(rf"{low} (to|至)\s{high}", text(readme))
    assert re.search(rf"\b{score['declared']['score']}\b", text(readme))
    assert score["assumption"] in re.sub(r"\s", "", text(readme))


def test_the_changelog_begins_with_what_moved_the_score(three_years):
    score = three_years.evaluation["score"]
    entry = re.search(r"^## Unreleased\n\n- (.*?)(?=^- )", text("CHANGELOG.md"), re.MULTILINE | re.DOTALL)[1]
    assert f"{score['recomputed']['low']:.2f} to {score['recomputed']['high']:.2f}" in entry
    assert f"{len(score['missing'])} others" in entry


def test_the_eight_files_of_a_year_are_named_in_contributing_and_architecture():
    years = sorted(path for path in (PROJECT / "data" / "raw").iterdir() if path.is_dir())
    for document in ("CONTRIBUTING.md", "ARCHITECTURE.md"):
        missing = {path.name for year in years for path in year.iterdir() if path.is_file() and path.name not in text(document)}
        assert missing == set(), document


@pytest.mark.parametrize("name", DOCUMENTS)
def test_headings_of_a_document_go_down_one_level_at_a_time(name):
    levels = [len(marks) for marks in re.findall(r"^(#+) ", FENCE.sub("", text(name)), re.MULTILINE)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_document_names_a_place_of_one_machine(name):
    prefix = Path(sys.prefix).as_posix().removesuffix("/.venv")
    assert prefix not in text(name)
    assert not re.search(r"(?<![\w.])/(home|root|Users|work|tmp)/", text(name))
