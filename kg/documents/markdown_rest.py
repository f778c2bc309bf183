"""What stands in a Markdown document beside Markdown's own blocks: HTML, lines too deep.

Owns how such lines become items, tables and paragraphs. Not here: reading them (markdown_html.py,
markdown_lines.py).
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.documents.markdown_html import LONGEST, Piece, read_html
from kg.documents.markdown_inline import Inline, read_inline, rough_links
from kg.documents.markdown_lines import loose_lines
from kg.documents.structure import Item, Link, Mark, Table
from kg.documents.structure_builder import Builder, Outline


def add_loose(builder: Builder, lines: Iterable[tuple[int, str]], item: int | None) -> None:
    """Lines of (number, text) read one by one: those with a bullet are items."""
    above = Outline()
    for line in loose_lines(lines):
        read = read_inline(line.text, [(0, line.line, line.column)], {})
        span = (line.line, line.line)
        if line.bullet:
            depth, parent = above.place(line.at, len(builder.items))
            words = read.words or line.text
            builder.add_item(
                Item(span, depth, line.text, read.links, parent, 0, None, line.number, (), words,
                     read.marks)
            )  # fmt: skip
        else:
            builder.add_paragraph(span, line.text, read.words, read.links, read.marks, item)


def add_html(builder: Builder, text: str, first_line: int, item: int | None) -> None:
    """A block of HTML; one that no person wrote is only looked through for links."""
    if len(text) > LONGEST:
        lines = text.split("\n")
        add_loose(builder, [(first_line + n, line) for n, line in enumerate(lines)], item)
        return
    rows: list[list[Piece]] = []
    in_table = False
    above = Outline()
    for piece in read_html(text, first_line):
        if piece.kind in ("table", "/table"):
            _add_table(builder, rows)
            rows, in_table = [], piece.kind == "table"
        elif piece.kind == "tr":
            rows.append([])
        elif in_table and rows and piece.kind in ("td", "th"):
            rows[-1].append(piece)
        else:
            _add_piece(builder, piece, above, item)
    _add_table(builder, rows)


def _add_piece(builder: Builder, piece: Piece, above: Outline, item: int | None) -> None:
    words = " ".join(piece.words.split())
    span = (piece.first, piece.last)
    if piece.kind[0] == "h":
        if words:
            builder.add_heading(piece.first, int(piece.kind[1]), words)
        if piece.links:
            builder.add_paragraph(span, words, words, piece.links, _marks(words, piece.links))
    elif piece.kind == "li":
        depth, parent = above.place(max(piece.depth, 1), len(builder.items))
        marks = _marks(words, piece.links)
        builder.add_item(
            Item(span, depth, words, piece.links, parent, 0, None, None, (), words, marks)
        )
    elif "](" in piece.words or "://" in piece.words:
        _add_markdown_between(builder, piece, item)
    elif words or piece.links:
        builder.add_paragraph(span, words, words, piece.links, _marks(words, piece.links), item)


def _add_markdown_between(builder: Builder, piece: Piece, item: int | None) -> None:
    """Markdown between tags without a blank line: not Markdown by the book, but meant as such."""
    lines = piece.words.strip("\n").split("\n")
    add_loose(builder, [(piece.first + n, line) for n, line in enumerate(lines)], item)
    if piece.links:
        span = (piece.first, piece.last)
        words = " ".join(piece.words.split())
        builder.add_paragraph(span, words, words, piece.links, _marks(words, piece.links), item)


def _marks(words: str, links: tuple[Link, ...]) -> tuple[Mark, ...]:
    """Where the labels of the links stand in the words."""
    marks, done = [], 0
    for link in links:
        at = words.find(link.words, done) if link.words and not link.image else -1
        at = done if at < 0 else at
        end = at + (len(link.words) if words.startswith(link.words, at) else 0)
        marks.append(Mark("link", at, end))
        done = end
    return tuple(marks)


def _add_table(builder: Builder, rows: list[list[Piece]]) -> None:
    """A table with a head; one without only arranges things on a page: its cells are text."""
    rows = [row for row in rows if row]
    if not rows:
        return
    if any(piece.kind != "th" for piece in rows[0]) or len(rows) < 2:
        for piece in (piece for row in rows for piece in row):
            _add_piece(builder, piece._replace(kind="p"), Outline(), None)
        return
    read = [[_cell(piece) for piece in row] for row in rows]
    width = len(rows[0])
    cells = tuple(
        tuple(cell.words for cell in row[:width]) + ("",) * (width - len(row)) for row in read[1:]
    )
    links = tuple(
        (row - 1, column, link)
        for row, found in enumerate(read) for column, cell in enumerate(found)
        for link in cell.links if column < width
    )  # fmt: skip
    span = (rows[0][0].first, rows[-1][-1].last)
    lines = tuple(row[0].first for row in rows[1:])
    columns = tuple(cell.words for cell in read[0])
    builder.tables.append(Table(span, columns, cells, "", builder.heading, links, lines))


def _cell(piece: Piece) -> Inline:
    words = " ".join(piece.words.split())
    links = piece.links or rough_links(words, [(0, piece.first, 1)]).links
    return Inline(words, links, ())
