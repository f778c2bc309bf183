"""The way from one node to another: what teaches first, in study order where there is one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.compiled import Graph
from kg.errors import AmbiguousNode
from kg.meant import fitting
from kg.paths import ACROSS, FIRST_TO_LAST, LAST_TO_FIRST, path_between
from tests.kg.vault_factory import Notes, note


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    return Notes(tmp_path)


@pytest.fixture
def graph(notes: Notes) -> Iterator[Graph]:
    book = "covered_in:: [[the-chapter]]"
    notes.write("flour", note("Flour", book))
    notes.write("gluten", note("Gluten", "requires:: [[flour]] — its proteins form the net"))
    notes.write("dough", note("Dough", "requires:: [[gluten]] — the net holds the gas"))
    notes.write("bread", note("Bread", "requires:: [[dough]] — it is dough that was baked", book))
    notes.write("roll", note("Roll", "is_a:: [[bread]]"))
    notes.write("cake", note("Cake", "contrasts_with:: [[bread]] — risen by powder, not yeast"))
    notes.write("mixer", note("Mixer", "made_by:: [[mill]]", type="system"), folder="systems")
    notes.write("mill", note("Mill", type="org"), folder="orgs")
    notes.write("scale", note("Scale", "made_by:: [[mill]]", type="system"), folder="systems")
    chapter = note("Bread", type="chapter", definition="A chapter.")
    notes.write("the-chapter", chapter, folder="chapters")
    notes.write("island", note("Island"))
    notes.refresh()
    with Graph.open(notes.db) as graph:
        yield graph


def keys(graph: Graph, start: str, end: str) -> list[str]:
    path = path_between(graph, graph.find(start).id, graph.find(end).id)
    return [graph.node(step.end).stem for step in path.steps]


def test_a_prerequisite_is_followed_through_all_that_builds_on_it(graph: Graph) -> None:
    path = path_between(graph, graph.find("flour").id, graph.find("bread").id)
    assert [graph.node(step.end).stem for step in path.steps] == ["gluten", "dough", "bread"]
    assert path.order == FIRST_TO_LAST
    assert {step.words for step in path.steps} == {"is needed by"}
    assert not any(step.forward for step in path.steps)


def test_the_same_chapter_is_no_short_cut_past_what_must_be_learnt(graph: Graph) -> None:
    assert "the-chapter" not in keys(graph, "flour", "bread")
    assert keys(graph, "flour", "cake") == ["gluten", "dough", "bread", "cake"]


def test_from_the_other_end_the_same_chain_runs_backwards(graph: Graph) -> None:
    path = path_between(graph, graph.find("bread").id, graph.find("flour").id)
    assert [graph.node(step.end).stem for step in path.steps] == ["dough", "gluten", "flour"]
    assert path.order == LAST_TO_FIRST


def test_kinds_and_parts_go_on_where_requires_ends(graph: Graph) -> None:
    assert keys(graph, "flour", "roll") == ["gluten", "dough", "bread", "roll"]


def test_without_a_study_order_the_nearest_way_is_told(graph: Graph) -> None:
    path = path_between(graph, graph.find("gluten").id, graph.find("cake").id)
    assert [graph.node(step.end).stem for step in path.steps] == ["dough", "bread", "cake"]
    assert path.order == ACROSS


def test_a_common_maker_joins_what_nothing_else_does(graph: Graph) -> None:
    assert keys(graph, "mixer", "scale") == ["mill", "scale"]


def test_nodes_that_nothing_joins_have_no_path(graph: Graph) -> None:
    assert keys(graph, "island", "flour") == []
    assert keys(graph, "flour", "flour") == []


def test_of_two_ways_the_one_with_reasons_is_told(notes: Notes) -> None:
    notes.write("a", note("A"))
    notes.write("mute", note("Mute", "requires:: [[a]]"))
    notes.write("told", note("Told", "requires:: [[a]] — it says why"))
    notes.write("b", note("B", "requires:: [[mute]]", "requires:: [[told]] — it says why too"))
    notes.refresh()
    with Graph.open(notes.db) as graph:
        assert keys(graph, "a", "b") == ["told", "b"]


def test_a_title_means_the_concept_before_the_chapter_that_is_called_so(graph: Graph) -> None:
    assert graph.find("Bread").key == "field/bread"
    assert [node.type for node in fitting(graph, "bread")] == ["concept"]
    assert {node.type for node in fitting(graph, "Bread")} == {"concept", "chapter"}


def test_two_concepts_of_one_title_stay_ambiguous_beside_a_chapter(notes: Notes) -> None:
    for stem, kind in (("a", "concept"), ("b", "concept"), ("c", "chapter")):
        notes.write(stem, note("Same", type=kind))
    notes.refresh()
    with Graph.open(notes.db) as graph, pytest.raises(AmbiguousNode, match="field/a, field/b"):
        graph.find("same")


def test_a_paper_wins_over_the_chapter_of_its_title(notes: Notes) -> None:
    notes.write("a", note("Same", type="paper"))
    notes.write("b", note("Same", type="chapter"))
    notes.refresh()
    with Graph.open(notes.db) as graph:
        assert graph.find("same").key == "field/a"
