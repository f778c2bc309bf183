"""What is taken for something else in a review becomes a proposal, once, and nothing but that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cards.models import Card
from kg.compiled import Graph
from kg.models import Note
from kg.reader import read_note
from kg.schema import RELATIONS
from sync.confusion import like, propose, taken_for
from tests.kg.vault_factory import Notes, note

DAY = "2026-03-04"


def card(answer: str, node: str = "pack/oxbow") -> Card:
    return Card(
        1, 1, 0, "definition", "definition", "reverse", node, "", "concept", "", "pack", "a.md", 1,
        "Which concept is this?", answer, "", "", "[]", 1,
    )  # fmt: skip


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[Graph]:
    made = Notes(tmp_path)
    made.write("oxbow", note("Oxbow lake", header="aliases: [billabong]"))
    made.write("delta", note("River delta", header="aliases: [estuary mouth]"))
    made.write("meander", note("Meander", "contrasts_with:: [[oxbow]] — still part of the river"))
    made.write("silt-paper", note("A theory of silt", type="paper", header='arxiv: "2001.00001"'))
    made.refresh()
    with Graph.open(made.db) as opened:
        yield opened


def test_a_title_or_alias_of_another_note_is_seen(graph: Graph) -> None:
    for typed in ("River delta", "estuary-mouth", "river delta"):
        pair = taken_for(graph, card("Oxbow lake (also billabong)"), typed)
        assert pair is not None and [each.stem for each in pair] == ["oxbow", "delta"]


@pytest.mark.parametrize("typed", ["billabong", "Meander", "A theory of silt", "a puddle", ""])
def test_no_pair_is_made_of_the_same_a_known_contrast_another_type_or_nothing(
    graph: Graph, typed: str
) -> None:
    assert taken_for(graph, card("Oxbow lake"), typed) is None


def test_a_card_whose_answer_names_no_note_confuses_nothing(graph: Graph) -> None:
    assert taken_for(graph, card("600 GB/s"), "River delta") is None


def test_neighbours_of_the_same_type_without_a_contrast_are_offered(tmp_path: Path) -> None:
    made = Notes(tmp_path)
    links = ("requires:: [[meander]] — it was one", "contrasts_with:: [[delta]] — no sea")
    made.write("oxbow", note("Oxbow lake", *links))
    made.write("delta", note("River delta"))
    made.write("meander", note("Meander"))
    made.refresh()
    with Graph.open(made.db) as graph:
        found = like(graph, card("Oxbow lake", "field/oxbow"), 9)
    assert found is not None and found[0].stem == "oxbow"
    assert [each.stem for each in found[1]] == ["meander"]


def test_the_proposal_is_a_note_for_the_inbox_and_is_made_once(
    graph: Graph, tmp_path: Path
) -> None:
    pair = taken_for(graph, card("Oxbow lake"), "River delta")
    assert pair is not None
    inbox = tmp_path / "vault" / "inbox"
    assert propose(inbox, *pair, DAY)
    assert not propose(inbox, *pair, DAY) and not propose(inbox, pair[1], pair[0], DAY)
    [path] = inbox.glob("*.md")
    read = read_note(path.read_bytes(), stem=path.stem, path=path.name, relations=RELATIONS)
    assert isinstance(read, Note) and not [each for each in read.faults if each.severity == "error"]
    [edge] = read.edges
    assert (edge.relation, edge.target) == ("contrasts_with", "field/delta")
    assert read.node.status == "proposed" and read.node.extends
    assert DAY in edge.reason
