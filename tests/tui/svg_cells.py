"""Reads a picture of the app back into cells, and says in which cells two pictures differ.

Textual may draw the same screen by other elements tomorrow; a cell stays a cell.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from rich.cells import cell_len

WIDE, HIGH = 12.2, 24.4  # of a cell, in an SVG that rich writes
RULE = re.compile(r"\.(edgewise-r\d+) \{([^}]*)\}")
GROUND = re.compile(r'<rect fill="([^"]+)" x="([^"]+)" y="([^"]+)" width="([^"]+)"')
WORDS = re.compile(
    r'<text class="([^"]+)" x="([^"]+)" y="[^"]+" textLength="[^"]+"'
    r' clip-path="url\(#edgewise-line-(\d+)\)">([^<]*)</text>'
)


class Cell(NamedTuple):
    """What stands in one cell. look: colour, weight and lines of the letter; of a space, none."""

    letter: str = " "
    look: tuple[str, ...] = ()
    ground: str = ""


Screen = dict[tuple[int, int], Cell]


def cells_of(svg: str) -> Screen:
    """All cells that are not empty, by row and column."""
    rules = {
        name: tuple(sorted(part.strip() for part in body.split(";") if part.strip()))
        for name, body in RULE.findall(svg)
    }
    cells: Screen = {}
    for ground, x, y, width in GROUND.findall(svg):
        row, first = round(float(y) / HIGH), round(float(x) / WIDE)
        for column in range(first, first + round(float(width) / WIDE)):
            cells[row, column] = Cell(ground=ground)
    for rule, x, row, words in WORDS.findall(svg):
        column = round(float(x) / WIDE)
        for letter in html.unescape(words).replace("\N{NO-BREAK SPACE}", " "):
            below = cells.get((int(row), column), Cell())
            seen = letter != " " or any("underline" in part for part in rules[rule])
            look = rules[rule] if seen else ()
            cells[int(row), column] = Cell(letter, look, below.ground)
            column += cell_len(letter)
    return cells


def differences(before: Screen, after: Screen) -> list[str]:
    """A line for each stretch of cells that differ."""
    places = sorted(
        place
        for place in before.keys() | after.keys()
        if before.get(place, Cell()) != after.get(place, Cell())
    )
    return [_words(before, after, stretch) for stretch in _stretches(places)]


def _stretches(places: list[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    numbered = enumerate(places)
    for _, stretch in groupby(numbered, key=lambda each: (each[1][0], each[1][1] - each[0])):
        yield [place for _, place in stretch]


def _words(before: Screen, after: Screen, places: list[tuple[int, int]]) -> str:
    old, new = ([screen.get(place, Cell()) for place in places] for screen in (before, after))
    where = f"row {places[0][0] + 1}, column {places[0][1] + 1}"
    texts = ["".join(cell.letter for cell in cells) for cells in (old, new)]
    if texts[0] != texts[1]:
        return f"{where}: {texts[0]!r} is now {texts[1]!r}"
    looks = [", ".join((*cells[0].look, f"on {cells[0].ground}")) for cells in (old, new)]
    return f"{where}: {texts[0]!r} was {looks[0]}, is now {looks[1]}"
