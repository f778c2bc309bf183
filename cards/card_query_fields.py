"""The fields of the query language: every name, what it takes, and a sentence for help and docs.

Owns the vocabulary and the words for what is not in it. Not here: the grammar (card_query.py),
names of nodes and tags, which only the learner's own cards know (card_query_names.py).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from cards.errors import QueryError
from kg.schema import NODE_TYPES


class FieldRule(NamedTuple):
    """One field. takes: sort of its value, see `checked_field`. sample: a value for messages."""

    takes: str
    sample: str
    sentence: str


class Property(NamedTuple):
    """One number under prop:. sentence: what is compared."""

    sentence: str


IS = {
    "due": "may be asked today: its day has come, and it is not suspended, known or buried",
    "overdue": "due, and since before today",
    "new": "never answered, or reset",
    "learning": "in its first steps, or in those after a lapse",
    "relearning": "in the steps after a lapse",
    "review": "past its steps: comes back after days",
    "young": "past its steps, with an interval under 21 days",
    "mature": "past its steps, with an interval of 21 days or more",
    "suspended": "not asked until you bring it back",
    "buried": "not asked today",
    "flagged": "flagged for fixing",
    "leech": "forgotten as often as settings.toml has it (leech_lapses)",
    "known": "marked as known already",
    "blocked": "a rule forbids it now, such as a leak of the answer",
    "retired": "its edge or block is gone from the notes",
    "live": "neither blocked nor retired",
}
PROPERTIES = {
    "r": Property("retrievability now, 0 to 1 or in %"),
    "s": Property("stability, days"),
    "d": Property("difficulty, 1 to 10"),
    "lapses": Property("how often it was forgotten"),
    "reps": Property("how many answers count"),
    "due": Property("days from today until it is due; below 0 is overdue"),
    "ivl": Property("days between the last answer and the due day"),
}
KINDS = ("definition", "edge", "set", "fact", "block", "exercise", "cloze")
RATINGS = {"again": 1, "hard": 2, "good": 3, "easy": 4, "1": 1, "2": 2, "3": 3, "4": 4}
FIELDS = {
    "is": FieldRule("is", "due", "its state, see below"),
    "type": FieldRule("type", "metric", "the type of its node"),
    "kind": FieldRule("kind", "edge", f"what it was made from: {', '.join(KINDS)}"),
    "relation": FieldRule("text", "is_a", "the relation of its edge"),
    "node": FieldRule("node", "a-note", "its node: stem, pack/stem, title or alias"),
    "chapter": FieldRule("node", "01", "its node is covered in that chapter"),
    "problem": FieldRule("node", "a-problem", "its node is a step of that problem"),
    "pack": FieldRule("text", "vault", "the pack that its node is from"),
    "tag": FieldRule("tag", "exam", "a tag of its note, or one of your own; finds tags below it"),
    "source": FieldRule("text", "1706.03762", "a source: arXiv id, its note's stem, or its title"),
    "id": FieldRule("whole", "123", "the card's id"),
    "rated": FieldRule("rated", "7", "answered in the last days; rated:7:1 with Again"),
    "introduced": FieldRule("days", "7", "answered for the first time in the last days"),
    "added": FieldRule("days", "30", "made in the last days"),
    "changed": FieldRule("days", "30", "reworded in the last days"),
    "prop": FieldRule("prop", "r<0.8", "a number of its memory, see below"),
}
Compare = Callable[[float, float], bool]
COMPARISONS: dict[str, Compare] = {
    "<=": operator.le, ">=": operator.ge, "!=": operator.ne, "=": operator.eq,
    "<": operator.lt, ">": operator.gt,
}  # fmt: skip
MOST_DAYS = 36500
_PROP = re.compile(r"([a-z]+)(<=|>=|!=|=|<|>)(-?\d+(?:\.(\d+))?)(%?)", re.IGNORECASE)
_PROP_START = re.compile(r"[a-z]*", re.IGNORECASE)


class Limit(NamedTuple):
    """A condition under prop:. width: half a unit of the last digit written, for = and !=."""

    name: str
    sign: str
    number: float
    width: float


def checked_field(name: str, value: str, name_at: int, value_at: int) -> None:
    """Check one name:value. Raises QueryError: where, what is allowed, did you mean.

    name_at, value_at: columns, counted from 1.
    """
    rule = FIELDS.get(name)
    if rule is None:
        hint = meant(name, FIELDS) or f"fields are {', '.join(FIELDS)}"
        raise QueryError(
            name_at, f"there is no field '{name}:'; {hint}. Put text with a colon in \"quotes\"."
        )
    if not value:
        raise QueryError(value_at, f"a value comes after '{name}:', such as {name}:{rule.sample}.")
    _CHECKS.get(rule.takes, _anything)(value, value_at)


def meant(word: str, known: Iterable[str]) -> str:
    """Return 'did you mean ...?' without the question mark, or '' if nothing is near."""
    from difflib import get_close_matches

    from kg.suggest import nearest

    names = list(known)
    near = nearest(word, names) or get_close_matches(word.casefold(), names, n=1)
    return f"did you mean {' or '.join(near)}" if near else ""


def one_of(word: str, known: Iterable[str], what: str, column: int) -> QueryError:
    """The error for a word that is none of a list. what: what the word is said to be."""
    hint = meant(word, known)
    allowed = f"it is one of {', '.join(known)}"
    return QueryError(
        column, f"there is no {what} '{word}'; {f'{hint}? ' if hint else ''}{allowed}."
    )


def limit_of(value: str, column: int) -> Limit:
    """Read what stands after prop:. Raises QueryError."""
    found = _PROP.fullmatch(value)
    start = _PROP_START.match(value)
    name = start.group().casefold() if start else ""
    if name not in PROPERTIES:
        raise one_of(name or value, PROPERTIES, "number", column)
    if found is None:
        raise QueryError(column, f"write a comparison and a number after '{name}': prop:{name}<3.")
    sign, number, digits, percent = found.group(2), float(found.group(3)), found.group(4), found[5]
    scale = 0.01 if percent else 1.0
    return Limit(name, sign, number * scale, 0.5 * scale * 10 ** -len(digits or ""))


def rated(value: str, column: int) -> tuple[int, int | None]:
    """Read what stands after rated: days, and a rating if one is named. Raises QueryError."""
    days, colon, rating = value.partition(":")
    if not colon:
        return days_of(days, column), None
    if rating.casefold() not in RATINGS:
        raise one_of(rating, RATINGS, "rating", column + len(days) + 1)
    return days_of(days, column), RATINGS[rating.casefold()]


def days_of(value: str, column: int) -> int:
    """Read a number of days, today being the first. Raises QueryError."""
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= MOST_DAYS:
        raise QueryError(
            column, f"a number of days comes here, from 1 to {MOST_DAYS}, not '{value}'."
        )
    return int(value)


def _is(value: str, column: int) -> None:
    if value.casefold() not in IS:
        raise one_of(value, IS, "state", column)


def _type(value: str, column: int) -> None:
    if value.casefold() not in NODE_TYPES:
        raise one_of(value, NODE_TYPES, "type", column)


def _kind(value: str, column: int) -> None:
    if value.casefold() not in KINDS:
        raise one_of(value, KINDS, "kind", column)


def _whole(value: str, column: int) -> None:
    if not value.isascii() or not value.isdigit() or int(value) >= 2**63:
        raise QueryError(column, f"a card's id is a whole number, not '{value}'.")


def _anything(value: str, column: int) -> None:
    """Names are looked up in the learner's own cards, later."""


_CHECKS: dict[str, Callable[[str, int], object]] = {
    "is": _is, "type": _type, "kind": _kind, "whole": _whole, "days": days_of, "rated": rated,
    "prop": limit_of,
}  # fmt: skip
