"""What the files of a year folder hold, column by column; ``corrections.yml`` is in :mod:`evalkit.intake.correction_schema`. No other place describes them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from evalkit.errors import InvalidInputError
from evalkit.intake.paths import is_reserved
from evalkit.ledgers.disclosure import Limits
from evalkit.periods import Period
from evalkit.quantities import parse_number, unit_of
from evalkit.text import control_character


def _name_of_a_file(text: str) -> str:
    if is_reserved(text):
        raise InvalidInputError(
            "V-ID-01", "标识不能用作文件名", found=f"“{text}”", expected="不是 con、nul 等 Windows 的保留名", remedy="换一个标识"
        )
    return text


LONGEST = 64
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=LONGEST), AfterValidator(_name_of_a_file)]
Text = Annotated[str, Field(min_length=1)]
MOST_ROWS = 10**12
MOST_WHOLE_DIGITS, MOST_DECIMALS = 28, 10


def _known_unit(text: str) -> str:
    return unit_of(text).name


def _optional_number(text: str) -> str:
    if text:
        _, digits, exponent = parse_number(text).as_tuple()
        if len(digits) + exponent > MOST_WHOLE_DIGITS or -exponent > MOST_DECIMALS:
            raise InvalidInputError(
                "V-NUM-02",
                "数字位数过多",
                found=f"“{text}”",
                expected=f"整数部分不超过 {MOST_WHOLE_DIGITS} 位，小数不超过 {MOST_DECIMALS} 位",
                remedy="核对是否误填；位数确实过多的改用较大的单位",
            )
    return text


def _day(given: Any) -> Any:
    """Return the date that a text states; anything else is left as it is, and refused as no date."""
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        return given


def _optional_decimal(text: str) -> Decimal | None:
    return parse_number(text) if text else None


def only_text(given: Any) -> Any:
    """Return what is given; refuse a text with control characters.

    Raises
    ------
    InvalidInputError
        ``V-CHAR-01``.
    """
    found = control_character(given) if isinstance(given, str) else ""
    if found:
        raise InvalidInputError(
            "V-CHAR-01",
            "含有不可见的控制字符",
            found=found,
            expected="可见的文字、空格、制表符和换行",
            remedy="删去该字符；多半是从别处粘贴时带入的",
        )
    return given


Unit = Annotated[str, AfterValidator(_known_unit)]
OptionalUnit = Annotated[str, AfterValidator(lambda text: _known_unit(text) if text else "")]
PrintedNumber = Annotated[str, AfterValidator(_optional_number)]
OptionalNumber = Annotated[Decimal | None, BeforeValidator(_optional_decimal)]
Day = Annotated[date, Field(strict=True), BeforeValidator(_day)]
PeriodText = Annotated[str, AfterValidator(lambda text: Period.parse(text).text)]
OptionalPeriod = Annotated[str, AfterValidator(lambda text: Period.parse(text).text if text else "")]


class Stated(BaseModel):
    """What a file of a year folder states; it holds text without control characters, and nothing that is not described."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _holdsonly_text(cls, given: Any) -> Any:
        """Refuse control characters in a text and in the keys of a mapping."""
        for text in given if isinstance(given, dict) else [given]:
            only_text(text)
        return given


class FactRow(Stated):
    """``facts.csv``: one published or reported figure."""

    id: Identifier
    sub_project: Identifier
    name: Text
    value: PrintedNumber
    unit: Unit
    period: PeriodText
    scope: Literal["project", "city", "province", "nation"]
    approximate: Literal["", "约"]
    basis: str
    use: Literal["yes", "no"]
    source: Identifier
    place: str
    figure: str
    note: str


class ObjectiveRow(Stated):
    """``objectives.csv``: one indicator, its target, its points and the measure that answers it."""

    id: Text
    section: Text
    category: Text
    name: Text
    sub_project: Identifier
    measure: Identifier
    comparator: Literal["≥", "≤", "="]
    target: OptionalNumber
    unit: Unit
    target_basis: Literal["stated", "approved", "missing"]
    target_evidence: str
    points: Annotated[Decimal, BeforeValidator(parse_number)]
    points_basis: Literal["assumed", "approved"]
    evidence: str
    note: str

    @model_validator(mode="after")
    def _target_and_its_basis_agree(self) -> "ObjectiveRow":
        if (self.target is None) != (self.target_basis == "missing"):
            raise InvalidInputError(
                "V-OBJ-01",
                "目标值与目标依据不一致",
                found=f"target = {'空' if self.target is None else self.target}，target_basis = {self.target_basis}",
                expected="目标值为空时依据为 missing；有目标值时为 stated 或 approved",
                remedy="没有批复或报告载明的目标就留空，不要自拟",
            )
        if self.target is not None and not self.target_evidence:
            raise InvalidInputError(
                "V-OBJ-02",
                "有目标值而无依据出处",
                found="target_evidence 为空",
                expected="文号或报告位置",
                remedy="写明目标出自何处",
            )
        return self


