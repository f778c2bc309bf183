"""What a fetch tells when it is over, in sentences or as JSON.

Owns the words and the exit code that goes with a report. Not here: fetching (sync/fetch.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cli.errors import ENVIRONMENT, FINE, FOUND_PROBLEMS
from cli.node_text import wrapped
from sync.errors import FetchStopped

if TYPE_CHECKING:
    from sync.fetch import Plan, Report
    from sync.papers_store import PaperNews
    from sync.wanted_papers import Wanted

STOPPED = 130
_LISTED = 10
_SHOWN = 8


class Told(NamedTuple):
    """All there is to tell. withdrawn: ids; flagged: cards by piece of news."""

    wanted: Wanted
    report: Report
    withdrawn: Sequence[str]
    flagged: Mapping[PaperNews, int]


def exit_code(told: Told) -> int:
    """0: all are there; 1: some could not be had; 3: arXiv could not be asked; 130: stopped."""
    report = told.report
    if report.stopped is not None:
        return STOPPED if isinstance(report.stopped, FetchStopped) else ENVIRONMENT
    problems = report.missing or report.failed or told.wanted.rejected
    return FOUND_PROBLEMS if problems else FINE


def as_data(told: Told) -> dict[str, object]:
    """The report for a script."""
    report = told.report
    return {
        "ok": sorted(report.ok),
        "cached": sorted(report.cached),
        "missing": sorted(report.missing),
        "failed": {**report.failed, **told.wanted.rejected},
        "to_do": sorted(report.to_do),
        "without_id": sorted(set(told.wanted.without)),
        "withdrawn": list(told.withdrawn),
        "news": [
            {
                "arxiv": news.base,
                "old_version": news.old_version,
                "new_version": news.new_version,
                "withdrawn": int(news.withdrawn),
                "cards_flagged": cards,
            }
            for news, cards in told.flagged.items()
        ],
        "requests": report.requests,
        "entries_refused": report.strangers,
        "stopped": None if report.stopped is None else str(report.stopped),
    }


def as_text(told: Told) -> str:
    """The report for a person: one line of figures, then what needs a look."""
    report, wanted = told.report, told.wanted
    failed = {**report.failed, **wanted.rejected}
    lines = [
        wrapped(
            f"{_count(len(report.ok), 'paper')} fetched, {len(report.cached)} known before, "
            f"{len(report.missing)} missing, {len(failed)} failed, {len(report.to_do)} to do "
            f"({_count(report.requests, 'request')})."
        )
    ]
    lines += _some("missing", [f"arXiv has no {_named(b, wanted)}" for b in sorted(report.missing)])
    lines += _some("failed", [f"{_named(b, wanted)}: {why}" for b, why in sorted(failed.items())])
    lines += _some("withdrawn", [_named(base, wanted) for base in told.withdrawn])
    lines += _some("news", [_news(news, cards) for news, cards in told.flagged.items()])
    if report.strangers:
        entries = "1 entry" if report.strangers == 1 else f"{report.strangers} entries"
        lines.append(wrapped(f"refused: {entries} in the answers that nobody had asked for"))
    if wanted.without:
        lines.append(wrapped(f"{_count(len(set(wanted.without)), 'paper')} without an arXiv id."))
    return "\n".join(lines)


def plan_data(todo: Plan, seconds: float) -> dict[str, object]:
    """What would be asked, for a script."""
    return {
        "to_ask": todo.ask,
        "cached": todo.cached,
        "missing": todo.missing,
        "requests": todo.requests,
        "seconds": round(seconds),
    }


def plan_text(todo: Plan, wanted: Wanted, seconds: float) -> str:
    """What would be asked, for a person."""
    lines = [
        wrapped(
            f"Would ask for {_count(len(todo.ask), 'paper')} in "
            f"{_count(todo.requests, 'request')} (about {seconds:.0f} s); {len(todo.cached)} are "
            f"known, {len(todo.missing)} are missing on arXiv."
        )
    ]
    return "\n".join(lines + _some("", [_named(base, wanted) for base in todo.ask]))


def _news(news: PaperNews, cards: int) -> str:
    what = "was withdrawn" if news.withdrawn else f"is at v{news.new_version} now"
    before = "" if news.withdrawn else f" (v{news.old_version} was known)"
    return f"{news.base} {what}{before}; {_count(cards, 'card')} flagged"


def _named(base: str, wanted: Wanted) -> str:
    stems = wanted.stems.get(base)
    return f"{base} ({', '.join(stems)})" if stems else base


def _some(label: str, items: Sequence[str]) -> list[str]:
    """The items a line each; of many the first ones, and how many more there are."""
    shown = items if len(items) <= _LISTED else items[:_SHOWN]
    head = f"{label}: " if label else ""
    lines = [wrapped(f"{head}{item}", "", "    ") for item in shown]
    more = len(items) - len(shown)
    return [*lines, f"    ... and {more} more (--json lists all)"] if more else lines


def _count(number: int, word: str) -> str:
    return f"1 {word}" if number == 1 else f"{number} {word}s"
