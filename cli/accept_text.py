"""What waits in the inbox, and what became of it, in lines of 80 columns or as JSON.

Owns the words of `edgewise accept` and `edgewise reject`. Not here: doing it (accept.py,
reject.py).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from cli.node_text import Data, wrapped
from sync.pending import Pending
from sync.triage import Judged

_LISTED = 20


def tell_waiting(inbox: Path, known: Sequence[Pending], *, as_json: bool) -> None:
    """What waits."""
    if as_json:
        print(json.dumps({"waiting": [_data(one) for one in known]}, ensure_ascii=False, indent=1))
        return
    if not known:
        print(wrapped(f"Nothing waits in {inbox}. `edgewise import` proposes notes."))
        return
    print(f"{_many(len(known))} in {inbox}:")
    for one in known[:_LISTED]:
        print(_line(one))
    if len(known) > _LISTED:
        print(f"  and {len(known) - _LISTED} more")
    if any(one.same_as for one in known):
        print("Those marked 'like' resemble a note of yours.")
    print(wrapped("Look through them with `edgewise` (i on Home), or accept some by name."))


def _line(one: Pending) -> str:
    sure = "    " if one.confidence is None else f"{one.confidence:.2f}"
    kind = "adds to" if one.extends else one.type
    title = one.extends if one.extends else one.title
    mark = "like" if one.same_as else "    "
    broken = f"  ({one.fault})" if one.fault else ""
    text = f"  {sure} {mark} {one.stem}  {kind}: {title}{broken}"
    return text if len(text) <= 80 else f"{text[:79]}…"


def tell_accepted(
    judged: Judged, alike: Sequence[Pending], *, dry_run: bool, as_json: bool
) -> None:
    """What became of them. alike: proposals that were left because they resemble a note."""
    if as_json:
        print(json.dumps(_accepted(judged, alike, dry_run=dry_run), ensure_ascii=False, indent=1))
        return
    taken = judged.taken
    verb = "Would accept" if dry_run else "Accepted"
    if len(taken) <= _LISTED:
        for each in taken:
            place = "nothing new in it" if each.path is None else str(each.path)
            print(f"{verb} {each.one.stem}: {place}")
    else:
        new = sum(each.new for each in taken)
        print(f"{verb} {len(taken):,} proposals: {new:,} new notes.")
    _tell_beside(judged, alike)
    if taken and not dry_run:
        print("Undo: edgewise accept --undo")


def _tell_beside(judged: Judged, alike: Sequence[Pending]) -> None:
    taken = judged.taken
    waits = sum(each.waits for each in taken)
    if waits:
        print(wrapped(f"{waits} of their links wait until the notes they name are accepted."))
    drafts = [each for each in taken if each.stays_draft]
    if drafts:
        print(
            wrapped(
                f"{_many(len(drafts))} stayed draft: without a first paragraph that says what it "
                "is, a note is not reviewed."
            )
        )
    if alike:
        print(
            wrapped(
                f"{_many(len(alike))} left: each resembles a note of yours. Merge them with "
                "`edgewise` (i on Home), or accept them by name."
            )
        )
    if not taken and not alike and not judged.refused:
        print("No proposal is that sure.")
    for refused in judged.refused:
        print(f"edgewise: {refused.one.stem}: {refused.why}.", file=sys.stderr)


def tell_rejected(judged: Judged, *, dry_run: bool, as_json: bool) -> None:
    """What was rejected."""
    gone = judged.rejected
    if as_json:
        print(
            json.dumps({"rejected": [one.stem for one in gone], "written": not dry_run}, indent=1)
        )
        return
    verb = "Would reject" if dry_run else "Rejected"
    names = ", ".join(one.stem for one in gone[:_LISTED])
    more = f" and {len(gone) - _LISTED} more" if len(gone) > _LISTED else ""
    print(wrapped(f"{verb} {names}{more}.", "", "    "))
    if not dry_run:
        print("They are not proposed again. Undo: edgewise accept --undo")


def tell_undo(told: str, *, as_json: bool) -> None:
    """What was taken back."""
    if as_json:
        print(json.dumps({"undone": told}, ensure_ascii=False))
    else:
        print(wrapped(f"Took back {told}." if told else "There is nothing to undo."))


def _accepted(judged: Judged, alike: Sequence[Pending], *, dry_run: bool) -> Data:
    """What --json prints; the names of the fields are a promise."""
    return {
        "written": bool(judged.taken) and not dry_run,
        "accepted": [
            {
                "proposal": each.one.stem,
                "path": None if each.path is None else str(each.path),
                "node": each.name,
                "new": each.new,
                "links_waiting": each.waits,
                "stays_draft": each.stays_draft,
            }
            for each in judged.taken
        ],
        "resembling": [one.stem for one in alike],
        "refused": [{"proposal": each.one.stem, "why": each.why} for each in judged.refused],
    }


def _data(one: Pending) -> Data:
    marks = one.marks
    return {
        "proposal": one.stem,
        "path": str(one.path),
        "type": one.type,
        "title": one.title,
        "extends": one.extends,
        "same_as": one.same_as,
        "confidence": one.confidence,
        "from": None if marks is None else marks.file,
        "lines": None if marks is None else list(marks.lines),
        "fault": one.fault,
    }


def _many(count: int) -> str:
    return f"{count:,} proposal" if count == 1 else f"{count:,} proposals"
