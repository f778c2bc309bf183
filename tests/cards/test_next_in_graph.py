"""What is ready to be learnt in a real graph: prerequisites solid, nothing begun, goal first."""

from __future__ import annotations

from pathlib import Path

from cards.gate import Gates
from cards.models import Rating
from cards.next_in_graph import NextNode, next_nodes
from cards.study import Study
from tests.cards.memory_factory import FakeClock, add_card, open_study
from tests.cards.test_gate_of_new_cards import write_graph

NEEDS = {
    "attention": ["softmax"],
    "transformer": ["attention", "norm"],
    "softmax": ["exp"],
    "norm": ["mean"],
}


def home_with_graph(home: Path, clock: FakeClock) -> Study:
    study = open_study(home, clock)
    write_graph(study.places.graph_db, NEEDS)
    nodes = ["exp", "softmax", "attention", "mean", "norm", "transformer"]
    for number, name in enumerate(nodes, start=1):
        add_card(study.store, number, node=f"pack/{name}")
    return study


def ready(study: Study, goal: str = "", count: int = 5) -> list[NextNode]:
    gates = Gates(study.store, study.graph(), study.now().day, study.settings.parameters)
    return next_nodes(study.graph(), study.store, gates, count, goal)


def test_nodes_without_open_prerequisites_are_ready_and_say_what_they_open(tmp_path: Path) -> None:
    study = home_with_graph(tmp_path, FakeClock())
    try:
        exp, mean = ready(study)
        assert (exp.key, exp.cards, exp.builds_on) == ("pack/exp", 1, ())
        assert (exp.opens, exp.opens_in_all) == (("Softmax",), 3)
        assert (mean.title, mean.opens_in_all, mean.for_goal) == ("Mean", 2, False)
    finally:
        study.close()


def test_what_is_solid_gives_way_to_what_it_opens(tmp_path: Path) -> None:
    clock = FakeClock()
    study = home_with_graph(tmp_path, clock)
    try:
        study.mark("known", 1)
        softmax, mean = ready(study)
        assert (softmax.title, softmax.builds_on) == ("Softmax", ("Exp",))
        assert mean.title == "Mean"
        study.mark("suspend", 2)
        assert [node.title for node in ready(study)] == ["Attention", "Mean"]
    finally:
        study.close()


def test_a_node_that_was_begun_is_no_longer_new_nor_solid_yet(tmp_path: Path) -> None:
    clock = FakeClock()
    study = home_with_graph(tmp_path, clock)
    try:
        study.start()
        shown = study.current()
        assert shown is not None and shown.card.node == "pack/exp"
        study.grade(Rating.EASY, 1000)
        assert [node.title for node in ready(study)] == ["Mean"]
    finally:
        study.close()


def test_the_way_to_the_goal_comes_first_whatever_the_order_of_study(tmp_path: Path) -> None:
    study = home_with_graph(tmp_path, FakeClock())
    try:
        mean, exp = ready(study, "pack/norm")
        assert (mean.title, mean.for_goal) == ("Mean", True)
        assert (exp.title, exp.for_goal) == ("Exp", False)
        assert [node.title for node in ready(study, "pack/norm", 1)] == ["Mean"]
        assert [node.title for node in ready(study, "pack/gone", 1)] == ["Exp"]
    finally:
        study.close()
