"""Which note a name means when packs and the learner's vault lie over each other.

Owns identity (the key that card ids are made of), who replaces whom, and link resolution. Pure and
light. Not here: finding files (layers.py), what the notes say (index_rows.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from kg.layers import VAULT
from kg.names import is_exercise

MISSING = "missing"
AMBIGUOUS = "ambiguous"
NOWHERE = "?"


class Claim(NamedTuple):
    """A note's claim to be a node: its file, its names, and the key its header asks for.

    file: file id. rank: of its layer. wanted: key from `id` or `copied_from`, '' if neither.
    """

    file: int
    layer: str
    rank: int
    path: str
    stem: str
    wanted: str = ""


class Target(NamedTuple):
    """A node that a link may mean. type is '' for a stub of unknown type."""

    id: int
    key: str
    type: str
    stub: bool


def wanted_key(layer: str, header_id: str, copied_from: str) -> str:
    """The key a header asks for: `id` (bare: an old stem of this layer), else copied_from's."""
    if header_id:
        return header_id if "/" in header_id else f"{layer}/{header_id}"
    origin = copied_from.removeprefix("[[").removesuffix("]]")
    return origin.partition("@")[0].partition("#")[0].strip()


def settle(claims: Iterable[Claim]) -> tuple[dict[int, str], dict[int, str]]:
    """Who is which node: (file -> key of the winners, file -> key of those they replace).

    A vault note of a pack's stem takes that note's key; where packs share the stem, the highest
    pack's. Of several claims to one key the highest layer wins, then a note before an exercise,
    then the first path.
    """
    ordered = sorted(claims, key=_first_of_claims)
    keys: dict[int, str] = {}
    of_stem: dict[str, str] = {}
    for claim in ordered:
        key = claim.wanted
        if not key and claim.layer == VAULT:
            key = of_stem.get(claim.stem, "")
        keys[claim.file] = key = key or f"{claim.layer}/{claim.stem}"
        if claim.layer != VAULT:
            of_stem[claim.stem] = key
    winner: dict[str, Claim] = {}
    for claim in ordered:
        best = winner.get(keys[claim.file])
        if best is None or claim.layer != best.layer:
            winner[keys[claim.file]] = claim
    won = {claim.file for claim in winner.values()}
    return (
        {file: key for file, key in keys.items() if file in won},
        {file: key for file, key in keys.items() if file not in won},
    )


def _first_of_claims(claim: Claim) -> tuple[bool, int, bool, str]:
    return claim.layer == VAULT, claim.rank, is_exercise(claim.path), claim.path


Standing = tuple[tuple[str, ...], tuple[Target, ...]]


class NodeIds:
    """Integer ids of nodes; a key keeps its id from one compilation to the next.

    known: ids by key. find: asked for those that are not in `known`. highest: of all ids.
    """

    def __init__(
        self,
        known: dict[str, int],
        find: Callable[[str], int | None] | None = None,
        highest: int = 0,
    ) -> None:
        self._ids = known
        self._find = find
        self._next = max(highest, *known.values(), 0) + 1

    def of(self, key: str) -> int:
        """The id of a key: its old one, else a new one."""
        node_id = self._ids.get(key)
        if node_id is None and self._find is not None:
            node_id = self._find(key)
        if node_id is None:
            node_id, self._next = self._next, self._next + 1
        self._ids[key] = node_id
        return node_id


class Names:
    """All names that links can use, and the nodes behind them."""

    def __init__(self) -> None:
        self.targets: dict[str, Target] = {}
        self._own: dict[tuple[str, str], str] = {}
        self._anywhere: dict[str, set[str]] = {}
        self._places_of: dict[str, list[tuple[str, str]]] = {}

    def add(self, target: Target, layer: str, stem: str) -> None:
        """Makes a node known by its key, by its key's last part, and by its layer's stem."""
        self.targets[target.key] = target
        self.add_name(target.key, layer, stem)
        self._anywhere.setdefault(tail(target.key), set()).add(target.key)

    def add_name(self, key: str, layer: str, stem: str) -> None:
        """Another stem by which one layer knows the node: of a note that extends or lost to it."""
        if self._own.setdefault((layer, stem), key) == key:
            self._places_of.setdefault(key, []).append((layer, stem))
            self._anywhere.setdefault(stem, set()).add(key)

    def remove(self, key: str) -> None:
        """Forgets a node and every name of it."""
        if self.targets.pop(key, None) is None:
            return
        self._anywhere.get(tail(key), set()).discard(key)
        for place in self._places_of.pop(key, []):
            self._own.pop(place, None)
            self._anywhere[place[1]].discard(key)

    def remove_name(self, layer: str, stem: str) -> None:
        """Forgets that one layer knows a node by this stem."""
        key = self._own.pop((layer, stem), "")
        if key:
            self._places_of[key].remove((layer, stem))
            if stem != tail(key) and all(place[1] != stem for place in self._places_of[key]):
                self._anywhere[stem].discard(key)

    def has(self, key: str) -> bool:
        """Whether there is a node of this key."""
        return key in self.targets

    def resolve(self, layer: str, name: str) -> Target | str:
        """The node a link in `layer` means, else MISSING or AMBIGUOUS.

        pack/stem names one node. A bare stem means the own layer's note, else the only other.
        """
        pack, slash, stem = name.rpartition("/")
        place = (pack, stem) if slash else (layer, name)
        key = self._own.get(place, f"{place[0]}/{place[1]}")
        found = self.targets.get(key)
        if found is not None or slash:
            return found or MISSING
        targets = self.candidates(name)
        if len(targets) > 1:
            return AMBIGUOUS
        return targets[0] if targets else MISSING

    def candidates(self, stem: str) -> list[Target]:
        """Every node that a link with this last part could mean."""
        keys = sorted(self._anywhere.get(stem, ()))
        return [self.targets[key] for key in keys if key in self.targets]

    def standing(self, stem: str) -> Standing:
        """All that a link with this last part depends on: equal before and after means no news."""
        targets = self.candidates(stem)
        places = [
            f"{layer}={target.key}"
            for target in targets
            for layer, own_stem in self._places_of.get(target.key, [])
            if own_stem == stem
        ]
        return tuple(sorted(places)), tuple(targets)


def stub_key(name: str) -> str:
    """Key of the stub for a link to nothing: the full name if it is one, else '?/stem'."""
    return name if "/" in name else f"{NOWHERE}/{name}"


def tail(key: str) -> str:
    """The last part of a key: 'pack/stem' gives 'stem'."""
    return key.rpartition("/")[2]
