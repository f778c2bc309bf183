"""What a query means: its tree as one SQL condition over card (c) and memory (m).

Owns the meaning of every field. Retrievability is not computed but turned round: with FSRS-6's
R = (1 + F t/S)^-w20 (scheduler.retrievability), R < r says t > k S for a k that only r decides, so
any database compares 100,000 cards without a power. Not here: names (card_query_names.py), order
and columns of the list (card_list.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from math import inf
from typing import NamedTuple

from cards import card_query_fields as vocabulary
from cards.card_query import All, Either, Field, Not, Tree, Word, fields
from cards.card_query_names import Names
from cards.new_id import RANDOM_BYTES, new_id
from cards.replay import RESTARTS
from cards.scheduler import Clock
from cards.settings import Settings
from cards.store import Store, Value
from cards.store_review import COUNTING_KINDS
from cards.study_day import DAY_MS
from cards.voids import voided
from kg.titled import holds

MATURE_DAYS = 21  # as in Anki: an interval of three weeks
_ASKED = "c.state = 'live' AND m.suspended = 0 AND m.known = 0 AND m.buried_day <> :day"
# An exercise has no steps inside a day (exercises_due.py).
_DUE = (
    f"{_ASKED} AND m.state >= 1 AND CASE WHEN c.kind = 'exercise' THEN m.last_day < :day AND"
    " (m.state <> 2 OR m.due_day <= :day) WHEN m.state = 2 THEN m.due_day <= :day"
    " ELSE m.due_ms < :day_end END"
)
_IVL = "m.due_day - m.last_day"
_IS = {
    "due": _DUE,
    "overdue": f"{_DUE} AND m.due_day < :day",
    "new": "m.state = 0",
    "learning": "m.state IN (1, 3)",
    "relearning": "m.state = 3",
    "review": "m.state = 2",
    "young": f"m.state = 2 AND {_IVL} < {MATURE_DAYS}",
    "mature": f"m.state = 2 AND {_IVL} >= {MATURE_DAYS}",
    "suspended": "m.suspended",
    "buried": "m.buried_day = :day",
    "flagged": "m.flagged",
    "leech": "m.lapses >= :leech",
    "known": "m.known",
    "blocked": "c.state = 'blocked'",
    "retired": "c.state = 'retired'",
    "live": "c.state = 'live'",
}
_NUMBERS = {
    "s": "m.stability",
    "d": "m.difficulty",
    "lapses": "m.lapses",
    "reps": "m.reps",
    "due": "m.due_day - :day",
    "ivl": _IVL,
}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_KINDS = ", ".join(f"'{kind}'" for kind in sorted(COUNTING_KINDS))
_RESTARTS = ", ".join(f"'{kind}'" for kind in sorted(RESTARTS))
# Rows of the log lie in the order of time, so a range of ids is read in one go.
_ANSWERED = (
    "SELECT card_id FROM review WHERE id >= :{first} AND study_day > :{since}"
    f" AND rating > 0 AND kind IN ({_KINDS})"
    " AND id NOT IN (SELECT value FROM json_each(:{undone}))"
)


class Condition(NamedTuple):
    """A query as SQL: where, over card AS c LEFT JOIN memory AS m, and the values it names."""

    where: str
    values: dict[str, Value]


def condition(
    tree: Tree, store: Store, names: Names, clock: Clock, settings: Settings
) -> Condition:
    """Turn a query into SQL. Blocked and retired cards are found only by a query that names them.

    Raises QueryError for a name that is not there, StoreError.
    """
    maker = _Maker(store, names, clock, settings)
    where = maker.sql(tree)
    named = {field.value.casefold() for field in fields(tree) if field.name == "is"}
    states = {"live"} | (named & {"blocked", "retired"})
    shown = ", ".join(f"'{state}'" for state in sorted(states))
    return Condition(f"c.state IN ({shown}) AND {where}", maker.values)


class _Maker:
    def __init__(self, store: Store, names: Names, clock: Clock, settings: Settings) -> None:
        self._store = store
        self._names = names
        self._clock = clock
        self._decay = -settings.parameters[20]
        self.values: dict[str, Value] = {
            "day": clock.day,
            "day_end": clock.start_of(clock.day + 1),
            "leech": settings.leech_lapses,
        }

    def sql(self, tree: Tree) -> str:
        """A condition that is 1 or 0, never NULL, so that NOT means what it says."""
        if isinstance(tree, All):
            return f"({' AND '.join(map(self.sql, tree.parts))})" if tree.parts else "1"
        if isinstance(tree, Either):
            return f"({' OR '.join(map(self.sql, tree.parts))})"
        if isinstance(tree, Not):
            return f"NOT {self.sql(tree.part)}"
        leaf = self._word(tree.text) if isinstance(tree, Word) else self._field(tree)
        return f"(({leaf}) IS TRUE)"

    def _value(self, value: Value) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return name

    def _among(self, column: str, values: Iterable[str]) -> str:
        name = self._value(json.dumps(sorted(values)))
        return f"{column} IN (SELECT value FROM json_each(:{name}))"

    def _holds(self, column: str, text: str) -> str:
        name = self._value("")
        where, self.values[name] = holds(column, text, name)
        return where

    def _word(self, text: str) -> str:
        texts = f"{self._holds('c.question', text)} OR {self._holds('c.answer', text)}"
        keys = self._names.titled(text)
        return f"{texts} OR {self._among('c.node', keys)}" if keys else texts

    def _field(self, field: Field) -> str:
        name, value, column = field
        match name:
            case "is":
                return _IS[value.casefold()]
            case "prop":
                return self._property(vocabulary.limit_of(value, column))
            case "rated":
                return self._rated(*vocabulary.rated(value, column))
            case "introduced" | "added" | "changed":
                return self._lately(name, vocabulary.days_of(value, column))
            case "node":
                return self._among("c.node", self._names.node(value, column))
            case "chapter":
                return self._among("c.node", self._names.chapter(value, column))
            case "problem":
                return self._among("c.node", self._names.problem(value, column))
            case "tag":
                return self._tagged(self._names.tags(value, column))
            case "source":
                return self._source(value)
            case _:
                return self._plain(name, value)

    def _plain(self, name: str, value: str) -> str:
        if name == "id":
            return f"c.id = :{self._value(int(value))}"
        value = value.casefold()
        if name == "kind" and value == "cloze":
            return "c.kind = 'block' AND c.template = 'cloze'"
        column = {
            "type": "c.node_type", "kind": "c.kind", "relation": "lower(c.relation)",
            "pack": "lower(substr(c.node, 1, instr(c.node, '/') - 1))",
        }[name]  # fmt: skip
        return f"{column} = :{self._value(value)}"

    def _tagged(self, tags: list[str]) -> str:
        name = self._value(json.dumps(tags))
        wanted = f"tag IN (SELECT value FROM json_each(:{name}))"
        return (
            f"c.id IN (SELECT card_id FROM card_tag WHERE {wanted}"
            f" UNION ALL SELECT card_id FROM own_tag WHERE {wanted})"
        )

    def _source(self, value: str) -> str:
        text = value.casefold()
        # The list is looked through only where the text occurs; JSON escapes what is no ASCII.
        first = f"{self._holds('c.source', text)} AND " if text.isascii() else ""
        name, titled = self._value(text), self._holds("json_extract(s.value, '$.title')", text)
        one = (
            f"lower(json_extract(s.value, '$.arxiv')) = :{name}"
            f" OR lower(json_extract(s.value, '$.node')) = :{name}"
            f" OR lower(json_extract(s.value, '$.node')) LIKE '%/' || :{name}"
            f" OR {titled}"
        )
        return f"{first}EXISTS (SELECT 1 FROM json_each(c.source) AS s WHERE {one})"

    def _lately(self, name: str, days: int) -> str:
        first = self._clock.day - days + 1
        if name == "introduced":
            return f"m.first_day >= :{self._value(first)}"
        column = {"added": "c.created_ms", "changed": "c.changed_ms"}[name]
        return f"{column} >= :{self._value(self._clock.start_of(first))}"

    def _rated(self, days: int, rating: int | None) -> str:
        since = self._clock.day - days
        first = new_id(max(0, self._clock.start_of(since) - 2 * DAY_MS), bytes(RANDOM_BYTES))
        answered = _ANSWERED.format(
            first=self._value(first),
            since=self._value(since),
            undone=self._value(json.dumps(sorted(self._undone()))),
        )
        if rating is not None:
            return f"c.id IN ({answered} AND rating = :{self._value(rating)})"
        # Memory knows the last answer, unless it was told to forget what was before.
        restarted = self._store.query(
            str,
            "SELECT DISTINCT json_extract(payload, '$.card') FROM event"
            f" WHERE type IN ({_RESTARTS})",
        )
        recent = f"m.last_day > :{self._value(since)}"
        if not restarted:
            return recent
        name = self._value(json.dumps([int(card) for card in restarted if card]))
        among = f"card_id IN (SELECT value FROM json_each(:{name}))"
        return f"{recent} OR c.id IN ({answered} AND {among})"

    def _undone(self) -> frozenset[str]:
        sql = "SELECT id, voids FROM review WHERE voids IS NOT NULL"
        return voided(self._store.query(_link, sql))

    def _property(self, limit: vocabulary.Limit) -> str:
        name, sign, number, width = limit
        if sign in ("=", "!="):
            low, high = (
                limit._replace(sign=">=", number=number - width),
                limit._replace(sign="<", number=number + width),
            )
            within = f"({self._property(low)} AND {self._property(high)})"
            return within if sign == "=" else f"NOT {within}"
        if name == "r":
            turned = f"{_TURNED[sign]} :{self._value(self._wait(number))} * m.stability"
            return f"max(:day - m.last_day, 0) {turned}"
        return f"{_NUMBERS[name]} {sign} :{self._value(number)}"

    def _wait(self, recall: float) -> float:
        """After how many times its stability a card's retrievability is this; inf: never."""
        if recall <= 0:
            return inf
        factor = 0.9 ** (1 / self._decay) - 1
        return float((recall ** (1 / self._decay) - 1) / factor)


def _link(row_id: str, target: str) -> tuple[str, str | None]:
    return row_id, target
