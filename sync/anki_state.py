"""A card's memory and its answers as Anki keeps them: type, due, interval, FSRS state, review log.

Owns the translation, number by number. State, stability, difficulty and due are those of our own
fold; nothing is computed anew. Not here: texts (anki_rows.py), how days are counted from the
file's first day (anki_collection.py).

Two places where Anki would have written something else, on purpose:

- A step that ends on a later study day stays a moment in seconds; Anki, too, waits for such a
  moment, and coming back it is the same step (Anki's own would be a whole day).
- The rows keep their true moments. When Anki recomputes a memory from them, it counts periods of
  24 hours back from its next day's start, so an answer given under another offset (before a change
  to or from summer time, or in another zone) within that shift of the day's start falls on the
  neighbouring day there. The state we write is right; `counted_otherwise` says how many cards
  would differ after such a recomputation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cards.models import Memory, State
from cards.replay import DUE_EVENTS, RESTARTS, counting_events
from cards.settings import Settings
from cards.store_export import Answer
from cards.store_memory import Flags, MemoryRow
from cards.store_review import EventRow
from cards.study_day import DAY_MS, HOUR_MS, MINUTE_MS
from sync.anki_model import AnkiCard, AnkiReview

SUSPENDED = -1
FLAG = 1
# Anki's Check Database sets back the place of a new card beyond this.
LAST_PLACE = 999_999
_DIGITS = 15  # of a moment in milliseconds, until the year 33658
_LONGEST_MS = 24 * HOUR_MS
_DAY_S = DAY_MS // 1000
_ANKI = "anki"
_NEW, _LEARNING, _REVIEW, _RELEARNING = map(int, State)
_KIND_OF_STATE = (0, 0, 1, 2)


class Writer(NamedTuple):
    """What all cards of one export share.

    furthest: the last place in the order of study. day_end_s: when today's study day ends, UTC
    seconds. history: whether memory and log go along.
    """

    settings: Settings
    furthest: int
    day_end_s: int
    history: bool = True


class Written(NamedTuple):
    """One card; counted_otherwise: Anki's days between its answers are not ours."""

    card: AnkiCard
    counted_otherwise: bool


def written(
    ordinal: int,
    position: int,
    row: MemoryRow | None,
    answers: Sequence[Answer],
    turns: Sequence[EventRow],
    writer: Writer,
) -> Written:
    """The card at a place of its note. answers: those that count, oldest first.

    turns: events that move its due date or start it anew, voided ones too.
    """
    flags = row.flags if row else Flags()
    place = _place(position, writer.furthest)
    card = AnkiCard(ordinal, due=place, flag=FLAG if flags.flagged else 0)
    memory = row.memory if row and writer.history else None
    otherwise = False
    if memory is not None and memory.state is not State.NEW:
        events = counting_events(turns) if turns else []
        answers = _since_restart(answers, events)
        reviews = _reviews(answers, events, memory)
        otherwise = _is_counted_otherwise(answers, writer)
        card = _with_memory(card, memory, reviews, place, writer.settings)
    if flags.suspended or flags.known:
        card = card._replace(queue=SUSPENDED)
    return Written(card, otherwise)


def _place(position: int, furthest: int) -> int:
    """The place among new cards; a very large collection is pressed together, in order."""
    if furthest <= LAST_PLACE:
        return max(0, position)
    return max(0, position) * LAST_PLACE // furthest


def _with_memory(
    card: AnkiCard,
    memory: Memory,
    reviews: tuple[AnkiReview, ...],
    place: int,
    settings: Settings,
) -> AnkiCard:
    due, interval, left = _schedule(memory, settings)
    state = int(memory.state)
    return card._replace(
        type=state,
        queue=_LEARNING if state == _RELEARNING else state,
        due=due,
        interval_days=interval,
        reps=memory.reps,
        lapses=memory.lapses,
        steps_left=left,
        data=_data(memory, reviews, place, settings),
        reviews=reviews,
    )


