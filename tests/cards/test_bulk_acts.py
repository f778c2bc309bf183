"""Acts on many cards are one act: written whole, undone whole, in step with the log."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cards import bulk, own_tags, replay, store_memory, tally
from cards.errors import BadInput, UnknownCard
from cards.models import Rating, State
from cards.store_memory import MemoryRow
from cards.study import Study
from tests.cards.memory_factory import FakeClock, open_study

CARDS = 40
ALL = range(1, CARDS + 1)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def study(tmp_path: Path, clock: FakeClock) -> Iterator[Study]:
    """40 cards; most of the first 30 with answers of two days, today some of them due."""
    opened = open_study(tmp_path, clock, cards=CARDS)
    rng = random.Random(5)
    for _ in range(2):
        for rating in Rating:
            bulk.grade_now(opened, rng.sample(range(1, 31), 6), rating)
            clock.forward(minutes=1)
        clock.forward(days=4)
    yield opened
    opened.close()


def memory(study: Study) -> dict[int, MemoryRow]:
    return store_memory.every(study.store)


def tags(study: Study) -> dict[int, list[str]]:
    return own_tags.of_cards(study.store, ALL)


def agrees_with_the_log(study: Study) -> bool:
    found = replay.compare(study.store, study.settings.parameters)
    return not found.changed and not found.surplus and not own_tags.compare(study.store)


Act = Callable[[Study], str]
ACTS: dict[str, Act] = {
    "suspend": lambda study: bulk.mark(study, ALL, "suspend"),
    "known": lambda study: bulk.mark(study, ALL, "known"),
    "flag": lambda study: bulk.mark(study, ALL, "flag"),
    "bury": lambda study: bulk.mark(study, ALL, "bury"),
    "set_due": lambda study: bulk.set_due(study, ALL, 9),
    "postpone": lambda study: bulk.postpone(study, ALL, 3),
    "reset": lambda study: bulk.reset(study, ALL),
    "tag": lambda study: bulk.tag(study, ALL, "exam", True),
    "again": lambda study: bulk.grade_now(study, ALL, Rating.AGAIN),
    "good": lambda study: bulk.grade_now(study, ALL, Rating.GOOD),
}


@pytest.mark.parametrize("name", ACTS)
def test_an_act_is_undone_and_redone_whole(name: str, study: Study, clock: FakeClock) -> None:
    before, tagged = memory(study), tags(study)
    clock.forward(minutes=1)
    ACTS[name](study)
    after, tagged_after = memory(study), tags(study)
    assert (after, tagged_after) != (before, tagged)
    assert agrees_with_the_log(study)
    for _ in range(2):
        clock.forward(minutes=1)
        assert str(study.undo()).startswith("Undid ")
        assert (memory(study), tags(study)) == (before, tagged)
        assert agrees_with_the_log(study)
        clock.forward(minutes=1)
        assert str(study.redo()).startswith("Redid ")
        assert (memory(study), tags(study)) == (after, tagged_after)
        assert agrees_with_the_log(study)


def test_undo_after_another_answer_takes_that_answer_first(study: Study, clock: FakeClock) -> None:
    bulk.mark(study, [1, 2, 3], "flag")
    clock.forward(minutes=1)
    bulk.grade_now(study, [2], Rating.GOOD)
    assert study.undo() == "Undid Good on 'Question 2?'."
    assert study.undo() == "Undid the flag on 3 cards."


def test_a_machine_that_saw_the_rows_only_folds_the_same(study: Study, tmp_path: Path) -> None:
    bulk.reset(study, range(1, 11))
    bulk.postpone(study, ALL, 5)
    bulk.tag(study, [3, 4], "exam", True)
    study.undo()
    held = memory(study)
    with study.store.write():
        study.store.execute("DELETE FROM memory")
        study.store.execute("DELETE FROM own_tag")
    replay.rebuild(study.store, study.settings.parameters)
    rebuilt = memory(study)
    assert {card: row for card, row in rebuilt.items() if row.memory.reps} == {
        card: row for card, row in held.items() if row.memory.reps
    }
    assert tags(study) == {}


def test_a_grade_for_many_writes_rows_as_a_review_does(study: Study) -> None:
    before = study.store.count("SELECT count(*) FROM review")
    held = memory(study)
    said = bulk.grade_now(study, [1, 2, 35], Rating.GOOD)
    assert said == "3 cards graded Good."
    rows = study.store.query(
        lambda card, kind, state, stability: (card, kind, state, stability),
        "SELECT card_id, kind, state_before, stability_before FROM review"
        " WHERE rating = 3 ORDER BY utc_ms DESC, card_id LIMIT 3",
    )
    assert study.store.count("SELECT count(*) FROM review") == before + 3
    for card, kind, state, stability in rows:
        assert kind in ("learn", "review", "relearn")
        assert (state, stability) == (held[card].memory.state, held[card].memory.stability)
    assert memory(study)[35].memory.reps == 1


def test_an_exercise_and_a_retired_card_are_not_graded_by_hand(study: Study) -> None:
    with study.store.write():
        study.store.execute("UPDATE card SET kind = 'exercise' WHERE id = 1")
        study.store.execute("UPDATE card SET state = 'retired' WHERE id = 2")
    assert bulk.grade_now(study, [1, 2, 3], 3) == (
        "1 card graded Good; 2 others cannot be graded by hand."
    )
    assert bulk.grade_now(study, [1], 3) == ("Nothing changed: the card cannot be graded by hand.")


def test_a_reset_card_is_new_and_keeps_its_flag_and_its_rows(study: Study) -> None:
    bulk.mark(study, [1], "flag")
    rows = study.store.count("SELECT count(*) FROM review")
    assert bulk.reset(study, [1, 31]) == "1 card new again; 1 other was new already."
    row = memory(study)[1]
    assert row.memory.state is State.NEW and row.memory.reps == 0 and row.first_day is None
    assert row.flags.flagged and row.active
    assert study.store.count("SELECT count(*) FROM review") == rows
    bulk.grade_now(study, [1], 3)
    assert memory(study)[1].memory.reps == 1 and agrees_with_the_log(study)


def test_only_what_is_due_is_postponed_and_counted_from_today(study: Study) -> None:
    today = study.now().day
    held = {card: row.memory for card, row in memory(study).items()}
    due = {
        card
        for card, row in held.items()
        if row.state is State.REVIEW and row.due_day is not None and row.due_day <= today
    }
    said = bulk.postpone(study, ALL, 3)
    assert due and said == (
        f"{len(due)} cards postponed, due in 3 days; {CARDS - len(due)} others had no review due."
    )
    for card, row in memory(study).items():
        assert row.memory.due_day == (today + 3 if card in due else held[card].due_day)


def test_nothing_waits_longer_than_the_maximum_interval(tmp_path: Path, clock: FakeClock) -> None:
    settings = '[day]\nzone = "UTC"\n[memory]\nmaximum_interval = 5\nfuzz = false\n'
    study = open_study(tmp_path, clock, cards=2, settings=settings)
    for _ in range(3):
        bulk.grade_now(study, [1], 4)
        clock.forward(days=5)
    last = memory(study)[1].memory.last_day or 0
    assert study.now().day - last == 5
    assert bulk.postpone(study, [1], 1).startswith("Nothing changed")
    with pytest.raises(BadInput, match="0 to 5 days"):
        bulk.set_due(study, [1], 6)
    study.close()


def test_tags_are_words_and_taking_one_away_leaves_the_others(study: Study) -> None:
    assert bulk.tag(study, [1, 2], "#exam", True) == "2 cards tagged #exam."
    assert bulk.tag(study, [2, 3], "exam", True) == "1 card tagged #exam; 1 other had it already."
    bulk.tag(study, [1], "ml/deep", True)
    assert bulk.tag(study, ALL, "exam", False).startswith("3 cards without the tag #exam; 37")
    assert tags(study) == {1: ["ml/deep"]}
    for wrong in ("", "two words", "a'b", "-x", "x" * 61):
        with pytest.raises(BadInput, match="cannot be a tag"):
            bulk.tag(study, [1], wrong, True)


def test_a_tag_outlives_the_rewording_of_its_card(study: Study) -> None:
    from cards import store_cards

    bulk.tag(study, [5], "exam", True)
    stored = store_cards.by_ids(study.store, [5])[5]
    assert stored.card.tags == ()
    with study.store.write():
        written = store_cards.Written(stored.card, "live", "", reworded=True, is_new=False)
        store_cards.write(study.store, [written], 9)
    assert tags(study) == {5: ["exam"]}


def test_an_unknown_card_or_a_wrong_value_leaves_everything_as_it_was(study: Study) -> None:
    before, events = memory(study), study.store.count("SELECT count(*) FROM event")
    for act in (
        lambda: bulk.mark(study, [1, 999], "suspend"),
        lambda: bulk.reset(study, [999]),
        lambda: bulk.tag(study, [999], "a", True),
        lambda: bulk.grade_now(study, [999], 3),
    ):
        with pytest.raises(UnknownCard):
            act()
    for act in (
        lambda: bulk.mark(study, [1], "explode"),
        lambda: bulk.grade_now(study, [1], 5),
        lambda: bulk.postpone(study, [1], 0),
    ):
        with pytest.raises(BadInput):
            act()
    assert bulk.mark(study, [], "suspend") == "No card is chosen."
    assert (memory(study), study.store.count("SELECT count(*) FROM event")) == (before, events)


def test_an_act_is_one_transaction(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    before, events = memory(study), study.store.count("SELECT count(*) FROM event")

    def fails(*_: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(store_memory, "put_many", fails)
    with pytest.raises(RuntimeError):
        bulk.mark(study, ALL, "suspend")
    with pytest.raises(RuntimeError):
        bulk.grade_now(study, ALL, 3)
    assert (memory(study), study.store.count("SELECT count(*) FROM event")) == (before, events)


def test_a_row_of_a_clock_that_is_ahead_is_taken_in_its_place(study: Study) -> None:
    ahead = study.now()._replace(now_ms=study.now().now_ms + 5_000_000)
    row = study._recorder.event_row("unsuspend", ahead, {"card": "1"})
    with study.store.write():
        study.store.execute(
            "INSERT INTO event VALUES (?, 'elsewhere', ?, ?, ?)", (row.id, row.utc_ms, *row[3:])
        )
    bulk.mark(study, [1, 2], "suspend")
    assert not memory(study)[1].flags.suspended and memory(study)[2].flags.suspended
    assert agrees_with_the_log(study)


def test_grades_for_many_do_not_shorten_the_expected_minutes(
    tmp_path: Path, clock: FakeClock
) -> None:
    study = open_study(tmp_path / "other", clock, cards=30)
    for _ in range(3):
        assert study.current() is not None
        study.grade(Rating.GOOD, 30_000)
    expected = tally.minutes(study.store.ask, 0, 10)
    bulk.grade_now(study, range(10, 31), Rating.GOOD)
    assert tally.minutes(study.store.ask, 0, 10) == expected == 5.0
    study.close()
