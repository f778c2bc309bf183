"""A paper's note is found by its arXiv id and by those its header names as authors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.compiled import Graph
from kg.paper_nodes import all_arxiv, all_authors, arxiv_of, is_author, with_arxiv, written_by
from kg.search import BESIDE, search
from tests.kg.vault_factory import Notes, note


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    notes = Notes(tmp_path_factory.mktemp("papers"))
    papers = {
        "on-knots": 'arxiv: "1706.03762"\nauthors: [Ada King Lovelace, Zoë Ångström]',
        "old-knots": 'arxiv: "math.GT/0309136"',
        "no-id": "authors: [Ada Lovelace]",
        "loose-ends": 'arxiv: "2101.00001"',
    }
    for stem, header in papers.items():
        title = stem.replace("-", " ").capitalize()
        notes.write(stem, note(title, type="paper", header=header), folder="papers")
    notes.write("hitch", note("Hitch", definition="A knot that Lovelace tied."))
    notes.refresh()
    with Graph.open(notes.db) as opened:
        yield opened


def test_an_arxiv_id_leads_to_its_note_and_an_unknown_one_to_none(graph: Graph) -> None:
    found = with_arxiv(graph, ["2101.00001", "9999.99999", "1706.03762"])
    assert list(found) == ["2101.00001", "1706.03762"]
    assert [node.stem for node in found["1706.03762"]] == ["on-knots"]


def test_an_old_id_is_found_whatever_subject_class_the_note_writes(graph: Graph) -> None:
    [node] = with_arxiv(graph, ["math/0309136"])["math/0309136"]
    assert node.stem == "old-knots"
    assert arxiv_of(graph, node) == "math.GT/0309136"
    assert set(all_arxiv(graph).values()) == {"1706.03762", "math/0309136", "2101.00001"}
    assert with_arxiv(graph, ["*/0309136", "ma/0309136"]) == {}


def test_authors_are_those_of_the_header_middle_names_and_accents_aside(graph: Graph) -> None:
    assert [n.stem for n in written_by(graph, "ada lovelace")] == ["no-id", "on-knots"]
    assert [n.stem for n in written_by(graph, "angstr")] == ["on-knots"]
    assert written_by(graph, "") == []
    assert sorted(map(len, all_authors(graph).values())) == [1, 2]


def test_a_name_is_an_authors_if_all_its_words_are() -> None:
    assert is_author("N. Shazeer", "Noam N. Shazeer")
    assert is_author("shaz", "Noam Shazeer")
    assert not is_author("noam x shazeer", "Noam Shazeer")
    assert not is_author("azeer", "Noam Shazeer")


def test_search_finds_a_paper_by_the_authors_of_its_header(graph: Graph) -> None:
    assert {hit.node.stem for hit in search(graph, "lovelace")} == {"on-knots", "no-id", "hitch"}
    hits = search(graph, "angstrom knots")
    assert hits[0].node.stem == "on-knots"


def test_notes_with_only_some_of_the_words_come_last(graph: Graph) -> None:
    scores = {hit.node.stem: hit.score for hit in search(graph, "hitch zzzzzz")}
    assert scores["hitch"] < BESIDE
    assert search(graph, "knot lovelace")[0].score > BESIDE


def test_the_id_is_looked_up_by_index(graph: Graph) -> None:
    plan = graph.connection.execute(
        "EXPLAIN QUERY PLAN SELECT id FROM node WHERE type = 'paper' AND stub = 0"
        " AND json_extract(header, '$.arxiv') = '1'"
    ).fetchall()
    assert "node_arxiv" in str(plan)
