"""All notes of all layers as the checker sees them: who is which node, what every link means.

Owns the joining of parsed notes to the names of layering.py. Not here: judging (check_edges.py,
check_names.py, check_cycles.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kg.faults import Faults
from kg.layering import AMBIGUOUS, MISSING, Claim, Names, Target, settle, wanted_key
from kg.layers import VAULT
from kg.links import find_links
from kg.models import Edge, Fault, Note
from kg.names import fold
from kg.reader import UnreadableNote
from kg.statements import relation_of_point
from kg.suggest import nearest

# Each look-up reads all names; a vault with more broken links than this has another problem.
HINTS_AT_MOST = 200


class PlacedNote(NamedTuple):
    """A note and where it lies: layer, and path as faults show it."""

    layer: str
    path: str
    note: Note | UnreadableNote


class LayerFault(NamedTuple):
    """A fault with the layer of its file."""

    layer: str
    fault: Fault


class Held(NamedTuple):
    """A readable note that counts (nothing replaces it). key: of its node, or of what it extends.

    type: the node's; for a note that extends another, that one's where it is known.
    """

    layer: str
    path: str
    note: Note
    key: str
    type: str


class Joined(NamedTuple):
    """An edge whose object was found. type: the object's, '' where its note is unreadable."""

    held: Held
    edge: Edge
    relation: str
    key: str
    type: str


class World:
    """Who is which node, and the faults found so far."""

    def __init__(self, notes: Sequence[PlacedNote]) -> None:
        self.notes = notes
        self.names = Names()
        self.held: list[Held] = []
        self.joined: list[Joined] = []
        self._faults: dict[tuple[str, str], Faults] = {}
        self._hints: dict[str, list[str]] = {}
        self._known: dict[str, str] | None = None
        self.keys = self._settle()
        self._hold()

    def add(self, held: Held | PlacedNote, code: str, line: int, column: int, say: str) -> None:
        """Note a fault of a file."""
        place = (held.layer, held.path)
        if place not in self._faults:
            self._faults[place] = Faults(held.path)
        self._faults[place].add(code, line, column, say)

    def found(self) -> list[LayerFault]:
        """All faults in order of layer, path, line and column."""
        order = {name: rank for rank, name in enumerate(self.layers())}
        pairs = [LayerFault(layer, f) for (layer, _), fs in self._faults.items() for f in fs.found]
        return sorted(
            pairs,
            key=lambda p: (
                order[p.layer],
                p.fault.path,
                p.fault.line,
                p.fault.column,
                p.fault.code,
            ),
        )

    def layers(self) -> list[str]:
        """Layer names in the order they lie over each other, the vault last."""
        names = list(dict.fromkeys(placed.layer for placed in self.notes))
        return sorted(names, key=lambda name: name == VAULT)

    def _settle(self) -> dict[int, str]:
        ranks = {name: rank for rank, name in enumerate(self.layers())}
        claims = []
        for index, placed in enumerate(self.notes):
            note = placed.note
            if isinstance(note, Note) and note.node.extends:
                continue
            wanted = ""
            if isinstance(note, Note):
                wanted = wanted_key(placed.layer, note.node.id, note.node.copied_from)
            claims.append(
                Claim(index, placed.layer, ranks[placed.layer], placed.path, note.stem, wanted)
            )
        won, lost = settle(claims)
        for index, key in won.items():
            placed = self.notes[index]
            kind = placed.note.node.type if isinstance(placed.note, Note) else ""
            self.names.add(Target(index, key, kind, False), placed.layer, placed.note.stem)
        for index, key in lost.items():
            self.names.add_name(key, self.notes[index].layer, self.notes[index].note.stem)
        return won

    def _hold(self) -> None:
        for index, placed in enumerate(self.notes):
            note = placed.note
            if not isinstance(note, Note):
                continue
            if index in self.keys:
                self.held.append(
                    Held(placed.layer, placed.path, note, self.keys[index], note.node.type)
                )
            elif note.node.extends:
                target = self.names.resolve(placed.layer, note.node.extends)
                key = f"{placed.layer}/{note.stem}"
                kind: str = note.node.type
                if isinstance(target, Target):
                    key, kind = target.key, target.type or kind
                self.names.add_name(key, placed.layer, note.stem)
                self.held.append(Held(placed.layer, placed.path, note, key, kind))

    def join(self) -> None:
        """Find the object of every edge; links that mean nothing become faults."""
        for held in self.held:
            for edge in held.note.edges:
                target = self.resolve(held, edge.target, edge.span.line, edge.span.column)
                if target is not None:
                    relation = edge.relation or relation_of_point(target.type)
                    self.joined.append(Joined(held, edge, relation, target.key, target.type))

    def knows(self, held: Held, name: str) -> bool:
        """Whether a link in this note means exactly one node."""
        return isinstance(self.names.resolve(held.layer, name), Target)

    def resolve(self, held: Held, name: str, line: int, column: int) -> Target | None:
        """The node a link means; None after the fault that it means none or several."""
        target = self.names.resolve(held.layer, name)
        if isinstance(target, Target):
            return target
        if target == AMBIGUOUS:
            full = sorted(t.key for t in self.names.targets.values() if _tail(t.key) == name)
            say = f"several packs have '{name}': write one of {', '.join(full)}"
            self.add(held, "E102", line, column, say)
        elif target == MISSING:
            self.add(held, "W101", line, column, f"there is no note '{name}'{self.hint(name)}")
        return None

    def hint(self, name: str) -> str:
        """' (did you mean ...?)' over stems, titles and aliases; '' where nothing is near."""
        near = self._hints.get(name)
        if near is None:
            if len(self._hints) >= HINTS_AT_MOST:
                return ""
            near = self._hints[name] = self._near(name)
        return f" (did you mean {' or '.join(repr(n) for n in near)}?)" if near else ""

    def _near(self, name: str) -> list[str]:
        if self._known is None:
            self._known = {}
            for held in self.held:
                for other in (*held.note.node.aliases, held.note.node.title, held.note.stem):
                    self._known[fold(other)] = held.note.stem
        folded = fold(_tail(name))
        if folded in self._known:
            return [self._known[folded]]
        return list(dict.fromkeys(self._known[n] for n in nearest(folded, self._known)))


def places_of_links(note: Note) -> dict[str, tuple[int, int]]:
    """File line and column of the first link to each target in a note's body."""
    places: dict[str, tuple[int, int]] = {}
    for number, line in enumerate(note.body.split("\n"), note.body_line):
        for link in find_links(line):
            places.setdefault(link.target, (number, link.start + 1))
    return places


def _tail(name: str) -> str:
    return name.rpartition("/")[2]
