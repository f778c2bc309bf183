"""What notes that change do to stored cards, with real notes, graph.db and study.db."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cards import store_memory, store_review
from cards.card_diff import Change
from cards.models import State
from cards.store_memory import MemoryRow
from tests.cards.notebook_factory import Notebook

FACT = "## Facts\n- parameters:: {} [as_of:: 2022]"
EDGE = "## Links\n- uses:: [[{}]] — {}"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Notebook]:
    book = Notebook(tmp_path)
    yield book
    book.close()


def test_making_cards_twice_changes_nothing(book: Notebook) -> None:
    book.note("alpha", "Sorts letters by the order of their names.\n\n" + FACT.format("540B"))
    book.note("beta", "Counts the quiet hours of a day.\n\n" + EDGE.format("alpha", "a reason"))
    first = book.refresh()
    assert len(first.new) == 6
    again = book.refresh()
    assert again.empty
    assert not again.moved and not again.frozen


def test_rewording_a_note_keeps_ids_and_history_and_notes_the_time(book: Notebook) -> None:
    book.note("alpha", "Sorts letters by the order of their names.")
    ids = {change.card.id for change in book.refresh().new}
    born = book.store.count("SELECT max(changed_ms) FROM card")
    book.note("alpha", "Puts letters in the order of their names.")
    changes = book.refresh()
    assert {change.card.id for change in changes.reworded} == ids
    assert not changes.new and not changes.retired
    assert book.store.count("SELECT min(changed_ms) FROM card") == book.now
    assert book.store.count("SELECT max(created_ms) FROM card") == born


def test_changing_an_edges_object_retires_the_old_card_and_begins_a_new_one(book: Notebook) -> None:
    book.note("alpha")
    book.note("gamma", "Another definition altogether.")
    book.note("beta", "Counts the quiet hours.\n\n" + EDGE.format("alpha", "to sort"))
    book.refresh()
    book.note("beta", "Counts the quiet hours.\n\n" + EDGE.format("gamma", "to sort"))
    changes = book.refresh()
    assert [c.card.question for c in changes.retired] == ["What does beta use alpha for?"]
    assert [c.card.question for c in changes.new] == ["What does beta use gamma for?"]


def test_a_returning_edge_revives_its_card_with_its_history(book: Notebook) -> None:
    book.note("alpha")
    book.note("beta", "Counts the quiet hours.\n\n" + EDGE.format("alpha", "to sort"))
    card = _card(book.refresh().new, "What does beta use alpha for?")
    _studied(book, card)
    book.note("beta", "Counts the quiet hours.")
    assert [c.card.id for c in book.refresh().retired] == [card]
    row = store_memory.read(book.store, card)
    assert row is not None and not row.active and row.memory.reps == 3
    book.note("beta", "Counts the quiet hours.\n\n" + EDGE.format("alpha", "to sort"))
    assert [c.card.id for c in book.refresh().revived] == [card]
    row = store_memory.read(book.store, card)
    assert row is not None and row.active and row.memory.reps == 3


def test_new_cards_have_an_empty_memory_and_their_place_in_the_study_order(book: Notebook) -> None:
    book.note("alpha")
    new = book.refresh().new
    for change in new:
        row = store_memory.read(book.store, change.card.id)
        assert row is not None and row.active and row.memory.state is State.NEW
        assert row.position == change.card.position


def test_a_suspended_card_stays_so_when_it_is_retired_and_revived(book: Notebook) -> None:
    book.note("alpha", "A sentence to keep.")
    card = book.refresh().new[0].card.id
    row = store_memory.read(book.store, card)
    assert row is not None
    with book.store.write():
        flags = row.flags._replace(suspended=True)
        store_memory.put(book.store, row._replace(flags=flags, active=False))
    text = (book.pack / "alpha.md").read_text()
    (book.pack / "alpha.md").unlink()
    book.refresh()
    (book.pack / "alpha.md").write_text(text)
    book.refresh()
    row = store_memory.read(book.store, card)
    assert row is not None and not row.active and row.flags.suspended


def test_a_note_that_turns_draft_or_disputed_is_blocked_and_keeps_its_history(
    book: Notebook,
) -> None:
    book.note("alpha", "A sentence to keep.")
    cards = [c.card.id for c in book.refresh().new]
    _studied(book, cards[0])
    for status in ("draft", "disputed"):
        book.note("alpha", "A sentence to keep.", status=status)
        changes = book.refresh()
        assert sorted(c.card.id for c in changes.blocked) == sorted(cards)
        assert all(c.reason.startswith("R26") and status in c.reason for c in changes.blocked)
    row = store_memory.read(book.store, cards[0])
    assert row is not None and row.memory.reps == 3 and not row.active
    book.note("alpha", "A sentence to keep.")
    assert len(book.refresh().revived) == len(cards)


def test_another_number_restarts_the_memory_and_says_so_in_an_event(book: Notebook) -> None:
    book.note("alpha", "A sentence.\n\n" + FACT.format("540B"))
    card = _card(book.refresh().new, "How many parameters does alpha have, as of 2022?")
    _studied(book, card)
    book.note("alpha", "A sentence.\n\n" + FACT.format("70B"))
    changes = book.refresh()
    assert [c.card.id for c in changes.value_changed] == [card]
    (event,) = store_review.events_of(book.store, card)
    assert event.type == "value_changed" and event.get("new") == "70B"
    row = store_memory.read(book.store, card)
    assert row is not None and row.memory.reps == 0 and row.active
    assert book.refresh().empty


def test_other_words_around_the_same_number_keep_the_history(book: Notebook) -> None:
    book.note("alpha", "A sentence.\n\n" + FACT.format("540B"))
    card = _card(book.refresh().new, "How many parameters does alpha have, as of 2022?")
    _studied(book, card)
    book.note("alpha", "A sentence.\n\n" + FACT.format("540B, all of them dense"))
    changes = book.refresh()
    assert [c.card.id for c in changes.reworded] == [card]
    assert not changes.value_changed
    row = store_memory.read(book.store, card)
    assert row is not None and row.memory.reps == 3


def test_a_later_date_of_the_same_value_is_the_same_card(book: Notebook) -> None:
    book.note("alpha", "A sentence.\n\n## Facts\n- parameters:: 540B [as_of:: 2022]")
    book.refresh()
    book.note("alpha", "A sentence.\n\n## Facts\n- parameters:: 540B [as_of:: 2024]")
    changes = book.refresh()
    assert [c.card.question for c in changes.reworded] == [
        "How many parameters does alpha have, as of 2024?"
    ]


def test_a_deleted_note_retires_its_cards(book: Notebook) -> None:
    book.note("alpha")
    book.note("beta", "Counts the quiet hours.")
    book.refresh()
    (book.pack / "beta.md").unlink()
    assert {c.card.node for c in book.refresh().retired} == {"pack/beta"}


def test_a_node_over_the_cap_keeps_the_cards_that_are_already_there(book: Notebook) -> None:
    cards = "\n\n".join(f"Q: How is thing {n} done?\nA: In way {n}. ^k{n}" for n in range(7))
    book.note("alpha", f"A sentence.\n\n## Cards\n{cards}")
    shown = {c.card.id for c in book.refresh().new}
    more = "\n\n".join(f"Q: How is thing {n} done?\nA: In way {n}. ^k{n}" for n in range(10))
    book.note("alpha", f"A sentence.\n\n## Cards\n{more}")
    changes = book.refresh()
    assert not changes.retired and all(c.before is None for c in changes.blocked)
    live = set(book.store.query(int, "SELECT id FROM card WHERE state = 'live'"))
    assert shown <= live


def test_ordinals_are_never_renumbered_and_never_given_twice(book: Notebook) -> None:
    text = "C: We see ==one==, then ==two==, then ==three== of them in a row. ^row"
    book.note("alpha", f"A sentence.\n\n## Cards\n{text}")
    before = {c.card.answer: c.card.ordinal for c in book.refresh().new}
    text = "C: We see ==two==, then ==three==, then ==four== of them in a row. ^row"
    book.note("alpha", f"A sentence.\n\n## Cards\n{text}")
    book.refresh()
    sql = "SELECT answer, ordinal FROM card WHERE template = 'cloze'"
    after = dict(book.store.query(lambda a, o: (a, o), sql))
    assert {a: after[a] for a in ("One", "Two", "Three")} == {
        a: before[a] for a in ("One", "Two", "Three")
    }
    assert after["Four"] == 3


def _card(changes: list[Change], question: str) -> int:
    return next(c.card.id for c in changes if c.card.question == question)


def _studied(book: Notebook, card: int) -> None:
    row = store_memory.read(book.store, card)
    assert row is not None
    memory = row.memory._replace(
        state=State.REVIEW, stability=5.0, difficulty=4.0, last_ms=1, last_day=1, due_ms=2,
        due_day=2, reps=3,
    )  # fmt: skip
    with book.store.write():
        store_memory.put(book.store, MemoryRow(memory, 1, 2, row.flags, row.active, row.position))
