"""Writing in the vault: new notes, copies of pack notes, renames and keys of cards."""

from __future__ import annotations

import os
import stat
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.atomic_write import create_file, replace_file
from kg.errors import UnknownNode, WriteRefused
from kg.layers import Layer, note_files, vault_layer
from kg.load import load_note
from kg.models import Note
from kg.note_template import template
from kg.reader import read_note
from kg.schema import NODE_TYPES, RELATIONS
from kg.write import append_keys, copy_for_edit, new_note, rename

BANK = """---
type: concept
title: Sand bank
status: reviewed
---
Loose grains heaped up by water.

## Cards
Q: Why does it move?
A: The water does. ^moves
"""


def read(path: Path) -> Note:
    note = read_note(path.read_bytes(), stem=path.stem, path=path.name, relations=RELATIONS)
    assert isinstance(note, Note), note
    return note


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize("kind", [kind for kind in NODE_TYPES if kind != "exercise"])
def test_a_new_note_is_a_valid_draft_of_its_type(tmp_path: Path, kind: str) -> None:
    path = new_note(tmp_path / "vault", kind, "  Ice:  a #1 guide ")

    note = read(path)
    assert path.name == "ice-a-1-guide.md"
    assert (note.node.type, note.node.title, note.node.status) == (kind, "Ice: a #1 guide", "draft")
    assert (note.faults, note.edges, note.facts, note.blocks) == ((), (), (), ())
    assert note.definition == ""


@settings(max_examples=80, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=20))
def test_any_title_survives_the_yaml(title: str) -> None:
    title = " ".join(title.split()).replace("\ufeff", "")
    if not title:
        return
    text = template("concept", title)

    note = read_note(text.encode(), stem="x", path="x.md", relations=RELATIONS)

    assert isinstance(note, Note), note
    assert note.node.title == title


def test_a_new_note_never_takes_the_place_of_another(tmp_path: Path) -> None:
    path = new_note(tmp_path, "concept", "Sand bank")
    write(path, BANK)

    with pytest.raises(WriteRefused, match="exists already"):
        new_note(tmp_path, "paper", "Sand-Bank!")

    assert path.read_text() == BANK


@pytest.mark.parametrize(
    ("kind", "title", "says"),
    [
        ("concpt", "X", "did you mean 'concept'"),
        ("concept", "???", "no letters"),
        ("concept", "long " * 40, "too long"),
        ("exercise", "X", "a folder"),
        ("concept", "Dune", "The pack rivers has a note 'dune'"),
    ],
)
def test_a_note_that_cannot_be_is_refused_and_nothing_is_written(
    tmp_path: Path, kind: str, title: str, says: str
) -> None:
    with pytest.raises(WriteRefused, match=says):
        new_note(tmp_path, kind, title, taken={"dune": "rivers"})

    assert list(tmp_path.iterdir()) == []


def test_a_vault_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "vault").write_text("a file in the way")

    with pytest.raises(WriteRefused, match="cannot be written"):
        new_note(tmp_path / "vault", "concept", "X")


def test_a_copy_says_where_it_comes_from_and_is_otherwise_the_same(tmp_path: Path) -> None:
    original = write(tmp_path / "pack/concepts/sand-bank.md", BANK)
    pack = Layer("rivers", tmp_path / "pack", 0, "Rivers", "1.2")

    copy = copy_for_edit(pack, "concepts/sand-bank.md", tmp_path / "vault")

    digest = sha256(BANK.encode()).hexdigest()
    before, after = read(original), read(copy)
    assert copy == tmp_path / "vault/concepts/sand-bank.md"
    assert after.node.copied_from == f"rivers/sand-bank@1.2#{digest}"
    assert (after.body, after.faults) == (before.body, ())
    assert original.read_text() == BANK
    with pytest.raises(WriteRefused, match="yours to edit"):
        copy_for_edit(pack, "concepts/sand-bank.md", tmp_path / "vault")


def test_a_rename_keeps_the_identity_and_moves_the_links(tmp_path: Path) -> None:
    write(tmp_path / "concepts/sand-bank.md", BANK)
    linking = write(
        tmp_path / "concepts/dune.md",
        '---\ntype: concept\ntitle: Dune\nis_a: ["[[sand-bank]]"]\n---\n'
        "Like [[sand-bank|a bank]], [[vault/sand-bank#Top]], not [[sand-bank-2]].\r\n\r\n"
        "```\n[[sand-bank]]\n```\n",
    )

    changed = rename(tmp_path, "sand-bank", "shoal")

    target = tmp_path / "concepts/shoal.md"
    assert changed == [target, linking]
    assert read(target).node.id == "vault/sand-bank"
    assert not (tmp_path / "concepts/sand-bank.md").exists()
    assert linking.read_bytes().decode() == (
        '---\ntype: concept\ntitle: Dune\nis_a: ["[[shoal]]"]\n---\n'
        "Like [[shoal|a bank]], [[vault/shoal#Top]], not [[sand-bank-2]].\r\n\r\n"
        "```\n[[sand-bank]]\n```\n"
    )


