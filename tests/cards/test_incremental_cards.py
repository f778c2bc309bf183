"""Making only the cards of changed nodes gives what making all of them gives."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cards.notebook_factory import Notebook

STEMS = ("ant", "bee", "cat", "dog")
texts = st.sampled_from(["A quiet sentence.", "A loud sentence.", "Ants carry it all away."])
questions = st.sampled_from(["What limits it?", "What moves it?", "Why so slow?"])
answers = st.sampled_from(["Memory.", "Compute."])
statuses = st.sampled_from(["reviewed", "reviewed", "draft"])
edits = st.tuples(
    st.sampled_from(STEMS), texts, questions, answers, statuses, st.sampled_from([*STEMS, ""])
)
Row = tuple[str, str, str, str, str]


def _write(book: Notebook, edit: tuple[str, str, str, str, str, str]) -> None:
    stem, text, question, answer, status, target = edit
    links = f"\n\n## Links\n- contrasts_with:: [[{target}]] — another kind" if target else ""
    if target == stem:
        links = ""
    cards = f"\n\n## Cards\nQ: {question}\nA: {answer} ^k"
    book.note(stem, f"{text}{links}{cards}", status=status)


def _rows(book: Notebook) -> set[Row]:
    names = "id, question, answer, state, reason"
    sql = f"SELECT {names} FROM card WHERE state <> 'retired'"
    return set(book.store.query(lambda *row: tuple(map(str, row)), sql))


@settings(max_examples=25, deadline=None)
@given(st.lists(edits, min_size=1, max_size=6))
def test_changed_nodes_alone_give_the_same_cards_as_all_of_them(
    changes: list[tuple[str, str, str, str, str, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder, "one"), Path(folder, "two")
        first.mkdir()
        second.mkdir()
        some, whole = Notebook(first), Notebook(second)
        for edit in changes:
            _write(some, edit)
            _write(whole, edit)
            some.refresh_changed()
        whole.refresh()
        assert _rows(some) == _rows(whole)
        assert some.refresh().empty
        some.close()
        whole.close()


def test_a_question_that_becomes_equal_elsewhere_blocks_both_and_frees_both_again(
    tmp_path: Path,
) -> None:
    book = Notebook(tmp_path)
    for stem, question in (("ant", "What limits it?"), ("bee", "What moves it?")):
        book.note(stem, f"A {stem} sentence.\n\n## Cards\nQ: {question}\nA: By {stem}. ^k")
    book.refresh_changed()
    book.note("bee", "A bee sentence.\n\n## Cards\nQ: What limits it?\nA: By bee. ^k")
    changes = book.refresh_changed()
    assert {c.card.node for c in changes.blocked} == {"pack/ant", "pack/bee"}
    book.note("bee", "A bee sentence.\n\n## Cards\nQ: What moves it?\nA: By bee. ^k")
    changes = book.refresh_changed()
    assert {c.card.node for c in changes.revived} == {"pack/ant", "pack/bee"}
    book.close()
