"""What the window that fetches papers says: before, while and after.

Owns the words. Pure. Not here: the work (fetch_work.py), the window (screens/fetch.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.content import Content

from tui.blocks import BLANK, Block
from tui.markdown_text import readable
from tui.remedy import sentence
from tui.words import count, minutes

if TYPE_CHECKING:
    from sync.fetch import Plan, Report
    from sync.wanted_papers import Wanted

_LISTED = 8
_BAR = 40


def plan_blocks(plan: Plan, wanted: Wanted, seconds: float) -> list[Block]:
    """How many papers lack what arXiv knows, and what asking for it takes."""
    lines = []
    if plan.ask:
        lines.append(f"{count(len(plan.ask), 'paper')} without authors, abstract and dates yet.")
        asked = count(plan.requests, "request")
        lines.append(f"Asking arXiv takes {asked}, {_span(seconds)}; esc stops it at any time.")
    else:
        lines.append("Nothing is left to ask.")
    lines.append(f"{count(len(plan.cached), 'paper')} known already.")
    if plan.missing:
        lines.append(f"{count(len(plan.missing), 'paper')} arXiv did not have when last asked.")
    if wanted.rejected:
        ids = count(len(wanted.rejected), "note")
        lines.append(f"{ids} with something else where the arXiv id should be.")
    return [Block(Content(line)) for line in lines]


def running_blocks(done: int, total: int, waits: str) -> list[Block]:
    """A bar made of text."""
    if not total:
        return [Block(Content("Asking arXiv ..."))]
    full = _BAR * done // total
    bar = f"[{'#' * full}{'.' * (_BAR - full)}]"
    lines = [f"{done:,} of {count(total, 'paper')}", bar, waits]
    return [Block(Content(line), keep=line == bar) for line in lines if line]


def done_blocks(report: Report, wanted: Wanted, flagged: int) -> list[Block]:
    """What became of them; what needs a look below."""
    failed = {**report.failed, **wanted.rejected}
    parts = [
        f"{count(len(report.ok), 'paper')} fetched", f"{len(report.cached):,} known before",
        f"{len(report.missing):,} missing", f"{len(failed):,} failed",
    ]  # fmt: skip
    if report.to_do:
        parts.append(f"{len(report.to_do):,} still to do")
    blocks = [Block(Content.styled(", ".join(parts) + ".", "bold"))]
    if report.stopped is not None:
        blocks.append(Block(Content(readable(sentence(report.stopped)))))
    if flagged:
        blocks.append(Block(Content(f"{count(flagged, 'card')} flagged: their papers changed.")))
    blocks += _some("arXiv has no", (_named(base, wanted) for base in report.missing))
    blocks += _some("Failed:", (f"{_named(base, wanted)}: {why}" for base, why in failed.items()))
    return blocks


def _named(base: str, wanted: Wanted) -> str:
    stems = wanted.stems.get(base)
    return f"{base} ({', '.join(stems)})" if stems else base


def _some(head: str, items: Iterable[str]) -> list[Block]:
    every = sorted(items)
    if not every:
        return []
    lines = [Block(Content(f"• {readable(each)}"), hang=2) for each in every[:_LISTED]]
    if len(every) > _LISTED:
        rest = len(every) - _LISTED
        lines.append(Block(Content(f"and {rest:,} more: `edgewise fetch` lists them.")))
    return [BLANK, Block(Content.styled(head, "bold $text-accent")), *lines]


def _span(seconds: float) -> str:
    return f"about {round(seconds)} s" if seconds < 90 else f"about {minutes(seconds)}"
