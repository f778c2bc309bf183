"""A collection with every kind of card, and a filter of it in plain Python to compare SQL with."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import NamedTuple

from cards import bulk, own_tags, store_memory
from cards.card_query import All, Either, Field, Not, Tree, Word, fields
from cards.card_query_fields import COMPARISONS, limit_of, rated
from cards.models import Rating, State
from cards.replay import counting
from cards.scheduler import Clock, retrievability
from cards.store_memory import MemoryRow
from cards.store_review import history
from cards.study import Study
from cards.study_day import DAY_MS
from tests.cards.memory_factory import FakeClock, open_study

WORDS = ("softmax", "KV cache", "Ünïcode", "100%", "a_b", "gradient", "[x]*", "naive")
TYPES = ("concept", "metric", "paper")
TAGS = ("exam", "ml", "ml/deep", "mlops")


class Whole(NamedTuple):
    """All that is known of one card, read without the query language."""

    id: int
    row: dict[str, str | int]
    memory: MemoryRow | None
    note_tags: frozenset[str]
    own_tags: frozenset[str]
    answered: frozenset[tuple[int, int]]  # (study day, rating) of what counts, resets aside


def make_collection(home: Path, clock: FakeClock, cards: int = 60) -> Study:
    """Cards of all states, kinds and histories; the same each time."""
    study = open_study(home, clock)
    rng = random.Random(11)
    for card in range(1, cards + 1):
        _insert(study, card, rng)
    for _ in range(4):
        for rating in (1, 2, 3, 3, 4):
            bulk.grade_now(study, rng.sample(range(1, cards + 1), 9), rating)
            clock.forward(minutes=1)
        _run_exercises(study, rng)
        clock.forward(days=rng.choice((1, 3, 9)))
    _run_exercises(study, rng)
    for kind in ("suspend", "flag", "known", "bury"):
        bulk.mark(study, rng.sample(range(1, cards + 1), 7), kind)
    for tag in TAGS:
        bulk.tag(study, rng.sample(range(1, cards + 1), 5), tag, True)
    bulk.set_due(study, rng.sample(range(1, cards + 1), 12), 0)
    bulk.reset(study, rng.sample(range(1, cards + 1), 6))
    bulk.grade_now(study, rng.sample(range(1, cards + 1), 5), 1)
    study.undo()
    today = rng.sample(range(1, cards + 1), 6)
    bulk.grade_now(study, today, 3)
    bulk.set_due(study, today[:4], 21)
    return study


def _run_exercises(study: Study, rng: random.Random) -> None:
    """An exercise is graded by its run, in a row like any other."""
    sql = "SELECT id FROM card WHERE kind = 'exercise' AND state = 'live'"
    for card in study.store.query(int, sql):
        held = store_memory.read(study.store, card)
        if held is not None and rng.random() < 0.7:
            study._recorder.answer(held.memory, Rating(rng.choice((1, 3))), 9, study.now())


def _insert(study: Study, card: int, rng: random.Random) -> None:
    store = study.store
    state = rng.choices(("live", "blocked", "retired"), (8, 1, 1))[0]
    kind, template = rng.choice((("edge", "why"), ("fact", "fact"), ("block", "cloze")))
    if card % 7 == 0:
        kind, template = "exercise", "exercise"
    node = f"{rng.choice(('pack', 'vault'))}/{rng.choice('abcd')}"
    paper = {"title": "Attention (2017)", "arxiv": "1706.03762", "node": "pack/attention-paper"}
    source = json.dumps([paper] if card % 3 == 0 else [])
    made = study.now().now_ms - rng.randrange(60) * DAY_MS
    values = (
        card, card, kind, template, node, rng.choice(TYPES), rng.choice(("", "is_a", "uses")),
        f"{rng.choice(WORDS)} of {rng.choice(WORDS)}?", rng.choice(WORDS).upper(), source,
        card % 7, card, state, made, min(made + rng.randrange(5) * DAY_MS, study.now().now_ms),
    )  # fmt: skip
    with store.write():
        store.execute("INSERT INTO card_group VALUES (?, ?, ?, 0)", (card, kind, node))
        store.execute(
            "INSERT INTO card VALUES (?, ?, 0, ?, ?, 'forward', ?, '', ?, ?, 'pack', 'a.md', 1,"
            " ?, ?, '', '', ?, CAST(? AS TEXT), '', ?, ?, '', ?, ?)",
            values,
        )
        for tag in rng.sample(TAGS, rng.choice((0, 0, 1, 2))):
            store.execute("INSERT INTO card_tag VALUES (?, ?)", (tag, card))
        if state == "live":
            store_memory.add_cards(store, [(card, card)])
            store_memory.set_active(store, [card])


def read_whole(study: Study) -> list[Whole]:
    """Read every card once, for the filter."""
    store = study.store
    names = store.query(_name, "PRAGMA table_info(card)")
    rows = store.query(
        lambda *columns: dict(zip(names, columns, strict=True)), "SELECT * FROM card"
    )
    memories = store_memory.every(store)
    own = own_tags.of_cards(store, [int(row["id"]) for row in rows])
    found = []
    for row in rows:
        card = int(row["id"])
        sql = "SELECT tag FROM card_tag WHERE card_id = ?"
        answers = counting(history(store, card))
        found.append(
            Whole(
                card, row, memories.get(card), frozenset(store.query(str, sql, (card,))),
                frozenset(own.get(card, ())),
                frozenset((answer.study_day, answer.rating) for answer in answers),
            )
        )  # fmt: skip
    return found


def _name(_: int, name: str, *__: object) -> str:
    return name


def matching(tree: Tree, cards: list[Whole], study: Study) -> set[int]:
    """What a query means, said once more in plain Python."""
    named = {field.value for field in fields(tree) if field.name == "is"}
    shown = {"live"} | (named & {"blocked", "retired"})
    clock = study.now()
    return {
        card.id for card in cards if card.row["state"] in shown and _fits(tree, card, clock, study)
    }


def _fits(tree: Tree, card: Whole, clock: Clock, study: Study) -> bool:
    if isinstance(tree, All):
        return all(_fits(part, card, clock, study) for part in tree.parts)
    if isinstance(tree, Either):
        return any(_fits(part, card, clock, study) for part in tree.parts)
    if isinstance(tree, Not):
        return not _fits(tree.part, card, clock, study)
    if isinstance(tree, Word):
        text = tree.text.lower()
        return text in str(card.row["question"]).lower() or text in str(card.row["answer"]).lower()
    return _field(tree, card, clock, study)


def _field(field: Field, card: Whole, clock: Clock, study: Study) -> bool:
    name, value, _ = field
    if name == "is":
        return _is(value, card, clock, study)
    if name == "prop":
        return _number(value, card, clock, study)
    if name == "tag":
        known = card.note_tags | card.own_tags
        return any(f"{tag}/".startswith(f"{value}/") for tag in known)
    if name == "rated":
        days, rating = rated(value, 1)
        return any(
            day > clock.day - days and rating in (None, given) for day, given in card.answered
        )
    if name in ("added", "changed"):
        column = {"added": "created_ms", "changed": "changed_ms"}[name]
        return int(card.row[column]) >= clock.start_of(clock.day - int(value) + 1)
    if name == "introduced":
        first = card.memory.first_day if card.memory else None
        return first is not None and first > clock.day - int(value)
    if name == "source":
        return value in str(card.row["source"])
    if name == "kind":
        return value in (card.row["kind"], card.row["template"])
    if name == "pack":
        return str(card.row["node"]).startswith(f"{value}/")
    column = {"type": "node_type", "relation": "relation", "id": "id"}[name]
    return str(card.row[column]) == value


def _is(value: str, card: Whole, clock: Clock, study: Study) -> bool:
    if value in ("live", "blocked", "retired"):
        return card.row["state"] == value
    if card.memory is None:
        return False
    memory, flags = card.memory.memory, card.memory.flags
    interval = (memory.due_day or 0) - (memory.last_day or 0)
    state = memory.state
    return {
        "due": lambda: _due(card, clock),
        "overdue": lambda: _due(card, clock) and (memory.due_day or 0) < clock.day,
        "new": lambda: state is State.NEW,
        "learning": lambda: state in (State.LEARNING, State.RELEARNING),
        "relearning": lambda: state is State.RELEARNING,
        "review": lambda: state is State.REVIEW,
        "young": lambda: state is State.REVIEW and interval < 21,
        "mature": lambda: state is State.REVIEW and interval >= 21,
        "suspended": lambda: flags.suspended,
        "buried": lambda: flags.buried_day == clock.day,
        "flagged": lambda: flags.flagged,
        "known": lambda: flags.known,
        "leech": lambda: memory.lapses >= study.settings.leech_lapses,
    }[value]()


def _due(card: Whole, clock: Clock) -> bool:
    if card.memory is None or card.row["state"] != "live":
        return False
    memory, flags = card.memory.memory, card.memory.flags
    if flags.suspended or flags.known or flags.buried_day == clock.day or memory.reps == 0:
        return False
    by_day = (memory.due_day or 0) <= clock.day
    if card.row["kind"] == "exercise":
        return (memory.last_day or 0) < clock.day and (memory.state is not State.REVIEW or by_day)
    return by_day


def _number(value: str, card: Whole, clock: Clock, study: Study) -> bool:
    limit = limit_of(value, 1)
    if card.memory is None:
        return False
    memory = card.memory.memory
    due, last = memory.due_day, memory.last_day
    number: float | None = {
        "s": memory.stability, "d": memory.difficulty, "lapses": memory.lapses,
        "reps": memory.reps, "due": None if due is None else due - clock.day,
        "ivl": None if due is None or last is None else due - last,
        "r": None if memory.stability is None or last is None else retrievability(
            memory.stability, clock.day - last, study.settings.parameters
        ),
    }[limit.name]  # fmt: skip
    if number is None:
        return False
    if limit.sign in ("=", "!="):
        equal = limit.number - limit.width <= number < limit.number + limit.width
        return equal is (limit.sign == "=")
    return COMPARISONS[limit.sign](number, limit.number)
