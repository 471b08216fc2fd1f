"""A year while it runs: where its pages wait until all of them are there, and how they are published then.

A page that is made waits in ``outputs/.YEAR.made`` with its key already kept, so that what was done before a notebook failed,
or before the run was killed, need not be done again. A year is published when every notebook that was asked for has ended well;
until then the report that was published before stays as it is.
"""

import shutil
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from evalkit.atomic import write_atomic
from evalkit.errors import EvalkitError
from evalkit.pipeline.attempt import FOLDER as FAILED_FOLDER
from evalkit.pipeline.attempt import Attempt, fill, kept_page, read_attempt, write_attempt
from evalkit.pipeline.checked import Checked
from evalkit.pipeline.disk import disk_error
from evalkit.pipeline.keys import CHECK, Key, Keys
from evalkit.pipeline.manifest import DONE, FAILED, STATEMENT, Outcome, is_current, read_manifest, write_manifest
from evalkit.pipeline.plan import REPORT, SCORECARD, Step
from evalkit.pipeline.publish import INDEX, failed_folder, made_folder, next_folder, replace_year
from evalkit.pipeline.report_audit import AUDIT, AUDIT_PAGE, audit_made
from evalkit.reads import differing, sha256_of

EVALUATION = "evaluation.json"
PERSONAL = "P-PII-01"
CONTRADICTED = "[A-OWN-01]"


