"""A note and its neighbours as joined boxes: what it points to left, what points to it right.

Owns the layout. The relation stands on the frame of each neighbour, said from the middle, so that
no line needs a label and nothing overlaps; what has no room is counted. Pure. Not here: who the
neighbours are (neighbours.py), moving among them (widgets/picture_view.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

from cards.narrow import Standings
from cards.node_standing import NodeStanding
from tui.canvas import DOUBLE, HEAVY, ROUND, Canvas, cut
from tui.markdown_text import readable
from tui.neighbours import Around, Neighbour
from tui.node_states import recall_colour, sign_of

LEFT, MIDDLE, RIGHT = 0, 1, 2
_GAP = 4
_WIDEST = 46
_NARROWEST_MIDDLE = 8
_LINES_OF_TITLE = 3


class Place(NamedTuple):
    """A box: its column (LEFT, MIDDLE, RIGHT), the node's key, and the cells it covers."""

    column: int
    key: str
    x: int
    y: int
    width: int
    height: int


class Drawing(NamedTuple):
    """The lines, and where each node stands: the middle first, then left and right downwards."""

    lines: list[Content]
    places: list[Place]


class _Column(NamedTuple):
    """One side: whom it shows, how many more there are, and its cells."""

    near: Sequence[Neighbour]
    more: int
    column: int
    x: int
    width: int


def draw(
    around: Around, standings: Standings, size: tuple[int, int], chosen: str, *, depth: int
) -> Drawing:
    """Draw as many neighbours as the size (cells) holds. chosen: the key under the cursor."""
    width, height = size
    canvas = Canvas(width, height)
    side = min(_WIDEST, (width - 2 * _GAP) * 35 // 100)
    middle = max(_NARROWEST_MIDDLE, min(_WIDEST, width - 2 * side - 2 * _GAP))
    tall = 3 if depth == 1 else 4
    left, right = _sides(around, max(1, (height - 1) // tall))
    x = max(0, (width - 2 * side - 2 * _GAP - middle) // 2)
    columns = (
        _Column(left[0], left[1], LEFT, x, side),
        _Column(right[0], right[1], RIGHT, x + side + 2 * _GAP + middle, side),
    )
    at = x + side + _GAP
    places = [_middle(canvas, around, standings, (at, middle), chosen)]
    row = places[0].y + places[0].height // 2
    for column in columns:
        rows: list[int] = []
        for place in _stack(column, height, tall):
            near = column.near[len(rows)]
            _box(canvas, near, standings.get(near.node.key), place, chosen, depth)
            places.append(place)
            rows.append(place.y + 1)
        if column.more:
            below = min(height - 1, (rows[-1] + tall - 1) if rows else height - 1)
            canvas.text(column.x + 1, below, f"and {column.more:,} more", "dim")
        if rows:
            _join(canvas, column, rows, row, (at, at + middle))
    return Drawing(canvas.lines(), places)


def _sides(
    around: Around, room: int
) -> tuple[tuple[list[Neighbour], int], tuple[list[Neighbour], int]]:
    """Who stands left and right; a side with nobody lends its room to the other."""
    outward, inward = list(around.outward), list(around.inward)
    more_out, more_in = around.more
    if not inward and len(outward) > room:
        outward, inward = outward[:room], outward[room:]
        more_out, more_in = 0, more_out
    elif not outward and len(inward) > room:
        outward, inward = inward[:room], inward[room:]
    return (
        (outward[:room], more_out + max(0, len(outward) - room)),
        (inward[:room], more_in + max(0, len(inward) - room)),
    )


def _stack(column: _Column, height: int, tall: int) -> list[Place]:
    """The boxes of one side, one above the other, in the middle of the height."""
    needed = len(column.near) * tall + bool(column.more)
    top = max(0, (height - needed) // 2)
    return [
        Place(column.column, near.node.key, column.x, top + number * tall, column.width, tall)
        for number, near in enumerate(column.near)
    ]


def _middle(
    canvas: Canvas, around: Around, standings: Standings, cells: tuple[int, int], chosen: str
) -> Place:
    node, (x, width) = around.node, cells
    words = _wrapped(readable(node.title), width - 4)
    height = len(words) + 4
    place = Place(MIDDLE, node.key, x, max(0, (canvas.height - height) // 2), width, height)
    standing = standings.get(node.key)
    border = HEAVY if chosen == node.key else DOUBLE
    canvas.box(x, place.y, width, height, border, recall_colour(standing))
    style = "bold reverse" if chosen == node.key else "bold"
    for number, line in enumerate(words, 1):
        canvas.text(x + 2, place.y + number, line, style, width - 4)
    canvas.text(x + 2, place.y + height - 3, node.type, "dim", width - 4)
    sign, colour = sign_of(standing)
    canvas.text(x + 2, place.y + height - 2, sign, colour)
    canvas.text(x + 4, place.y + height - 2, _figure(standing), "dim", width - 6)
    return place


def _box(
    canvas: Canvas, near: Neighbour, standing: NodeStanding | None, place: Place, chosen: str,
    depth: int,
) -> None:  # fmt: skip
    x, y, width, tall = place.x, place.y, place.width, place.height
    here = chosen == place.key
    colour = recall_colour(standing)
    canvas.box(x, y, width, tall, HEAVY if here else ROUND, colour)
    canvas.text(x + 2, y, f" {cut(near.words, width - 6)} ", "bold" if here else "")
    sign, sign_colour = sign_of(standing)
    canvas.text(x + 2, y + 1, sign, sign_colour)
    title = readable(near.node.title) + (" (not written yet)" if near.node.stub else "")
    canvas.text(x + 4, y + 1, title, "reverse" if here else "", width - 6)
    if depth > 1:
        onward = " · ".join(readable(each) for each in near.onward)
        canvas.text(x + 4, y + 2, onward, "dim", width - 6)
    if standing is not None and standing.recall is not None:
        figure = f" {min(99, round(standing.recall * 100))} % "
        canvas.text(x + width - len(figure) - 2, y + tall - 1, figure, colour)


def _join(
    canvas: Canvas, column: _Column, rows: Sequence[int], row: int, middle: tuple[int, int]
) -> None:
    """Lines from the boxes of a side to one upright, and from there to the middle."""
    left = column.column == LEFT
    first, last = (column.x + column.width, middle[0] - 1) if left else (middle[1], column.x - 1)
    upright = first + 1
    canvas.down(upright, min(*rows, row), max(*rows, row))
    for each in rows:
        canvas.across(each, *((first, upright) if left else (upright, last)))
    canvas.across(row, *((upright, last) if left else (first, upright)))


def _figure(standing: NodeStanding | None) -> str:
    if standing is None:
        return "no cards"
    known = "" if standing.recall is None else f" {min(99, round(standing.recall * 100))} %"
    return f"{standing.state}{known}"


def _wrapped(text: str, width: int) -> list[str]:
    """A title on at most three lines."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(cut(joined, width)) == len(joined):
            lines[-1] = joined
        else:
            lines.append(word)
    lines = [line for line in lines if line]
    if len(lines) > _LINES_OF_TITLE:
        rest = " ".join(lines[_LINES_OF_TITLE - 1 :])
        lines = [*lines[: _LINES_OF_TITLE - 1], rest]
    return [cut(line, width) for line in lines] or [""]
