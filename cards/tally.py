"""The figures of the day, counted from the database without loading a card.

Owns the day's limits, who is a sibling of whom, and how due, new, minutes and streak are counted;
the queue builds on the same rules. Plain values and hardly an import, because `edgewise due` must
start fast. Not here: the list itself (queue.py), opening the database (store_glance.py).
"""

from __future__ import annotations

from cards.exercises_due import BY_RUN, count_due
from cards.voids import voided

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Value = int | float | str | bytes | None
    # ask(sql, values): an iterator over the rows of a SELECT.
    Ask = Callable[[str, Mapping[str, Value]], Iterator[tuple[Value, ...]]]

MOST = 10_000  # long lists are counted up to here, so that counting stays fast
RECENT = 100  # answers that the expected minutes are taken from
LONGEST_MS = 60_000
REVIEW_MS = 8_000
NEW_MS = 20_000
# `state >= 1` is the index's own condition: SQLite wants it word for word to use the index.
LEARNT = "active = 1 AND state >= 1"
DUE = f"{LEARNT} AND state = 2 AND due_day <= :day AND buried_day <> :day"
IN_STEPS = f"{LEARNT} AND state IN (1, 3) AND buried_day <> :day"
NEW = "active = 1 AND state = 0 AND buried_day <> :day"
_RELATED = (
    "SELECT card.id, group_id, node, object FROM"
    " (SELECT card_id AS wanted FROM memory WHERE {}) CROSS JOIN card ON card.id = wanted"
)


class Siblings:
    """Which groups and node pairs were already used today, and by which card."""

    def __init__(self) -> None:
        self._owner: dict[Value | tuple[str, str], Value] = {}

    def take(self, card_id: Value, group_id: Value, node: Value, object: Value) -> bool:
        """Reserve the card's group and node pair; False: a sibling has one of them today."""
        # Runs once for each due card when counting: no lists, no generators.
        owner = self._owner
        if owner.get(group_id, card_id) != card_id:
            return False
        if object:
            first, second = str(node), str(object)
            pair = (first, second) if first <= second else (second, first)
            if owner.get(pair, card_id) != card_id:
                return False
            owner[pair] = card_id
        owner[group_id] = card_id
        return True


class Done:
    """What was done on one study day; see `done_today`."""

    def __init__(self, day: int) -> None:
        self.day = day
        self.answers = 0
        self.reviews = 0
        self.introduced = 0
        self.answered: set[int] = set()
        self.failed: set[int] = set()
        self.more_new = 0
        self.more_reviews = 0

    def add(self, card_id: int, state_before: int, rating: int) -> None:
        """Count one more answer."""
        self.answers += 1
        self.reviews += state_before == 2
        self.introduced += state_before == 0
        self.answered.add(card_id)
        if rating == 1:
            self.failed.add(card_id)


def done_today(ask: Ask, day: int, day_start_ms: int) -> Done:
    """Read the day so far: answers that count, cards answered and failed, raised limits."""
    done = Done(day)
    # An exercise is an answer, but takes no place of a review or a new card: neither 2 nor 0.
    sql = (
        f"SELECT id, voids, card_id, CASE WHEN {BY_RUN} THEN 1 ELSE state_before END, rating, kind"
        " FROM review WHERE study_day = :day"
    )
    rows = list(ask(sql, {"day": day}))
    undone = voided((str(row[0]), None if row[1] is None else str(row[1])) for row in rows)
    for row_id, _, card_id, state, rating, kind in rows:
        if kind in ("learn", "review", "relearn") and rating and row_id not in undone:
            done.add(_whole(card_id), _whole(state), _whole(rating))
    _raise_limits(ask, done, day_start_ms)
    return done


