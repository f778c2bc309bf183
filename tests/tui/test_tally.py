"""The figures of a sitting and the history of notes follow undo, redo, back and forward."""

from __future__ import annotations

from tui.history import History
from tui.tally import Answer, Tally


def test_undo_takes_the_last_answer_and_redo_brings_it_back() -> None:
    tally = Tally()
    tally.graded(Answer(3, 2, 4000))
    tally.graded(Answer(1, 2, 6000))
    assert tally.retention == 0.5
    tally.undone()
    assert [answer.rating for answer in tally.answers] == [3]
    tally.redone()
    assert tally.seconds == 10


def test_undoing_a_suspension_leaves_the_answers_alone() -> None:
    tally = Tally()
    tally.graded(Answer(3, 0, 1000))
    tally.acted()
    tally.undone()
    assert len(tally.answers) == 1


def test_undoing_what_was_done_before_this_sitting_changes_no_figure() -> None:
    tally = Tally()
    tally.undone()
    tally.redone()
    assert tally.answers == []


def test_new_and_learning_cards_say_nothing_about_retention() -> None:
    tally = Tally()
    tally.graded(Answer(3, 0, 1000))
    tally.graded(Answer(1, 1, 1000))
    assert tally.retention is None


def test_history_goes_back_and_forward_and_a_new_visit_cuts_what_lay_ahead() -> None:
    history = History()
    for key in "abc":
        history.visit(key)
    assert (history.back(), history.back(), history.back()) == ("b", "a", "")
    assert history.forward() == "b"
    history.visit("d")
    assert history.forward() == ""
    assert history.back() == "b"


def test_a_preview_is_seen_but_not_remembered() -> None:
    history = History()
    history.visit("a")
    history.preview("x")
    assert history.here == "x"
    assert history.back() == "a"
