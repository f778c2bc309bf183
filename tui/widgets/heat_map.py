"""A year of answers as a map of glyphs: a column a week, a row a weekday, darker for more.

Owns the shades and where months are named. Readable without colour: the glyph alone tells. Pure;
not here: the figures (cards/stats_days.py), where the map stands (tui/home_text.py).
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from itertools import pairwise

from textual.content import Content

from tui.blocks import Block

YEAR_WEEKS = 53
SHADES = "·░▒▓█"
LINES = 9  # of a map: the months, seven days, the legend
_MARGIN = 4
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "", "Wed", "", "Fri", "", "")
_STYLE = "$success"
_QUIET = "dim"


def heat_map(answers: Mapping[int, int], today: int, width: int) -> list[Block]:
    """Draw the weeks that fit into a width, at most a year; the last column holds today.

    answers: on each study day (days since 1970-01-01) that has some. width: cells.
    """
    room = max(1, width - _MARGIN)
    cell = 2 if room >= 2 * YEAR_WEEKS else 1
    weeks = min(YEAR_WEEKS, room // cell)
    first = today - _weekday(today) - 7 * (weeks - 1)
    seen = {day: number for day, number in answers.items() if first <= day <= today}
    bounds = shades_of(list(seen.values()))
    lines = [Content.styled(" " * _MARGIN + _months(first, weeks, cell), _QUIET)]
    for weekday, name in enumerate(_DAYS):
        days = range(first + weekday, first + weekday + 7 * weeks, 7)
        cells = "".join(_glyph(seen.get(day, 0), bounds) * cell for day in days if day <= today)
        lines.append(Content.assemble((name.ljust(_MARGIN), _QUIET), (cells, _STYLE)))
    lines.append(_legend(bounds))
    return [Block(line, keep=True) for line in lines]


def shades_of(numbers: Sequence[int]) -> list[int]:
    """Return the least number of answers for each shade but the first: quarters of the days."""
    busy = sorted(number for number in numbers if number > 0)
    if not busy:
        return []
    # Few different numbers make fewer shades, never two with the same bound.
    return sorted({busy[len(busy) * part // 4] for part in range(4)})


def _glyph(number: int, bounds: Sequence[int]) -> str:
    shade = sum(number >= bound for bound in bounds)
    return _shade(shade, len(bounds))


def _shade(shade: int, most: int) -> str:
    """The glyph of a shade; the darkest is always the full one."""
    return SHADES[0] if not shade else SHADES[len(SHADES) - 1 - (most - shade)]


def _legend(bounds: Sequence[int]) -> Content:
    parts = [(_shade(0, len(bounds)), "none")]
    for place, (low, high) in enumerate(pairwise([*bounds, 0]), start=1):
        words = f"{low:,}+" if not high else f"{low:,}"
        if high > low + 1:
            words = f"{low:,}-{high - 1:,}"
        parts.append((_shade(place, len(bounds)), words))
    text: list[str | tuple[str, str]] = [" " * _MARGIN]
    for glyph, words in parts:
        text += [(glyph * 2, _STYLE), (f" {words}  ", _QUIET)]
    return Content.assemble(*text)


def _weekday(day: int) -> int:
    """0 for Monday; 1970-01-01 was a Thursday."""
    return (day + 3) % 7


def _months(first: int, weeks: int, cell: int) -> str:
    """The names of the months over the week that holds their first day."""
    line = ""
    for week in range(weeks):
        monday = first + 7 * week
        month = time.gmtime((monday + 6) * 86_400).tm_mon
        begins = time.gmtime((monday - 1) * 86_400).tm_mon != month
        at = week * cell
        if begins and at >= len(line) and at + 3 <= weeks * cell:
            line = f"{line.ljust(at)}{_MONTHS[month - 1]} "
    return line.rstrip()
