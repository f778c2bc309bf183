"""The session: what is logged, what is shown is scheduled, clocks that jump, several windows."""

from __future__ import annotations

from pathlib import Path

import pytest

from cards import replay, store_review
from cards.errors import AnsweredElsewhere
from cards.models import Rating, State
from cards.settings import Settings
from cards.study import Study
from cards.study_day import DAY_MS, HOUR_MS
from tests.cards.memory_factory import FakeClock, finish_day, make_places, open_study


def test_an_answer_is_logged_with_everything_that_was_known(tmp_path: Path) -> None:
    clock = FakeClock()
    study = open_study(tmp_path, clock, cards=1, settings='[day]\nzone = "Europe/Berlin"\n')
    try:
        study.current()
        clock.forward(ms=1)
        graded = study.grade(Rating.EASY, 4321)
        (row,) = store_review.history(study.store, 1)
        assert (row.rating, row.duration_ms, row.kind, row.state_before) == (4, 4321, "learn", 0)
        assert (row.zone_offset_min, row.rollover_hour) == (60, 4)
        assert row.study_day == study.now().day
        assert row.due_ms == graded.outcome.memory.due_ms
        assert (row.scheduler, row.desired_retention) == ("fsrs-6.3.2", 0.9)
        assert (row.elapsed_days, row.voids, row.origin) == (None, None, "edgewise")
        assert row.session == study.session and row.device == study.store.device()
        clock.forward(days=9)
        study.current()
        study.grade(Rating.GOOD, 1000)
        second = store_review.history(study.store, 1)[1]
        assert (second.kind, second.elapsed_days) == ("review", 9)
        assert second.stability_before == graded.outcome.memory.stability
    finally:
        study.close()


def test_a_card_answered_in_another_window_is_not_answered_twice(tmp_path: Path) -> None:
    clock = FakeClock()
    one = open_study(tmp_path, clock, cards=2)
    two = Study.open(make_places(tmp_path), clock=clock)
    try:
        assert one.current() is not None and two.current() is not None
        one.grade(Rating.GOOD, 1000)
        with pytest.raises(AnsweredElsewhere):
            two.grade(Rating.AGAIN, 1000)
        assert one.store.count("SELECT count(*) FROM review") == 1
        shown = two.current()
        assert shown is not None and shown.card.id == 2
    finally:
        one.close()
        two.close()


def test_an_answer_that_runs_over_the_rollover_counts_on_the_day_it_was_previewed(
    tmp_path: Path,
) -> None:
    clock = FakeClock(20_600 * DAY_MS + 4 * HOUR_MS - 2000)
    study = open_study(tmp_path, clock, cards=1)
    try:
        study.current()
        shown = study.preview()
        clock.forward(ms=5000)
        graded = study.grade(Rating.EASY, 1000)
        assert graded.outcome.interval_days == shown[3].interval_days
        assert graded.outcome.memory.due_day == shown[3].memory.due_day
        (row,) = store_review.history(study.store, 1)
        assert row.study_day == 20_599
    finally:
        study.close()


def test_a_clock_set_back_keeps_log_and_memory_in_step(tmp_path: Path) -> None:
    clock = FakeClock()
    study = open_study(tmp_path, clock, cards=4)
    try:
        for back in (0, 0.01, 5, 30):
            study.current()
            study.grade(Rating.GOOD, 1000)
            clock.forward(hours=-back)
        finish_day(study, clock)
        assert replay.compare(study.store, study.settings.parameters) == ([], [])
    finally:
        study.close()


def test_travel_and_summer_time_keep_log_and_memory_in_step(tmp_path: Path) -> None:
    clock = FakeClock()
    where = make_places(tmp_path)
    open_study(tmp_path, clock, cards=8).close()
    for zone in ("UTC", "Pacific/Auckland", "America/Los_Angeles", "Europe/Berlin") * 3:
        where.settings.write_text(f'[day]\nzone = "{zone}"\n', encoding="utf-8")
        study = Study.open(where, clock=clock)
        try:
            finish_day(study, clock)
            clock.forward(days=1, hours=2)
            assert replay.compare(study.store, study.settings.parameters) == ([], [])
            rows = study.store.query(int, "SELECT elapsed_days FROM review WHERE elapsed_days < 0")
            assert rows == []
        finally:
            study.close()


