"""Gives hand-written cards in the vault the `^key` that their history hangs on.

Owns how a key is made from a card's words. Not here: reading cards (card_blocks.py).
"""

from __future__ import annotations

import re
from pathlib import Path

from kg.atomic_write import replace_file
from kg.body import read_body
from kg.card_blocks import CardText, read_cards
from kg.errors import WriteRefused
from kg.faults import Faults
from kg.header import cut
from kg.links import in_words, kebab
from kg.reader import decode

WORDS_IN_KEY = 5
LETTERS_IN_KEY = 40
# Words that most questions share say nothing of this one.
_FILLERS = frozenset(
    ("a", "an", "and", "are", "as", "at", "by", "can", "do", "does", "for", "from", "how", "in",
     "into", "is", "it", "its", "not", "of", "on", "or", "that", "the", "their", "to", "was",
     "were", "what", "when", "where", "which", "who", "why", "with", "you")
)  # fmt: skip
_ANCHOR = re.compile(r"\^([A-Za-z0-9-]+)\s*$", re.MULTILINE)


def append_keys(path: Path) -> list[str]:
    """Give every card of a note that has no key one, and return the new keys; [] if none lacks one.

    A note that cannot be read is left alone.

    Raises:
        WriteRefused: the disk refuses, or the file is being changed.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise WriteRefused(f"{path} cannot be read: {reason}.") from error
    if b"## " not in raw:
        return []
    faults = Faults(path.name)
    text = decode(raw, faults)
    parts = None if text is None else cut(text, faults)
    if text is None or parts is None:
        return []
    body = read_body(parts.body, parts.body_line, faults)
    sections = [section for section in body.sections if section.name == "cards"]
    cards = [card for section in sections for card in read_cards(section, faults)]
    lacking = [card for card in cards if not card.block.anchor]
    if not lacking:
        return []
    taken = set(_ANCHOR.findall(text))
    keys = [_new_key(card, taken) for card in lacking]
    replace_file(path, _with_keys(raw, lacking, keys), expected=raw)
    return keys


def _new_key(card: CardText, taken: set[str]) -> str:
    block = card.block
    words = kebab(in_words(block.question or block.text)).split("-")
    telling = [word for word in words if word not in _FILLERS and len(word) > 1] or words
    key = "-".join(telling[:WORDS_IN_KEY])[:LETTERS_IN_KEY].strip("-") or "card"
    unique, number = key, 1
    while unique in taken:
        number += 1
        unique = f"{key}-{number}"
    taken.add(unique)
    return unique


def _with_keys(raw: bytes, cards: list[CardText], keys: list[str]) -> bytes:
    """The file's bytes with each key at the end of its card; line ends stay as they are."""
    lines = raw.split(b"\n")
    for card, key in zip(cards, keys, strict=True):
        row = card.last_line - 1
        carriage = b"\r" if lines[row].endswith(b"\r") else b""
        line = lines[row].removesuffix(b"\r")
        # A key behind a closing fence would open a new one: there it gets its own line.
        joint = carriage + b"\n" if card.ends_in_code else b" "
        lines[row] = line.rstrip() + joint + b"^" + key.encode() + carriage
    return b"\n".join(lines)
