"""Names in a query that only the learner's own notes and cards know: nodes, tags, packs.

Owns how node:, chapter:, problem: and tag: become keys and tags, and the words for a name that is
not there. Not here: fields with a fixed list (card_query_fields.py), the SQL (card_query_sql.py).
"""

from __future__ import annotations

from collections.abc import Iterable

from cards import store_queue
from cards.card_query_fields import meant
from cards.errors import QueryError
from cards.store import Store
from kg.compiled import Graph
from kg.errors import KgError
from kg.rows import NodeRow
from kg.titled import keys_titled

# The relations that a framework step of a problem may stand for (DESIGN 3).
_OF_A_PROBLEM = frozenset({"uses", "evaluated_by", "requires"})
_TAGS = (
    "WITH RECURSIVE held(tag) AS (SELECT min(tag) FROM {0} UNION ALL"
    " SELECT (SELECT min(tag) FROM {0} WHERE tag > held.tag) FROM held WHERE tag IS NOT NULL)"
    " SELECT tag FROM held WHERE tag IS NOT NULL"
)


class Names:
    """The learner's names as a query finds them. graph: None where notes were never read."""

    def __init__(self, store: Store, graph: Graph | None) -> None:
        self._store = store
        self._graph = graph

    def titled(self, text: str) -> list[str]:
        """Keys of the nodes whose title holds a text."""
        return keys_titled(self._graph, text) if self._graph is not None else []

    def node(self, name: str, column: int) -> list[str]:
        """The key of the node that a name means. Raises QueryError."""
        if self._graph is None:
            keys = store_queue.node_keys(self._store, name)
            if not keys:
                raise QueryError(column, f"there is no node '{name}' with cards.")
            return keys
        return [self._found(self._graph, name, column).key]

    def chapter(self, name: str, column: int) -> list[str]:
        """Keys of what a chapter covers, and its own. Raises QueryError."""
        graph = self._graph_for("chapter:", column)
        node = self._typed(graph, name, "chapter", column)
        covered = [e.subject for e in graph.edges_in(node.id) if e.relation == "covered_in"]
        return [node.key, *(graph.node(each).key for each in covered)]

    def problem(self, name: str, column: int) -> list[str]:
        """Keys of the points of a problem's steps, and its own. Raises QueryError."""
        graph = self._graph_for("problem:", column)
        node = self._typed(graph, name, "problem", column)
        points = [e.object for e in graph.edges_out(node.id) if e.relation in _OF_A_PROBLEM]
        return [node.key, *(graph.node(each).key for each in points)]

    def tags(self, name: str, column: int) -> list[str]:
        """The tags that a name means: it, whatever its case, and those below it (name/...).

        Raises QueryError.
        """
        wanted = name.lstrip("#").casefold()
        known = self.all_tags()
        found = [tag for tag in known if f"{tag.casefold()}/".startswith(f"{wanted}/")]
        if not found:
            near = meant(wanted, (tag.casefold() for tag in known))
            raise QueryError(column, f"no card has the tag '{name}'{_or(near, '.')}")
        return found

    def all_tags(self) -> list[str]:
        """Every tag of a card: of its note, or the learner's own."""
        found: set[str] = set()
        for table in ("card_tag", "own_tag"):
            found.update(self._store.query(str, _TAGS.format(table)))
        return sorted(found)

    def _graph_for(self, field: str, column: int) -> Graph:
        if self._graph is None:
            raise QueryError(column, f"{field} needs the notes, which were not read yet.")
        return self._graph

    def _found(self, graph: Graph, name: str, column: int) -> NodeRow:
        try:
            return graph.find(name)
        except KgError as problem:
            raise QueryError(column, str(problem)) from None

    def _typed(self, graph: Graph, name: str, type: str, column: int) -> NodeRow:
        """The node of one type that a name means; names of that type are tried first."""
        own = [node for node in graph.nodes(type) if name.casefold() in _names(node)]
        node = own[0] if own else self._found(graph, name, column)
        if node.type == type:
            return node
        near = meant(name, _stems(graph.nodes(type)))
        raise QueryError(column, f"'{name}' is a {node.type}, not a {type}{_or(near, '.')}")


def _names(node: NodeRow) -> set[str]:
    return {node.stem.casefold(), node.key.casefold(), node.title.casefold()}


def _stems(nodes: Iterable[NodeRow]) -> list[str]:
    return [node.stem for node in nodes]


def _or(hint: str, otherwise: str) -> str:
    return f"; {hint}?" if hint else otherwise
