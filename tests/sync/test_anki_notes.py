"""Notes of other decks become proposals: packages of Anki itself and of genanki, good and bad."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import genanki
import pytest
from anki.collection import Collection, ExportAnkiPackageOptions
from anki.decks import DeckId

from kg.errors import WriteRefused
from kg.media import find, references
from kg.models import Block, Note
from kg.reader import read_note
from kg.schema import RELATIONS
from sync.anki_notes import proposals
from sync.anki_reader import open_package
from sync.errors import AnkiFileBad
from sync.inbox import LIST, Inbox
from sync.proposed import EMPTY, KNOWN, MEDIA, OCCLUSION, OURS, TOO_LONG, Proposals
from tests.sync.anki_samples import note as our_note
from tests.sync.anki_samples import package as our_package

PNG = b"\x89PNG\r\n\x1a\n" + bytes(30)
Propose = Callable[[Path], Proposals]


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path / "home" / "vault" / "inbox")


@pytest.fixture
def propose(inbox: Inbox, tmp_path: Path) -> Propose:
    """Read a package and write what it proposes."""

    def do(path: Path) -> Proposals:
        scratch = tmp_path / "scratch"
        scratch.mkdir(exist_ok=True)
        with open_package(path, scratch) as package:
            made = proposals(package, inbox, scratch)
        inbox.add(made.notes, made.media, made.origins)
        shutil.rmtree(scratch)
        return made

    return do


def anki_deck(folder: Path, notes: Sequence[tuple[str, Sequence[str]]], *, legacy: bool) -> Path:
    """A package that Anki itself exported; notes: (name of a stock note type, fields)."""
    (folder / "files").mkdir()
    for name in ("a b.png", "s.mp3"):
        (folder / "files" / name).write_bytes(PNG if name.endswith("png") else b"ID3" + bytes(9))
    collection = Collection(str(folder / "c.anki2"))
    for name in ("a b.png", "s.mp3"):
        collection.media.add_file(str(folder / "files" / name))
    deck = collection.decks.id("Field::Corn & wheat")
    for kind, fields in notes:
        model = collection.models.by_name(kind)
        assert model is not None and deck is not None
        note = collection.new_note(model)
        for number, field in enumerate(fields):
            note.fields[number] = field
        note.tags = ["harvest"]
        collection.add_note(note, DeckId(deck))
    path = folder / "crops.apkg"
    options = ExportAnkiPackageOptions(with_media=True, with_scheduling=True, legacy=legacy)
    collection.export_anki_package(out_path=str(path), options=options, limit=None)
    collection.close()
    return path


def genanki_deck(path: Path, notes: Sequence[genanki.Note], name: str = "Mill") -> Path:
    deck = genanki.Deck(1_700_000_000, name)
    for note in notes:
        deck.add_note(note)
    genanki.Package(deck).write_to_file(str(path))
    return path


def basic(front: str, back: str, guid: str = "") -> genanki.Note:
    return genanki.Note(
        model=genanki.BASIC_MODEL, fields=[front, back], guid=guid or genanki.guid_for(front)
    )


def blocks(inbox: Inbox) -> list[Block]:
    """All cards of all proposed notes, each note free of faults."""
    found: list[Block] = []
    for file in sorted(inbox.folder.glob("*.md")):
        text = file.read_bytes()
        note = read_note(text, stem=file.stem, path=file.name, relations=RELATIONS)
        assert isinstance(note, Note)
        assert not note.faults
        assert (note.node.type, note.node.status) == ("resource", "proposed")
        for each in references(note.body):
            assert find(inbox.folder, file.name, each) is not None
        found += note.blocks
    return found


STOCK = [
    ("Basic", ["What grows?", "Wheat <img src='a b.png' alt='an ear'> [sound:s.mp3]"]),
    ("Basic (and reversed card)", ["maize", "corn"]),
    ("Basic (optional reversed card)", ["rye", "a cereal", ""]),
    ("Basic (optional reversed card)", ["oats", "another cereal", "y"]),
    ("Basic (type in the answer)", ["the grain of beer", "barley"]),
    ("Cloze", [r"{{c1::Yield::how much}} is \({{c2::m/A}}\).", "More: <b>see</b> below"]),
]  # fmt: skip


@pytest.mark.parametrize("legacy", [True, False])
def test_the_stock_note_types_of_anki_arrive_card_by_card(
    legacy: bool, inbox: Inbox, propose: Propose, tmp_path: Path
) -> None:
    made = propose(anki_deck(tmp_path, STOCK, legacy=legacy))
    asked = [(each.question or each.text, each.answer) for each in blocks(inbox)]
    [picture, sound] = sorted(path.name for path in (inbox.folder / "media").iterdir())
    picture, sound = (sound, picture) if sound.endswith("png") else (picture, sound)
    assert asked == [
        ("What grows?", f"Wheat ![an ear](media/{picture}) [listen](media/{sound})"),
        ("maize", "corn"),
        ("corn", "maize"),
        ("rye", "a cereal"),
        ("oats", "another cereal"),
        ("another cereal", "oats"),
        ("the grain of beer", "barley"),
        ("==Yield== is ==$m/A$==.", ""),
    ]
    assert made.cards == 8
    assert not made.left_out
    [file] = inbox.folder.glob("*.md")
    text = file.read_text()
    assert file.name == "anki-field-corn-wheat.md"
    for said in ('x-from: "crops.apkg"', 'x-deck: "Field::Corn & wheat"', 'tags: ["harvest"]',
                 "anki guid ", "More: **see** below"):  # fmt: skip
        assert said in text


def test_the_same_file_again_proposes_nothing_even_after_a_rejection(
    inbox: Inbox, propose: Propose, tmp_path: Path
) -> None:
    path = anki_deck(tmp_path, STOCK, legacy=False)
    propose(path)
    [file] = inbox.folder.glob("*.md")
    before = file.read_bytes()
    again = propose(path)
    assert (again.notes, again.left_out) == ([], {KNOWN: 6})
    assert file.read_bytes() == before
    file.unlink()
    assert propose(path).notes == []
    assert list(inbox.folder.glob("*.md")) == []


def test_a_changed_note_is_proposed_again_alone_under_its_old_key(
    inbox: Inbox, propose: Propose, tmp_path: Path
) -> None:
    propose(genanki_deck(tmp_path / "m.apkg", [basic("a", "1", "g-1"), basic("b", "2", "g-2")]))
    made = propose(
        genanki_deck(tmp_path / "m.apkg", [basic("a", "1", "g-1"), basic("b", "changed", "g-2")])
    )
    assert [note.stem for note in made.notes] == ["anki-mill-2"]
    keys = {block.answer: block.anchor for block in blocks(inbox)}
    assert keys["changed"] == keys["2"] != keys["1"]


def test_a_crash_between_notes_and_list_proposes_no_copy(
    inbox: Inbox, propose: Propose, tmp_path: Path
) -> None:
    path = genanki_deck(tmp_path / "m.apkg", [basic("a", "1")])
    propose(path)
    (inbox.folder / LIST).unlink()
    Inbox.__init__(inbox, inbox.folder)
    propose(path)
    assert [file.name for file in inbox.folder.glob("*.md")] == ["anki-mill.md"]


def test_notes_of_our_own_decks_are_left_alone(
    inbox: Inbox, propose: Propose, tmp_path: Path
) -> None:
    made = propose(our_package(tmp_path / "ours.apkg", [our_note(1), our_note(2)]))
    assert (made.notes, made.left_out) == ([], {OURS: 2})
    assert not inbox.folder.exists()


def test_templates_of_their_own_with_many_fields_and_sections(
    inbox: Inbox, propose: Propose, tmp_path: Path
) -> None:
    model = genanki.Model(
        1_700_000_001, "Vocabulary",
        fields=[{"name": name} for name in ("Word", "Sense", "Example", "Note")],
        templates=[
            {"name": "1", "qfmt": "<div class=x>What is <b>{{Word}}</b>?</div>{{tts en:Word}}",
             "afmt": "{{FrontSide}}<hr id='answer'>{{Sense}}{{#Example}}<br>e.g. {{Example}}"
                     "{{/Example}}{{^Note}}<br>no note{{/Note}}<script>x()</script>"},
            {"name": "2", "qfmt": "{{#Example}}Fill: {{hint:Example}}{{type:Word}}{{/Example}}",
             "afmt": "{{Example}} {{Word}} {{Tags}}"},
        ],
    )  # fmt: skip
    notes = [
        genanki.Note(model=model, fields=["sieve", "a mesh", "a fine one", "n"], tags=["t::u"]),
        genanki.Note(model=model, fields=["bran", "husk", "", ""]),
    ]
    propose(genanki_deck(tmp_path / "v.apkg", notes))
    assert [(each.question, each.answer) for each in blocks(inbox)] == [
        ("What is **sieve**?", "a mesh\\\ne.g. a fine one"),
        ("Fill: a fine one", "sieve"),
        ("What is **bran**?", "husk\\\nno note"),
    ]


def test_a_large_deck_comes_in_parts_and_tags_stay_with_their_cards(
    inbox: Inbox, propose: Propose, tmp_path: Path
) -> None:
    notes = [basic(f"q{number}", "a") for number in range(450)]
    for number, note in enumerate(notes):
        note.tags = ["all", f"half{number // 225}"]
    made = propose(genanki_deck(tmp_path / "big.apkg", notes))
    assert [(note.stem, note.cards) for note in made.notes] == [
        ("anki-mill", 200), ("anki-mill-part-2", 200), ("anki-mill-part-3", 50),
    ]  # fmt: skip
    assert len(blocks(inbox)) == 450
    assert made.notes[1].text.count("### #half") == 2
    assert 'tags: ["all"]' in made.notes[1].text
    assert 'tags: ["all", "half1"]' in made.notes[2].text


def test_what_cannot_be_a_card_is_counted_with_its_reason(
    inbox: Inbox, propose: Propose, tmp_path: Path
) -> None:
    notes = [
        basic("long", "x" * 1_000_000),
        basic("embedded", f'<img src="data:image/png;base64,{"A" * 900_000}">short'),
        basic("", "no question"),
        basic("no answer", "<img src='gone.png'>"),
        genanki.Note(
            model=genanki.CLOZE_MODEL,
            fields=["{{c1::image-occlusion:rect:left=.1}}", ""],
        ),
        basic("good", "yes"),
    ]
    made = propose(genanki_deck(tmp_path / "odd.apkg", notes))
    assert [each.question for each in blocks(inbox)] == ["embedded", "good"]
    assert made.left_out[TOO_LONG] == 1
    assert made.left_out[EMPTY] >= 1
    assert made.left_out[OCCLUSION] == 1
    assert made.left_out[MEDIA] == 1


def with_media(path: Path, files: dict[str, bytes]) -> Path:
    """Put media into a legacy package by hand."""
    with zipfile.ZipFile(path) as old:
        kept = {name: old.read(name) for name in old.namelist() if name != "media"}
    with zipfile.ZipFile(path, "w") as new:
        for name, data in kept.items():
            new.writestr(name, data)
        for number, data in enumerate(files.values()):
            new.writestr(str(number), data)
        new.writestr("media", json.dumps(dict(enumerate(files))))
    return path


def test_media_that_are_not_what_they_say_stay_outside(
    inbox: Inbox, propose: Propose, tmp_path: Path
) -> None:
    files = {
        "good.png": PNG,
        "page.png": b"<html><script>alert(1)</script>",
        "acts.svg": b"<svg onload='x()'></svg>",
        "plain.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>",
        "huge.jpg": b"\xff\xd8\xff" + bytes(5_000_001),
        "run.exe": b"MZ",
    }
    shown = "".join(f"<img src='{name}'>" for name in [*files, "../x.png", "a/b.png", "c\\d.png"])
    path = genanki_deck(tmp_path / "m.apkg", [basic("q", f"a {shown}")])
    propose(with_media(path, files))
    written = sorted(path.suffix for path in (inbox.folder / "media").iterdir())
    assert written == [".png", ".svg"]
    [block] = blocks(inbox)
    assert block.answer.count("![") == 2


def test_a_media_name_that_leads_out_is_refused_whole(
    inbox: Inbox, propose: Propose, tmp_path: Path
) -> None:
    path = genanki_deck(tmp_path / "m.apkg", [basic("q", "a <img src='../../x.png'>")])
    with pytest.raises(AnkiFileBad, match="leads out"):
        propose(with_media(path, {"../../x.png": PNG}))
    assert not inbox.folder.exists()


def changed(path: Path, *statements: str) -> Path:
    """The package with its collection changed by SQL."""
    with zipfile.ZipFile(path) as old:
        kept = {name: old.read(name) for name in old.namelist()}
    db = path.with_suffix(".db")
    db.write_bytes(kept["collection.anki2"])
    connection = sqlite3.connect(db)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    with zipfile.ZipFile(path, "w") as new:
        for name, data in kept.items():
            new.writestr(name, db.read_bytes() if name == "collection.anki2" else data)
    return path


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE col SET models = '['",
        "UPDATE col SET models = '[1]'",
        "UPDATE col SET models = '{\"1\": 5}'",
        'UPDATE col SET models = \'{"x": {"flds": [], "tmpls": []}}\'',
        "UPDATE col SET models = '" + "[" * 100_000 + "'",
        "UPDATE col SET decks = '{\"1\": []}'",
    ],
)
def test_note_types_and_decks_that_are_none_are_one_sentence(
    statement: str, inbox: Inbox, propose: Propose, tmp_path: Path
) -> None:
    path = changed(genanki_deck(tmp_path / "m.apkg", [basic("q", "a")]), statement)
    with pytest.raises(AnkiFileBad, match="cannot be read"):
        propose(path)
    assert not inbox.folder.exists()


@pytest.mark.parametrize(
    ("statement", "cards"),
    [
        ("UPDATE notes SET flds = 'only one'", 0),
        ("UPDATE notes SET flds = 'q' || char(31) || 'a' || char(31) || 'more' || char(31)", 1),
        ("UPDATE notes SET mid = 5", 0),
        ("UPDATE cards SET ord = 9", 0),
        ("UPDATE cards SET ord = -1", 0),
        ("UPDATE cards SET did = 77", 1),
        ("UPDATE cards SET did = 'x'", 1),
        ("UPDATE notes SET guid = '--> ]] ' || char(27) || '[1m' || char(10) || '## Links'", 1),
        ("UPDATE notes SET tags = ' ' || char(10) || '## Links - a:: [[b]] --> ' || char(27)", 1),
    ],
)
def test_odd_rows_are_left_out_or_made_harmless(
    statement: str, cards: int, inbox: Inbox, propose: Propose, tmp_path: Path
) -> None:
    path = changed(genanki_deck(tmp_path / "m.apkg", [basic("q", "a")]), statement)
    assert propose(path).cards == cards
    assert len(blocks(inbox)) == cards
    assert not any(b"\x1b" in file.read_bytes() for file in inbox.folder.glob("*"))


@pytest.mark.parametrize(
    "name",
    [
        "a\n---\nstatus: reviewed",
        '"]: {',
        "../../x",
        "日本語",
        "\x1b[1m",
        "x" * 5000,
        "::",
        "a -->",
    ],
)
def test_a_deck_may_be_called_anything(
    name: str, inbox: Inbox, propose: Propose, tmp_path: Path
) -> None:
    path = genanki_deck(tmp_path / "m.apkg", [basic("q", "a")], name=name)
    assert propose(path).cards == 1
    [block] = blocks(inbox)
    assert block.question == "q"
    [file] = (path for path in inbox.folder.iterdir() if path.suffix == ".md")
    assert file.name.startswith("anki-")
    assert len(file.name) < 100


def test_a_failing_write_leaves_no_note(
    inbox: Inbox, propose: Propose, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, data: bytes) -> None:
        raise WriteRefused(f"{path} cannot be written: no space left on device.")

    monkeypatch.setattr("sync.inbox.replace_file", refuse)
    with pytest.raises(WriteRefused):
        propose(anki_deck(tmp_path, STOCK, legacy=True))
    assert [path for path in inbox.folder.rglob("*") if path.is_file()] == []


def test_a_list_with_broken_lines_is_read_as_far_as_it_goes(
    inbox: Inbox, propose: Propose, tmp_path: Path
) -> None:
    path = genanki_deck(tmp_path / "m.apkg", [basic("q", "a")])
    propose(path)
    listed = inbox.folder / LIST
    listed.write_bytes(b"{broken\n[]\n" + listed.read_bytes() + b'"cut')
    Inbox.__init__(inbox, inbox.folder)
    assert propose(path).notes == []
