"""The scheduler: order of the answers, preview, study days, bad input."""

from __future__ import annotations

import random

import pytest

from cards import fuzz
from cards.errors import BadInput
from cards.models import Memory, Outcome, Rating, State
from cards.scheduler import Clock, advance, outcome, preview, retrievability
from cards.settings import (
    DEFAULT_PARAMETERS,
    PARAMETER_HIGHS,
    PARAMETER_LOWS,
    Settings,
)
from cards.study_day import DAY_MS, HOUR_MS, MINUTE_MS, day_start_ms, offset_at, study_day

NOON = Clock(1_772_442_000_000 + 3 * HOUR_MS, 60, 4)
STEPS = ((60, 600), (600,), (), (30, 90, 3600))


def random_memory(rng: random.Random, clock: Clock) -> Memory:
    state = rng.choice(list(State))
    card_id = rng.randrange(1, 1 << 62)
    if state is State.NEW:
        return Memory(card_id)
    last = clock.day - rng.choice((0, 0, 1, 3, 30, 400))
    stability = 10 ** rng.uniform(-2, 4.3)
    return Memory(
        card_id=card_id,
        state=state,
        step=None if state is State.REVIEW else rng.randrange(3),
        stability=stability,
        difficulty=rng.uniform(1, 10),
        last_ms=clock.now_ms - 1000,
        last_day=last,
        due_ms=clock.now_ms,
        due_day=last + max(1, round(stability)),
        reps=rng.randrange(1, 40),
        lapses=rng.randrange(9),
    )


def assert_in_order(four: tuple[Outcome, ...], settings: Settings) -> None:
    again, hard, good, easy = four
    assert again.delay_s <= hard.delay_s or hard.interval_days >= 1
    days = [one.interval_days for one in (hard, good, easy)]
    for earlier, later in ((hard, good), (good, easy)):
        if later.interval_days:
            assert earlier.interval_days < later.interval_days, days
        else:
            assert earlier.delay_s < later.delay_s, four
    assert again.interval_days <= hard.interval_days
    assert max(days) <= settings.maximum_interval
    for one in four:
        assert one.memory.stability is not None and one.memory.stability > 0


def test_the_preview_is_what_is_scheduled_and_hard_comes_before_good_before_easy() -> None:
    rng = random.Random(7)
    for _ in range(10_000):
        clock = NOON._replace(now_ms=NOON.now_ms + rng.randrange(1000 * DAY_MS))
        settings = Settings(
            desired_retention=rng.choice((0.7, 0.8, 0.9, 0.95, 0.99)),
            learning_steps_s=rng.choice(STEPS),
            relearning_steps_s=rng.choice(STEPS),
            maximum_interval=rng.choice((3, 4, 30, 36500)),
            fuzz=rng.random() < 0.8,
        )
        memory = random_memory(rng, clock)
        shown = preview(memory, clock, settings)
        rating = rng.choice(list(Rating))
        assert outcome(memory, rating, clock, settings) == shown[rating - 1]
        assert_in_order(shown, settings)


def test_an_interval_that_grows_stays_longer_than_the_last_one_after_fuzz() -> None:
    rng = random.Random(3)
    for card_id in range(500):
        last = rng.randint(3, 60)
        memory = Memory(
            card_id, State.REVIEW, None, float(last), 9.0, 0, NOON.day - last, 0, NOON.day, 5, 0
        )
        plain = preview(memory, NOON, Settings(fuzz=False))[2].interval_days
        if plain > last:
            assert preview(memory, NOON, Settings())[2].interval_days > last


def test_fuzz_stays_inside_the_bands_of_anki() -> None:
    assert fuzz.bounds(2, 1, 36500) == (2, 2)
    assert fuzz.bounds(3, 1, 36500) == (2, 4)
    assert fuzz.bounds(30, 1, 36500) == (27, 33)
    assert fuzz.bounds(100, 1, 36500) == (93, 107)
    for factor in (0.0, 0.5, 0.999999999):
        assert 27 <= fuzz.fuzzed(30, 1, 36500, factor) <= 33
    draws = [fuzz.draw(card, 3) for card in range(2000)]
    assert 0.48 < sum(draws) / len(draws) < 0.52
    assert fuzz.draw(5, 3) == fuzz.draw(5, 3) != fuzz.draw(5, 4)


def test_a_study_day_begins_at_the_rollover_hour() -> None:
    midnight = 20_000 * DAY_MS
    assert study_day(midnight + 4 * HOUR_MS, 0, 4) == 20_000
    assert study_day(midnight + 4 * HOUR_MS - 1, 0, 4) == 19_999
    assert study_day(midnight + 2 * HOUR_MS, 120, 4) == 20_000
    assert day_start_ms(20_000, -300, 4) == midnight + 9 * HOUR_MS
    assert study_day(day_start_ms(20_000, -300, 4), -300, 4) == 20_000


