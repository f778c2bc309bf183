"""Which nodes of the graph a found thing is, or seems to be.

Owns what makes it sure (the same arXiv id, DOI, ISBN or address) and what makes it likely (the same
title or alias). Not here: what was proposed before (known_things.py), merging (accept.py).
"""

from __future__ import annotations

import json
import re

from kg.compiled import Graph
from kg.documents.found import Found, FoundNode
from kg.layers import VAULT
from kg.meant import fitting
from kg.names import fold
from kg.paper_nodes import with_arxiv
from kg.rows import NodeRow
from kg.search import search
from sync.known_things import address

_IDS = ("doi", "isbn", "url")
_AROUND = re.compile(r"\s*\([^()]{1,40}\)\s*$|^[^:]{2,40}:\s+")
MOST = 6
_WORDS = "words of the title"


class Matches:
    """Look-ups in one graph; None: there is none yet, and nothing matches.

    elsewhere: the proposals are for another vault than the graph's, whose own notes count not.
    """

    def __init__(self, graph: Graph | None, *, elsewhere: bool = False) -> None:
        self.graph = graph
        self._elsewhere = elsewhere
        self._by_id: dict[str, int] | None = None

    def sure(self, node: FoundNode) -> NodeRow | None:
        """The node that is this thing, by what it is known by in the world."""
        if self.graph is None:
            return None
        found = with_arxiv(self.graph, [node.arxiv]).get(node.arxiv, []) if node.arxiv else []
        names = [name.lower() for name in node.ids]
        names += [address(node.url)] if node.url else []
        numbers = [self._ids()[name] for name in names if name in self._ids()]
        found += [self.graph.node(number) for number in numbers]
        return next((row for row in found if self._is_there(row)), None)

    def _is_there(self, row: NodeRow) -> bool:
        """Whether the note of a node of the vault still lies there; an undo may have taken it."""
        if row.stub or row.file is None or self.graph is None:
            return False
        origin = self.graph.origin(row.file)
        return origin.layer != VAULT or (not self._elsewhere and origin.absolute.exists())

    def likely(self, node: FoundNode) -> NodeRow | None:
        """The node of the same type and title, or of which the title is an alias."""
        if self.graph is None:
            return None
        for title in dict.fromkeys((node.title, *node.titles, *node.aliases)):
            for row in fitting(self.graph, title) if title.strip() else ():
                same = row.type == node.type and not self._other_paper(row, node)
                if same and self._is_there(row):
                    return row
        return None

    def marked(self, found: Found) -> Found:
        """The same finds, each with the key of the node that it is, or seems to be."""
        nodes = tuple(node if node.same_as else self._marked(node) for node in found.nodes)
        return found._replace(nodes=nodes)

    def _marked(self, node: FoundNode) -> FoundNode:
        there = self.sure(node) or self.likely(node)
        return node if there is None else node._replace(same_as=there.key)

    def _other_paper(self, row: NodeRow, node: FoundNode) -> bool:
        own = self.graph.header(row.id).get("arxiv") if self.graph and node.arxiv else None
        return bool(own) and own != node.arxiv

    def _ids(self) -> dict[str, int]:
        """DOIs, ISBNs and addresses of the headers, each as this module names them."""
        if self._by_id is None:
            self._by_id = {}
            rows = self.graph.connection.execute(
                "SELECT id, header FROM node WHERE stub = 0 AND header != '{}'"
            ) if self.graph else ()  # fmt: skip
            for number, header in rows:
                for key, value in json.loads(header).items():
                    if key in _IDS and isinstance(value, str) and value:
                        name = address(value) if key == "url" else f"{key}:{value.lower()}"
                        self._by_id.setdefault(name, number)
        return self._by_id


def suggested(
    graph: Graph, kind: str, titles: list[str], arxiv: str = "", url: str = ""
) -> list[tuple[NodeRow, str]]:
    """Nodes that a proposal might be merged with, the likeliest first, each with the reason."""
    first = titles[0] if titles else ""
    node = FoundNode("", kind, first, tuple(titles), url, arxiv, (1, 1), "", 0, "")
    matches = Matches(graph)
    found: dict[int, tuple[NodeRow, str]] = {}

    def add(row: NodeRow | None, reason: str) -> None:
        if row is not None and not row.stub:
            found.setdefault(row.id, (row, reason))

    add(matches.sure(node), "the same id or address")
    for title in titles:
        for row in fitting(graph, title):
            add(row, "the same title" if fold(row.title) == fold(title) else "the same name")
        bare = _AROUND.sub("", title)
        for row in fitting(graph, bare) if bare != title else ():
            add(row, "nearly the same title")
    for hit in search(graph, first, limit=MOST, snippets=False, guess=False) if first else ():
        add(hit.node, _WORDS)
    # By sureness of the reason; of one reason those of the same type first.
    order = list(dict.fromkeys(why for _, why in found.values()))
    pairs = sorted(found.values(), key=lambda p: (p[1] == _WORDS, p[0].type != kind,
                                                  order.index(p[1])))  # fmt: skip
    return pairs[:MOST]
