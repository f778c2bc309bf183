"""A statistic as blocks of text: its sentence, its charts in colour, its tables, what it means.

Owns the colours of the series and how charts share a large terminal. Not here: the bars themselves
(cards/stats_bars.py).
"""

from __future__ import annotations

from textual.content import Content

from cards.stats_bars import AXIS, MARK, Line, draw, tabulate
from cards.stats_shape import Chart, Statistic, Table
from tui.blocks import BLANK, Block

_STYLES = ("$primary", "$secondary", "$warning", "$success")
_MARK_STYLE = "$error"
_NARROWEST = 76  # cells of a chart that stands beside another
_LOWEST, _HIGHEST = 11, 24
_BAR = 2  # cells a bar should have, with the gap
_GAP = "   "


def statistic_blocks(one: Statistic, width: int, height: int) -> list[Block]:
    """Lay one statistic out for a view of this size, in cells."""
    blocks = [Block(Content.styled(one.summary, "bold"))]
    blocks += _charts(one.charts, width, height - _other_lines(one, width))
    for table in one.tables:
        blocks += [BLANK, *_table(table, width)]
    return [*blocks, BLANK, Block(Content.styled(one.meaning, "dim"))]


def _other_lines(one: Statistic, width: int) -> int:
    """About how many lines all but the charts takes."""
    words = sum(-(-len(text) // max(1, width)) for text in (one.summary, one.meaning))
    return 1 + words + sum(len(table.rows) + 2 for table in one.tables)


def _charts(charts: tuple[Chart, ...], width: int, room: int) -> list[Block]:
    """Side by side where there is room, each as high as fits; a low view scrolls."""
    if not charts:
        return []
    columns = max(1, min(len(charts), (width + len(_GAP)) // (_NARROWEST + len(_GAP))))
    bars = max(len(chart.labels) for chart in charts)
    if bars * _BAR > width // columns - 8 and room >= len(charts) * (_LOWEST + 3):
        columns = 1
    rows = -(-len(charts) // columns)
    high = max(_LOWEST, min(_HIGHEST, room // rows - 1))
    wide = (width - len(_GAP) * (columns - 1)) // columns
    blocks: list[Block] = []
    for start in range(0, len(charts), columns):
        drawn = [draw(chart, wide, high) for chart in charts[start : start + columns]]
        blocks.append(BLANK)
        blocks += [Block(_beside(lines, wide), keep=True) for lines in zip(*drawn, strict=True)]
    return blocks


def _beside(lines: tuple[Line, ...], wide: int) -> Content:
    parts: list[str | tuple[str, str]] = []
    for number, line in enumerate(lines):
        parts += [(piece.text, _style(piece.role)) for piece in line]
        if number < len(lines) - 1:
            parts.append(" " * (wide - sum(len(piece.text) for piece in line)) + _GAP)
    return Content.assemble(*parts)


def _style(role: int) -> str:
    if role == AXIS:
        return ""
    return _MARK_STYLE if role == MARK else _STYLES[role % len(_STYLES)]


def _table(table: Table, width: int) -> list[Block]:
    """A row about a node can be followed to it."""
    head, *rows = tabulate(table, width)
    keys = table.keys or ("",) * len(rows)
    return [
        Block(Content.styled(head, "bold"), keep=True),
        *(Block(Content(row), link=key, keep=True) for row, key in zip(rows, keys, strict=True)),
    ]
