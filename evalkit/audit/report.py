"""A report as rules see it: sentences with figures, claims, and what is asked of them often."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from evalkit.audit.claims import Claim, claims_of
from evalkit.audit.document import Document, Part
from evalkit.audit.figures import Figure, Read, read_sentences
from evalkit.audit.subjects import SHORTEST, same
from evalkit.audit.tables import Amount, amounts_of_tables


@dataclass
class Report:
    """A report that was read.

    Attributes
    ----------
    document : Document
    reads : list of Read
        Its sentences.
    """

    document: Document
    reads: list[Read] = field(default_factory=list)

    @property
    def year(self) -> int | None:
        """The fiscal year."""
        return self.document.fiscal_year

    @cached_property
    def figures(self) -> list[Figure]:
        """All figures in order."""
        return [figure for read in self.reads for figure in read.figures]

    @cached_property
    def amounts(self) -> list[Amount]:
        """The amounts and rates that cells of tables print."""
        return amounts_of_tables(self.document)

    @cached_property
    def claims(self) -> list[Claim]:
        """All claims in order."""
        return claims_of(self.reads)

    @cached_property
    def paragraphs(self) -> list[list[Read]]:
        """The sentences of each paragraph."""
        grouped: dict[int, list[Read]] = {}
        for read in self.reads:
            grouped.setdefault(read.sentence.paragraph.number, []).append(read)
        return list(grouped.values())

    @cached_property
    def told(self) -> str:
        """What the report tells of the year: all its text but plans and suggestions."""
        parts = [paragraph for paragraph in self.document.paragraphs if paragraph.part is not Part.PLAN]
        return "\n".join(paragraph.folded for paragraph in parts)

    @cached_property
    def _by_ending(self) -> dict[str, list[Figure]]:
        """The figures by the end of their subject, which figures of one subject share."""
        grouped: dict[str, list[Figure]] = {}
        for figure in self.figures:
            grouped.setdefault(figure.core[-SHORTEST:], []).append(figure)
        return grouped

    @cached_property
    def _alike(self) -> dict[str, list[Figure]]:
        return {}

    def alike(self, core: str) -> list[Figure]:
        """Return the figures of a subject, in order."""
        if core not in self._alike:
            self._alike[core] = [each for each in self._by_ending.get(core[-SHORTEST:], []) if same(each.core, core)]
        return self._alike[core]

    def has(self, words: str) -> bool:
        """Return whether the report tells something anywhere, plans and suggestions apart."""
        return re.search(words, self.told) is not None


def report_of(document: Document) -> Report:
    """Read a document."""
    return Report(document, read_sentences(document))
