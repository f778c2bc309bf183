"""The graph in other programs' formats, read back by those programs' own readers."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.compiled import Graph
from kg.compiler import refresh
from kg.errors import UnknownNode
from kg.layers import read_pack
from sync.graph_csv import graph_tables
from sync.graph_data import GraphData, Record, graph_data
from sync.graph_jsonld import write_jsonld
from sync.graph_mermaid import write_mermaid
from sync.graph_scope import GraphScope, chosen
from sync.graph_xml import write_gexf, write_graphml
from sync.spelled_text import as_written, json_text, spelled
from tests.kg.vault_factory import Notes, note
from tests.sync.graph_readers import (
    from_csv,
    from_gexf,
    from_graphml,
    from_jsonld,
    from_mermaid,
    same,
)

PACK = Path(__file__).resolve().parents[2] / "kg" / "packs" / "ml-system-design"
WRITERS = {"graphml": write_graphml, "gexf": write_gexf, "jsonld": write_jsonld}
READERS = {"graphml": from_graphml, "gexf": from_gexf, "jsonld": from_jsonld}
HOSTILE = (
    "]]>", "<![CDATA[", "</data></node>", "&amp; & &#27;", "</script><script>alert(1)</script>",
    '"quoted" and \'single\'', "two\nlines\r\nand\rthree", "\ttab ", " blank ", "\x00\x1b[31mred",
    "\x9b2J", "\u202ereversed", "\ufeffmark", "\ufffe\uffff", "_x001B_", "_x0041\x1b", "_x005F_x",
    "=1+1", "'=1+1", "@SUM(A1)", "+1", "-1", "a,b;c", "{\"json\": [1]}", "a|b|c", "%% comment",
    "end", "direction LR here", "Direction  TB", "`**md**` _i_ 1. x", "fa:fa-car #35; #quot;",
    "a --> b", '"]:::x', "click x href", "\U000e0041tag", "🧪 漢字 e\u0301", "$\\sqrt{n}$ \\u0041",
    "\u2028\u2029\x85\x0b\x0c", "%41%2F", "javascript:alert(1)",
)  # fmt: skip


def written(write: Callable[[GraphData, IO[bytes]], None], data: GraphData) -> bytes:
    stream = io.BytesIO()
    write(data, stream)
    return stream.getvalue()


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> GraphData:
    """The whole pack that ships."""
    db = tmp_path_factory.mktemp("pack") / "graph.db"
    refresh([read_pack(PACK)], db)
    with Graph.open(db) as graph:
        graph.preload()
        data = graph_data(graph, chosen(graph, GraphScope()))
        assert len(data.nodes) == graph.node_total
        total = sum(len(graph.edges_out(node)) for node in graph.all_ids())
        assert len(data.edges) == total
    return data


@pytest.fixture
def small(tmp_path: Path) -> Graph:
    """Four notes of three types in a chain, each field in use, and a link to no note."""
    notes = Notes(tmp_path)
    step = "[q:: Why?] [a:: So.] [card:: no] [dataset:: A, B] [order:: 7] [status:: disputed] ^key"
    notes.write(
        "river", note(
            "River", "requires:: [[water#Springs]] — it | flows",
            f"contrasts_with:: [[delta]] — <b> & \"c\" {step}", "uses:: [[nobody-wrote-it]] — x",
            header="aliases: [Stream, Brook]\ntags: [wet]\nclosed: [has_part]\nroot: true",
            facts=["length:: 6,650 km [as_of:: 2020] [source:: [[atlas]]] [unit:: km]", "=a:: 1"],
        ),
    )  # fmt: skip
    notes.write("delta", note("Delta", "requires:: [[river]] — water"))
    notes.write("water", note("Water"))
    notes.write(
        "atlas", note(
            "Atlas", type="resource",
            header="kind: book\nyear: 1990\nauthors: [A B, C D]\nisbn: '1'\nurl: https://a.example",
        ),
    )  # fmt: skip
    refresh(notes.layers, notes.db)
    return Graph.open(notes.db)


def keys(graph: Graph, scope: GraphScope) -> list[str]:
    return [graph.node(node).key for node in chosen(graph, scope)]


@pytest.mark.parametrize("name", WRITERS)
def test_the_shipped_pack_reads_back_to_the_same_graph(name: str, pack: GraphData) -> None:
    raw = written(WRITERS[name], pack)
    same(READERS[name](raw), pack)
    assert written(WRITERS[name], pack) == raw


def test_the_tables_of_the_shipped_pack_read_back_to_the_same_graph(pack: GraphData) -> None:
    same(from_csv(graph_tables(pack)), pack)


def test_a_flowchart_holds_ids_titles_types_and_relations(pack: GraphData) -> None:
    stream = io.BytesIO()
    assert not write_mermaid(pack, stream, len(pack.nodes))
    nodes, edges = from_mermaid(stream.getvalue())
    assert nodes == {(n["id"], n["title"], n["type"]) for n in pack.nodes}
    assert edges == {(e["source"], e["relation"], e["target"]) for e in pack.edges}


def test_every_field_of_a_note_goes_along(small: Graph) -> None:
    with small as graph:
        data = graph_data(graph, chosen(graph, GraphScope()))
    nodes = {str(node["id"]): node for node in data.nodes}
    assert nodes["field/river"] == {
        "id": "field/river", "title": "River", "type": "concept", "status": "reviewed",
        "definition": "Something worth knowing.", "aliases": ["Brook", "Stream"], "tags": ["wet"],
        "closed": ["has_part"], "note": "field/concepts/river.md", "root": True,
        "facts": [
            {
                "key": "length", "value": "6,650 km", "as_of": "2020", "source": "field/atlas",
                "qualifiers": {"unit": "km"},
            },
            {"key": "=a", "value": "1"},
        ],
    }  # fmt: skip
    assert nodes["?/nobody-wrote-it"] == {
        "id": "?/nobody-wrote-it", "title": "nobody wrote it", "stub": True,
    }  # fmt: skip
    assert nodes["field/atlas"]["year"] == 1990
    edges = {str(edge["id"]): edge for edge in data.edges}
    assert edges["field/river|contrasts_with|field/delta"] == {
        "id": "field/river|contrasts_with|field/delta", "source": "field/river",
        "target": "field/delta", "relation": "contrasts_with", "reason": '<b> & "c"', "order": 7,
        "status": "disputed", "q": "Why?", "a": "So.", "card": False, "anchor": "key",
        "qualifiers": {"dataset": "A, B"},
    }  # fmt: skip
    assert edges["field/river|requires|field/water"]["locator"] == "Springs"
    for name, write in WRITERS.items():
        same(READERS[name](written(write, data)), data)
    same(from_csv(graph_tables(data)), data)


def test_a_scope_takes_what_is_near_or_of_a_type_with_the_nearest_first(small: Graph) -> None:
    with small as graph:
        assert keys(graph, GraphScope("delta", 0)) == ["field/delta"]
        assert keys(graph, GraphScope("delta", 1)) == ["field/delta", "field/river"]
        far = keys(graph, GraphScope("delta", 2))
        assert far[:2] == ["field/delta", "field/river"]
        assert set(far[2:]) == {"field/water", "?/nobody-wrote-it"}
        assert keys(graph, GraphScope("delta", 9, ("resource",))) == ["field/delta"]
        assert keys(graph, GraphScope(types=("resource",))) == ["field/atlas"]
        assert keys(graph, GraphScope(types=("org",))) == []
        data = graph_data(graph, chosen(graph, GraphScope("delta", 1)))
        assert [e["id"] for e in data.edges] == [
            "field/delta|requires|field/river", "field/river|contrasts_with|field/delta",
        ]  # fmt: skip
        with pytest.raises(UnknownNode):
            chosen(graph, GraphScope("delat"))


def test_linked_data_uses_public_terms_where_they_mean_the_same(pack: GraphData) -> None:
    document = json.loads(written(write_jsonld, pack))
    context, nodes = document["@context"], {node["id"]: node for node in document["@graph"]}
    assert not re.search(r"https?://(?!www\.w3\.org/|schema\.org/)", json.dumps(context))
    used = {name for node in nodes.values() for name in node}
    own = used - context.keys()
    assert own <= {"node_type", "status", "q", "a", "closed", "note", "root", "arxiv", "doi",
                   "venue", "kind", "number", "full_name", "higher_is_better", "minutes",
                   "difficulty", "stub"}  # fmt: skip
    for edge in pack.edges:
        source = nodes[f"urn:edgewise:node:{edge['source']}"]
        target = f"urn:edgewise:node:{edge['target']}"
        if edge["relation"] == "cites":
            assert target in source["citation"]
        if edge["relation"] == "covered_in":
            assert target in source["subjectOf"]
    for node in nodes.values():
        concept = "skos:Concept" in node["type"]
        assert concept == ("prefLabel" in node)
        for target in [*node.get("broader", []), *node.get("related", [])]:
            assert concept and "skos:Concept" in nodes[target]["type"]


def test_what_is_broader_is_never_related() -> None:
    ids = ("p/a", "p/b", "p/c")
    nodes: list[Record] = [{"id": name, "title": name, "type": "concept"} for name in ids]
    edges = [
        edge_of("p/a", "is_a", "p/b"), edge_of("p/b", "is_a", "p/c"),
        edge_of("p/c", "contrasts_with", "p/a"),
    ]  # fmt: skip
    raw = written(write_jsonld, GraphData("x", nodes, edges))
    assert b'"related": [' not in raw and raw.count(b'"broader": [') == 2
    same(from_jsonld(raw), GraphData("x", nodes, edges))


def edge_of(source: str, relation: str, target: str, **more: str) -> Record:
    name = f"{source}|{relation}|{target}"
    return {"id": name, "source": source, "target": target, "relation": relation, **more}


letters = st.text(st.characters(exclude_categories=()), min_size=1, max_size=12)
texts = st.one_of(
    st.sampled_from(HOSTILE), letters,
    st.lists(st.sampled_from([*HOSTILE, "_", "x", "001B", "\x1b", "#", ";"]), min_size=1)
    .map("".join),
)  # fmt: skip
# A name with half a character cannot come from a file, and has no place in an address.
names = texts.filter(lambda text: not re.search("[\ud800-\udfff]", text))


@st.composite
def graphs(draw: st.DrawFn) -> GraphData:
    ids = draw(st.lists(names, min_size=1, max_size=4, unique=True))
    nodes = [
        {
            "id": name, "title": draw(texts), "type": "concept", "definition": draw(texts),
            "aliases": [draw(texts), draw(texts)], "higher_is_better": draw(st.booleans()),
            "number": draw(st.integers(0, 999_999_999)),
            "facts": [{"key": draw(texts), "value": draw(texts), "source": draw(names)}],
        }
        for name in ids
    ]  # fmt: skip
    edges = {}
    for _ in range(draw(st.integers(0, 4))):
        source, target = draw(st.sampled_from(ids)), draw(st.sampled_from(ids))
        edge = edge_of(source, draw(names), target, reason=draw(texts), locator=draw(texts))
        edges[str(edge["id"])] = edge | {"qualifiers": {draw(texts): draw(texts)}, "card": False}
    return GraphData(draw(texts), nodes, list(edges.values()))


@settings(deadline=None, max_examples=70)
@given(data=graphs())
def test_hostile_texts_stay_texts_and_read_back_equal(data: GraphData) -> None:
    for name, write in WRITERS.items():
        raw = written(write, data)
        assert inert(raw.decode()), name
        assert b"<script" not in raw and b"</script" not in raw and b"]]>" not in raw
        same(READERS[name](raw), data)
    tables = graph_tables(data)
    for table in tables.values():
        assert inert(table.decode().replace("\r\n", ""))
        rows = csv.reader(io.StringIO(table.decode(), newline=""))
        assert not any(
            cell[:1] in ("=", "+", "-", "@", "\t") for row in rows for cell in row if cell
        )
    same(from_csv(tables), data)


def inert(text: str) -> bool:
    """Whether no character is left that a terminal obeys, or that turns or hides text."""
    return not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\ufeff]", text)


@settings(deadline=None, max_examples=150)
@given(title=names, relation=st.from_regex(r"[a-z]+(_[a-z]+)*", fullmatch=True))
def test_a_flowchart_takes_a_hostile_title_for_text(title: str, relation: str) -> None:
    nodes: list[Record] = [
        {"id": "water/river-delta", "title": title, "type": "concept"},
        {"id": "?/river", "title": title, "stub": True},
    ]
    edges = [edge_of("water/river-delta", relation, "?/river")]
    stream = io.BytesIO()
    assert write_mermaid(GraphData("x", nodes, edges), stream, 2)
    found = from_mermaid(stream.getvalue())
    assert found == (
        {("water/river-delta", title, "concept"), ("stub___1", title, "stub")},
        {("water/river-delta", relation, "stub___1")},
    )
    lines = stream.getvalue().decode().split("\n")[2:5]
    assert not any(re.search(r"direction\s", line, re.IGNORECASE) for line in lines)


@settings(deadline=None, max_examples=150)
@given(text=texts)
def test_spelled_text_is_inert_and_reads_back(text: str) -> None:
    assert inert(spelled(text)) and as_written(spelled(text)) == text
    assert inert(json_text([text])) and json.loads(json_text([text])) == [text]


def test_plain_texts_are_not_touched() -> None:
    for text in ("snake_case _x1_ _xyzab_ _x12345_", "naïve 🧪 漢字\n\ttab", "a_x0041"):
        assert spelled(text) == text
    assert spelled("_x0041_ \x1b") == "_x005F_x0041_ _x001B_"
