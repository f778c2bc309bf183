"""The words of the tour, and how a date and minutes are read from what is typed.

Owns the three questions and what their answers mean. Pure. Not here: keys and saving
(screens/tour.py), the estimate (cards/goals.py).
"""

from __future__ import annotations

import re
import time
from calendar import timegm
from math import ceil
from typing import NamedTuple

from textual.content import Content

from cards.goals import ANSWERS_AFTER, cost_s, new_cards_a_day
from cards.tally import NEW_MS, REVIEW_MS
from tui.blocks import BLANK, Block
from tui.home_text import head, key_line
from tui.words import count

MOST_MINUTES = 600
_DAY_S = 86_400
_UNITS = {"d": 1, "w": 7, "m": 30}
_SPAN = re.compile(r"(?:in\s+)?(\d{1,4})\s*(d|w|m)(?:ays?|eeks?|onths?)?")
_QUESTIONS = (
    ("What do you prepare for?",
     "Type to search the notes: an interview question or a concept. Home then shows what leads "
     "there and how far you are. New cards come in the order of study, with or without a goal."),
    ("When is the interview or exam?",
     "A date such as 2027-01-31, or 'in 6 weeks'. Leave it empty if there is none."),
    ("How many minutes a day?",
     "Better few and every day than many at once. This sets how many new cards come each day."),
)  # fmt: skip


class Behind(NamedTuple):
    """What a goal rests on. notes; cards: those of them never answered."""

    notes: int
    cards: int


def question(step: int) -> list[Block]:
    """One of the three questions, from 0."""
    title, words = _QUESTIONS[step]
    return [BLANK, head(title), Block(Content(words))]


def read_day(words: str, today: int) -> int | None:
    """Read a date or a span, days since 1970-01-01; None: no date.

    Raises ValueError, whose text says what to type.
    """
    plain = " ".join(words.casefold().split())
    if plain in ("", "none", "no"):
        return None
    if span := _SPAN.fullmatch(plain):
        return today + int(span[1]) * _UNITS[span[2]]
    try:
        day = timegm(time.strptime(plain, "%Y-%m-%d")) // _DAY_S
    except (ValueError, OverflowError):
        raise ValueError("Write a date as 2027-01-31, or 'in 6 weeks', or nothing.") from None
    if day < today:
        raise ValueError("That day has passed; write one to come, or nothing.")
    return day


def iso(day: int) -> str:
    """A day as it can be typed."""
    return time.strftime("%Y-%m-%d", time.gmtime(day * _DAY_S))


def read_minutes(words: str) -> int:
    """Read minutes a day. Raises ValueError, whose text says what to type."""
    plain = words.casefold().strip()
    plain = re.sub(r"\s*(m|min|minutes?)$", "", plain)
    if not plain.isascii() or not plain.isdigit() or not 1 <= int(plain) <= MOST_MINUTES:
        raise ValueError(f"Write a number of minutes, from 1 to {MOST_MINUTES}.")
    return int(plain)


def day_words(day: int | None, today: int) -> list[Block]:
    """What a date means."""
    if day is None:
        return [Block(Content("No date: reviews go on for as long as you like."))]
    then = time.strftime("%A %-d %B %Y", time.gmtime(day * _DAY_S))
    left = count(day - today, "day") if day > today else "no day"
    return [Block(Content(f"{then}: {left} from now."))]


def minutes_words(minutes: int, held: int, behind: Behind | None, days: int | None) -> list[Block]:
    """What so many minutes a day come to. held: new cards a day by now; days: to the goal's."""
    new = new_cards_a_day(minutes)
    change = f"instead of {held}" if new != held else "as it is now"
    later = f"some {ANSWERS_AFTER} answers of {REVIEW_MS // 1000} s"
    why = (
        f"A new card takes about {NEW_MS // 1000} s, and {later} in the weeks after: an estimate."
        " Statistics will show your own pace; Settings changes the number at any time."
    )
    lines = [
        Block(Content.assemble((count(new, "new card"), "bold"), f" a day, {change}.")),
        Block(Content.styled(why, "dim")),
    ]
    if behind and behind.cards:
        lines += [BLANK, Block(Content(_reach(behind, new, days)))]
    return lines


def _reach(behind: Behind, new: int, days: int | None) -> str:
    need = ceil(behind.cards / new)
    what = f"{count(behind.notes, 'note')} with {count(behind.cards, 'new card')}"
    said = f"Your goal rests on {what}: all met in {count(need, 'day')}."
    if days is None:
        return said
    if need <= days:
        return f"{said} The date leaves {count(days - need, 'day')} to spare."
    wanted = ceil(ceil(behind.cards / max(1, days)) * cost_s() / 60)
    return f"{said} The date comes sooner: {wanted} minutes a day would do."


def closing(new: int, goal: str) -> list[Block]:
    """The last page: what is set, and the first three keys to know."""
    aim = f", and your goal is {goal}" if goal else ""
    return [
        BLANK,
        head("Ready"),
        Block(Content(f"{count(new, 'new card')} a day{aim}.")),
        BLANK,
        head("Three keys to know"),
        _key("enter", "starts the reviews; there, space shows the answer and 1 to 4 grade it"),
        _key("b", "browses the notes and their links; / searches them"),
        _key("?", "lists all keys of a screen; ctrl+p finds any command or note"),
        BLANK,
        Block(
            Content.styled("enter starts the first review, esc goes Home. f2 is this tour.", "dim")
        ),
    ]


def _key(key: str, words: str) -> Block:
    return key_line(key, words, 7)
