"""edgewise due: what is due now, as a line or as JSON for a status bar."""

from __future__ import annotations

import os
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

HELP = "What is due now, and about how long it takes. Reads only; a status bar may call it often."
EXAMPLE = "edgewise due --json"
FIELDS = (
    "due", "new", "learning", "minutes", "done_today", "streak", "next_due_ms", "waiting_new",
    "behind", "exercises",
)  # fmt: skip
Figures = tuple[int, int, int, float, int, int, int | None, int, int, int]
NOTHING: Figures = (0, 0, 0, 0.0, 0, 0, None, 0, 0, 0)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """JSON, and the size of the session one has in mind."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--limit", type=int, metavar="N", help="count at most N cards to do")


def run(args: argparse.Namespace) -> int:
    """Print the counts; without a database, how to start (and zeros)."""
    return show(json=args.json, limit=args.limit)


def show(*, json: bool, limit: int | None = None) -> int:
    """Do what `run` does, for a caller that has no parser (argparse takes 5 ms to load)."""
    from cards.store_glance import glance, home_of

    home = home_of(os.environ, sys.platform)
    found = glance(home, time.time_ns() // 1_000_000) if home else None
    started = found is not None
    if found is None:
        found = _the_long_way()
        found, started = found or NOTHING, found is not None
    if limit is not None:
        found = limited(found, max(0, limit))
    print(as_json(found, started) if json else as_line(found, started))
    return 0


def _the_long_way() -> Figures | None:
    """Count with all settings read and every error in words; None: there is no database yet."""
    from cards.counts import count
    from cards.errors import DatabaseMissing
    from cards.places import places
    from cards.scheduler import Clock
    from cards.settings import load
    from cards.store import Store
    from cards.study_day import now_ms, offset_at

    where = places(os.environ)
    settings = load(where.settings)
    moment = now_ms()
    clock = Clock(moment, offset_at(moment, settings.zone), settings.rollover_hour)
    try:
        with Store.open(where.study_db, create=False) as store:
            return count(store, settings, clock)
    except DatabaseMissing:
        return None


def limited(found: Figures, most: int) -> Figures:
    """Return the figures of a session of at most so many cards: steps, then reviews, then new."""
    due, new, learning, minutes, *_ = found
    steps = min(learning, most)
    reviews = min(due, most - steps)
    fresh = min(new, most - steps - reviews)
    asked = due + new + learning
    share = (steps + reviews + fresh) / asked if asked else 0.0
    return (reviews, fresh, steps, round(minutes * share, 1), *found[4:])


def as_json(found: Figures, started: bool) -> str:
    """Write one JSON object; by hand: all values are numbers, and `json` takes time to load."""
    values = ["null" if value is None else repr(value) for value in found]
    pairs = [f'"{name}": {value}' for name, value in zip(FIELDS, values, strict=True)]
    return "{" + ", ".join([*pairs, f'"started": {"true" if started else "false"}']) + "}"


def as_line(found: Figures, started: bool) -> str:
    """Write one line for a person."""
    due, new, learning, minutes, answers, *_ = found
    if not started:
        return "Nothing is set up yet; run `edgewise` to begin."
    exercises = found[-1]
    runs = f"{exercises} {'exercise' if exercises == 1 else 'exercises'} due" if exercises else ""
    if not due + new + learning:
        if runs:
            return f"{runs}; `edgewise exercise list` says which."
        return f"Nothing is due; {answers} answers today." if answers else "Nothing is due."
    parts = [f"{due} due", f"{new} new", *([f"{learning} learning"] if learning else [])]
    line = f"{', '.join(parts)}; about {max(1, round(minutes))} min"
    return f"{line}; {runs}" if runs else line
