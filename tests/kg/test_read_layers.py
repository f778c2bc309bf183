"""Which files of a folder are notes, and what a pack is."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import KgError
from kg.layers import Layer, note_files, read_pack, vault_layer
from kg.load import load_note
from kg.reader import UnreadableNote
from kg.relations_file import load_relations
from kg.schema import RELATIONS


def lay(root: Path, *paths: str) -> None:
    for path in paths:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("---\ntype: concept\ntitle: x\n---\n")


def test_notes_come_in_order_without_inbox_exercises_and_hidden_files(tmp_path: Path) -> None:
    lay(tmp_path, "b.md", "concepts/deep/a.md", "inbox/x.md", "exercises/e/task.md", ".git/x.md")
    lay(tmp_path, "concepts/.hidden.md", "notes.txt", "README.md", "concepts/readme.md", "C.MD")

    files = list(note_files(vault_layer(tmp_path, 1)))

    assert [(file.path, file.stem) for file in files] == [
        ("C.MD", "C"),
        ("b.md", "b"),
        ("concepts/deep/a.md", "a"),
        ("concepts/readme.md", "readme"),
    ]
    assert all(file.readable and file.size > 0 and file.mtime_ns > 0 for file in files)


def test_a_missing_folder_is_a_layer_that_is_not_available(tmp_path: Path) -> None:
    layer = vault_layer(tmp_path / "gone", 3)

    assert layer == Layer("vault", tmp_path / "gone", 3, "Your notes", "", False)
    assert list(note_files(layer)) == []


def test_a_linked_folder_is_followed(tmp_path: Path) -> None:
    lay(tmp_path / "elsewhere", "a.md")
    vault = tmp_path / "vault"
    vault.mkdir()
    (vault / "linked").symlink_to(tmp_path / "elsewhere")

    assert [file.path for file in note_files(vault_layer(vault, 0))] == ["linked/a.md"]


def test_a_file_that_vanishes_before_it_is_read_is_unreadable(tmp_path: Path) -> None:
    lay(tmp_path, "a.md")
    (file,) = note_files(vault_layer(tmp_path, 0))
    (tmp_path / "a.md").unlink()

    note = load_note(file, RELATIONS)

    assert isinstance(note, UnreadableNote)
    assert [fault.code for fault in note.faults] == ["E001"]


def test_a_pack_says_who_it_is(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text('name = "rivers"\ntitle = "Rivers"\nversion = "1.2"\n')

    assert read_pack(tmp_path, 4) == Layer("rivers", tmp_path, 4, "Rivers", "1.2")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "has no pack.toml"),
        ("name = ", "cannot be read"),
        ('title = "x"', "name must be in kebab case"),
        ('name = "vault"', "not 'vault'"),
        ("name = 3", "name must be text"),
    ],
)
def test_a_bad_pack_is_told_with_its_file(tmp_path: Path, text: str | None, says: str) -> None:
    if text is not None:
        (tmp_path / "pack.toml").write_text(text)

    with pytest.raises(KgError, match=says) as caught:
        read_pack(tmp_path)

    assert str(tmp_path) in str(caught.value)


RIVERS = """
[flows_into]
inverse = "fed_by"
from = ["concept"]
to = ["concept", "system"]
acyclic = true
reason = "wanted"
why = "Why does {subject} flow into {object}?"
"""


def test_a_learners_relations_join_the_built_in_ones(tmp_path: Path) -> None:
    (tmp_path / "relations.toml").write_text(RIVERS)

    relations, faults = load_relations(tmp_path)

    assert not faults
    assert set(relations) == {*RELATIONS, "flows_into"}
    mine = relations["flows_into"]
    assert (mine.inverse, mine.acyclic, mine.reason) == ("fed_by", True, "wanted")
    assert mine.range == {"concept", "system"}


def test_without_a_file_the_relations_are_the_built_in_ones(tmp_path: Path) -> None:
    assert load_relations(tmp_path) == (RELATIONS, [])


@pytest.mark.parametrize(
    ("old", "new", "at", "says"),
    [
        ("[flows_into]", "[flows_into", "2:", "not TOML"),
        ("[flows_into]", "[requires]", "2:1 E301", "taken"),
        ("[flows_into]", "[unlocks]", "2:1 E301", "taken"),
        ('inverse = "fed_by"', "", "2:1 E301", "inverse is wanted"),
        ('"concept"]\nto', '"concpt"]\nto', "4:1 E301", "did you mean 'concept'?"),
        ("acyclic = true", 'acyclic = "yes"', "6:1 E301", "true or false"),
        ("acyclic = true", "acyclc = true", "6:1 E301", "'acyclic'"),
        ('"wanted"', '"maybe"', "7:1 E301", "none, wanted or required"),
        ("{subject}", "{subjct}", "8:1 E301", "subject"),
    ],
)
def test_a_bad_relation_is_told_at_its_line_and_left_out(
    tmp_path: Path, old: str, new: str, at: str, says: str
) -> None:
    (tmp_path / "relations.toml").write_text(RIVERS.replace(old, new, 1))

    relations, faults = load_relations(tmp_path)

    assert relations == RELATIONS
    (fault,) = faults
    assert str(fault).startswith(f"relations.toml:{at}")
    assert says in fault.message
