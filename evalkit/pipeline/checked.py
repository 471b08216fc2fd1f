"""A year whose raw data were checked and whose tables are up to date: by checking them now, or because nothing has changed."""

from dataclasses import dataclass, replace

from evalkit.errors import InputProblems
from evalkit.pipeline.keys import CHECK, Keys
from evalkit.reads import collected, digest_of, sha256_of

EDITION, NOTEBOOKS, RECEIVED, PUBLIC = "edition", "notebooks", "received", "public_contacts"


@dataclass(frozen=True)
class Checked:
    """What the pipeline has to know of a year.

    Attributes
    ----------
    edition : str
        The edition of the rules by which the year is scored.
    notebooks : list of str
        The notebooks of its sub-projects.
    inputs : dict of str to str
        Every file of the raw folder with its SHA-256.
    received : list of str
        Those of them that came from others.
    public_contacts : list of str
        Telephone numbers and addresses that pages may print.
    """

    edition: str
    notebooks: list[str]
    inputs: dict[str, str]
    received: list[str]
    public_contacts: list[str]


def checked_year(year: int, keys: Keys, *, force: bool = False) -> Checked:
    """Return what a year states, checked and processed; only what has changed since the last time is read again.

    Raises
    ------
    InputProblems
        With every problem of the year's raw data.
    """
    if force or keys.reasons(year, CHECK, keys.of_check()):
        _check(year, keys)
    kept = keys.kept(year, CHECK)
    raw = f"raw/{year}/"
    inputs = {name.removeprefix(raw): digest for name, digest in kept.reads.items() if name.startswith(raw) and name[-1] != "/"}
    return Checked(kept.about[EDITION], kept.about[NOTEBOOKS], inputs, kept.about[RECEIVED], kept.about[PUBLIC])


def must_check(years: list[int], keys: Keys) -> bool:
    """Return whether the raw data of any year have to be read again."""
    return any(keys.reasons(year, CHECK, keys.of_check()) for year in years)


def refresh_tables(year: int, keys: Keys) -> bool:
    """Bring the tables of a year up to date that others look back on; return whether its raw data can be used."""
    if not keys.reasons(year, CHECK, keys.of_check()):
        return True
    from evalkit.intake.prepare import prepare

    try:
        _check(year, keys)
    except InputProblems:
        try:
            prepare(year, keys.data_dir)
        except InputProblems:
            return False
    return True


def _check(year: int, keys: Keys) -> None:
    """Check and process the raw data of a year, and keep the key of that."""
    from evalkit.intake.prepare import process, received_paths
    from evalkit.intake.series import SERIES
    from evalkit.year import check_year

    key, folder = keys.of_check(), keys.data_dir / "raw" / str(year)
    inner = [path.relative_to(keys.data_dir).as_posix() for path in sorted(folder.rglob("*")) if path.is_dir()]
    reads = {f"{name}/": digest_of(f"{name}/", keys.data_dir) for name in [f"raw/{year}", *inner]}
    reads[SERIES] = digest_of(SERIES, keys.data_dir)
    with collected() as rulebooks:
        inputs = check_year(year, keys.data_dir)
    reads |= {f"raw/{year}/{name}": digest for name, digest in inputs.digests.items()}
    written = {path.relative_to(keys.data_dir).as_posix(): sha256_of(path) for path in process(year, keys.data_dir, inputs)}
    notebooks = [sub.notebook for sub in inputs.year.sub_projects]
    about = {
        EDITION: inputs.year.edition,
        NOTEBOOKS: notebooks,
        RECEIVED: received_paths(folder),
        PUBLIC: list(inputs.year.public_contacts),
    }
    keys.keep(year, CHECK, replace(key, reads=reads | rulebooks, written=written, about=about))
