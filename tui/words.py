"""Numbers and relations in words a learner reads: intervals, moments, shares, links.

Owns the wording of durations and of the typed links in both directions. Pure. Not here: the words
of cards (cards/templates.py), of errors (where they are raised).
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cards.queue import Scope

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR

# relation -> (read from the subject, read from the object)
RELATION_WORDS: dict[str, tuple[str, str]] = {
    "requires": ("needs", "is needed by"),
    "part_of": ("is part of", "has part"),
    "precedes": ("comes before", "comes after"),
    "is_a": ("is a kind of", "has kind"),
    "contrasts_with": ("differs from", "differs from"),
    "improves_on": ("improves on", "is improved by"),
    "addresses": ("addresses", "is addressed by"),
    "introduced_by": ("was introduced by", "introduced"),
    "covered_in": ("is covered in", "covers"),
    "cites": ("cites", "is cited by"),
    "evaluated_by": ("is measured by", "measures"),
    "uses": ("uses", "is used by"),
    "supersedes": ("replaces", "is replaced by"),
    "assesses": ("practises", "is practised in"),
    "asked_at": ("is asked at", "asks"),
    "made_by": ("was made by", "made"),
}

TYPE_PLURALS = {
    "concept": "concepts", "paper": "papers", "chapter": "chapters", "metric": "metrics",
    "system": "systems", "problem": "problems", "exercise": "exercises",
    "resource": "resources", "org": "orgs",
}  # fmt: skip

LETTER_OF_TYPE = {
    "concept": "c", "paper": "p", "chapter": "h", "metric": "m", "system": "s", "problem": "?",
    "exercise": "x", "resource": "r", "org": "o",
}  # fmt: skip


def relation_words(relation: str, outward: bool) -> str:
    """The relation as a verb; a learner's own relation is read as it is named."""
    words = RELATION_WORDS.get(relation)
    if words is not None:
        return words[0 if outward else 1]
    plain = relation.replace("_", " ")
    return plain if outward else f"is the object of '{plain}' from"


def interval(days: int, delay_s: int) -> str:
    """A scheduled interval, short: 1m, 10m, 4d, 2.3mo, 1.5y. days is 0 while in steps."""
    if days < 1:
        return span(delay_s)
    return span(days * _DAY)


def span(seconds: float) -> str:
    """A length of time, short: <1m, 10m, 3h, 4d, 2.3mo, 1.5y."""
    if seconds < _MINUTE:
        return "<1m"
    if seconds < _HOUR:
        return f"{round(seconds / _MINUTE)}m"
    if seconds < _DAY:
        return f"{_trim(seconds / _HOUR)}h"
    days = seconds / _DAY
    if days < 60:
        return f"{round(days)}d"
    if days < 365:
        return f"{_trim(days / 30.44)}mo"
    return f"{_trim(days / 365.25)}y"


def minutes(seconds: float) -> str:
    """A length of time in words: less than a minute, 4 minutes, 1 hour 20 minutes."""
    whole = round(seconds / _MINUTE)
    if whole < 1:
        return "less than a minute"
    if whole < 60:
        return count(whole, "minute")
    hours, rest = divmod(whole, 60)
    return count(hours, "hour") + (f" {count(rest, 'minute')}" if rest else "")


def clock(seconds: float) -> str:
    """A running time as 4:05 or 1:04:05."""
    whole = int(seconds)
    hours, rest = divmod(whole, _HOUR)
    if hours:
        return f"{hours}:{rest // 60:02d}:{rest % 60:02d}"
    return f"{rest // 60}:{rest % 60:02d}"


def count(number: int, noun: str) -> str:
    """1 card, 2 cards."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def moment(at_ms: int, now_ms: int, offset_min: int) -> str:
    """A moment to come: in 4 minutes, today at 18:30, tomorrow, on Tuesday 3 March."""
    wait_s = (at_ms - now_ms) / 1000
    if wait_s <= 0:
        return "now"
    if wait_s < _HOUR:
        return f"in {minutes(wait_s)}" if wait_s >= _MINUTE else "in less than a minute"
    then, now = _local(at_ms, offset_min), _local(now_ms, offset_min)
    days = _day_number(at_ms, offset_min) - _day_number(now_ms, offset_min)
    if days == 0:
        return f"today at {then.tm_hour}:{then.tm_min:02d}"
    if days == 1:
        return "tomorrow"
    day = f"{_WEEKDAYS[then.tm_wday]} {then.tm_mday} {_MONTHS[then.tm_mon - 1]}"
    return f"on {day}" + (f" {then.tm_year}" if then.tm_year != now.tm_year else "")


def date(at_ms: int, offset_min: int) -> str:
    """A moment of the past as 2025-03-04 21:05."""
    return time.strftime("%Y-%m-%d %H:%M", _local(at_ms, offset_min))


def percent(share: float) -> str:
    """0.934 as 93 %; never rounded up to a certainty."""
    whole = round(share * 100)
    return "99 %" if whole == 100 and share < 1 else f"{whole} %"


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August",
           "September", "October", "November", "December")  # fmt: skip


def _local(at_ms: int, offset_min: int) -> time.struct_time:
    return time.gmtime(at_ms / 1000 + offset_min * 60)


def _day_number(at_ms: int, offset_min: int) -> int:
    return (at_ms // 1000 + offset_min * 60) // _DAY


def _trim(number: float) -> str:
    text = f"{number:.1f}"
    return text.removesuffix(".0")


def review_title(scope: Scope) -> str:
    """The title of a review: what is being reviewed, as the learner named it."""
    head = "Practice" if scope.is_practice else "Review"
    which = "failed today" if scope.failed_today else ""
    if scope.ahead:
        which = f"due in the next {count(scope.ahead, 'day')}"
    if scope.cards:
        which = count(len(scope.cards), "chosen card")
    parts = (head, which, scope.node, scope.type, f"#{scope.tag}" if scope.tag else "")
    return " · ".join(str(part).rpartition("/")[2] for part in parts if part)
