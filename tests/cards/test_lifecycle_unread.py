"""Notes that cannot be read, layers that are away: nothing is lost, and all is back afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cards.notebook_factory import Notebook

BROKEN = "---\ntype: concept\ntitle: [unclosed\n---\nText.\n"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Notebook]:
    book = Notebook(tmp_path)
    book.note("alpha", "A first sentence to remember.", closed="[has_kind]")
    book.note("beta", "A second sentence.\n\n## Links\n- is_a:: [[alpha]]")
    book.note(
        "gamma",
        "A third sentence.\n\n## Links\n- is_a:: [[alpha]]\n- uses:: [[beta]] — to count hours",
        vault=True,
    )
    yield book
    book.close()


def test_a_note_that_turns_unreadable_retires_and_blocks_nothing(book: Notebook) -> None:
    book.refresh()
    before = book.states()
    for stem, folder in (("beta", book.pack), ("alpha", book.pack), ("gamma", book.vault)):
        good = (folder / f"{stem}.md").read_text()
        (folder / f"{stem}.md").write_text(BROKEN)
        book.refresh()
        assert book.states() == before
        (folder / f"{stem}.md").write_text(good)
        assert book.refresh().empty
        assert book.states() == before


def test_an_unreadable_note_freezes_its_cards_even_with_a_new_cache(book: Notebook) -> None:
    book.refresh()
    before = book.states()
    for stem in ("alpha", "beta"):
        good = (book.pack / f"{stem}.md").read_text()
        (book.pack / f"{stem}.md").write_text(BROKEN)
        book.db.unlink()
        changes = book.refresh()
        assert changes.frozen and not changes.retired and not changes.blocked
        assert book.states() == before
        (book.pack / f"{stem}.md").write_text(good)
        book.refresh()
        assert book.states() == before


def test_a_merge_marker_takes_no_card_away(book: Notebook) -> None:
    book.refresh()
    before = book.states()
    path = book.pack / "beta.md"
    good = path.read_text()
    path.write_text(good.replace("A second", "<<<<<<< ours\nA second"))
    book.refresh()
    live = {question for question, state in before.items() if state == "live"}
    assert all(state == "live" for q, state in book.states().items() if q in live)
    path.write_text(good)
    book.refresh()
    assert book.states() == before


def test_a_vault_that_is_not_mounted_leaves_its_cards_alone(book: Notebook) -> None:
    book.refresh()
    before = book.states()
    for new_cache in (False, True):
        away = book.vault.rename(book.root / "away")
        if new_cache:
            book.db.unlink()
        changes = book.refresh()
        assert not changes.retired and not changes.blocked
        assert book.states() == before
        away.rename(book.vault)
        assert book.refresh().empty
        assert book.states() == before


def test_an_empty_mount_point_is_a_missing_vault_too(book: Notebook) -> None:
    book.refresh()
    before = book.states()
    text = (book.vault / "gamma.md").read_text()
    (book.vault / "gamma.md").unlink()
    book.refresh()
    assert book.states() == before
    (book.vault / "gamma.md").write_text(text)
    assert book.refresh().empty


def test_cards_of_notes_that_can_be_read_go_on_changing(book: Notebook) -> None:
    book.note("delta", "A fourth sentence.\n\n## Links\n- uses:: [[alpha]] — to sort")
    book.refresh()
    (book.pack / "beta.md").write_text(BROKEN)
    book.note("delta", "A fourth sentence, reworded.")
    changes = book.refresh()
    assert {c.card.question for c in changes.retired} == {"What does delta use alpha for?"}
    assert {c.card.node for c in changes.reworded} == {"pack/delta"}


def test_a_home_without_a_vault_is_not_a_missing_vault(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    book = Notebook(tmp_path / "home")
    book.vault.rmdir()
    book.note("alpha", "A sentence.")
    book.refresh()
    book.note("alpha", "A sentence.", status="draft")
    assert book.refresh().blocked
    book.close()
