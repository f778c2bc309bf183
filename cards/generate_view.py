"""The graph as generation asks it: rows, names, places and sources, each looked up once.

Owns what a card's source list says (papers with arXiv id and year, chapter and section) and its
cue. Not here: what is asked (templates.py) and whether it may be (rules.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from cards import wording
from cards.leak import Leaks
from cards.rules import SUPERSEDED
from kg.compiled import Graph
from kg.preloaded import Annotations
from kg.rows import EdgeRow, NodeRow
from kg.schema import CARD_STATUS, Relation

MOST_SOURCES = 3
CUE_WORDS = 2
_WORKS = ("paper", "resource")
_PARENTS = ("part_of", "is_a")

Header = Mapping[str, str | int | bool | list[str]]


class View:
    """One generation's look at a graph. Not for longer: what it has read, it keeps."""

    def __init__(
        self,
        graph: Graph,
        relations: Mapping[str, Relation],
        annotations: Annotations | None = None,
    ) -> None:
        """annotations: those of the whole graph, where all of it is wanted."""
        self.graph = graph
        self.relations = relations
        self.leaks = Leaks(graph.vocabulary, lambda: graph.node_total)
        self._annotations = annotations
        self._nodes: dict[int, NodeRow] = {}
        self._headers: dict[int, Header] = {}
        self._names: dict[int, tuple[str, ...]] = {}
        self._places: dict[int, tuple[str, str]] = {}
        self._works: dict[tuple[int, str], str] = {}
        if annotations is not None:
            self._places.update(annotations.places)

    def node(self, node_id: int) -> NodeRow:
        """The node's row. Raises UnknownNode."""
        found = self._nodes.get(node_id)
        if found is None:
            found = self._nodes[node_id] = self.graph.node(node_id)
        return found

    def header(self, node_id: int) -> Header:
        """What the header of this type alone says."""
        found = self._headers.get(node_id)
        if found is None:
            known = self._annotations
            if known is None:
                found = self.graph.header(node_id)
            else:
                found = json.loads(known.headers.get(node_id, "{}"))
            self._headers[node_id] = found
        return found

    def tags(self, node_id: int) -> tuple[str, ...]:
        """Tags of the node, sorted."""
        known = self._annotations
        return tuple(self.graph.tags(node_id) if known is None else known.tags.get(node_id, ()))

    def names(self, node_id: int) -> tuple[str, ...]:
        """Title, aliases and full name: what gives the node away when it is the answer."""
        found = self._names.get(node_id)
        if found is None:
            node = self.node(node_id)
            full = self.header(node_id).get("full_name", "") if node.type == "metric" else ""
            other = [str(full)] if full else []
            found = (node.title, *self.graph.aliases(node_id), *other)
            self._names[node_id] = found
        return found

    def place(self, file_id: int | None) -> tuple[str, str]:
        """Layer and path of a file."""
        if file_id is None:
            return "", ""
        found = self._places.get(file_id)
        if found is None:
            origin = self.graph.origin(file_id)
            found = self._places[file_id] = (origin.layer, origin.path)
        return found

    def twin(self, edge: EdgeRow) -> EdgeRow | None:
        """The same symmetric edge, written on the other node as well."""
        for other in self.graph.edges_out(edge.object):
            if other.object == edge.subject and other.relation == edge.relation:
                return other
        return None

    def successor(self, node: NodeRow) -> NodeRow | None:
        """The node that supersedes this one, if a reviewed edge says so."""
        for edge in self.graph.edges_in(node.id):
            if edge.relation == "supersedes" and self.is_reviewed(edge):
                return self.node(edge.subject)
        return None

    def is_reviewed(self, edge: EdgeRow) -> bool:
        """Whether an edge is a reviewed statement: its own status, else its subject's."""
        return (edge.status or self.node(edge.subject).status) == CARD_STATUS

    def superseded(self, node: NodeRow) -> tuple[str, str] | None:
        """The rule that keeps new cards from a superseded node, or None."""
        newer = self.successor(node)
        if newer is None:
            return None
        return SUPERSEDED, f"'{newer.title}' supersedes it, so it gets no new cards"

    def sources(self, node: NodeRow) -> str:
        """JSON list of where the node comes from: itself if a work, its paper, its chapters."""
        works = [self._work(node.id, "")] if node.type in _WORKS else []
        out = self.graph.edges_out(node.id)
        for relation in ("introduced_by", "covered_in"):
            for edge in out:
                if edge.relation == relation and not self.node(edge.object).stub:
                    works.append(self._work(edge.object, edge.locator))
        return f"[{','.join(works[:MOST_SOURCES])}]"

    def cited(self, node: NodeRow) -> str:
        """JSON list of the works a node cites."""
        cited = [edge.object for edge in self.graph.edges_out(node.id) if edge.relation == "cites"]
        works = [self._work(each, "") for each in cited if not self.node(each).stub]
        return f"[{','.join(works[:MOST_SOURCES])}]"

    def fact_source(self, source: int, section: str) -> str:
        """JSON list with the one work a fact names."""
        return f"[{self._work(source, section)}]"

    def _work(self, node_id: int, section: str) -> str:
        """One work as JSON; it is named by many nodes, and written out once."""
        known = self._works.get((node_id, section))
        if known is not None:
            return known
        node, header = self.node(node_id), self.header(node_id)
        year = header.get("year")
        work: dict[str, str | int | None] = {
            "title": self._full_title(node),
            "arxiv": str(header.get("arxiv", "") or ""),
            "year": year if isinstance(year, int) else None,
            "url": str(header.get("url", "") or ""),
            "section": section,
            "node": node.key,
        }
        text = self._works[node_id, section] = _as_json(work)
        return text

    def _full_title(self, node: NodeRow) -> str:
        """A chapter is named with its book; anything else by its title."""
        if node.type == "chapter":
            for edge in self.graph.edges_out(node.id):
                if edge.relation == "part_of":
                    return f"{self.node(edge.object).title}, {node.title}"
        return node.title

    def cue(self, node: NodeRow, tags: Iterable[str], hidden: tuple[str, ...], seen: str) -> str:
        """One or two words of context that give nothing away: a tag, or what the node belongs to.

        hidden: names that must not show. seen: the question; a cue it already says is dropped.
        """
        parents = [
            self.node(edge.object)
            for edge in self.graph.edges_out(node.id)
            if edge.relation in _PARENTS
        ]
        wanted = [tag.replace("-", " ") for tag in tags]
        wanted += [parent.title for parent in parents if not parent.stub]
        for text in wanted:
            fits = len(text.split()) <= CUE_WORDS and text.lower() not in seen.lower()
            if fits and not self.leaks.shares_a_word(text, hidden):
                return wording.inline(text)
        return ""


_as_json: Callable[[object], str] = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":")
).encode
