"""What a statistic is made of, for every way to show it: words, charts, tables, plain data.

Owns the shapes only, so that the terminal, the picture and the JSON tell the same. Not here: the
figures (stats_list.py names them), drawing (stats_bars.py, cli/stats_png.py).
"""

from __future__ import annotations

from typing import NamedTuple

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


class Series(NamedTuple):
    """One row of values, a value for each label of its chart; series of a chart are stacked."""

    name: str
    values: tuple[float, ...]


class Chart(NamedTuple):
    """Bars over labels. unit: of the values; `%` means shares, 0..1.

    marks: a level to compare each bar with, None for none; marks_name: what it is. top: where the
    axis ends; None: at the highest bar.
    """

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    marks: tuple[float | None, ...] = ()
    marks_name: str = ""
    top: float | None = None


class Table(NamedTuple):
    """Cells as text; the first column is words, all others are numbers. keys: nodes of the rows."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    keys: tuple[str, ...] = ()


class Statistic(NamedTuple):
    """One statistic, told four ways.

    summary: all that matters, in a sentence or three. meaning: what is counted, and how. data: for
    JSON (docs/statistics.md).
    """

    name: str
    title: str
    summary: str
    meaning: str
    charts: tuple[Chart, ...]
    tables: tuple[Table, ...]
    data: dict[str, Json]


def percent(share: float | None) -> str:
    """0.934 as 93 %; never rounded up to a certainty; a dash for None."""
    if share is None:
        return "-"
    whole = round(share * 100)
    return "99 %" if whole == 100 and share < 1 else f"{whole} %"


def many(number: int, noun: str) -> str:
    """1 card, 2,000 cards."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def spell(seconds: float) -> str:
    """A length of time: 40 s, 12 min, 3 h 20 min."""
    if seconds < 60:
        return f"{round(seconds)} s"
    minutes = round(seconds / 60)
    hours, rest = divmod(minutes, 60)
    return f"{hours:,} h {rest} min" if hours else f"{minutes} min"
