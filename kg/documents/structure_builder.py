"""The parts of a structure while they are gathered, in the order of the document.

Owns the tree of headings and of items: which heading and which item a part stands under. Not here:
where the parts come from (markdown_blocks.py).
"""

from __future__ import annotations

from kg.documents.lines import Problem
from kg.documents.structure import Heading, Item, Link, Mark, Paragraph, Span, Table

_LONGEST_TITLE = 500


class Builder:
    """Headings, items, tables, paragraphs and problems so far."""

    def __init__(self) -> None:
        self.headings: list[Heading] = []
        self.items: list[Item] = []
        self.tables: list[Table] = []
        self.paragraphs: list[Paragraph] = []
        self.problems: list[Problem] = []
        self._above: list[Heading] = []

    @property
    def heading(self) -> int:
        """The line of the heading that the next part stands under, 0: none."""
        return self.headings[-1].line if self.headings else 0

    def add_heading(self, line: int, level: int, title: str) -> None:
        """Its parent is the nearest heading before it of a smaller level."""
        while self._above and self._above[-1].level >= level:
            self._above.pop()
        parent = self._above[-1].line if self._above else 0
        heading = Heading(line, level, title[:_LONGEST_TITLE], parent)
        self._above.append(heading)
        self.headings.append(heading)

    def add_item(self, item: Item) -> int:
        """Its index."""
        self.items.append(item._replace(heading=self.heading))
        return len(self.items) - 1

    def add_note(self, index: int, words: str) -> None:
        """A paragraph that belongs to an item."""
        item = self.items[index]
        self.items[index] = item._replace(notes=(*item.notes, words))

    def add_paragraph(
        self, lines: Span, text: str, words: str, links: tuple[Link, ...] = (),
        marks: tuple[Mark, ...] = (), item: int | None = None,
    ) -> None:  # fmt: skip
        """Running text, under the heading that is open."""
        self.paragraphs.append(Paragraph(lines, text, links, self.heading, item, words, marks))


class Outline:
    """Turns lines with a column into items with a depth and a parent."""

    def __init__(self) -> None:
        self._above: list[tuple[int, int]] = []

    def place(self, at: int, index: int) -> tuple[int, int | None]:
        """Depth and parent of the item of this index whose text begins at this column."""
        while self._above and self._above[-1][0] >= at:
            self._above.pop()
        parent = self._above[-1][1] if self._above else None
        self._above.append((at, index))
        return len(self._above) - 1, parent