def _raise_limits(ask: Ask, done: Done, day_start_ms: int) -> None:
    sql = (
        "SELECT id, CASE type WHEN 'void' THEN json_extract(payload, '$.voids') END,"
        " type, json_extract(payload, '$.new'), json_extract(payload, '$.reviews')"
        " FROM event WHERE utc_ms >= :since AND type IN ('extend_limits', 'void')"
    )
    rows = list(ask(sql, {"since": day_start_ms}))
    undone = voided((str(row[0]), None if row[1] is None else str(row[1])) for row in rows)
    for row_id, _, kind, new, reviews in rows:
        if kind == "extend_limits" and row_id not in undone:
            done.more_new += _whole(new)
            done.more_reviews += _whole(reviews)


def rooms(
    ask: Ask, done: Done, reviews_per_day: int, new_per_day: int, new_while_behind: bool
) -> tuple[int, int]:
    """Return how many more reviews and new cards the day's limits leave."""
    reviews = max(0, reviews_per_day + done.more_reviews - done.reviews)
    new = max(0, new_per_day + done.more_new - done.introduced)
    if new and not new_while_behind and behind(ask, done.day, 1):
        new = 0
    return reviews, new


def siblings_of_day(ask: Ask, done: Done) -> Siblings:
    """Return the groups and pairs that answered cards and cards in their steps hold today."""
    siblings = Siblings()
    for row in ask(_RELATED.format(IN_STEPS), {"day": done.day}):
        siblings.take(*row[:4])
    for card_id in done.answered:
        sql = "SELECT id, group_id, node, object FROM card WHERE id = :id"
        for row in ask(sql, {"id": card_id}):
            siblings.take(*row[:4])
    return siblings


def behind(ask: Ask, day: int, most: int) -> int:
    """Count reviews that were due before a day, up to `most`."""
    sql = f"SELECT 1 FROM memory WHERE {LEARNT} AND state = 2 AND due_day < :day LIMIT :most"
    return _first(ask, f"SELECT count(*) FROM ({sql})", {"day": day, "most": most})


def to_do(ask: Ask, done: Done, room: tuple[int, int]) -> tuple[int, int]:
    """Count the reviews and new cards a session would show, stopping at the limits."""
    siblings = siblings_of_day(ask, done)
    counts = [0, 0]
    new = f"{NEW} ORDER BY position, card_id"
    for place, where in enumerate((DUE, new)):
        if not room[place]:
            continue
        for row in ask(_RELATED.format(where), {"day": done.day}):
            counts[place] += siblings.take(*row[:4])
            if counts[place] == room[place]:
                break
    return counts[0], counts[1]


def in_steps(ask: Ask, day: int, before_ms: int) -> int:
    """Count the cards inside their steps that come due before a moment."""
    sql = f"SELECT count(*) FROM memory WHERE {IN_STEPS} AND due_ms < :before"
    return _first(ask, sql, {"day": day, "before": before_ms})


def minutes(ask: Ask, due: int, new: int) -> float:
    """Return the expected minutes: the median of recent answers (at most 60 s), or a guess."""
    sql = (
        "SELECT state_before, duration_ms FROM review WHERE rating > 0 AND duration_ms > 0"
        f" AND NOT {BY_RUN}"
        " ORDER BY utc_ms DESC, id DESC LIMIT :recent"
    )
    spent = [(row[0], min(_whole(row[1]), LONGEST_MS)) for row in ask(sql, {"recent": RECENT})]
    review_ms = _median([ms for state, ms in spent if state]) or REVIEW_MS
    new_ms = _median([ms for state, ms in spent if not state]) or NEW_MS
    return round((due * review_ms + new * new_ms) / 60_000, 1)


