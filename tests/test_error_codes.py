"""Every code of an error or a finding means one thing, and some test provokes it."""

import ast
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
CODE = re.compile(r"[A-Z](-[A-Z]+)?-\d\d")


def template(node, function):
    """Return a message as text, with its figures replaced by braces."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in parts)
        case ast.Name(id=name):
            given = [item for item in ast.walk(function) if isinstance(item, ast.Assign) and item.lineno < node.lineno]
            values = [item.value for item in given if any(isinstance(to, ast.Name) and to.id == name for to in item.targets)]
            return template(values[-1], function) if values else ast.unparse(node)
    return ast.unparse(node)


def meanings():
    """Return, for every code, the first text that follows it wherever the source states it, with the place."""
    found = {}
    for path in sorted((PROJECT / "evalkit").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        for node in ast.walk(tree):
            items = node.args if isinstance(node, ast.Call) else node.elts if isinstance(node, ast.Tuple) else []
            for item, following in zip(items, items[1:], strict=False):
                if isinstance(item, ast.Constant) and isinstance(item.value, str) and CODE.fullmatch(item.value):
                    around = [each for each in functions if each.lineno <= node.lineno <= each.end_lineno]
                    text = template(following, around[-1] if around else tree)
                    found.setdefault(item.value, {}).setdefault(text, f"{path.relative_to(PROJECT)}:{node.lineno}")
    return found


def literals():
    """Return every string of the source that is a code and nothing else."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (PROJECT / "evalkit").rglob("*.py")]
    strings = {
        node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return {text for text in strings if CODE.fullmatch(text)}


MEANINGS = meanings()


def test_no_code_is_written_where_this_test_does_not_see_its_meaning():
    assert literals() == set(MEANINGS)
    assert len(MEANINGS) > 50


@pytest.mark.parametrize("code", sorted(MEANINGS))
def test_a_code_has_one_meaning(code):
    assert len(MEANINGS[code]) == 1, MEANINGS[code]


def test_every_meaning_is_told_in_chinese():
    assert [code for code, texts in MEANINGS.items() if not all(re.search(r"[\u4e00-\u9fff]", text) for text in texts)] == []


def test_every_code_that_a_docstring_names_is_raised_somewhere():
    sources = [path.read_text(encoding="utf-8") for path in (PROJECT / "evalkit").rglob("*.py")]
    named = {code for source in sources for code in re.findall(r"``([A-Z](?:-[A-Z]+)?-\d\d)``", source)}
    assert named - set(MEANINGS) == set()


def test_every_code_appears_in_a_test():
    paths = [path for name in ("test_*.py", "expected.txt") for path in (PROJECT / "tests").rglob(name)]
    texts = [path.read_text(encoding="utf-8") for path in paths if path != Path(__file__)]
    named = {match.group() for text in texts for match in re.finditer(r"\b[A-Z](-[A-Z]+)?-\d\d\b", text)}
    assert sorted(set(MEANINGS) - named) == []
