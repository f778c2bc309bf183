"""The exercises there are and how far the learner is with each, as a table or as JSON.

Owns the columns, the order and the line below. Not here: how far one is (exercises/attempts.py).
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cards.study import Study
    from exercises.attempts import Progress
    from exercises.folder import Exercise

_ORDER = ("due", "started", "open", "passed", "broken")
_MARK = "°"
_NARROWEST_TITLE = 12


class Row(NamedTuple):
    """One exercise. progress: None where its files are broken. missing: an extra it lacks here."""

    exercise: Exercise
    progress: Progress | None
    node: str
    missing: str
    today: int

    @property
    def state(self) -> str:
        """Due, started, open, passed, or broken."""
        return self.progress.state if self.progress else "broken"

    @property
    def tier(self) -> str:
        """What is left to show after a pass, in words."""
        from exercises.report_text import open_tier

        return open_tier(self.progress.open_tiers) if self.progress else ""


def show_list(node: str, *, as_json: bool) -> int:
    """Print the exercises, or those that test one node. Raises UnknownNode, CardsError, KgError."""
    import json

    from cli.exercise_desk import studying

    with studying() as study:
        rows = sorted(_rows(study, node), key=_rank)
    if as_json:
        print(json.dumps([_data(row) for row in rows], ensure_ascii=False, indent=1))
        return 0
    for line in _lines(rows, shutil.get_terminal_size().columns):
        print(line)
    return 0


def _rows(study: Study, node: str) -> list[Row]:
    from cards.places import layers
    from cli.exercise_desk import attempts_in, bring_cards_up_to_date
    from exercises.errors import ExerciseBroken
    from exercises.extras import missing
    from exercises.folder import every
    from exercises.workspace import desk

    bring_cards_up_to_date(study)
    found = every(layers(study.places))
    if node:
        wanted = _testing(study, node)
        found = [each for each in found if each.name in wanted]
    rows: list[Row] = []
    today = study.now().day
    for exercise in found:
        log = attempts_in(study, exercise)
        has_answer = desk(exercise, study.places.exercises).answer.exists()
        try:
            lacking = missing(exercise)
        except ExerciseBroken:
            rows.append(Row(exercise, None, log.card.node, "", today))
            continue
        progress = log.progress(has_answer=has_answer)
        rows.append(Row(exercise, progress, log.card.node, lacking, today))
    return rows


def _testing(study: Study, name: str) -> set[str]:
    """Stems of the exercises that test a node; an exercise itself stands for itself."""
    graph = study.graph()
    node = graph.find(name)
    edges = [edge for edge in graph.edges_in(node.id) if edge.relation == "assesses"]
    return {graph.node(edge.subject).stem for edge in edges} | {node.stem}


def _rank(row: Row) -> tuple[int, int, str]:
    level = row.exercise.spec.level if row.progress else 0
    return _ORDER.index(row.state), level, row.exercise.name


def _lines(rows: list[Row], width: int) -> list[str]:
    if not rows:
        return ["No exercise tests this; `edgewise exercise list` names them all."]
    table = [("exercise", "state", "level", "min", "last run", "title")]
    table += [_cells(row) for row in rows]
    widths = [max(len(cells[place]) for cells in table) for place in range(5)]
    room = max(_NARROWEST_TITLE, width - sum(widths) - 2 * len(widths))
    lines = []
    for *cells, title in table:
        fields = [cell.ljust(w) for cell, w in zip(cells, widths, strict=True)]
        lines.append("  ".join([*fields, _cut(title, room)]).rstrip())
    return [*lines, "", *_below(rows)]


def _cells(row: Row) -> tuple[str, str, str, str, str, str]:
    if row.progress is None:
        return row.exercise.name, row.state, "", "", "", "see `edgewise check`"
    spec = row.exercise.spec
    return (
        row.exercise.name, row.state + (_MARK if row.tier else ""), str(spec.level),
        str(spec.minutes), _last(row), spec.title,
    )  # fmt: skip


def _last(row: Row) -> str:
    last = row.progress.last if row.progress else None
    if last is None:
        return f"needs {row.missing}" if row.missing else ""
    word = {"pass": "passed", "fail": "not yet", "out_of_memory": "memory"}.get(
        last.status, last.status
    )
    days = row.today - last.day
    return f"{word} {'today' if days <= 0 else f'{days} d ago'}"


def _below(rows: list[Row]) -> list[str]:
    counts = Counter(row.state for row in rows)
    states = ", ".join(f"{counts[state]} {state}" for state in _ORDER if counts[state])
    lines = [f"{len(rows)} {'exercise' if len(rows) == 1 else 'exercises'}: {states}."]
    tiers = sorted({row.tier for row in rows if row.tier})
    lines += [f"{_MARK} {tier}" for tier in tiers]
    for extra in sorted({row.missing for row in rows if row.missing}):
        count = sum(row.missing == extra for row in rows)
        lines.append(f"{count} need {extra}: pip install 'edgewise[{extra}]'")
    return lines


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: room - 1].rstrip()}…"


def _data(row: Row) -> dict[str, object]:
    found: dict[str, object] = {
        "name": row.exercise.name, "node": row.node, "layer": row.exercise.layer,
        "state": row.state, "folder": os.fspath(row.exercise.root),
    }  # fmt: skip
    if row.progress is None:
        return found
    spec, progress = row.exercise.spec, row.progress
    last = progress.last
    return {
        **found,
        "title": spec.title, "summary": spec.summary, "level": spec.level,
        "minutes": spec.minutes, "kind": spec.kind, "assesses": list(spec.assesses),
        "needs": list(spec.needs.extras), "missing": row.missing or None,
        "due_day": progress.due_day, "hints": progress.hints,
        "open_tiers": list(progress.open_tiers),
        "last": None if last is None else {
            "status": last.status, "day": last.day, "utc_ms": last.utc_ms,
            "seconds": last.seconds, "device": last.device, "short": last.short,
        },
    }  # fmt: skip
