"""Tables that copying has made plain lines of: pipes, tabs, columns of spaces, or glued cells.

Owns which lines are rows of which caption (below or above), and that a table whose cells cannot be
told apart is a problem, not a guess. Not here: where glued cells part (flat_cuts.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kg.documents.flat_cuts import Words, glued_rows
from kg.documents.lines import Problem
from kg.documents.plain_lines import Caption, caption_of
from kg.documents.structure import Table

UNREADABLE, LOST = "I305", "I301"
_MOST_ROWS = 2_000
_MOST_GLUED = 200
_GAP = re.compile(r"\s{2,}|\t+")
_NUMBER = re.compile(r"[~<>≈±+−-]?[$€£]?\d[\d,.]*\s?(?:%|[A-Za-z/]{1,6})?$")
_CELL = re.compile(r"\S+(?:\s\S+)*")
_BORDER = re.compile(r"[\s|+:=\-─━═┼┬┴├┤│┌┐└┘]+")

Rows = list[tuple[str, ...]]


class _Block(NamedTuple):
    """Lines without a blank between: their indexes from 0, borders left out."""

    at: tuple[int, ...]
    texts: tuple[str, ...]


def find_tables(lines: Sequence[str], roles: list[str]) -> tuple[list[Table], list[Problem]]:
    """All tables in order, and those that cannot be read; their lines get the role 'row'."""
    tables: list[Table] = []
    problems: list[Problem] = []
    captions = [
        caption_of(lines[index], index + 1) for index, role in enumerate(roles) if role == "table"
    ]
    near = {
        index
        for caption in captions
        if caption
        for side in (_above(caption.line - 1, roles), _below(caption.line - 1, roles))
        for index in (side if len(side) > 1 else ())
    }
    words = Words(lines, near) if near else Words((), set())
    above = _usually_above(captions, lines, roles, words)
    for caption in captions:
        if caption is not None:
            _read_captioned(caption, lines, roles, words, above, tables, problems)
    _read_bare(lines, roles, tables)
    return sorted(tables, key=lambda table: table.lines), problems


def _above(index: int, roles: Sequence[str]) -> range:
    """Indexes of the lines right above (at most one blank between) that nothing else claims."""
    end = index
    while end > 0 and end > index - 1 and roles[end - 1] == "blank":
        end -= 1
    start = end
    while start > 0 and roles[start - 1] in ("", "rule") and end - start < _MOST_ROWS:
        start -= 1
    return range(start, end)


def _below(index: int, roles: Sequence[str]) -> range:
    start = index + 1
    while start < len(roles) and start < index + 2 and roles[start] == "blank":
        start += 1
    end = start
    while end < len(roles) and roles[end] in ("", "rule") and end - start < _MOST_ROWS:
        end += 1
    return range(start, end)


def _usually_above(
    captions: Sequence[Caption | None], lines: Sequence[str], roles: Sequence[str], words: Words
) -> bool:
    """Whether most captions of this document stand above their rows."""
    above = below = 0
    for caption in captions[:40]:
        if caption is None:
            continue
        over = _rows(_block(_above(caption.line - 1, roles), lines), words) is not None
        under = _rows(_block(_below(caption.line - 1, roles), lines), words) is not None
        above, below = above + (under and not over), below + (over and not under)
    return above > below


def _read_captioned(
    caption: Caption,
    lines: Sequence[str],
    roles: list[str],
    words: Words,
    above: bool,
    tables: list[Table],
    problems: list[Problem],
) -> None:
    """The rows of one caption, on the side where the document's captions have them."""
    index = caption.line - 1
    sides = [_above(index, roles), _below(index, roles)]
    touching = [side for side in sides if _touches(side, index) and len(side) > 1]
    sides = touching or sides
    for side in reversed(sides) if above else sides:
        block = _block(side, lines)
        rows = _rows(block, words)
        if rows is None:
            continue
        first, last = block.at[0] + 1, block.at[-1] + 1
        span = (min(first, caption.line), max(last, caption.line))
        tables.append(_table(block, rows, span, caption.text))
        for at in side:
            roles[at] = "row"
        return
    said = f"the rows of '{caption.text[:60]}' cannot be told apart; copy them as Markdown"
    lost = f"content missing (picture or table): nothing stands at '{caption.text[:60]}'"
    for side in touching:
        for at in side:
            roles[at] = "row" if len(lines[at]) < 100 else roles[at]
    problems.append(
        Problem(caption.line, 1, UNREADABLE, said) if touching
        else Problem(caption.line, 1, LOST, lost)
    )  # fmt: skip


