"""Many cards written at once into an empty table: the same rows and indexes as one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from cards import store_cards
from cards.drafts import Draft
from cards.store import Store
from cards.store_cards import LIVE, MANY, Written

NOW = 1_790_000_000_000


def rows(count: int) -> list[Written]:
    made = [
        Draft(
            n, n // 2, 0, "block", "qa", "forward", f"pack/n{n}", "", "concept", "", "pack",
            "n.md", n, f"Q{n}?", f"A{n}", "", "", "[]", f"q{n}", "", n, ("tag",),
        )
        for n in range(count, 0, -1)
    ]  # fmt: skip
    return [Written(draft, LIVE, "", reworded=True, is_new=True) for draft in made]


def indexes(store: Store) -> list[str]:
    return sorted(store.query(str, "SELECT name FROM sqlite_master WHERE type = 'index'"))


def test_the_first_cards_leave_the_indexes_as_they_were(tmp_path: Path) -> None:
    with Store.open(tmp_path / "study.db") as store:
        before = indexes(store)
        with store.write():
            store_cards.write(store, rows(MANY), NOW)
        assert indexes(store) == before
        assert not store.integrity_faults()
        assert len(store_cards.load(store, None)) == MANY


def test_cards_of_one_group_get_places_of_their_own_also_when_many(tmp_path: Path) -> None:
    with Store.open(tmp_path / "study.db") as store, store.write():
        store_cards.write(store, rows(MANY), NOW)
        doubles = "SELECT count(*) FROM (SELECT 1 FROM card GROUP BY group_id, ordinal)"
        assert store.count(doubles) == MANY


def test_writing_that_fails_half_way_leaves_no_card_and_every_index(tmp_path: Path) -> None:
    with Store.open(tmp_path / "study.db") as store:
        before = indexes(store)

        def write_and_fail() -> None:
            with store.write():
                store_cards.write(store, rows(MANY), NOW)
                raise RuntimeError

        with pytest.raises(RuntimeError):
            write_and_fail()
        assert indexes(store) == before
        assert not store_cards.load(store, None)
