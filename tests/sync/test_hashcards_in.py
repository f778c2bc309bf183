"""Decks of hashcards become proposals: questions, clozes, names above the cards, pictures."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.models import Block, Note
from kg.reader import read_note
from kg.schema import RELATIONS
from sync.errors import HashcardsBad
from sync.hashcards_in import hashcards_proposals
from sync.inbox import Inbox
from sync.proposed import EMPTY, KNOWN, MEDIA, Proposals

PNG = b"\x89PNG\r\n\x1a\n" + bytes(30)
DECK = """---
name = "Geography"
---

Q: What is the capital of
[[France]]?
A: Paris

C: The [order] of a group is [the *cardinality*] of $x[1]$, `a[0]`, \\[not this\\], [a](b.md).

---

Q: List three:
A:

- one
- two == 2

![plan](images/plan.png) ![out](../secret.png) ![x](x.exe)

# A heading

Q: lonely
"""


@pytest.fixture
def decks(tmp_path: Path) -> Path:
    folder = tmp_path / "decks"
    (folder / "images").mkdir(parents=True)
    (folder / "images" / "plan.png").write_bytes(PNG)
    (tmp_path / "secret.png").write_bytes(PNG)
    (folder / "Geo.md").write_text(DECK)
    return folder


def proposed(path: Path, tmp_path: Path) -> tuple[Proposals, list[Block]]:
    inbox = Inbox(tmp_path / "inbox")
    made = hashcards_proposals(path, inbox, tmp_path)
    inbox.add(made.notes, made.media, made.origins)
    blocks: list[Block] = []
    for each in made.notes:
        note = read_note(each.text.encode(), stem="x", path="x.md", relations=RELATIONS)
        assert isinstance(note, Note)
        assert not note.faults
        blocks += note.blocks
    return made, blocks


def test_cards_arrive_with_their_pictures_and_nothing_from_outside(
    decks: Path, tmp_path: Path
) -> None:
    made, blocks = proposed(decks, tmp_path)
    [picture] = (tmp_path / "inbox" / "media").iterdir()
    assert [(each.question or each.text, each.answer) for each in blocks] == [
        ("What is the capital of\n\\[\\[France]]?", "Paris"),
        ("The ==order== of a group is ==the *cardinality*== of $x[1]$, `a[0]`, \\[not this\\],"
         " [a](b.md).", ""),
        ("List three:", "- one\n- two \\=\\= 2\n\n"
         f"![plan](media/{picture.name}) out x\n\n\\# A heading"),
    ]  # fmt: skip
    assert made.left_out == {EMPTY: 1, MEDIA: 2}
    [note] = made.notes
    assert note.stem == "hashcards-geography"
    assert 'x-from: "Geo.md"' in note.text


def test_the_same_decks_again_propose_nothing_and_a_new_card_only_itself(
    decks: Path, tmp_path: Path
) -> None:
    proposed(decks, tmp_path)
    made, _ = proposed(decks / "Geo.md", tmp_path)
    assert (made.notes, made.left_out[KNOWN]) == ([], 3)
    with (decks / "Geo.md").open("a") as deck:
        deck.write("A: not any more\n")
    made, [block] = proposed(decks, tmp_path)
    assert (block.question, block.answer) == ("lonely", "not any more")


@pytest.mark.parametrize(
    "content",
    [b"", b"# Only text\n", b"\xff\xfe\x00", b"Q: a\x00b\nA: c\n", "Q: é".encode("latin-1")],
)
def test_what_is_no_deck_is_one_sentence(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(content)
    with pytest.raises(HashcardsBad, match=r"cannot be taken as a deck of hashcards: .*; name a"):
        proposed(path, tmp_path)
    assert not (tmp_path / "inbox").exists()


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_text("Q: a\x1b[31m <script>x</script> <!-- ^key\nA: ## Links\n\n## Links\n- a:: b\n")
    _, [block] = proposed(path, tmp_path)
    assert block.question == "a <script>x</script> \\<\\!\\-\\- \\^key"
    assert "\\#\\# Links" in block.answer


def test_a_line_of_brackets_costs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_text("C: " + "[" * 9_000 + "\n\nC: [a] b\n")
    made, _ = proposed(path, tmp_path)
    assert made.cards == 1
