"""The card table, its groups and tags: what the lifecycle reads and writes of study.db.

Owns the SQL of identity, state and wording of cards, and that a place in a group is never given
twice. Called inside the transaction of `apply`. Not here: what changes (lifecycle.py), what the
queue asks (store_queue.py), memory rows (store_memory.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import NamedTuple

from cards.drafts import Draft
from cards.store import Store
from cards.store_memory import batches

LIVE, BLOCKED, RETIRED = "live", "blocked", "retired"
# From so many cards on, one look at the whole table is quicker than one look each.
MANY = 2000
EXERCISE = "exercise"  # its cards have their own lifecycle (exercise_cards.py)
_COLUMNS = ", ".join(Draft._fields[:-1])
_SELECT = f"SELECT {_COLUMNS}, state, reason FROM card"
_INSERT = (
    f"INSERT INTO card ({_COLUMNS}, state, reason, created_ms, changed_ms)"
    f" VALUES ({', '.join('?' * (len(Draft._fields) + 3))})"
)
_UPSERT = (
    f"{_INSERT} ON CONFLICT (id) DO UPDATE SET "
    + ", ".join(
        f"{name} = excluded.{name}"
        for name in (*Draft._fields[1:-1], "state", "reason")
        if name != "ordinal"
    )
    + ", changed_ms = max(changed_ms, excluded.changed_ms)"
)
_INDEXES = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'card' AND sql > ''"
)
_PLACES = "SELECT group_id, ordinal FROM card WHERE group_id IN ({})"


class Stored(NamedTuple):
    """One card as the store has it. card: with its tags. reason: why it is not live."""

    card: Draft
    state: str
    reason: str


class Written(NamedTuple):
    """One row to write. reworded: whether the learner sees another text than before.

    is_new: the card had no row when the diff was made.
    """

    card: Draft
    state: str
    reason: str
    reworded: bool
    is_new: bool


def load(store: Store, nodes: Collection[str] | None) -> dict[int, Stored]:
    """All generated cards, or those of some nodes (keys): card id -> row."""
    if nodes is None:
        return _with_tags(store, _rows(store, f"{_SELECT} WHERE kind <> ?", [EXERCISE]), None)
    return _by(store, "node", f"kind <> '{EXERCISE}'", nodes)


def exercises(store: Store, nodes: Collection[str] | None) -> dict[int, Stored]:
    """The cards of all exercises, or of some nodes (keys): card id -> row."""
    if nodes is None:
        # All layers, one after the other, along the index on places.
        sql = f"{_SELECT} WHERE layer = ? AND path >= 'exercises/' AND path < 'exercises0'"
        layers = store.query(str, "SELECT DISTINCT layer FROM card")
        rows = [row for layer in layers for row in _rows(store, sql, [layer])]
        kept = [row for row in rows if row.card.kind == EXERCISE]
        return _with_tags(store, kept, [row.card.id for row in kept])
    return _by(store, "node", f"kind = '{EXERCISE}'", nodes)


def by_ids(store: Store, ids: Iterable[int]) -> dict[int, Stored]:
    """The cards with these ids, those that are there."""
    found: dict[int, Stored] = {}
    for batch in batches(ids):
        sql = f"{_SELECT} WHERE id IN ({_marks(batch)})"
        found.update(_with_tags(store, _rows(store, sql, batch), batch))
    return found


def asking(store: Store, questions: Collection[str]) -> dict[int, Stored]:
    """The live and blocked cards with one of these normalised questions."""
    return _by(store, "question_norm", f"state <> 'retired' AND kind <> '{EXERCISE}'", questions)


def nodes_of_file(store: Store, layer: str, path: str | None = None) -> set[str]:
    """Keys of the nodes with a card that stands in a file, or (path None) in a whole layer."""
    where = "layer = ?" if path is None else "layer = ? AND path = ?"
    values = [layer] if path is None else [layer, path]
    sql = f"SELECT DISTINCT node FROM card WHERE {where} AND state <> 'retired'"
    return set(store.query(str, sql, values))


def layers_with_cards(store: Store) -> set[str]:
    """Names of the layers that cards stand in, retired ones aside."""
    # From name to name along the index on layers: there are few, of very many cards.
    sql = (
        "WITH RECURSIVE held(name) AS (SELECT min(layer) FROM card UNION ALL"
        " SELECT (SELECT min(layer) FROM card WHERE layer > name) FROM held WHERE name IS NOT NULL)"
        " SELECT name FROM held WHERE EXISTS"
        " (SELECT 1 FROM card WHERE layer = name AND state <> 'retired' AND kind <> ?)"
    )
    return set(store.query(str, sql, [EXERCISE]))


def live_in(store: Store, layer: str) -> int:
    """How many live cards stand in a layer."""
    sql = "SELECT count(*) FROM card WHERE layer = ? AND state = ?"
    return sum(store.query(int, sql, [layer, LIVE]))


def write(store: Store, rows: Sequence[Written], now_ms: int) -> None:
    """Write rows whole, with their groups and tags. A known card keeps its place and birthday.

    now_ms: UTC ms; a card whose text changed says so by it.
    """
    groups = {(w.card.group_id, w.card.kind, w.card.node) for w in rows}
    store.execute_many(
        "INSERT OR IGNORE INTO card_group VALUES (?, ?, ?, ?)",
        ((*group, now_ms) for group in sorted(groups)),
    )
    empty = not store.count("SELECT EXISTS (SELECT 1 FROM card)")
    there = set() if empty else _known(store, [w.card.id for w in rows])
    newcomers = [w for w in rows if w.card.id not in there]
    taken = {} if empty else _taken(store, {w.card.group_id for w in newcomers})
    newcomers = _placed(newcomers, taken)
    # Not by _UPSERT: SQLite looks into every index first for what an update would change.
    with _indexes_last(store) if empty and len(newcomers) >= MANY else nullcontext():
        store.execute_many(_INSERT, _values(newcomers, now_ms))
    store.execute_many(_UPSERT, _values([w for w in rows if w.card.id in there], now_ms))
    known = ((w.card.id,) for w in rows if not w.is_new)
    store.execute_many("DELETE FROM card_tag WHERE card_id = ?", known)
    store.execute_many(
        "INSERT OR IGNORE INTO card_tag VALUES (?, ?)",
        ((tag, w.card.id) for w in rows for tag in w.card.tags),
    )


def set_state(store: Store, ids: Iterable[int], state: str, reason: str) -> None:
    """Change the state alone: nothing of the text is touched."""
    store.execute_many(
        "UPDATE card SET state = ?, reason = ? WHERE id = ?",
        ((state, reason, card_id) for card_id in ids),
    )


def _values(rows: list[Written], now_ms: int) -> Iterator[tuple[int | str, ...]]:
    rows.sort(key=_id)  # in the order of the table: quicker for many
    for card, state, reason, reworded, _ in rows:
        yield (*card[:-1], state, reason, now_ms, now_ms if reworded else 0)


@contextmanager
def _indexes_last(store: Store) -> Iterator[None]:
    """Make the indexes of an empty table after its first rows: sorting beats so many look-ups."""
    indexes = store.query(_index, _INDEXES)
    for name, _ in indexes:
        store.execute(f"DROP INDEX {name}")
    yield
    for _, sql in indexes:
        store.execute(sql)


def _taken(store: Store, groups: set[int]) -> dict[int, set[int]]:
    """Group id -> the places that its cards have or ever had."""
    taken: dict[int, set[int]] = {}
    for batch in batches(sorted(groups)):
        for group, ordinal in store.query(_pair, _PLACES.format(_marks(batch)), batch):
            taken.setdefault(group, set()).add(ordinal)
    return taken


def _placed(newcomers: list[Written], taken: dict[int, set[int]]) -> list[Written]:
    """Give new cards a place in their group that is not taken."""
    placed = []
    for written in newcomers:
        used = taken.setdefault(written.card.group_id, set())
        wished = written.card.ordinal
        ordinal = wished if wished not in used else max(used) + 1
        used.add(ordinal)
        if ordinal != wished:
            written = written._replace(card=written.card._replace(ordinal=ordinal))
        placed.append(written)
    return placed


def _id(written: Written) -> int:
    return written.card.id


def _known(store: Store, ids: Sequence[int]) -> set[int]:
    """Which of these cards have a row."""
    if len(ids) >= MANY:
        return set(store.query(int, "SELECT id FROM card"))
    found: set[int] = set()
    for batch in batches(ids):
        found.update(store.query(int, f"SELECT id FROM card WHERE id IN ({_marks(batch)})", batch))
    return found


def _by(store: Store, column: str, also: str, values: Collection[str]) -> dict[int, Stored]:
    found: dict[int, Stored] = {}
    wanted = sorted(values)
    for start in range(0, len(wanted), 500):
        batch = wanted[start : start + 500]
        sql = f"{_SELECT} WHERE {column} IN ({_marks(batch)}) AND {also}"
        rows = _rows(store, sql, batch)
        found.update(_with_tags(store, rows, [stored.card.id for stored in rows]))
    return found


def _rows(store: Store, sql: str, values: Sequence[str | int]) -> list[Stored]:
    return store.query(_stored, sql, values)


def _stored(*columns: int | str) -> Stored:
    return Stored(Draft._make((*columns[:-2], ())), str(columns[-2]), str(columns[-1]))


def _with_tags(store: Store, rows: list[Stored], ids: Sequence[int] | None) -> dict[int, Stored]:
    """Add the tags; ids None: those of the whole table."""
    tags: dict[int, list[str]] = {}
    if ids is None:
        pairs = store.query(_tag, "SELECT card_id, tag FROM card_tag ORDER BY tag")
    else:
        pairs = []
        for batch in batches(ids):
            sql = f"SELECT card_id, tag FROM card_tag WHERE card_id IN ({_marks(batch)})"
            pairs += store.query(_tag, sql, batch)
    for card_id, tag in pairs:
        tags.setdefault(card_id, []).append(tag)
    found = {}
    for row in rows:
        own = tags.get(row.card.id)
        if own:
            row = row._replace(card=row.card._replace(tags=tuple(sorted(own))))
        found[row.card.id] = row
    return found


def _marks(values: Sequence[str | int]) -> str:
    return ",".join("?" * len(values))


def _pair(first: int, second: int) -> tuple[int, int]:
    return first, second


def _index(name: str, sql: str) -> tuple[str, str]:
    return name, sql


def _tag(card_id: int, tag: str) -> tuple[int, str]:
    return card_id, tag
