"""What verifying has to say: one thing that is not as it was published or as it computes."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What departs."""

    STATEMENT = "statement"
    OUTPUT = "output"
    INPUT = "input"
    RULEBOOK = "rulebook"
    NOTEBOOK = "notebook"
    CODE = "code"
    LOCK = "lock"
    INDEX = "index"
    RECOMPUTED = "recomputed"


@dataclass(frozen=True)
class Departure:
    """One file that is not what it should be.

    Attributes
    ----------
    kind : Kind
        What sort of thing it is.
    name : str
        The file, by its name in the manifest.
    what : str
        How it departs.
    details : tuple of str
        Single values that differ, each with its place.
    """

    kind: Kind
    name: str
    what: str
    details: tuple[str, ...] = ()
