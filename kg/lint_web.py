"""The joined notes as a web: every node with what it says and what is said of it.

Owns what counts as one edge (header and line that say the same are one) and which notes the rules
of shape look at: reviewed ones. Not here: the rules (lint_shape.py, lint_reach.py, ...).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kg.check_world import Held, Joined, World
from kg.layering import Target
from kg.schema import CARD_STATUS


class Found(NamedTuple):
    """What a rule found in a note: where (line and column from 1), code, what and what to do."""

    held: Held
    line: int
    column: int
    code: str
    message: str


class Web:
    """Nodes by key. world.join() has been called; links that mean nothing are left out.

    sources: what facts and edges name as their source. steps: what problems have as a step.
    """

    def __init__(self, world: World) -> None:
        self.own: dict[str, Held] = {}
        self.sayings: dict[str, list[Held]] = {}
        self.out: dict[str, list[Joined]] = {}
        self.into: dict[str, list[Joined]] = {}
        self.types: dict[str, str] = {}
        self.sources: set[str] = set()
        self.steps: set[str] = set()
        for held in world.held:
            if not held.note.node.extends:
                self.own[held.key] = held
            self.sayings.setdefault(held.key, []).append(held)
            named = [fact.source for fact in held.note.facts]
            named += [edge.qualifiers.get("source", "") for edge in held.note.edges]
            self.sources |= _keys(world, held, named)
            self.steps |= _keys(world, held, [edge.step for edge in held.note.edges])
        for joined in _once(world.joined):
            self.out.setdefault(joined.held.key, []).append(joined)
            self.into.setdefault(joined.key, []).append(joined)
            self.types[joined.held.key] = joined.held.type
            self.types[joined.key] = joined.type

    def reviewed(self) -> Iterator[Held]:
        """The notes whose shape is judged: what is still a draft may be as thin as it likes."""
        for held in self.own.values():
            if held.note.node.status == CARD_STATUS:
                yield held

    def edges(self) -> Iterator[Joined]:
        """Every edge once, in the order of the notes."""
        for edges in self.out.values():
            yield from edges


def at_title(held: Held, code: str, message: str) -> Found:
    """A finding about the note as a whole."""
    span = held.note.title_span
    return Found(held, span.line, span.column, code, message)


def at_edge(joined: Joined, code: str, message: str) -> Found:
    """A finding about one line."""
    span = joined.edge.span
    return Found(joined.held, span.line, span.column, code, message)


def has_reason(joined: Joined) -> bool:
    """Whether an edge says why: behind the dash, or as its own question and answer."""
    return bool(joined.edge.reason or (joined.edge.q and joined.edge.a))


def _once(joined: list[Joined]) -> list[Joined]:
    """One for each edge; of several lines that say it, the one with the reason."""
    best: dict[tuple[str, str, str, str], Joined] = {}
    for each in joined:
        key = (each.held.key, each.relation, each.key, each.edge.step)
        if key not in best or (has_reason(each) and not has_reason(best[key])):
            best[key] = each
    return list(best.values())


def _keys(world: World, held: Held, names: Iterable[str]) -> set[str]:
    """Keys of the notes that these names mean in this one; '' and lost names mean none."""
    targets = (world.names.resolve(held.layer, name) for name in set(names) - {""})
    return {target.key for target in targets if isinstance(target, Target)}
