"""The sheet on which proposals are written: nodes with names, edges between them, their quotes.

Owns that every proposal carries lines and the source's own words. Not here: what is proposed.
"""

from __future__ import annotations

from kg.documents.claims import claim_status
from kg.documents.found import FoundEdge, FoundNode
from kg.documents.lines import Document, Problem
from kg.documents.structure import Span
from kg.links import kebab

_LONGEST_QUOTE = 4_000
_LONGEST_STEM = 80


def quote_of(document: Document, lines: Span, words: str = "") -> str:
    """The source at these lines; of very long ones the stretch around some words."""
    source = document.source[lines[0] - 1 : lines[1]]
    if sum(map(len, source)) <= _LONGEST_QUOTE:
        return "\n".join(source)
    at = max(source[0].find(words), 0) if words else 0
    start = max(at - 200, 0)
    return source[0][start : start + max(600, min(len(words) + 400, _LONGEST_QUOTE))]


class Sheet:
    """Nodes, edges and problems of one document so far."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.nodes: list[FoundNode] = []
        self.edges: list[FoundEdge] = []
        self.problems: list[Problem] = []
        self._taken: dict[str, int] = {}
        self._place: dict[str, int] = {}

    def quote(self, lines: Span, words: str = "") -> str:
        """The source at these lines; see quote_of."""
        return quote_of(self.document, lines, words)

    def add(self, node: FoundNode) -> str:
        """Write a node; its ref, the stem of its title, made unique in this document."""
        stem = _short(kebab(node.title)) or kebab(node.arxiv) or node.type
        count = self._taken.get(stem, 0) + 1
        self._taken[stem] = count
        ref = stem if count == 1 else f"{stem}-{count}"
        while count > 1 and ref in self._place:
            count += 1
            ref = f"{stem}-{count}"
        self._place[ref] = len(self.nodes)
        notes = tuple(_with_status(note) for note in node.notes)
        self.nodes.append(node._replace(ref=ref, notes=notes))
        return ref

    def node(self, ref: str) -> FoundNode:
        """The node of a ref that `add` gave."""
        return self.nodes[self._place[ref]]

    def replace(self, node: FoundNode) -> None:
        """Write a node anew, under its ref."""
        self.nodes[self._place[node.ref]] = node

    def link(
        self, source: str, relation: str, target: str, lines: Span, confidence: float, rule: str,
        qualifiers: tuple[tuple[str, str], ...] = (), reason: str = "",
    ) -> None:  # fmt: skip
        """Write an edge."""
        if source != target:
            quote = self.quote(lines)
            self.edges.append(
                FoundEdge(source, relation, target, reason, lines, quote, confidence, rule,
                          qualifiers)
            )  # fmt: skip


def _with_status(note: str) -> str:
    """A note that says itself that it is a rumour is kept as one."""
    status, _ = claim_status(note)
    return f"{note} [status:: rumour]" if status == "rumour" else note


def _short(stem: str) -> str:
    """A stem of at most some 80 letters, cut between words."""
    if len(stem) <= _LONGEST_STEM:
        return stem
    cut = stem[: _LONGEST_STEM + 1].rpartition("-")[0]
    return cut or stem[:_LONGEST_STEM]
