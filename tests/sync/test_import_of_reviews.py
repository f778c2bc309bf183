"""Which rows of a review log become answers here, what is gone, what is ours, what cannot be."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cards import replay, store_memory, store_review
from cards.models import Rating, State
from cards.places import Places
from cards.scheduler import Clock
from cards.settings import load
from cards.store import Store
from cards.store_review import ReviewRow
from cards.study import Study
from cards.study_day import DAY_MS, HOUR_MS
from sync.anki_reader import Zone, open_package
from sync.anki_reviews import FIRST_MS, Report, bring_reviews
from sync.errors import AnkiFileBad
from tests.cards.memory_factory import FakeClock
from tests.sync.anki_file_factory import change, deck, packed, review, unpacked
from tests.sync.anki_home_factory import card_id, make_home

FIRST = 1 << 60
CARD = (FIRST + 1, 1)
CARD_ID = card_id(2, 1)
NOON = 20_010 * DAY_MS + 12 * HOUR_MS


@pytest.fixture
def where(tmp_path: Path) -> Places:
    return make_home(tmp_path / "home", groups=6)


def bring(where: Places, file: Path, now_ms: int) -> Report:
    settings = load(where.settings)
    with open_package(file, file.parent) as package, Store.open(where.study_db) as store:
        session = os.urandom(8).hex()
        clock = Clock(now_ms, 0, settings.rollover_hour)
        return bring_reviews(package, store, settings, session, clock, rehearse=False)


def log(where: Places) -> list[ReviewRow]:
    with Store.open(where.study_db) as store:
        assert replay.compare(store, load(where.settings).parameters) == ([], [])
        return list(store_review.histories(store))


def counting(where: Places) -> list[int]:
    return [row.utc_ms for row in replay.counting(log(where))]


def test_a_row_says_all_that_anki_said(where: Places, tmp_path: Path) -> None:
    rows = [review(NOON, 3, -600, 0), review(NOON + 700_000, 4, 8, 0)]
    bring(where, deck(tmp_path / "a.apkg", {CARD: rows}, NOON + DAY_MS), NOON + DAY_MS)
    first, second = log(where)
    assert (first.card_id, first.rating, first.duration_ms) == (CARD_ID, 3, 4_000)
    assert (first.origin, first.external_id, first.voids) == ("anki", str(NOON), None)
    assert first.device == second.device == f"anki-{20_000 * 86_400 + 3 * 3_600}"
    assert (first.zone_offset_min, first.rollover_hour) == (60, 4)
    assert first.due_ms == NOON + 600_000
    assert second.due_ms == (second.study_day + 8) * DAY_MS + 3 * HOUR_MS
    assert (first.state_before, second.state_before) == (State.NEW, State.LEARNING)
    assert (first.kind, second.kind, second.elapsed_days) == ("learn", "learn", 0)
    with Store.open(where.study_db) as store:
        row = store_memory.read(store, CARD_ID)
    assert row is not None and row.memory.state is State.REVIEW
    assert row.memory.due_day == second.study_day + 8 and row.memory.reps == 2


def test_rows_that_are_no_answers_are_left_out_with_their_reason(
    where: Places, tmp_path: Path
) -> None:
    now = NOON + DAY_MS
    rows = [
        review(NOON, kind=0),
        review(NOON + 1_000, ease=0, kind=4),
        review(NOON + 2_000, kind=3)._replace(factor=0),
        review(NOON + 3_000, kind=3),
        review(now + 1),
        review(FIRST_MS - 1),
        review(5),
        review(-(1 << 62)),
        review((1 << 63) - 1),
        review(NOON + 4_000, interval=36_501),
        review(NOON + 5_000, interval=-(1 << 62)),
        review(NOON + 6_000, ease=5),
        review(NOON + 7_000, ease=-1),
        review(NOON + 8_000, kind=9),
    ]
    report = bring(where, deck(tmp_path / "a.apkg", {CARD: rows}, now), now)
    assert counting(where) == [NOON, NOON + 3_000]
    assert report.dropped == {
        "before_2006": 3, "cram": 1, "future": 2, "impossible": 5, "manual": 1,
    }  # fmt: skip


def test_what_was_answered_here_is_ours_when_it_comes_back(where: Places, tmp_path: Path) -> None:
    clock = FakeClock(NOON)
    with closing(Study.open(where, clock=clock)) as study:
        study.mark("suspend", card_id(1, 0))
        first = study.current()
        assert first is not None
        study.grade(Rating.GOOD, 900)
        clock.forward(minutes=1)
        study.current()
        study.grade(Rating.GOOD, 900)
        study.undo()
    rows = log(where)
    ours = {row.card_id: row.utc_ms for row in rows if row.kind != "void"}
    places = {card_id(n + 1, o): (FIRST + n, o) for n in range(6) for o in range(n % 6 + 1)}
    back = {places[card]: [review(moment + 50, kind=0)] for card, moment in ours.items()}
    now = clock.now_ms + DAY_MS
    report = bring(where, deck(tmp_path / "a.apkg", back, now), now)
    assert (report.brought.changes, report.brought.ours) == (0, 2)
    back = {place: [review(own[0].id + 1, kind=0)] for place, own in back.items()}
    report = bring(where, deck(tmp_path / "a.apkg", back, now), now)
    assert (report.brought.new, report.brought.ours) == (2, 0)


def test_reviews_undone_in_anki_go_only_by_a_newer_state_of_the_same_collection(
    where: Places, tmp_path: Path
) -> None:
    file, now = tmp_path / "a.apkg", NOON + DAY_MS
    both = [review(NOON, kind=0), review(NOON + 90_000)]
    assert bring(where, deck(file, {CARD: both}, now), now).brought.new == 2
    older = bring(where, deck(file, {CARD: both[:1]}, now - 1), now + 1_000)
    assert (older.brought.gone, older.brought.known) == (0, 1)
    same = bring(where, deck(file, {CARD: both[:1]}, now), now + 1_500)
    assert (same.brought.gone, same.brought.known) == (0, 1)
    other = bring(where, deck(file, {CARD: both[:1]}, now + 5, first_day=19_999), now + 2_000)
    assert (other.brought.gone, other.brought.known) == (0, 1)
    elsewhere = {(FIRST, 0): [review(NOON + 1, kind=0)]}
    part = bring(where, deck(file, elsewhere, now + 5), now + 3_000)
    assert (part.brought.gone, part.brought.new) == (0, 1)
    assert counting(where) == [NOON + 1, NOON, NOON + 90_000]
    newer = bring(where, deck(file, {CARD: both[:1]}, now + 9), now + 4_000)
    assert (newer.brought.gone, newer.brought.cards) == (1, 1)
    assert counting(where) == [NOON + 1, NOON]
    assert bring(where, deck(file, {CARD: both[:1]}, now + 9), now + 5_000).brought.changes == 0
    back = bring(where, deck(file, {CARD: both}, now + 12), now + 6_000)
    assert (back.brought.new, back.brought.restored, back.brought.known) == (0, 1, 1)
    assert counting(where) == [NOON + 1, NOON, NOON + 90_000]


def test_an_import_that_only_takes_back_can_be_undone_too(where: Places, tmp_path: Path) -> None:
    file, now = tmp_path / "a.apkg", NOON + DAY_MS
    bring(where, deck(file, {CARD: [review(NOON, kind=0), review(NOON + 9_000)]}, now), now)
    bring(where, deck(file, {CARD: [review(NOON, kind=0)]}, now + 9), now + 1_000)
    assert counting(where) == [NOON]
    with closing(Study.open(where, clock=FakeClock(now + 2_000))) as study:
        assert study.undo() == "Undid the import from Anki that took 1 review back."
        assert study.undo() == "Undid the import of 2 reviews from Anki."
        assert study.redo() == "Redid the import of 2 reviews from Anki."
    assert counting(where) == [NOON, NOON + 9_000]


def test_an_undone_import_leaves_no_streak_and_no_answers_of_today(
    where: Places, tmp_path: Path
) -> None:
    rows = [review(NOON + day * DAY_MS, kind=bool(day)) for day in range(5)]
    now = NOON + 4 * DAY_MS + HOUR_MS
    bring(where, deck(tmp_path / "a.apkg", {CARD: rows}, now), now)
    with closing(Study.open(where, clock=FakeClock(now))) as study:
        assert (study.counts().streak, study.counts().done_today) == (5, 1)
        study.undo()
        assert (study.counts().streak, study.counts().done_today) == (0, 0)
        study.redo()
        assert (study.counts().streak, study.counts().done_today) == (5, 1)
        study.undo()
        study.redo()
        assert (study.counts().streak, study.counts().done_today) == (5, 1)
    assert len(log(where)) == 5 * 5  # the answers, two undos, two redos


def test_answers_given_before_ours_take_their_place_in_time(where: Places, tmp_path: Path) -> None:
    clock = FakeClock(NOON + 3 * DAY_MS)
    with closing(Study.open(where, clock=clock)) as study:
        first = study.current()
        assert first is not None and first.card.id == card_id(1, 0)
        study.grade(Rating.GOOD, 900)
        ours = store_memory.read(study.store, card_id(1, 0))
    rows = {(FIRST, 0): [review(NOON, 3, 2, 0)]}
    now = clock.now_ms + HOUR_MS
    bring(where, deck(tmp_path / "a.apkg", rows, now), now)
    with Store.open(where.study_db) as store:
        held = store_memory.read(store, card_id(1, 0))
    assert held is not None and ours is not None
    assert held.memory.reps == 2 and held.memory.due_ms == ours.memory.due_ms
    assert held.memory.stability != ours.memory.stability
    assert held.first_day == 20_010


def test_a_collection_tells_where_it_lives_now_before_where_it_was_made(
    where: Places, tmp_path: Path
) -> None:
    file = deck(tmp_path / "a.colpkg.apkg", {CARD: [review(NOON, kind=0)]}, NOON)
    conf = "UPDATE col SET conf = json_set(conf, {})"

    def zone(*pairs: str) -> Zone | None:
        change(file, lambda db: db.execute(conf.format(", ".join(pairs))))
        with open_package(file, tmp_path) as package:
            return package.zone

    assert zone("'$.rollover', 6", "'$.localOffset', -540") == Zone(540, 6)
    assert zone("'$.rollover', 'x'") == Zone(540, 4)
    assert zone("'$.localOffset', 1e9") == Zone(60, None)
    assert zone("'$.creationOffset', json('[1]')") is None
    change(file, lambda db: db.execute("UPDATE col SET conf = ?", ("[" * 5_000,)))
    with open_package(file, tmp_path) as package:
        assert package.zone is None
    bring(where, file, NOON + DAY_MS)
    assert [(row.zone_offset_min, row.rollover_hour) for row in log(where)] == [(0, 4)]


def test_wrong_types_in_a_row_spoil_nothing_here(where: Places, tmp_path: Path) -> None:
    file = deck(tmp_path / "a.apkg", {CARD: [review(NOON, kind=0)], (FIRST, 0): []}, NOON)
    sound = unpacked(file)
    for edit in (
        "UPDATE revlog SET ease = 'three'",
        "UPDATE revlog SET time = x'00'",
        "UPDATE revlog SET ivl = 9e999",
        "UPDATE notes SET guid = x'ff'",
        "UPDATE cards SET ord = 'first'",
    ):
        packed(file, sound)
        change(file, lambda db, edit=edit: db.execute(edit))
        with pytest.raises(AnkiFileBad):
            bring(where, file, NOON + DAY_MS)
        assert log(where) == []
    packed(file, sound)
    change(file, lambda db: db.execute("UPDATE revlog SET ivl = 4.6, time = 900.2"))
    bring(where, file, NOON + DAY_MS)
    assert [row.duration_ms for row in log(where)] == [900]


def test_odd_notes_are_other_decks_or_unknown_cards(where: Places, tmp_path: Path) -> None:
    file = deck(tmp_path / "a.apkg", {CARD: [review(NOON, kind=0)]}, NOON)

    def add(db: sqlite3.Connection) -> None:
        guids = ["Zx9", "b" + "f" * 16, f"b{CARD[0]:016x}.999999999999", f"c{CARD[0]:016X}", ""]
        for number, guid in enumerate(guids):
            db.execute(
                "INSERT INTO notes SELECT ?, ?, mid, mod, usn, tags, flds, sfld, csum, flags, data"
                " FROM notes LIMIT 1",
                (number + 1, guid),
            )
            db.execute("INSERT INTO cards (id, nid, did, ord, mod, usn, type, queue, due, ivl,"
                       " factor, reps, lapses, left, odue, odid, flags, data)"
                       " SELECT ?, ?, did, 7, mod, usn, type, queue, due, ivl, factor, reps,"
                       " lapses, left, odue, odid, flags, data FROM cards LIMIT 1",
                       (number + 1, number + 1))  # fmt: skip

    change(file, add)
    report = bring(where, file, NOON + DAY_MS)
    assert report.brought.new == 1
    assert report.our_cards + report.other_cards == 6


def test_two_notes_of_one_id_bring_each_answer_once(where: Places, tmp_path: Path) -> None:
    other = (FIRST + 2, 1)
    rows = {CARD: [review(NOON, kind=0)], other: [review(NOON + 9_000)]}
    file = deck(tmp_path / "a.apkg", rows, NOON)
    guid = f"b{CARD[0]:016x}"
    change(file, lambda db: db.execute("UPDATE notes SET guid = ?", (guid,)))
    for number in range(2):
        report = bring(where, file, NOON + DAY_MS + number)
        assert report.brought.new == (2 if number == 0 else 0)
    assert counting(where) == [NOON, NOON + 9_000]
    assert {row.card_id for row in log(where)} == {CARD_ID}
