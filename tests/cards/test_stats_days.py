"""Answers by day, cards due, true retention: held to the rows themselves, one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from cards import store_review
from cards.models import Rating
from cards.replay import counting
from cards.stats_days import Retention, answers_by_day, due_by_day, true_retention
from cards.store_review import ReviewRow
from cards.study import Study
from tests.cards.memory_factory import FakeClock, finish_day, open_study
from tests.cards.stats_factory import studied


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    opened = studied(tmp_path_factory.mktemp("stats") / "home")
    yield opened
    opened.close()


def rows_of(study: Study) -> list[ReviewRow]:
    """Every row that counts, in order of time; replay.py says which do."""
    found = counting(list(store_review.histories(study.store)))
    return sorted(found, key=lambda row: (row.utc_ms, row.id))


def interval(row: ReviewRow) -> int:
    """The days a row chose, told by its due moment in UTC (the history's zone) at 04:00."""
    days = (row.due_ms - row.rollover_hour * 3_600_000) / 86_400_000 - row.study_day
    return int(days) if days >= 1 and days == int(days) else 0


def test_answers_by_day_are_the_rows_that_count(study: Study) -> None:
    today = study.now().day
    expected = Counter(row.study_day for row in rows_of(study))
    assert answers_by_day(study.store, today - 400, today) == expected
    assert sum(expected.values()) < study.store.count("SELECT count(*) FROM review")


def test_answers_by_day_keeps_to_its_days(study: Study) -> None:
    day = study.now().day - 20
    assert set(answers_by_day(study.store, day, day + 3)) <= {day, day + 1, day + 2, day + 3}


def test_an_undone_answer_does_not_count_and_a_redone_one_does(tmp_path: Path) -> None:
    clock = FakeClock()
    study = open_study(tmp_path / "home", clock, cards=2)
    day = study.now().day
    study.current()
    study.grade(Rating.GOOD, 1_000)
    study.undo()
    assert answers_by_day(study.store, day, day) == {}
    study.redo()
    assert answers_by_day(study.store, day, day) == {day: 1}
    study.close()


@pytest.mark.parametrize("mature", [None, True, False])
def test_true_retention_is_the_first_review_of_each_card_a_day(
    study: Study, mature: bool | None
) -> None:
    last: dict[int, ReviewRow] = {}
    seen: set[tuple[int, int]] = set()
    expected = [0, 0]
    for row in rows_of(study):
        before = last.get(row.card_id)
        last[row.card_id] = row
        if row.kind != "review" or (row.card_id, row.study_day) in seen:
            continue
        seen.add((row.card_id, row.study_day))
        assert before is not None
        if mature is None or (interval(before) >= 21) is mature:
            expected[row.rating == 1] += 1
    today = study.now().day
    found = true_retention(study.store, today - 400, today, mature=mature)
    assert found == Retention(*expected)
    assert min(expected) > 0


def test_retention_without_a_review_has_no_rate() -> None:
    assert Retention().rate is None
    assert Retention(3, 1).rate == 0.75


def test_what_is_overdue_is_due_today_and_what_is_put_away_is_not(tmp_path: Path) -> None:
    clock = FakeClock()
    study = open_study(tmp_path / "home", clock, cards=6)
    finish_day(study, clock, Rating.EASY)
    clock.forward(days=60)
    today = study.now().day
    assert due_by_day(study.store, today, 3) == [6, 0, 0]
    study.mark("suspend", 1)
    study.current()
    study.bury()
    assert due_by_day(study.store, today, 3) == [4, 0, 0]
    study.set_due(5, 2)
    assert due_by_day(study.store, today, 3) == [3, 0, 1]
    study.close()
