"""Answers given in another program enter the log: which are new, which we have, which are gone.

Owns the shape of a foreign answer's row (the same id on every machine) and that a card's memory
follows at once. Not here: reading the other program's files (sync/), which answers are new
(foreign_match.py), taking an import back (import_undo.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from typing import NamedTuple

from cards import foreign_match, store_memory, store_review
from cards.foreign_match import ForeignAnswer
from cards.models import Memory, State
from cards.new_id import RANDOM_BYTES, new_id
from cards.record import KINDS, LONGEST_MS, Recorder
from cards.replay import is_active, links, walk
from cards.scheduler import Clock
from cards.store import Store
from cards.store_memory import MemoryRow
from cards.store_review import VOID, ReviewRow
from cards.study_day import day_start_ms, study_day
from cards.voids import voided

IMPORT = "import"
_BATCH = 400


class Origin(NamedTuple):
    """Where answers come from. name: `anki`, ... collection: tells one collection from another.

    offset_min (east of UTC), rollover_hour: how it counts days. changed_ms: its last change, UTC
    ms. has: whether the collection still has an answer; None: it cannot say what is gone.
    """

    name: str
    collection: str
    offset_min: int
    rollover_hour: int
    changed_ms: int
    has: Callable[[int], bool] | None = None

    @property
    def device(self) -> str:
        """The device that its rows name."""
        return f"{self.name}-{self.collection}"


class ForeignCard(NamedTuple):
    """All answers of one card there, oldest first; found here by its group and its place in it."""

    group_id: int
    ordinal: int
    answers: Sequence[ForeignAnswer]


class Brought(NamedTuple):
    """What an import did. new: answers; restored: known but undone here; gone: undone there.

    cards: touched. known: brought before; ours: given here. first_ms, last_ms: of the new ones.
    """

    new: int = 0
    restored: int = 0
    gone: int = 0
    cards: int = 0
    known: int = 0
    ours: int = 0
    unknown_cards: int = 0
    unknown_answers: int = 0
    first_ms: int = 0
    last_ms: int = 0

    @property
    def changes(self) -> int:
        """How many rows it wrote, or would write."""
        return self.new + self.restored + self.gone


def bring(
    recorder: Recorder, origin: Origin, cards: Iterable[ForeignCard], clock: Clock
) -> Brought:
    """Write what is new, in one transaction (the caller's, if there is one), with one event.

    recorder: its session becomes the import's, so it must be a fresh one. Raises StoreError, and
    what drawing from cards raises; then nothing was saved.
    """
    with recorder.store.write():
        clock = recorder.stamp(clock)
        pen = _Pen(recorder, origin, clock)
        for card, card_id in _found(recorder.store, cards):
            pen.take(card, card_id)
        brought = Brought(*pen.sums)
        if brought.changes:
            recorder.act(
                IMPORT, None, clock, session=recorder.session, origin=origin.name,
                device=origin.device, changed_ms=origin.changed_ms, cards=brought.cards,
                reviews=brought.new + brought.restored, gone=brought.gone,
            )  # fmt: skip
    return brought


def row_id(card_id: int, origin: str, answer_id: int) -> str:
    """The id of a foreign answer's row: made of what it is, so that every machine makes the same.

    answer_id: UTC ms.
    """
    text = f"{card_id}:{origin}:{answer_id}".encode()
    return new_id(answer_id, blake2b(text, digest_size=RANDOM_BYTES).digest())


def _found(store: Store, cards: Iterable[ForeignCard]) -> Iterator[tuple[ForeignCard, int | None]]:
    """Add the card ids, of retired cards too; None: no such card here."""
    drawn = iter(cards)
    while batch := list(islice(drawn, _BATCH)):
        groups = sorted({card.group_id for card in batch})
        marks = ",".join("?" * len(groups))
        sql = f"SELECT group_id, ordinal, id FROM card WHERE group_id IN ({marks})"
        places = dict(store.query(_place, sql, groups))
        for card in batch:
            yield card, places.get((card.group_id, card.ordinal))


def _place(group_id: int, ordinal: int, card_id: int) -> tuple[tuple[int, int], int]:
    return (group_id, ordinal), card_id


class _Pen:
    """Writes the cards of one import and keeps the sums, in the order of `Brought`."""

    def __init__(self, recorder: Recorder, origin: Origin, clock: Clock) -> None:
        self.sums = list(Brought())
        self._recorder = recorder
        self._store = recorder.store
        self._origin = origin
        self._clock = clock
        self._imports = _imports(recorder.store)

    def take(self, card: ForeignCard, card_id: int | None) -> None:
        """Write what is new of one card."""
        if card_id is None:
            self._add(unknown_cards=1, unknown_answers=len(card.answers))
            return
        held = store_review.history(self._store, card_id)
        sorted_out = foreign_match.sort_out(held, card.answers, self._origin.name)
        new = [self._row(card_id, answer) for answer in sorted_out.new]
        voids = [
            *self._voids(card_id, [void for row in sorted_out.undone for void in row]),
            *self._voids(card_id, gone := self._gone(held)),
        ]
        self._add(
            new=len(new), restored=len(sorted_out.undone), gone=len(gone),
            known=sorted_out.known, ours=sorted_out.ours, cards=bool(new or voids),
        )  # fmt: skip
        if new or voids:
            self._note_time(new)
            self._write(card_id, held, [*new, *voids])

    def _add(self, **counts: int) -> None:
        for name, count in counts.items():
            self.sums[Brought._fields.index(name)] += count

    def _note_time(self, new: list[ReviewRow]) -> None:
        first, last = Brought._fields.index("first_ms"), Brought._fields.index("last_ms")
        for row in new:
            self.sums[first] = min(self.sums[first] or row.utc_ms, row.utc_ms)
            self.sums[last] = max(self.sums[last], row.utc_ms)

    def _gone(self, held: Sequence[ReviewRow]) -> list[ReviewRow]:
        """Rows that this collection brought and, in a later state of it, has no more."""
        has = self._origin.has
        if has is None:
            return []
        undone = voided(links(held))
        return [
            row
            for row in held
            if row.device == self._origin.device
            and row.kind != VOID
            and row.id not in undone
            and self._imports.get(row.session, self._origin.changed_ms) < self._origin.changed_ms
            and not has(int(row.external_id or 0))
        ]

    def _row(self, card_id: int, answer: ForeignAnswer) -> ReviewRow:
        """The row of an answer; what the card was before it is filled in by `_write`."""
        _, _, offset, rollover, *_ = self._origin
        day = study_day(answer.id, offset, rollover)
        due_ms = answer.id - answer.interval * 1000
        if answer.interval > 0:
            due_ms = day_start_ms(day + answer.interval, offset, rollover)
        blank = self._recorder.void_row(Memory(card_id), self._clock, "")
        return blank._replace(
            id=row_id(card_id, self._origin.name, answer.id),
            device=self._origin.device,
            utc_ms=answer.id,
            zone_offset_min=offset,
            rollover_hour=rollover,
            study_day=day,
            rating=answer.rating,
            duration_ms=min(max(0, answer.duration_ms), LONGEST_MS),
            kind=KINDS[State.NEW],
            due_ms=due_ms,
            scheduler=self._origin.name,
            origin=self._origin.name,
            external_id=str(answer.id),
            voids=None,
        )

    def _voids(self, card_id: int, targets: Sequence[ReviewRow]) -> list[ReviewRow]:
        """Rows that undo rows; later than those, whatever the clock of another device said."""
        latest = max((row.utc_ms + 1 for row in targets), default=0)
        clock = self._clock._replace(now_ms=max(self._clock.now_ms, latest))
        memory = Memory(card_id)
        return [self._recorder.void_row(memory, clock, row.id) for row in targets]

    def _write(self, card_id: int, held: list[ReviewRow], added: list[ReviewRow]) -> None:
        """Write a card's rows, each with what the card was before it, and its new memory."""
        store, parameters = self._store, self._recorder.settings.parameters
        rows = sorted([*held, *added], key=lambda row: (row.utc_ms, row.id))
        standing = store_memory.standing(store, card_id)
        folded = MemoryRow(Memory(card_id), position=standing.position)
        filled = {row.id: row for row in added}
        events = store_review.events_of(store, card_id)
        for step, after in walk(card_id, rows, events, parameters, standing):
            if isinstance(step, ReviewRow) and step.id in filled:
                filled[step.id] = _after(folded.memory, step)
            folded = after
        for row in filled.values():
            store_review.append_review(store, row)
        active = is_active(folded.flags, standing)
        store_memory.put(store, folded._replace(active=active))


def _after(before: Memory, row: ReviewRow) -> ReviewRow:
    return row._replace(
        kind=KINDS[before.state],
        state_before=int(before.state),
        step_before=before.step,
        stability_before=before.stability,
        difficulty_before=before.difficulty,
        elapsed_days=None if before.last_day is None else max(0, row.study_day - before.last_day),
    )


def _imports(store: Store) -> dict[str, int]:
    """Session of each import -> the last change of the collection that it read, UTC ms."""
    found: dict[str, int] = {}
    for text in store.query(str, "SELECT payload FROM event WHERE type = ?", (IMPORT,)):
        payload = json.loads(text)
        found[str(payload.get("session"))] = int(payload.get("changed_ms") or 0)
    return found
