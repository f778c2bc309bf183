"""The package as a file: its parts, its numbers, and that it is written whole or not at all."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from sync.anki_collection import FreeNumbers, checksum, plain_text
from sync.anki_ids import BASIC, CLOZE, NOTE_TYPES, PRESET_ID, SET
from sync.anki_model import AnkiCard, AnkiMedia, AnkiNote, AnkiReview, DeckDays
from sync.anki_package import check_name, write_package
from sync.errors import AnkiFileName, AnkiNotWritten
from tests.sync.anki_note_factory import (
    CREATED_MS,
    NOW_MS,
    PRESET,
    UTC_DAYS,
    note,
    pack,
    studied,
)


@contextmanager
def collection(path: Path) -> Iterator[sqlite3.Connection]:
    inside = path.with_suffix(".db")
    with zipfile.ZipFile(path) as archive:
        inside.write_bytes(archive.read("collection.anki21"))
    with closing(sqlite3.connect(inside)) as db:
        yield db


def col(path: Path, column: str) -> dict[str, Any]:
    with collection(path) as db:
        found: dict[str, Any] = json.loads(db.execute(f"SELECT {column} FROM col").fetchone()[0])
    return found


def reviewed(*moments: int) -> AnkiCard:
    log = tuple(AnkiReview(at, 3, 1, -600, 500, 4000, int(n > 0)) for n, at in enumerate(moments))
    return AnkiCard(0, type=2, queue=2, due=UTC_DAYS.first_day + 40, interval_days=1, reviews=log)


def test_a_package_has_the_parts_of_legacy_2(tmp_path: Path) -> None:
    image = tmp_path / "original name.png"
    image.write_bytes(b"PNG")
    media = (AnkiMedia("a-1.png", image), AnkiMedia("a-1.png", image), AnkiMedia("b.png", image))
    told = pack(tmp_path / "deck.apkg", note(), media=media)
    with zipfile.ZipFile(tmp_path / "deck.apkg") as archive:
        assert archive.testzip() is None
        assert archive.read("meta") == b"\x08\x02"
        assert json.loads(archive.read("media")) == {"0": "a-1.png", "1": "b.png"}
        assert archive.read("1") == b"PNG"
        assert set(archive.namelist()) == {"meta", "collection.anki21", "0", "1", "media"}
    size = (tmp_path / "deck.apkg").stat().st_size
    assert told == (1, 2, 0, 2, size)


def test_equal_input_gives_equal_bytes(tmp_path: Path) -> None:
    notes = [
        note(kind, group, (studied(0, "UTC", group),)) for kind in NOTE_TYPES for group in (1, 2)
    ]
    pack(tmp_path / "a.apkg", *notes)
    pack(tmp_path / "b.apkg", *notes)
    assert (tmp_path / "a.apkg").read_bytes() == (tmp_path / "b.apkg").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.apkg") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_ids_of_types_fields_and_templates_are_pinned(tmp_path: Path) -> None:
    """Each of these numbers is in the collection of every learner who has imported a deck."""
    pack(tmp_path / "deck.apkg", *(note(kind) for kind in NOTE_TYPES))
    found = {
        model["name"]: (
            model["id"],
            model["type"],
            [field["id"] for field in model["flds"]],
            [template["id"] for template in model["tmpls"]],
            [field["name"] for field in model["flds"] if not field["collapsed"]],
            model["sortf"],
        )
        for model in col(tmp_path / "deck.apkg", "models").values()
    }
    first = ["Id", "Title", "Cue 1", "Question 1", "Answer 1", "Why 1"]
    assert found == {
        "Edgewise": (
            1795000001000, 0, list(range(1795000001001, 1795000001025)),
            list(range(1795000001501, 1795000001505)), first, 1,
        ),
        "Edgewise Set": (
            1795000002000, 0, list(range(1795000002001, 1795000002057)),
            list(range(1795000002501, 1795000002513)), first, 1,
        ),
        "Edgewise Cloze": (
            1795000003000, 1, list(range(1795000003001, 1795000003012)),
            [1795000003501], ["Id", "Title", "Cue", "Text", "Why"], 1,
        ),
    }  # fmt: skip


def test_field_names_are_frozen() -> None:
    tail = ["Source", "Path", "Spare 1", "Spare 2", "Spare 3", "Spare 4"]
    assert list(NOTE_TYPES[CLOZE].fields) == ["Id", "Title", "Cue", "Text", "Why", *tail]
    for kind, slots in ((BASIC, 4), (SET, 12)):
        own = [
            f"{part} {n + 1}" for n in range(slots) for part in ("Cue", "Question", "Answer", "Why")
        ]
        assert list(NOTE_TYPES[kind].fields) == ["Id", "Title", *own, *tail]


def test_only_note_types_that_are_used_travel(tmp_path: Path) -> None:
    pack(tmp_path / "deck.apkg", note(CLOZE))
    assert list(col(tmp_path / "deck.apkg", "models")) == ["1795000003000"]


def test_the_preset_carries_what_the_learner_set(tmp_path: Path) -> None:
    pack(tmp_path / "deck.apkg", note())
    presets = col(tmp_path / "deck.apkg", "dconf")
    mine = presets[str(PRESET_ID)]
    assert tuple(mine["fsrsParams6"]) == PRESET.parameters
    assert mine["desiredRetention"] == 0.9
    assert (mine["new"]["delays"], mine["lapse"]["delays"]) == ([1.0, 10.0], [10.0])
    assert (mine["new"]["perDay"], mine["rev"]["perDay"]) == (12, 150)
    assert (mine["rev"]["maxIvl"], mine["lapse"]["leechFails"]) == (36500, 7)
    assert set(presets) == {"1", str(PRESET_ID)}


def test_decks_come_with_those_above_them(tmp_path: Path) -> None:
    pack(tmp_path / "deck.apkg", note(deck="Edgewise::A::B"), note(group=2, deck="Edgewise::C"))
    decks = {deck["name"]: deck for deck in col(tmp_path / "deck.apkg", "decks").values()}
    assert set(decks) == {"Default", "Edgewise", "Edgewise::A", "Edgewise::A::B", "Edgewise::C"}
    assert decks["Default"]["id"] == decks["Default"]["conf"] == 1
    assert {deck["conf"] for name, deck in decks.items() if name != "Default"} == {PRESET_ID}
    assert not any(deck["collapsed"] for deck in decks.values())


@pytest.mark.parametrize(("offset", "west"), [(840, -840), (-660, 660), (345, -345), (0, 0)])
def test_days_are_counted_from_a_rollover_of_the_learner(
    tmp_path: Path, offset: int, west: int
) -> None:
    days = DeckDays(20_000, offset, 5)
    pack(tmp_path / "deck.apkg", note(cards=(reviewed(CREATED_MS),)), days=days)
    conf = col(tmp_path / "deck.apkg", "conf")
    assert (conf["schedVer"], conf["sched2021"]) == (2, True)
    assert (conf["creationOffset"], conf["rollover"]) == (west, 5)
    with collection(tmp_path / "deck.apkg") as db:
        (created,) = db.execute("SELECT crt FROM col").fetchone()
        assert created + offset * 60 == 20_000 * 86_400 + 5 * 3600
        due = UTC_DAYS.first_day + 40 - 20_000
        assert db.execute("SELECT due, usn FROM cards").fetchall() == [(due, -1)]


def test_numbers_are_creation_times_each_given_once(tmp_path: Path) -> None:
    future = note(group=9)._replace(created_ms=NOW_MS + 5 * 86_400_000)
    twins = [note(group=group)._replace(created_ms=CREATED_MS) for group in (1, 2, 3)]
    pack(tmp_path / "deck.apkg", *twins, future)
    with collection(tmp_path / "deck.apkg") as db:
        notes = [row[0] for row in db.execute("SELECT id FROM notes ORDER BY rowid")]
        cards = [row[0] for row in db.execute("SELECT id FROM cards ORDER BY rowid")]
    assert notes == [CREATED_MS, CREATED_MS + 1, CREATED_MS + 2, NOW_MS]
    assert cards == [CREATED_MS + n for n in range(6)] + [NOW_MS, NOW_MS + 1]


def test_free_numbers_stay_quick_in_a_crowd() -> None:
    free = FreeNumbers()
    given = [free.take(1000 + n // 2) for n in range(40_000)]
    assert given == list(range(1000, 41_000))


def test_a_review_moves_by_a_millisecond_only_where_its_place_is_taken(tmp_path: Path) -> None:
    first, last = CREATED_MS + 5, CREATED_MS + 86_400_999
    notes = [note(group=group, cards=(reviewed(first, last),)) for group in (1, 2, 3)]
    told = pack(tmp_path / "deck.apkg", *notes)
    assert told.reviews == 6
    with collection(tmp_path / "deck.apkg") as db:
        log = db.execute(
            "SELECT cid - ?, id FROM revlog ORDER BY cid, id", (CREATED_MS,)
        ).fetchall()
    assert log == [
        (0, first), (0, last),
        (1, first + 1), (1, last - 1),  # never into the next second: the card's data names it
        (2, first + 2), (2, last - 2),
    ]  # fmt: skip


def test_a_relearning_card_waits_in_the_queue_of_learning(tmp_path: Path) -> None:
    cards = (
        AnkiCard(0, type=3, queue=3, due=1_795_000_000),
        AnkiCard(1, type=2, queue=-1, due=UTC_DAYS.first_day),
    )
    pack(tmp_path / "deck.apkg", note(cards=cards))
    with collection(tmp_path / "deck.apkg") as db:
        rows = db.execute("SELECT type, queue, due, factor FROM cards").fetchall()
    assert rows == [(3, 1, 1_795_000_000, 2500), (2, -1, 0, 2500)]


def test_sort_field_and_checksum_are_those_of_anki() -> None:
    assert plain_text('a &amp; <b>b</b><img class=x src="m 1.png">') == "a & b m "
    assert plain_text("1 &lt; 2") == "1 < 2"
    assert checksum("q") == 585768036
    assert checksum("{{c1::a}} <b>b</b> &amp; c") == 3967511771


def test_what_splits_fields_in_anki_cannot_come_from_a_text(tmp_path: Path) -> None:
    good = note()
    pack(
        tmp_path / "deck.apkg", good._replace(fields=(*good.fields[:2], "a\x1fb", *good.fields[3:]))
    )
    with collection(tmp_path / "deck.apkg") as db:
        (fields,) = db.execute("SELECT flds FROM notes").fetchone()
    assert fields.split("\x1f")[2:4] == ["a b", good.fields[3]]
    with pytest.raises(ValueError, match="has 23 fields, its type has 24"):
        pack(tmp_path / "other.apkg", good._replace(fields=good.fields[:-1]))


@pytest.mark.parametrize(
    "name", ["collection.apkg", "Backup-2026.apkg", "deck.colpkg", "deck.zip", "deck", ".APKG.txt"]
)
def test_names_that_anki_misreads_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(AnkiFileName) as refused:
        pack(tmp_path / name, note())
    assert name in str(refused.value)
    assert list(tmp_path.iterdir()) == []
    check_name(Path("my-collection.APKG"))


class Stop(Exception):
    """A fault of whoever hands the notes over."""


@pytest.mark.parametrize(
    "fault", [Stop("no"), KeyboardInterrupt(), sqlite3.OperationalError("locked")]
)
@pytest.mark.parametrize("old", [None, b"the old package"])
def test_after_a_fault_of_the_notes_nothing_is_left_and_the_old_file_stands(
    tmp_path: Path, fault: BaseException, old: bytes | None
) -> None:
    path = tmp_path / "deck.apkg"
    if old:
        path.write_bytes(old)

    def broken() -> Iterator[AnkiNote]:
        yield from (note(group=group) for group in range(1200))
        raise fault

    with pytest.raises(type(fault)) as raised:
        write_package(path, broken(), PRESET, UTC_DAYS, (), NOW_MS)
    assert raised.value is fault
    left = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    assert left == ({"deck.apkg": old} if old else {})


def test_a_lost_media_file_ends_the_export_with_a_sentence(tmp_path: Path) -> None:
    lost = AnkiMedia("a.png", tmp_path / "gone.png")
    with pytest.raises(AnkiNotWritten, match=r"gone\.png cannot be read \(no such file"):
        pack(tmp_path / "deck.apkg", note(), media=(lost,))
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_named_before_any_note_is_drawn(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder.apkg").mkdir()

    def never() -> Iterator[AnkiNote]:
        raise AssertionError("drawn")
        yield note()

    for place in ("nowhere/deck.apkg", "file/deck.apkg", "folder.apkg"):
        with pytest.raises(AnkiNotWritten) as refused:
            write_package(tmp_path / place, never(), PRESET, UTC_DAYS, (), NOW_MS)
        assert str(tmp_path / place) in str(refused.value)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "folder.apkg"]


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from sync.errors import AnkiNotWritten
from tests.sync.anki_note_factory import note, pack
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    pack(Path(sys.argv[1]), *(note(group=group) for group in range(2000)))
except AnkiNotWritten as refused:
    print(refused)
"""


