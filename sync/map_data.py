"""What the map shows: every node and edge of the graph as plain values for one page.

Owns which fields travel and that texts are plain words: no Markdown, no formula marks, no control
characters. Not here: the page (map_page.py), who counts as weak or solid (the caller tells).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from cards.node_standing import NodeStanding
from kg.compiled import Graph
from kg.formulas import formulas_in, formulas_out
from kg.relation_words import relation_words
from kg.rows import NodeRow
from sync.export_pieces import without_links
from sync.inert_text import clean_text

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
# Edges that only point to reading hardly pull, and are drawn for one node at a time: else chapters
# draw all they cover into one heap.
_NAVIGATION = frozenset({"cites", "covered_in", "made_by", "asked_at"})
_WEAK_PULL = 0.03
_MARKUP = re.compile(r"(\*\*|__|==|`+)(?=\S)(.+?)(?<=\S)\1")
_LONGEST = 700


def map_data(graph: Graph, standings: Mapping[str, NodeStanding] | None) -> dict[str, Json]:
    """Return the graph as JSON values. standings: by node key; None: no states are shown."""
    rows = [node for node in graph.nodes() if not node.stub]
    number = {node.id: place for place, node in enumerate(rows)}
    edges = [
        (number[edge.subject], number[edge.object], edge.relation, plain(edge.reason))
        for node in rows
        for edge in graph.edges_out(node.id)
        if edge.object in number
    ]
    relations = sorted({edge[2] for edge in edges})
    weight = [0] * len(rows)
    for subject, object_, relation, _ in edges:
        if relation not in _NAVIGATION:
            weight[subject] += 1
            weight[object_] += 1
    return {
        "nodes": [_node(graph, node, weight[place], standings) for place, node in enumerate(rows)],
        "edges": [[s, o, relations.index(relation), reason] for s, o, relation, reason in edges],
        "relations": [_relation(name) for name in relations],
        "states": standings is not None,
    }


def _relation(name: str) -> list[Json]:
    pull = _WEAK_PULL if name in _NAVIGATION else 1
    return [relation_words(name), relation_words(name, forward=False), pull]


def _node(
    graph: Graph, node: NodeRow, weight: int, standings: Mapping[str, NodeStanding] | None
) -> dict[str, Json]:
    header = graph.header(node.id)
    standing = (standings or {}).get(node.key)
    url, words = _address(header)
    return {
        "key": node.key,
        "title": plain(node.title),
        "type": node.type,
        "definition": plain(node.definition),
        "aliases": [plain(alias) for alias in graph.aliases(node.id)],
        "weight": weight,
        "year": str(header.get("year", "")),
        "url": url,
        "url_words": words,
        "state": standing.state if standing else "",
        "recall": round(standing.recall, 3) if standing and standing.recall is not None else None,
    }


def _address(header: Mapping[str, str | int | bool | list[str]]) -> tuple[str, str]:
    """The web page of a node and what to call it; only http and https are ever linked."""
    if arxiv := str(header.get("arxiv", "")):
        return f"https://arxiv.org/abs/{arxiv}", f"arXiv {arxiv}"
    url = str(header.get("url", ""))
    if url.startswith(("https://", "http://")):
        return url, url.partition("://")[2].rstrip("/")
    return "", ""


def plain(text: str) -> str:
    """A line of a note as words: formulas as Unicode, links as their labels, emphasis gone."""
    marked, formulas = formulas_out(text)
    words = _MARKUP.sub(r"\2", without_links(marked))
    return clean_text(formulas_in(words, formulas), _LONGEST)