def _touches(side: range, index: int) -> bool:
    return len(side) > 0 and (side[-1] == index - 1 or side[0] == index + 1)


def _block(side: range, lines: Sequence[str]) -> _Block:
    at = [index for index in side if not _BORDER.fullmatch(lines[index])]
    return _Block(tuple(at), tuple(lines[index].rstrip() for index in at))


def _rows(block: _Block, words: Words) -> Rows | None:
    """The cells of a block, the head first, or None."""
    if len(block.texts) < 2:
        return None
    rows = marked_rows(block.texts)
    if rows is None and len(block.texts) <= _MOST_GLUED and max(map(len, block.texts)) < 1_000:
        rows = glued_rows([text.strip() for text in block.texts], words)
    return rows if rows is not None else stacked_rows([text.strip() for text in block.texts])


def stacked_rows(cells: Sequence[str]) -> Rows | None:
    """Cells on a line each: only if one width alone makes columns of numbers and of words."""
    if not 6 <= len(cells) <= 600 or max(map(len, cells)) > 60:
        return None
    numbers = [_NUMBER.match(cell) is not None for cell in cells]
    fitting = [
        width for width in range(2, 9) if len(cells) % width == 0 and _even_kinds(numbers, width)
    ]
    if len(fitting) != 1:
        return None
    width = fitting[0]
    return [tuple(cells[at : at + width]) for at in range(0, len(cells), width)]


def _even_kinds(numbers: Sequence[bool], width: int) -> bool:
    """Whether below a head of words each column has one kind, and both kinds are there."""
    rows = [numbers[at : at + width] for at in range(width, len(numbers), width)]
    kinds = {kind for column in zip(*rows, strict=True) for kind in column}
    even = all(len(set(column)) == 1 for column in zip(*rows, strict=True))
    return len(rows) > 1 and even and len(kinds) == 2 and not any(numbers[:width])


def marked_rows(texts: Sequence[str]) -> Rows | None:
    """Cells between pipes, tabs, or two and more spaces: as many in each row; else None."""
    for sign in ("|", "│", "\t"):
        if all(sign in text for text in texts):
            cut = [text.strip(" ").strip(sign) if sign != "\t" else text for text in texts]
            return _even([[cell.strip() for cell in text.split(sign)] for text in cut])
    cells = [_GAP.split(text.strip()) for text in texts]
    if len(cells[0]) > 1 and all(len(row) == len(cells[0]) for row in cells):
        return [tuple(row) for row in cells]
    return _aligned(texts) if len(cells[0]) > 1 else None


def _even(cells: Sequence[Sequence[str]]) -> Rows | None:
    """Rows of one length: a short one lost empty cells at its end."""
    count = len(cells[0])
    if count < 2 or any(len(row) > count for row in cells):
        return None
    return [(*row, *[""] * (count - len(row))) for row in cells]


def _aligned(texts: Sequence[str]) -> Rows | None:
    """Cells below the words of the head: a column is where its head begins."""
    starts = [found.start() for found in _CELL.finditer(texts[0])]
    rows: Rows = []
    for text in texts:
        row = [""] * len(starts)
        for found in _CELL.finditer(text):
            near = [at for at, start in enumerate(starts) if abs(start - found.start()) < 2]
            if not near:
                return None
            row[near[0]] = found[0]
        rows.append(tuple(row))
    return rows


def _read_bare(lines: Sequence[str], roles: list[str], tables: list[Table]) -> None:
    """Tables without a caption: three lines or more with pipes, tabs or columns."""
    index = 0
    while index < len(lines):
        if roles[index] != "" or not re.search(r"\S(?:\t|\s{2,}|\s*[|│]\s*)\S", lines[index][:400]):
            index += 1
            continue
        end = index
        while end < len(lines) and roles[end] in ("", "rule") and end - index < _MOST_ROWS:
            end += 1
        block = _block(range(index, end), lines)
        rows = marked_rows(block.texts) if len(block.texts) > 2 and _short(block) else None
        if rows is not None:
            tables.append(_table(block, rows, (block.at[0] + 1, block.at[-1] + 1), ""))
            roles[index:end] = ["row"] * (end - index)
        index = max(end, index + 1)


def _short(block: _Block) -> bool:
    """Whether no line is a paragraph."""
    return max(len(text) for text in block.texts) < 400


def _table(block: _Block, rows: Rows, span: tuple[int, int], caption: str) -> Table:
    return Table(
        span, rows[0], tuple(rows[1:]), caption, 0,
        row_lines=tuple(index + 1 for index in block.at[1:]),
    )  # fmt: skip
