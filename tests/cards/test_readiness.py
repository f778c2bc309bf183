"""Readiness of a node: which cards count, what each weighs, and which nodes are the weakest."""

from __future__ import annotations

from pathlib import Path

import pytest

from cards.readiness import Readiness, readiness
from cards.scheduler import Clock, retrievability
from cards.settings import DEFAULT_PARAMETERS
from cards.store import Store
from cards.study_day import study_day
from kg.compiled import Graph
from tests.cards.memory_factory import MORNING_MS, add_card
from tests.kg.vault_factory import Notes, note

CLOCK = Clock(MORNING_MS, 0, 4)
TODAY = study_day(MORNING_MS, 0, 4)
EXERCISE = """title = "Add up"
summary = "Return the sum of a list."
assesses = ["{0}"]
requires = ["{1}"]
level = 1
minutes = 10
"""


class Desk:
    """Notes a -> b -> c (a requires b requires c), d apart; and cards by hand."""

    def __init__(self, folder: Path) -> None:
        self.notes = Notes(folder)
        self.notes.write("a", note("A", "requires:: [[b]] — it rests on it"))
        self.notes.write("b", note("B", "requires:: [[c]] — it rests on it"))
        self.notes.write("c", note("C"))
        self.notes.write("d", note("D", "contrasts_with:: [[a]] — one is not the other"))
        self.store = Store.open(folder / "study.db")
        self.cards = 0

    def exercise(self, name: str, tests: str, needs: str = "c") -> None:
        folder = self.notes.pack / "exercises" / name
        folder.mkdir(parents=True)
        folder.joinpath("exercise.toml").write_text(EXERCISE.format(tests, needs))

    def card(self, stem: str, stability: float | None = None, ago: int = 0, **marks: int) -> None:
        self.cards += 1
        add_card(self.store, self.cards, node=f"field/{stem}")
        last = None if stability is None else TODAY - ago
        with self.store.write():
            self.store.execute(
                "UPDATE memory SET stability = ?, last_day = ?, suspended = ?, known = ?"
                " WHERE card_id = ?",
                (stability, last, marks.get("suspended", 0), marks.get("known", 0), self.cards),
            )

    def ready(self, stem: str) -> Readiness:
        self.notes.refresh()
        with Graph.open(self.notes.db) as graph:
            return readiness(graph, self.store, f"field/{stem}", CLOCK, DEFAULT_PARAMETERS)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def recall(stability: float, days: int) -> float:
    return retrievability(stability, days, DEFAULT_PARAMETERS)


def test_the_mean_and_the_least_are_over_the_node_and_all_it_builds_on(desk: Desk) -> None:
    desk.card("a", 10, ago=10)
    desk.card("b", 10, ago=40)
    desk.card("c", 100, ago=0)
    desk.card("d", 1, ago=400)
    found = desk.ready("a")
    values = [recall(10, 10), recall(10, 40), 1.0]
    assert found.mean == pytest.approx(sum(values) / 3)
    assert found.minimum == pytest.approx(recall(10, 40))
    assert (found.cards, found.unseen) == (3, 0)
    assert [node for node, _ in found.weakest] == ["field/b", "field/a", "field/c"]


def test_a_card_never_answered_counts_as_forgotten(desk: Desk) -> None:
    desk.card("c", 5, ago=0)
    desk.card("c")
    found = desk.ready("c")
    assert found == Readiness(0.5, 0.0, 2, 1, [("field/c", 0.5)])


def test_suspended_and_known_cards_are_left_out(desk: Desk) -> None:
    desk.card("c", 5, ago=0)
    desk.card("c", suspended=1)
    desk.card("c", known=1)
    assert desk.ready("c") == Readiness(1.0, 1.0, 1, 0, [("field/c", 1.0)])


def test_retired_and_blocked_cards_are_left_out(desk: Desk) -> None:
    desk.card("c", 5, ago=0)
    desk.card("c")
    with desk.store.write():
        desk.store.execute("UPDATE card SET state = 'retired' WHERE id = 2")
    assert desk.ready("c").cards == 1


def test_the_exercises_that_test_the_node_or_what_is_behind_it_count(desk: Desk) -> None:
    for name, tested in (("code-a", "a"), ("code-c", "c"), ("code-d", "d")):
        desk.exercise(name, tested)
        desk.card(name)
    desk.card("a", 5, ago=0)
    found = desk.ready("a")
    assert (found.cards, found.unseen) == (3, 2)
    assert found.weakest[:2] == [("field/code-a", 0.0), ("field/code-c", 0.0)]


def test_a_problem_builds_on_what_its_steps_name(desk: Desk) -> None:
    points = "\n## Steps\n### [[serve]]\n- [[b]] — it is served so\n"
    desk.notes.write("serve", note("Serve"))
    desk.notes.write("p", note("P", type="problem") + points, folder="problems")
    for stem in ("b", "c", "d"):
        desk.card(stem)
    assert {node for node, _ in desk.ready("p").weakest} == {"field/b", "field/c"}


def test_a_node_without_cards_has_no_figure_rather_than_a_nought(desk: Desk) -> None:
    assert desk.ready("a") == Readiness(None, None, 0, 0, [])
