"""A learner who studies at 21:00 +-1 h for 60 days; the log is then replayed by fsrs itself."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

import fsrs
import pytest

from cards import fuzz, replay, store_memory, store_review
from cards.models import Rating
from cards.store_review import ReviewRow
from cards.study import Study
from cards.study_day import DAY_MS, HOUR_MS
from tests.cards.log_replay import replay_exactly
from tests.cards.memory_factory import FakeClock, open_study

DAYS = 60
BERLIN = ZoneInfo("Europe/Berlin")  # summer time begins inside these 60 days


@pytest.fixture(scope="module")
def learner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    rng = random.Random(21)
    clock = FakeClock()
    settings = '[day]\nzone = "Europe/Berlin"\n[today]\nnew_per_day = 3\n'
    study = open_study(tmp_path_factory.mktemp("evening"), clock, cards=60, settings=settings)
    first = int(datetime(2026, 3, 1, 21, tzinfo=BERLIN).timestamp() * 1000)
    for day in range(DAYS):
        evening = datetime.fromtimestamp(first / 1000 + day * 86400, BERLIN).replace(hour=21)
        clock.now_ms = int(evening.timestamp() * 1000) + rng.randint(-HOUR_MS, HOUR_MS)
        while study.current() is not None:
            clock.forward(ms=rng.randint(2_000, 9_000))
            study.preview()
            study.grade(Rating(rng.choices((1, 2, 3, 4), (12, 10, 68, 10))[0]), 3000)
            if rng.random() < 0.03:
                study.undo()
    yield study
    study.close()


def counted(study: Study) -> list[list[ReviewRow]]:
    rows = store_review.histories(study.store)
    cards = [list(own) for _, own in groupby(rows, key=lambda row: row.card_id)]
    return [replay.counting(own) for own in cards]


def test_no_review_has_a_wrong_day_count(learner: Study) -> None:
    reviews = 0
    for rows in counted(learner):
        for before, row in zip([None, *rows], rows, strict=False):
            day = datetime.fromtimestamp(row.utc_ms / 1000, BERLIN).date()
            assert row.study_day == day.toordinal() - datetime(1970, 1, 1).toordinal()
            if before is not None:
                earlier = datetime.fromtimestamp(before.utc_ms / 1000, BERLIN).date()
                assert row.elapsed_days == (day - earlier).days
                reviews += 1
    assert reviews > 300


def test_fsrs_replays_the_log_to_every_stored_stability_and_difficulty(learner: Study) -> None:
    engine = fsrs.Scheduler(enable_fuzzing=False)
    stored = store_memory.every(learner.store)
    for rows in counted(learner):
        if not rows:
            continue
        card = fsrs.Card(card_id=rows[0].card_id)
        for row in rows:
            if card.stability is None:
                assert (row.stability_before, row.difficulty_before) == (None, None)
            else:
                assert row.stability_before == pytest.approx(card.stability, rel=1e-9)
                assert row.difficulty_before == pytest.approx(card.difficulty, rel=1e-9)
            midnight = datetime.fromtimestamp(row.study_day * 86400, UTC)
            card, _ = engine.review_card(card, fsrs.Rating(row.rating), midnight)
        memory = stored[rows[0].card_id].memory
        assert memory.stability == pytest.approx(card.stability, rel=1e-9)
        assert memory.difficulty == pytest.approx(card.difficulty, rel=1e-9)
        assert int(memory.state) == int(card.state)
        assert memory.step == card.step


def test_every_due_date_is_what_the_seeded_fuzz_gives(learner: Study) -> None:
    engine = fsrs.Scheduler(enable_fuzzing=False)
    checked = 0
    for rows in counted(learner):
        card = fsrs.Card(card_id=rows[0].card_id if rows else 0)
        for reps, row in enumerate(rows):
            midnight = datetime.fromtimestamp(row.study_day * 86400, UTC)
            after, _ = engine.review_card(card, fsrs.Rating(row.rating), midnight)
            if after.state is fsrs.State.Review:
                due = datetime.fromtimestamp(row.due_ms / 1000, BERLIN)
                due_day = due.date().toordinal() - datetime(1970, 1, 1).toordinal()
                low, high = fuzz.bounds((after.due - midnight).days, 1, 36500)
                draw = fuzz.draw(row.card_id, reps)
                expected = min(int(low + draw * (high - low + 1)), high)
                # The order of the answers and growth may lift it, never lower it.
                assert due_day - row.study_day >= expected
                assert (
                    row.due_ms
                    == row.study_day * DAY_MS
                    + (due_day - row.study_day) * DAY_MS
                    + (4 * 60 - row.zone_offset_min) * 60_000
                )
                checked += 1
            card = after
    assert checked > 200


def test_a_rebuild_changes_nothing(learner: Study) -> None:
    assert replay.compare(learner.store, learner.settings.parameters) == ([], [])


def test_the_scheduler_draws_every_due_moment_again_from_the_log(learner: Study) -> None:
    assert replay_exactly(learner.store, learner.settings) > 300
