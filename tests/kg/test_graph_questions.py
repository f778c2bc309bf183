"""Questions to the compiled graph and to the part of it that networkx holds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.compiled import Graph
from kg.errors import AmbiguousNode, GraphCacheError, UnknownNode
from kg.graph import load, load_behind
from kg.queries import (
    citing,
    frontier,
    papers_behind,
    prerequisites,
    unlocks,
)
from kg.study_order import Place, Ties, on_cycles, study_order
from tests.kg.vault_factory import Notes, note


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[Graph]:
    notes = Notes(tmp_path)
    notes.write("softmax", note("Softmax", header="aliases: [soft-arg-max]\ntags: [maths]"))
    notes.write("attention", note("Attention", "requires:: [[softmax]] — weights sum to 1"))
    notes.write(
        "self-attention",
        note(
            "Self-attention",
            "requires:: [[attention]] — it is one kind",
            "covered_in:: [[the-paper#Section 3]]",
            "evaluated_by:: [[bleu]]",
            facts=["cost:: $O(n^2)$ [as_of:: 2017] [source:: [[the-paper]]]"],
        ),
    )
    notes.write("head", note("Head", "part_of:: [[self-attention]]", "covered_in:: [[old-paper]]"))
    paper = note("The paper", "cites:: [[old-paper]] [n:: 3]", type="paper", header="year: 2017")
    notes.write("the-paper", paper, folder="papers")
    notes.write("old-paper", note("The old paper", type="paper"), folder="papers")
    notes.write("bleu", note("BLEU", type="metric"), folder="metrics")
    notes.write("island", note("Island"))
    notes.refresh()
    with Graph.open(notes.db) as opened:
        yield opened


def titles(graph: Graph, ids: list[int]) -> list[str]:
    return [graph.node(node_id).title for node_id in ids]


@pytest.mark.parametrize(
    "name",
    [
        "self-attention",
        "field/self-attention",
        "Self-attention",
        "self attention",
        "SELF-ATTENTION",
    ],
)
def test_a_node_is_found_by_any_of_its_names(graph: Graph, name: str) -> None:
    assert graph.find(name).key == "field/self-attention"


def test_an_alias_finds_its_node(graph: Graph) -> None:
    assert graph.find("soft arg max").stem == "softmax"
    assert graph.aliases(graph.find("softmax").id) == ["soft-arg-max"]


def test_an_unknown_name_is_told_with_the_nearest(graph: Graph) -> None:
    with pytest.raises(UnknownNode, match="Did you mean self-attention"):
        graph.find("self-atention")


def test_two_nodes_of_one_name_are_ambiguous(tmp_path: Path) -> None:
    notes = Notes(tmp_path)
    notes.write("a", note("Same"))
    notes.write("b", note("Same"), vault=True)
    notes.refresh()
    with Graph.open(notes.db) as graph, pytest.raises(AmbiguousNode, match="field/a, vault/b"):
        graph.find("same")


def test_no_graph_yet_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(GraphCacheError, match="start `edgewise` once"):
        Graph.open(tmp_path / "graph.db")


def test_rows_read_at_once_equal_rows_read_one_by_one(graph: Graph) -> None:
    def everything() -> list[object]:
        return [
            (graph.node(n), graph.edges_out(n), graph.edges_in(n), graph.facts(n), graph.blocks(n),
             graph.aliases(n))
            for n in graph.all_ids()
        ]  # fmt: skip

    one_by_one = everything()
    graph.preload()
    assert everything() == one_by_one


def test_a_fact_knows_its_source_and_date(graph: Graph) -> None:
    [fact] = graph.facts(graph.find("self-attention").id)
    assert fact.as_of == "2017"
    assert fact.source == graph.find("the-paper").id


def test_types_tags_and_words_are_counted(graph: Graph) -> None:
    assert graph.counts() == {"concept": 5, "metric": 1, "paper": 2}
    assert graph.tag_counts() == {"maths": 1}
    assert titles(graph, [n.id for n in graph.nodes(tag="maths")]) == ["Softmax"]
    assert titles(graph, [n.id for n in graph.nodes(type="paper", limit=1, offset=1)]) == [
        "The paper"
    ]
    assert graph.vocabulary("attent") == 2
    assert graph.vocabulary("nowhere") == 0


def test_prerequisites_come_in_study_order(graph: Graph) -> None:
    whole = load(graph)
    target = graph.find("self-attention").id
    assert titles(graph, prerequisites(whole, target)) == ["Softmax", "Attention"]
    assert titles(graph, graph.prerequisites(target)) == ["Attention"]
    assert titles(graph, unlocks(whole, graph.find("softmax").id)) == [
        "Attention",
        "Self-attention",
    ]


def test_the_frontier_is_what_can_be_learnt_next(graph: Graph) -> None:
    known = {graph.find("softmax").id}
    ready = titles(graph, frontier(load(graph), known.__contains__))
    assert "Attention" in ready
    assert "Self-attention" not in ready
    assert "Softmax" not in ready


def test_papers_are_own_then_of_parts_each_with_the_reason(graph: Graph) -> None:
    node = graph.find("self-attention").id
    found = papers_behind(load_behind(graph, node), node)
    assert [(graph.node(each.paper).title, each.reason) for each in found] == [
        ("The paper", "covers Self-attention"),
        ("The old paper", "covers Head, part of Self-attention"),
    ]
    assert found == papers_behind(load(graph), node)


def test_everything_that_points_to_a_paper_is_listed(graph: Graph) -> None:
    paper = graph.find("old-paper").id
    edges = citing(load(graph, [paper], 1), paper)
    assert [(graph.node(e.subject).title, e.relation) for e in edges] == [
        ("The paper", "cites"),
        ("Head", "covered_in"),
    ]


def test_only_edges_on_a_cycle_are_named() -> None:
    pairs = [(1, 2), (2, 3), (3, 1), (0, 1), (3, 4), (5, 5)]
    assert on_cycles(pairs) == {(1, 2), (2, 3), (3, 1), (5, 5)}


def test_the_study_order_respects_requires_then_precedes() -> None:
    ties = {n: Ties(title, title) for n, title in enumerate(["d", "c", "b", "a"])}
    order = study_order([(0, 1)], [(2, 3)], ties)
    assert order[1].position < order[0].position
    assert order[2].position < order[3].position
    assert order[0].depth == 1


def test_precedes_gives_way_where_it_contradicts_requires() -> None:
    ties = {n: Ties(str(n), str(n)) for n in range(2)}
    assert study_order([(0, 1)], [(0, 1)], ties) == {1: Place(0, 0), 0: Place(1, 1)}
