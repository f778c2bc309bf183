"""Paths over several notes: what a `requires` says twice, and concepts that nothing leads to.

Owns which paths count. Not here: notes by themselves (lint_shape.py), cycles (check_cycles.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.lint_web import Found, Web, at_edge, at_title, has_reason
from kg.names import is_exercise

GOALS = frozenset({"problem", "exercise", "chapter"})
# Followed from subject to object; the second group backwards, too: who learns the kind or the part
# meets the whole, and who meets the better technique meets the one it replaced.
_DOWN = frozenset({"requires", "uses", "addresses"})
_BOTH = frozenset({"is_a", "part_of", "improves_on"})


def implied_requires(web: Web) -> Iterator[Found]:
    """`requires` without a reason whose object another `requires` of the note leads to as well."""
    needs = {
        key: {joined.key for joined in edges if joined.relation == "requires"}
        for key, edges in web.out.items()
    }
    below: dict[str, frozenset[str]] = {}
    for joined in web.edges():
        # An exercise lists names alone, without room for a reason to keep one.
        if joined.relation != "requires" or has_reason(joined) or is_exercise(joined.held.path):
            continue
        subject, object = joined.held.key, joined.key
        for other in sorted(needs[subject] - {object, subject}):
            if object in _below(other, needs, below) and subject not in below[other]:
                say = (
                    f"requires [[{_stem(object)}]] is implied by [[{_stem(other)}]]"
                    " (drop it, or give a reason to keep it)"
                )
                yield at_edge(joined, "W210", say)
                break


def unreached_concepts(web: Web) -> Iterator[Found]:
    """Concepts no path leads to from a problem, an exercise or a chapter.

    Paths start at whatever such a note links to, is linked from, or has as a step, and go on along
    `requires`, `uses`, `addresses`, and both ways along `is_a`, `part_of`, `improves_on`. A layer
    that has no such note has nothing to lead anywhere: its concepts are not judged.
    """
    reached = _closure(web, _starts(web))
    layers = {held.layer for held in web.own.values() if held.type in GOALS}
    for held in web.reviewed():
        if held.type == "concept" and held.layer in layers and held.key not in reached:
            say = (
                "no problem, exercise or chapter leads here: cover it in a chapter, or let"
                " something that is reached require or use it"
            )
            yield at_title(held, "W220", say)


def _starts(web: Web) -> set[str]:
    starts = set(web.steps)
    for joined in web.edges():
        if joined.held.type in GOALS:
            starts.add(joined.key)
        if joined.type in GOALS:
            starts.add(joined.held.key)
    return starts


def _closure(web: Web, starts: Iterable[str]) -> set[str]:
    reached, waiting = set(starts), list(starts)
    while waiting:
        key = waiting.pop()
        near = {j.key for j in web.out.get(key, []) if j.relation in _DOWN | _BOTH}
        near |= {j.held.key for j in web.into.get(key, []) if j.relation in _BOTH}
        waiting += near - reached
        reached |= near
    return reached


def _below(
    key: str, needs: dict[str, set[str]], known: dict[str, frozenset[str]]
) -> frozenset[str]:
    """All that a node requires, directly or not; ends on cycles, which are faults of their own."""
    found = known.get(key)
    if found is None:
        seen: set[str] = set()
        waiting = [key]
        while waiting:
            near = needs.get(waiting.pop(), set()) - seen
            seen |= near
            waiting += near
        found = known[key] = frozenset(seen)
    return found


def _stem(key: str) -> str:
    return key.rpartition("/")[2]
