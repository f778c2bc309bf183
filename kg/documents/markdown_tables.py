"""A table of Markdown becomes columns, rows and links, cell by cell.

Owns what of a cell is kept (its words, its links, the bold words it begins with) and what is said
of ragged rows. Not here: what a row means (propose_tables.py).
"""

from __future__ import annotations

import re

from markdown_it.token import Token

from kg.documents.lines import Problem
from kg.documents.markdown_inline import Inline, read_inline
from kg.documents.structure import Link, Span, Table
from kg.documents.structure_builder import Builder

_BAR = re.compile(r"(?<!\\)\|")
_NUMBER = re.compile(r"\W*\d{0,4}\W*")
_CAPTION = re.compile(r"(?:table|tab\.)\s*\d", re.IGNORECASE)


def read_table(
    builder: Builder, tokens: list[Token], span: Span, lines: tuple[str, ...],
    env: dict[str, object],
) -> None:  # fmt: skip
    """Add the table of these tokens (from table_open on)."""
    columns: list[str] = []
    rows: list[list[str]] = []
    row_lines: list[int] = []
    links: list[tuple[int, int, Link]] = []
    leads: list[tuple[int, int, str]] = []
    cursor = 0
    for token in tokens:
        if token.type == "tr_open":
            line, cursor = (token.map or [0])[0] + 1, 0
            rows.append([])
            row_lines.append(line)
        if token.type != "inline":
            continue
        at = max(lines[line - 1].find(token.content, cursor), 0)
        cursor = max(cursor, at + len(token.content))
        read = read_inline(token.content, [(0, line, at + 1)], env)
        place = (len(rows) - 2, len(rows[-1]))
        rows[-1].append(read.words)
        links += [(*place, link) for link in read.links]
        lead = _lead(read)
        leads += [(*place, lead)] if lead else []
    columns = rows[0] if rows else []
    cells = tuple(tuple(row) for row in rows[1:])
    for line in row_lines[1:]:
        _report_ragged(builder, lines[line - 1], line, len(columns))
    builder.tables.append(
        Table(span, tuple(columns), cells, _caption(builder, span), builder.heading, tuple(links),
              tuple(row_lines[1:]), tuple(leads))
    )  # fmt: skip


def _lead(read: Inline) -> str:
    for mark in read.marks:
        if mark.kind == "strong" and _NUMBER.fullmatch(read.words[: mark.start]):
            return read.words[mark.start : mark.end]
    return ""


def _report_ragged(builder: Builder, text: str, line: int, width: int) -> None:
    bare = re.sub(r"`[^`]*`", "", text.strip().lstrip("> ")) if len(text) < 20_000 else ""
    bare = bare.removeprefix("|")
    bare = bare[:-1] if bare.endswith("|") and not bare.endswith("\\|") else bare
    cells = len(_BAR.split(bare))
    if bare and cells > width:
        message = f"the row has {cells} cells, its table {width} columns; the rest is left out"
        builder.problems.append(Problem(line, 1, "I111", message))


def _caption(builder: Builder, span: Span) -> str:
    """The paragraph right above that says Table n; one below is found by the caller."""
    if builder.paragraphs:
        above = builder.paragraphs[-1]
        if span[0] - 2 <= above.lines[1] < span[0] and _CAPTION.match(above.words):
            return above.words
    return ""


def below_captions(builder: Builder) -> list[Table]:
    """The tables; one without a caption takes the paragraph right below that says Table n."""
    first_lines = {
        paragraph.lines[0]: paragraph.words
        for paragraph in builder.paragraphs
        if _CAPTION.match(paragraph.words)
    }
    tables = []
    for table in builder.tables:
        end = table.lines[1]
        below = first_lines.get(end + 1) or first_lines.get(end + 2) or ""
        tables.append(table if table.caption else table._replace(caption=below))
    return tables