def test_offsets_follow_the_zone_through_summer_time() -> None:
    winter, summer = 1_768_000_000_000, 1_784_000_000_000
    assert offset_at(winter, "Europe/Berlin") == 60
    assert offset_at(summer, "Europe/Berlin") == 120
    assert offset_at(summer, "America/New_York") == -240


def test_two_answers_of_one_study_day_count_no_elapsed_day_even_across_midnight() -> None:
    late = Clock(20_000 * DAY_MS + 23 * HOUR_MS, 0, 4)
    first = outcome(Memory(1), Rating.EASY, late, Settings(fuzz=False)).memory
    after_midnight = late._replace(now_ms=late.now_ms + 3 * HOUR_MS)
    again = outcome(first, Rating.GOOD, after_midnight, Settings(fuzz=False)).memory
    expected = advance(first.stability, first.difficulty, 0, 3, DEFAULT_PARAMETERS)
    assert (again.stability, again.difficulty) == expected


def test_a_study_day_that_runs_backwards_counts_as_none() -> None:
    first = outcome(Memory(1), Rating.EASY, NOON, Settings()).memory
    west = NOON._replace(now_ms=NOON.now_ms + HOUR_MS, offset_min=-11 * 60)
    assert west.day < NOON.day
    again = outcome(first, Rating.GOOD, west, Settings()).memory
    assert again.last_day == NOON.day
    expected = advance(first.stability, first.difficulty, 0, 3, DEFAULT_PARAMETERS)
    assert (again.stability, again.difficulty) == expected


def test_retrievability_is_what_fsrs_says() -> None:
    from datetime import UTC, datetime

    import fsrs

    engine = fsrs.Scheduler(enable_fuzzing=False)
    for stability, days in ((0.5, 1), (10.0, 3), (100.0, 100), (7.0, 0)):
        start = datetime(2026, 1, 1, tzinfo=UTC)
        card = fsrs.Card(1, fsrs.State.Review, None, stability, 5.0, start, start)
        theirs = engine.get_card_retrievability(card, datetime.fromtimestamp(
            start.timestamp() + days * 86400, UTC))  # fmt: skip
        assert retrievability(stability, days, DEFAULT_PARAMETERS) == pytest.approx(
            theirs, abs=1e-12
        )


def test_the_default_parameters_and_their_bounds_are_those_of_fsrs() -> None:
    from fsrs import scheduler as library

    assert library.DEFAULT_PARAMETERS == DEFAULT_PARAMETERS
    assert library.LOWER_BOUNDS_PARAMETERS == PARAMETER_LOWS
    assert library.UPPER_BOUNDS_PARAMETERS == PARAMETER_HIGHS


@pytest.mark.parametrize(
    "memory",
    [
        Memory(1, State.REVIEW),
        Memory(1, State.REVIEW, None, float("nan"), 5.0, 0, 1, 0, 1, 1),
        Memory(1, State.REVIEW, None, -1.0, 5.0, 0, 1, 0, 1, 1),
        Memory(1, State.LEARNING, 0, 2.0, 11.0, 0, 1, 0, 1, 1),
        Memory(1, State.REVIEW, None, 2.0, 5.0, None, None, 0, 1, 1),
        Memory(1, State.NEW, None, 2.0, 5.0),
    ],
)
def test_an_impossible_memory_is_refused(memory: Memory) -> None:
    with pytest.raises(BadInput, match="impossible memory"):
        preview(memory, NOON, Settings())


def test_an_impossible_rating_clock_or_setting_is_refused() -> None:
    for rating in (0, 5, 7):
        with pytest.raises(BadInput, match="rating"):
            outcome(Memory(1), rating, NOON, Settings())  # type: ignore[arg-type]
    for clock in (Clock(-1, 0, 4), Clock(10**16, 0, 4), Clock(0, 9000, 4), Clock(0, 0, 24)):
        with pytest.raises(BadInput):
            preview(Memory(1), clock, Settings())
    for settings in (
        Settings(desired_retention=1.5),
        Settings(desired_retention=0.0),
        Settings(maximum_interval=0),
        Settings(parameters=(0.0,) * 21),
        Settings(parameters=DEFAULT_PARAMETERS[:19]),
    ):
        with pytest.raises(BadInput):
            preview(Memory(1), NOON, settings)


def test_steps_follow_the_real_clock_and_intervals_begin_with_a_study_day() -> None:
    again, hard, good, easy = preview(Memory(1), NOON, Settings(fuzz=False))
    assert [one.delay_s for one in (again, hard, good)] == [60, 330, 600]
    assert good.memory.due_ms == NOON.now_ms + 10 * MINUTE_MS
    assert easy.interval_days == 8
    assert easy.memory.due_ms == day_start_ms(NOON.day + 8, 60, 4)
    assert easy.memory.due_day == NOON.day + 8
