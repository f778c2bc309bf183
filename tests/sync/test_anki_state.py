"""One card's memory and log as Anki's numbers: what no simulated learner does by chance."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cards import replay, store_export, store_memory, store_review
from cards.models import Memory, Rating, State
from cards.settings import Settings
from cards.store import Store
from cards.store_export import Answer
from cards.store_memory import Flags, MemoryRow
from cards.store_review import EventRow
from cards.study import Study
from cards.study_day import DAY_MS, HOUR_MS
from sync.anki_model import AnkiCard
from sync.anki_state import LAST_PLACE, Writer, written
from tests.cards.memory_factory import MORNING_MS, FakeClock, open_study

DAY = 20_514  # the study day of MORNING_MS
WRITER = Writer(Settings(), 1000, (DAY + 100) * 86_400 + 4 * 3600)
REVIEWED = Memory(1, State.REVIEW, None, 12.345678, 5.55555, MORNING_MS, DAY, 0, DAY + 12, 1, 0)


def card(
    row: MemoryRow | None,
    answers: tuple[Answer, ...] = (),
    events: tuple[EventRow, ...] = (),
    writer: Writer = WRITER,
    position: int = 7,
) -> AnkiCard:
    return written(0, position, row, answers, events, writer).card


def answered(
    number: int,
    utc_ms: int,
    due_ms: int,
    *,
    origin: str = "edgewise",
    external: str | None = None,
    difficulty: float | None = None,
) -> Answer:
    day = (utc_ms - 4 * HOUR_MS) // DAY_MS
    return Answer(
        1, f"row-{number}", utc_ms, 0, 4, day, 3, 4_000, "review", difficulty, due_ms, origin,
        external, None,
    )  # fmt: skip


def start_of(day: int) -> int:
    return day * DAY_MS + 4 * HOUR_MS


def test_the_state_is_written_to_the_decimals_that_anki_keeps() -> None:
    row = MemoryRow(REVIEWED)
    made = card(row, (answered(1, MORNING_MS, start_of(DAY + 12)),))
    assert json.loads(made.data) == {
        "pos": 7, "s": 12.3457, "d": 5.556, "dr": 0.9, "decay": 0.154, "lrt": MORNING_MS // 1000,
    }  # fmt: skip
    assert made[1:9] == (2, 2, DAY + 12, 12, 1, 0, 0, 0)
    assert made.reviews[0] == (MORNING_MS, 3, 12, 0, round(4.55555 / 9 * 1000 + 100), 4_000, 0)


def test_a_card_without_a_row_is_new_at_its_place() -> None:
    assert card(None) == AnkiCard(0, due=7)


def test_a_very_large_collection_keeps_its_order_below_the_place_anki_would_reset() -> None:
    wide = WRITER._replace(furthest=64_000_000)
    places = [card(None, writer=wide, position=n).due for n in (0, 6_400, 32_000_000, 64_000_000)]
    assert places == sorted(set(places))
    assert places[-1] == LAST_PLACE


@pytest.mark.parametrize(
    ("flags", "queue", "flag"),
    [(Flags(suspended=True), -1, 0), (Flags(known=True), -1, 0), (Flags(flagged=True), 2, 1),
     (Flags(buried_day=DAY), 2, 0)],
)  # fmt: skip
def test_what_the_learner_said_of_a_card_goes_along(flags: Flags, queue: int, flag: int) -> None:
    made = card(MemoryRow(REVIEWED, flags=flags))
    assert (made.type, made.queue, made.flag) == (2, queue, flag)


@pytest.mark.parametrize(
    ("state", "step", "steps", "left"),
    [(State.LEARNING, 0, (60, 600), 2), (State.LEARNING, 1, (60, 600), 1),
     (State.LEARNING, 5, (60, 600), 1), (State.RELEARNING, 0, (600,), 1)],
)  # fmt: skip
def test_the_steps_left_are_counted_from_the_settings(
    state: State, step: int, steps: tuple[int, ...], left: int
) -> None:
    memory = REVIEWED._replace(state=state, step=step, due_ms=MORNING_MS + 600_000, due_day=DAY)
    made = card(MemoryRow(memory), (answered(1, MORNING_MS, MORNING_MS + 600_000),))
    assert (made.type, made.queue, made.steps_left) == (int(state), 1, left)
    assert made.due == MORNING_MS // 1000 + 600
    assert made.reviews[0].interval == -600
    assert made.interval_days == (12 if state is State.RELEARNING else 0)


def test_a_step_over_the_start_of_a_day_stays_a_moment() -> None:
    night = start_of(DAY + 1) - 60_000
    memory = REVIEWED._replace(
        state=State.LEARNING, step=1, last_ms=night, due_ms=night + 600_000, due_day=DAY + 1
    )
    made = card(MemoryRow(memory), (answered(1, night, night + 600_000),))
    assert (made.queue, made.due, made.reviews[0].interval) == (1, night // 1000 + 600, -600)


def test_a_card_learnt_on_two_machines_is_never_learnt_again_after_it_graduated() -> None:
    """Anki forgets what came before a late row of the kind `learning`."""
    answers = (
        answered(1, MORNING_MS, start_of(DAY + 3)),
        answered(2, MORNING_MS + 60_000, MORNING_MS + 660_000),
        answered(3, MORNING_MS + DAY_MS, start_of(DAY + 9)),
    )
    made = card(MemoryRow(REVIEWED), answers)
    assert [row.kind for row in made.reviews] == [0, 1, 2]
    assert [row.last_interval for row in made.reviews] == [0, 3, -600]


def test_a_row_that_came_from_anki_keeps_its_number() -> None:
    answers = (
        answered(1, MORNING_MS, start_of(DAY + 3), origin="anki", external=str(MORNING_MS - 7)),
        answered(2, MORNING_MS + DAY_MS, start_of(DAY + 9), origin="anki", external="no number"),
    )
    made = card(MemoryRow(REVIEWED), answers)
    assert [row.id for row in made.reviews] == [MORNING_MS - 7, MORNING_MS + DAY_MS]


def test_the_factor_of_a_row_is_the_difficulty_after_it() -> None:
    answers = (
        answered(1, MORNING_MS, start_of(DAY + 3)),
        answered(2, MORNING_MS + DAY_MS, start_of(DAY + 9), difficulty=10.0),
    )
    factors = [row.factor for row in card(MemoryRow(REVIEWED), answers).reviews]
    assert factors == [1100, round(4.55555 / 9 * 1000 + 100)]


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return open_study(tmp_path / "home", FakeClock(), cards=3)


def sent(study: Study, card_id: int) -> AnkiCard:
    found = {
        one.card.id: written(
            0, 1, one.row, log.get(one.card.id, []), events.get(one.card.id, ()), WRITER
        ).card
        for events in [store_export.turns(study.store)]
        for group, log in store_export.with_answers(study.store, None)
        for one in group
    }
    return found[card_id]


def give(study: Study, rating: Rating, *, days: float = 0) -> int:
    clock = study._clock
    assert isinstance(clock, FakeClock)
    clock.forward(days=days, minutes=20)
    study.start()
    shown = study.current()
    assert shown is not None
    study.grade(rating, 3_000)
    return shown.card.id


def test_an_answer_that_was_undone_does_not_go(study: Study) -> None:
    first = give(study, Rating.EASY)
    study.undo()
    assert sent(study, first).reviews == ()
    study.redo()
    assert len(sent(study, first).reviews) == 1
    study.close()


def test_what_was_learnt_before_the_value_changed_does_not_go(study: Study) -> None:
    number = give(study, Rating.EASY)
    restart = EventRow(
        "0fffffff", "here", study.now().now_ms + 1, "value_changed",
        json.dumps({"card": str(number), "restart": True}),
    )  # fmt: skip
    with study.store.write():
        store_review.append_event(study.store, restart)
        replay.refold(study.store, number, study.settings.parameters)
    assert sent(study, number) == AnkiCard(0, due=1)
    with study.store.write():
        clock = study.now()._replace(now_ms=study.now().now_ms + DAY_MS)
        memory = Memory(number)
        study._recorder.answer(memory, Rating.EASY, 3_000, clock)
    assert [row.id for row in sent(study, number).reviews] == [clock.now_ms]
    study.close()


def test_a_card_moved_by_hand_out_of_its_steps_is_reviewed_from_then_on(study: Study) -> None:
    number = give(study, Rating.GOOD)
    study.set_due(number, 2)
    moved = sent(study, number)
    assert (moved.type, moved.due, moved.interval_days) == (2, study.now().day + 2, 2)
    row = store_memory.read(study.store, number)
    assert row is not None
    clock = study.now()._replace(now_ms=study.now().now_ms + 2 * DAY_MS)
    study._recorder.answer(row.memory, Rating.GOOD, 3_000, clock)
    assert [review.kind for review in sent(study, number).reviews] == [0, 1]
    study.close()


def test_the_log_is_the_same_looked_up_card_by_card_or_read_whole(study: Study) -> None:
    for days in range(6):
        give(study, Rating.AGAIN if days % 3 == 2 else Rating.EASY, days=days)
    study.undo()
    whole = dict(
        pair for _, log in store_export.with_answers(study.store, None) for pair in log.items()
    )
    with Store.open(study.places.study_db) as store, store.write():
        # So many others that three cards are few.
        for number in range(100, 200):
            store.execute("INSERT INTO card_group VALUES (?, 'edge', 'pack/x', 0)", (number,))
            store.execute(
                "INSERT INTO card SELECT ?, ?, 0, kind, template, direction, node, object,"
                " node_type, relation, layer, path, line, question, answer, extra, cue, source,"
                " question_norm, fingerprint, position, state, reason, created_ms, changed_ms"
                " FROM card LIMIT 1",
                (number, number),
            )
    few = dict(
        pair
        for _, log in store_export.with_answers(study.store, frozenset({1, 2, 3}))
        for pair in log.items()
    )
    assert few == whole
    assert sum(map(len, whole.values())) == 5
    study.close()


def test_groups_come_whole_in_the_order_of_study(study: Study) -> None:
    with study.store.write():
        study.store.execute("UPDATE card SET group_id = 10001, ordinal = 1 WHERE id = 3")
        study.store.execute("UPDATE card SET state = 'retired' WHERE id = 3")
        study.store.execute("UPDATE card SET position = 0 WHERE id = 2")
        study.store.execute("INSERT INTO card_tag VALUES ('b', 1), ('a', 1), ('c', 3)")
    everything = [
        [one.card.id for one in group] for group in store_export.groups(study.store, None)
    ]
    assert everything == [[2], [1, 3]]
    narrowed = list(store_export.groups(study.store, frozenset({1})))
    assert [[(one.card.id, one.state, one.tags) for one in group] for group in narrowed] == [
        [(1, "live", ("a", "b")), (3, "retired", ("c",))]
    ]
    assert store_export.total(study.store, None) == 2
    assert store_export.total(study.store, frozenset({3})) == 1
    study.close()


def test_an_export_sees_the_log_as_it_was_when_it_began(study: Study) -> None:
    first = give(study, Rating.EASY)
    groups = store_export.with_answers(study.store, None)
    next(groups)
    with Store.open(study.places.study_db) as other, other.write():
        other.execute("UPDATE card SET question = 'changed'")
        other.execute("DELETE FROM review")
    rest = list(groups)
    assert all(one.card.question != "changed" for group, _ in rest for one in group)
    assert not study.store.db.in_transaction
    assert sent(study, first).reviews == ()
    study.close()
