"""A chart or a table as lines of characters: readable at any width, and without colour.

Owns how bars are drawn: one glyph a series, so that stacks can be told apart in black and white,
and eighths of a cell where there is one series. Both front ends show these lines. Not here: colour
(tui/stats_blocks.py), the picture (cli/stats_png.py).
"""

from __future__ import annotations

from typing import NamedTuple

from cards.stats_shape import Chart, Series, Table

AXIS, MARK = -1, -2  # roles of what is no series
FILLS = "█▓▒░"
MARK_GLYPH = "━"
REACHED = "┿"  # the mark on a bar that reaches it
_EIGHTHS = " ▁▂▃▄▅▆▇█"
_WIDEST = 12
_NICE = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


class Piece(NamedTuple):
    """Some characters of a line. role: the number of its series, or AXIS or MARK."""

    text: str
    role: int = AXIS


Line = list[Piece]


def plain(line: Line) -> str:
    """The characters of a line."""
    return "".join(piece.text for piece in line).rstrip()


def draw(chart: Chart, width: int, height: int) -> list[Line]:
    """Draw a chart of so many cells: a line for the title, one for the labels, bars between.

    Where there are more bars than cells the oldest are left out.
    """
    rows = max(3, height - 3)
    top = chart.top or _nice(max((sum(values) for values in _bars(chart)), default=0.0))
    axis = [_number(top * part / 2, chart.unit) for part in (2, 1, 0)]
    margin = max(map(len, axis)) + 1
    room = max(1, width - margin - 1)
    chart = _newest(chart, room)
    columns = len(chart.labels)
    step = max(1, min(_WIDEST, room // max(1, columns)))
    lines: list[Line] = [_head(chart, width)]
    for row in range(rows, 0, -1):
        name = {rows: axis[0], (rows + 1) // 2: axis[1]}.get(row, "")
        lines.append([Piece(name.rjust(margin - 1) + " │"), *_row(chart, row, rows, top, step)])
    lines.append([Piece(axis[2].rjust(margin - 1) + " └" + "─" * (step * columns))])
    lines.append([Piece(" " * (margin + 1) + _labels(chart.labels, step, room))])
    return lines


def _bars(chart: Chart) -> list[tuple[float, ...]]:
    return list(zip(*(each.values for each in chart.series), strict=True))


def _newest(chart: Chart, most: int) -> Chart:
    if len(chart.labels) <= most:
        return chart
    series = tuple(Series(each.name, each.values[-most:]) for each in chart.series)
    return chart._replace(labels=chart.labels[-most:], series=series, marks=chart.marks[-most:])


def _head(chart: Chart, width: int) -> Line:
    """Title at the left, legend at the right; the legend alone decides if both do not fit."""
    legend: Line = []
    if len(chart.series) > 1:
        for number, each in reversed(list(enumerate(chart.series))):
            legend += [Piece(FILLS[number], number), Piece(f" {each.name}  ")]
    if chart.marks_name:
        legend += [Piece(MARK_GLYPH, MARK), Piece(f" {chart.marks_name}  ")]
    room = width - sum(len(piece.text) for piece in legend)
    return [Piece(chart.title[: max(0, room - 1)].ljust(max(0, room))), *legend]


def _row(chart: Chart, row: int, rows: int, top: float, step: int) -> Line:
    """One line of all bars. row: from 1 at the bottom."""
    gap = " " * (step >= 2)
    line: Line = []
    marks = chart.marks or (None,) * len(chart.labels)
    for values, mark in zip(_bars(chart), marks, strict=True):
        if mark is not None and row == max(1, min(rows, round(mark / top * rows + 0.5))):
            piece = Piece(REACHED if sum(values) >= mark else MARK_GLYPH, MARK)
        else:
            piece = _cell(values, row, rows, top)
        text = piece.text * (step - len(gap)) + gap
        if line and (line[-1].role == piece.role or not text.strip()):
            line[-1] = Piece(line[-1].text + text, line[-1].role)
        else:
            line.append(Piece(text, piece.role))
    return line


def _cell(values: tuple[float, ...], row: int, rows: int, top: float) -> Piece:
    """One cell of one bar. A bar that is not nothing is never drawn as nothing."""
    filled = sum(values) / top * rows
    if len(values) == 1:
        eighths = round(filled * 8) if filled <= 0 else max(1, round(filled * 8))
        return Piece(_EIGHTHS[max(0, min(8, eighths - (row - 1) * 8))], 0)
    if row == 1 and 0 < filled < 0.5:
        return Piece(_EIGHTHS[1], max(n for n, value in enumerate(values) if value))
    reached = 0.0
    for number, value in enumerate(values):
        reached += value / top * rows
        if reached >= row - 0.5:
            return Piece(FILLS[number], number)
    return Piece(" ", 0)


def _labels(labels: tuple[str, ...], step: int, room: int) -> str:
    """Write as many labels as fit without touching, each where its bar begins."""
    widest = max((len(label) for label in labels), default=0)
    every = max(1, -(-(widest + 1) // step))
    text = ""
    for place in range(0, len(labels), every):
        if place * step + len(labels[place]) <= room:
            text = text.ljust(place * step) + labels[place]
    return text


def _nice(highest: float) -> float:
    """Round up to a number that halves well; 1 for nothing."""
    if highest <= 0:
        return 1.0
    size = 1.0
    while size * 10 <= highest:
        size *= 10
    while size > highest:
        size /= 10
    return next(size * part for part in _NICE if size * part >= highest * 0.999)


def _number(value: float, unit: str) -> str:
    """Write a number of the axis, short: 60 %, 1.5, 250, 12k, 1.2M."""
    if unit == "%":
        return f"{value * 100:.0f}%"
    for size, letter in ((1e6, "M"), (1e4, "k")):
        if value >= size:
            return f"{value / (1e3 if letter == 'k' else size):.3g}{letter}"
    return f"{value:.3g}" if value < 1000 else f"{value:.0f}"


def tabulate(table: Table, width: int) -> list[str]:
    """Write a table: words at the left, numbers right-aligned; the words give way if they must.

    The first line is the head, the others are the rows, in order.
    """
    rows = [table.head, *table.rows]
    widths = [max(len(row[column]) for row in rows) for column in range(len(table.head))]
    widths[0] = max(4, min(widths[0], width - sum(widths[1:]) - 2 * (len(widths) - 1)))
    return [
        "  ".join(
            _cut(cell, size).ljust(size) if not column else cell.rjust(size)
            for column, (cell, size) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
