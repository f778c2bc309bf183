"""Ahead is real and early; practice (cram, failed today) leaves log and memory bit for bit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cards import replay, store_memory
from cards.models import Rating
from cards.queue import Scope
from cards.store import Value
from cards.store_review import history
from cards.study import Study
from tests.cards.memory_factory import FakeClock, add_card, finish_day, open_study


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def learner(tmp_path: Path, clock: FakeClock) -> Iterator[Study]:
    """Four cards learnt on three days, the fourth of them failed today, and two never met."""
    study = open_study(tmp_path, clock, cards=4)
    finish_day(study, clock, Rating.GOOD)
    clock.forward(days=3)
    finish_day(study, clock, Rating.GOOD)
    clock.forward(days=1)
    study.set_due(4, 0)
    study.start()
    assert study.current() is not None
    study.grade(Rating.AGAIN, 1000)
    for card_id in (5, 6):
        add_card(study.store, card_id, node="pack/young")
    yield study
    study.close()


def everything(study: Study) -> list[tuple[Value, ...]]:
    """All that a practice must not touch: log, events, memory, and what the log folds to."""
    rows: list[tuple[Value, ...]] = []
    for table in ("review", "event", "memory", "card", "meta"):
        rows += study.store.query(lambda *row: row, f"SELECT * FROM {table} ORDER BY 1")
    folded = replay.folded_rows(study.store, study.settings.parameters)
    rows += [(repr(row),) for row in folded]
    return rows


def answered(study: Study, clock: FakeClock, *ratings: Rating) -> list[int]:
    """Answer with these ratings, then Good until nothing is left; the ids in order."""
    given, found = list(ratings), list[int]()
    while (shown := study.current()) is not None:
        assert len(found) < 50
        found.append(shown.card.id)
        clock.forward(ms=1000)
        study.preview()
        study.grade(given.pop(0) if given else Rating.GOOD, 1000)
    return found


def test_cram_asks_all_that_was_met_and_writes_nothing(learner: Study, clock: FakeClock) -> None:
    before = everything(learner)
    learner.start(Scope(cram=True))
    shown = learner.current()
    assert shown is not None and shown.why.startswith("practice, nothing is scheduled")
    assert shown.remaining == (4, 0, 0, 0)
    asked = answered(learner, clock, Rating.AGAIN, Rating.EASY)
    assert set(asked) == {1, 2, 3, 4} and asked[0] == asked[-1] and len(asked) == 5
    assert everything(learner) == before
    assert replay.compare(learner.store, learner.settings.parameters) == ([], [])


def test_cram_of_a_node_asks_its_new_cards_too(learner: Study, clock: FakeClock) -> None:
    before = everything(learner)
    learner.start(Scope(node="pack/young", depth=0, cram=True))
    assert answered(learner, clock) == [5, 6]
    assert everything(learner) == before


def test_failed_today_is_a_practice_of_what_was_failed(learner: Study, clock: FakeClock) -> None:
    before = everything(learner)
    learner.start(Scope(failed_today=True))
    assert answered(learner, clock, Rating.AGAIN) == [4, 4]
    assert everything(learner) == before


def test_undo_takes_back_practice_first_and_then_what_was_done_before_it(
    learner: Study, clock: FakeClock
) -> None:
    before = everything(learner)
    learner.start(Scope(cram=True, limit=2))
    first = learner.current()
    assert first is not None
    learner.grade(Rating.AGAIN, 1000)
    second = learner.current()
    assert second is not None and second.card.id != first.card.id
    assert learner.undo() == f"Undid Again on '{first.card.question}'."
    back = learner.current()
    assert back is not None and back.card == first.card and back.remaining.due == 2
    assert learner.redo() == f"Redid Again on '{first.card.question}'."
    assert everything(learner) == before
    assert learner.current() is not None
    learner.suspend()
    assert learner.undo() == f"Undid suspending '{second.card.question}'."
    assert not learner.info(second.card.id).flags.suspended
    assert learner.undo() == f"Undid Again on '{first.card.question}'."
    assert learner.undo() == "Undid Again on 'Question 4?'."
    assert [row.rating for row in replay.counting(history(learner.store, 4))][-1] != Rating.AGAIN


def test_ahead_brings_reviews_of_days_to_come_as_real_answers(
    learner: Study, clock: FakeClock
) -> None:
    add_card(learner.store, 7)
    clock.forward(days=1)
    due = {
        row.memory.card_id: row.memory.due_day for row in store_memory.every(learner.store).values()
    }
    today = learner.now().day
    near = sorted(id for id, day in due.items() if day is not None and day <= today + 15)
    assert [day for id, day in due.items() if id in (1, 2, 3) and day is not None and day > today]
    learner.start(Scope(ahead=15))
    shown = learner.current()
    assert shown is not None and shown.remaining.new == 0
    asked = answered(learner, clock, *[Rating.EASY] * 9)
    assert sorted(asked) == near
    last = history(learner.store, near[0])[-1]
    assert last.study_day == today and last.kind == "review"
    assert replay.compare(learner.store, learner.settings.parameters) == ([], [])


def test_ahead_never_asks_again_what_was_answered_today(learner: Study, clock: FakeClock) -> None:
    clock.forward(days=1)
    learner.start(Scope(ahead=30))
    asked = answered(learner, clock, Rating.EASY, *[Rating.HARD] * 9)
    assert len(asked) == len(set(asked))


def test_ahead_says_how_early_a_card_comes(learner: Study) -> None:
    learner.start(Scope(ahead=60))
    said: list[str] = []
    while (shown := learner.current()) is not None:
        said.append(shown.why)
        learner.bury()
    assert any(words.startswith("due in ") and "recall now about" in words for words in said)


def test_a_long_practice_is_gathered_in_portions_until_all_was_asked(
    learner: Study, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cards.practice.CHUNK", 2)
    learner.start(Scope(cram=True))
    asked = answered(learner, clock, Rating.AGAIN)
    assert sorted(set(asked)) == [1, 2, 3, 4] and len(asked) == 5
