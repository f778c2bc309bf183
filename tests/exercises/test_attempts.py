"""What a learner does at an exercise, and what its runs do to the card: grades, undo, the queue."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cards import replay, store_queue
from cards.counts import Counts
from cards.errors import GradedByRun
from cards.models import Rating, State
from cards.queue import Scope
from cards.refresh import refresh
from cards.study import Study
from exercises.attempts import Attempts, fingerprint
from exercises.folder import find
from exercises.outcome import Outcome, outcome_of
from tests.cards.memory_factory import FakeClock, finish_day, make_places
from tests.exercises.exercise_factory import make_home

ANSWER = "def double(x):\n    return x * 2\n"
OTHER = "def double(x):\n    return x + x\n"


def ended(status: str, **more: object) -> Outcome:
    return outcome_of({"status": status, "wall_s": 1.0, "device": "cpu", **more})


class Learner:
    """A learner with one exercise, a clock to move, and the log."""

    def __init__(self, home: Path) -> None:
        self.clock = FakeClock()
        self.pack = make_home(home)
        self.study = Study.open(make_places(home), clock=self.clock)
        self.refresh()

    def refresh(self) -> None:
        refresh(self.study.places, self.study.store, self.clock())

    @property
    def log(self) -> Attempts:
        from cards.places import layers

        exercise = find(layers(self.study.places), "double")
        study = self.study
        return Attempts(exercise, study.store, study.settings, study.session, study.now)

    def passes(self, source: str = ANSWER, **more: object) -> tuple[Rating | None, str]:
        verdict = self.log.ran(ended("pass", **more), source)
        return verdict.rating, verdict.sentence

    def rows(self) -> list[tuple[int, str, int]]:
        sql = "SELECT rating, kind, duration_ms FROM review ORDER BY utc_ms"
        return self.study.store.query(lambda *row: row, sql)

    def counts(self) -> Counts:
        return self.study.counts()

    def until_due(self) -> None:
        due = self.log.progress(has_answer=True).due_day
        assert due is not None
        self.clock.forward(days=due - self.study.now().day)


@pytest.fixture
def learner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Learner]:
    monkeypatch.setattr("cards.places.built_in_packs", lambda: tmp_path / "none")
    made = Learner(tmp_path / "home")
    yield made
    assert replay.compare(made.study.store, made.study.settings.parameters) == ([], [])
    made.study.close()


# Grades


@pytest.mark.parametrize(("minutes", "rating"), [(2, Rating.EASY), (3, Rating.GOOD)])
def test_a_pass_without_a_hint_is_easy_within_half_the_minutes_else_good(
    learner: Learner, minutes: int, rating: Rating
) -> None:
    learner.log.start()
    learner.clock.forward(minutes=minutes)
    assert learner.passes()[0] is rating
    assert learner.rows() == [(rating, "learn", pytest.approx(minutes * 60_000, abs=9))]


def test_a_pass_that_nobody_saw_begin_is_good(learner: Learner) -> None:
    assert learner.passes()[0] is Rating.GOOD


def test_a_hint_makes_a_pass_hard_and_counts_anew_after_it(learner: Learner) -> None:
    learner.log.start()
    assert [learner.log.next_hint(3) for _ in range(4)] == [1, 2, 3, 3]
    rating, sentence = learner.passes()
    assert rating is Rating.HARD
    assert "for a hint was used" in sentence
    assert learner.log.progress(has_answer=True).hints == 0
    assert learner.log.next_hint(3) == 1


def test_to_look_at_what_was_begun_is_to_give_up_and_no_pass_of_the_day_mends_it(
    learner: Learner,
) -> None:
    learner.log.start()
    assert "give up" in learner.log.would_cost()
    verdict = learner.log.look()
    assert verdict.rating is Rating.AGAIN
    assert "comes back" in verdict.sentence
    assert learner.passes() == (None, "Graded Again today already; this run was practice.")
    assert [row[0] for row in learner.rows()] == [1]


def test_to_look_before_beginning_costs_nothing_until_the_pass(learner: Learner) -> None:
    assert "counts as Again" in learner.log.would_cost()
    assert learner.log.look().rating is None
    learner.clock.forward(days=1)
    assert learner.passes()[0] is Rating.AGAIN


def test_to_look_after_the_pass_is_studying(learner: Learner) -> None:
    learner.passes()
    assert learner.log.would_cost() == ""
    assert learner.log.look().rating is None
    learner.clock.forward(days=1)
    assert learner.log.look().rating is None
    learner.until_due()
    assert learner.passes(OTHER)[0] is Rating.GOOD


def test_to_look_when_it_is_due_is_to_give_up(learner: Learner) -> None:
    learner.passes()
    learner.until_due()
    assert learner.log.look().rating is Rating.AGAIN
    assert [row[1] for row in learner.rows()] == ["learn", "review"]


def test_the_first_pass_of_a_day_grades_and_no_other(learner: Learner) -> None:
    assert learner.passes()[0] is Rating.GOOD
    assert learner.passes(OTHER) == (None, "Graded Good today already; this run was practice.")
    learner.clock.forward(days=1)
    assert learner.passes("def double(x):\n    return 2 * x\n")[0] is Rating.GOOD


def test_the_answer_of_an_earlier_day_shows_nothing_new(learner: Learner) -> None:
    learner.passes()
    learner.passes(OTHER)
    assert not learner.log.is_old(ANSWER)
    learner.until_due()
    commented = f"# the same\n\n{ANSWER}"
    assert learner.log.is_old(commented)
    rating, sentence = learner.passes(commented)
    assert rating is None
    assert "edgewise exercise reset double" in sentence
    assert learner.passes(OTHER)[0] is None
    assert learner.passes("def double(x):\n    return 2 * x\n")[0] is not None


@pytest.mark.parametrize(
    "status", ["fail", "error", "timeout", "out_of_memory", "cancelled", "skipped"]
)
def test_what_is_no_pass_grades_nothing_and_is_no_lapse(learner: Learner, status: str) -> None:
    learner.passes()
    learner.until_due()
    assert learner.log.ran(ended(status), OTHER) == (None, None, "")
    assert len(learner.rows()) == 1
    assert learner.log.progress(has_answer=True).last is not None
    assert learner.log.progress(has_answer=True).state == "due"


def test_a_pass_on_the_lesser_device_grades_in_full_and_says_what_is_open(
    learner: Learner,
) -> None:
    assert learner.passes(open_tiers=["gpu"])[0] is Rating.GOOD
    assert learner.log.progress(has_answer=True).open_tiers == ("gpu",)
    learner.passes(OTHER)
    assert learner.log.progress(has_answer=True).open_tiers == ()


def test_the_short_form_and_a_run_that_may_not_grade_leave_the_card_alone(
    learner: Learner,
) -> None:
    assert learner.passes(short=True) == (None, "The short form grades nothing.")
    assert learner.log.ran(ended("pass"), ANSWER, may_grade=False).rating is None
    assert learner.rows() == []


def test_pauses_are_not_work(learner: Learner) -> None:
    learner.log.start()
    learner.clock.forward(days=2)
    learner.log.ran(ended("fail"), ANSWER)
    learner.clock.forward(minutes=1)
    assert learner.passes()[0] is Rating.GOOD
    assert learner.rows()[0][2] == pytest.approx(31 * 60_000, abs=9)


def test_it_comes_back_after_whole_days_and_longer_each_time(learner: Learner) -> None:
    waits = []
    for number in range(4):
        learner.log.start()
        learner.clock.forward(minutes=4)
        verdict = learner.log.ran(ended("pass"), f"{ANSWER}\nN = {number}\n")
        assert verdict.scheduled is not None
        assert verdict.scheduled.memory.state is State.REVIEW
        waits.append(verdict.scheduled.interval_days)
        learner.until_due()
    assert waits == sorted(waits)
    assert waits[0] >= 1
    assert waits[-1] > waits[0]


# Undo


def test_a_grade_by_a_run_is_undone_and_redone_like_any_other(learner: Learner) -> None:
    learner.log.start()
    learner.log.next_hint(3)
    learner.passes()
    undone = learner.study.undo()
    assert undone is not None
    assert undone.startswith("Undid Hard on 'Exercise: Twice a number.")
    assert learner.log.progress(has_answer=True).due_day is None
    assert learner.log.progress(has_answer=True).hints == 1
    assert learner.study.redo() is not None
    assert learner.log.progress(has_answer=True).due_day is not None
    learner.study.undo()
    assert learner.passes()[0] is Rating.HARD


# Seeds


def test_every_run_of_a_day_has_its_seed(learner: Learner) -> None:
    seeds = []
    for _ in range(3):
        seeds.append(learner.log.seed())
        assert learner.log.seed() == seeds[-1]
        learner.log.ran(ended("fail"), ANSWER)
    learner.clock.forward(days=1)
    seeds.append(learner.log.seed())
    assert len(set(seeds)) == 4


def test_a_fingerprint_sees_code_alone(learner: Learner) -> None:
    assert fingerprint("x = 1  # one\n\n") == fingerprint("x = 1")
    assert fingerprint("x = 1") != fingerprint("x = 2")
    assert fingerprint("x = (") != fingerprint("x = [")


# The queue and the figures


def test_an_exercise_takes_no_place_among_the_cards(learner: Learner) -> None:
    before = learner.counts()
    learner.passes()
    after = learner.counts()
    assert before.exercises == after.exercises == 0
    assert (after.new, after.due, after.minutes) == (before.new, before.due, before.minutes)
    assert (after.done_today, after.streak) == (1, 1)


def test_a_due_exercise_is_counted_and_comes_when_all_else_is_done(learner: Learner) -> None:
    learner.passes()
    learner.until_due()
    assert learner.counts().exercises == 1
    assert learner.log.progress(has_answer=True).state == "due"
    kinds = []
    while (shown := learner.study.current()) is not None and shown.card.kind != "exercise":
        kinds.append(shown.card.kind)
        learner.clock.forward(minutes=11)
        learner.study.preview()
        learner.study.grade(Rating.GOOD, 1000)
    assert kinds
    assert shown is not None
    assert shown.remaining == (0, 0, 0, 1)
    for act in (learner.study.preview, lambda: learner.study.grade(Rating.EASY, 1000)):
        with pytest.raises(GradedByRun, match="edgewise exercise run double"):
            act()
    learner.passes(OTHER)
    learner.study.look_again()
    assert learner.study.current() is None
    assert learner.counts().exercises == 0


def test_a_due_exercise_can_be_put_off_and_suspended(learner: Learner) -> None:
    learner.passes()
    learner.until_due()
    learner.study.start(Scope(node="double", depth=0))
    assert learner.study.current() is not None
    learner.study.bury()
    assert learner.counts().exercises == 0
    assert learner.study.current() is None
    learner.clock.forward(days=1)
    assert learner.counts().exercises == 1
    learner.study.start(Scope(node="double", depth=0))
    shown = learner.study.current()
    assert shown is not None
    learner.study.suspend()
    assert learner.counts().exercises == 0
    learner.study.mark("unsuspend", shown.card.id)
    assert learner.counts().exercises == 1


def test_a_new_exercise_comes_only_where_its_node_is_asked_for(learner: Learner) -> None:
    finish_day(learner.study, learner.clock)
    assert learner.study.current() is None
    learner.study.start(Scope(node="double", depth=0))
    shown = learner.study.current()
    assert shown is not None
    assert shown.card.kind == "exercise"


def test_it_holds_no_other_card_up(learner: Learner) -> None:
    node = learner.log.card.node
    assert store_queue.recalls(learner.study.store, "ml-system-design/doubling")
    assert all(
        each.node != node for each in store_queue.due_reviews(
            learner.study.store, 99_999, "due", 100, None
        )
    )  # fmt: skip


# The card


def card_state(learner: Learner) -> str | None:
    sql = "SELECT state FROM card WHERE kind = 'exercise'"
    return learner.study.store.one(str, sql)


def test_the_card_goes_with_the_folder_and_returns_with_its_history(learner: Learner) -> None:
    learner.passes()
    due = learner.log.progress(has_answer=True).due_day
    folder, away = learner.pack / "exercises/double", learner.pack.parent.parent / "away"
    folder.rename(away)
    learner.refresh()
    assert card_state(learner) == "retired"
    away.rename(folder)
    learner.refresh()
    assert card_state(learner) == "live"
    assert learner.log.progress(has_answer=True).due_day == due


def test_the_card_stays_while_its_header_is_broken_or_its_pack_away(learner: Learner) -> None:
    header = learner.pack / "exercises/double/exercise.toml"
    text = header.read_text()
    header.write_text("title = ")
    learner.refresh()
    assert card_state(learner) == "live"
    header.write_text(text)
    learner.refresh()
    learner.pack.rename(learner.pack.parent.parent / "away")
    learner.refresh()
    assert card_state(learner) == "live"
    for name in ("graph.db", "graph.db-wal", "graph.db-shm"):
        (learner.pack.parent.parent / name).unlink(missing_ok=True)
    learner.refresh()
    assert card_state(learner) == "live"


def test_another_title_rewords_the_card_and_keeps_its_history(learner: Learner) -> None:
    learner.passes()
    header = learner.pack / "exercises/double/exercise.toml"
    header.write_text(header.read_text().replace("Twice a number", "Two times a number"))
    learner.refresh()
    card = store_queue.card(learner.study.store, learner.log.card.id)
    assert card is not None
    assert card.question == "Exercise: Two times a number. Return the double of a number."
    assert learner.log.progress(has_answer=True).due_day is not None


def test_an_exercise_without_a_card_is_run_and_says_so(learner: Learner) -> None:
    shutil.copytree(learner.pack / "exercises/double", learner.pack / "exercises/doubling")
    learner.refresh()
    from cards.places import layers

    exercise = find(layers(learner.study.places), "doubling")
    study = learner.study
    log = Attempts(exercise, study.store, study.settings, study.session, study.now)
    assert "no card to grade" in log.ran(ended("pass"), ANSWER).sentence
