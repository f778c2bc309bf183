"""What a query finds is what the same question finds in plain Python, whatever the query."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cards.card_list import ORDERS, find, rows
from cards.card_query import parse
from cards.card_query_fields import IS, PROPERTIES
from cards.study import Study
from tests.cards.memory_factory import FakeClock
from tests.cards.query_factory import (
    TAGS,
    TYPES,
    WORDS,
    Whole,
    make_collection,
    matching,
    read_whole,
)

_LEAVES = st.one_of(
    st.sampled_from(WORDS).map(lambda word: f'"{word}"'),
    st.sampled_from(("softmax", "cache", "ÜNÏ", "ünï", "%", "_", "grad")),
    st.sampled_from(sorted(IS)).map("is:{}".format),
    st.sampled_from(TYPES).map("type:{}".format),
    st.sampled_from(TAGS).map("tag:{}".format),
    st.sampled_from(("edge", "fact", "block", "cloze", "exercise")).map("kind:{}".format),
    st.sampled_from(("pack", "vault")).map("pack:{}".format),
    st.sampled_from(("is_a", "uses")).map("relation:{}".format),
    st.integers(1, 60).map("id:{}".format),
    st.tuples(st.integers(1, 30), st.sampled_from(("", ":1", ":2", ":3", ":4"))).map(
        lambda pair: f"rated:{pair[0]}{pair[1]}"
    ),
    st.tuples(st.sampled_from(("added", "changed", "introduced")), st.integers(1, 60)).map(
        lambda pair: f"{pair[0]}:{pair[1]}"
    ),
    st.just("source:1706.03762"),
    st.tuples(
        st.sampled_from(sorted(PROPERTIES)),
        st.sampled_from(("<", "<=", ">", ">=", "=", "!=")),
        st.sampled_from(("-2", "0", "0.31", "0.8", "0.953", "1", "2", "3.7", "5", "21", "80%")),
    ).map(lambda parts: f"prop:{''.join(parts)}"),
)
QUERIES = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        inner.map(lambda part: f"-({part})"),
        st.lists(inner, min_size=2, max_size=3).map(" ".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"({' or '.join(parts)})"),
        st.lists(inner, min_size=2, max_size=2).map(lambda parts: f"({' AND '.join(parts)})"),
    ),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Study, list[Whole]]]:
    study = make_collection(tmp_path_factory.mktemp("query"), FakeClock())
    yield study, read_whole(study)
    study.close()


def found(study: Study, query: str) -> list[int]:
    return find(study.store, None, query, study.now(), study.settings)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(query=QUERIES)
def test_a_query_finds_what_plain_python_finds(
    query: str, collection: tuple[Study, list[Whole]]
) -> None:
    study, cards = collection
    ids = found(study, query)
    assert len(ids) == len(set(ids))
    assert set(ids) == matching(parse(query), cards, study)


def test_every_single_part_finds_what_plain_python_finds(
    collection: tuple[Study, list[Whole]],
) -> None:
    study, cards = collection
    numbers = ("-2", "0", "0.31", "0.8", "1", "2", "3.7", "5", "21", "80%")
    signs = ("<", "<=", ">", ">=", "=", "!=")
    queries = [f"prop:{n}{s}{v}" for n in PROPERTIES for s in signs for v in numbers]
    queries += [f"is:{state}" for state in IS]
    queries += [f"rated:{days}:{rating}" for days in (1, 2, 9, 30) for rating in (1, 2, 3, 4)]
    queries += [f"kind:exercise is:{state}" for state in ("due", "overdue")]
    for query in queries:
        assert set(found(study, query)) == matching(parse(query), cards, study), query


def test_the_collection_has_something_of_every_state_and_number(
    collection: tuple[Study, list[Whole]],
) -> None:
    study, cards = collection
    rare = {"leech"}
    for state in IS.keys() - rare:
        ids = found(study, f"is:{state}")
        assert 0 < len(ids) < len(cards), state
    for name in PROPERTIES:
        assert found(study, f"prop:{name}>=0"), name


def test_not_and_its_part_are_the_whole_even_where_memory_is_unknown(
    collection: tuple[Study, list[Whole]],
) -> None:
    study, _ = collection
    whole = set(found(study, "is:live or is:blocked or is:retired"))
    for part in ("prop:s>5", "is:due", "tag:exam", "introduced:9", "prop:r!=0.9"):
        also = "(is:blocked or -is:blocked) (is:retired or -is:retired)"
        inside, outside = (set(found(study, f"{sign}{part} {also}")) for sign in ("", "-"))
        assert inside | outside == whole and not inside & outside, part


def test_blocked_and_retired_cards_come_only_when_they_are_named(
    collection: tuple[Study, list[Whole]],
) -> None:
    study, cards = collection
    live = {card.id for card in cards if card.row["state"] == "live"}
    assert set(found(study, "")) == set(found(study, "  - ")) == live
    blocked = {card.id for card in cards if card.row["state"] == "blocked"}
    assert set(found(study, "is:blocked")) == blocked
    assert set(found(study, "is:blocked or is:live")) == blocked | live


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_is_an_order_and_turns_round(
    order: str, collection: tuple[Study, list[Whole]]
) -> None:
    study, _ = collection
    clock, chosen = study.now(), study.settings
    ids = find(study.store, None, "-is:new", clock, chosen, order=order)
    turned = find(study.store, None, "-is:new", clock, chosen, order=order, turned=True)
    assert sorted(ids) == sorted(turned) and ids != turned
    listed = rows(study.store, ids, clock, chosen)
    assert [row.id for row in listed] == ids
    values = {
        "r": [-(row.recall or 0) * -1 for row in listed], "s": [row.stability for row in listed],
        "due": [row.due_day for row in listed], "lapses": [-row.lapses for row in listed],
        "d": [-(row.difficulty or 0) for row in listed],
    }.get(order)  # fmt: skip
    if values is not None:
        assert values == sorted(values, key=lambda value: value or 0)


def test_a_row_says_what_memory_and_tags_say(collection: tuple[Study, list[Whole]]) -> None:
    study, cards = collection
    by_id = {card.id: card for card in cards}
    for row in rows(study.store, sorted(by_id), study.now(), study.settings):
        card = by_id[row.id]
        assert row.standing == card.row["state"] and set(row.tags) == card.own_tags
        if card.memory is not None:
            assert (row.reps, row.flags) == (card.memory.memory.reps, card.memory.flags)
            assert (row.recall is None) == (card.memory.memory.stability is None)
