"""Which code a notebook's result depends on: what it imports, what that imports, and the files of those packages."""

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import evalkit

PACKAGE = Path(evalkit.__file__).parent
NAME = PACKAGE.name
RECORDED = "rulebooks"
"""Files of this folder count where they are read, like data; see :mod:`evalkit.reads`."""


class Code:
    """The code of evalkit as it is now; what was looked up once is not looked up again.

    Examples
    --------
    >>> sorted(path.name for path in Code().of_module("evalkit.atomic"))
    ['__init__.py', 'atomic.py', 'reads.py']
    """

    def __init__(self):
        self._path_of, self._imports_of, self._held_by = cache(_path_of), cache(self._read_imports), cache(_held_by)

    def of_notebook(self, notebook: Path) -> set[Path]:
        """Return every file of evalkit, and every module beside the notebook, that the code of a notebook depends on.

        A notebook that cannot be read as Python depends on all of evalkit.
        """
        try:
            modules = set().union(*(self._imports(source, "") for source in _code_cells(notebook)))
        except (SyntaxError, ValueError, KeyError, TypeError):
            return {path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix != ".pyc"}
        return self._follow(modules, notebook.parent)

    def of_module(self, module: str) -> set[Path]:
        """Return every file of evalkit that a module of evalkit depends on."""
        return self._follow({module}, PACKAGE)

    def _follow(self, modules: set[str], beside: Path) -> set[Path]:
        """Follow imports from module to module, and add what lies in the packages besides modules."""
        found: set[Path] = set()
        seen, waiting = set(modules), list(modules)
        while waiting:
            module = waiting.pop()
            path = self._path_of(module, beside)
            if path is None:
                continue
            found.add(path)
            new = self._imports_of(path, module if path.name == "__init__.py" else module.rpartition(".")[0]) - seen
            seen |= new
            waiting += new
        packages = {path.parent for path in found if path.is_relative_to(PACKAGE) and path.parent != PACKAGE}
        return found.union({PACKAGE / "__init__.py"}, *map(self._held_by, packages))

    def _read_imports(self, path: Path, package: str) -> set[str]:
        return self._imports(path.read_text(encoding="utf-8"), package)

    def _imports(self, source: str, package: str) -> set[str]:
        """Return the modules that a source names; a package named for one of its modules counts as that module alone."""
        names: set[str] = set()
        for node in _statements(ast.parse(source)):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
                module = ".".join([*above, *([node.module] if node.module else [])])
                names |= {self._module_or_package(module, alias.name) for alias in node.names}
        return names

    def _module_or_package(self, package: str, name: str) -> str:
        inner = f"{package}.{name}"
        return inner if package.split(".")[0] == NAME and self._path_of(inner, PACKAGE) else package


def _statements(block: ast.AST) -> Iterator[ast.AST]:
    """Return every statement, those inside others too; expressions, which import nothing, are passed over."""
    for part in ("body", "orelse", "finalbody", "handlers", "cases"):
        for inner in getattr(block, part, ()):
            yield inner
            yield from _statements(inner)


def _path_of(module: str, beside: Path) -> Path | None:
    """Return the file of a module of evalkit or beside the notebook; none of a library's."""
    parts = module.split(".")
    folder = PACKAGE.parent if parts[0] == NAME else beside
    path = folder.joinpath(*parts)
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)


def _held_by(package: Path) -> set[Path]:
    """Return the templates, fonts and other files of a package, and its own ``__init__.py``."""
    inner = [path.parent for path in package.rglob("__init__.py") if path.parent != package]
    held = (path for path in package.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc"))
    own = {path for path in held if RECORDED not in path.parts and not any(path.is_relative_to(other) for other in inner)}
    return own | {package / "__init__.py"}


def _code_cells(notebook: Path) -> list[str]:
    """Return the Python of a notebook's code cells; lines for IPython or the shell name no module."""
    cells = json.loads(notebook.read_bytes())["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    return ["\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in source.split("\n")) for source in sources]
