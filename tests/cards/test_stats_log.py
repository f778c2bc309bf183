"""The log as arrays and FSRS over it: held to the fold of replay.py, answer by answer."""

from __future__ import annotations

from itertools import groupby
from math import isclose, isnan
from pathlib import Path

from cards import replay, stats_log, stats_memory, store_memory, store_review
from cards.models import Rating
from cards.scheduler import retrievability
from cards.settings import DEFAULT_PARAMETERS
from cards.store import Store
from cards.store_review import ReviewRow
from cards.study import Study
from tests.cards.memory_factory import FakeClock, finish_day, open_study
from tests.cards.stats_factory import studied

OTHER = tuple(
    value * (1.1 if place % 2 else 0.95) for place, value in enumerate(DEFAULT_PARAMETERS)
)


def check(store: Store, parameters: tuple[float, ...]) -> int:
    """Compare every place with the walk of replay.py; returns how many answers there were."""
    log = stats_log.load(store)
    folded = stats_memory.fold(log, parameters)
    place = 0
    for card, group in groupby(store_review.histories(store), key=lambda row: row.card_id):
        events = store_review.events_of(store, card)
        before = None
        for step, row in replay.walk(card, list(group), events, parameters):
            memory = row.memory
            if isinstance(step, ReviewRow):
                assert memory.stability is not None and memory.difficulty is not None
                assert (int(log.card[place]), int(log.utc_ms[place])) == (card, step.utc_ms)
                assert isclose(folded.stability[place], memory.stability, rel_tol=1e-9)
                assert isclose(folded.difficulty[place], memory.difficulty, rel_tol=1e-9)
                assert log.last_day[place] == memory.last_day
                assert log.first[place] == (before is None or before.stability is None)
                if before is not None and before.stability is not None:
                    days = (memory.last_day or 0) - (before.last_day or 0)
                    told = retrievability(before.stability, days, parameters)
                    assert isclose(folded.predicted[place], told, rel_tol=1e-9)
                else:
                    assert isnan(folded.predicted[place])
                place += 1
            before = memory
    assert place == len(log.card)
    return place


def test_the_fold_of_the_arrays_is_the_fold_of_the_log(tmp_path: Path) -> None:
    study = studied(tmp_path / "home")
    assert check(study.store, DEFAULT_PARAMETERS) > 200
    check(study.store, OTHER)
    last = stats_log.load(study.store)
    memory = store_memory.every(study.store)
    assert {int(card) for card in last.card} == {
        card for card in memory if memory[card].memory.reps
    }
    study.close()


def test_a_card_that_began_anew_begins_anew(tmp_path: Path) -> None:
    clock = FakeClock()
    study = open_study(tmp_path / "home", clock, cards=3)
    finish_day(study, clock)
    clock.forward(days=9)
    study._recorder.act("value_changed", 2, study.now(), restart=True)
    study._fill()
    finish_day(study, clock, Rating.EASY)
    check(study.store, DEFAULT_PARAMETERS)
    log = stats_log.load(study.store)
    assert log.first[log.card == 2].sum() == 2
    ended = log.until[log.card == 2]
    assert study.now().day in ended.tolist()
    study.close()


def test_a_day_that_runs_backwards_counts_as_none(tmp_path: Path) -> None:
    clock = FakeClock()
    study = open_study(tmp_path / "home", clock, cards=1)
    finish_day(study, clock)
    clock.forward(days=12)
    finish_day(study, clock)
    row = store_review.history(study.store, 1)[-1]
    west = row._replace(
        id=row.id[:-1] + ("0" if row.id[-1] != "0" else "1"), utc_ms=row.utc_ms + 60_000,
        study_day=row.study_day - 1,
    )  # fmt: skip
    with study.store.write():
        store_review.append_review(study.store, west)
    check(study.store, DEFAULT_PARAMETERS)
    log = stats_log.load(study.store)
    assert log.elapsed[-1] == 0
    assert log.last_day[-1] == row.study_day
    study.close()


def test_rows_whose_ids_are_not_in_order_of_time_are_sorted_by_time(tmp_path: Path) -> None:
    study: Study = studied(tmp_path / "home", days=10)
    with study.store.write():
        for number, row in enumerate(store_review.history(study.store, 1)):
            if row.voids is None:
                copy = row._replace(id=f"{9 - number}-{row.id}", card_id=2, utc_ms=row.utc_ms + 7)
                store_review.append_review(study.store, copy)
    check(study.store, DEFAULT_PARAMETERS)
    study.close()


def test_other_kinds_of_rows_do_not_count(tmp_path: Path) -> None:
    clock = FakeClock()
    study = open_study(tmp_path / "home", clock, cards=1)
    finish_day(study, clock)
    before = len(stats_log.load(study.store).card)
    row = store_review.history(study.store, 1)[-1]
    with study.store.write():
        store_review.append_review(study.store, row._replace(id="z" + row.id, kind="cram"))
    assert len(stats_log.load(study.store).card) == before
    study.close()


def test_an_empty_log_has_no_place(tmp_path: Path) -> None:
    study = open_study(tmp_path / "home", FakeClock(), cards=2)
    log = stats_log.load(study.store)
    assert len(log.card) == 0
    assert len(stats_memory.fold(log, DEFAULT_PARAMETERS).stability) == 0
    study.close()
