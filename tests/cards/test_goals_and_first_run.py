"""A goal is an event: the last one holds, undo takes it back; who has any history is not new."""

from __future__ import annotations

from pathlib import Path

from cards import goals
from cards.first_run import is_first, note_shown
from cards.goals import Goal
from cards.models import Rating
from cards.record import Recorder
from cards.study import Study
from tests.cards.memory_factory import FakeClock, add_card, open_study
from tests.cards.test_gate_of_new_cards import write_graph


def choose(study: Study, goal: Goal) -> None:
    goals.choose(Recorder(study.store, study.settings, study.session), goal, study.now())


def test_the_last_goal_holds_and_undo_brings_the_one_before(tmp_path: Path) -> None:
    study = open_study(tmp_path, FakeClock())
    try:
        assert goals.current(study.store) is None
        first, second = Goal("pack/softmax", 20_600, 20), Goal("", None, 30)
        choose(study, first)
        choose(study, second)
        assert goals.current(study.store) == second
        assert not second.is_set and first.is_set
        assert study.undo() == "Undid the choice of a goal."
        assert goals.current(study.store) == first
        study.redo()
        assert goals.current(study.store) == second
    finally:
        study.close()


def test_a_goal_of_a_later_version_is_read_as_far_as_it_is_known(tmp_path: Path) -> None:
    study = open_study(tmp_path, FakeClock())
    try:
        recorder = Recorder(study.store, study.settings, study.session)
        recorder.act("goal", None, study.now(), node="pack/a", day="soon", weight=3)
        assert goals.current(study.store) == Goal("pack/a", None, 0)
    finally:
        study.close()


def test_minutes_become_new_cards_at_92_seconds_each() -> None:
    # 20 s for the first look and nine answers of 8 s.
    assert [goals.new_cards_a_day(minutes) for minutes in (1, 10, 20, 60)] == [1, 7, 13, 39]


def test_a_goal_rests_on_its_notes_and_their_new_cards(tmp_path: Path) -> None:
    study = open_study(tmp_path, FakeClock())
    try:
        write_graph(study.places.graph_db, {"attention": ["softmax"], "softmax": ["exp"]})
        for number, name in enumerate(("attention", "softmax", "other"), start=1):
            add_card(study.store, number, node=f"pack/{name}")
        study.mark("known", 2)
        assert goals.behind(study.graph(), study.store, "pack/attention") == (3, 1)
    finally:
        study.close()


def test_only_who_never_answered_or_chose_anything_is_new_and_only_once(tmp_path: Path) -> None:
    changed = '[day]\nzone = "UTC"\n\n[memory]\ndesired_retention = 0.85\n'
    new = open_study(tmp_path / "new", FakeClock(), cards=1, settings=changed)
    begun = open_study(tmp_path / "begun", FakeClock(), cards=1)
    chosen = open_study(tmp_path / "chosen", FakeClock(), cards=1)
    try:
        assert is_first(new.store)
        note_shown(new.store)
        assert not is_first(new.store)
        begun.start()
        assert begun.current() is not None
        begun.grade(Rating.GOOD, 1000)
        assert not is_first(begun.store)
        choose(chosen, Goal("pack/a"))
        assert not is_first(chosen.store)
    finally:
        for each in (new, begun, chosen):
            each.close()
