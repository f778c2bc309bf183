"""What is said after a push to Anki, and what a pull leaves out.

Owns both forms, for people in lines of 80 columns and as the data of --json. Not here: the words of
an import (import_text.py), of an export to a file (export_anki_text.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cli.export_anki_text import done_json, retired_lines
from cli.node_text import Data, wrapped
from sync.inert_text import clean_text

if TYPE_CHECKING:
    from sync.anki_export import Exported
    from sync.anki_pull import Elsewhere
    from sync.anki_push import Pushed

NOTHING = "there is nothing to push: no cards yet; `edgewise generate` makes them from your notes."
_SHOWN = 5
_TITLE = 60


def pushed_lines(exported: Exported, done: Pushed, address: str) -> list[str]:
    """What Anki holds now, and what to do next."""
    packed = exported.packed
    lines = [
        wrapped(
            f"Anki at {address} has {_many(done.after, 'note')} of yours now "
            f"({max(0, done.after - done.before):,} new), with {_many(done.cards, 'card')}."
        ),
        f"{done.as_sent:,} of the {_many(packed.notes, 'note')} sent read there as here.",
    ]
    if done.other_text:
        lines += [
            wrapped(
                f"{_many(len(done.other_text), 'note')} keep another text there, because they "
                f"or their note type were changed in Anki: {_some(done.other_text)}."
            )
        ]
    if done.missing:
        lines += [
            wrapped(
                f"{_many(len(done.missing), 'note')} did not arrive: {_some(done.missing)}. Check "
                "the database in Anki (Tools > Check Database) and push again."
            )
        ]
    lines += retired_lines(exported)
    return [*lines, "Schedules there stay as they are. Next: Sync in Anki, then on the phone."]


def pushed_data(exported: Exported, done: Pushed, address: str) -> Data:
    """The same for a script; the names are a promise."""
    sent = done_json(exported, Path())
    del sent["file"]  # It is gone when this is read.
    return {
        "address": address,
        **sent,
        "in_anki_before": done.before,
        "in_anki_after": done.after,
        "cards_in_anki": done.cards,
        "as_sent": done.as_sent,
        "other_text": list(done.other_text),
        "missing": list(done.missing),
    }


def untouched_line(cards: int) -> str:
    """What is said of a deck that nobody answered yet."""
    if cards == 1:
        return wrapped("Its only card has no answer in Anki yet, so there is nothing to bring.")
    return wrapped(f"None of its {cards:,} cards has an answer in Anki yet: nothing to bring.")


def elsewhere_line(elsewhere: Sequence[Elsewhere]) -> str:
    """Which other decks hold cards of ours."""
    held = [f"{clean_text(one.deck, _TITLE)} ({one.cards:,})" for one in elsewhere]
    total = sum(one.cards for one in elsewhere)
    deck = clean_text(elsewhere[0].deck, _TITLE)
    return wrapped(
        f"{_many(total, 'card')} of yours lie in other decks and were not pulled: "
        f"{_some(held)}. Fetch them too: edgewise anki pull --deck '{deck}'"
    )


def _some(titles: Sequence[str]) -> str:
    shown = ", ".join(clean_text(title, _TITLE) for title in titles[:_SHOWN])
    more = len(titles) - _SHOWN
    return f"{shown} and {more:,} more" if more > 0 else shown


def _many(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"
