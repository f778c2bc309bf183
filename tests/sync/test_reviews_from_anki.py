"""Round trip through the real Anki: 200 answers given there, each of its formats read here."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from cards import replay, store_memory, store_review
from cards.doctor import examine
from cards.foreign_reviews import row_id
from cards.places import Places, places
from cards.scheduler import Clock
from cards.settings import load
from cards.store import Store
from cards.study import Study
from cards.study_day import DAY_MS, offset_at, study_day
from sync.anki_ids import card_of
from sync.anki_reader import open_package
from sync.anki_reviews import Report, bring_reviews
from tests.sync import anki_backend, anki_vault
from tests.sync.anki_home_factory import ids_by_place, make_home, write_deck
from tests.sync.anki_learner import study_for_days

ANSWERS = 200
# Zone, minutes east of UTC all year, rollover there: one west, one beyond the date line.
ZONES = [("Pacific/Honolulu", -600, 3), ("Pacific/Kiritimati", 840, 5)]


class Studied(NamedTuple):
    """Anki's exports, and how the collection and a learner in the same place count days."""

    folder: Path
    zone: str
    offset_min: int
    rollover: int

    @property
    def settings(self) -> str:
        return f'[day]\nzone = "{self.zone}"\nrollover_hour = {self.rollover}\n'


