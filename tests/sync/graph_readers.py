"""Graphs read back from each format by other programs' readers: networkx, csv, json.

Nothing of the writers is used but the two spellings that docs/export.md tells of.
"""

from __future__ import annotations

import csv
import io
import json
import re
from urllib.parse import unquote

import networkx as nx

from sync.export_csv import as_it_was
from sync.graph_data import EDGE_FIELDS, FACT_FIELDS, NODE_FIELDS, GraphData, Json, Record
from sync.spelled_text import as_written

NODE, RELATION = "urn:edgewise:node:", "urn:edgewise:relation:"
Row = dict[str, object]


def from_graphml(raw: bytes) -> tuple[list[Record], list[Record]]:
    graph = nx.read_graphml(io.BytesIO(raw), force_multigraph=True)
    for _, _, name, data in graph.edges(data=True, keys=True):
        data["id"] = name
    return _of_networkx(graph)


def from_gexf(raw: bytes) -> tuple[list[Record], list[Record]]:
    return _of_networkx(nx.read_gexf(io.BytesIO(raw)))


def _of_networkx(graph: nx.DiGraph) -> tuple[list[Record], list[Record]]:
    nodes = [_record({**data, "id": node}, NODE_FIELDS) for node, data in graph.nodes(data=True)]
    edges = [
        _record({**data, "source": source, "target": target}, EDGE_FIELDS)
        for source, target, data in graph.edges(data=True)
    ]
    return nodes, edges


def from_csv(files: dict[str, bytes]) -> tuple[list[Record], list[Record]]:
    nodes = [_record(row, NODE_FIELDS) for row in _rows(files["nodes.csv"])]
    edges = [_record(row, EDGE_FIELDS) for row in _rows(files["edges.csv"])]
    facts: dict[str, list[Json]] = {}
    for row in _rows(files["facts.csv"]):
        owner = as_written(str(row.pop("node")))
        facts.setdefault(owner, []).append(_record(row, FACT_FIELDS))
    for node in nodes:
        if own := facts.pop(str(node["id"]), None):
            node["facts"] = own
    assert not facts
    return nodes, edges


def _rows(raw: bytes) -> list[Row]:
    csv.field_size_limit(10**8)
    rows = csv.DictReader(io.StringIO(raw.decode(), newline=""))
    return [{name: as_it_was(cell) for name, cell in row.items() if cell} for row in rows]


def _record(row: Row, fields: object) -> Record:
    """A row of texts or typed values as the record it was written from."""
    assert isinstance(fields, dict)
    found: Record = {}
    for name, kind in fields.items():
        value = row.get("label" if name == "title" else name)
        if value is None or value == "":
            continue
        if kind == "number":
            found[name] = int(str(value))
        elif kind == "truth":
            found[name] = str(value).lower() == "true"
        else:
            text = as_written(str(value))
            found[name] = json.loads(text) if kind == "json" else text
    return found


def from_jsonld(raw: bytes) -> tuple[list[Record], list[Record]]:
    nodes: list[Record] = []
    edges: list[Record] = []
    names = {
        "prefLabel": "title", "name": "title", "altLabel": "aliases", "alternateName": "aliases",
        "definition": "definition", "description": "definition", "keywords": "tags",
        "node_type": "type",
    }  # fmt: skip
    for found in json.loads(raw)["@graph"]:
        if found["id"] == "urn:edgewise:graph":
            continue
        key = unquote(found["id"].removeprefix(NODE), errors="surrogatepass")
        node = {names.get(name, name): value for name, value in found.items() if name != "type"}
        node = {name: value for name, value in node.items() if name in NODE_FIELDS} | {"id": key}
        if "node_type" in found:
            node["type"] = found["node_type"]
        if "datePublished" in found:
            node["year"] = int(found["datePublished"])
        if "author" in found:
            node["authors"] = [author["name"] for author in found["author"]]
        for fact in node.get("facts", []):
            if "source" in fact:
                fact["source"] = unquote(fact["source"].removeprefix(NODE))
        nodes.append(node)
        for link in found.get("links", []):
            edge = link | {"source": key, "target": unquote(link["target"].removeprefix(NODE))}
            edge["relation"] = unquote(link["relation"].removeprefix(RELATION))
            step = f"|{edge['step']}" if "step" in edge else ""
            edge["id"] = f"{key}|{edge['relation']}|{edge['target']}{step}"
            edges.append(edge)
    return nodes, edges


MERMAID_NODE = re.compile(r'  (\w+)\["([^"]*)"\]:::(\w+)')
MERMAID_EDGE = re.compile(r'  (\w+) -->\|"([^"]*)"\| (\w+)')
MERMAID_CLASS = re.compile(r"  classDef \w+ fill:#\w{6},stroke:#\w{6},color:#\w{6}")


def from_mermaid(raw: bytes) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """(id, title, type) and (source, relation, target); every line must be of a known form."""
    head, kind, *lines = raw.decode().removesuffix("\n").split("\n")
    assert head.startswith("%% A graph written by Edgewise") and kind == "flowchart LR"
    nodes, edges = set(), set()
    for line in lines:
        if match := MERMAID_NODE.fullmatch(line):
            nodes.add((_key(match[1]), _unescaped(match[2]), match[3]))
        elif match := MERMAID_EDGE.fullmatch(line):
            relation = _unescaped(match[2]).replace(" ", "_")
            edges.add((_key(match[1]), relation, _key(match[3])))
        else:
            assert MERMAID_CLASS.fullmatch(line), line
    return nodes, edges


def _key(word: str) -> str:
    return word if "___" in word else word.replace("__", "/").replace("_", "-")


def _unescaped(text: str) -> str:
    return re.sub(r"#(\d+);", lambda match: chr(int(match[1])), text)


def same(found: tuple[list[Record], list[Record]], data: GraphData) -> None:
    """Fails unless nodes and edges are those of the graph, field by field."""
    nodes, edges = found
    by_id = {str(node["id"]): node for node in nodes}
    assert len(by_id) == len(nodes) == len(data.nodes)
    for node in data.nodes:
        assert by_id[str(node["id"])] == node
    edge_of = {str(edge["id"]): edge for edge in edges}
    assert len(edge_of) == len(edges) == len(data.edges)
    for edge in data.edges:
        assert edge_of[str(edge["id"])] == edge
