"""The key of a result: all that it rests on, and which part of that has changed since.

A key is kept in ``data/processed/YEAR/keys/NAME.json``, for each notebook of a year and for the check of its raw data;
those of the page across years and of the indexes in ``data/processed/keys``. It holds names and digests only, no time and no place, and a digest of itself.
"""

import hashlib
import json
import sys
import zlib
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from evalkit.atomic import write_if_changed
from evalkit.pipeline.code import PACKAGE, Code
from evalkit.pipeline.hashes import Hashes
from evalkit.pipeline.plan import REPORT
from evalkit.reads import differing

LOCK = PACKAGE.parent / "requirements.lock"
CHECK, INDEXES = "check", "indexes"
CHECKED_BY, EXECUTED_BY, INDEXED_BY = "evalkit.year", "evalkit.pipeline.execute", "evalkit.pipeline.index"
AUDITED_BY = "evalkit.pipeline.report_audit"
FOLDERS = ("data_dir",)
"""Parameters that only say where the data are; the key does not rest on them, so that a project can be moved."""
NO_KEY = "没有上次运行的记录"
DAMAGED_KEY = "上次运行的记录已损坏"
MOST_NAMED = 3


@dataclass(frozen=True)
class Key:
    """What a result rests on, by name and SHA-256, and what it left.

    Attributes
    ----------
    source : dict of str to str
        The notebook; empty for the check of a year's raw data.
    parameters : dict
        Values given to the notebook, folders left out.
    code : dict of str to str
        Modules, templates and fonts, by path in the project.
    environment : dict of str to str
        Lock file, interpreter, the library that packs fonts, installed packages.
    reads : dict of str to str
        Data and rulebooks that were really read; see :mod:`evalkit.reads`.
    written : dict of str to str
        Results in the data folder.
    pages : dict of str to str
        What was published, by path in the folder of the pages.
    about : dict
        What else the pipeline has to know of a year without checking it again; decides nothing.
    """

    source: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, Any] = field(default_factory=dict)
    code: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    reads: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)


