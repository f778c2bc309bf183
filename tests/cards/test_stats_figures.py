"""The figures of the statistics, against the rows they come from and against examples by hand."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from math import isclose, log, sqrt
from pathlib import Path

import numpy as np
import pytest

from cards import replay, store_memory, store_review
from cards.models import Rating
from cards.scheduler import Clock, retrievability
from cards.stats_calibration import Compared, log_loss, rmse_bins
from cards.stats_days import Retention, true_retention
from cards.stats_evidence import Evidence
from cards.stats_list import NAMES, compute
from cards.stats_period import Period, back, cut, iso
from cards.stats_shape import Statistic
from cards.study import Study
from tests.cards.memory_factory import FakeClock, finish_day, open_study
from tests.cards.stats_factory import evidence, studied


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Study]:
    opened = studied(tmp_path_factory.mktemp("stats") / "home")
    yield opened
    opened.close()


def data(one: Statistic) -> dict[str, object]:
    return dict(one.data)


@pytest.mark.parametrize("days", [1, 30, 90, 365, None])
@pytest.mark.parametrize("name", NAMES)
def test_every_statistic_has_words_and_charts_that_fit_together(
    study: Study, name: str, days: int | None
) -> None:
    one = compute(name, evidence(study, days))
    assert one.name == name
    assert one.summary.endswith(".") and one.meaning.endswith(".")
    assert one.charts or one.tables or days == 1
    for chart in one.charts:
        assert {len(each.values) for each in chart.series} == {len(chart.labels)}
        assert len(chart.marks) in (0, len(chart.labels))


@pytest.mark.parametrize("name", NAMES)
def test_a_home_without_an_answer_has_words_too(tmp_path: Path, name: str) -> None:
    study = open_study(tmp_path / "home", FakeClock())
    for days in (30, None):
        assert compute(name, evidence(study, days)).summary.endswith(".")
    study.close()


def test_the_bars_of_a_statistic_add_up_to_its_answers(study: Study) -> None:
    for days in (30, 200, None):
        one = compute("reviews", evidence(study, days))
        assert sum(sum(each.values) for each in one.charts[0].series) == one.data["answers"]
        minutes = sum(sum(each.values) for each in one.charts[1].series)
        assert isclose(minutes * 60, float(str(one.data["seconds"])), rel_tol=1e-6)


@pytest.mark.parametrize(("name", "days"), [("week", 7), ("month", 30), ("year", 365)])
def test_the_table_of_true_retention_is_that_of_the_days(
    study: Study, name: str, days: int
) -> None:
    periods = compute("retention", evidence(study)).data["periods"]
    assert isinstance(periods, dict)
    found, today = periods[name], study.now().day
    assert isinstance(found, dict)
    for sort, mature in (("young", False), ("mature", True), ("all", None)):
        each = found[sort]
        assert isinstance(each, dict)
        told = Retention(int(str(each["passed"])), int(str(each["failed"])))
        assert told == true_retention(study.store, today - days + 1, today, mature=mature)


def test_log_loss_and_rmse_are_those_of_the_books() -> None:
    found = Compared(np.array([0.9, 0.9, 0.6]), np.array([1.0, 0.0, 1.0]), np.array([7, 7, 8]))
    assert log_loss(found) == pytest.approx(-(log(0.9) + log(0.1) + log(0.6)) / 3)
    assert rmse_bins(found) == pytest.approx(sqrt((2 * 0.4**2 + 0.4**2) / 3))


def test_calibration_compares_each_answer_of_a_later_day_with_its_prediction(study: Study) -> None:
    told, seen = [], []
    for _, group in groupby(store_review.histories(study.store), key=lambda row: row.card_id):
        before = None
        for row, after in replay.walk(0, list(group), [], study.settings.parameters):
            memory = after.memory
            if before is not None and before.stability and memory.last_day != before.last_day:
                days = (memory.last_day or 0) - (before.last_day or 0)
                told.append(retrievability(before.stability, days, study.settings.parameters))
                seen.append(row.rating > 1)  # type: ignore[union-attr]
            before = memory
    one = data(compute("calibration", evidence(study, None)))
    assert one["answers"] == len(told)
    assert one["predicted"] == pytest.approx(sum(told) / len(told), abs=1e-6)
    assert one["observed"] == pytest.approx(sum(seen) / len(seen), abs=1e-6)


def test_readiness_on_a_past_day_is_what_the_log_until_then_says(study: Study) -> None:
    one = compute("readiness", evidence(study, 40))
    days = one.data["by_day"]
    assert isinstance(days, list)
    cards = store_memory.every(study.store)
    for each in (days[3], days[20], days[-1]):
        assert isinstance(each, dict)
        day = next(
            d for d in range(study.now().day - 41, study.now().day + 1) if iso(d) == each["day"]
        )
        total = 0.0
        for card in cards:
            rows = store_review.history(study.store, card)
            known = [r for r in replay.counting(rows) if r.study_day <= day]
            memory = replay.fold(card, known, [], study.settings.parameters).memory
            if memory.stability and memory.last_day is not None:
                elapsed = day - memory.last_day
                total += retrievability(memory.stability, elapsed, study.settings.parameters)
        assert each["mean"] == pytest.approx(total / len(cards), abs=1e-6)


def test_readiness_of_some_nodes_leaves_the_others_out(study: Study) -> None:
    some = Evidence(
        study.store, study.settings, study.now(), nodes=frozenset({"pack/node-1", "pack/node-2"})
    )
    assert compute("readiness", some).data["cards"] == 2


def test_a_memory_that_was_taken_away_is_not_remembered_any_more(tmp_path: Path) -> None:
    clock = FakeClock()
    study = open_study(tmp_path / "home", clock, cards=2)
    finish_day(study, clock, Rating.EASY)
    clock.forward(days=3)
    study._recorder.act("value_changed", 1, study.now(), restart=True)
    days = compute("readiness", evidence(study, 4)).data["by_day"]
    assert isinstance(days, list)
    assert [each["answered"] for each in days if isinstance(each, dict)] == [2, 2, 2, 1]
    study.close()


def test_the_hardest_nodes_come_with_their_lapses(study: Study) -> None:
    found = compute("nodes", evidence(study))
    lapses = {key: row.memory.lapses for key, row in store_memory.every(study.store).items()}
    expected = sorted((count for count in lapses.values() if count), reverse=True)[:20]
    assert [int(row[1]) for row in found.tables[0].rows] == expected
    assert found.tables[0].keys[0].startswith("pack/node-")


def test_histograms_hold_every_card_with_a_memory(study: Study) -> None:
    one = compute("memory", evidence(study))
    cards = sum(1 for row in store_memory.every(study.store).values() if row.memory.stability)
    for name in ("stability", "difficulty", "retrievability"):
        assert sum(one.data[name]) == cards  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "width", "bars"), [(30, "day", 30), (90, "week", 13), (365, "week", 53)]
)
def test_a_period_is_cut_into_bars_that_cover_it(days: int, width: str, bars: int) -> None:
    period = back(20_500, days, None)
    found = cut(period)
    assert (found.width, len(found.starts), found.starts[0]) == (width, bars, period.first)
    every = np.arange(period.first, period.last + 1)
    assert sum(found.sums(every)) == days
    assert len(set(found.sums(every)[1:])) == 1


@pytest.mark.parametrize("first", [-110_000, 0, 15_000, 19_000])
def test_a_long_past_has_few_bars(first: int) -> None:
    found = cut(Period(first, 20_500, ""))
    assert 5 < len(found.starts) <= 62
    assert sum(found.sums(np.arange(first, 20_501))) == 20_501 - first


def test_the_clock_s_day_is_today(study: Study) -> None:
    late = Clock(study.now().now_ms, 14 * 60, 4)
    assert Evidence(study.store, study.settings, late).today == late.day
