"""From what a learner did at an exercise to the grade of its card: pure rules.

Owns which of the four grades a passing run is, when looking at the solution is giving up, and how
long the work took. No hint: Easy within half of the exercise's minutes, else Good; with a hint
Hard; with our solution seen Again. Not here: the log (attempts.py), FSRS.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from cards.models import Rating

START, HINT, LOOK, RUN = "start", "hint", "look", "run"
MINUTE_MS = 60_000
# A longer gap between two things done at an exercise is a pause, not work.
PAUSE_MS = 30 * MINUTE_MS
EASY_SHARE = 0.5


class Attempt(NamedTuple):
    """One thing done at an exercise. act: start, hint, look or run; the rest is of runs alone.

    day: study day. status: of the run, as outcome.py has them. seconds: wall. open_tiers: what it
    could not be checked for here. answer: fingerprint of what ran. short: in the short form.
    """

    act: str
    utc_ms: int
    day: int
    status: str = ""
    seconds: float = 0.0
    device: str = ""
    open_tiers: tuple[str, ...] = ()
    answer: str = ""
    short: bool = False


def worked_ms(since: Sequence[Attempt], now_ms: int) -> int:
    """Return how long the learner has worked since the first of these, pauses left out."""
    moments = [*(each.utc_ms for each in since), now_ms]
    gaps = (later - earlier for earlier, later in pairwise(moments))
    return sum(min(max(gap, 0), PAUSE_MS) for gap in gaps)


def rating_of(
    since: Sequence[Attempt], *, minutes: int, is_new: bool, day: int, now_ms: int
) -> Rating:
    """Return the grade of a passing run.

    since: all that was done since the last grade. minutes: what the exercise is said to take.
    """
    if has_looked(since, is_new=is_new, day=day):
        return Rating.AGAIN
    if any(each.act == HINT for each in since):
        return Rating.HARD
    quick = minutes * MINUTE_MS * EASY_SHARE
    # Without a start nobody knows how long it took.
    started = any(each.act == START for each in since)
    return Rating.EASY if started and worked_ms(since, now_ms) <= quick else Rating.GOOD


def has_looked(since: Sequence[Attempt], *, is_new: bool, day: int) -> bool:
    """Tell whether our solution was seen in a way that counts.

    Between two reviews, on a day of its own, reading it is studying; before the first pass, and on
    the day of the run, it is not.
    """
    return any(each.act == LOOK and (is_new or each.day == day) for each in since)


def gives_up(since: Sequence[Attempt], *, is_new: bool, is_due: bool) -> bool:
    """Tell whether to look at the solution now is to give up: it is due, or it was begun."""
    return is_due or (is_new and bool(since))
