"""A stretch of study days, and how it is cut into bars: days, weeks, months or years.

Owns how wide a bar is and what is written under it. Not here: study days themselves (study_day.py).
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np

from cards.stats_log import Floats, Ints

_MOST_BARS = 62
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_EPOCH = date(1970, 1, 1).toordinal()


class Period(NamedTuple):
    """Study days, ends included. words: the stretch as a learner says it."""

    first: int
    last: int
    words: str

    @property
    def days(self) -> int:
        """How many days it has."""
        return self.last - self.first + 1


class Bins(NamedTuple):
    """Bars of a period. starts: the first day of each; width: a word (day, week, month, year)."""

    starts: tuple[int, ...]
    labels: tuple[str, ...]
    width: str

    def sums(self, days: Ints, weights: Floats | Ints | None = None) -> tuple[float, ...]:
        """Add up what happened on these days (one each, or its weight), bar by bar."""
        if not len(days):
            return (0.0,) * len(self.starts)
        # First day by day: a search for every answer would stop other threads for long.
        first = int(days.min())
        daily = np.bincount(days - first, weights=weights)
        places = np.searchsorted(self.starts, np.arange(first, first + len(daily)), side="right")
        found = np.bincount(np.maximum(places - 1, 0), daily, len(self.starts))
        return tuple(float(value) for value in found)


def back(today: int, days: int | None, first_ever: int | None) -> Period:
    """Return the last so many days, today included; None: since the first answer."""
    if days is None:
        first = today if first_ever is None else min(first_ever, today)
        return Period(first, today, "all time")
    return Period(today - days + 1, today, "today" if days == 1 else f"the last {days:,} days")


def iso(day: int) -> str:
    """A study day as 2026-03-04."""
    return as_date(day).isoformat()


def as_date(day: int) -> date:
    """The date of a study day."""
    return date.fromordinal(max(1, min(_EPOCH + day, date.max.toordinal())))


def cut(period: Period) -> Bins:
    """Cut a period into at most 62 bars, as fine as that allows; the last bar ends with it."""
    if period.days <= _MOST_BARS:
        starts = list(range(period.first, period.last + 1))
        return Bins(tuple(starts), tuple(_day(each) for each in starts), "day")
    if period.days <= _MOST_BARS * 7:
        starts = list(range(period.last - 6, period.first - 7, -7))[::-1]
        starts[0] = max(starts[0], period.first)
        return Bins(tuple(starts), tuple(_day(each) for each in starts), "week")
    months = _months(period, 1)
    if len(months) <= _MOST_BARS:
        return Bins(tuple(months), tuple(_month(each) for each in months), "month")
    years = _months(period, 12)
    size = -(-len(years) // _MOST_BARS)
    starts = _months(period, 12 * size)
    word = "year" if size == 1 else f"{size} years"
    return Bins(tuple(starts), tuple(str(as_date(each).year) for each in starts), word)


def _months(period: Period, months: int) -> list[int]:
    """First days of every so many calendar months; the first bar begins with the period."""
    begin = as_date(period.first)
    number = (begin.year * 12 + begin.month - 1) // months * months
    starts = [period.first]
    while True:
        number += months
        year, month = divmod(number, 12)
        day = date(year, month + 1, 1).toordinal() - _EPOCH
        if day > period.last:
            return starts
        starts.append(day)


def _day(day: int) -> str:
    found = as_date(day)
    return f"{found.day} {_MONTHS[found.month - 1]}"


def _month(day: int) -> str:
    found = as_date(day)
    return f"{_MONTHS[found.month - 1]} {found.year % 100:02d}"
