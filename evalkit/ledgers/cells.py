"""The cells of one column of a ledger, parsed: each text once, however many rows repeat it."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
from pydantic import TypeAdapter, ValidationError

from evalkit.errors import EvalkitError, InvalidInputError
from evalkit.ledgers.grid import NUMBER_MARK, UNCOMPUTED
from evalkit.ledgers.headings import Place
from evalkit.ledgers.schema import ColumnOf
from evalkit.ledgers.values import in_unit, read_amount, read_day, read_moment
from evalkit.personal.numbers import CARD, WITHOUT_CHECK, masked, personal_number
from evalkit.text import control_character

MOST_EXACT = 10**15
"""Excel keeps fifteen digits of a number; a longer code kept as a number has lost the rest."""
TYPES: dict[type, pa.DataType] = {
    str: pa.string(),
    Decimal: pa.decimal128(28, 6),
    int: pa.int64(),
    date: pa.date32(),
    datetime: pa.timestamp("s"),
}
BLANKS = " \t\r\n\u3000\xa0\u200b\ufeff"
DAYS = range(20_000, 80_000)
"""Numbers of days of this and the last century; a smaller number in a column of days, such as 2022.13, is none."""
NOT_FINITE = {f"{NUMBER_MARK}{value}" for value in ("nan", "inf", "-inf")}
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[Ee]\+\d{2,}")
_ERROR_VALUE = re.compile(r"#(REF!|DIV/0!|VALUE!|NUM!|NULL!|NAME\?|N/A|SPILL!|CALC!|GETTING_DATA|FIELD!|BLOCKED!)")
_PERSONAL_CODE = re.compile(r"1[3-9]\d{9}|\d{17}[\dXx]|[^@＠]+[@＠].+")
_EXPECTED = {
    "string_pattern_mismatch": "月份，如 2022-03",
    "greater_than_equal": "不小于 {ge}",
    "greater_than": "大于 {gt}",
    "decimal_max_digits": "整数部分与小数合计不超过 28 位",
    "decimal_whole_digits": "整数部分不超过 22 位",
    "decimal_max_places": "小数不超过 6 位",
}


class ColumnParser:
    """Parses the texts of one column as its description says.

    Parameters
    ----------
    column : ColumnOf
        The column.
    place : Place
        Where it stands, and the unit of its heading.
    epoch : date
        The day before day 1 in the workbook's calendar.
    """

    def __init__(self, column: ColumnOf, place: Place, epoch: date):
        self.column, self.place, self.epoch = column, place, epoch
        self._check: Callable[[Any], Any] = TypeAdapter(column.annotation).validate_python
        self._read: Callable[[str], Any] = {
            str: self._text,
            Decimal: self._amount,
            int: self._count,
            date: self._day,
            datetime: self._moment,
        }[column.kind]

    @staticmethod
    def type_of(column: ColumnOf) -> pa.DataType:
        """Return how a column is kept in the table."""
        return TYPES[column.kind]

    def read_plain(self, text: str) -> Decimal:
        """Return the number of a text in the unit of its heading, with the digits that were printed."""
        return read_amount(text.strip(BLANKS).removeprefix(NUMBER_MARK), self.place.unit)

    def parse(self, texts: set[str]) -> dict[str, Any]:
        """Return for each text its value, ``None`` where it is blank and may be, or the error that tells what is wrong."""
        return {text: self._value(text) for text in texts}

    def _value(self, text: str) -> Any:
        plain = text.strip(BLANKS)
        if plain in ("", NUMBER_MARK):
            return None if self.column.optional else self._error("L-CELL-01", "必填的单元格为空", "空白", "有内容", "补填")
        try:
            self._refuse_unreadable(plain)
            return self._check(self._read(plain))
        except ValidationError as error:
            return self._masked(plain, self._not_allowed(plain, error.errors()[0]))
        except EvalkitError as error:
            return self._masked(plain, error)

    def _refuse_unreadable(self, plain: str) -> None:
        if plain == UNCOMPUTED:
            raise self._error("L-XLSX-04", "公式尚未计算", "公式没有计算结果", "计算出的值", "请在 Excel 中重新计算并保存")
        if plain in NOT_FINITE:
            found = f"“{plain.removeprefix(NUMBER_MARK)}”"
            raise self._error("L-NUM-02", "不是有限的数", found, "数字；缺失的为空值", "查明后填写，缺失的改为空值")
        if _ERROR_VALUE.fullmatch(plain):
            raise self._error("L-XLSX-05", "单元格是错误值", plain, "计算出的值", "改正公式或填写数值")
        found = control_character(plain.removeprefix(NUMBER_MARK))
        if found:
            raise self._error("L-CELL-02", "含有不可见的控制字符", found, "可见的文字", "删去该字符")
        if kind := self._personal_number(plain.removeprefix(NUMBER_MARK)):
            remedy = "换成不含个人信息的编号" if self.column.code else "删去该号码，或把它放入专门的列"
            raise self._error("L-CELL-06", f"含有{kind}", f"“{plain}”", "不含个人信息的内容", remedy)

    def _personal_number(self, plain: str) -> str:
        """Return the kind of personal number in a text that may hold none.

        A code is one only as a whole; what has no check character is not looked for in a column of numbers, such as 文号 or 编号.
        """
        if self.column.kind is not str or self.column.column.personal or self.column.allowed:
            return ""
        if self.column.code and not _PERSONAL_CODE.fullmatch(plain):
            return ""
        kind = personal_number(plain)
        of_numbers = self.column.code or self.column.column.title.endswith("号")
        return "" if (self.column.code and kind == CARD) or (of_numbers and kind in WITHOUT_CHECK) else kind

    def _masked(self, plain: str, error: EvalkitError) -> EvalkitError:
        """Return the error without a personal value, whatever the column in which it stands."""
        shown = plain.removeprefix(NUMBER_MARK)
        if shown in error.found and (self.column.column.personal or personal_number(shown)):
            error.found = f"“{masked(shown)}”"
        return error

    def _text(self, text: str) -> str:
        number = text.removeprefix(NUMBER_MARK)
        if number is not text and re.fullmatch(r"\d+", number) and int(number) >= MOST_EXACT:
            raise self._lost_digits(number)
        if self.column.code and _SCIENTIFIC.fullmatch(number):
            raise self._lost_digits(number)
        return self._month(number) if self.column.month else number

    def _lost_digits(self, number: str) -> InvalidInputError:
        return self._error(
            "L-CELL-03",
            "编号被存成了数字，末尾几位已丢失",
            f"“{number}”",
            "以文本保存的编号",
            "从原系统重新导出，导出前把该列设为文本",
        )

    def _month(self, text: str) -> str:
        """Return a month as ``2022-03``.

        A day, as Excel makes it of a month, is refused unless it is the first; so is 2022.1, which Excel makes of 2022.10.
        """
        found = re.fullmatch(r"((?:19|20)\d\d)(?:[-/](\d{1,2})|年(\d{1,2})月|\.?(\d\d))(?:[-/.]0?1(?: 00:00:00)?)?", text)
        return f"{found[1]}-{int(found[2] or found[3] or found[4]):02d}" if found else text

    def _amount(self, text: str) -> Decimal:
        return in_unit(self.read_plain(text), self.place.unit, self.column.column.unit)

    def _count(self, text: str) -> int:
        value = self._amount(text)
        if abs(value) >= MOST_EXACT:
            raise self._error(
                "L-CELL-05", "内容不在允许的范围内", f"“{text.removeprefix(NUMBER_MARK)}”", "不超过 15 位", "按“应为”改正"
            )
        if value != value.to_integral_value():
            raise self._error("L-CELL-04", "不是整数", f"“{text.removeprefix(NUMBER_MARK)}”", "整数", "核对该数与表头的单位")
        return int(value)

    def _day(self, text: str) -> date:
        moment = self._serial(text)
        return moment.date() if moment else read_day(text.removeprefix(NUMBER_MARK))

    def _moment(self, text: str) -> datetime:
        return self._serial(text) or read_moment(text.removeprefix(NUMBER_MARK))

    def _serial(self, text: str) -> datetime | None:
        """Return the day and time that a number of a workbook stands for; ``None`` for a text and for other numbers, such as 20220315."""
        number = Decimal(text.removeprefix(NUMBER_MARK)) if text.startswith(NUMBER_MARK) else Decimal(0)
        if int(number) not in DAYS:
            return None
        seconds = round(float(number % 1) * 86_400)
        return datetime.combine(self.epoch, datetime.min.time()) + timedelta(days=int(number), seconds=seconds)

    def _not_allowed(self, text: str, details: Any) -> InvalidInputError:
        expected = "、".join(self.column.allowed) or _EXPECTED.get(details["type"], "按模板说明填写").format(
            **details.get("ctx", {})
        )
        return self._error("L-CELL-05", "内容不在允许的范围内", f"“{text.removeprefix(NUMBER_MARK)}”", expected, "按“应为”改正")

    def _error(self, code: str, what: str, found: str, expected: str, remedy: str) -> InvalidInputError:
        return InvalidInputError(code, what, found=found, expected=expected, remedy=remedy)
