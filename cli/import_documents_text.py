"""What an import found and proposed, in lines of 80 columns or as JSON.

Owns the words. The shape of the JSON of a dry run is kg/documents/report.py. Not here: reading and
writing (import_documents.py).
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cli.node_text import Data, wrapped
from kg.documents.found import Found
from kg.documents.report import as_data
from kg.errors import DocumentRefused
from sync.inbox_documents import IN_GRAPH, KNOWN, PROPOSED, REJECTED, UNFIT, Plan

_LISTED = 12
_PROBLEMS = 8


class Report(NamedTuple):
    """An import. folder: where the proposals lie, None: nothing was written."""

    found: list[Found]
    made: Plan | None
    folder: Path | None
    left_out: int


def tell(report: Report, *, as_json: bool, dry_run: bool) -> None:
    """Print it."""
    if as_json and dry_run:
        for one in report.found:
            print(json.dumps(as_data(one), ensure_ascii=False))
    elif as_json:
        print(json.dumps(_written(report), ensure_ascii=False, indent=1))
    elif report.found:
        print("\n".join(_lines(report, dry_run=dry_run)))


def tell_refused(refused: Sequence[DocumentRefused]) -> None:
    """Every file that could not be read, in a sentence on stderr."""
    for error in refused:
        print(f"edgewise: {error}", file=sys.stderr)


def _written(report: Report) -> Data:
    """What --json prints without --dry-run; the names of the fields are a promise."""
    made = report.made
    counts = made.counts if made else Counter[str]()
    return {
        "files": [one.file for one in report.found],
        "folder": None if report.folder is None else str(report.folder),
        "proposals": [stem for stem, _ in made.notes] if made and report.folder else [],
        "proposed": counts[PROPOSED],
        "links": made.links if made else 0,
        "in_notes": counts[IN_GRAPH],
        "known": counts[KNOWN],
        "rejected": counts[REJECTED],
        "left_out": report.left_out,
    }


def _lines(report: Report, *, dry_run: bool) -> list[str]:
    lines = []
    for one in report.found[:_LISTED]:
        lines.append(wrapped(f"{one.file}: {_of_document(one)}", "", "    "))
        lines += [
            wrapped(f"{one.file}:{each.line}:{each.col} {each.code} {each.message}", "  ", "    ")
            for each in one.problems[:_PROBLEMS]
        ]
        if len(one.problems) > _PROBLEMS:
            lines.append(f"  and {len(one.problems) - _PROBLEMS} more problems (--dry-run --json)")
    if len(report.found) > _LISTED:
        lines.append(f"and {len(report.found) - _LISTED} more documents")
    if report.left_out:
        lines.append(f"{_many(report.left_out, 'file')} of other kinds left out.")
    if report.made is not None:
        lines += _of_plan(report.made, report.folder, dry_run=dry_run)
    return lines


def _of_document(one: Found) -> str:
    kinds = Counter(node.type for node in one.nodes)
    parts = [_many(count, kind) for kind, count in kinds.most_common()]
    parts += [_many(len(one.edges), "link")] if one.edges else []
    parts += [f"{_many(len(one.repairs), 'line')} mended"] if one.repairs else []
    return ", ".join(parts) if parts else "nothing to propose"


def _of_plan(made: Plan, folder: Path | None, *, dry_run: bool) -> list[str]:
    counts = made.counts
    beside = [f"{counts[why]:,} {why}" for why in (IN_GRAPH, KNOWN, REJECTED) if counts[why]]
    beside += [f"{_many(counts[UNFIT], 'link')} left out"] if counts[UNFIT] else []
    aside = f" ({'; '.join(beside)})" if beside else ""
    if not made.notes:
        return [wrapped(f"Nothing new to propose{aside}.")]
    new = f"{_many(len(made.notes), 'proposal')} with {_many(made.links, 'link')}"
    if folder is None or dry_run:
        return [wrapped(f"Would add {new} to your inbox{aside}. Nothing was changed.")]
    return [
        wrapped(f"Added {new} to {folder}{aside}."),
        wrapped(
            "Nothing makes cards yet: judge them with `edgewise` (i on Home) or `edgewise accept`."
        ),
    ]


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