class DeclaredRow(Stated):
    """``declared.csv``: what the bureau itself declared: score, grade, awards, claims that a target was met or missed."""

    kind: Literal["score", "grade", "award", "target_met", "target_missed"]
    subject: str
    value: str
    unit: str
    line: str
    place: str
    note: str


class ActivityRow(Stated):
    """``activities.csv``: one thing the money paid for."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    name: Text
    kind: Literal["promotion_event", "exhibition", "voucher", "service", "transfer"]
    begin: OptionalPeriod = Field(alias="from")
    end: OptionalPeriod = Field(alias="to")
    amount: OptionalNumber
    unit: OptionalUnit
    result_measure: str
    source: str
    place: str
    note: str

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "ActivityRow":
        if self.begin and self.end and Period.parse(self.end).last < Period.parse(self.begin).first:
            raise InvalidInputError(
                "V-ACT-01",
                "活动的止早于起",
                found=f"from = {self.begin}，to = {self.end}",
                expected="止不早于起",
                remedy="核对起止日期是否填反",
            )
        return self


class DeviationRow(Stated):
    """``deviations.csv``: 偏差原因 and 改进措施 of an indicator."""

    indicator: Text
    cause: Text
    remedy: Text
    author: Text
    date: PeriodText


class ReviewRow(Stated):
    """``review.csv``: what a reviewer awards an indicator, and why; a blank award is an indicator not reviewed."""

    indicator: Text
    award: OptionalNumber
    reason: str


class WaiverRow(Stated):
    """``waivers.csv``: a finding that stands and is accepted, why, by whom and when.

    ``finding`` is its code, such as ``F-DATE-01``, or code and one of its measures, such as ``F-SUM-01/trade_total``; of the words of
    the report, the number by which their audit names it, such as ``identity-parts-1a2b3c4d``.
    """

    finding: Annotated[str, Field(pattern=r"^(F-[A-Z]+-[0-9]{2}(/[a-z][a-z0-9_]*)?|[a-z]+(-[a-z]+)*-[0-9a-f]{8})$")]
    reason: Text
    who: Text
    date: Day


class SubProject(Stated):
    """One sub-project of the year and the notebook that computes it."""

    id: Identifier
    name: Text
    notebook: Annotated[str, Field(pattern=r"^[0-9]{2}_[a-z0-9_]+$", max_length=LONGEST + 3)]


class Decision(Stated):
    """When and by whom the year's budget was approved, as stated."""

    approved_on: Day | None
    approved_by: str | None
    place: str | None


class YearFile(Stated):
    """``year.yml``."""

    fiscal_year: Annotated[int, Field(ge=0, le=9999)]
    project: Text
    department: Text
    edition: Text
    as_of: Day
    fictional: bool
    sub_projects: list[SubProject]
    decision: Decision
    public_contacts: tuple[Text, ...] = ()
    smallest_cell: Annotated[int, Field(ge=0, le=100, strict=True)] = 5
    dominant_shares: tuple[Annotated[int, Field(ge=1, le=100, strict=True)], ...] = (80, 90)

    @field_validator("dominant_shares")
    @classmethod
    def _two_or_none(cls, shares: tuple[int, ...]) -> tuple[int, ...]:
        if shares and (len(shares) != 2 or shares[0] > shares[1]):
            raise InvalidInputError(
                "V-SHARE-01",
                "占比的界限写法不对",
                found="、".join(map(str, shares)),
                expected="一家企业和两家企业占比的界限，如 [80, 90]，前者不大于后者；金额全部列示的写 []",
                remedy="改正 dominant_shares",
            )
        return shares

    @property
    def limits(self) -> Limits:
        """What tables of persons and firms do not show."""
        return Limits(self.smallest_cell, self.dominant_shares)


class ReceivedFile(Stated):
    """One received file: who delivered it, when, its hash, and which of its sheets hold the data where several could."""

    title: Text
    provider: Text
    received_on: Day
    sha256: str
    rows: Annotated[int, Field(ge=0, le=MOST_ROWS)]
    licence: Text
    reason: Text
    sheets: tuple[Text, ...] = ()


class CitedSource(Stated):
    """A publication that rows of ``facts.csv`` cite."""

    title: Text
    address: str | None
    confidence: Literal["high", "medium", "low"]
    note: str | None = None


class SourcesFile(Stated):
    """``SOURCES.yml``."""

    files: dict[str, ReceivedFile]
    sources: dict[str, CitedSource]
    figures_elsewhere: dict[str, Annotated[str, BeforeValidator(only_text)]] = {}
