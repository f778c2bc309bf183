"""What an import from Anki would do, in lines of 80 columns, and as the data of --json.

Owns both forms. Not here: asking, writing (import_anki.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.node_text import Data, wrapped

if TYPE_CHECKING:
    from cards.counts import Counts
    from cards.foreign_reviews import Brought
    from sync.anki_reader import AnkiPackage
    from sync.anki_reviews import Report

_DROPPED = {
    "manual": "{} by hand (forget, set due date, reschedule)",
    "cram": "{} of cramming",
    "future": "{} from the future",
    "before_2006": "{} from before there was Anki",
    "impossible": "{} with an impossible rating or interval",
}
_UNDO = "Press u in the app today to undo the whole import."


def data(package: AnkiPackage, report: Report, *, written: bool) -> Data:
    """What --json prints; the names of the fields are a promise."""
    brought = report.brought
    return {
        "file": str(package.path),
        "format": package.variant,
        "has_scheduling": package.has_scheduling,
        "written": written and bool(brought.changes),
        **brought._asdict(),
        "dropped": report.dropped,
        "our_cards": report.our_cards,
        "other_cards": report.other_cards,
        "before": report.before._asdict(),
        "after": report.after._asdict(),
    }


def lines(package: AnkiPackage, report: Report) -> list[str]:
    """The preview."""
    brought = report.brought
    head = f"{package.path.name} has {_many(report.our_cards, 'card')} of yours"
    if report.other_cards:
        head += f" and {_many(report.other_cards, 'card')} of other decks"
    found = [wrapped(f"{head}.")]
    if not report.our_cards:
        return [*found, _no_cards()]
    if not package.has_scheduling:
        return [*found, _no_scheduling()]
    found += [_new(brought)]
    found += [wrapped(detail, "  ", "    ") for detail in _details(brought, report.dropped)]
    if brought.changes:
        found.append(_figures(report.before, report.after))
    return found


def done(report: Report) -> str:
    """What is said after the import."""
    brought = report.brought
    count = brought.new + brought.restored
    told = f"Imported {_many(count, 'review')}" if count else "Took out what was undone in Anki"
    return wrapped(f"{told}; {_many(brought.cards, 'card')} changed. {_UNDO}")


def _new(brought: Brought) -> str:
    if not brought.new:
        return "No review in it is new."
    first, last = _date(brought.first_ms), _date(brought.last_ms)
    when = f"of {first}" if first == last else f"from {first} to {last}"
    return f"{_many(brought.new, 'new review')} {when}."


def _details(brought: Brought, dropped: dict[str, int]) -> list[str]:
    told = []
    if brought.restored:
        told.append(f"{_many(brought.restored, 'review')} come back that an undo took out")
    if brought.gone:
        told.append(f"{_many(brought.gone, 'review')} undone in Anki go out here too")
    here = [f"{brought.known:,} imported before"] if brought.known else []
    here += [f"{brought.ours:,} made here"] if brought.ours else []
    if here:
        told.append(f"already in the log: {', '.join(here)}")
    if dropped:
        reasons = [_DROPPED[reason].format(f"{count:,}") for reason, count in dropped.items()]
        told.append(f"left out: {', '.join(reasons)}")
    if brought.unknown_cards:
        told.append(
            f"{_many(brought.unknown_cards, 'card')} with "
            f"{_many(brought.unknown_answers, 'review')} not known here: of a pack that is not "
            "installed? Import again when it is"
        )
    return told


def _figures(before: Counts, after: Counts) -> str:
    names = ("due", "learning", "new", "done_today")
    words = ("due", "learning", "new", "answers today")
    told = [
        f"{word} {getattr(before, name):,} -> {getattr(after, name):,}"
        for name, word in zip(names, words, strict=True)
    ]
    return f"Today: {', '.join(told)}."


def _no_cards() -> str:
    return wrapped(
        "None of its cards came from Edgewise, so there is no review to import; `--notes` makes "
        "note proposals of its notes."
    )


def _no_scheduling() -> str:
    return wrapped(
        "There are no reviews in it. In Anki choose File > Export, tick 'Include scheduling "
        "information' (or export the whole collection as .colpkg), and import that file."
    )


def _many(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def _date(utc_ms: int) -> str:
    import time

    return time.strftime("%Y-%m-%d", time.localtime(utc_ms / 1000))