@pytest.mark.parametrize("room", [4_000, 60_000, 400_000])
def test_a_full_disk_is_a_sentence_and_leaves_the_old_file(tmp_path: Path, room: int) -> None:
    path = tmp_path / "deck.apkg"
    path.write_bytes(b"old")
    run = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path), str(room)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert run.stdout.startswith(f"{path} cannot be written: "), run.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["deck.apkg"]
    assert path.read_bytes() == b"old"


def test_a_replaced_file_keeps_its_mode_and_a_link_its_target(tmp_path: Path) -> None:
    (tmp_path / "real.apkg").write_bytes(b"old")
    (tmp_path / "real.apkg").chmod(0o640)
    (tmp_path / "link.apkg").symlink_to("real.apkg")
    pack(tmp_path / "link.apkg", note())
    assert (tmp_path / "link.apkg").is_symlink()
    assert zipfile.is_zipfile(tmp_path / "real.apkg")
    assert (tmp_path / "real.apkg").stat().st_mode & 0o777 == 0o640


class Counted(str):
    """A text that knows how many of its kind are in memory."""

    alive = most = 0

    def __init__(self, _: str) -> None:
        Counted.alive += 1
        Counted.most = max(Counted.most, Counted.alive)

    def __del__(self) -> None:
        Counted.alive -= 1


def test_notes_are_drawn_a_few_at_a_time_and_let_go(tmp_path: Path) -> None:
    told: list[int] = []
    notes = (note(group=group)._replace(tags=(Counted("tag"),)) for group in range(4000))
    write_package(tmp_path / "d.apkg", notes, PRESET, UTC_DAYS, (), NOW_MS, told.append)
    assert Counted.most <= 1200
    assert told == sorted(told)
    assert told[-1] == 4000


def test_an_export_without_notes_is_a_package_too(tmp_path: Path) -> None:
    assert pack(tmp_path / "deck.apkg")[:4] == (0, 0, 0, 0)
    assert [each.name for each in tmp_path.iterdir()] == ["deck.apkg"]
