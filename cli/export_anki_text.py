"""What is said after an export to Anki: what went, what to tick there, what comes back how.

Owns the words, for people and as JSON. Not here: the export (sync/anki_export.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sync.inert_text import clean_text

if TYPE_CHECKING:
    from sync.anki_diff import Diff, NoteChange
    from sync.anki_export import Exported, Wish

SHOWN = 10
_QUESTION = 60
_THEIR_ROLLOVER = 4
_MB, _KB = 1_000_000, 1000


def done_lines(done: Exported, file: Path, wish: Wish, rollover_hour: int) -> list[str]:
    """The whole text after an export. rollover_hour: at which a study day begins here."""
    packed = done.packed
    counts = (
        _count(packed.notes, "note"), _count(packed.cards, "card"),
        _count(packed.reviews, "review"), _count(len(done.decks), "deck"),
        _count(packed.media, "media file"),
    )  # fmt: skip
    lines = [f"{file}: {', '.join(counts)} ({_size(packed.bytes)})."]
    lines += ["", *_what_to_do(wish, rollover_hour)]
    lines += retired_lines(done)
    if done.blocked:
        lines += [
            "",
            f"{_count(done.blocked, 'card')} did not go: a rule blocks what is not asked here.",
        ]
    if done.otherwise:
        lines += ["", *_otherwise(done.otherwise)]
    return lines


def _what_to_do(wish: Wish, rollover_hour: int) -> list[str]:
    ticks = [
        "In Anki: File > Import, choose this file, and tick",
        '  - "Import any learning progress": memory and reviews go along',
        '  - "Import any deck presets": your FSRS parameters, retention and steps',
        "Switch FSRS on once, in the options of any deck: it holds for all of Anki.",
    ]
    if rollover_hour != _THEIR_ROLLOVER:
        ticks.append(f"Set Preferences > Review > Next day starts at {rollover_hour}, as here.")
    if not wish.history:
        ticks[1] = '  - "Import any learning progress": what you suspended or flagged stays so'
    return [
        *ticks,
        "Importing again updates texts and adds new cards. It never changes the schedule",
        "of a card that Anki has: what you review here later does not reach it that way.",
        "Reviews come back by exporting from Anki with its scheduling information, then",
        "  edgewise import-anki FILE",
    ]


def retired_lines(done: Exported) -> list[str]:
    """Which cards are retired here and still in Anki; nothing where there are none."""
    if not done.retired:
        return []
    many = _count(len(done.retired), "card")
    lines = [
        "",
        f"{many} retired here, kept in Anki, tagged edgewise::retired (or partly-retired):",
    ]
    for told in done.retired[:SHOWN]:
        lines.append(f"  {told.node}: {clean_text(told.question, _QUESTION)}")
    return [*lines, *_more(len(done.retired))]


def _otherwise(cards: int) -> list[str]:
    """The honest remark on the hour in which Anki counts days otherwise."""
    return [
        f"{_count(cards, 'card')} was answered close to the start of a day, under another offset",
        "from UTC (summer time, another zone), or at its very second. Their memory goes along",
        "as it is; if Anki ever computes it anew, it counts such an answer a day off.",
    ]


def diff_lines(found: Diff) -> list[str]:
    """What an export would change, kind by kind."""
    lines: list[str] = []
    for title, sign, changes in (
        ("new", "+", found.new), ("reworded", "~", found.reworded), ("gone", "-", found.gone),
    ):  # fmt: skip
        if changes:
            lines += [f"{title} ({len(changes)})", *_changes(changes, sign), ""]
    foreign = f", {found.foreign} not ours" if found.foreign else ""
    lines.append(
        f"{len(found.new)} new, {len(found.reworded)} reworded, {len(found.gone)} gone or retired,"
        f" {found.unchanged} unchanged{foreign}. Nothing was written."
    )
    return lines


def _changes(changes: Sequence[NoteChange], sign: str) -> list[str]:
    lines = []
    for change in changes[:SHOWN]:
        lines.append(f"  {sign} {change.title}")
        lines += [f"      {clause}" for clause in change.what]
    return [*lines, *_more(len(changes))]


def _more(count: int) -> list[str]:
    return [f"  ... and {count - SHOWN} more; --json lists them"] if count > SHOWN else []


def done_json(done: Exported, file: Path) -> dict[str, object]:
    """The same for a script; card ids are strings."""
    return {
        "file": str(file.resolve()),
        **done.packed._asdict(),
        "decks": list(done.decks),
        "retired": [{**told._asdict(), "card_id": str(told.card_id)} for told in done.retired],
        "blocked": done.blocked,
        "counted_otherwise": done.otherwise,
    }


def diff_json(found: Diff) -> dict[str, object]:
    """The difference for a script."""
    return {
        **{
            kind: [{**change._asdict(), "what": list(change.what)} for change in changes]
            for kind, changes in (
                ("new", found.new), ("reworded", found.reworded), ("gone", found.gone),
            )
        },
        "unchanged": found.unchanged,
        "foreign": found.foreign,
    }  # fmt: skip


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _size(number: int) -> str:
    return f"{number / _MB:.1f} MB" if number >= _MB else f"{max(1, round(number / _KB))} kB"
