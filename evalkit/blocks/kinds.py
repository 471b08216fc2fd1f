"""A report as a row of blocks: what stands in it, without a word on how it looks."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """A piece of a paragraph that is set alike."""

    text: str
    bold: bool = False
    italic: bool = False
    missing: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading without its number; level 1 is a chapter.

    Attributes
    ----------
    number : str
        As it is written before the text, empty where there is none.
    """

    level: int
    text: str
    number: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the body, an item of a list, or a note."""

    runs: tuple[Run, ...]
    item: bool = False
    note: bool = False

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Cell:
    """A cell of a table, and how many columns and rows it takes."""

    text: str
    right: bool = False
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class Table:
    """A table with its heading rows."""

    header: tuple[tuple[Cell, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]

    def placed(self) -> Iterator[tuple[int, int, Cell]]:
        """Return every cell with its row and column; one that takes several rows pushes those below it to the right.

        Examples
        --------
        >>> table = Table((), ((Cell("产出", rows=2), Cell("数量")), (Cell("质量"),)))
        >>> [(row, column, cell.text) for row, column, cell in table.placed()]
        [(0, 0, '产出'), (0, 1, '数量'), (1, 1, '质量')]
        """
        taken: set[tuple[int, int]] = set()
        for row, cells in enumerate((*self.header, *self.rows)):
            column = 0
            for cell in cells:
                while (row, column) in taken:
                    column += 1
                taken |= {(row + down, column + along) for down in range(cell.rows) for along in range(cell.columns)}
                yield row, column, cell


@dataclass(frozen=True)
class Picture:
    """A picture as PNG, and what it shows for those who cannot see it."""

    png: bytes
    alt: str


@dataclass(frozen=True)
class Caption:
    """The number and title of a table, which follows it, or of a picture, which it follows."""

    text: str
    of_picture: bool = False


Block = Heading | Paragraph | Table | Picture | Caption


@dataclass(frozen=True)
class Report:
    """The title and everything below it."""

    title: str
    blocks: tuple[Block, ...]
