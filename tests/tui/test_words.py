"""Durations, moments and relations in words."""

from __future__ import annotations

import pytest

from kg.schema import NODE_TYPES, RELATIONS
from tui.words import (
    RELATION_WORDS,
    TYPE_PLURALS,
    clock,
    count,
    interval,
    minutes,
    moment,
    percent,
    relation_words,
)

DAY_MS = 86_400_000
NOON = 20_000 * DAY_MS + DAY_MS // 2


@pytest.mark.parametrize(
    ("days", "delay_s", "shown"),
    [(0, 60, "1m"), (0, 600, "10m"), (0, 20, "<1m"), (1, 0, "1d"), (59, 0, "59d"), (70, 0, "2.3mo"),
     (730, 0, "2y"), (0, 5400, "1.5h")],
)  # fmt: skip
def test_an_interval_is_short(days: int, delay_s: int, shown: str) -> None:
    assert interval(days, delay_s) == shown


@pytest.mark.parametrize(
    ("after_ms", "shown"),
    [(0, "now"), (30_000, "in less than a minute"), (240_000, "in 4 minutes"),
     (2 * 3_600_000, "today at 14:00"), (DAY_MS, "tomorrow")],
)  # fmt: skip
def test_a_moment_to_come_is_said_as_a_person_would(after_ms: int, shown: str) -> None:
    assert moment(NOON + after_ms, NOON, 0) == shown


def test_a_moment_later_in_the_week_names_the_day() -> None:
    assert moment(NOON + 3 * DAY_MS, NOON, 0) == "on Monday 7 October"


def test_the_learners_zone_decides_what_tomorrow_is() -> None:
    assert moment(NOON + 8 * 3_600_000, NOON, 0) == "today at 20:00"
    assert moment(NOON + 8 * 3_600_000, NOON, 600) == "tomorrow"


def test_every_relation_of_the_schema_has_words_in_both_directions() -> None:
    assert set(RELATION_WORDS) == set(RELATIONS)
    assert set(TYPE_PLURALS) == set(NODE_TYPES)


def test_a_relation_of_the_learners_own_is_read_as_it_is_named() -> None:
    assert relation_words("inspired_by", outward=True) == "inspired by"
    assert "inspired by" in relation_words("inspired_by", outward=False)


def test_small_numbers_read_well() -> None:
    assert (count(1, "card"), count(2, "card"), count(1200, "card")) == (
        "1 card", "2 cards", "1,200 cards",
    )  # fmt: skip
    assert (minutes(20), minutes(240), minutes(4800)) == (
        "less than a minute", "4 minutes", "1 hour 20 minutes",
    )  # fmt: skip
    assert (clock(245), clock(3845)) == ("4:05", "1:04:05")
    assert (percent(0.934), percent(0.9999), percent(1.0)) == ("93 %", "99 %", "100 %")