def test_a_second_rename_keeps_the_first_identity(tmp_path: Path) -> None:
    write(tmp_path / "sand-bank.md", BANK)

    rename(tmp_path, "sand-bank", "shoal")
    rename(tmp_path, "shoal", "reef")

    assert read(tmp_path / "reef.md").node.id == "vault/sand-bank"


def test_a_rename_cut_off_before_the_links_is_finished_by_the_same_command(tmp_path: Path) -> None:
    write(tmp_path / "shoal.md", BANK.replace("type:", "id: vault/sand-bank\ntype:", 1))
    linking = write(tmp_path / "dune.md", BANK + "\nSee [[sand-bank]].\n")

    assert rename(tmp_path, "sand-bank", "shoal") == [tmp_path / "shoal.md", linking]
    assert "[[shoal]]" in linking.read_text()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("sand-bank", "Shoal Of Sand", "try 'shoal-of-sand'"),
        ("sand-bank", "dune", "exists already"),
        ("sand-bank", "sand-bank", "the old one"),
        ("copy", "other", "your copy of a pack's note"),
        ("broken", "other", "is broken"),
    ],
)
def test_a_rename_that_would_do_harm_is_refused(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    write(tmp_path / "sand-bank.md", BANK)
    write(tmp_path / "dune.md", BANK)
    copied = f"copied_from: rivers/copy@1#{'0' * 64}\ntype:"
    write(tmp_path / "copy.md", BANK.replace("type:", copied, 1))
    write(tmp_path / "broken.md", "no header")
    before = {path: path.read_text() for path in tmp_path.iterdir()}

    with pytest.raises(WriteRefused, match=says):
        rename(tmp_path, old, new)

    assert {path: path.read_text() for path in tmp_path.iterdir()} == before


def test_renaming_what_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    write(tmp_path / "sand-bank.md", BANK)

    with pytest.raises(UnknownNode, match="Did you mean sand-bank"):
        rename(tmp_path, "sandbank", "shoal")


CARDS = (
    "## Cards\nQ: Why does the [[sand-bank]] move?\nA: Water. ^moves\n\n"
    "Q: Why does the bank move at night?\nA: The tide\nturns.\n\n"
    "Q: Why does the bank move at night?\nA: Again.\n\n"
    "C: It is made of ==sand==.\n\nQ: Which code?\nA:\n```\nx = 1\n```\n"
)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_cards_get_keys_once_and_nothing_else_changes(tmp_path: Path, newline: str) -> None:
    text = BANK.partition("## Cards")[0] + CARDS
    path = write(tmp_path / "a.md", text.replace("\n", newline))

    keys = append_keys(path)

    assert keys == ["bank-move-night", "bank-move-night-2", "made-sand", "code"]
    assert [block.anchor for block in read(path).blocks] == ["moves", *keys]
    after = path.read_bytes().decode()
    bare = after
    for key in keys[:-1]:
        bare = bare.replace(f" ^{key}", "", 1)
    assert bare.replace(f"{newline}^code", "", 1) == text.replace("\n", newline)
    assert append_keys(path) == []
    assert path.read_bytes().decode() == after


def test_a_note_that_cannot_be_read_gets_no_keys(tmp_path: Path) -> None:
    path = write(tmp_path / "a.md", "## Cards\nQ: Why?\nA: So.\n")

    assert append_keys(path) == []
    with pytest.raises(WriteRefused, match="cannot be read"):
        append_keys(tmp_path / "gone.md")


def test_a_file_keeps_its_mode_and_a_link_stays_a_link(tmp_path: Path) -> None:
    real = write(tmp_path / "real.md", "old")
    real.chmod(0o640)
    link = tmp_path / "link.md"
    link.symlink_to(real)

    replace_file(link, b"new", expected=b"old")

    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.md", "real.md"]


def test_a_file_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = write(tmp_path / "a.md", "by an editor")

    with pytest.raises(WriteRefused, match="changed meanwhile"):
        replace_file(path, b"mine", expected=b"as I read it")

    assert path.read_text() == "by an editor"
    assert [entry.name for entry in os.scandir(tmp_path)] == ["a.md"]


def test_a_new_file_is_never_written_over_another(tmp_path: Path) -> None:
    path = write(tmp_path / "a.md", "mine")

    with pytest.raises(WriteRefused, match="exists already"):
        create_file(path, b"other")

    assert path.read_text() == "mine"
    assert [file.path for file in note_files(vault_layer(tmp_path, 0))] == ["a.md"]
    (file,) = note_files(vault_layer(tmp_path, 0))
    assert load_note(file, RELATIONS).stem == "a"
