"""The report of a year is audited as soon as its page is made; what cannot be keeps the year from being published."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from evalkit.atomic import write_atomic
from evalkit.pipeline.plan import REPORT
from evalkit.reads import digest_of

AUDIT, AUDIT_PAGE, WAIVERS = "audit.json", "audit.html", "waivers.csv"
HOME = "index.html"


def audit_made(made: Path, fiscal_year: int, data_dir: Path, reads: Iterable[str]) -> dict[str, str]:
    """Audit the report that waits to be published, and put the audit beside it; return what it has read besides the report.

    Parameters
    ----------
    made : pathlib.Path
        Where the pages of the year wait.
    fiscal_year : int
        The year.
    data_dir : pathlib.Path
        The folder with ``raw/`` and ``processed/``.
    reads : iterable of str
        What the report has read, by path in that folder; it is compared with just the measures that it was written from.

    Returns
    -------
    dict of str to str
        The year's waivers with their SHA-256, by path in the data folder; where there are none, nothing in its place.

    Raises
    ------
    EvalkitError
        ``A-OWN-01`` if the report says what cannot be, and neither a finding of the year's data nor a waiver answers for it; the
        page of the audit, which then says so, is beside it all the same.
    OSError
        If the disk refuses.
    """
    from evalkit.audit.own import audit_own, refusal_of
    from evalkit.audit.page import audit_page
    from evalkit.audit.waivers import read_waivers
    from evalkit.present.references import FICTIONAL_TITLE
    from evalkit.results import dump_json, load_json

    below = f"processed/{fiscal_year}/measures/"
    results = [load_json((data_dir / name).read_bytes()) for name in sorted(reads) if name.startswith(below)]
    measures, findings = ([item for plain in results for item in plain[part]] for part in ("measures", "findings"))
    notebook = load_json((made / "notebooks" / f"{REPORT}.ipynb").read_bytes())
    waived = f"raw/{fiscal_year}/{WAIVERS}"
    waivers = read_waivers(data_dir / waived) if (data_dir / waived).is_file() else []
    audited = audit_own(notebook, name=REPORT, fiscal_year=fiscal_year, measures=measures, findings=findings, waivers=waivers)
    refusal = refusal_of(audited)
    fictional = f"{FICTIONAL_TITLE}</title>" in (made / f"{REPORT}.html").read_text(encoding="utf-8")
    page = audit_page(audited, home=f"../{HOME}" if refusal else HOME, fictional=fictional, failure=str(refusal or ""))
    write_atomic(made / AUDIT, dump_json(audited.to_json()))
    write_atomic(made / AUDIT_PAGE, page.encode())
    if refusal:
        raise refusal
    return {waived: digest_of(waived, data_dir)}


def audit_counts(folder: Path) -> dict[str, Any] | None:
    """Return how many findings of each severity the audit of a published report has, and how many figures it read."""
    path = folder / AUDIT
    if not path.is_file():
        return None
    plain = json.loads(path.read_bytes())
    return {"figures": len(plain["figures"]), **Counter(finding["severity"] for finding in plain["findings"])}
