"""The parts of Home that come a moment later: the year, retention, the month to come, the graph.

Owns their words and tables. Pure; loaded after Home's first paint. Not here: the figures
(home_facts.py), the order of the parts (home_text.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from cards.next_in_graph import NextNode
from cards.stats_days import MATURE_DAYS, Retention
from tui.blocks import BLANK, Block
from tui.home_facts import RETENTION_DAYS, GoalNow, HomeFacts, Remembered
from tui.home_text import head
from tui.markdown_text import readable
from tui.widgets.day_bars import day_bars
from tui.widgets.heat_map import heat_map
from tui.words import count, percent

_OPENS = 2
_BUILDS = 2


def outlook(facts: HomeFacts, width: int) -> list[Block]:
    """The year behind, what was remembered, the month to come; width: cells."""
    total = sum(facts.answers.values())
    days = sum(number > 0 for number in facts.answers.values())
    said = f"{count(total, 'answer')} on {count(days, 'day')}" if total else "nothing answered yet"
    return [
        head("The last year", said),
        *heat_map(facts.answers, facts.day, width),
        BLANK,
        *_retention(facts),
        BLANK,
        *_forecast(facts, width),
    ]


def _retention(facts: HomeFacts) -> list[Block]:
    columns = (f"last {RETENTION_DAYS} days", "all time")
    lines = [Content.assemble(("True retention", "bold underline"), *_cells(7, columns))]
    rows = (("young", f"young (under {MATURE_DAYS} d)"), ("mature", "mature"), ("both", "both"))
    for field, words in rows:
        shares = [_share(span, field) for span in (facts.recent, facts.ever)]
        lines.append(Content.assemble(words.ljust(21), *_cells(0, shares)))
    return [Block(line, keep=True) for line in lines]


def _cells(gap: int, words: Sequence[str]) -> list[str | tuple[str, str]]:
    return [" " * gap, *(word.ljust(19) for word in words)]


def _share(span: Remembered | None, field: str) -> str:
    if span is None:
        return "…"
    part: Retention = getattr(span, field)
    if part.rate is None:
        return "no review"
    return f"{percent(part.rate).rjust(5)} of {part.passed + part.failed:,}"


def _forecast(facts: HomeFacts, width: int) -> list[Block]:
    later = facts.due[1:]
    if not any(facts.due):
        return [head("Next 30 days", "no review is planned yet")]
    mean = round(sum(later) / max(1, len(later)))
    said = f"{facts.due[0]:,} today, {later[0]:,} tomorrow, about {mean:,} a day"
    return [head("Next 30 days", said), *day_bars(facts.due, facts.day, width)]


def nodes(ready: Sequence[NextNode]) -> list[Block]:
    """Nodes that can be learnt now, each with its reason in one sentence."""
    lines: list[Block] = []
    for node in ready:
        lines.append(
            Block(
                Content.assemble(
                    "• ", readable(node.title), (f"   {count(node.cards, 'new card')}", "dim")
                ),
                hang=2,
            )
        )
        lines.append(Block(Content.styled(reason(node), "dim"), indent=2))
    return lines


def reason(node: NextNode) -> str:
    """Why a node stands at the frontier: what it builds on, and what it opens."""
    if node.builds_on:
        verb = "is" if len(node.builds_on) == 1 else "are"
        first = f"{_named(node.builds_on, _BUILDS)} {verb} solid"
    else:
        first = "builds on nothing else"
    goal = "on the way to your goal: " if node.for_goal else ""
    more = node.opens_in_all - min(len(node.opens), _OPENS)
    if not node.opens:
        return f"{goal}{first}."
    opens = ", ".join(readable(title) for title in node.opens[:_OPENS])
    rest = f" and {more} more" if more else ""
    return f"{goal}{first}; opens {opens}{rest}."


def _named(titles: Sequence[str], most: int) -> str:
    shown = [readable(title) for title in titles[:most]]
    rest = len(titles) - len(shown)
    if rest:
        return f"{', '.join(shown)} and {rest} more"
    return " and ".join(shown)


def goal(now: GoalNow, today: int) -> list[Block]:
    """The goal, how far it is, and when it must be reached."""
    title = readable(now.title) if now.title else "everything there is"
    parts = [title]
    if now.notes:
        parts.append(f"{now.solid} of {count(now.notes, 'note')} behind it solid")
    if (days := days_left(now, today)) is not None:
        parts.append(f"{count(days, 'day')} left" if days > 0 else "the day has come")
    return [head("Your goal"), Block(Content(" · ".join(parts)))]


def days_left(now: GoalNow, today: int) -> int | None:
    """Days to the goal's date, 0 on the day and after; None without one."""
    return None if now.goal.day is None else max(0, now.goal.day - today)
