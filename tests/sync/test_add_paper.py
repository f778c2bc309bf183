"""A paper becomes a note, linked from the right side; hostile metadata make a plain note."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.compiled import Graph
from kg.errors import WriteRefused
from kg.models import Note, Paper
from kg.reader import read_note
from kg.schema import RELATIONS
from sync.add_paper import COVERS, INTRODUCES, Link, Shelf, add_paper, link_paper, note_of
from sync.paper_concepts import named_in
from sync.paper_note import note_text, stem_for
from tests.kg.vault_factory import Notes, note
from tests.sync.paper_factory import HOSTILE_TEXT, hostile, paper


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    made = Notes(tmp_path)
    made.write("oxbow", note("Oxbow lake"))
    made.write("delta", note("River delta", header="aliases: [estuary mouth]"))
    made.write("mine", note("My own idea"), vault=True)
    old = note("A theory of silt", type="paper", header='arxiv: "2001.00001"')
    made.write("silt-paper", old, folder="papers")
    made.write("silt", note("Silt", "introduced_by:: [[silt-paper]]"))
    made.refresh()
    return made


@pytest.fixture
def shelf(notes: Notes) -> Iterator[Shelf]:
    with Graph.open(notes.db) as graph:
        taken = {node.stem for node in graph.nodes()}
        yield Shelf(notes.vault, graph, RELATIONS, taken)


def link(shelf: Shelf, relation: str, name: str) -> Link:
    return Link(relation, shelf.graph.find(name))


def read(path: Path) -> Note:
    found = read_note(path.read_bytes(), stem=path.stem, path=path.name, relations=RELATIONS)
    assert isinstance(found, Note)
    return found


def test_the_note_is_a_draft_that_says_what_identifies_the_paper(shelf: Shelf) -> None:
    added = add_paper(shelf, paper(title="On knots: a survey"), [])

    assert added.path == shelf.vault / "papers/on-knots-a-survey.md"
    made = read(added.path)
    assert isinstance(made.node, Paper)
    assert (made.node.title, made.node.arxiv) == ("On knots: a survey", "1706.03762")
    assert (made.node.year, made.node.doi, made.node.status) == (2017, "10.1000/knots", "draft")
    assert made.node.authors == ("Ada Lovelace", "Zoë Ångström", "Charles Babbage")
    assert made.faults == ()
    assert "bowline" not in added.path.read_text()


def test_a_link_goes_beside_a_packs_note_and_into_ones_own(notes: Notes, shelf: Shelf) -> None:
    links = [link(shelf, INTRODUCES, "oxbow"), link(shelf, COVERS, "mine")]
    added = add_paper(shelf, paper(), links)
    notes.refresh()

    assert [(change.path.name, change.line) for change in added.changes] == [
        ("on-knots.md", ""),
        ("oxbow-sources.md", ""),
        ("mine.md", "- covered_in:: [[on-knots]]"),
    ]
    with Graph.open(notes.db) as graph:
        knots = graph.find("on-knots")
        for name, relation in (("oxbow", "introduced_by"), ("mine", "covered_in")):
            [edge] = graph.edges_out(graph.find(name).id)
            assert (edge.relation, edge.object) == (relation, knots.id)
        assert [fault.code for fault in graph.faults() if fault.layer == "vault"] == []


def test_the_second_paper_for_a_node_joins_the_first_one_beside_it(
    notes: Notes, shelf: Shelf
) -> None:
    for base, title in (("1706.03762", "On knots"), ("1801.00001", "On ropes")):
        add_paper(shelf, paper(base, title=title), [link(shelf, COVERS, "oxbow")])
    notes.refresh()

    assert [path.name for path in notes.vault.glob("concepts/oxbow*")] == ["oxbow-sources.md"]
    with Graph.open(notes.db) as graph:
        objects = [graph.node(e.object).stem for e in graph.edges_out(graph.find("oxbow").id)]
    assert objects == ["on-knots", "on-ropes"]


def test_a_paper_that_has_a_note_is_only_linked_and_only_once(notes: Notes, shelf: Shelf) -> None:
    there = note_of(shelf.graph, "2001.00001")
    assert there is not None and there.stem == "silt-paper"
    assert note_of(shelf.graph, "2001.00002") is None

    added = link_paper(shelf, there, [link(shelf, COVERS, "oxbow")])
    assert added.path is None
    assert [change.path.name for change in added.changes] == ["oxbow-sources.md"]
    assert link_paper(shelf, there, [link(shelf, COVERS, "oxbow")]).changes == ()
    assert link_paper(shelf, there, [link(shelf, INTRODUCES, "silt")]).changes == ()


@pytest.mark.parametrize(
    ("relation", "name", "say"),
    [
        (INTRODUCES, "silt", "has its origin already (A theory of silt): use --covers silt"),
        (INTRODUCES, "silt-paper", "is of type paper, which cannot be introduced by a paper"),
    ],
)
def test_a_link_that_may_not_be_stops_everything(
    shelf: Shelf, relation: str, name: str, say: str
) -> None:
    links = [link(shelf, COVERS, "oxbow"), link(shelf, relation, name)]
    with pytest.raises(WriteRefused) as refused:
        add_paper(shelf, paper(), links)

    assert say in str(refused.value)
    assert not (shelf.vault / "papers").exists()
    assert not list(shelf.vault.glob("concepts/*-sources.md"))


@pytest.mark.parametrize(
    ("title", "taken", "stem"),
    [
        ("On Knots", set(), "on-knots"),
        ("On Knots", {"on-knots"}, "on-knots-2017"),
        ("On Knots", {"on-knots", "on-knots-2017"}, "on-knots-arxiv-1706-03762"),
        ("纽结理论", set(), "arxiv-1706-03762"),
        (r"Erd\H{o}s' $\alpha$ Knots", set(), "erdos-knots"),
        ("A Very Long Title of Many Words on Tying a Knot", set(),
         "a-very-long-title-of-many-words-on-tying-a-knot"),
        ("A Very Long Title of Many Words for the Use of Sailors", set(),
         "a-very-long-title-of-many-words-for-the-use"),
    ],
)  # fmt: skip
def test_the_stem_is_the_title_and_free(title: str, taken: set[str], stem: str) -> None:
    assert stem_for(title, 2017, "1706.03762", taken) == stem


def test_hostile_metadata_make_a_plain_note(notes: Notes, shelf: Shelf) -> None:
    added = add_paper(shelf, hostile(), [])
    assert added.path is not None
    raw = added.path.read_text()
    made = read(added.path)

    assert made.faults == () and made.edges == () and made.mentions == ()
    assert not any(ord(letter) < 32 and letter != "\n" for letter in raw)
    assert "\u202e" not in raw and "\x9b" not in raw
    assert isinstance(made.node, Paper) and len(made.node.authors) == 2


@pytest.mark.parametrize(
    "text",
    ["key: value", "- item", "# no comment", "[[link]]", "a ]] b", "'single'", '"double"', "*star",
     "yes", "null", "12.50", "tail #", "a: b # c", "---", "{x}", "% x", "@x", "`x`", "a, b", "?",
     "both \" and '", "back\\slash", "--> end", "...", "~", "\u2028line", "é" * 700],
)  # fmt: skip
def test_every_title_and_name_is_read_back_as_it_was(text: str) -> None:
    from sync.inert_text import clean_text

    made = note_text(paper(title=text, authors=(text, "Ada Lovelace")), "x")
    found = read_note(made.encode(), stem="x", path="x.md", relations=RELATIONS)
    assert isinstance(found, Note) and isinstance(found.node, Paper)
    assert found.node.title == clean_text(text, 400)
    assert found.node.authors == (clean_text(text, 120), "Ada Lovelace")


def test_a_thousand_authors_end_in_et_al() -> None:
    made = note_text(paper(authors=tuple(f"Ada {chr(65 + n % 26)}n{n}" for n in range(1000))), "x")

    assert made.count("Ada") == 50
    assert ", et al.]" in made


def test_metadata_that_make_no_note_are_refused() -> None:
    with pytest.raises(WriteRefused, match="by hand"):
        note_text(paper(base='x"\nstatus: reviewed'), "x")


def test_a_paper_suggests_the_nodes_it_names_those_of_its_title_first(shelf: Shelf) -> None:
    about = paper(title="River deltas", abstract=r"On estuary mouths, oxbow lakes and $\alpha$.")

    assert [node.stem for node in named_in(shelf.graph, about)] == ["delta", "oxbow"]
    assert named_in(shelf.graph, paper(abstract=HOSTILE_TEXT)) == []
