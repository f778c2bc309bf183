"""What the real Anki makes of our packages: new cards, carried memory, time zones, re-imports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cards.study_day import offset_at, study_day
from sync import anki_tables
from sync.anki_collection import checksum, plain_text
from sync.anki_ids import BASIC, CLOZE, NOTE_TYPES, SET
from sync.anki_model import AnkiCard, AnkiMedia, AnkiNote
from tests.sync.anki_note_factory import (
    CREATED_S,
    PAST_DAYS,
    days_of,
    note,
    pack,
    reviews_of,
    studied,
)

HERE = Path(__file__).parent
ZONES = ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "America/Los_Angeles")


@dataclass
class Verdict:
    """What the acceptance checker says. kinds: of everything it found wrong or odd."""

    told: dict[str, Any]

    @property
    def kinds(self) -> list[str]:
        return [each["kind"] for each in self.told["errors"] + self.told["warnings"]]


def accepted(*arguments: str | Path, zone: str = "UTC") -> Verdict:
    return Verdict(ran("anki_accept.py", *arguments, "--strict", zone=zone))


def imported(*paths: Path, zone: str = "UTC") -> dict[str, Any]:
    return ran("anki_import_probe.py", *paths, zone=zone)


def ran(script: str, *arguments: str | Path, zone: str) -> dict[str, Any]:
    run = subprocess.run(
        [sys.executable, str(HERE / script), *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "TZ": zone},
    )
    assert run.stdout, run.stderr
    told: dict[str, Any] = json.loads(run.stdout)
    return told


def with_past(zone: str, per_kind: int = 6) -> list[AnkiNote]:
    """Notes of all kinds: known, failed at last, suspended, and new."""
    return [
        note(
            kind,
            group,
            (
                studied(0, zone, group * 8),
                studied(1, zone, group * 8 + 1, until=group * 20 % PAST_DAYS, fails=True),
                studied(2, zone, group * 8 + 2)._replace(queue=-1, flag=3),
                AnkiCard(3, due=group),
            ),
        )
        for place, kind in enumerate((BASIC, SET, CLOZE))
        for group in range(1 + place * 100, 1 + place * 100 + per_kind)
    ]


def edited(each: AnkiNote) -> AnkiNote:
    fields = [field.replace("load", "weight") for field in each.fields]
    return each._replace(fields=tuple(fields), changed_s=each.changed_s + 60)


@pytest.mark.parametrize("kind", [BASIC, SET, CLOZE])
def test_new_notes_of_each_kind_are_accepted(tmp_path: Path, kind: str) -> None:
    notes = [note(kind, group) for group in range(1, 6)]
    pack(tmp_path / "deck.apkg", *notes)
    verdict = accepted(tmp_path / "deck.apkg", "--expect-notes", "5", "--expect-cards", "10")
    assert verdict.kinds == []
    assert verdict.told["decks"] == {"Edgewise": 0, "Edgewise::Things": 10}


@pytest.mark.parametrize("zone", ZONES)
def test_memory_log_and_due_days_arrive_whole_in_every_zone(tmp_path: Path, zone: str) -> None:
    path = tmp_path / "deck.apkg"
    notes = with_past(zone)
    pack(path, *notes, days=days_of(zone))
    log = str(reviews_of(*notes))
    known = str(sum(card.type > 0 for each in notes for card in each.cards))
    verdict = accepted(path, "--expect-revlog", log, "--expect-fsrs", known, zone=zone)
    assert verdict.kinds == []

    now_ms = time.time_ns() // 1_000_000
    today = study_day(now_ms, offset_at(now_ms, zone), 4)
    there = imported(path, zone=zone)["cards"]
    for each in notes:
        for card in each.cards:
            check_card(card, there[f"{each.guid}/{card.ordinal}"], today)
    assert len(there) == 72
    assert {card["type"] for card in there.values()} == {0, 1, 2, 3}


def check_card(card: AnkiCard, there: dict[str, Any], today: int) -> None:
    due = card.due - today if card.type == 2 else card.due
    queue = -1 if card.queue == -1 else 1 if card.type == 3 else card.type
    assert (there["type"], there["queue"]) == (card.type, queue)
    assert card.type == 0 or there["due"] == due
    steps, flag = card.steps_left, card.flag
    assert there["rest"] == [card.interval_days, card.reps, card.lapses, steps, flag]
    assert there["log"] == [list(review) for review in card.reviews]
    if card.type == 0:
        return
    sent, kept = json.loads(card.data), json.loads(there["data"])
    assert kept == sent
    stability, difficulty = there["computed"]
    # The file holds 4 and 3 decimals; Anki counts with 32 bits.
    assert stability == pytest.approx(sent["s"], rel=1e-5, abs=6e-5)
    assert difficulty == pytest.approx(sent["d"], rel=1e-5, abs=6e-4)


def test_the_wrong_zone_is_noticed(tmp_path: Path) -> None:
    """The test above can fail: days counted in UTC, read at the other end of the world."""
    zone = "Pacific/Kiritimati"
    notes = with_past("UTC")
    pack(tmp_path / "deck.apkg", *notes, days=days_of(zone))
    now_ms = time.time_ns() // 1_000_000
    today = study_day(now_ms, offset_at(now_ms, zone), 4)
    there = imported(tmp_path / "deck.apkg", zone=zone)["cards"]
    with pytest.raises(AssertionError):
        for each in notes:
            for card in each.cards:
                check_card(card, there[f"{each.guid}/{card.ordinal}"], today)


def test_a_second_import_changes_text_and_nothing_else(tmp_path: Path) -> None:
    notes = with_past("UTC")
    pack(tmp_path / "old.apkg", *notes)
    pack(tmp_path / "new.apkg", *map(edited, notes))
    verdict = accepted(tmp_path / "old.apkg", "--reimport", tmp_path / "new.apkg")
    assert verdict.kinds == []
    again = verdict.told["reimport"]
    assert again["log"]["updated"] == again["notes_changed"] == len(notes)
    assert again["cards_studied_before"] > 0
    assert (again["log"]["new"], again["cards_added"], again["cards_rescheduled"]) == (0, 0, 0)
    assert (again["new_note_types"], again["forces_full_sync"]) == ([], False)


def test_notes_that_did_not_change_stay_as_they_are(tmp_path: Path) -> None:
    notes = with_past("UTC", 2)
    pack(tmp_path / "old.apkg", *notes)
    pack(tmp_path / "new.apkg", edited(notes[0]), *notes[1:])
    log = imported(tmp_path / "old.apkg", tmp_path / "new.apkg")["logs"][1]
    assert (log["updated"], log["duplicate"], log["conflicting"]) == (1, len(notes) - 1, 0)


def test_a_note_that_grows_a_card_gets_it_in_anki_too(tmp_path: Path) -> None:
    small, large = note(), note(cards=tuple(map(AnkiCard, range(3))), changed_s=CREATED_S + 9)
    pack(tmp_path / "old.apkg", small)
    pack(tmp_path / "new.apkg", large)
    told = imported(tmp_path / "old.apkg", tmp_path / "new.apkg")
    assert sorted(told["cards"]) == [f"{small.guid}/{ordinal}" for ordinal in range(3)]


def test_a_renamed_field_is_no_conflict_because_its_id_is_pinned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = [note(group=group) for group in (1, 2)]
    pack(tmp_path / "old.apkg", *notes)
    basic = NOTE_TYPES[BASIC]
    names = tuple("Picture" if name == "Spare 1" else name for name in basic.fields)
    monkeypatch.setitem(NOTE_TYPES, BASIC, basic._replace(fields=names))
    monkeypatch.setattr(anki_tables, "TEMPLATES_CHANGED_S", anki_tables.TEMPLATES_CHANGED_S + 1)
    pack(tmp_path / "new.apkg", *map(edited, notes))
    told = imported(tmp_path / "old.apkg", tmp_path / "new.apkg")
    log = told["logs"][1]
    assert (log["updated"], log["conflicting"], log["full_sync"]) == (2, 0, False)
    (mine,) = told["types"]
    assert [field["name"] for field in mine["flds"]] == list(names)
    assert [field["id"] for field in mine["flds"]] == list(range(1795000001001, 1795000001025))


def test_anki_agrees_with_our_sort_fields_and_checksums(tmp_path: Path) -> None:
    """Anki computes them anew on import; the file's own must be the same."""
    pack(tmp_path / "deck.apkg", note())
    (told,) = imported(tmp_path / "deck.apkg")["notes"].values()
    fields, tags, changed, sort_text, sum_ = told
    assert (fields, tags, changed) == (list(note().fields), list(note().tags), CREATED_S)
    assert sort_text == plain_text(note().fields[1]) == "Thing 1 & co"
    assert sum_ == checksum(note().fields[0])


def test_media_and_preset_arrive(tmp_path: Path) -> None:
    image = tmp_path / "some image.png"
    image.write_bytes(b"\x89PNG")
    shown = note(text='<img src="knot-1f2e.png">')
    media = (AnkiMedia("knot-1f2e.png", image),)
    pack(tmp_path / "deck.apkg", shown, media=media)
    told = imported(tmp_path / "deck.apkg")
    assert told["media"] == ["knot-1f2e.png"]
    assert accepted(tmp_path / "deck.apkg").kinds == []
    (preset,) = (each for each in told["presets"] if each["name"] == "Edgewise")
    assert len(preset["fsrsParams6"]) == 21
    assert preset["new"]["delays"] == [1, 10]
