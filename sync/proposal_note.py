"""Cards of others as notes for the inbox: one note a deck, in parts that a person can look through.

Owns the text of such a note (status, provenance, cards by their tags, a ^key each) and that it
reads back as exactly these cards: what does not is left out. Not here: where cards come from
(anki_notes.py, hashcards_in.py), the inbox (inbox.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import groupby
from urllib.parse import quote

from kg.header import quoted
from kg.links import kebab
from kg.models import Block, Note
from kg.note_template import yaml_text
from kg.reader import read_note
from kg.schema import RELATIONS
from sync.inert_text import clean_text
from sync.proposed import Deck, ForeignCard, ProposedNote

CARDS_A_NOTE = 200
LONGEST_CARD = 10_000  # characters of Markdown
_LONGEST_TITLE, _LONGEST_STEM, _MOST_TAGS, _LONGEST_TAG = 120, 60, 50, 100
_NOT_IN_TAGS = re.compile(r"[^\w:./+#&-]+")
_KEY_AT_END = re.compile(r"(?m)([ \t])\^([\w-]+[ \t]*)$")


def key_of(origin: str, ordinal: int = 0) -> str:
    """The ^key of a card, made of what it is there, so that it never changes."""
    digest = blake2b(origin.encode("utf-8", "replace"), digest_size=6).hexdigest()
    return f"from-{digest}" + (f"-{ordinal + 1}" if ordinal else "")


def in_parts(cards: Iterable[ForeignCard]) -> Iterator[list[ForeignCard]]:
    """The cards of a deck, so many at a time as fit into one note."""
    part: list[ForeignCard] = []
    keys: set[str] = set()
    for card in cards:
        if len(part) >= CARDS_A_NOTE:
            yield part
            part, keys = [], set()
        if card.key not in keys:
            keys.add(card.key)
            part.append(card)
    if part:
        yield part


def proposed_note(
    deck: Deck, cards: Sequence[ForeignCard], number: int, is_free: Callable[[str, str], bool]
) -> ProposedNote:
    """The note of one part of a deck. number: of the part, from 1.

    is_free: whether a note of that stem and text may be written.
    """
    # Together what has the same tags, in the order in which they first come.
    order = {tags: at for at, tags in enumerate(dict.fromkeys(card.tags for card in cards))}
    kept = cards = sorted(cards, key=lambda card: order[card.tags])
    text = _text(deck, kept, number)
    if not _says(text, kept):
        kept = [card for card in cards if _says(_text(deck, [card], number), [card])]
        text = _text(deck, kept, number)
        if not _says(text, kept):
            kept, text = [], ""
    stem = _stem(deck, number)
    named, copy = stem, 1
    while kept and not is_free(named, text):
        copy += 1
        named = f"{stem}-{copy}"
    return ProposedNote(named, text, len(kept), len(cards) - len(kept))


def _stem(deck: Deck, number: int) -> str:
    words = kebab(deck.name.replace("::", " "))[:_LONGEST_STEM].strip("-")
    if not words:
        words = blake2b(deck.name.encode("utf-8", "replace"), digest_size=4).hexdigest()
    return f"{deck.kind.lower()}-{words}" + (f"-part-{number}" if number > 1 else "")


def _text(deck: Deck, cards: Sequence[ForeignCard], number: int) -> str:
    name, file = clean_text(deck.name, 400), clean_text(deck.file, 200)
    shown = ": ".join(name.split("::")[-2:])[:_LONGEST_TITLE]
    part = f", part {number}" if number > 1 else ""
    shared = _shared_tags(cards)
    header = [
        "---", "type: resource", f"title: {yaml_text(f'{shown} ({deck.kind} deck{part})')}",
        "kind: deck",
        *([f"tags: [{', '.join(map(quoted, shared))}]"] if shared else []),
        "status: proposed", f"x-from: {quoted(file)}", f"x-deck: {quoted(name)}", "---",
        f"Cards of the {deck.kind} deck {_in_words(name)}, taken from {_in_words(file)}{part}.",
        "", "## Cards",
    ]  # fmt: skip
    lines = [line.replace("\n", " ") for line in header]
    for tags, group in groupby(cards, key=lambda card: card.tags):
        own = [f"#{tag}" for tag in map(tag_of, tags) if tag and tag not in shared]
        lines += [f"### {' '.join(own)}", ""] if own else []
        for card in group:
            lines += _card(card)
    return "\n".join(lines).rstrip("\n") + "\n"


def _card(card: ForeignCard) -> list[str]:
    """The lines of a card, below a comment that says what it was there."""
    origin = quote(clean_text(card.origin, 200), safe=" !#$&'()*+,/:;=?@[]{}|").replace(
        "--", "-%2D"
    )
    question, answer = _held(card.question), _held(card.answer)
    extra = f"\n{re.sub('-(?=[->])', '- ', card.extra)}\n" if card.extra else " "
    lines = [f"<!-- {origin}{extra}-->"]
    mark = "Q" if answer else "C"
    lines += [f"{mark}:" + _led(question)] + ([f"A:{_led(answer)}"] if answer else [])
    # A key behind a closing fence would open a new one.
    if lines[-1].rstrip().endswith("```"):
        lines[-1] += f"\n^{card.key}"
    else:
        lines[-1] += f" ^{card.key}"
    return [*lines, ""]


def _led(text: str) -> str:
    """A text behind its mark; what must begin a line begins one."""
    begins = text.startswith(("```", "- ", "| ", "> ")) or re.match(r"\d+[.)] ", text)
    return f"\n{text}" if begins else f" {text}"


def _held(text: str) -> str:
    """No line of the text may end a card."""
    return _KEY_AT_END.sub(r"\1\\^\2", text)


def _says(text: str, cards: Sequence[ForeignCard]) -> bool:
    """Whether the note reads back as these cards, with no fault and nothing else in it."""
    note = read_note(text.encode("utf-8", "replace"), stem="x", path="x.md", relations=RELATIONS)
    if not isinstance(note, Note) or any(fault.severity == "error" for fault in note.faults):
        return False
    if note.edges or note.facts or note.node.status != "proposed" or note.mentions:
        return False
    return [_said(block) for block in note.blocks] == [
        (card.key, _held(card.question), _held(card.answer)) for card in cards
    ]


def _said(block: Block) -> tuple[str, str, str]:
    return block.anchor, block.text or block.question, block.answer


def _shared_tags(cards: Sequence[ForeignCard]) -> list[str]:
    """The tags that every card has: they go into the header."""
    if not cards:
        return []
    shared = set(cards[0].tags).intersection(*(card.tags for card in cards))
    return sorted({tag_of(tag) for tag in shared} - {""})[:_MOST_TAGS]


def tag_of(tag: str) -> str:
    """A tag as a note may have it: letters, digits, `::` between its levels."""
    return _NOT_IN_TAGS.sub("-", clean_text(tag, _LONGEST_TAG)).strip("-#")


def _in_words(name: str) -> str:
    """A name inside the note's first paragraph, with nothing that is markup there."""
    return re.sub(r"([\\`*_\[\]<>$|~^=])", r"\\\1", name)