def test_new_parameters_are_logged_and_all_memories_follow(tmp_path: Path) -> None:
    clock = FakeClock()
    study = open_study(tmp_path, clock, cards=3)
    finish_day(study, clock)
    before = study.info(1).memory
    study.close()
    changed = [2 * Settings().parameters[0], *Settings().parameters[1:]]
    changed[2] = 3.5
    where = make_places(tmp_path, f'[day]\nzone = "UTC"\n[memory]\nparameters = {changed}\n')
    study = Study.open(where, clock=clock)
    try:
        after = study.info(1).memory
        assert after.stability != before.stability
        assert (after.due_ms, after.state) == (before.due_ms, before.state)
        events = store_review.events_since(study.store, 0)
        event = [each for each in events if each.type == "parameters"][-1]
        assert '"parameters": [0.424' in event.payload
        assert replay.compare(study.store, study.settings.parameters) == ([], [])
    finally:
        study.close()
    Study.open(where, clock=clock).close()
    study = Study.open(where, clock=clock)
    try:
        sql = "SELECT count(*) FROM event WHERE type = 'parameters'"
        assert study.store.count(sql) == 2  # the zone, then the parameters; the same again is none
    finally:
        study.close()


def test_a_moved_due_date_stands_until_the_next_answer(tmp_path: Path) -> None:
    clock = FakeClock()
    study = open_study(tmp_path, clock, cards=1)
    try:
        finish_day(study, clock, Rating.EASY)
        study.set_due(1, 0)
        shown = study.current()
        assert shown is not None and shown.memory.due_day == study.now().day
        assert replay.compare(study.store, study.settings.parameters) == ([], [])
        study.grade(Rating.GOOD, 1000)
        assert (study.info(1).memory.due_day or 0) > study.now().day
    finally:
        study.close()


def test_a_damaged_memory_table_is_made_again_from_the_log(tmp_path: Path) -> None:
    clock = FakeClock()
    study = open_study(tmp_path, clock, cards=10)
    try:
        for _ in range(6):
            finish_day(study, clock)
            clock.forward(days=2)
        good = study.store.query(lambda *row: row, "SELECT * FROM memory ORDER BY card_id")
        with study.store.write():
            study.store.execute("UPDATE memory SET stability = stability + 1 WHERE card_id < 4")
            study.store.execute("DELETE FROM memory WHERE card_id = 9")
            study.store.execute("INSERT INTO memory SELECT 99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,"
                                " 0, 0, 0, 0, 0, 0")  # fmt: skip
        found = replay.rebuild(study.store, study.settings.parameters)
        assert (len(found.changed), found.surplus) == (4, [99])
        again = study.store.query(lambda *row: row, "SELECT * FROM memory ORDER BY card_id")
        assert again == good
    finally:
        study.close()


def test_two_devices_that_answered_one_card_both_count_in_order_of_time(tmp_path: Path) -> None:
    clock = FakeClock()
    study = open_study(tmp_path, clock, cards=1)
    try:
        finish_day(study, clock, Rating.EASY)
        clock.forward(days=9)
        study.current()
        study.grade(Rating.GOOD, 1000)
        first, second = store_review.history(study.store, 1)
        foreign = second._replace(
            id="019cadc7-0000-7000-8000-000000000000", device="other", utc_ms=second.utc_ms - 5000
        )
        due = study.info(1).memory.due_ms
        with study.store.write():
            store_review.append_review(study.store, foreign)
            row = replay.refold(study.store, 1, study.settings.parameters)
        assert row.memory.reps == 3 and row.memory.due_ms == due
        assert first.utc_ms < foreign.utc_ms < second.utc_ms
    finally:
        study.close()


def test_a_changed_value_starts_the_memory_again(tmp_path: Path) -> None:
    clock = FakeClock()
    study = open_study(tmp_path, clock, cards=1)
    try:
        finish_day(study, clock)
        clock.forward(minutes=1)
        study._recorder.act("value_changed", 1, study.now(), restart=True)
        assert study.info(1).memory.state is State.NEW
        study.start()
        assert study.current() is not None
        study.grade(Rating.EASY, 1000)
        assert study.info(1).memory.reps == 1
        assert replay.compare(study.store, study.settings.parameters) == ([], [])
    finally:
        study.close()


def test_the_first_answer_on_a_new_device_does_not_read_the_log_of_the_others(
    tmp_path: Path,
) -> None:
    steps: list[str] = []
    study = open_study(tmp_path, FakeClock())
    db = study.store.db
    db.set_trace_callback(steps.append)
    store_review.newest_ms(study.store, "a device without a row", study.now().now_ms)
    db.set_trace_callback(None)
    plans = [row[3] for sql in steps for row in db.execute(f"EXPLAIN QUERY PLAN {sql}")]
    study.close()
    assert len(plans) == 2
    assert all("utc_ms>?" in plan for plan in plans), plans
