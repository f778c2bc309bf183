"""What a document is made of, whatever its format: headings, items, tables, links, citations.

Owns the shapes that the readers of Markdown and of plain text hand to the finder of nodes. Line
numbers count from 1 in the source; a span is (first, last). Not here: reading (markdown.py,
plain_text.py), what becomes a node (propose.py).
"""

from __future__ import annotations

from typing import NamedTuple

from kg.documents.lines import Problem

Span = tuple[int, int]


class Heading(NamedTuple):
    """A heading. level: 1 to 6. parent: the line of the heading above it, 0: none."""

    line: int
    level: int
    title: str
    parent: int


class Link(NamedTuple):
    """A link as printed. words: its label. col: from 1. image: it shows a picture.

    badge: it only decorates (a shield, a social button, an anchor of the table of contents).
    """

    line: int
    col: int
    words: str
    url: str
    image: bool = False
    badge: bool = False


class Mark(NamedTuple):
    """A stretch of words: link (in the order of the links), strong, em or code; offsets.

    softbreak, hardbreak: a new line begins there.
    """

    kind: str
    start: int
    end: int


class Item(NamedTuple):
    """An item of a list, or a line of a tree of code. depth: from 0. parent: index of the item.

    text: Markdown of its own lines, without items below. done: of a task, None: it is none.
    notes: paragraphs below it that belong to it. words: the text as it is shown, and marks in it
    (empty: nobody has read the text). code: it stands in a fence.
    """

    lines: Span
    depth: int
    text: str
    links: tuple[Link, ...]
    parent: int | None
    heading: int
    done: bool | None = None
    number: int | None = None
    notes: tuple[str, ...] = ()
    words: str = ""
    marks: tuple[Mark, ...] = ()
    code: bool = False


class Table(NamedTuple):
    """A table with its head and its rows, cells as words. links: (row, column, link), rows from 0.

    row_lines: the line of each row. leads: (row, column, words in bold that begin the cell).
    """

    lines: Span
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str
    heading: int
    links: tuple[tuple[int, int, Link], ...] = ()
    row_lines: tuple[int, ...] = ()
    leads: tuple[tuple[int, int, str], ...] = ()


class Reference(NamedTuple):
    """An entry of a reference list: [12] Title. URL. number: 0 where none is printed.

    line, last: its lines. authors, year: as printed, empty where they are not told apart.
    """

    line: int
    number: int
    title: str
    url: str
    last: int = 0
    authors: str = ""
    year: str = ""


class Citation(NamedTuple):
    """A [12] in running text. section: the line of the heading it stands under, 0: none."""

    number: int
    line: int
    section: int


class Paragraph(NamedTuple):
    """Running text with its links. A heading with links is one as well: heading is its own line.

    item: index of the item that it belongs to. words, marks: as in an item.
    """

    lines: Span
    text: str
    links: tuple[Link, ...]
    heading: int
    item: int | None = None
    words: str = ""
    marks: tuple[Mark, ...] = ()


class Structure(NamedTuple):
    """All of one document, each in order of lines. kind: list, chapter or references.

    header: its front matter. problems: what a person should look at, beside those of decoding.
    """

    kind: str
    title: str
    headings: tuple[Heading, ...]
    items: tuple[Item, ...]
    tables: tuple[Table, ...]
    references: tuple[Reference, ...]
    citations: tuple[Citation, ...]
    paragraphs: tuple[Paragraph, ...]
    header: dict[str, str | list[str]]
    problems: tuple[Problem, ...] = ()
