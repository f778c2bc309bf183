"""Home as text: the day, what comes next and why, the year, retention, the days to come.

Owns the words and what stands where in one column and in two. Pure. Not here: the figures
(cards/, home_facts.py), the drawings (widgets/heat_map.py, widgets/day_bars.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from tui.blocks import BLANK, Block
from tui.markdown_text import inline
from tui.words import count, minutes, moment

if TYPE_CHECKING:
    from cards.counts import Counts
    from cards.session import Shown
    from tui.home_facts import HomeFacts

TWO_COLUMNS = 120
_TALL_ENOUGH = 32
_YEAR_IN_PAIRS = 112
_COUNTED = 10_000  # counts.behind stops there
_FIRST = 1  # cards and notes named above the year in one column


class Today(NamedTuple):
    """What is known at once. counts: of the day; coming: the first cards."""

    counts: Counts
    coming: Sequence[Shown]
    now_ms: int
    offset_min: int


def side_width(width: int, height: int) -> int:
    """Cells of the column at the right; 0: everything stands in one."""
    if width < TWO_COLUMNS or height < _TALL_ENOUGH:
        return 0
    return _YEAR_IN_PAIRS + 2 if width >= 2 * _YEAR_IN_PAIRS - 30 else 61


def one_column(today: Today, facts: HomeFacts | None, width: int) -> list[Block]:
    """All of it, the most wanted first."""
    blocks = [*_today(today), BLANK]
    if not _asked(today.counts):
        return [*blocks, *_instead(today.counts), BLANK, *_below(facts, width, 0)]
    blocks += [head("Next, and why"), *_cards(today.coming[:_FIRST])]
    if facts is None:
        return blocks
    from tui import home_outlook

    blocks += home_outlook.nodes(facts.next[:_FIRST])
    return [*blocks, BLANK, *_below(facts, width, _FIRST)]


def _below(facts: HomeFacts | None, width: int, named: int) -> list[Block]:
    """The outlook, then the nodes that are not named above yet."""
    if facts is None:
        return []
    from tui import home_outlook

    blocks = home_outlook.outlook(facts, width)
    if rest := facts.next[named:]:
        blocks += [BLANK, head("Ready to learn"), *home_outlook.nodes(rest)]
    if facts.goal and facts.goal.goal.is_set:
        blocks += [BLANK, *home_outlook.goal(facts.goal, facts.day)]
    return blocks


def left_column(today: Today, facts: HomeFacts | None) -> list[Block]:
    """The day, and what comes next."""
    blocks = [BLANK, *_today(today), BLANK]
    if _asked(today.counts):
        blocks += [head("Next, and why"), *_cards(today.coming)]
    else:
        blocks += _instead(today.counts)
    if facts is None:
        return blocks
    from tui import home_outlook

    if facts.next:
        blocks += [BLANK, head("Ready to learn"), *home_outlook.nodes(facts.next)]
    return blocks


def right_column(facts: HomeFacts | None, width: int) -> list[Block]:
    """The year behind, the month to come, and how far the goal is."""
    if facts is None:
        return []
    from tui import home_outlook

    blocks = [BLANK, *home_outlook.outlook(facts, width)]
    if facts.goal and facts.goal.goal.is_set:
        blocks += [BLANK, *home_outlook.goal(facts.goal, facts.day)]
    return blocks


def head(words: str, more: str = "") -> Block:
    """The title of a part, with figures behind it."""
    return Block(Content.assemble((words, "bold underline"), (more and f"   {more}", "dim")))


def _asked(counts: Counts) -> int:
    return counts.due + counts.new + counts.learning


def _today(today: Today) -> list[Block]:
    counts = today.counts
    starts: tuple[tuple[str, str], ...] = ()
    if _asked(counts) or counts.exercises:
        starts = (("   ", ""), (" enter ", "reverse bold"), (" starts", "dim"))
    lines = [Block(Content.assemble(("Today", "bold underline"), *starts)), Block(_work(counts))]
    more: list[str] = []
    if counts.behind:
        many = " or more" if counts.behind >= _COUNTED else ""
        more.append(f"{count(counts.behind, 'review')}{many} overdue")
    if counts.exercises:
        more.append(f"{count(counts.exercises, 'exercise')} due: w")
    if counts.done_today:
        more.append(f"{count(counts.done_today, 'answer')} given today")
    if more:
        lines.append(Block(Content(" · ".join(more))))
    if not _asked(counts) and counts.next_due_ms is not None:
        when = moment(counts.next_due_ms, today.now_ms, today.offset_min)
        lines.append(Block(Content(f"The next card comes {when}.")))
    return lines


def _work(counts: Counts) -> Content:
    if not _asked(counts):
        if counts.exercises:
            return Content("No card is due.")
        return Content("All done for today." if counts.done_today else "Nothing is due.")
    parts: list[str | tuple[str, str]] = [
        (f"{counts.due:,}", "bold"), " due   ", (f"{counts.new:,}", "bold"), " new   ",
        (f"{counts.learning:,}", "bold"), " learning",
        (f"   about {minutes(counts.minutes * 60)}", "dim"),
    ]  # fmt: skip
    return Content.assemble(*parts)


def _cards(coming: Sequence[Shown]) -> list[Block]:
    lines: list[Block] = []
    for shown in coming:
        lines.append(Block(Content.assemble("• ", inline(shown.card.question)), hang=2))
        if shown.why:
            lines.append(Block(Content.styled(shown.why, "dim"), indent=2))
    return lines


def _instead(counts: Counts) -> list[Block]:
    """What to do when nothing is due."""
    lines = [head("Worth doing now")]
    if counts.waiting_new:
        waiting = count(counts.waiting_new, "new card")
        lines.append(key_line("m", f"learn more today: {waiting} beyond today's limit"))
    if counts.done_today:
        lines.append(key_line("f", "ask what was failed today once more; no due date changes"))
    lines.append(key_line("a", "review ahead: what comes due next, a little early"))
    lines.append(key_line("w", "write code: an exercise of your choice"))
    lines.append(key_line("n", "read the next note that is ready to be learnt"))
    lines.append(key_line("b", "browse the notes; / searches, r reviews one note's cards"))
    return lines


def key_line(key: str, words: str, room: int = 3) -> Block:
    """What a key would do."""
    return Block(Content.assemble((f"{key} ".ljust(room), "bold"), words), hang=room)
