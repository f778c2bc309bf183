"""By which name a proposal goes now: it waits, became a node of the graph, or was rejected.

Owns what a link in the inbox means at this moment, and what the list is told in the end. Not here:
files (accept_places.py), what becomes of a proposal (accept.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from kg.layers import VAULT
from sync.accept_places import Places
from sync.inbox import Inbox
from sync.known_things import SETTLED, Known
from sync.pending import Pending
from sync.proposed import Origin


class Names:
    """The proposals by stem, and what became of those before them. waiting: all there are."""

    def __init__(self, inbox: Path, waiting: Sequence[Pending], places: Places) -> None:
        self._places = places
        self._waiting = {one.stem: one for one in waiting}
        self._settled = dict(Known(Inbox(inbox).entries()).settled)
        self._news: dict[str, str] = {}

    def settle(self, one: Pending, key: str) -> None:
        """The proposal is this node from now on; key '': it was rejected."""
        self._settled[one.stem] = key
        self._waiting.pop(one.stem, None)
        # Decks and what a review proposed are remembered by their own origin.
        if one.marks is not None:
            self._news[one.stem] = key

    def of(self, one: Pending) -> str:
        """The key that a settled proposal became."""
        return self._settled[one.stem]

    def waits(self, name: str) -> bool:
        """Whether a proposal of this stem is still to be judged."""
        return bare(name) in self._waiting

    def adding_to(self, stems: Iterable[str]) -> list[Pending]:
        """The proposals that only add to these."""
        named = set(stems)
        return [one for one in self._waiting.values() if bare(one.extends) in named]

    def key(self, name: str) -> str:
        """The key of the node that a link means; '': it is none (yet)."""
        stem = bare(name)
        if stem in self._settled:
            return self._settled[stem]
        if stem in self._waiting:
            return ""
        node = self._places.node(name)
        if node is not None:
            return node.key
        key = f"{VAULT}/{stem}"
        return key if self._places.file_of(key) else ""

    def target(self, name: str) -> str | None:
        """How a link must name its target now; '': it has to wait for it; None: it was rejected."""
        stem = bare(name)
        if "/" in stem:
            return name
        if stem in self._settled:
            return bare(self._settled[stem]) or None
        return "" if stem in self._waiting else stem

    def news(self) -> list[Origin]:
        """What the list has to be told."""
        return [Origin(SETTLED, stem, key) for stem, key in self._news.items()]


def bare(name: str) -> str:
    """A node of the vault by its stem, any other by its key: how a note of the vault links it."""
    return name.removeprefix(f"{VAULT}/")
