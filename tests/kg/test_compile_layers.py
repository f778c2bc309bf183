"""Packs and the vault over each other, and layers or files that are out of reach for a while."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kg.compiled import Graph
from kg.compiler import stale
from kg.errors import GraphCacheError
from tests.kg.vault_factory import Notes, content, note


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    return Notes(tmp_path)


def keys(notes: Notes) -> set[str]:
    return {str(row[0]) for row in content(notes.db)["node"]}


def test_a_note_of_the_learner_replaces_the_packs_and_takes_its_identity(notes: Notes) -> None:
    notes.write("a", note("From the pack", "uses:: [[b]] — why"))
    notes.write("b", note("B", "requires:: [[a]] — why"))
    notes.write("a", note("Mine"), vault=True)
    notes.refresh()
    with Graph.open(notes.db) as graph:
        mine = graph.find("a")
        assert (mine.key, mine.title, mine.pack) == ("field/a", "Mine", "vault")
        assert graph.edges_out(mine.id) == []
        assert [edge.object for edge in graph.edges_out(graph.find("b").id)] == [mine.id]


def test_a_note_that_extends_adds_to_the_node_and_is_none(notes: Notes) -> None:
    notes.write("a", note("A"))
    notes.write("b", note("B"))
    extra = note(
        "More on A", "requires:: [[b]] — my reason", header='extends: "[[field/a]]"',
        facts=["size:: 3"], cards="Q: Mine?\nA: Yes, mine. ^mine",
    )  # fmt: skip
    notes.write("more", extra, vault=True)
    notes.refresh()
    assert keys(notes) == {"field/a", "field/b"}
    with Graph.open(notes.db) as graph:
        a = graph.find("a")
        assert [edge.reason for edge in graph.edges_out(a.id)] == ["my reason"]
        assert [fact.value for fact in graph.facts(a.id)] == ["3"]
        assert [block.anchor for block in graph.blocks(a.id)] == ["mine"]
        assert graph.origin(graph.facts(a.id)[0].file).layer == "vault"


def test_a_renamed_note_keeps_its_identity(notes: Notes) -> None:
    notes.write("new-name", note("A", header="id: vault/old-name"), vault=True)
    notes.refresh()
    assert keys(notes) == {"vault/old-name"}


def test_the_line_with_the_reason_wins_over_the_header(notes: Notes) -> None:
    header = 'requires:\n  - "[[b]]"'
    notes.write("a", note("A", "requires:: [[b]] — because", header=header))
    notes.write("b", note("B"))
    notes.refresh()
    with Graph.open(notes.db) as graph:
        assert [edge.reason for edge in graph.edges_out(graph.find("a").id)] == ["because"]


def test_a_note_that_turns_unreadable_stays_as_it_was_and_is_listed(notes: Notes) -> None:
    notes.write("a", note("A", "requires:: [[b]] — why"))
    notes.write("b", note("B"))
    notes.refresh()
    before = content(notes.db)
    path = notes.write("a", "---\ntitle: [\n---\n")
    for force in (False, True):
        found = notes.refresh(force=force)
        assert found.unreadable == {("field", "concepts/a.md")}
        assert found.incomplete
        after = content(notes.db)
        assert {name: rows for name, rows in after.items() if name != "file"} == {
            name: rows for name, rows in before.items() if name != "file"
        }
    assert path.exists()
    notes.write("a", note("A", "requires:: [[b]] — why"))
    assert not notes.refresh().incomplete
    assert content(notes.db) == before


def test_a_note_that_never_was_readable_is_a_visible_stub(notes: Notes) -> None:
    notes.write("a", "no header here")
    notes.write("b", note("B", "requires:: [[a]] — why"))
    assert notes.refresh().incomplete
    with Graph.open(notes.db) as graph:
        assert graph.find("a").stub
        assert len(graph.edges_in(graph.find("a").id)) == 1


@pytest.mark.parametrize("away", ["folder is gone", "folder is empty"])
def test_a_vault_that_is_not_mounted_keeps_its_rows(notes: Notes, away: str) -> None:
    notes.write("a", note("A"))
    notes.write("b", note("B", "requires:: [[a]] — why"), vault=True)
    notes.refresh()
    before = content(notes.db)
    elsewhere = notes.vault.rename(notes.vault.with_name("elsewhere"))
    if away == "folder is empty":
        notes.vault.mkdir()
    found = notes.refresh()
    assert found.missing_layers == {"vault"}
    assert found.incomplete
    assert content(notes.db) == before
    notes.write("c", note("C", "uses:: [[a]] — why"))
    assert notes.refresh().changed == {"field/a", "field/c"}
    if notes.vault.exists():
        notes.vault.rmdir()
    elsewhere.rename(notes.vault)
    (notes.pack / "concepts" / "c.md").unlink()
    assert not notes.refresh().incomplete
    assert content(notes.db) == before


def test_edges_between_wrong_types_are_faults_and_not_stored(notes: Notes) -> None:
    notes.write("a", note("A", "requires:: [[p]] — why"))
    notes.write("p", note("P", type="paper"), folder="papers")
    found = notes.refresh()
    assert [fault.code for fault in found.faults] == ["E110"]
    assert found.edges == 0
    notes.write("p", note("P"), folder="papers")
    assert notes.refresh().edges == 1


def test_a_damaged_cache_is_made_again(notes: Notes) -> None:
    notes.write("a", note("A"))
    notes.refresh()
    notes.db.write_bytes(b"this is no database" * 100)
    with pytest.raises(GraphCacheError, match="delete it"):
        Graph.open(notes.db)
    assert notes.refresh().notes == 1


def test_stale_is_told_from_sizes_and_times(notes: Notes) -> None:
    notes.write("a", note("A"))
    assert stale(notes.layers, notes.db)
    notes.refresh()
    assert not stale(notes.layers, notes.db)
    notes.write("a", note("Another"))
    assert stale(notes.layers, notes.db)


def test_a_reader_sees_a_whole_graph_while_another_process_compiles(notes: Notes) -> None:
    for number in range(60):
        notes.write(f"n{number}", note(f"N{number}", f"requires:: [[n{number + 1}]] — why"))
    notes.refresh()
    code = (
        "import sys; from pathlib import Path; from tests.kg.vault_factory import refresh, Layer\n"
        f"layers = [Layer('field', Path({str(notes.pack)!r}), 0)]\n"
        f"for _ in range(4): refresh(layers, Path({str(notes.db)!r}), force=True)"
    )
    with Graph.open(notes.db) as graph:
        writer = subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parents[2])
        while writer.poll() is None:
            assert graph.node_total == 60
            assert len(graph.edges_out(graph.find("n1").id)) == 1
        assert writer.returncode == 0


def test_the_cache_is_whole_after_all_this(notes: Notes) -> None:
    notes.write("a", note("A", "requires:: [[b]] — why"))
    notes.refresh()
    notes.write("b", note("B"))
    notes.refresh()
    connection = sqlite3.connect(notes.db)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
