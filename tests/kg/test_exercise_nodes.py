"""An exercise's folder is a node: exercise.toml is read, watched and judged as notes are."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from kg.check import PlacedNote
from kg.compiled import Graph
from kg.exercise_note import read_exercise
from kg.models import Exercise, Note
from kg.reader import UnreadableNote
from tests.kg.lint_factory import found as lint_found
from tests.kg.lint_factory import note as lint_note
from tests.kg.vault_factory import Notes, content, faults, note

TOML = """title = "Adding up"
summary = "Return the sum of a list."
assesses = ["addition"]
requires = [
    "number",
    "[[field/list]]",
]
papers = ["on-sums"]
level = 2
minutes = 20

[[checks]]
name = "a"
"""


def put(notes: Notes, text: str = TOML, name: str = "add-up", *, vault: bool = False) -> Path:
    """Writes the header; its time moves on even where the clock of the disk is coarse."""
    folder = f"exercises/{name}"
    (notes.vault if vault else notes.pack).joinpath(folder).mkdir(parents=True, exist_ok=True)
    written = notes.write("exercise", text, vault=vault, folder=folder)
    return written.rename(written.with_name("exercise.toml"))


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    made = Notes(tmp_path)
    for stem in ("addition", "number", "list"):
        made.write(stem, note(stem.capitalize()))
    made.write("on-sums", note("On sums", type="paper"), folder="papers")
    return made


def test_the_folder_is_a_node_with_its_edges(notes: Notes) -> None:
    put(notes)
    (notes.pack / "exercises/add-up/task.md").write_text("---\ntype: concept\ntitle: No\n---\n")
    (notes.pack / "exercises/data").mkdir()
    notes.refresh()
    assert faults(notes.db) == []
    with Graph.open(notes.db) as graph:
        node = graph.find("add-up")
        assert (node.key, node.type, node.title) == ("field/add-up", "exercise", "Adding up")
        assert node.definition == "Return the sum of a list."
        assert graph.header(node.id) == {"minutes": 20, "difficulty": "2"}
        found = {(e.relation, graph.node(e.object).stem) for e in graph.edges_out(node.id)}
        origin = graph.origin(node.file or 0)
        assert graph.node_total == 5
    assert origin.absolute == notes.pack / "exercises/add-up/exercise.toml"
    assert found == {
        ("assesses", "addition"), ("requires", "number"), ("requires", "list"),
        ("cites", "on-sums"),
    }  # fmt: skip


def test_a_change_of_the_header_is_taken_up_and_nothing_else_is(notes: Notes) -> None:
    put(notes)
    notes.refresh()
    assert not notes.refresh().rewrote
    put(notes, TOML.replace("Adding up", "Sums"))
    assert "field/add-up" in (notes.refresh().changed or ())
    assert content(notes.db) == notes.fresh()
    (notes.pack / "exercises/add-up/exercise.toml").unlink()
    notes.refresh()
    assert content(notes.db) == notes.fresh()
    with Graph.open(notes.db) as graph:
        assert graph.by_key("field/add-up") is None


def test_a_broken_header_is_told_and_the_node_stays_as_it_was(notes: Notes) -> None:
    put(notes)
    notes.refresh()
    put(notes, TOML.replace("level = 2", "level ="))
    found = notes.refresh()
    assert found.unreadable == {("field", "exercises/add-up/exercise.toml")}
    assert [(f.line, f.code) for f in found.faults] == [(9, "E140")]
    with Graph.open(notes.db) as graph:
        assert graph.find("add-up").title == "Adding up"


@pytest.mark.parametrize(
    ("old", "new", "line", "code", "says"),
    [
        ('title = "Adding up"', "title = 3", 1, "E141", "title: write it as text in quotes"),
        ('summary = "Return the sum of a list."\n', "", 1, "E141", "summary: write it as text"),
        ('["addition"]', '"addition"', 3, "E141", "assesses: a list of notes is wanted"),
        ('    "number",', '    "A number",', 5, "E141", "'A number' names no note; write its file"),
        ("minutes = 20", 'minutes = "long"', 10, "E141", "minutes: a whole number is wanted"),
        ("[[checks]]", "[[checks", 12, "E140", "not TOML"),
        ("summary", "title", 2, "E140", "not TOML: cannot overwrite a value"),
    ],
)
def test_a_fault_has_its_line(old: str, new: str, line: int, code: str, says: str) -> None:
    text = TOML.replace(old, new, 1)
    read = read_exercise(text.encode(), stem="add-up", path="exercises/add-up/exercise.toml")
    (found,) = read.faults
    assert (found.line, found.code) == (line, code)
    assert says in found.message


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"\0", b"[" * 9000, b"a" * 5_000_000])
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    read = read_exercise(raw, stem="add-up", path="exercises/add-up/exercise.toml")
    assert isinstance(read, UnreadableNote)
    assert read.faults


def test_a_single_bad_name_leaves_the_rest_standing() -> None:
    text = TOML.replace('"number"', "7")
    read = read_exercise(text.encode(), stem="add-up", path="x/exercise.toml")
    assert isinstance(read, Note)
    assert isinstance(read.node, Exercise)
    assert [edge.target for edge in read.edges] == ["addition", "field/list", "on-sums"]
    assert len(read.faults) == 1


def test_an_unknown_note_is_told_at_its_place_with_the_nearest(notes: Notes) -> None:
    put(notes, TOML.replace('"number"', '"numbr"'))
    notes.refresh()
    ((layer, path, line, column, code, message),) = faults(notes.db)
    assert (layer, path, line, column, code) == (
        "field", "exercises/add-up/exercise.toml", 5, 6, "W101",
    )  # fmt: skip
    assert message == "there is no note 'numbr' (did you mean 'number'?)"


def test_an_exercise_that_tests_nothing_is_told(notes: Notes) -> None:
    put(notes, TOML.replace('["addition"]', "[]"))
    notes.refresh()
    assert [fault[4] for fault in faults(notes.db)] == ["E130"]


def test_a_title_is_first_of_all_the_concept_and_that_is_no_fault(notes: Notes) -> None:
    put(notes, TOML.replace("Adding up", "Addition"))
    notes.refresh()
    assert faults(notes.db) == []
    with Graph.open(notes.db) as graph:
        assert graph.find("Addition").type == "concept"
        assert graph.find("add-up").title == "Addition"


def test_a_note_of_the_same_name_keeps_its_node(notes: Notes) -> None:
    notes.write("zebra", note("Zebra", type="metric"), folder="metrics")
    put(notes, name="zebra")
    notes.refresh()
    assert {fault[4] for fault in faults(notes.db)} == {"E131"}
    with Graph.open(notes.db) as graph:
        assert graph.find("zebra").type == "metric"
    assert content(notes.db) == notes.fresh()


def test_an_exercise_of_the_vault_stands_for_the_packs(notes: Notes) -> None:
    put(notes)
    put(notes, TOML.replace("Adding up", "My sums"), vault=True)
    notes.refresh()
    assert faults(notes.db) == []
    with Graph.open(notes.db) as graph:
        assert (graph.find("add-up").key, graph.find("add-up").title) == ("field/add-up", "My sums")


def test_an_unreadable_folder_keeps_what_it_held(notes: Notes, tmp_path: Path) -> None:
    put(notes)
    notes.refresh()
    away = tmp_path / "away"
    (notes.pack / "exercises/add-up").rename(away)
    (notes.pack / "exercises/add-up").symlink_to(notes.pack / "exercises/add-up")
    found = notes.refresh()
    assert found.unreadable == {("field", "exercises/add-up/exercise.toml")}
    with Graph.open(notes.db) as graph:
        assert graph.find("add-up").title == "Adding up"
    (notes.pack / "exercises/add-up").unlink()
    away.rename(notes.pack / "exercises/add-up")
    notes.refresh()
    assert content(notes.db) == notes.fresh()


@pytest.mark.parametrize("seed", range(12))
def test_any_row_of_changes_leaves_what_a_fresh_compilation_gives(
    seed: int, tmp_path: Path
) -> None:
    draw = random.Random(seed)
    made = Notes(tmp_path)
    made.write("keeps-the-vault-alive", note("Anchor"), vault=True)
    made.write("keeps-the-pack-alive", note("Rock"))
    stems = ["addition", "number", "sum"]
    for _ in range(12):
        stem, vault = draw.choice(stems), draw.random() < 0.4
        root = made.vault if vault else made.pack
        match draw.randrange(4):
            case 0:
                made.write(stem, note(draw.choice(["One", "Two"])), vault=vault)
            case 1 | 2:
                text = TOML.replace("addition", draw.choice(stems))
                put(made, text.replace("level = 2", draw.choice(["level = 1", "level"])), stem,
                    vault=vault)  # fmt: skip
            case _:
                (root / f"concepts/{stem}.md").unlink(missing_ok=True)
                (root / f"exercises/{stem}/exercise.toml").unlink(missing_ok=True)
        found = made.refresh()
        if not found.unreadable:
            assert content(made.db) == made.fresh()


def test_the_lint_counts_an_exercise_as_a_goal_and_asks_it_for_no_reason() -> None:
    text = 'title = "Knead"\nsummary = "Knead it."\nassesses = ["dough"]\n'
    text += 'requires = ["flour", "water", "salt"]\n'
    path = "exercises/knead/exercise.toml"
    exercise = PlacedNote("bakery", path, read_exercise(text.encode(), stem="knead", path=path))
    notes = [
        lint_note("flour", "requires:: [[water]] — wet"), lint_note("water"), lint_note("salt"),
        lint_note("dough"), lint_note("oven"),
    ]  # fmt: skip
    codes = {(f.code, f.path) for f in lint_found(exercise, *notes)}
    assert ("W220", "concepts/oven.md") in codes
    assert ("W220", "concepts/dough.md") not in codes
    assert not [each for each in codes if each[0] in ("W205", "W210") or each[1] == path]
