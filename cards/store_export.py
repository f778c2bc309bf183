"""What leaves study.db: cards group by group with their memory and tags, and the answers of each.

Owns the SQL of an export and its bounds: one snapshot, streamed in study order, never all at once.
Not here: which cards are wanted (sync/export_scope.py), the shape of any format (sync/).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import groupby
from typing import Generic, NamedTuple, TypeVar

from cards import store_memory
from cards.errors import StoreError
from cards.models import Card
from cards.store import Store, Value
from cards.store_cards import EXERCISE
from cards.store_memory import MemoryRow
from cards.store_review import COUNTING_KINDS, EventRow
from cards.voids import voided

T = TypeVar("T", bound=tuple[object, ...])
SHARE_LOOKED_UP = 0.1
RATINGS = (1, 2, 3, 4)
_CARD = ", ".join(f"c.{name}" for name in Card._fields)
_MEMORY = ", ".join(f"m.{name.strip()}" for name in store_memory.COLUMNS.split(","))
_CARDS = (
    f"SELECT {_CARD}, c.state, c.reason, c.created_ms, c.changed_ms, {_MEMORY}"
    " FROM temp.export_place AS p CROSS JOIN card AS c ON c.id = p.card_id"
    " LEFT JOIN memory AS m ON m.card_id = c.id ORDER BY p.place"
)
_TAGS = (
    "SELECT p.card_id, t.tag FROM card_tag AS t CROSS JOIN temp.export_place AS p"
    " ON p.card_id = t.card_id ORDER BY p.place, t.tag"
)
_PLACES = (
    "INSERT INTO temp.export_place (card_id) SELECT c.id FROM card AS c JOIN"
    " (SELECT group_id AS own, min(position) AS first FROM card WHERE kind <> :exercise{}"
    " GROUP BY group_id) ON own = c.group_id ORDER BY first, c.group_id, c.ordinal, c.id"
)
_NARROWED = (
    " AND group_id IN (SELECT group_id FROM card WHERE id IN (SELECT value FROM json_each(:ids)))"
)
_CARD_WIDTH = len(Card._fields)


class ExportCard(NamedTuple):
    """One card with all that is known of it. state: live, blocked or retired, with its reason.

    created_ms, changed_ms: UTC ms, of the card and of what it says. row: None if never live here.
    """

    card: Card
    state: str
    reason: str
    created_ms: int
    changed_ms: int
    row: MemoryRow | None
    tags: tuple[str, ...]


class Answer(NamedTuple):
    """One row of the log that counts, with what an export needs; see ReviewRow."""

    card_id: int
    id: str
    utc_ms: int
    zone_offset_min: int
    rollover_hour: int
    study_day: int
    rating: int
    duration_ms: int
    kind: str
    difficulty_before: float | None
    due_ms: int
    origin: str
    external_id: str | None
    voids: str | None


_ANSWER = ", ".join(f"r.{name}" for name in Answer._fields)
_TURNS = (
    "SELECT id, device, utc_ms, type, payload FROM event"
    " WHERE type IN ('value_changed', 'reset', 'set_due', 'postpone', 'void')"
    " AND json_extract(payload, '$.card') IS NOT NULL ORDER BY utc_ms, id"
)


def groups(store: Store, allowed: frozenset[int] | None) -> Iterator[list[ExportCard]]:
    """The cards, group by group in study order; a group comes whole: all its cards, of any state.

    allowed: only groups that hold one of these cards; None: all. Exercises are left out, they
    are not answered from memory. Raises StoreError.
    """
    for cards, _ in with_answers(store, allowed, answers=False):
        yield cards


def with_answers(
    store: Store, allowed: frozenset[int] | None, *, answers: bool = True
) -> Iterator[tuple[list[ExportCard], dict[int, list[Answer]]]]:
    """The groups as `groups` has them, each with the answers that count, by card, oldest first.

    Answers that were undone are left out; what a restart of the card means is the caller's
    (replay.RESTARTS). All of it is read as it is at the first group. Raises StoreError.
    """
    with _snapshot(store):
        _place(store, allowed)
        tags = _ByCard(store.stream(_tag, _TAGS))
        log = _ByCard(store.stream(Answer, _log_sql(store)) if answers else iter(()))
        for _, read in groupby(store.stream(_row, _CARDS), key=_group):
            cards: list[ExportCard] = []
            history: dict[int, list[Answer]] = {}
            for row in read:
                own = tags.take(row.card.id)
                cards.append(row._replace(tags=tuple(tag for _, tag in own)) if own else row)
                given = log.take(row.card.id)
                if given:
                    history[row.card.id] = _counting(given)
            yield cards, history


def total(store: Store, allowed: frozenset[int] | None) -> int:
    """How many groups `groups` will hand out, for a progress bar. Raises StoreError."""
    sql = f"SELECT count(DISTINCT group_id) FROM card WHERE kind <> :exercise{_also(allowed)}"
    return store.count(sql, _values(allowed))


def turns(store: Store) -> dict[int, list[EventRow]]:
    """The events that move a due date or start a memory anew, by card, in order of time.

    With the voids, so that replay.counting_events can be asked. Few. Raises StoreError.
    """
    found: dict[int, list[EventRow]] = {}
    for event in store.stream(EventRow, _TURNS):
        if event.card_id is not None:
            found.setdefault(event.card_id, []).append(event)
    return found


@contextmanager
def _snapshot(store: Store) -> Iterator[None]:
    """Read all of it as of one moment, while another process may go on writing."""
    if store.db.in_transaction:
        yield
        return
    store.execute("BEGIN")
    try:
        yield
    finally:
        # Nothing was written but the table of places, which goes with it. A reader that broke off
        # may have closed the store before this runs: then it has rolled back by itself.
        with suppress(StoreError):
            store.execute("ROLLBACK")


def _place(store: Store, allowed: frozenset[int] | None) -> None:
    """Number the cards in the order they leave: three streams are then read side by side."""
    store.execute("DROP TABLE IF EXISTS temp.export_place")
    store.execute(
        "CREATE TEMP TABLE export_place (place INTEGER PRIMARY KEY, card_id INTEGER UNIQUE)"
    )
    store.execute(_PLACES.format(_also(allowed)), _values(allowed))


def _also(allowed: frozenset[int] | None) -> str:
    return "" if allowed is None else _NARROWED


def _values(allowed: frozenset[int] | None) -> dict[str, Value]:
    ids = {} if allowed is None else {"ids": json.dumps(sorted(allowed))}
    return {"exercise": EXERCISE, **ids}


def _log_sql(store: Store) -> str:
    """Few cards: each looked up. Many: the whole log once, sorted, which is far quicker."""
    places = store.count("SELECT count(*) FROM temp.export_place")
    if places < SHARE_LOOKED_UP * store.count("SELECT count(*) FROM card"):
        source = "temp.export_place AS p CROSS JOIN review AS r ON r.card_id = p.card_id"
    else:
        source = (
            "review AS r NOT INDEXED CROSS JOIN temp.export_place AS p ON p.card_id = r.card_id"
        )
    return f"SELECT {_ANSWER} FROM {source} ORDER BY p.place, r.utc_ms, r.id"


class _ByCard(Generic[T]):
    """A stream in the order of places, whose rows begin with a card's id, taken card by card."""

    def __init__(self, rows: Iterator[T]) -> None:
        self._rows = groupby(rows, key=_card_id)
        self._next = next(self._rows, None)

    def take(self, card_id: int) -> list[T]:
        """The rows of the card, if it is the next that has any."""
        if self._next is None or self._next[0] != card_id:
            return []
        found = list(self._next[1])
        self._next = next(self._rows, None)
        return found


def _counting(rows: list[Answer]) -> list[Answer]:
    """As replay.counting, for the columns that an export reads."""
    if any(row.voids for row in rows):
        undone = voided([(row.id, row.voids) for row in rows])
        rows = [row for row in rows if row.id not in undone]
    return [row for row in rows if row.kind in COUNTING_KINDS and row.rating in RATINGS]


def _row(*columns: Value) -> ExportCard:
    after = _CARD_WIDTH + 4
    held = columns[after:]
    row = None if held[0] is None else store_memory.row_of(held)
    return ExportCard._make(
        (Card._make(columns[:_CARD_WIDTH]), *columns[_CARD_WIDTH:after], row, ())
    )


def _group(row: ExportCard) -> int:
    return row.card.group_id


def _card_id(row: tuple[object, ...]) -> object:
    return row[0]


def _tag(card_id: int, tag: str) -> tuple[int, str]:
    return card_id, tag
