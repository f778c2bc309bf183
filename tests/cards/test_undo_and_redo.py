"""Undo and redo: without limit inside the study day, across restarts, whatever it was."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from cards import replay, store_memory
from cards.models import Rating
from cards.store_memory import MemoryRow
from cards.study import Study
from tests.cards.memory_factory import FakeClock, make_places, open_study

ACTS = ["again", "hard", "good", "easy", "suspend", "bury", "flag", "known", "more", "move"]


def act(study: Study, name: str) -> bool:
    """Do one thing; False where it cannot be done now."""
    shown = study.current()
    if name == "more":
        study.extend_limits(new=1)
        return True
    if shown is None:
        return False
    if name.upper() in Rating.__members__:
        study.grade(Rating[name.upper()], 1000)
    elif name == "move":
        if shown.memory.reps == 0:
            return False
        study.set_due(shown.card.id, 3)
    else:
        {"suspend": study.suspend, "bury": study.bury, "flag": study.flag,
         "known": study.known}[name]()  # fmt: skip
    return True


def picture(study: Study) -> dict[int, MemoryRow]:
    return store_memory.every(study.store)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([*ACTS, "undo", "redo", "restart", "wait"]), max_size=25))
def test_undo_takes_back_exactly_the_last_act_and_redo_brings_it_back(names: list[str]) -> None:
    clock = FakeClock()
    with tempfile.TemporaryDirectory() as folder:
        study = open_study(Path(folder), clock, cards=6)
        done = [picture(study)]  # the picture before and after each act that stands
        undone: list[dict[int, MemoryRow]] = []
        try:
            for name in names:
                clock.forward(ms=700)
                if name == "wait":
                    clock.forward(minutes=11)
                elif name == "restart":
                    study.close()
                    study = Study.open(make_places(Path(folder)), clock=clock)
                elif name == "undo":
                    assert (study.undo() is not None) == (len(done) > 1)
                    if len(done) > 1:
                        undone.append(done.pop())
                elif name == "redo":
                    assert (study.redo() is not None) == bool(undone)
                    if undone:
                        done.append(undone.pop())
                elif act(study, name):
                    done.append(picture(study))
                    undone.clear()
                assert picture(study) == done[-1]
            assert replay.compare(study.store, study.settings.parameters) == ([], [])
        finally:
            study.close()


def test_an_undone_answer_brings_its_card_back_and_says_so(tmp_path: Path) -> None:
    clock = FakeClock()
    study = open_study(tmp_path, clock, cards=3)
    try:
        first = study.current()
        assert first is not None
        study.grade(Rating.GOOD, 1000)
        study.current()
        study.suspend()
        assert study.undo() == "Undid suspending 'Question 2?'."
        assert study.current() is not None
        assert study.undo() == "Undid Good on 'Question 1?'."
        back = study.current()
        assert back is not None and (back.card, back.memory) == (first.card, first.memory)
        assert study.undo() is None
        assert study.redo() == "Redid Good on 'Question 1?'."
        assert study.redo() == "Redid suspending 'Question 2?'."
        assert study.redo() is None
        third = study.current()
        assert third is not None and third.card.id == 3
        assert study.store.count("SELECT count(*) FROM review") == 3
        assert study.store.count("SELECT count(*) FROM review WHERE kind = 'void'") == 2
    finally:
        study.close()


def test_what_was_done_before_this_study_day_stays(tmp_path: Path) -> None:
    clock = FakeClock()
    study = open_study(tmp_path, clock, cards=3)
    try:
        study.current()
        study.grade(Rating.EASY, 1000)
        clock.forward(days=1)
        assert study.undo() is None
    finally:
        study.close()


def test_a_new_act_ends_what_could_be_redone(tmp_path: Path) -> None:
    clock = FakeClock()
    study = open_study(tmp_path, clock, cards=3)
    try:
        study.current()
        study.grade(Rating.EASY, 1000)
        study.undo()
        study.current()
        study.grade(Rating.HARD, 1000)
        assert study.redo() is None
    finally:
        study.close()


def test_the_acts_of_another_device_are_not_undone(tmp_path: Path) -> None:
    clock = FakeClock()
    study = open_study(tmp_path, clock, cards=3)
    try:
        study.current()
        study.grade(Rating.EASY, 1000)
        with study.store.write():
            study.store.execute("UPDATE review SET device = 'other'")
        assert study.undo() is None
    finally:
        study.close()
