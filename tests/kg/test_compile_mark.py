"""The mark of a compilation tells whether the notes are those it was made from."""

import os
from pathlib import Path

import pytest

from tests.kg.vault_factory import Notes, note


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    made = Notes(tmp_path)
    made.write("alpha", note("Alpha"))
    made.write("beta", note("Beta"))
    return made


def test_the_mark_stays_while_nothing_changes_and_moves_with_every_change(notes: Notes) -> None:
    first = notes.refresh().mark
    assert first
    assert notes.refresh().mark == first
    path = notes.write("alpha", note("Alpha", definition="Says something else."))
    second = notes.refresh().mark
    path.unlink()
    third = notes.refresh().mark
    assert len({first, second, third}) == 3


def test_a_file_that_is_only_touched_leaves_the_mark_and_no_node_changed(notes: Notes) -> None:
    path = notes.write("alpha", note("Alpha"))
    before = notes.refresh().mark
    os.utime(path, ns=(1, 1))
    after = notes.refresh()
    assert after.mark == before
    assert after.changed == frozenset()
    assert notes.refresh().rewrote is False


def test_the_same_notes_compiled_afresh_have_the_same_mark(notes: Notes) -> None:
    before = notes.refresh(force=True).mark
    assert notes.refresh(force=True).mark == before