def _median(values: list[int]) -> int:
    return sorted(values)[len(values) // 2] if values else 0


def streak(ask: Ask, done: Done) -> int:
    """Count study days in a row with an answer that counts, today included once it has one."""
    # Most answers were never undone, and a day with one of those needs no second look.
    studied = (
        "EXISTS (SELECT 1 FROM review AS r WHERE r.study_day = {} AND r.rating > 0"
        " AND NOT EXISTS (SELECT 1 FROM review AS v WHERE v.voids = r.id))"
    )
    sql = (
        f"WITH RECURSIVE run(day) AS (SELECT :last WHERE {studied.format(':last')}"
        f" UNION ALL SELECT day - 1 FROM run WHERE {studied.format('run.day - 1')})"
        " SELECT count(*) FROM run"
    )
    last = done.day - 1
    while run := _first(ask, sql, {"last": last}) or _stands(ask, last):
        last -= run
    return done.day - 1 - last + (1 if done.answers else 0)


def _stands(ask: Ask, day: int) -> bool:
    """Tell whether an answer of a day counts, with all that was undone and redone since."""
    own = [str(row[0]) for row in ask(
        "SELECT id FROM review WHERE study_day = :day AND rating > 0", {"day": day}
    )]  # fmt: skip
    links: list[tuple[str, str | None]] = []
    newest = own
    while newest:
        import json

        sql = "SELECT id, voids FROM review WHERE voids IN (SELECT value FROM json_each(:ids))"
        found = [(str(row[0]), str(row[1])) for row in ask(sql, {"ids": json.dumps(newest)})]
        links += found
        newest = [row_id for row_id, _ in found]
    return not voided(links).issuperset(own)


def waiting_new(ask: Ask) -> int:
    """Count cards never answered, up to MOST."""
    sql = "SELECT 1 FROM memory WHERE active = 1 AND state = 0 LIMIT :most"
    return _first(ask, f"SELECT count(*) FROM ({sql})", {"most": MOST})


def next_due_ms(ask: Ask, day: int, day_start_ms: int) -> int | None:
    """Return the next moment a card comes due, if nothing can be asked now; None: never.

    day_start_ms: when `day` began. Cards that a limit, a sibling or burying holds back come
    tomorrow.
    """
    day_ms = 86_400_000
    values: dict[str, Value] = {"day": day}
    moments: list[int] = []
    sql = f"SELECT min(due_ms) FROM memory WHERE {LEARNT} AND state IN (1, 3)"
    if step := _first(ask, sql, {}):
        moments.append(step)
    sql = f"SELECT min(due_day) FROM memory WHERE {LEARNT} AND state = 2 AND due_day > :day"
    if later := _first(ask, sql, values):
        moments.append(day_start_ms + (later - day) * day_ms)
    held = f"SELECT 1 FROM memory WHERE {LEARNT} AND state = 2 AND due_day <= :day"
    new = "SELECT 1 FROM memory WHERE active = 1 AND state = 0"
    if _first(ask, f"SELECT EXISTS ({held}) OR EXISTS ({new})", values):
        moments.append(day_start_ms + day_ms)
    return min(moments, default=None)


def figures(
    ask: Ask,
    now_ms: int,
    day: int,
    day_start_ms: int,
    limits: tuple[int, int, bool],
) -> tuple[int, int, int, float, int, int, int | None, int, int, int]:
    """Return the fields of `counts.Counts`, in order.

    limits: reviews a day, new cards a day, new cards while behind.
    """
    done = done_today(ask, day, day_start_ms)
    due, new = to_do(ask, done, rooms(ask, done, *limits))
    steps = in_steps(ask, day, day_start_ms + 86_400_000)
    moment = now_ms if due + new else next_due_ms(ask, day, day_start_ms)
    return (
        due,
        new,
        steps,
        minutes(ask, due + steps, new),
        done.answers,
        streak(ask, done),
        None if moment is None else max(moment, now_ms),
        max(0, waiting_new(ask) - new),
        behind(ask, day, MOST),
        count_due(ask, day),
    )


def _first(ask: Ask, sql: str, values: Mapping[str, Value]) -> int:
    for row in ask(sql, values):
        return _whole(row[0])
    return 0


def _whole(value: Value) -> int:
    return value if isinstance(value, int) else 0
