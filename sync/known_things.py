"""What imports proposed before, and what became of it: the list of the inbox, understood.

Owns by what one thing is known again (id, address, title), what counts as said already, and the
names that accepted and merged proposals go by. Not here: the list's file (inbox.py), the graph
(document_matches.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from kg.documents.found import FoundNode
from kg.documents.links import target_of
from kg.names import fold
from sync.proposed import Origin

# Kinds of entries: a document (its sha256 and how it was read), a thing (hash: its stem here), a
# statement, and a proposal that was settled (id: its stem; hash: the key it became, '' rejected).
DOCUMENT, THING, SAID, SETTLED = "document", "thing", "said", "settled"


class Known:
    """The entries of imports, by kind. settled: key of the node a stem became, '' if rejected."""

    def __init__(self, entries: Iterable[Origin]) -> None:
        self.documents: set[str] = set()
        self.said: set[str] = set()
        self.settled: dict[str, str] = {}
        self._stems: dict[str, str] = {}
        self._arxiv: dict[str, str] = {}
        for entry in entries:
            if entry.kind == DOCUMENT:
                self.documents.add(entry.id)
            elif entry.kind == SAID:
                self.said.add(entry.id)
            elif entry.kind == SETTLED:
                self.settled[entry.id] = entry.hash
            elif entry.kind == THING:
                self._stems.setdefault(entry.id, entry.hash)
                if entry.id.startswith("arxiv:"):
                    self._arxiv.setdefault(entry.hash, entry.id)

    def stem_of(self, node: FoundNode) -> str:
        """The stem under which the thing was proposed before; '': it was not."""
        for name in names_of(node):
            stem = self._stems.get(name, "")
            # Two papers of one title are two papers.
            other = self._arxiv.get(stem, "")
            if stem and not (node.arxiv and other and other != f"arxiv:{node.arxiv}"):
                return stem
        return ""

    @property
    def stems(self) -> set[str]:
        """Every stem that was ever given."""
        return {*self._stems.values(), *self.settled}


def names_of(node: FoundNode) -> list[str]:
    """What a thing is known by, the surest first."""
    names = [f"arxiv:{node.arxiv}"] if node.arxiv else []
    names += [name.lower() for name in node.ids if ":" in name]
    names += [address(node.url)] if node.url else []
    titles = (node.title, *node.titles)
    return list(dict.fromkeys([*names, *(f"{node.type}:{fold(title)}" for title in titles)]))


def address(url: str) -> str:
    """A web address as what it leads to; links to one thing are equal."""
    return target_of(url).key or url.strip()


def said(*parts: str) -> str:
    """The name of a statement on the list."""
    return blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=9).hexdigest()
