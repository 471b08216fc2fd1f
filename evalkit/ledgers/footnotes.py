"""Notes below a table, such as 制表人：… and 备注：…: recognised only where the row cannot be one of data."""

import re
import unicodedata
from decimal import Decimal

from evalkit.ledgers.cells import BLANKS
from evalkit.ledgers.headings import Headings
from evalkit.ledgers.schema import ColumnOf
from evalkit.ledgers.values import convertible
from evalkit.quantities import UNITS

_WHO = "制表|制单|填表|填报|填写|编制|编报|经办|经手|审核|复核|核对|审批|批准|主管|分管|财务|会计|出纳|统计|联系|打印|导出|报送|报告|单位|部门|科室|公司"
_WHAT = "单位|部门|机构|负责|领导|人员|人|者|员|日期|时间|电话|方式|签字|签名|签章|盖章|公章"
_LABELLED = re.compile(
    rf"(?P<label>(?:{_WHO})?(?:{_WHAT}){{0,3}}|(?:填表|填报|编制|口径)?说明|备注|附注|注释|附|注\d{{0,2}}|(?:数据|资料)?来源|统计?口径|日期)"
    r"(?:\([^()]{1,8}\))?:(?P<said>.*)",
    re.DOTALL,
)
_ALONE = re.compile(
    r"(?P<label>以下空白|以下无正文|\(?本表完\)?|第\d+页(?:[,/]?共\d+页)?|共\d+(?:页|条|行|笔|张|户|家)(?:记录|数据)?)[。.]?"
)
_CONTINUED = re.compile(r"(?:\d{1,2}[.、)]|\(\d{1,2}\)|[一二三四五六七八九十]、|[①-⑳]).*", re.DOTALL)
_MAY_BEGIN = re.compile(rf"\s*[{''.join(sorted(set((_WHO + '填编口备附注数资来统日以本第共说').replace('|', ''))))}(（]")
_UNIT = re.compile(r"单位[:为是](?P<unit>[^\s(),。;:、]+)")


class Footnotes:
    """Tells the notes below a table from its rows.

    A row is a note where it begins with a label such as 制表人：, all its other cells are such labels or what such a label announces, no
    column of numbers holds anything else, and some required column is blank or holds a label, so that it could not be read as data. A row
    of one cell that is numbered, such as 2、…, continues a note.

    Parameters
    ----------
    columns : list of ColumnOf
    headings : Headings
    """

    def __init__(self, columns: list[ColumnOf], headings: Headings):
        self.headings, self.columns = headings, {column.name: column for column in columns}
        places = {headings.places[column.name].at: column for column in columns if column.name in headings.places}
        self.numbers = {at for at, column in places.items() if column.kind in (Decimal, int)}
        self.required = {at for at, column in places.items() if not column.optional}

    def labels(self, cells: list[str], continued: bool) -> str:
        """Return the labels of a note, without what they announce; empty where the row is no note.

        Parameters
        ----------
        cells : list of str
            The row.
        continued : bool
            Whether the row above is a note.
        """
        first = next((cell for cell in cells if cell.strip(BLANKS)), "")
        if not continued and not _MAY_BEGIN.match(first):
            return ""
        filled = {at: _folded(cell) for at, cell in enumerate(cells) if cell.strip(BLANKS)}
        if (
            continued
            and len(filled) == 1
            and _CONTINUED.fullmatch(next(iter(filled.values())))
            and not self.numbers & filled.keys()
        ):
            return "续"
        labels, announced, noted = [], False, set()
        for at, text in filled.items():
            label = _LABELLED.fullmatch(text) or _ALONE.fullmatch(text)
            if label and label["label"]:
                labels.append(label["label"])
                noted.add(at)
            elif not announced or at in self.numbers:
                return ""
            announced = bool(label) and label.re is _LABELLED and not label["said"].strip()
        return "、".join(labels) if self.required - filled.keys() or self.required & noted else ""

    def other_unit(self, cells: list[str]) -> str:
        """Return the unit that a note states, where a column whose heading states none was read in another; else empty."""
        for unit in (found["unit"] for cell in cells for found in _UNIT.finditer(_folded(cell))):
            places = [place for name, place in self.headings.places.items() if self.columns[name].column.unit]
            if unit in UNITS and any(
                place.unit != unit and convertible(unit, place.unit) and place.unit not in place.heading for place in places
            ):
                return unit
        return ""


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text.strip(BLANKS)))
