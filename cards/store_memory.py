"""The memory table: what the log says about each card now, and whether it may be asked.

Owns the row's shape, and when a card is active (live, no exercise's, not suspended, not known).
Derived: every row can be made again by replay.py. Not here: the log (store_review.py), the queue's
questions (store_queue.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from cards.models import Memory, State
from cards.store import Store, Value

COLUMNS = (
    "card_id, state, step, stability, difficulty, last_ms, last_day, due_ms, due_day, reps, lapses,"
    " first_day, days, suspended, buried_day, flagged, known, active, position"
)
_UPSERT = f"INSERT OR REPLACE INTO memory ({COLUMNS}) VALUES ({', '.join('?' * 19)})"
# An exercise is live and yet never active: the queue asks what is recalled, a run asks an exercise.
_ASKED = "state = 'live' AND kind <> 'exercise'"
_LIVE = f"EXISTS (SELECT 1 FROM card WHERE card.id = memory.card_id AND {_ASKED})"
BATCH = 500


class Flags(NamedTuple):
    """What the learner has said about a card. buried_day: hidden on that study day; 0: never."""

    suspended: bool = False
    buried_day: int = 0
    flagged: bool = False
    known: bool = False


class MemoryRow(NamedTuple):
    """One row of the table. first_day, days: first and number of study days with an answer."""

    memory: Memory
    first_day: int | None = None
    days: int = 0
    flags: Flags = Flags()
    active: bool = True
    position: int = 0


def _row(
    card_id: int,
    state: int,
    step: int | None,
    stability: float | None,
    difficulty: float | None,
    last_ms: int | None,
    last_day: int | None,
    due_ms: int | None,
    due_day: int | None,
    reps: int,
    lapses: int,
    first_day: int | None,
    days: int,
    suspended: int,
    buried_day: int,
    flagged: int,
    known: int,
    active: int,
    position: int,
) -> MemoryRow:
    memory = Memory(
        card_id, State(state), step, stability, difficulty,
        last_ms, last_day, due_ms, due_day, reps, lapses,
    )  # fmt: skip
    flags = Flags(bool(suspended), buried_day, bool(flagged), bool(known))
    return MemoryRow(memory, first_day, days, flags, bool(active), position)


def _values(row: MemoryRow) -> tuple[int | float | None, ...]:
    suspended, buried_day, flagged, known = row.flags
    memory = row.memory
    return (
        memory.card_id, int(memory.state), *memory[2:], row.first_day, row.days,
        int(suspended), buried_day, int(flagged), int(known), int(row.active), row.position,
    )  # fmt: skip


def row_of(columns: Sequence[Value]) -> MemoryRow:
    """Make a row of COLUMNS as a reader of several tables has them."""
    make: Callable[..., MemoryRow] = _row
    return make(*columns)


def read(store: Store, card_id: int) -> MemoryRow | None:
    """Read one card's row; None: the card is unknown here, or was never live."""
    return store.one(_row, f"SELECT {COLUMNS} FROM memory WHERE card_id = ?", (card_id,))


def read_many(store: Store, card_ids: Iterable[int]) -> dict[int, MemoryRow]:
    """Read the rows of many cards; those without a row are left out."""
    found: dict[int, MemoryRow] = {}
    for batch in batches(card_ids):
        marks = ",".join("?" * len(batch))
        sql = f"SELECT {COLUMNS} FROM memory WHERE card_id IN ({marks})"
        found.update((row.memory.card_id, row) for row in store.query(_row, sql, batch))
    return found


def every(store: Store) -> dict[int, MemoryRow]:
    """Read the whole table, for doctor and rebuild."""
    rows = store.query(_row, f"SELECT {COLUMNS} FROM memory")
    return {row.memory.card_id: row for row in rows}


def put(store: Store, row: MemoryRow) -> None:
    """Write one row whole, inside the transaction that wrote the log."""
    store.execute(_UPSERT, _values(row))


def put_many(store: Store, rows: Iterable[MemoryRow]) -> None:
    """Write many rows whole, inside a transaction."""
    store.execute_many(_UPSERT, map(_values, rows))


def remove(store: Store, card_ids: Iterable[int]) -> None:
    """Drop rows that neither a live card nor any history needs."""
    store.execute_many("DELETE FROM memory WHERE card_id = ?", ((card,) for card in card_ids))


def add_cards(store: Store, positions: Iterable[tuple[int, int]]) -> None:
    """Give each (card id, study position) a row: new cards an empty one, known ones the position.

    Called by the card lifecycle after it has written the card table; follow with `set_active`.
    """
    sql = (
        f"INSERT INTO memory ({COLUMNS}) VALUES"
        " (?, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL, 0, 0, 0, 0, 0, 1, ?)"
        " ON CONFLICT (card_id) DO UPDATE SET position = excluded.position"
        " WHERE position <> excluded.position"
    )
    store.execute_many(sql, positions)


def set_active(store: Store, card_ids: Iterable[int] | None = None) -> None:
    """Bring `active` in line with card.state and the flags; None: for every row."""
    wanted = f"(suspended = 0 AND known = 0 AND {_LIVE})"
    sql = f"UPDATE memory SET active = {wanted} WHERE active <> {wanted}"
    if card_ids is None:
        store.execute(sql)
    else:
        store.execute_many(f"{sql} AND card_id = ?", ((card,) for card in card_ids))


class Standing(NamedTuple):
    """What the card table says about a card: may it be asked, and where in the study order.

    live: not of an exercise, whose run asks it.
    """

    live: bool
    position: int


def standings(store: Store) -> dict[int, Standing]:
    """Return the standing of every card of the table."""
    sql = f"SELECT id, {_ASKED}, position FROM card"
    return dict(store.query(_standing, sql))


def standing(store: Store, card_id: int) -> Standing:
    """Return the standing of one card; a card not in the table is not live."""
    sql = f"SELECT id, {_ASKED}, position FROM card WHERE id = ?"
    found = store.one(_standing, sql, (card_id,))
    return found[1] if found else Standing(live=False, position=0)


def standings_of(store: Store, card_ids: Iterable[int]) -> dict[int, Standing]:
    """Return the standing of many cards; those not in the table are left out."""
    found: dict[int, Standing] = {}
    for batch in batches(card_ids):
        marks = ",".join("?" * len(batch))
        sql = f"SELECT id, {_ASKED}, position FROM card WHERE id IN ({marks})"
        found.update(store.query(_standing, sql, batch))
    return found


def _standing(card_id: int, live: int, position: int) -> tuple[int, Standing]:
    return card_id, Standing(bool(live), position)


def batches(card_ids: Iterable[int]) -> Iterable[list[int]]:
    """Cut ids into lists short enough for one statement's parameters."""
    pending: list[int] = []
    for card_id in card_ids:
        pending.append(card_id)
        if len(pending) == BATCH:
            yield pending
            pending = []
    if pending:
        yield pending