def _schedule(memory: Memory, settings: Settings) -> tuple[int, int, int]:
    """Due (study day, or UTC seconds inside steps), interval in days, steps left."""
    if memory.state is State.REVIEW:
        day = memory.due_day or 0
        return day, max(1, day - (memory.last_day or day)), 0
    relearning = memory.state is State.RELEARNING
    steps = settings.relearning_steps_s if relearning else settings.learning_steps_s
    left = max(1, len(steps) - (memory.step or 0))
    interval = max(1, round(memory.stability or 0)) if relearning else 0
    return (memory.due_ms or 0) // 1000, interval, left


def _data(memory: Memory, reviews: tuple[AnkiReview, ...], place: int, settings: Settings) -> str:
    """The FSRS state, in the words and to the decimals that Anki itself writes."""
    parts = [f'"pos":{place}']
    if memory.stability is not None and memory.difficulty is not None:
        parts += [f'"s":{round(memory.stability, 4)}', f'"d":{round(memory.difficulty, 3)}']
    parts.append(f'"dr":{round(settings.desired_retention, 2)}')
    parts.append(f'"decay":{round(settings.parameters[20], 3)}')
    last_ms = reviews[-1].id if reviews else memory.last_ms
    if last_ms is not None:
        # Another second than that of the last row, and Check Database forces a one-way sync.
        parts.append(f'"lrt":{last_ms // 1000}')
    return f"{{{','.join(parts)}}}"


def _since_restart(answers: Sequence[Answer], events: Sequence[EventRow]) -> Sequence[Answer]:
    """Without what was learnt before the card began to ask for something else."""
    restarts = [(e.utc_ms, e.id) for e in events if e.type in RESTARTS and e.get("restart")]
    if not restarts:
        return answers
    last = max(restarts)
    return [row for row in answers if (row.utc_ms, row.id) > last]


def _reviews(
    answers: Sequence[Answer], events: Sequence[EventRow], memory: Memory
) -> tuple[AnkiReview, ...]:
    """The rows of the log; which kind an answer is follows from the answers before it."""
    moves = [_moment(event) for event in events if event.type in DUE_EVENTS]
    found: list[AnkiReview] = []
    state, last = _NEW, 0
    for following, row in enumerate(answers, 1):
        while moves and moves[0] < _moment(row):
            del moves[0]
            state = state and _REVIEW
        after = answers[following].difficulty_before if following < len(answers) else None
        local = row.due_ms + row.zone_offset_min * MINUTE_MS - row.rollover_hour * HOUR_MS
        days, rest = divmod(local, DAY_MS)
        # As the fold has it (cards/replay.py): the start of a later day graduates, all else is a
        # step, in negative seconds.
        if rest == 0 and days > row.study_day:
            interval, next_state = days - row.study_day, _REVIEW
        else:
            interval = min(-1, -((row.due_ms - row.utc_ms) // 1000))
            next_state = _RELEARNING if state == _REVIEW else state or _LEARNING
        factor = round(((after or memory.difficulty or 1.0) - 1) / 9 * 1000 + 100)
        moment = row.utc_ms if row.origin != _ANKI else _number_there(row)
        duration = min(row.duration_ms, _LONGEST_MS)
        found.append(
            AnkiReview(moment, row.rating, interval, last, factor, duration, _KIND_OF_STATE[state])
        )
        state, last = next_state, interval
    return tuple(found)


def _moment(row: Answer | EventRow) -> tuple[int, str]:
    return row.utc_ms, row.id


def _number_there(row: Answer) -> int:
    """The number that an answer has in Anki, if it came from there."""
    there = row.external_id or ""
    return int(there) if there.isdecimal() and len(there) <= _DIGITS else row.utc_ms


def _is_counted_otherwise(answers: Sequence[Answer], writer: Writer) -> bool:
    """Whether the days from answer to answer differ: Anki's count back, ours on from 1970."""
    end_s = writer.day_end_s
    sums = {row.study_day + (end_s - row.utc_ms // 1000) // _DAY_S for row in answers}
    return len(sums) > 1
