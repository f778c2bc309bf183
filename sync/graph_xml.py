"""The graph as GraphML or GEXF: XML for Gephi, yEd, Cytoscape, networkx and igraph.

Owns both forms. The title is the node's label; lists and facts are JSON texts, as these formats
know no lists. Not written by networkx, whose writers put the day and their version into the bytes
and pass on characters that no XML reader takes. Not here: the fields (graph_data.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from sync.graph_data import (
    EDGE_FIELDS,
    NODE_FIELDS,
    Fields,
    GraphData,
    Json,
    Kind,
    Record,
    cell_text,
)
from sync.spelled_text import spelled

_MARK = "<?xml version='1.0' encoding='UTF-8'?>\n<!-- A graph written by Edgewise -->\n"
GRAPHML_HEAD = (
    f'{_MARK}<graphml xmlns="http://graphml.graphdrawing.org/xmlns" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns '
    'http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)
GEXF_HEAD = f'{_MARK}<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n'
_GRAPHML_TYPES = {"text": "string", "number": "int", "truth": "boolean", "json": "string"}
_GEXF_TYPES = _GRAPHML_TYPES | {"number": "integer"}


class _Column(NamedTuple):
    """A field of a record under the name that programs know."""

    field: str
    name: str
    kind: Kind


def _columns(fields: Fields) -> tuple[_Column, ...]:
    """All fields that are no attributes of the element itself."""
    held = ("id", "source", "target")
    return tuple(
        _Column(name, "label" if name == "title" else name, kind)
        for name, kind in fields.items()
        if name not in held
    )


_NODE, _EDGE = _columns(NODE_FIELDS), _columns(EDGE_FIELDS)
# GEXF has an attribute for the label.
_GEXF_NODE = tuple(column for column in _NODE if column.name != "label")


def write_graphml(data: GraphData, stream: IO[bytes]) -> None:
    """Write the graph as GraphML 1.0."""
    stream.write(GRAPHML_HEAD.encode())
    for what, columns in (("node", _NODE), ("edge", _EDGE)):
        for _, name, kind in columns:
            words = f'for="{what}" attr.name="{name}" attr.type="{_GRAPHML_TYPES[kind]}"'
            stream.write(f' <key id="{what}-{name}" {words}/>\n'.encode())
    stream.write(b' <graph edgedefault="directed">\n')
    for node in data.nodes:
        _graphml(stream, "node", f"id={_quoted(node['id'])}", _values(node, _NODE))
    for edge in data.edges:
        _graphml(stream, "edge", _ends(edge), _values(edge, _EDGE))
    stream.write(b" </graph>\n</graphml>\n")


def _graphml(stream: IO[bytes], what: str, words: str, values: Iterable[tuple[str, str]]) -> None:
    lines = [f'   <data key="{what}-{name}">{escape(text)}</data>\n' for name, text in values]
    stream.write(f"  <{what} {words}>\n{''.join(lines)}  </{what}>\n".encode())


def write_gexf(data: GraphData, stream: IO[bytes]) -> None:
    """Write the graph as GEXF 1.2."""
    stream.write(GEXF_HEAD.encode())
    stream.write(b' <graph defaultedgetype="directed" mode="static">\n')
    for what, columns in (("node", _GEXF_NODE), ("edge", _EDGE)):
        stream.write(f'  <attributes class="{what}">\n'.encode())
        for _, name, kind in columns:
            words = f'title="{name}" type="{_GEXF_TYPES[kind]}"'
            stream.write(f'   <attribute id="{what}-{name}" {words}/>\n'.encode())
        stream.write(b"  </attributes>\n")
    stream.write(b"  <nodes>\n")
    for node in data.nodes:
        words = f"id={_quoted(node['id'])} label={_quoted(node.get('title', ''))}"
        _gexf(stream, "node", words, _values(node, _GEXF_NODE))
    stream.write(b"  </nodes>\n  <edges>\n")
    for edge in data.edges:
        words = f"{_ends(edge)} label={_quoted(edge['relation'])}"
        _gexf(stream, "edge", words, _values(edge, _EDGE))
    stream.write(b"  </edges>\n </graph>\n</gexf>\n")


def _gexf(stream: IO[bytes], what: str, words: str, values: Iterable[tuple[str, str]]) -> None:
    lines = [f'     <attvalue for="{what}-{n}" value={quoteattr(v)}/>\n' for n, v in values]
    inner = f"    <attvalues>\n{''.join(lines)}    </attvalues>\n" if lines else ""
    stream.write(f"   <{what} {words}>\n{inner}   </{what}>\n".encode())


def _values(record: Record, columns: Iterable[_Column]) -> Iterator[tuple[str, str]]:
    for field, name, kind in columns:
        if field in record:
            yield name, cell_text(record[field], kind)


def _ends(edge: Record) -> str:
    return " ".join(f"{name}={_quoted(edge[name])}" for name in ("id", "source", "target"))


def _quoted(value: Json) -> str:
    return quoteattr(spelled(str(value)))
