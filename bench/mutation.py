"""Mutation testing of metrics and scoring: whether any test notices that a sign of the code is another.

Every mutant is a module with one operator, number or condition changed. It is noticed if a test fails, or hangs. A mutant
that no test notices is either a gap in the tests, or listed with its reason in ``mutation_survivors.csv``.

cosmic-ray makes the mutants. It is not among the pinned packages: ``pip install cosmic-ray==8.7.0``. Its own runner starts
a process a mutant, most of whose time goes to importing pandas; here the libraries are imported once and every mutant is a
fork. Its operators for bits, shifts and matrices are left out, as nothing here has such, and so are changes that leave no
trace in what is executed, annotations, decorators, the bare ``*`` of a signature, and those that Python itself warns of.

A mutant counts as noticed only where the same tests pass without it. Hypothesis draws the same examples for every mutant,
and no test fails for being slow: time is that of the processor, as others may share the machine.

    python -m bench.mutation                     every module of metrics and scoring
    python -m bench.mutation evalkit/scoring/rules.py --near --list survivors.csv
"""

import argparse
import ast
import csv
import difflib
import functools
import gc
import importlib
import importlib.abc
import importlib.util
import multiprocessing
import os
import random
import re
import signal
import sys
import tempfile
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[1]
EXPLAINED = Path(__file__).parent / "mutation_survivors.csv"
PACKAGES = ("evalkit/metrics", "evalkit/scoring")
LEFT_OUT = re.compile("Variable|RemoveDecorator|LShift|RShift|Bit|Pow|MatMul|Invert|UAdd")
LIBRARIES = (
    "pytest hypothesis numpy pandas duckdb pyarrow pydantic yaml scipy.stats openpyxl PIL.Image lxml.etree ruamel.yaml asyncio doctest pdb"
).split()
FARTHER = {"metrics": ["tests/test_sub_project.py", "tests/test_measures.py"], "scoring": ["tests/forms"]}
# What a run of tests may take: of a processor, since others may share the machine; of a clock, where it only waits; of memory.
PROCESSOR_SECONDS = 90
SECONDS = 900
BYTES = 4 << 30
PASSED, NOTHING_TO_RUN = 0, 5


@dataclass(frozen=True)
class Mutant:
    """A module with one change: the line before and after it, and the whole text."""

    module: str
    line: int
    before: str
    after: str
    source: str

    @property
    def key(self) -> tuple[str, str, str]:
        """By which a survivor is listed; line numbers change too often."""
        return (self.module, self.before, self.after)


class _Replaced(importlib.abc.MetaPathFinder, importlib.abc.SourceLoader):
    """Imports one module from a text instead of its file."""

    def __init__(self, name: str, path: Path, source: str) -> None:
        self.name, self.path, self.source = name, path, source

    def find_spec(self, fullname, path=None, target=None):
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(fullname, self.path, loader=self)

    def get_filename(self, fullname: str) -> str:
        return str(self.path)

    def get_data(self, path) -> bytes:
        return self.source.encode()


