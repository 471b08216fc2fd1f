"""What ``corrections.yml`` holds: cells of ``facts.csv``, cells of ledgers, and rows of ledgers that are left out."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, Tag

from evalkit.errors import InvalidInputError
from evalkit.intake.schema import Day, Identifier, PeriodText, Stated, Text, only_text


def _true(given: bool) -> bool:
    if not given:
        remedy = "不排除该行的，删去该条更正"
        raise InvalidInputError("V-COR-01", "没有写明怎样更正", found="exclude: false", expected="exclude: true", remedy=remedy)
    return given


class Correction(Stated):
    """A declared departure from raw: where, what, why, by whose authority, and the value it expects to find."""

    id: Identifier
    period: PeriodText
    source: Identifier
    column: Literal["value", "unit", "period", "approximate", "basis", "use"]
    expect: str
    value: str
    reason: Text
    authority: Text
    date: Day


class _LedgerCorrection(Stated):
    """Where an entry of ``corrections.yml`` stands that concerns a ledger, and why it is made."""

    ledger: Identifier
    file: Text
    sheet: str = ""
    row: Annotated[int, Field(ge=1, strict=True)]
    reason: Text
    authority: Text
    date: Day


class CellCorrection(_LedgerCorrection):
    """A cell of a ledger as it should have been, and the text that it is expected to hold."""

    column: Text
    expect: str
    value: str


class RowExclusion(_LedgerCorrection):
    """A row of a ledger that is left out, and what its cells are expected to hold, by column."""

    exclude: Annotated[bool, AfterValidator(_true)]
    expect: Annotated[dict[Text, Annotated[str, BeforeValidator(only_text)]], Field(min_length=1)]


def _kind_of_correction(entry: Any) -> str:
    named = entry if isinstance(entry, dict) else getattr(entry, "model_fields_set", ())
    if "ledger" not in named:
        return "<fact>"
    return "<row>" if "exclude" in named else "<cell>"


class CorrectionsFile(Stated):
    """``corrections.yml``; a name in angle brackets says which kind of entry one is, and is no key."""

    corrections: list[
        Annotated[
            Annotated[Correction, Tag("<fact>")]
            | Annotated[CellCorrection, Tag("<cell>")]
            | Annotated[RowExclusion, Tag("<row>")],
            Discriminator(_kind_of_correction),
        ]
    ]
