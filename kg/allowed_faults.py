"""Faults against what their notes allow: which may stand, and which allowances cover nothing.

Owns the reach of an allowance: every warning of its code in its own note. Not here: what an entry
must say, so that no error is allowed (allowances.py), finding faults (check.py, lint.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kg.allowances import IDLE
from kg.check_world import LayerFault
from kg.faults import fault
from kg.models import Fault, Note

Place = tuple[str, str]


class Judged(NamedTuple):
    """A fault of a layer's file, and the author's reason to let it stand ('': none)."""

    layer: str
    fault: Fault
    reason: str = ""


def judged(
    found: Iterable[LayerFault], notes: Mapping[Place, Note], replaced: frozenset[Place]
) -> list[Judged]:
    """Every fault with the reason it may stand, and a warning for each idle allowance.

    notes: the readable ones by (layer, path). replaced: those that do not count since another
    note lies over them; what they allow is not asked for.
    """
    result: list[Judged] = []
    used: set[tuple[Place, str]] = set()
    for layer, each in found:
        note = notes.get((layer, each.path))
        reason = "" if note is None else _reason(note, each)
        if reason:
            used.add(((layer, each.path), each.code))
        result.append(Judged(layer, each, reason))
    for place, note in notes.items():
        if place not in replaced:
            result += [Judged(place[0], idle) for idle in _idle(place, note, used)]
    return result


def _reason(note: Note, found: Fault) -> str:
    return next((a.reason for a in note.node.allow if a.code == found.code), "")


def _idle(place: Place, note: Note, used: set[tuple[Place, str]]) -> Iterable[Fault]:
    seen: set[str] = set()
    for entry in note.node.allow:
        at = (place[1], entry.span.line, entry.span.column)
        if entry.code in seen:
            yield fault(*at, IDLE, f"allow: {entry.code} stands here already; one entry is enough")
        elif (place, entry.code) not in used:
            yield fault(*at, IDLE, f"allow: this note has no {entry.code}; drop the entry")
        seen.add(entry.code)
