"""Today's queue: order, limits, siblings, gating, scopes, and that counting agrees with it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from cards.errors import BadInput, NothingShown
from cards.models import Rating
from cards.queue import Scope
from cards.store import Store
from cards.study import Study
from kg.errors import UnknownNode
from tests.cards.memory_factory import FakeClock, add_card, finish_day, make_places, open_study


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def home(tmp_path: Path, clock: FakeClock) -> Iterator[Study]:
    study = open_study(tmp_path, clock)
    yield study
    study.close()


def shown_ids(study: Study, clock: FakeClock, rating: Rating = Rating.EASY) -> list[int]:
    found: list[int] = []
    while (shown := study.current()) is not None:
        found.append(shown.card.id)
        clock.forward(ms=1000)
        study.grade(rating, 1000)
    return found


def test_new_cards_come_in_the_order_of_study_up_to_the_limit(
    home: Study, clock: FakeClock
) -> None:
    for card_id in range(15, 0, -1):
        add_card(home.store, card_id)
    assert home.counts().new == 10 and home.counts().waiting_new == 5
    assert shown_ids(home, clock) == list(range(1, 11))
    assert home.counts().new == 0
    home.extend_limits(new=3)
    assert home.counts().new == 3
    assert shown_ids(home, clock) == [11, 12, 13]
    clock.forward(days=1)
    assert home.counts().new == 2


def test_cards_of_one_group_or_one_pair_of_nodes_come_one_a_day(
    home: Study, clock: FakeClock
) -> None:
    add_card(home.store, 1, group=500)
    add_card(home.store, 2, group=500)
    add_card(home.store, 3, node="pack/a", object="pack/b")
    add_card(home.store, 4, node="pack/b", object="pack/a")
    add_card(home.store, 5)
    assert home.counts().new == 3
    assert shown_ids(home, clock) == [1, 3, 5]
    assert home.current() is None and home.counts().new == 0
    assert home.counts().next_due_ms == home.now().start_of(home.now().day + 1)
    clock.forward(days=1)
    assert shown_ids(home, clock) == [2, 4]


def test_steps_of_a_card_are_not_held_back_by_its_own_group(home: Study, clock: FakeClock) -> None:
    add_card(home.store, 1, group=500)
    add_card(home.store, 2, group=500)
    assert shown_ids(home, clock, Rating.GOOD) == [1, 1]


def test_due_reviews_come_by_descending_retrievability_and_new_ones_between(
    home: Study, clock: FakeClock
) -> None:
    for card_id in range(1, 11):
        add_card(home.store, card_id)
    for turn, rating in enumerate([Rating.EASY, Rating.GOOD]):
        for _ in range(5):
            assert home.current() is not None
            home.grade(rating, 1000)
        assert turn in (0, 1)
    finish_day(home, clock)
    for card_id in range(11, 15):
        add_card(home.store, card_id)
    clock.forward(days=30)
    kinds: list[int] = []
    recalls: list[float] = []
    while (shown := home.current()) is not None:
        kinds.append(int(shown.memory.state))
        info = home.info(shown.card.id)
        if info.recall is not None and shown.memory.state == 2:
            recalls.append(info.recall)
            assert shown.why.startswith("overdue ")
        clock.forward(ms=1000)
        home.grade(Rating.EASY, 1000)
    assert recalls == sorted(recalls, reverse=True)
    assert kinds.count(0) == 4 and kinds[0] == 2
    places = [place for place, kind in enumerate(kinds) if kind == 0]
    assert all(later - earlier > 1 for earlier, later in pairwise(places))


def test_the_counts_are_what_a_session_then_shows(tmp_path: Path, clock: FakeClock) -> None:
    settings = '[day]\nzone = "UTC"\n[today]\nreviews_per_day = 7\nnew_per_day = 4\n'
    study = open_study(tmp_path, clock, settings=settings)
    try:
        for card_id in range(1, 61):
            add_card(study.store, card_id, group=card_id // 3, node=f"pack/n{card_id % 7}")
        for _ in range(12):
            counts = study.counts()
            seen: dict[int, int] = {}
            while (shown := study.current()) is not None:
                seen.setdefault(shown.card.id, int(shown.memory.state))
                clock.forward(ms=3000)
                study.grade(Rating.EASY if shown.card.id % 2 else Rating.GOOD, 1000)
            states = list(seen.values())
            assert (states.count(2), states.count(0)) == (counts.due, counts.new)
            clock.forward(days=1)
    finally:
        study.close()


def test_no_new_cards_while_behind_if_the_learner_wants_so(
    tmp_path: Path, clock: FakeClock
) -> None:
    settings = '[day]\nzone = "UTC"\n[today]\nnew_while_behind = false\n'
    study = open_study(tmp_path, clock, cards=20, settings=settings)
    try:
        shown_ids(study, clock)
        clock.forward(days=30)
        counts = study.counts()
        assert counts.behind == 10 and counts.new == 0 and counts.due == 10
        seen = shown_ids(study, clock)
        assert max(seen[:10]) <= 10 and min(seen[10:]) > 10  # new ones once it has caught up
    finally:
        study.close()


def test_cards_about_the_same_node_do_not_follow_each_other(home: Study, clock: FakeClock) -> None:
    for card_id in range(1, 9):
        add_card(home.store, card_id, node="pack/a" if card_id <= 4 else f"pack/n{card_id}")
    order = shown_ids(home, clock)
    assert sorted(order) == list(range(1, 9))
    near = [pair for pair in pairwise(order) if max(pair) <= 4]
    assert near == []


def test_a_contrast_waits_until_both_sides_were_met(home: Study, clock: FakeClock) -> None:
    add_card(home.store, 1, node="pack/a", object="pack/b", relation="contrasts_with")
    add_card(home.store, 2, node="pack/a")
    add_card(home.store, 3, node="pack/b")
    first = home.current()
    assert first is not None and first.card.id == 2
    assert shown_ids(home, clock) == [2, 3, 1]


def test_a_scope_narrows_by_node_type_tag_and_number(home: Study, clock: FakeClock) -> None:
    for card_id in range(1, 7):
        add_card(
            home.store,
            card_id,
            node="pack/a" if card_id < 3 else f"pack/n{card_id}",
            node_type="metric" if card_id > 4 else "concept",
            tags=("hard",) if card_id in (2, 5) else (),
        )
    for scope, wanted in (
        (Scope(node="a"), [1, 2]),
        (Scope(type="metric"), [5, 6]),
        (Scope(tag="hard"), [2, 5]),
        (Scope(type="metric", tag="hard"), [5]),
        (Scope(limit=2), [1, 2]),
    ):
        home.start(scope)
        assert [one.card.id for one in home.upcoming(9)] == wanted, scope
    home.start(Scope(limit=2))
    assert len(shown_ids(home, clock)) == 2
    with pytest.raises(UnknownNode):
        home.start(Scope(node="nowhere"))


def test_a_step_comes_when_it_is_due_or_early_when_nothing_else_is_left(
    home: Study, clock: FakeClock
) -> None:
    add_card(home.store, 1)
    add_card(home.store, 2)
    assert home.current() is not None
    home.grade(Rating.AGAIN, 1000)
    second = home.current()
    assert second is not None and second.card.id == 2
    clock.forward(minutes=2)
    home.grade(Rating.GOOD, 1000)
    failed = home.current()
    assert failed is not None and failed.card.id == 1 and failed.why == "failed earlier today"
    home.grade(Rating.GOOD, 1000)
    early = home.current()
    assert early is not None and early.card.id == 2 and "learning step 2 of 2" in early.why


def test_without_learning_ahead_the_wait_is_told(tmp_path: Path, clock: FakeClock) -> None:
    settings = '[day]\nzone = "UTC"\n[today]\nlearn_ahead = 0\n'
    study = open_study(tmp_path, clock, cards=1, settings=settings)
    try:
        assert study.current() is not None
        study.grade(Rating.GOOD, 1000)
        assert study.current() is None
        assert study.next_wait_ms() in (600_000, 600_001)
        clock.forward(minutes=10, ms=1)
        assert study.next_wait_ms() == 0 and study.current() is not None
    finally:
        study.close()


def test_cards_added_meanwhile_are_found_when_the_list_runs_dry(
    home: Study, clock: FakeClock
) -> None:
    assert home.current() is None
    with Store.open(home.places.study_db) as other:
        add_card(other, 1)
    shown = home.current()
    assert shown is not None and shown.card.id == 1


def test_a_card_hidden_elsewhere_is_not_shown(home: Study, tmp_path: Path) -> None:
    add_card(home.store, 1)
    add_card(home.store, 2)
    home.start()
    other = Study.open(make_places(tmp_path), clock=FakeClock())
    try:
        other.mark("suspend", 1)
    finally:
        other.close()
    shown = home.current()
    assert shown is not None and shown.card.id == 2


def test_acting_without_a_card_on_screen_is_refused(home: Study) -> None:
    for act in (home.suspend, home.bury, home.known, home.flag, home.preview):
        with pytest.raises(NothingShown):
            act()
    with pytest.raises(NothingShown):
        home.grade(Rating.GOOD, 1)
    with pytest.raises(BadInput):
        home.mark("explode", 1)


def test_reviews_beyond_the_daily_limit_wait_unless_it_is_raised(
    tmp_path: Path, clock: FakeClock
) -> None:
    settings = '[day]\nzone = "UTC"\n[today]\nreviews_per_day = 4\n'
    study = open_study(tmp_path, clock, cards=10, settings=settings)
    try:
        shown_ids(study, clock)
        clock.forward(days=60)
        assert study.counts().due == 4 and study.counts().behind == 10
        assert len(shown_ids(study, clock)) == 4
        study.extend_limits(reviews=3)
        assert len(shown_ids(study, clock)) == 3
        assert study.undo() is not None
    finally:
        study.close()


def test_ten_lapses_make_a_leech_at_the_eighth_and_then_every_fourth(
    home: Study, clock: FakeClock
) -> None:
    add_card(home.store, 1)
    finish_day(home, clock, Rating.EASY)
    told: list[int] = []
    for lapse in range(1, 14):
        clock.forward(days=400)
        assert home.current() is not None
        graded = home.grade(Rating.AGAIN, 1000)
        if graded.leech is not None:
            told.append(lapse)
        clock.forward(minutes=30)
        finish_day(home, clock)
    assert told == [8, 12]
    clock.forward(days=400)
    shown = home.current()
    assert shown is not None and shown.leech and "leech, forgotten 13 times" in shown.why
