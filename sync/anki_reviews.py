"""The reviews in an Anki package, as answers to our cards: read, sifted, brought into the log.

Owns which rows of `revlog` are answers (no cram, no manual rows, no impossible ones), which notes
are ours, and that a rehearsal is the import itself, taken back. Not here: opening the file
(anki_reader.py), what is new (cards/foreign_match.py), the log (cards/foreign_reviews.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby
from math import isfinite
from typing import NamedTuple

from cards import counts
from cards.counts import Counts
from cards.foreign_match import ForeignAnswer
from cards.foreign_reviews import Brought, ForeignCard, Origin, bring
from cards.record import Recorder, log_memory_settings
from cards.scheduler import Clock
from cards.settings import Settings
from cards.store import Store
from sync.anki_ids import card_of
from sync.anki_reader import AnkiPackage, Value, Zone

ORIGIN = "anki"
MANUAL, CRAM, FUTURE, TOO_OLD, IMPOSSIBLE = "manual", "cram", "future", "before_2006", "impossible"
FIRST_MS = 1_136_073_600_000  # 2006-01-01: the year Anki came out
_LONGEST_DAYS = 36_500
_LONGEST_STEP_S = 60 * 86_400
_FILTERED = 3
_PROGRESS_EVERY = 500
_CARDS = (
    "SELECT c.id, n.guid, c.ord, r.id, r.ease, r.ivl, r.factor, r.time, r.type"
    " FROM cards AS c JOIN notes AS n ON n.id = c.nid LEFT JOIN revlog AS r ON r.cid = c.id"
    " ORDER BY c.id, r.id"
)


class Report(NamedTuple):
    """What an import did, or would do. dropped: rows that are no answers, by reason.

    our_cards: cards in the file that came from Edgewise; other_cards: all others. before, after:
    the day's figures.
    """

    brought: Brought
    dropped: dict[str, int]
    our_cards: int
    other_cards: int
    before: Counts
    after: Counts


class _Rehearsed(Exception):
    """Ends the transaction of a rehearsal, so that nothing of it stays."""

    def __init__(self, report: Report) -> None:
        self.report = report
        super().__init__()


class AnkiReviews:
    """The reviews of one package; draw `cards` once, then read the sums."""

    def __init__(self, package: AnkiPackage, now_ms: int) -> None:
        self.dropped: Counter[str] = Counter()
        self.our_cards = 0
        self.other_cards = 0
        self._package = package
        self._now_ms = now_ms

    def cards(self, progress: Callable[[int, int], None] | None = None) -> Iterator[ForeignCard]:
        """Read card by card, those without an answer too. Raises AnkiFileBad."""
        total = self._count("cards")
        rows = self._package.rows(_CARDS)
        for number, (_, own) in enumerate(groupby(rows, key=lambda row: row[0]), start=1):
            if progress and (number % _PROGRESS_EVERY == 0 or number == total):
                progress(number, total)
            first = next(own)
            place = self._place(first[1], first[2])
            if place is None:
                self.other_cards += 1
                continue
            self.our_cards += 1
            found = [self._answer(row) for row in (first, *own) if row[3] is not None]
            yield ForeignCard(*place, [answer for answer in found if answer is not None])

    def has(self, answer_id: int) -> bool:
        """Tell whether the collection still has a review."""
        sql = "SELECT 1 FROM revlog WHERE id = ?"
        return any(True for _ in self._package.rows(sql, (answer_id,)))

    def _count(self, table: str) -> int:
        return sum(int(row[0] or 0) for row in self._package.rows(f"SELECT count(*) FROM {table}"))

    def _place(self, guid: Value, ordinal: Value) -> tuple[int, int] | None:
        if not isinstance(guid, str) or not isinstance(ordinal, int):
            raise self._package.bad("a note without an id, or a card without a place, is in it")
        place = card_of(guid, ordinal)
        # SQLite's integers end where a group id of ours does.
        return place if place and place[0] < 1 << 63 and place[1] < 1 << 31 else None

    def _answer(self, row: tuple[Value, ...]) -> ForeignAnswer | None:
        """Turn one row into an answer; None: it is none, and counted by the reason."""
        numbers = [self._number(value) for value in row[3:]]
        moment, ease, interval, factor, spent_ms, kind = numbers
        reason = self._reason(moment, ease, interval, factor, kind)
        if reason:
            self.dropped[reason] += 1
            return None
        return ForeignAnswer(moment, ease, interval, spent_ms)

    def _number(self, value: Value) -> int:
        """Take a whole number; old collections have some as decimals."""
        if isinstance(value, int):
            return value
        if isinstance(value, float) and isfinite(value):
            return round(value)
        raise self._package.bad("a review in it has text where a number belongs")

    def _reason(self, moment: int, ease: int, interval: int, factor: int, kind: int) -> str:
        if ease == 0:
            return MANUAL
        if kind == _FILTERED and factor == 0:
            return CRAM
        if moment > self._now_ms:
            return FUTURE
        if moment < FIRST_MS:
            return TOO_OLD
        fits = -_LONGEST_STEP_S <= interval <= _LONGEST_DAYS
        return "" if fits and 1 <= ease <= 4 and 0 <= kind <= _FILTERED else IMPOSSIBLE


def bring_reviews(
    package: AnkiPackage,
    store: Store,
    settings: Settings,
    session: str,
    clock: Clock,
    *,
    rehearse: bool,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Bring the reviews of a package into the log, in one transaction.

    session: a fresh name, it becomes the import's. rehearse: take all of it back at the end; the
    report is the same. Raises AnkiFileBad, StoreError; then nothing was saved.
    """
    try:
        with store.write():
            recorder = Recorder(store, settings, session)
            log_memory_settings(recorder, clock)
            report = _brought(package, recorder, clock, progress)
            if rehearse:
                raise _Rehearsed(report)
            return report
    except _Rehearsed as rehearsed:
        return rehearsed.report


def _brought(
    package: AnkiPackage,
    recorder: Recorder,
    clock: Clock,
    progress: Callable[[int, int], None] | None,
) -> Report:
    before = counts.count(recorder.store, recorder.settings, clock)
    reviews = AnkiReviews(package, clock.now_ms)
    origin = _origin(package, reviews, clock)
    brought = bring(recorder, origin, reviews.cards(progress), clock)
    return Report(
        brought,
        dict(sorted(reviews.dropped.items())),
        reviews.our_cards,
        reviews.other_cards,
        before,
        counts.count(recorder.store, recorder.settings, clock),
    )


def _origin(package: AnkiPackage, reviews: AnkiReviews, clock: Clock) -> Origin:
    """Name the collection; what it does not say of how it counts days is as the learner has it.

    Without scheduling a file has no reviews at all, so none of them is gone.
    """
    zone = package.zone or Zone(clock.offset_min, None)
    rollover = clock.rollover_hour if zone.rollover_hour is None else zone.rollover_hour
    return Origin(
        name=ORIGIN,
        collection=str(package.created_s),
        offset_min=zone.offset_min,
        rollover_hour=rollover,
        changed_ms=package.changed_ms,
        has=reviews.has if package.has_scheduling else None,
    )
