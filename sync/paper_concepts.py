"""Which nodes a paper's title and abstract name: what to suggest when it is added.

Owns what counts as named (the whole title or an alias, in any case, also in the plural) and the
order. Not here: asking the learner, writing links (add_paper.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.names import fold
from sync.title_words import words_of

if TYPE_CHECKING:
    from kg.compiled import Graph
    from kg.rows import NodeRow
    from sync.papers_store import PaperMeta

SUGGESTED = 9
_SHORTEST = 3  # letters; a shorter name is a common word as often as not
_NAMES = (
    "SELECT alias.norm, node.id FROM alias JOIN node ON node.id = alias.node"
    " WHERE node.stub = 0 AND node.type IN ('concept', 'metric', 'system')"
)


def named_in(graph: Graph, meta: PaperMeta) -> list[NodeRow]:
    """The nodes named, those of the title first, then the longest names; at most SUGGESTED."""
    title, whole = _text(meta.title), _text(f"{meta.title} . {meta.abstract}")
    found: dict[int, tuple[bool, int]] = {}
    for norm, node in graph.connection.execute(_NAMES):
        name = " ".join(words_of(norm))
        if len(name) >= _SHORTEST and _names(whole, name):
            rank = (not _names(title, name), -len(name))
            found[node] = min(rank, found.get(node, rank))
    best = sorted(found, key=lambda node: (found[node], node))[:SUGGESTED]
    return [graph.node(node) for node in best]


def _text(text: str) -> str:
    return f" {' '.join(words_of(fold(text)))} "


def _names(text: str, name: str) -> bool:
    return f" {name} " in text or f" {name}s " in text
