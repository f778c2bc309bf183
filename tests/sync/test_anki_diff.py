"""What an export would change, in words, against packages of ours, of Anki's and of strangers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sync.anki_diff import RETIRED, diff
from sync.anki_ids import BASIC, CLOZE, SET
from sync.anki_model import AnkiCard, AnkiNote
from sync.errors import AnkiFileBad
from tests.sync.anki_note_factory import note, pack


def with_field(each: AnkiNote, place: int, text: str) -> AnkiNote:
    return each._replace(fields=(*each.fields[:place], text, *each.fields[place + 1 :]))


def test_equal_notes_of_every_kind_are_unchanged(tmp_path: Path) -> None:
    notes = [note(kind, group) for kind in (BASIC, SET, CLOZE) for group in (1, 2)]
    pack(tmp_path / "old.apkg", *notes)
    assert diff(tmp_path / "old.apkg", notes) == ((), (), (), 6, 0)


def test_new_and_gone_notes_are_told_by_title(tmp_path: Path) -> None:
    pack(tmp_path / "old.apkg", note(group=1), note(group=2))
    found = diff(tmp_path / "old.apkg", [note(group=2), note(group=3)])
    assert [each.title for each in found.new] == ["Thing 3 & co"]
    (gone,) = found.gone
    assert (gone.title, gone.what) == ("Thing 1 & co", ("no longer exported: Anki keeps it",))
    assert (found.reworded, found.unchanged) == ((), 1)


@pytest.mark.parametrize(
    ("place", "text", "said"),
    [
        (
            4,
            "It carries weight 1.0 <b>well</b>",
            "answer 1: It carries load 1.0 well -> It carries",
        ),
        (2, "", "cue 1 taken away: cue 0"),
        (18, "A paper", "source added: A paper"),
        (4, "It carries load 1.0 <i>well</i> ", "answer 1: only its markup"),
    ],
)
def test_a_reworded_field_is_shown_old_and_new(
    tmp_path: Path, place: int, text: str, said: str
) -> None:
    pack(tmp_path / "old.apkg", note())
    (found,) = diff(tmp_path / "old.apkg", [with_field(note(), place, text)]).reworded
    (clause,) = found.what
    assert clause.startswith(said)


def test_a_long_text_is_shown_around_what_changed(tmp_path: Path) -> None:
    words = " ".join(f"word{n}" for n in range(200))
    old, new = with_field(note(), 4, words), with_field(note(), 4, words.replace("d150", "d999"))
    pack(tmp_path / "old.apkg", old)
    (found,) = diff(tmp_path / "old.apkg", [new]).reworded
    before, after = found.what[0].removeprefix("answer 1: ").split(" -> ")
    assert "word150" in before
    assert "word999" in after
    assert len(before) == len(after) <= 62
    assert before.startswith("…")
    assert before.endswith("…")


def test_tags_and_cards_count_as_changes(tmp_path: Path) -> None:
    pack(tmp_path / "old.apkg", note(cards=(AnkiCard(0), AnkiCard(1))))
    today = note(cards=(AnkiCard(0), AnkiCard(2)), tags=("other",))
    found = diff(tmp_path / "old.apkg", [today._replace(fields=note().fields)]).reworded[0]
    assert found.what == (
        "tags added: other",
        "tags taken away: edgewise::type::thing",
        "card 3 is new",
        "card 2 is gone",
    )


def test_a_note_that_is_retired_now_is_told_once(tmp_path: Path) -> None:
    tags = (*note().tags, RETIRED)
    pack(tmp_path / "old.apkg", note(group=1), note(group=2, tags=tags))
    found = diff(tmp_path / "old.apkg", [note(group=1, tags=tags), note(group=2, tags=tags)])
    assert [each.what for each in found.gone] == [("retired: kept, tagged",)]
    assert (found.reworded, found.unchanged) == ((), 1)


def test_what_an_old_file_says_is_made_inert(tmp_path: Path) -> None:
    hostile = "<b>\x1b]0;owned\x07red\x1b[31m</b> \u202egpj &#27;[2J"
    tags = ("\x1b[2Jtag",)
    old = with_field(with_field(note(tags=tags), 1, hostile), 4, hostile)
    pack(tmp_path / "old.apkg", old)
    told = repr(diff(tmp_path / "old.apkg", [note()])) + repr(diff(tmp_path / "old.apkg", []))
    assert "red" in told
    assert not any(mark in told for mark in ("\\x1b", "\\u202e", "\\x07"))


ANKI_EXPORT = """
import sys
from anki.collection import Collection, ExportAnkiPackageOptions
from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest
source, target, legacy, folder = sys.argv[1:]
c = Collection(folder + "/collection.anki2")
request = ImportAnkiPackageRequest(package_path=source, options=ImportAnkiPackageOptions())
c.import_anki_package(request)
other = c.new_note(c.models.by_name("Basic"))
other["Front"], other["Back"] = "not ours", "at all"
c.add_note(other, 1)
options = ExportAnkiPackageOptions(with_scheduling=True, legacy=legacy == "legacy")
c.export_anki_package(out_path=target, options=options, limit=None)
c.close()
"""


@pytest.mark.parametrize("variant", ["legacy", "newest"])
def test_what_anki_itself_exported_can_be_compared(tmp_path: Path, variant: str) -> None:
    notes = [note(kind, group, text="e\u0301") for kind in (BASIC, SET, CLOZE) for group in (1, 2)]
    pack(tmp_path / "ours.apkg", *notes)
    files = [str(tmp_path / name) for name in ("ours.apkg", "theirs.apkg")]
    subprocess.run([sys.executable, "-c", ANKI_EXPORT, *files, variant, str(tmp_path)], check=True)
    found = diff(tmp_path / "theirs.apkg", notes)
    assert (found.new, found.reworded, found.gone) == ((), (), ())
    assert (found.unchanged, found.foreign) == (6, 1)


def test_a_file_that_is_no_package_is_refused(tmp_path: Path) -> None:
    (tmp_path / "old.apkg").write_bytes(b"no zip at all")
    with pytest.raises(AnkiFileBad):
        diff(tmp_path / "old.apkg", [note()])
