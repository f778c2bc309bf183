"""Which node a person means by a name: a stem, pack/stem, title or alias.

Owns the decision that a thing wins over the paper, chapter, resource or exercise named after it.
Light: the daily path uses it. Not here: which node a link in a note means (layering.py), search
(search.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.errors import AmbiguousNode, UnknownNode
from kg.names import fold
from kg.rows import NODE_COLUMNS, NodeRow, node_row

if TYPE_CHECKING:
    from kg.compiled import Graph

# A chapter or an exercise is often called what it is about: its name alone does not ask for it.
_YIELDING = (
    frozenset({"paper", "chapter", "resource", "exercise"}),
    frozenset({"chapter", "exercise"}),
    frozenset({"chapter"}),
)


def meant(graph: Graph, name: str) -> NodeRow:
    """The node of this name. Raises UnknownNode with the nearest names, AmbiguousNode."""
    found = preferred(fitting(graph, name))
    if len(found) > 1:
        raise AmbiguousNode(name, sorted(node.key for node in found))
    if found:
        return found[0]
    raise UnknownNode(name, _nearest(graph, name))


def fitting(graph: Graph, name: str) -> list[NodeRow]:
    """Every node the name fits, case and hyphens aside; stubs only if nothing else does."""
    name = name.strip().removeprefix("[[").removesuffix("]]")
    exact = graph.by_key(name)
    if exact is not None:
        return [exact]
    pack, _, stem = name.rpartition("/")
    clause = "stem = ? AND pack = ?" if pack else "stem = ?"
    sql = f"SELECT {NODE_COLUMNS} FROM node WHERE {clause} ORDER BY stub, key"
    rows = graph.connection.execute(sql, [stem, pack] if pack else [stem])
    found = [node_row(raw) for raw in rows]
    if not found:
        ids = graph.connection.execute("SELECT node FROM alias WHERE norm = ?", (fold(name),))
        found = [graph.node(node_id) for (node_id,) in ids]
    return [node for node in found if not node.stub] or found


def preferred(nodes: Sequence[NodeRow]) -> list[NodeRow]:
    """Of nodes of one name those that are not mere sources, if there are such."""
    for sources in _YIELDING:
        things = [node for node in nodes if node.type not in sources]
        if things:
            return things
    return list(nodes)


def _nearest(graph: Graph, name: str) -> list[str]:
    from kg.suggest import nearest

    ask = graph.connection.execute
    names = {stem: stem for (stem,) in ask("SELECT stem FROM node WHERE stub = 0")}
    sql = "SELECT norm, stem FROM alias JOIN node ON node.id = alias.node WHERE stub = 0"
    names |= dict(ask(sql))
    near = nearest(name, names, limit=4) or nearest(fold(name), names, limit=4)
    return list(dict.fromkeys(names[match] for match in near))[:3]
