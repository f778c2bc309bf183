"""A deck's reviews fetched from a running Anki, as a package on this machine.

Owns which way they come: as the file Anki exports, not by AnkiConnect's review questions, which
know neither the collection's time zone nor its rollover, so that a review at night would be counted
on the wrong day. Not here: reading reviews out of the file (anki_reviews.py).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from sync.anki_connect import AnkiConnect
from sync.anki_push import OURS


class Elsewhere(NamedTuple):
    """A deck outside the one that was pulled, with cards of ours in it."""

    deck: str
    cards: int


class Pulled(NamedTuple):
    """What came, and what did not. new: cards of ours in the deck, if none was answered yet.

    elsewhere: other decks that hold cards of ours, the most first.
    """

    new: int
    elsewhere: tuple[Elsewhere, ...]


def pull(anki: AnkiConnect, deck: str, package: Path) -> Pulled:
    """Let Anki write the deck to the package. Raises AnkiConnectError."""
    anki.export_package(deck, package)
    here = f'{OURS} "deck:{_literal(deck)}"'
    # A deck without answers looks like a file that was exported without them.
    new = 0 if anki.find_cards(f"{here} -is:new") else len(anki.find_cards(here))
    left = anki.find_cards(f'{OURS} -"deck:{_literal(deck)}"')
    held = anki.cards_by_deck(left) if left else {}
    ranked = sorted(held.items(), key=lambda item: (-item[1], item[0]))
    return Pulled(new, tuple(Elsewhere(name, count) for name, count in ranked))


def _literal(name: str) -> str:
    """A name in a search of Anki's browser, with nothing in it that means something there."""
    return re.sub(r'([\\"*_])', r"\\\1", name)
