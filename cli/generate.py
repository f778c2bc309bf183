"""edgewise generate: make cards from the notes and say what changed, or only show it."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cards.card_diff import CardDiff, Change
    from cards.drafts import Blocked
    from cards.refresh import Refreshed

HELP = "Make cards from the notes and say what changed; with --diff, say it and change nothing."
EXAMPLE = "edgewise generate --diff"
KINDS = (
    ("new", "+"), ("reworded", "~"), ("value_changed", "!"), ("retired", "-"), ("revived", "^"),
    ("blocked", "x"), ("frozen", "="),
)  # fmt: skip
SHOWN = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How much to show, and whether to change anything."""
    parser.add_argument("--diff", action="store_true", help="show the change, do not make it")
    parser.add_argument("--json", action="store_true", help="print JSON; card ids are strings")
    parser.add_argument(
        "--verbose", action="store_true", help="list everything, also cards blocked as before"
    )


def run(args: argparse.Namespace) -> int:
    """Make all cards again, compare them with the stored ones, and apply the difference."""
    from cards.places import places
    from cards.refresh import refresh
    from cards.store import Store
    from cards.study_day import now_ms
    from cli.progress import reading_notes

    where = places(os.environ)
    with Store.open(where.study_db, backups=where.backups) as store:
        done = refresh(
            where, store, now_ms(), everything=True, dry=args.diff, progress=reading_notes()
        )
    if args.json:
        print(json.dumps(as_json(done, applied=not args.diff), ensure_ascii=False, indent=2))
        return 0
    limit = None if args.diff or args.verbose else SHOWN
    for line in lines_of(done.diff, limit):
        print(line)
    if args.verbose:
        for line in _standing(done.generation.blocked, done.generation.warnings):
            print(line)
    print(_summary(done, applied=not args.diff))
    return 0


def as_json(done: Refreshed, *, applied: bool) -> dict[str, object]:
    """The diff as plain values: one list a kind of change, and all blocked cards and warnings."""
    found: dict[str, object] = {"applied": applied, "incomplete": done.compilation.incomplete}
    for kind, _ in KINDS:
        changes: list[Change] = getattr(done.diff, kind)
        found[kind] = [_change_json(change) for change in changes]
    found["all_blocked"] = [_blocked_json(blocked) for blocked in done.generation.blocked]
    found["warnings"] = [_blocked_json(warning) for warning in done.generation.warnings]
    return found


def _change_json(change: Change) -> dict[str, object]:
    card, before = change.card, change.before
    found: dict[str, object] = {
        "id": str(card.id), "node": card.node, "kind": card.kind, "template": card.template,
        "question": card.question, "answer": card.answer, "reason": change.reason,
    }  # fmt: skip
    if before is not None:
        old = before.card
        found["before"] = {"question": old.question, "answer": old.answer, "state": before.state}
    return found


def _blocked_json(blocked: Blocked) -> dict[str, str]:
    draft = blocked.draft
    return {
        "id": str(draft.id), "node": draft.node, "question": draft.question,
        "answer": draft.answer, "rule": blocked.rule, "sentence": blocked.sentence,
    }  # fmt: skip


def lines_of(changes: CardDiff, limit: int | None) -> list[str]:
    """The diff as text; limit: at most so many cards a kind, None for all."""
    lines: list[str] = []
    for kind, sign in KINDS:
        found: Sequence[Change] = getattr(changes, kind)
        if not found:
            continue
        lines.append(f"{kind.replace('_', ' ')} ({len(found)})")
        for change in found[:limit]:
            lines += _card_lines(change, sign)
        if limit is not None and len(found) > limit:
            lines.append(f"  ... and {len(found) - limit} more; --verbose lists them")
        lines.append("")
    return lines


def _card_lines(change: Change, sign: str) -> list[str]:
    card, before = change.card, change.before
    lines = [f"  {sign} {card.node}: {card.question}", f"      {card.answer}"]
    old = before.card if before is not None else card
    if old.question != card.question:
        lines.append(f"      was: {old.question}")
    if old.answer != card.answer:
        lines.append(f"      was: {old.answer}")
    if change.reason:
        lines.append(f"      {change.reason}")
    return lines


def _standing(blocked: Sequence[Blocked], warnings: Sequence[Blocked]) -> list[str]:
    lines: list[str] = []
    for title, found in (("all blocked", blocked), ("warnings", warnings)):
        if found:
            lines.append(f"{title} ({len(found)})")
            for draft, rule, sentence in found:
                lines.append(f"  {draft.node}: {draft.question}")
                lines.append(f"      {rule}: {sentence}")
            lines.append("")
    return lines


def _summary(done: Refreshed, *, applied: bool) -> str:
    counts = [
        f"{len(getattr(done.diff, kind))} {kind.replace('_', ' ')}"
        for kind, _ in KINDS
        if getattr(done.diff, kind)
    ]
    total = len(done.generation.drafts)
    what = ", ".join(counts) if counts else "nothing changed"
    end = "Applied." if applied else "Nothing was written."
    waits = (
        " Some notes cannot be read just now, and what depends on them stays as it is; `edgewise"
        " check` says which." if done.diff.frozen else ""
    )  # fmt: skip
    return f"{total} cards from {done.compilation.notes} notes: {what}. {end}{waits}"
