"""The state of every node at once, and the part of the notes that facets let through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cards.gate import Gates
from cards.models import Rating
from cards.narrow import NEXT, Facets, narrowed, waits_for
from cards.node_standing import LEARNING, NEW, SOLID, WEAK, NodeStanding, node_standings
from cards.places import Places, places
from cards.queue import Scope
from cards.refresh import refresh
from cards.store import Store
from cards.study import Study
from kg.compiled import Graph
from tests.kg.vault_factory import note

NOON_MS = 1_772_625_600_000
DAY_MS = 86_400_000
CARD = "Q: What do sailors coil?\nA: The {0}. ^what"


class Clock:
    def __init__(self) -> None:
        self.ms = NOON_MS

    def __call__(self) -> int:
        return self.ms


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    (tmp_path / "none").mkdir()
    monkeypatch.setattr("cards.places.built_in_packs", lambda: tmp_path / "none")
    where = places({"EDGEWISE_HOME": str(tmp_path / "home")})
    where.vault.mkdir(parents=True)
    where.settings.write_text('[day]\nzone = "UTC"\n\n[memory]\nfuzz = false\n')
    for stem, need in {"rope": "", "knot": "rope", "bend": "knot", "splice": ""}.items():
        header = 'covered_in:\n  - "[[manual]]"' if stem in {"rope", "bend"} else ""
        links = [f"requires:: [[{need}]]"] if need else []
        text = note(stem.title(), *links, header=header, cards=CARD.format(stem))
        (where.vault / f"{stem}.md").write_text(text)
    (where.vault / "manual.md").write_text(note("Manual", type="chapter"))
    steps = "\n## Steps\n### [[splice]]\n- [[knot]] — it holds ^holds\n"
    (where.vault / "moor.md").write_text(note("Moor a boat", type="problem") + steps)
    return where


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def study(home: Places, clock: Clock) -> Iterator[Study]:
    with Store.open(home.study_db) as store:
        refresh(home, store, NOON_MS)
    opened = Study.open(home, clock=clock)
    yield opened
    opened.close()


def answer(study: Study, node: str, rating: Rating) -> None:
    """Answer every card of a node that comes."""
    study.start(Scope(node=node, depth=0))
    while study.current() is not None:
        study.preview()
        study.grade(rating, 1000)


def standing(study: Study, stem: str) -> NodeStanding:
    found = node_standings(study.store, study.now().day, study.settings.parameters)
    return found[f"vault/{stem}"]


def part(study: Study, facets: Facets) -> set[str]:
    graph: Graph = study.graph()
    found = node_standings(study.store, study.now().day, study.settings.parameters)
    return {graph.node(each).stem for each in narrowed(graph, found, facets)}


def test_a_node_is_new_then_learning_then_solid_and_weak_when_it_fades(
    study: Study, clock: Clock
) -> None:
    assert standing(study, "rope").state == NEW
    assert standing(study, "rope").unseen == standing(study, "rope").cards > 0
    answer(study, "rope", Rating.EASY)
    assert standing(study, "rope").state == LEARNING and not standing(study, "rope").met
    clock.ms += 30 * DAY_MS
    answer(study, "rope", Rating.EASY)
    after = standing(study, "rope")
    assert (after.state, after.met, after.unseen) == (SOLID, True, 0)
    clock.ms += 20_000 * DAY_MS
    faded = standing(study, "rope")
    assert faded.state == WEAK and faded.recall is not None and faded.recall < 0.8


def test_met_is_what_the_gate_calls_met_for_every_node(study: Study, clock: Clock) -> None:
    answer(study, "rope", Rating.EASY)
    study.start(Scope(node="knot", depth=0))
    assert study.current() is not None
    study.known()
    clock.ms += 40 * DAY_MS
    answer(study, "rope", Rating.GOOD)
    now = study.now()
    gates = Gates(study.store, study.graph(), now.day, study.settings.parameters)
    found = node_standings(study.store, now.day, study.settings.parameters)
    assert {key: one.met for key, one in found.items()} == {key: gates.is_met(key) for key in found}
    assert any(one.met for one in found.values()) and not all(one.met for one in found.values())


def test_facets_let_through_what_a_problem_needs_and_a_chapter_covers(study: Study) -> None:
    assert part(study, Facets(problem="vault/moor")) == {"moor", "knot", "rope"}
    assert part(study, Facets(chapter="vault/manual")) == {"rope", "bend"}
    assert part(study, Facets(problem="vault/moor", chapter="vault/manual")) == {"rope"}
    assert part(study, Facets(type="problem")) == {"moor"}
    assert part(study, Facets(problem="vault/nothing")) == set()


def test_next_is_what_was_never_begun_and_waits_for_nothing(study: Study, clock: Clock) -> None:
    first = part(study, Facets(state=NEXT))
    assert "rope" in first and "knot" not in first and "bend" not in first
    answer(study, "rope", Rating.EASY)
    clock.ms += 30 * DAY_MS
    answer(study, "rope", Rating.EASY)
    then = part(study, Facets(state=NEXT))
    assert "knot" in then and "bend" not in then and "rope" not in then
    found = node_standings(study.store, study.now().day, study.settings.parameters)
    assert waits_for(found, ["vault/knot", "vault/rope"]) == ["vault/knot"]


def test_a_suspended_card_says_nothing_and_a_known_one_is_certain(study: Study) -> None:
    study.start(Scope(node="rope", depth=0))
    while study.current() is not None:
        study.known()
    rope = standing(study, "rope")
    assert rope == NodeStanding(SOLID, 1.0, rope.cards, 0, True)
    study.start(Scope(node="splice", depth=0))
    while study.current() is not None:
        study.suspend()
    found = node_standings(study.store, study.now().day, study.settings.parameters)
    assert "vault/splice" not in found
