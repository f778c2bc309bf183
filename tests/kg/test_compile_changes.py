"""Taking up changed notes gives the graph that compiling everything afresh gives."""

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.compiled import Graph
from tests.kg.vault_factory import Notes, content, faults, note

STEMS = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"]
RELATIONS = ["requires", "part_of", "contrasts_with", "uses", "covered_in", "precedes", "is_a"]


def some_note(draw: random.Random, *, in_vault: bool) -> str:
    kind = draw.choice(["concept", "concept", "concept", "metric", "paper", "problem"])
    names = [*STEMS, "nowhere", "field/alpha", "vault/beta"]
    links = [
        f"{draw.choice(RELATIONS)}:: [[{draw.choice(names)}]] — {draw.choice(['why', 'because'])}"
        for _ in range(draw.randint(0, 3))
    ]
    header = draw.choice(["", "aliases: [first, ab]", "tags: [one]", "closed: [has_part]"])
    if in_vault:
        header = draw.choice(
            [header, "id: vault/old-name", "id: field/beta", "id: vault/gamma",
             'extends: "[[field/alpha]]"', 'extends: "[[gamma]]"',
             'copied_from: "field/delta@1#abc"']
        )  # fmt: skip
    facts = [f"size:: {draw.randint(1, 3)} [source:: [[{draw.choice(names)}]]]"]
    text = note(
        draw.choice(["Some title", "Other title"]), *links, type=kind, header=header,
        definition=f"Says [[{draw.choice(names)}]] in {draw.choice(['few', 'many'])} words.",
        facts=facts if draw.random() < 0.5 else (),
        cards="Q: What?\nA: That. ^one" if draw.random() < 0.5 else "",
    )  # fmt: skip
    if kind == "problem":
        text += f"\n## Steps\n### [[alpha]]\n- [[{draw.choice(names)}]] — a point ^p\n"
    return text


def change(notes: Notes, draw: random.Random) -> None:
    """One thing a person might do: write, rewrite or delete a note of a layer."""
    in_vault = draw.random() < 0.5
    stem = draw.choice(STEMS)
    folder = draw.choice(["concepts", "concepts", "metrics"])
    if draw.random() < 0.25:
        path = (notes.vault if in_vault else notes.pack) / folder / f"{stem}.md"
        path.unlink(missing_ok=True)
    else:
        notes.write(stem, some_note(draw, in_vault=in_vault), vault=in_vault, folder=folder)


@settings(
    max_examples=40, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
@given(seed=st.integers(0, 2**32))
def test_any_row_of_changes_leaves_what_a_fresh_compilation_gives(seed: int) -> None:
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        notes = Notes(Path(folder))
        for stem in STEMS[:4]:
            notes.write(stem, some_note(draw, in_vault=False))
        notes.write("keeps-the-vault-alive", note("Anchor"), vault=True)
        notes.write("keeps-the-pack-alive", note("Rock"))
        notes.refresh()
        for _ in range(4):
            for _ in range(draw.randint(1, 2)):
                change(notes, draw)
            notes.refresh()
            assert content(notes.db) == notes.fresh()


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    return Notes(tmp_path)


def test_nothing_is_written_when_nothing_changed(notes: Notes) -> None:
    notes.write("a", note("A"))
    notes.write("b", note("B"), vault=True)
    assert notes.refresh().rewrote
    again = notes.refresh()
    assert not again.rewrote
    assert again.changed == frozenset()


def test_a_file_that_was_only_touched_is_not_read_again(notes: Notes) -> None:
    notes.write("a", note("A"))
    notes.refresh()
    notes.write("a", note("A"))
    assert notes.refresh().changed == frozenset()


def test_a_change_names_the_node_and_its_neighbours_only(notes: Notes) -> None:
    notes.write("a", note("A", "requires:: [[b]] — why"))
    notes.write("b", note("B"))
    notes.write("c", note("C"))
    notes.refresh()
    notes.write("b", note("Better B"))
    assert notes.refresh().changed == {"field/a", "field/b"}


def test_a_link_finds_the_note_that_is_written_later(notes: Notes) -> None:
    notes.write("a", note("A", "requires:: [[b]] — why"))
    notes.refresh()
    assert [fault[4] for fault in faults(notes.db)] == ["W101"]
    notes.write("b", note("B"))
    notes.refresh()
    assert faults(notes.db) == []
    assert ("field/a", "requires", "field/b") in {row[:3] for row in content(notes.db)["edge"]}


def test_a_cycle_takes_all_its_edges_out_and_gives_them_back(notes: Notes) -> None:
    notes.write("a", note("A", "requires:: [[b]] — why"))
    notes.write("b", note("B", "requires:: [[c]] — why"))
    notes.write("c", note("C"))
    notes.refresh()
    notes.write("c", note("C", "requires:: [[a]] — why"))
    found = notes.refresh()
    assert content(notes.db)["edge"] == []
    assert "E201" in {fault.code for fault in found.faults}
    notes.write("c", note("C"))
    assert notes.refresh().faults == []
    assert len(content(notes.db)["edge"]) == 2


def test_a_node_keeps_its_id_when_everything_is_compiled_again(notes: Notes) -> None:
    for stem in ("c", "a", "b"):
        notes.write(stem, note(stem.upper()))
    notes.refresh()
    notes.write("aa", note("AA"))
    notes.refresh()
    with Graph.open(notes.db) as graph:
        before = {node.key: node.id for node in graph.nodes()}
    notes.refresh(force=True)
    with Graph.open(notes.db) as graph:
        assert {node.key: node.id for node in graph.nodes()} == before


def test_a_link_means_one_note_again_when_a_second_file_of_its_name_goes(notes: Notes) -> None:
    notes.write("delta", note("Delta", "is_a:: [[epsilon]] — why"))
    notes.write("epsilon", note("Epsilon"), vault=True, folder="metrics")
    notes.refresh()
    second = notes.write("epsilon", note("Other", header="id: vault/gamma"), vault=True)
    notes.refresh()
    second.unlink()
    notes.refresh()
    assert content(notes.db) == notes.fresh()
