"""FSRS behind study days: one answer's outcome, the preview of all four, and retrievability.

The only importer of `fsrs` (at first use, so that starting is fast). Owns what the library lacks:
days by the rollover hour (it is given the UTC midnight of the study day), seeded fuzz, Hard < Good
< Easy, checks of what is passed in. Not here: the log, the queue, the clock (all are arguments).
"""

from __future__ import annotations

from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

from cards import fuzz
from cards.errors import BadInput
from cards.models import Memory, Outcome, Rating, State
from cards.settings import Settings
from cards.study_day import day_start_ms, study_day

if TYPE_CHECKING:
    from datetime import datetime

    import fsrs

    # The library's four results, and (days, seconds of a step) of each.
    Answers = tuple[tuple[fsrs.Card, ...], list[tuple[int, int]]]

LAST_MOMENT_MS = 253_000_000_000_000  # in the year 9987; datetime ends at 9999
Four = tuple[Outcome, Outcome, Outcome, Outcome]


class Clock(NamedTuple):
    """A moment as the learner lives it. now_ms: UTC ms; offset_min: minutes east of UTC."""

    now_ms: int
    offset_min: int
    rollover_hour: int

    @property
    def day(self) -> int:
        """The study day of the moment, in days since 1970-01-01."""
        return study_day(self.now_ms, self.offset_min, self.rollover_hour)

    def start_of(self, day: int) -> int:
        """Return the moment a study day begins, UTC ms."""
        return day_start_ms(day, self.offset_min, self.rollover_hour)


def outcome(memory: Memory, rating: Rating, clock: Clock, settings: Settings) -> Outcome:
    """Return what an answer does to a memory. Raises BadInput for values no card can have."""
    if rating not in (1, 2, 3, 4):
        raise BadInput(f"A rating is 1 (again) to 4 (easy), not {rating!r}.")
    results, lengths = _answers(memory, clock, settings)
    place = rating - 1
    return _outcome(Rating(rating), memory, results[place], lengths[place], clock)


def preview(memory: Memory, clock: Clock, settings: Settings) -> Four:
    """Return the outcomes of Again, Hard, Good, Easy; `outcome` is one of exactly these.

    Raises BadInput for values no card can have.
    """
    results, lengths = _answers(memory, clock, settings)
    made = [
        _outcome(rating, memory, result, length, clock)
        for rating, result, length in zip(Rating, results, lengths, strict=True)
    ]
    return made[0], made[1], made[2], made[3]


def _answers(memory: Memory, clock: Clock, settings: Settings) -> Answers:
    _check_clock(clock)
    _check_memory(memory)
    day = clock.day if memory.last_day is None else max(clock.day, memory.last_day)
    return _answers_on(memory, day, settings)


# What is on the screen is what an answer chooses from, on the same study day: computed once.
@lru_cache(maxsize=8)
def _answers_on(memory: Memory, day: int, settings: Settings) -> Answers:
    """Ask the library for all four answers on a study day; lengths as `_lengths` has them."""
    engine = _engine(
        settings.parameters,
        settings.desired_retention,
        settings.learning_steps_s,
        settings.relearning_steps_s,
        settings.maximum_interval,
    )
    card, now = _library_card(memory), _midnight(day)
    results = tuple(engine.review_card(card, _library_rating(r), now)[0] for r in Rating)
    factor = fuzz.draw(memory.card_id, memory.reps) if settings.fuzz else None
    return results, _lengths([_base(each, now) for each in results], memory, day, settings, factor)


def advance(
    stability: float | None,
    difficulty: float | None,
    elapsed_days: int,
    rating: int,
    parameters: tuple[float, ...],
) -> tuple[float, float]:
    """Return stability (days) and difficulty after one answer: the step of a replay.

    elapsed_days: study days since the answer before, 0 for the first and for the same day.
    """
    engine = _engine(parameters, 0.9, (), (), 36500)
    start = _midnight(0) if stability is not None else None
    memory = Memory(0, State.NEW if stability is None else State.REVIEW)
    card = _library_card(memory._replace(stability=stability, difficulty=difficulty))
    card.last_review = start
    result, _ = engine.review_card(card, _library_rating(Rating(rating)), _midnight(elapsed_days))
    if result.stability is None or result.difficulty is None:
        raise BadInput("FSRS gave no memory state for this answer; please report this.")
    return result.stability, result.difficulty


def retrievability(stability: float, elapsed_days: float, parameters: tuple[float, ...]) -> float:
    """Return the probability of recall, 0..1.

    R = (1 + F t/S)^-w20 with F = 0.9^(-1/w20) - 1 (FSRS-6). stability in days, above 0.
    """
    decay = -parameters[20]
    factor = 0.9 ** (1 / decay) - 1
    return float((1 + factor * max(elapsed_days, 0.0) / stability) ** decay)


