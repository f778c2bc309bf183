"""The graph as JSON-LD 1.1: linked data in the terms of SKOS and schema.org, own terms under a URN.

Owns how a node is written: names and texts by its kind, its links with reason and qualifiers, and
beside them, where a public term says the same, a plain link in that term. The context stands in the
file; nothing is asked of a network. Not here: which public terms there are (graph_terms.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO
from urllib.parse import quote

from sync.graph_data import GraphData, Json, Record, fact_records
from sync.graph_terms import CONTEXT, TERM, Statement, is_concept, plain_links, types_of
from sync.spelled_text import json_text

NODE, RELATION, GRAPH = "urn:edgewise:node:", "urn:edgewise:relation:", "urn:edgewise:graph"
HEAD = json_text({"@context": {"@version": 1.1, "@vocab": TERM}}, 1)[: -len("\n }\n}")].encode()
# Fields that have a public term: as (in SKOS, in schema.org).
_NAMED = {
    "title": ("prefLabel", "name"),
    "aliases": ("altLabel", "alternateName"),
    "definition": ("definition", "description"),
}
# What becomes something else than a value of its own name.
_TURNED = frozenset({*_NAMED, "id", "type", "tags", "year", "authors", "facts"})


def write_jsonld(data: GraphData, stream: IO[bytes]) -> None:
    """Write the graph as one JSON-LD document."""
    types = {str(node["id"]): node for node in data.nodes}
    out: dict[str, list[Record]] = {node: [] for node in types}
    for edge in data.edges:
        out[str(edge["source"])].append(edge)
    statements = [_statement(edge, types) for edge in data.edges]
    plain: dict[str, dict[str, list[Json]]] = {node: {} for node in types}
    for source, term, target in plain_links(statements):
        plain[source].setdefault(term, []).append(NODE + _part(target))
    scheme: Record = {"id": GRAPH, "type": ["skos:ConceptScheme", "schema:Dataset"]}
    nodes: list[Json] = [{**scheme, "name": data.title}]
    for name, node in types.items():
        nodes.append({**_node(node), **plain[name], **_links(out[name])})
    document: Record = {"@context": CONTEXT, "@graph": nodes}
    stream.write(f"{json_text(document, 1)}\n".encode())


def _part(text: str) -> str:
    """A text as part of a URN."""
    return quote(text, safe="/", errors="surrogatepass")


def _statement(edge: Record, nodes: dict[str, Record]) -> Statement:
    source, target = str(edge["source"]), str(edge["target"])
    return Statement(source, str(edge["relation"]), target, nodes[source], nodes[target])


def _node(node: Record) -> Record:
    concept = is_concept(node)
    found: Record = {"id": NODE + _part(str(node["id"]))}
    if types := types_of(node):
        found["type"] = [*types]
        found["node_type"] = node["type"]
    if concept:
        found["inScheme"] = GRAPH
    for name, (skos, schema) in _NAMED.items():
        if name in node:
            found[skos if concept else schema] = node[name]
    if "tags" in node:
        found["keywords"] = node["tags"]
    found |= {name: value for name, value in node.items() if name not in _TURNED}
    if "year" in node:
        found["datePublished"] = str(node["year"])
    authors = node.get("authors", [])
    if isinstance(authors, list) and authors:
        found["author"] = [{"type": "schema:Person", "name": name} for name in authors]
    if same := _same_as(node):
        found["sameAs"] = same
    if facts := fact_records(node):
        found["facts"] = [_fact(fact) for fact in facts]
    return found


def _same_as(node: Record) -> list[Json]:
    """The pages that stand for a paper."""
    pages: list[Json] = []
    if "arxiv" in node:
        pages.append(f"https://arxiv.org/abs/{_part(str(node['arxiv']))}")
    if "doi" in node:
        pages.append(f"https://doi.org/{_part(str(node['doi']))}")
    return pages


def _fact(fact: Record) -> Record:
    source = fact.get("source")
    return fact if source is None else {**fact, "source": NODE + _part(str(source))}


def _links(edges: Iterable[Record]) -> Record:
    held = ("id", "source", "target", "relation")
    links: list[Json] = [
        {
            "relation": RELATION + _part(str(edge["relation"])),
            "target": NODE + _part(str(edge["target"])),
            **{name: value for name, value in edge.items() if name not in held},
        }
        for edge in edges
    ]
    return {"links": links} if links else {}