def executed(source: str) -> str:
    """Return what of a source text is executed, as text: without annotations, decorators and how arguments may be given.

    Raises
    ------
    SyntaxError
        If it is no Python, or Python itself warns of it: ``is "a text"``.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", SyntaxWarning)
        compile(source, "<mutant>", "exec")
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            node.decorator_list = []
        if isinstance(node, ast.FunctionDef):
            node.returns = None
            named = node.args
            named.args = [*named.posonlyargs, *named.args, *named.kwonlyargs]
            named.defaults = [*named.defaults, *(each for each in named.kw_defaults if each is not None)]
            named.posonlyargs, named.kwonlyargs, named.kw_defaults = [], [], []
        if isinstance(node, ast.arg):
            node.annotation = None
        if isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
    return ast.dump(tree)


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Return every mutant of a module, each once."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names

    source, module = path.read_text(encoding="utf-8"), path.relative_to(PROJECT).as_posix()
    tree, seen = get_ast(source), {executed(source)}
    for name in sorted(operator_names()):
        if LEFT_OUT.search(name):
            continue
        operator = get_operator(name)()
        places = sum(1 for node in ast_nodes(tree) for _ in operator.mutation_positions(node))
        for place in range(places):
            mutated = mutate_code(source, operator, place)
            try:
                does = executed(mutated)
            except SyntaxError:
                continue
            if does not in seen:
                seen.add(does)
                yield Mutant(module, *_change(source, mutated), mutated)


def _change(source: str, mutated: str) -> tuple[int, str, str]:
    """Return the first line changed, and the changed lines before and after, each group as one."""
    before, after = source.splitlines(), mutated.splitlines()
    changes = [each for each in difflib.SequenceMatcher(None, before, after).get_opcodes() if each[0] != "equal"]
    _, low, high, other_low, other_high = changes[0]
    return low + 1, *(" ".join(line.strip() for line in lines) for lines in (before[low:high], after[other_low:other_high]))


def asked_about(module: str) -> list[list[str]]:
    """Return which tests are asked about a module, in groups; later ones only where the earlier notice nothing.

    First its examples and the tests of its own name, then those that import it, then all of its package and those FARTHER.
    """
    _, package, name = module.removesuffix(".py").split("/")
    named = re.compile(rf"evalkit\.{package}(?:\.| import .*\b){name}\b")
    files = sorted((PROJECT / "tests" / package).glob("test_*.py"))
    own = [path for path in files if path.name == f"test_{name}.py"]
    near = [path for path in files if path not in own and named.search(path.read_text(encoding="utf-8"))]
    first, second = ([path.relative_to(PROJECT).as_posix() for path in group] for group in (own, near))
    return [group for group in ([module, *first], second, [f"tests/{package}", *FARTHER[package]]) if group]


def noticed(mutant: Mutant | None, tests: list[str]) -> bool:
    """Run tests in a fork in which the module is the mutant, if any; return whether one failed, or did not come to an end."""
    with tempfile.TemporaryDirectory(prefix="mutation-") as temporary:
        child = os.fork()
        if not child:
            _run(mutant, tests, temporary)
        status = os.waitpid(child, 0)[1]
    return not os.WIFEXITED(status) or os.WEXITSTATUS(status) not in (PASSED, NOTHING_TO_RUN)


def _run(mutant: Mutant | None, tests: list[str], temporary: str) -> None:
    import resource

    signal.alarm(SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    resource.setrlimit(resource.RLIMIT_DATA, (BYTES, BYTES))
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    status = 1
    try:
        import hypothesis
        import pytest

        # The same examples for every mutant, and none that fails because others share the machine.
        hypothesis.settings.register_profile("mutation", derandomize=True, database=None, deadline=None)
        hypothesis.settings.load_profile("mutation")
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        if mutant:
            name = mutant.module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            sys.meta_path.insert(0, _Replaced(name, PROJECT / mutant.module, mutant.source))
        without = [f"-pno:{plugin}" for plugin in ("cacheprovider", "unraisableexception", "threadexception", "faulthandler")]
        status = int(pytest.main(["-x", "-q", "--assert=plain", f"--basetemp={temporary}/tests", *without, *tests]))
    finally:
        os._exit(status)


@functools.cache
def _passing(tests: tuple[str, ...]) -> None:
    if noticed(None, list(tests)):
        raise RuntimeError(f"they fail as the code stands, so they can tell nothing: {' '.join(tests)}")


def survivors_of(mutants: list[Mutant], workers: int, *, near: bool = False) -> list[Mutant]:
    """Return those mutants of a module that no test notices, or none of those near it.

    Raises
    ------
    RuntimeError
        If the tests fail without any change: nothing could be told then.
    """
    tests = asked_about(mutants[0].module)[: -1 if near else None] if mutants else []
    for each in tests:
        _passing(tuple(each))
    with ThreadPoolExecutor(workers) as pool:
        found = list(pool.map(lambda mutant: any(noticed(mutant, each) for each in tests), mutants))
    return [mutant for mutant, seen in zip(mutants, found, strict=True) if not seen]


def explained() -> dict[tuple[str, str, str], str]:
    """Return the survivors that are listed with a reason."""
    with EXPLAINED.open(encoding="utf-8", newline="") as file:
        return {(row["module"], row["before"], row["after"]): row["reason"] for row in csv.DictReader(file)}


def main() -> int:
    """Run the mutants of some modules, print who survived, and return 1 where a survivor is not explained."""
    parser = argparse.ArgumentParser(prog="python -m bench.mutation", description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", type=Path, help="modules; all of metrics and scoring where none is named")
    parser.add_argument("--sample", type=int, help="so many mutants of each module, always the same ones; all by default")
    parser.add_argument("--workers", type=int, default=multiprocessing.cpu_count(), help="mutants at a time")
    parser.add_argument("--near", action="store_true", help="ask only the tests that name the module: quicker, tells more gaps")
    parser.add_argument("--list", type=Path, help="a CSV file for the survivors without a reason, in the form of the listed ones")
    options = parser.parse_args()
    if importlib.util.find_spec("cosmic_ray") is None:
        parser.error("cosmic-ray is not installed: pip install cosmic-ray==8.7.0")
    for library in LIBRARIES:
        importlib.import_module(library)
    modules = [each.resolve() for each in options.modules]
    os.chdir(PROJECT)
    gc.freeze()
    sys.dont_write_bytecode = False  # otherwise every fork compiles all of evalkit anew
    reasons, total, listed, survivors = explained(), 0, 0, []
    everywhere = [path for package in PACKAGES for path in sorted((PROJECT / package).glob("*.py"))]
    for path in modules or everywhere:
        mutants = list(mutants_of(path))
        if options.sample is not None:
            mutants = random.Random(path.name).sample(mutants, min(options.sample, len(mutants)))
        known = [mutant for mutant in mutants if mutant.key in reasons]
        new = survivors_of([mutant for mutant in mutants if mutant not in known], options.workers, near=options.near)
        total, listed, survivors = total + len(mutants), listed + len(known), [*survivors, *new]
        print(_score(path.relative_to(PROJECT).as_posix(), len(mutants), len(known), len(new)), flush=True)
        for mutant in new:
            print(f"  {mutant.module}:{mutant.line}\n    - {mutant.before}\n    + {mutant.after}", flush=True)
    print(_score("all", total, listed, len(survivors)))
    if options.list:
        with options.list.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("module", "before", "after", "reason"), *((*each.key, "") for each in survivors)])
    return 1 if survivors else 0


def _score(name: str, total: int, listed: int, new: int) -> str:
    killed = total - listed - new
    return (
        f"{name}: {killed} of {total} noticed, {killed / max(total, 1):.1%}; survivors: {listed} listed, {new} without a reason"
    )


if __name__ == "__main__":
    sys.exit(main())