@lru_cache(maxsize=1)
def version() -> str:
    """Return the name of scheduler and version as it stands in the log."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return f"fsrs-{installed('fsrs')}"
    except PackageNotFoundError:
        return "fsrs-6"


def warm_up(settings: Settings) -> None:
    """Import the library now, so that the first preview does not wait for it."""
    version()
    preview(Memory(0), Clock(0, 0, 0), settings)


@lru_cache(maxsize=16)
def _engine(
    parameters: tuple[float, ...],
    desired_retention: float,
    learning_steps_s: tuple[int, ...],
    relearning_steps_s: tuple[int, ...],
    maximum_interval: int,
) -> fsrs.Scheduler:
    from datetime import timedelta

    import fsrs

    if not 0.5 <= desired_retention <= 0.999 or maximum_interval < 3:
        raise BadInput(
            f"FSRS needs a desired retention from 0.5 to 0.999 and a maximum interval of at least "
            f"3 days, not {desired_retention} and {maximum_interval}; correct settings.toml."
        )
    try:
        return fsrs.Scheduler(
            parameters=parameters,
            desired_retention=desired_retention,
            learning_steps=tuple(timedelta(seconds=step) for step in learning_steps_s),
            relearning_steps=tuple(timedelta(seconds=step) for step in relearning_steps_s),
            maximum_interval=maximum_interval,
            enable_fuzzing=False,
        )
    except ValueError as problem:
        reason = " ".join(str(problem).split())
        raise BadInput(f"FSRS refuses these parameters ({reason}); correct them.") from problem


@lru_cache(maxsize=4)
def _library_rating(rating: Rating) -> fsrs.Rating:
    import fsrs

    return fsrs.Rating(int(rating))


def _library_card(memory: Memory) -> fsrs.Card:
    """Hand a memory to the library; always with an id (without one it sleeps a millisecond)."""
    import fsrs

    learning = memory.state is State.NEW
    state = fsrs.State.Learning if learning else fsrs.State(int(memory.state))
    return fsrs.Card(
        card_id=memory.card_id,
        state=state,
        step=None if state is fsrs.State.Review else memory.step or 0,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=_midnight(0),
        last_review=None if memory.last_day is None else _midnight(memory.last_day),
    )


def _midnight(day: int) -> datetime:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(day * 86400, UTC)


def _base(result: fsrs.Card, now: datetime) -> tuple[bool, int]:
    """Return (is it an interval in days?, its length: days, or seconds of a step)."""
    wait = result.due - now
    graduated = int(result.state) == State.REVIEW
    return graduated, wait.days if graduated else round(wait.total_seconds())


def _lengths(
    bases: list[tuple[bool, int]],
    memory: Memory,
    day: int,
    settings: Settings,
    factor: float | None,
) -> list[tuple[int, int]]:
    """Return (days, seconds of a step) of the four answers: fuzzed, in order, within the maximum.

    An interval that FSRS lengthens stays longer than the last one after fuzz, as in Anki
    (rslib/src/scheduler/states/review.rs).
    """
    last = 0
    if memory.state is State.REVIEW and memory.due_day is not None:
        last = memory.due_day - (memory.last_day or 0)
    found: list[tuple[int, int]] = []
    shares = fuzz.shares_from(day, settings.easy_days)
    before = 0
    for rating, (graduated, length) in zip(Rating, bases, strict=True):
        if not graduated:
            found.append((0, length))
            continue
        longest = settings.maximum_interval - min(Rating.EASY - rating, 2)
        shortest = before + 1 if rating > Rating.HARD else max(before, 1)
        if rating > Rating.AGAIN and length > last:
            shortest = max(shortest, last + 1)
        shortest = min(shortest, longest)
        if factor is None:
            before = min(max(length, shortest), longest)
        else:
            before = fuzz.fuzzed(length, shortest, longest, factor, shares)
        found.append((before, 0))
    return found


def _outcome(
    rating: Rating, memory: Memory, result: fsrs.Card, length: tuple[int, int], clock: Clock
) -> Outcome:
    days, seconds = length
    due_ms = clock.start_of(clock.day + days) if days else clock.now_ms + seconds * 1000
    lapsed = rating is Rating.AGAIN and memory.state is State.REVIEW
    after = Memory(
        card_id=memory.card_id,
        state=State(int(result.state)),
        step=result.step,
        stability=result.stability,
        difficulty=result.difficulty,
        last_ms=clock.now_ms,
        last_day=clock.day if memory.last_day is None else max(clock.day, memory.last_day),
        due_ms=due_ms,
        due_day=study_day(due_ms, clock.offset_min, clock.rollover_hour),
        reps=memory.reps + 1,
        lapses=memory.lapses + lapsed,
    )
    return Outcome(rating, after, days, (due_ms - clock.now_ms) // 1000)


def _check_clock(clock: Clock) -> None:
    if not 0 <= clock.now_ms <= LAST_MOMENT_MS:
        raise BadInput(f"The clock says {clock.now_ms} ms since 1970; set the system's clock.")
    if not -1440 <= clock.offset_min <= 1440 or not 0 <= clock.rollover_hour <= 23:
        raise BadInput(
            f"No zone is {clock.offset_min} min from UTC, or no day begins at hour "
            f"{clock.rollover_hour}; correct zone and rollover_hour in settings.toml."
        )


def _check_memory(memory: Memory) -> None:
    learnt = memory.state is not State.NEW
    if not learnt and memory.stability is None and memory.difficulty is None:
        return
    stability, difficulty = memory.stability, memory.difficulty
    sound = (
        learnt
        and stability is not None
        and difficulty is not None
        and memory.last_day is not None
        and isfinite(stability)
        and stability > 0
        and 1 <= difficulty <= 10
        and memory.reps >= 0
    )
    if not sound:
        raise BadInput(
            f"Card {memory.card_id} has an impossible memory (state {int(memory.state)}, stability "
            f"{stability}, difficulty {difficulty}); `edgewise doctor --rebuild` makes it again."
        )
