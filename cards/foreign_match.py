"""Which answers of another program are new to a card, and which it has already.

Owns when a foreign answer is known, or ours on its way back. Not here: writing them
(foreign_reviews.py).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from cards.replay import links
from cards.store_review import VOID, ReviewRow
from cards.voids import voided

SAME_MS = 50  # an exported row may have moved by a few ms, to be alone in its moment


class ForeignAnswer(NamedTuple):
    """One answer. id: UTC ms, one of a kind in its collection. rating: 1..4.

    interval: what was scheduled: study days, or negative seconds inside steps.
    """

    id: int
    rating: int
    interval: int
    duration_ms: int


class Sorted(NamedTuple):
    """new: to write. undone: the voids in force on each answer that we have but that is undone."""

    new: list[ForeignAnswer]
    undone: list[list[ReviewRow]]
    known: int
    ours: int


def sort_out(held: Sequence[ReviewRow], answers: Sequence[ForeignAnswer], origin: str) -> Sorted:
    """Tell which answers to one card are new. held: all its rows, voids too; origin: `anki`, ..."""
    undone = voided(links(held))
    given = [row for row in held if row.kind != VOID]
    theirs = {row.external_id: row for row in given if row.origin == origin}
    moments = sorted({row.utc_ms for row in given} | {_moment(row) for row in given})
    found = Sorted([], [], 0, 0)
    known = ours = 0
    for answer in answers:
        row = theirs.get(str(answer.id))
        if row is not None and row.id in undone:
            found.undone.append([v for v in held if v.voids == row.id and v.id not in undone])
        elif row is not None:
            known += 1
        elif _is_near(moments, answer.id):
            ours += 1
        else:
            found.new.append(answer)
    return found._replace(known=known, ours=ours)


def _moment(row: ReviewRow) -> int:
    external = row.external_id or ""
    return int(external) if external.isdecimal() and len(external) < 19 else row.utc_ms


def _is_near(moments: Sequence[int], moment: int) -> bool:
    place = bisect_left(moments, moment - SAME_MS)
    return place < len(moments) and moments[place] <= moment + SAME_MS
