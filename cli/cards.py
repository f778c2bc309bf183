"""edgewise cards: the cards of one node, what is remembered of each; or those a query finds.

Owns when an argument is a name and when a query. Not here: the list of a query (cards_found.py).
"""

from __future__ import annotations

import argparse
import json
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cards.card_info import CardOfNode
    from cards.scheduler import Clock
    from cards.study import Study
    from kg.rows import NodeRow

HELP = (
    "The cards of a node with their memory, blocked ones with the rule that blocks them; or the "
    "cards that a query finds, such as 'is:due type:metric prop:r<0.8'. A name of a node goes "
    "before a query of the same words. docs/card-query.md has the language."
)
EXAMPLE = "edgewise cards self-attention; edgewise cards is:due 'prop:r<0.8' --columns r,question"
_STATES = ("new", "learning", "review", "relearning")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which node or query, and in which form."""
    from cards.card_list import ORDERS
    from cli.cards_found import DEFAULT, columns

    parser.add_argument(
        "query", metavar="NODE|QUERY", nargs="*",
        help="stem, pack/stem, title or alias of a node; or a query; nothing: all cards",
    )  # fmt: skip
    parser.add_argument(
        "--columns", type=columns, default=columns(DEFAULT), metavar="LIST",
        help=f"what to print of a query's cards, split by commas ({DEFAULT})",
    )  # fmt: skip
    parser.add_argument("--sort", choices=ORDERS, default="due", help="the order of the list (due)")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="at most N (50); 0: all")
    parser.add_argument("--json", action="store_true", help="print JSON; card ids are strings")


def run(args: argparse.Namespace) -> int:
    """Bring the cards in step with the notes, then print them; 1 if a query finds none."""
    from cards.places import places
    from cards.refresh import refresh
    from cards.study import Study
    from cli.cards_found import print_found

    study = Study.open(places(os.environ))
    try:
        refresh(study.places, study.store, study.now().now_ms)
        node = _node(study, " ".join(args.query))
        if node is None:
            return print_found(study, args)
        found = study.cards_of(node.key)
        if args.json:
            cards = [_as_json(study, one) for one in found]
            print(json.dumps({"node": node.key, "cards": cards}, ensure_ascii=False, indent=2))
        else:
            _print(study, node.title, node.key, found)
    finally:
        study.close()
    return 0


def _node(study: Study, words: str) -> NodeRow | None:
    """The node that the words name; None: they are a query.

    Raises UnknownNode, AmbiguousNode for words that neither name a node nor occur on a card.
    """
    from cards.card_list import find
    from cards.card_query import fields, parse
    from kg.errors import KgError

    if not words.strip() or any(sign in words for sign in '"()') or fields(parse(words)):
        return None
    try:
        return study.graph().find(words)
    except KgError:
        if find(study.store, study.graph(), words, study.now(), study.settings):
            return None
        raise


def _print(study: Study, title: str, key: str, found: list[CardOfNode]) -> None:
    live = [one for one in found if one.state == "live"]
    print(f"{title} ({key}): {len(live)} {'card' if len(live) == 1 else 'cards'}")
    for one in [*live, *(other for other in found if other.state != "live")]:
        cue = f"[{one.card.cue}] " if one.card.cue else ""
        print(f"\n  {cue}{one.card.question}")
        print(f"      {one.card.answer}")
        print(f"      {standing(one, study.now(), _recall(study, one))}")
    if not found:
        print(
            "  No cards: only reviewed notes with a definition, facts, reasons or cards make some."
        )


def _recall(study: Study, one: CardOfNode) -> float | None:
    from cards.card_info import recall

    if one.memory is None:
        return None
    return recall(one.memory, study.now(), study.settings.parameters)


def standing(one: CardOfNode, clock: Clock, recall: float | None) -> str:
    """Where a card stands, in a line: its rule if blocked, else due, stability, recall, answers."""
    if one.state != "live":
        return f"{one.state}: {one.reason}"
    memory = one.memory
    marks = [name for name in ("suspended", "flagged", "known") if getattr(one.flags, name)]
    if memory is None or memory.stability is None:
        return ", ".join(["new", *marks])
    parts = [_STATES[memory.state], _due(memory.due_day, clock.day)]
    parts.append(f"stability {_days(memory.stability)}")
    if recall is not None:
        parts.append(f"recall {recall:.0%}")
    parts.append(f"{memory.reps} {'answer' if memory.reps == 1 else 'answers'}")
    if memory.lapses:
        parts.append(f"{memory.lapses} {'lapse' if memory.lapses == 1 else 'lapses'}")
    return ", ".join(parts + marks)


def _due(due_day: int | None, today: int) -> str:
    if due_day is None:
        return "not due"
    days = due_day - today
    if days == 0:
        return "due today"
    plural = "day" if abs(days) == 1 else "days"
    return f"due in {days} {plural}" if days > 0 else f"overdue {-days} {plural}"


def _days(stability: float) -> str:
    if stability < 1:
        return "under a day"
    return f"{stability:.0f} {'day' if round(stability) == 1 else 'days'}"


def _as_json(study: Study, one: CardOfNode) -> dict[str, object]:
    card, memory = one.card, one.memory
    recall = _recall(study, one)
    return {
        "id": str(card.id), "group": str(card.group_id), "ordinal": card.ordinal,
        "kind": card.kind, "template": card.template, "direction": card.direction,
        "question": card.question, "answer": card.answer, "cue": card.cue,
        "state": one.state, "reason": one.reason, "source": json.loads(card.source),
        "flags": dict(one.flags._asdict()),
        "memory": None if memory is None else {
            "state": _STATES[memory.state], "stability": memory.stability,
            "difficulty": memory.difficulty, "retrievability": recall,
            "due_ms": memory.due_ms, "due_day": memory.due_day,
            "reps": memory.reps, "lapses": memory.lapses,
        },
    }  # fmt: skip
