"""Notes for packages: made by hand, new ones and ones with a simulated past in some zone."""

from __future__ import annotations

import json
import random
from pathlib import Path

from cards import scheduler
from cards.models import Memory, Rating, State
from cards.settings import DEFAULT_PARAMETERS, Settings
from cards.study_day import DAY_MS, HOUR_MS, day_start_ms, offset_at, study_day
from sync.anki_ids import BASIC, NOTE_TYPES, place
from sync.anki_model import AnkiCard, AnkiMedia, AnkiNote, AnkiReview, DeckDays, Preset
from sync.anki_package import Packed, write_package

# 2026-11-20 12:00 UTC: Anki repairs ids of the future, so tests stay in the past.
NOW_MS = 1_795_176_000_000
CREATED_MS = NOW_MS - 200 * DAY_MS
CREATED_S = CREATED_MS // 1000
PAST_DAYS = 120
SETTINGS = Settings(fuzz=False)
PRESET = Preset(
    parameters=DEFAULT_PARAMETERS,
    desired_retention=0.9,
    learning_steps_s=(60, 600),
    relearning_steps_s=(600,),
    maximum_interval=36500,
    new_per_day=12,
    reviews_per_day=150,
    leech_lapses=7,
)
_TYPES = {State.NEW: 0, State.LEARNING: 1, State.REVIEW: 2, State.RELEARNING: 3}
_KINDS = {State.NEW: 0, State.LEARNING: 0, State.REVIEW: 1, State.RELEARNING: 2}


def days_of(zone: str) -> DeckDays:
    """The file's days for a learner of a zone; day 0 is long before all reviews."""
    offset = offset_at(CREATED_MS, zone)
    return DeckDays(study_day(CREATED_MS, offset, 4) - 30, offset, 4)


UTC_DAYS = days_of("UTC")


def note(
    kind: str = BASIC,
    group: int = 1,
    cards: tuple[AnkiCard, ...] | None = None,
    *,
    text: str = "",
    changed_s: int = CREATED_S,
    tags: tuple[str, ...] = ("edgewise::type::thing",),
    deck: str = "Edgewise::Things",
) -> AnkiNote:
    """One note whose cards ask about `group`; text: what its answers say besides."""
    cards = (AnkiCard(0), AnkiCard(1)) if cards is None else cards
    guid = place(kind, group, 0).guid
    fields = [guid, f"Thing {group} &amp; <i>co</i>", *_asked(kind, group, text, cards)]
    fields += [""] * (len(NOTE_TYPES[kind].fields) - len(fields))
    created = CREATED_MS + group // 3
    return AnkiNote(guid, kind, tuple(fields), tags, deck, created, changed_s, cards)


def _asked(kind: str, group: int, text: str, cards: tuple[AnkiCard, ...]) -> list[str]:
    if NOTE_TYPES[kind].slots:
        return [
            part
            for ordinal in range(1 + max(card.ordinal for card in cards))
            for part in (
                f"cue {ordinal}",
                f"What does part {ordinal} of {group} do when 1 &lt; 2?",
                f"It carries load {group}.{ordinal} <b>well</b> {text}",
                f"since \\(x_{ordinal} = {group}\\)",
            )
        ]
    hidden = (f"Part {c.ordinal} holds {{{{c{c.ordinal + 1}::load {group}}}}} up." for c in cards)
    return ["cue", " ".join((*hidden, text)), "because"]


def studied(
    ordinal: int, zone: str, seed: int, *, until: int = PAST_DAYS, fails: bool = False
) -> AnkiCard:
    """A card with a past: answered when due, at any hour of the day, for `until` days.

    fails: and not known at last. But for the first hour and the last of a study day: Anki counts
    the days of all its log by the zone's offset of today, so that in a zone with summer time these
    belong to another day.
    """
    draw = random.Random(seed)
    moment = _moment(CREATED_MS + draw.randrange(20) * DAY_MS, zone, draw)
    end = max(CREATED_MS + until * DAY_MS, moment + 1)
    memory, reviews = Memory(seed), list[AnkiReview]()
    while moment < end:
        rating = draw.choices((1, 2, 3, 4), (2, 2, 8, 2))[0]
        memory = _answer(memory, reviews, rating, moment, zone)
        assert memory.due_ms is not None
        soon = memory.due_ms + draw.randrange(60_000)
        moment = _moment(memory.due_ms, zone, draw) if memory.state is State.REVIEW else soon
    if fails:
        memory = _answer(memory, reviews, 1, _moment(end + DAY_MS, zone, draw), zone)
    return _card(ordinal, memory, tuple(reviews))


def _answer(
    memory: Memory, reviews: list[AnkiReview], rating: int, moment: int, zone: str
) -> Memory:
    clock = scheduler.Clock(moment, offset_at(moment, zone), 4)
    made = scheduler.outcome(memory, Rating(rating), clock, SETTINGS)
    interval = made.interval_days or -made.delay_s
    last = reviews[-1].interval if reviews else 0
    kind, spent = _KINDS[memory.state], 900 + moment % 30_000
    reviews.append(AnkiReview(moment, rating, interval, last, _factor(made.memory), spent, kind))
    return made.memory


def _moment(day_ms: int, zone: str, draw: random.Random) -> int:
    """A moment of the study day that holds another one."""
    offset = offset_at(day_ms, zone)
    start = day_start_ms(study_day(day_ms, offset, 4), offset, 4)
    return start + draw.randrange(HOUR_MS, DAY_MS - 2 * HOUR_MS)


def _factor(memory: Memory) -> int:
    assert memory.difficulty is not None
    return round((memory.difficulty - 1) / 9 * 1000 + 100)


def _card(ordinal: int, memory: Memory, reviews: tuple[AnkiReview, ...]) -> AnkiCard:
    kind = _TYPES[memory.state]
    assert memory.stability is not None and memory.difficulty is not None
    assert memory.due_ms is not None and memory.due_day is not None
    data = {
        "s": round(memory.stability, 4),
        "d": round(memory.difficulty, 3),
        "dr": 0.9,
        "decay": 0.154,
        "lrt": reviews[-1].id // 1000,
    }
    steps = {1: 2, 2: 0, 3: 1}[kind]
    return AnkiCard(
        ordinal=ordinal,
        type=kind,
        queue=kind,
        due=memory.due_day if kind == 2 else memory.due_ms // 1000,
        interval_days={1: 0, 2: reviews[-1].interval, 3: 1}[kind],
        reps=memory.reps,
        lapses=memory.lapses,
        steps_left=max(0, steps - (memory.step or 0)),
        data=json.dumps(data, separators=(",", ":")),
        reviews=reviews,
    )


def pack(
    path: Path,
    *notes: AnkiNote,
    days: DeckDays = UTC_DAYS,
    media: tuple[AnkiMedia, ...] = (),
    now_ms: int = NOW_MS,
) -> Packed:
    """Write a package of these notes."""
    return write_package(path, iter(notes), PRESET, days, iter(media), now_ms)


def reviews_of(*notes: AnkiNote) -> int:
    """How many rows of log the notes have."""
    return sum(len(card.reviews) for each in notes for card in each.cards)