@dataclass
class YearBatch:
    """A year while it runs.

    Attributes
    ----------
    fiscal_year : int
        The year.
    checked : Checked
        What it states.
    steps : dict of str to Step
        The notebooks that were asked for.
    keys : Keys
        The keys of results; they know the folders.
    notebooks : pathlib.Path
        The folder of the notebooks.
    lock : contextlib.ExitStack
        Holds the lock of the year; let go of as soon as the year is settled.
    outcomes : dict of str to Outcome
        How each notebook ended.
    unpublished : EvalkitError or None
        Why the year was not published though every notebook ended well.
    """

    fiscal_year: int
    checked: Checked
    steps: dict[str, Step]
    keys: Keys
    notebooks: Path
    lock: ExitStack
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    unpublished: EvalkitError | None = None

    @property
    def folder(self) -> Path:
        """Where the year is published."""
        return self.keys.output_dir / str(self.fiscal_year)

    @property
    def made(self) -> Path:
        """Where its pages wait."""
        return made_folder(self.folder)

    @property
    def undone(self) -> bool:
        """Whether something that was asked for is lacking, so that nothing may rest on this year."""
        return self.unpublished is not None or any(outcome.status != DONE for outcome in self.outcomes.values())

    def keep(self, outcome: Outcome, key: Key) -> Outcome:
        """Keep the key of a notebook that ended well, whose page now waits; return how it ended after all.

        A scorecard that wrote no evaluation has failed, and one whose evaluation was written over since as well; so has a report
        that contradicts itself or the data.
        """
        name = outcome.notebook
        evaluation = f"processed/{self.fiscal_year}/{EVALUATION}"
        try:
            if name == SCORECARD:
                if evaluation not in key.written:
                    message = f"没有写出当前数据的 {EVALUATION}：请在最后一格调用 year.save_evaluation"
                    return replace(outcome, status=FAILED, message=message)
                write_atomic(self.made / EVALUATION, (self.keys.data_dir / evaluation).read_bytes())
                if sha256_of(self.made / EVALUATION) != key.written[evaluation]:
                    return replace(outcome, status=FAILED, message=str(_changed([evaluation])))
            if name == REPORT:
                also = audit_made(self.made, self.fiscal_year, self.keys.data_dir, key.reads)
                key = replace(key, reads=key.reads | also)
            self.keys.keep(self.fiscal_year, name, key, self._below(self.made, name))
        except EvalkitError as error:
            return replace(outcome, status=FAILED, message=str(error))
        except OSError as error:
            return replace(outcome, status=FAILED, message=str(disk_error(error, self.made)))
        return outcome

    def settle(self) -> bool:
        """Publish the year if all that was asked for is done, otherwise keep a record; return whether anything has changed."""
        self.outcomes = {name: self.outcomes[name] for name in self.steps}
        with self.lock:
            if self.undone:
                self._record()
                return True
            waiting = self._waiting()
            earlier = read_attempt(self.folder)
            current = is_current(self.folder, self.checked.inputs, list(self.steps))
            if not waiting and not earlier and current:
                shutil.rmtree(self.made, ignore_errors=True)
                return False
            try:
                self._publish(waiting, earlier)
            except EvalkitError as error:
                shutil.rmtree(next_folder(self.folder), ignore_errors=True)
                if error.code == PERSONAL:  # what stands on a page must not wait there either
                    shutil.rmtree(self.made, ignore_errors=True)
                self.unpublished = error
                self._record()
            except OSError as error:
                self.unpublished = disk_error(error, self.folder)
                self._record()
            return True

    def _publish(self, waiting: dict[str, Key], earlier: Attempt | None) -> None:
        changed = self._changed_meanwhile()
        if changed:
            raise _changed(changed)
        pages = {path: self.made / path for name in waiting for path in _pages(name)}
        unchanged = self._unchanged()

        def complete(coming: Path) -> None:
            keys = self._published_keys(coming)
            write_manifest(
                coming,
                fiscal_year=self.fiscal_year,
                inputs=self.checked.inputs,
                received=self.checked.received,
                edition=self.checked.edition,
                outcomes=list(self.outcomes.values()),
                unchanged=unchanged,
                keys=keys,
                earlier_inputs=self._earlier_inputs(keys),
                started=self.started,
            )
            left = earlier and earlier.without(list(self.steps))
            if left:
                fill(coming / FAILED_FOLDER, left, kept_page(self.folder))
            from evalkit.pipeline.index import year_index

            write_atomic(coming / INDEX, year_index(coming, self.keys.output_dir).encode())
            self._refuse_personal({name: coming / name for name in (*pages, INDEX, STATEMENT)})

        replace_year(self.folder, pages, complete, drop=FAILED_FOLDER)
        for name, key in waiting.items():
            self.keys.keep(self.fiscal_year, name, key, self._below(self.folder, name))
        if not self._waiting(every=True):
            shutil.rmtree(self.made, ignore_errors=True)

    def _refuse_personal(self, files: dict[str, Path]) -> None:
        """Refuse to publish files in which something personal stands."""
        from evalkit.personal.refusal import refuse_personal

        contents = {f"outputs/{self.fiscal_year}/{name}": path.read_bytes() for name, path in files.items()}
        refuse_personal(contents, self.checked.public_contacts)

    def _published_keys(self, folder: Path) -> list[Key]:
        """Return the keys of the year's check and of every notebook whose page is in a folder."""
        names = [CHECK, *(path.stem for path in sorted(folder.glob("*.html")))]
        return [key for key in (self.keys.kept(self.fiscal_year, name) for name in names) if key]

    def _earlier_inputs(self, keys: list[Key]) -> dict[str, str]:
        """Return every raw file of the other years that these results look back on, with its SHA-256."""
        data_dir = self.keys.data_dir
        parts = [name.split("/") for key in keys for name in key.reads]
        years = {part[1] for part in parts if part[0] in ("raw", "processed") and part[1].isdecimal()} - {str(self.fiscal_year)}
        paths = [path for other in sorted(years) for path in sorted((data_dir / "raw" / other).rglob("*"))]
        return {path.relative_to(data_dir).as_posix(): self.keys.hashes(path) for path in paths if path.is_file()}

    def _record(self) -> None:
        """Keep what the run came to; where the disk refuses that too, it is told on the terminal all the same."""
        earlier = read_attempt(self.folder)
        outcomes = (earlier.outcomes if earlier else {}) | self.outcomes
        attempt = Attempt((self.fiscal_year, self.fiscal_year), outcomes, unpublished=str(self.unpublished or ""))
        kept = kept_page(self.folder)
        with suppress(OSError):
            write_attempt(
                self.folder, attempt, failed_folder(self.folder), lambda outcome: self._failed_page(outcome) or kept(outcome)
            )

    def _failed_page(self, outcome: Outcome) -> bytes | None:
        """Return the page of a notebook that failed this time, of a report that was refused its audit; none with something personal."""
        if outcome.notebook not in self.steps:
            return None
        from evalkit.personal.refusal import scan
        from evalkit.pipeline.failed_page import failed_page

        if outcome.message.startswith(CONTRADICTED):
            page = (self.made / AUDIT_PAGE).read_bytes()
        else:
            page = failed_page(outcome, self.fiscal_year, self.made, self.notebooks)
        return page if page and not scan({f"{outcome.notebook}.html": page}, self.checked.public_contacts) else None

    def _below(self, folder: Path, name: str) -> list[str]:
        return [(folder / path).relative_to(self.keys.output_dir).as_posix() for path in _pages(name)]

    def _waiting(self, *, every: bool = False) -> dict[str, Key]:
        """Return the keys of the notebooks whose pages wait: of those that were asked for, or of every one of the year."""
        names = [path.stem for path in self.keys.of_year(self.fiscal_year)] if every else list(self.steps)
        kept = {name: self.keys.kept(self.fiscal_year, name) for name in names}
        return {name: key for name, key in kept.items() if key and self._waits(key)}

    def _waits(self, key: Key) -> bool:
        return any(page.startswith(f"{self.made.name}/") for page in key.pages)

    def _changed_meanwhile(self) -> list[str]:
        """Return what the pages rest on and is no longer as it was used; the files of other years are left to the next run."""
        ours = (f"raw/{self.fiscal_year}/", f"processed/{self.fiscal_year}/", "rulebooks/")
        kept = [self.keys.kept(self.fiscal_year, name) for name in (CHECK, *self.steps)]
        used = {item for key in kept if key for item in (*key.reads.items(), *key.written.items()) if item[0].startswith(ours)}
        return sorted({name for item in used for name in differing(dict([item]), self.keys.data_dir, self.keys.hashes)})

    def _unchanged(self) -> list[str]:
        """Return the notebooks that were not asked for and whose published pages are still those of the data there are."""
        others = read_manifest(self.folder).get("notebooks", {}).keys() - self.steps.keys()
        return [name for name in sorted(others) if self._is_unchanged(name)]

    def _is_unchanged(self, name: str) -> bool:
        now = self.keys.of_notebook(self.notebooks / f"{name}.ipynb", self.parameters)
        kept = self.keys.kept(self.fiscal_year, name)
        return not self.keys.reasons(self.fiscal_year, name, now) and not (kept and self._waits(kept))

    @property
    def parameters(self) -> dict[str, int | str]:
        """What the year's notebooks are given."""
        return {"fiscal_year": self.fiscal_year, "data_dir": str(self.keys.data_dir)}


def _pages(name: str) -> list[str]:
    """Return what is published of a notebook, by path in the folder of the year."""
    beside = {SCORECARD: [EVALUATION], REPORT: [AUDIT_PAGE, AUDIT]}
    return [f"notebooks/{name}.ipynb", f"{name}.html", *beside.get(name, [])]


def _changed(names: list[str]) -> EvalkitError:
    return EvalkitError(
        "P-MID-01",
        "运行期间数据被改动，没有发布",
        found="、".join(f"data/{name}" for name in names),
        expected="从检查到发布，所用的文件一直不变",
        remedy="不要在运行期间改动数据，也不要在 JupyterLab 中同时运行该年度的笔记本；再运行一次",
    ).at("data")
