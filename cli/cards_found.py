"""The list of the cards that a query finds, as a table or as JSON.

Owns the columns and their words. Not here: what a query means (cards/card_query.py), the cards of
one node (cards.py).
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cards.card_list import CardRow
    from cards.study import Study

_STATES = ("new", "learning", "review", "relearning")
_LONGEST = {"question": 90, "answer": 60, "node": 30}
DEFAULT = "state,due,r,s,question"


def _due(row: CardRow, today: int) -> str:
    if row.due_day is None:
        return ""
    days = row.due_day - today
    return "today" if days == 0 else f"{days:+d}d"


def _state(row: CardRow, today: int) -> str:
    """What keeps it from being asked, or else its state."""
    if row.standing != "live":
        return row.standing
    marks = [name for name in ("suspended", "known") if getattr(row.flags, name)]
    marks += ["buried"] if row.flags.buried_day == today else []
    return marks[0] if marks else _STATES[row.state]


def _number(value: float | None, form: str) -> str:
    return "" if value is None else format(value, form)


COLUMNS: dict[str, Callable[[CardRow, int], str]] = {
    "id": lambda row, today: str(row.id),
    "question": lambda row, today: " ".join(row.question.split()),
    "answer": lambda row, today: " ".join(row.answer.split()),
    "node": lambda row, today: row.node,
    "type": lambda row, today: row.node_type,
    "kind": lambda row, today: row.kind,
    "state": _state,
    "due": _due,
    "r": lambda row, today: _number(row.recall, ".0%"),
    "s": lambda row, today: _number(row.stability, ".1f"),
    "d": lambda row, today: _number(row.difficulty, ".1f"),
    "reps": lambda row, today: str(row.reps),
    "lapses": lambda row, today: str(row.lapses),
    "tags": lambda row, today: " ".join(f"#{tag}" for tag in row.tags),
    "flag": lambda row, today: "flag" if row.flags.flagged else "",
}


def columns(text: str) -> list[str]:
    """Read --columns. Raises ArgumentTypeError, which names those there are."""
    wanted = [name.strip().casefold() for name in text.split(",")]
    for name in wanted:
        if name not in COLUMNS:
            known = ", ".join(COLUMNS)
            raise argparse.ArgumentTypeError(f"there is no column '{name}'; it is one of {known}")
    return wanted


def print_found(study: Study, args: argparse.Namespace) -> int:
    """Print the cards of a query; 1 if there are none. Raises QueryError."""
    from cards.card_list import find, rows

    query, clock = " ".join(args.query), study.now()
    ids = find(study.store, study.graph(), query, clock, study.settings, order=args.sort)
    most = args.limit if args.limit > 0 else len(ids)
    found = rows(study.store, ids[:most], clock, study.settings)
    if args.json:
        cards = [_as_json(row) for row in found]
        told = {"query": query, "total": len(ids), "cards": cards}
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _print_table(found, args.columns, clock.day)
        if more := len(ids) - len(found):
            print(f"... and {more:,} more; --limit 0 prints all.")
    if not ids and not args.json:
        print(f"No card is found by '{query}'.")
    return 0 if ids else 1


def _print_table(found: list[CardRow], names: list[str], today: int) -> None:
    cells = [[COLUMNS[name](row, today) for name in names] for row in found]
    table = [[name if len(name) > 1 else name.upper() for name in names], *cells] if cells else []
    widths = [
        min(max(len(line[place]) for line in table), _LONGEST.get(name, 40)) if table else 0
        for place, name in enumerate(names)
    ]
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
    for line in table:
        parts = [
            text if place == len(names) - 1 and not room else _cut(text, width).ljust(width)
            for place, (text, width) in enumerate(zip(line, widths, strict=True))
        ]
        text = "  ".join(parts).rstrip()
        print(_cut(text, room) if room else text)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _as_json(row: CardRow) -> dict[str, object]:
    return {
        "id": str(row.id), "question": row.question, "answer": row.answer, "node": row.node,
        "type": row.node_type, "kind": row.kind, "standing": row.standing, "reason": row.reason,
        "state": _STATES[row.state], "due_day": row.due_day, "retrievability": row.recall,
        "stability": row.stability, "difficulty": row.difficulty, "reps": row.reps,
        "lapses": row.lapses, "flags": dict(row.flags._asdict()), "tags": list(row.tags),
    }  # fmt: skip
