"""edgewise cards: the cards of one node, what is remembered of each, what blocks the others."""

from __future__ import annotations

import argparse
import json
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cards.card_info import CardOfNode
    from cards.scheduler import Clock
    from cards.study import Study

HELP = "The cards of a node with their memory; blocked ones with the rule that blocks them."
EXAMPLE = "edgewise cards self-attention"
_STATES = ("new", "learning", "review", "relearning")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which node, and in which form."""
    parser.add_argument("node", metavar="NODE", help="stem, pack/stem, title or alias")
    parser.add_argument("--json", action="store_true", help="print JSON; card ids are strings")


def run(args: argparse.Namespace) -> int:
    """Bring the cards in step with the notes, then print those of the node."""
    from cards.places import places
    from cards.refresh import refresh
    from cards.study import Study

    study = Study.open(places(os.environ))
    try:
        refresh(study.places, study.store, study.now().now_ms)
        node = study.graph().find(args.node)
        found = study.cards_of(node.key)
        if args.json:
            cards = [_as_json(study, one) for one in found]
            print(json.dumps({"node": node.key, "cards": cards}, ensure_ascii=False, indent=2))
        else:
            _print(study, node.title, node.key, found)
    finally:
        study.close()
    return 0


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