@pytest.fixture(scope="module", params=ZONES, ids=[zone[0] for zone in ZONES])
def studied(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Studied:
    zone, offset, rollover = request.param
    folder = tmp_path_factory.mktemp("anki")
    deck = folder / "deck.apkg"
    write_deck(deck, int(time.time() * 1000))
    study_in_anki(deck, folder, zone, ANSWERS, rollover, days=4)
    return Studied(folder, zone, offset, rollover)


def study_in_anki(
    deck: Path, folder: Path, zone: str, answers: int, rollover: int, *, days: int
) -> None:
    subprocess.run(
        [
            sys.executable, anki_backend.__file__, str(deck), str(folder),
            str(answers), str(rollover), str(days),
        ],
        env={**os.environ, "TZ": zone},
        check=True,
        timeout=120,
    )  # fmt: skip


def now() -> int:
    return int(time.time() * 1000)


def bring(where: Places, file: Path, *, rehearse: bool = False, at: int = 0) -> Report:
    settings = load(where.settings)
    at = at or now()
    clock = Clock(at, offset_at(at, settings.zone), settings.rollover_hour)
    with open_package(file, file.parent) as package, Store.open(where.study_db) as store:
        session = f"import-{clock.now_ms}-{os.urandom(4).hex()}"
        return bring_reviews(package, store, settings, session, clock, rehearse=rehearse)


def dump(where: Places) -> list[str]:
    with Store.open(where.study_db) as store:
        return list(store.db.iterdump())


def truth(folder: Path) -> dict[str, list[list[int]] | dict[str, list[float]]]:
    return json.loads((folder / "truth.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@pytest.mark.parametrize("variant", anki_backend.VARIANTS)
def test_every_format_brings_all_answers_and_the_state_anki_computes(
    studied: Studied, variant: str, tmp_path: Path
) -> None:
    folder, _, offset, rollover = studied
    where = make_home(tmp_path / "home", settings=studied.settings)
    report = bring(where, folder / variant)
    assert (report.brought.new, report.brought.known, report.brought.ours) == (ANSWERS, 0, 0)
    assert report.dropped == {"cram": 1, "manual": 1}
    assert report.brought.unknown_cards == report.other_cards == 0
    told = truth(folder)
    cards = ids_by_place()
    with Store.open(where.study_db) as store:
        rows = list(store_review.histories(store))
        assert {(row.zone_offset_min, row.rollover_hour) for row in rows} == {(offset, rollover)}
        wanted = [row for row in told["rows"] if row[3] and not (row[6] == 3 and row[7] == 0)]
        assert sorted(
            (row.utc_ms, row.card_id, row.rating, row.duration_ms, interval(row)) for row in rows
        ) == [
            (moment, cards[card_of(guid, ordinal) or (0, 0)], ease, spent, wait)
            for guid, ordinal, moment, ease, wait, spent, *_ in wanted
        ]
        memory = store_memory.every(store)
        for key, (stability, difficulty) in told["states"].items():  # type: ignore[union-attr]
            guid, ordinal = key.split()
            held = memory[cards[card_of(guid, int(ordinal)) or (0, 0)]].memory
            assert held.stability == pytest.approx(stability, rel=1e-5)
            assert held.difficulty == pytest.approx(difficulty, rel=1e-5)
        assert len(told["states"]) > 50
        assert replay.compare(store, load(where.settings).parameters) == ([], [])
    before = dump(where)
    again = bring(where, folder / variant)
    assert (again.brought.changes, again.brought.known) == (0, ANSWERS)
    assert dump(where) == before


def interval(row: store_review.ReviewRow) -> int:
    """What Anki would write: study days, or negative seconds."""
    day = study_day(row.due_ms, row.zone_offset_min, row.rollover_hour)
    later = day - row.study_day
    starts = (row.due_ms + row.zone_offset_min * 60_000) % 86_400_000
    if later > 0 and starts == row.rollover_hour * 3_600_000:
        return later
    return (row.utc_ms - row.due_ms) // 1000


def test_a_file_without_scheduling_brings_nothing_and_takes_nothing(
    studied: Studied, tmp_path: Path
) -> None:
    folder, *_ = studied
    where = make_home(tmp_path / "home", settings=studied.settings)
    bring(where, folder / "newest.apkg")
    before = dump(where)
    report = bring(where, folder / "without.apkg")
    assert report.brought.changes == 0 and report.our_cards == len(ids_by_place())
    with open_package(folder / "without.apkg", tmp_path) as package:
        assert not package.has_scheduling
    assert dump(where) == before


def test_a_rehearsal_tells_the_same_and_changes_nothing(studied: Studied, tmp_path: Path) -> None:
    folder, *_ = studied
    where = make_home(tmp_path / "home", settings=studied.settings)
    before, at = dump(where), now()
    report = bring(where, folder / "newest.colpkg", rehearse=True, at=at)
    assert dump(where) == before
    assert bring(where, folder / "newest.colpkg", at=at) == report
    assert report.after.done_today > report.before.done_today == 0


def test_two_machines_write_the_same_row_ids(studied: Studied, tmp_path: Path) -> None:
    folder, *_ = studied
    ids = []
    for name, variant in (("one", "newest.apkg"), ("two", "legacy.colpkg")):
        where = make_home(tmp_path / name, settings=studied.settings)
        bring(where, folder / variant)
        with Store.open(where.study_db) as store:
            rows = list(store_review.histories(store))
        ids.append([row.id for row in rows])
        assert all(row.id == row_id(row.card_id, "anki", row.utc_ms) for row in rows)
    assert ids[0] == ids[1] and len(set(ids[0])) == ANSWERS


def test_answers_to_retired_cards_count_and_unknown_cards_are_told(
    studied: Studied, tmp_path: Path
) -> None:
    folder, *_ = studied
    where = make_home(tmp_path / "home", groups=50, retired=10)
    report = bring(where, folder / "newest.apkg")
    brought = report.brought
    places = ids_by_place(50)
    rows = [row for row in truth(folder)["rows"] if row[3] and not (row[6] == 3 and row[7] == 0)]
    known = [row for row in rows if (card_of(row[0], row[1]) or (0, 0)) in places]
    assert brought.new == len(known) < ANSWERS
    assert brought.unknown_answers == ANSWERS - len(known)
    assert brought.unknown_cards == len(ids_by_place()) - len(places)


def test_one_undo_takes_the_whole_import_back_and_redo_brings_it_again(
    studied: Studied, tmp_path: Path
) -> None:
    folder, *_ = studied
    where = make_home(tmp_path / "home", settings=studied.settings)
    with closing(Study.open(where)) as study:
        empty = store_memory.every(study.store)
        fresh = study.counts()
    bring(where, folder / "newest.apkg")
    with closing(Study.open(where)) as study:
        full = store_memory.every(study.store)
        assert study.undo() == "Undid the import of 200 reviews from Anki."
        assert store_memory.every(study.store) == empty
        assert study.counts()._replace(minutes=0, next_due_ms=0) == fresh._replace(
            minutes=0, next_due_ms=0
        )
        assert study.undo() is None
        assert study.redo() == "Redid the import of 200 reviews from Anki."
        assert store_memory.every(study.store) == full
        assert study.undo() == "Undid the import of 200 reviews from Anki."
        assert store_memory.every(study.store) == empty
    report = bring(where, folder / "newest.colpkg")
    assert (report.brought.new, report.brought.restored, report.brought.known) == (0, 200, 0)
    with closing(Study.open(where)) as study:
        assert store_memory.every(study.store) == full
        assert study.redo() is None
        assert study.undo() == "Undid the import of 200 reviews from Anki."
        assert store_memory.every(study.store) == empty
        assert study.redo() == "Redid the import of 200 reviews from Anki."
        assert store_memory.every(study.store) == full
        assert replay.compare(study.store, study.settings.parameters) == ([], [])


def test_after_an_import_every_figure_is_right(studied: Studied, tmp_path: Path) -> None:
    folder, *_ = studied
    where = make_home(tmp_path / "home", settings=studied.settings)
    report = bring(where, folder / "newest.apkg")
    assert all(finding.fine for finding in examine(where, terminal=False))
    with closing(Study.open(where)) as study:
        counts = study.counts()
        assert (counts.due, counts.learning) == (report.after.due, report.after.learning)
        rows = list(store_review.histories(study.store))
        today = sum(row.study_day == study.now().day for row in rows)
        assert counts.done_today == today == report.after.done_today
        card = rows[0].card_id
        info = study.info(card)
        assert [row.id for row in info.history] == [r.id for r in rows if r.card_id == card]
        firsts = [row for row in rows if row.state_before == 0]
        assert {row.card_id for row in firsts} == {row.card_id for row in rows}
        assert all(row.elapsed_days is None and row.kind == "learn" for row in firsts)
        for row in rows:
            assert (row.stability_before is None) == (row.state_before == 0)


def test_answers_given_here_travel_out_and_are_known_when_they_come_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    zone, answers = "Asia/Tokyo", 100
    home = anki_vault.make_home(tmp_path / "home", monkeypatch, zone, new_per_day=2)
    anki_vault.make_cards(home, now() - 40 * DAY_MS)
    with closing(study_for_days(home, zone, 15)) as study:
        anki_vault.export_all(study, tmp_path / "deck.apkg")
        ours = len(replay.counting(list(store_review.histories(study.store))))
    study_in_anki(tmp_path / "deck.apkg", tmp_path, zone, answers, 4, days=1)
    told = truth(tmp_path)
    for variant in ("legacy-2.apkg", "newest.colpkg"):
        where = places({"EDGEWISE_HOME": str(tmp_path / variant.replace(".", "-"))})
        shutil.copytree(home.home, where.home)
        report = bring(where, tmp_path / variant)
        assert (report.brought.new, report.brought.ours) == (answers, ours)
        assert (report.brought.gone, report.brought.unknown_cards) == (0, 0)
        with Store.open(where.study_db) as store:
            memory = store_memory.every(store)
            sql = "SELECT group_id, ordinal, id FROM card"
            cards = {(group, ordinal): card for group, ordinal, card in store.db.execute(sql)}
        for key, (stability, difficulty) in told["states"].items():  # type: ignore[union-attr]
            guid, ordinal = key.split()
            held = memory[cards[card_of(guid, int(ordinal)) or (0, 0)]].memory
            assert held.stability == pytest.approx(stability, rel=1e-5)
            assert held.difficulty == pytest.approx(difficulty, rel=1e-5)
        assert bring(where, tmp_path / variant).brought.changes == 0
