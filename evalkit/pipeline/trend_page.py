"""The page across years, published beside the folders of the years."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from evalkit.pipeline.attempt import FOLDER, Attempt, read_attempt, write_attempt
from evalkit.pipeline.keys import Key, Keys
from evalkit.pipeline.locking import ACROSS
from evalkit.pipeline.manifest import DONE, Outcome
from evalkit.pipeline.plan import TREND
from evalkit.pipeline.process import Job

PAGES = (f"notebooks/{TREND}.ipynb", f"{TREND}.html")


def trend_made(output_dir: Path) -> Path:
    """Return where the page across years is made."""
    return output_dir / ".across.made"


def publish_trend(keys: Keys, made: Path, key: Key, public_contacts: list[str]) -> None:
    """Move the notebook and the page across years to where readers look, each in one step, and keep their key.

    Cut short between the two, the next run finds that they are not those of the key and makes them again.

    Raises
    ------
    InvalidInputError
        ``P-PII-01`` if something personal stands on them that is not public.
    """
    from evalkit.personal.refusal import refuse_personal

    refuse_personal({f"outputs/{name}": (made / name).read_bytes() for name in PAGES}, public_contacts)
    (keys.output_dir / "notebooks").mkdir(exist_ok=True)
    for name in PAGES:
        target = keys.output_dir / name
        if not (target.is_file() and target.read_bytes() == (made / name).read_bytes()):
            os.replace(made / name, target)
    keys.keep(ACROSS, TREND, key, PAGES)


def settle_trend(output_dir: Path, job: Job, outcome: Outcome) -> bool:
    """Keep a record of a page across years that was not made, and drop the earlier one of a page that was.

    Returns whether the index has to say something else.
    """
    earlier, made, last = read_attempt(output_dir), trend_made(output_dir), job.parameters["fiscal_year"]
    first = job.parameters["first_year"] or last

    def page(outcome: Outcome) -> bytes:
        from evalkit.pipeline.failed_page import failed_page

        return failed_page(outcome, last, made, job.notebook.parent)

    if outcome.status != DONE:
        with suppress(OSError):
            write_attempt(output_dir, Attempt((first, last), {TREND: outcome}), made.with_suffix(".failed"), page)
    elif earlier:
        shutil.rmtree(output_dir / FOLDER)
    shutil.rmtree(made, ignore_errors=True)
    return outcome.ran or outcome.status != DONE or earlier is not None