class Keys:
    """The keys of a data folder and a folder of pages, and what has changed since they were kept.

    The code is taken as it is when this is made, which is to be before anything of it is imported for a job: code that
    changes while a batch lasts is seen to by the next one.
    """

    def __init__(self, data_dir: Path, output_dir: Path):
        self.data_dir, self.output_dir = data_dir, output_dir
        self.hashes = Hashes(data_dir / "processed" / ".hashes.json")
        self._package = {path: self.hashes(path) for path in sorted(PACKAGE.rglob("*")) if _is_code(path)}
        self._code = Code()
        self._executing = self._code.of_module(EXECUTED_BY)
        self._notebooks: dict[Path, tuple[dict[str, str], dict[str, str]]] = {}
        self._checking: dict[str, str] | None = None
        self._environment = {LOCK.name: self.hashes(LOCK) if LOCK.is_file() else "", **environment_now()}

    def of_notebook(self, notebook: Path, parameters: dict[str, Any]) -> Key:
        """Return what the result of a notebook rests on as far as it is known before it runs.

        The notebook is taken as it was when first asked for.
        """
        if notebook not in self._notebooks:
            there = notebook.is_file()
            files = self._code.of_notebook(notebook) | self._executing if there else set()
            if notebook.stem == REPORT:
                files |= self._code.of_module(AUDITED_BY)
            source = {notebook.name: digest_of_cells(notebook, self.hashes) if there else ""}
            self._notebooks[notebook] = source, self._digests(files, notebook.parent)
        source, code = self._notebooks[notebook]
        used = {name: value for name, value in parameters.items() if name not in FOLDERS}
        return Key(source=source, parameters=used, code=code, environment=self._environment)

    def of_check(self) -> Key:
        """Return what the check of a year's raw data rests on, the data apart."""
        if self._checking is None:
            self._checking = self._digests(self._code.of_module(CHECKED_BY), PACKAGE)
        return Key(code=self._checking, environment=self._environment)

    def of_index(self) -> Key:
        """Return what the indexes rest on, the pages that they list apart."""
        return Key(code=self._digests(self._code.of_module(INDEXED_BY), PACKAGE), environment=self._environment)

    def kept(self, year: int, name: str) -> Key | None:
        """Return the key that was kept, or ``None`` where there is none or it cannot be read."""
        try:
            plain = json.loads(self._path(year, name).read_bytes())
            return Key(**plain) if plain.pop("digest") == _digest_of(plain) else None
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None

    def keep(self, year: int, name: str, key: Key, pages: Iterable[str] = ()) -> None:
        """Keep the key of a result, with the digests of the pages that were published of it."""
        digests = {page: self.hashes(self.output_dir / page) for page in pages}
        plain = asdict(replace(key, pages=digests))
        content = json.dumps(plain | {"digest": _digest_of(plain)}, ensure_ascii=False, indent=1)
        write_if_changed(self._path(year, name), content.encode())

    def reasons(self, year: int, name: str, now: Key) -> list[str]:
        """Return why a result has to be made again, in the words of the operator; nothing if it need not.

        Parameters
        ----------
        year : int
            The fiscal year; 0 for what is made across years.
        name : str
            The notebook, ``check`` or ``indexes``.
        now : Key
            Source, parameters, code and environment as they are; everything else is looked up.
        """
        kept = self.kept(year, name)
        if kept is None:
            return [DAMAGED_KEY if self._path(year, name).is_file() else NO_KEY]
        reasons = [
            ("笔记本已改", _changed(kept.source, now.source)),
            ("参数已变", _changed(kept.parameters, now.parameters)),
            ("代码已改", _changed(kept.code, now.code)),
            ("环境已变", _changed(kept.environment, now.environment)),
            ("数据已变", differing(kept.reads, self.data_dir, self.hashes)),
            ("结果不在或被改动", differing(kept.written, self.data_dir, self.hashes)),
            ("页面不在或被改动", differing(kept.pages, self.output_dir, self.hashes)),
        ]
        return [f"{what}：{_listed(names)}" for what, names in reasons if names]

    def _digests(self, files: Iterable[Path], beside: Path) -> dict[str, str]:
        named = {
            (path.relative_to(PACKAGE.parent) if path.is_relative_to(PACKAGE) else path.relative_to(beside)).as_posix(): path
            for path in files
        }
        return {name: self._package.get(named[name]) or self.hashes(named[name]) for name in sorted(named)}

    def of_year(self, year: int) -> list[Path]:
        """Return where the keys of a year are kept."""
        return sorted(self._path(year, CHECK).parent.glob("*.json"))

    def _path(self, year: int, name: str) -> Path:
        folder = self.data_dir / "processed"
        return (folder / str(year) if year else folder) / "keys" / f"{name}.json"


def _digest_of(plain: dict[str, Any]) -> str:
    """Return the digest by which a damaged key is told."""
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _is_code(path: Path) -> bool:
    return path.is_file() and path.suffix != ".pyc"


def _changed(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


def _listed(names: list[str]) -> str:
    more = f"等 {len(names)} 项" if len(names) > MOST_NAMED else ""
    return "、".join(names[:MOST_NAMED]) + more


def digest_of_cells(notebook: Path, digest: Callable[[Path], str]) -> str:
    """Return the digest of what is in the cells; of the whole file where it is no notebook.

    What an editor leaves beside the cells, such as outputs and counts, changes no result.
    """
    try:
        plain = json.loads(notebook.read_bytes())
        cells = [
            [cell.get("id"), cell["cell_type"], "".join(cell["source"]), cell["metadata"].get("tags")] for cell in plain["cells"]
        ]
        used = [plain["metadata"].get("kernelspec"), cells]
    except (ValueError, KeyError, TypeError):
        return digest(notebook)
    return hashlib.sha256(json.dumps(used).encode()).hexdigest()


def environment_now() -> dict[str, str]:
    """Return the interpreter, the library that packs fonts, and one digest of the installed packages."""
    packages = hashlib.sha256("\n".join(sorted(_installed())).encode()).hexdigest()
    return {"python": sys.version, "zlib": zlib.ZLIB_RUNTIME_VERSION, "packages": packages}


def _installed() -> set[str]:
    """Return the names and versions of what is installed, as their folders say; listing them takes a thousandth of importing."""
    return {entry.stem for folder in map(Path, sys.path) if folder.is_dir() for entry in folder.glob("*.dist-info")}
