"""Easy days: fewer reviews on a weekday, only inside the band of fuzz, as the preview says."""

from __future__ import annotations

from datetime import date

import pytest

from cards import fuzz
from cards.models import Memory, Rating, State
from cards.retention_cost import cost, interval_days
from cards.scheduler import Clock, outcome, preview, retrievability
from cards.settings import DEFAULT_PARAMETERS, EVEN_WEEK, Settings, load

NOON = 1_772_625_600_000  # Wednesday, 2026-03-04
CLOCK = Clock(NOON, 0, 4)
SAT, SUN = 5, 6


def week(**shares: int) -> tuple[int, ...]:
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return tuple(shares.get(name, 100) for name in names)


def due_days(settings: Settings, cards: int = 400) -> list[int]:
    """The weekdays on which cards with intervals of two weeks and more come back after Good."""
    found = []
    for card in range(cards):
        held = Memory(card, State.REVIEW, None, 20.0, 5.0, 0, CLOCK.day - 20, 0, CLOCK.day, 3, 0)
        day = outcome(held, Rating.GOOD, CLOCK, settings).memory.due_day
        assert day is not None
        found.append(date.fromordinal(date(1970, 1, 1).toordinal() + day).weekday())
    return found


def test_a_reduced_day_gets_about_half_and_a_minimum_day_none() -> None:
    even = due_days(Settings())
    eased = due_days(Settings(easy_days=week(sat=50, sun=0)))
    assert even.count(SUN) > 30
    assert eased.count(SUN) == 0
    assert 0.3 < eased.count(SAT) / even.count(SAT) < 0.9


def test_a_week_of_like_days_changes_nothing() -> None:
    settings = Settings()
    for share in (0, 50):
        other = settings._replace(easy_days=(share,) * 7)
        assert due_days(settings, 50) == due_days(other, 50)


@pytest.mark.parametrize("card", range(30))
def test_the_preview_is_what_an_answer_schedules_and_the_order_stays(card: int) -> None:
    settings = Settings(easy_days=week(fri=0, sat=0, sun=50))
    held = Memory(card, State.REVIEW, None, 9.0, 6.0, 0, CLOCK.day - 9, 0, CLOCK.day, 5, 1)
    four = preview(held, CLOCK, settings)
    assert [outcome(held, rating, CLOCK, settings) for rating in Rating] == list(four)
    days = [each.interval_days for each in four[1:]]
    assert days == sorted(set(days))


def test_a_day_stays_inside_the_band_and_outside_it_nothing_moves() -> None:
    shares = fuzz.shares_from(CLOCK.day, week(sat=0, sun=0))
    for interval in (1, 2, 3, 5, 10, 40, 300):
        low, high = fuzz.bounds(interval, 1, 36500)
        for step in range(50):
            assert low <= fuzz.fuzzed(interval, 1, 36500, step / 50, shares) <= high
    assert fuzz.fuzzed(1, 1, 36500, 0.5, fuzz.shares_from(CLOCK.day, week(thu=0))) == 1


def test_weekdays_are_counted_from_the_study_day() -> None:
    shares = fuzz.shares_from(CLOCK.day, week(sat=0, sun=50))
    assert shares == (100, 100, 100, 0, 50, 100, 100)  # today is Wednesday: Saturday in 3 days
    assert fuzz.shares_from(CLOCK.day, EVEN_WEEK) == ()


@pytest.mark.parametrize("words", ['["someday"]', '["sat often"]', '"sat"', "[6]"])
def test_another_word_is_refused_with_what_to_write(tmp_path, words: str) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "settings.toml"
    file.write_text(f"[day]\neasy_days = {words}\n")
    with pytest.raises(
        Exception, match=r':2: easy_days must be a list of weekdays such as \["sat"'
    ):
        load(file)


def test_the_cost_of_a_retention_is_the_forgetting_curve_turned_round() -> None:
    for retention in (0.75, 0.8, 0.9, 0.97):
        days = interval_days(30.0, retention, DEFAULT_PARAMETERS)
        assert retrievability(30.0, days, DEFAULT_PARAMETERS) == pytest.approx(retention)
        found = cost(retention, DEFAULT_PARAMETERS)
        assert found.reviews * found.interval_days == pytest.approx(30.0)
    # The scheduler itself agrees, to a day.
    held = Memory(1, State.REVIEW, None, 30.0, 5.0, 0, CLOCK.day - 30, 0, CLOCK.day, 3, 0)
    for retention in (0.8, 0.95):
        good = preview(held, CLOCK, Settings(desired_retention=retention, fuzz=False))[2]
        stability = good.memory.stability or 0
        wanted = interval_days(stability, retention, DEFAULT_PARAMETERS)
        assert good.interval_days == pytest.approx(wanted, abs=1)
