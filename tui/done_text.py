"""The words of the end of a session: what was done, what was hard, what comes, what to do now.

Owns the summary's order. Pure. Not here: the figures (tally.py, cards/sitting.py, cards/study.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from tui.blocks import BLANK, Block
from tui.home_text import head, key_line
from tui.markdown_text import inline, readable
from tui.tally import Tally
from tui.widgets.grade_bar import GRADE_WORDS
from tui.words import count, minutes, moment, percent

if TYPE_CHECKING:
    from cards.counts import Counts
    from cards.sitting import Hard, Tomorrow, WeakNode

_ROOM = 7


class After(NamedTuple):
    """What is known when a session ends.

    wait_ms: until a card in its steps can be asked; None: none, or others can. failed: cards
    answered Again today. weak: the note that failed most lately; weak_title, ready_title: of notes.
    """

    counts: Counts
    wait_ms: int | None
    now_ms: int
    offset_min: int
    hardest: Sequence[Hard]
    tomorrow: Tomorrow
    failed: int
    weak: WeakNode | None = None
    weak_title: str = ""
    ready_title: str = ""


def done_blocks(tally: Tally, after: After) -> list[Block]:
    """The whole screen."""
    return [*_summary(tally, after), *_next(after)]


def _summary(tally: Tally, after: After) -> list[Block]:
    answers = tally.answers
    if not answers:
        return [BLANK]
    ratings = [answer.rating for answer in answers]
    shares = "   ".join(
        f"{word} {ratings.count(number)}" for number, word in enumerate(GRADE_WORDS, 1)
    )
    lines = [
        head("This sitting"),
        Block(Content(f"{count(len(answers), 'answer')} in {minutes(tally.seconds)}")),
        Block(Content.styled(shares, "dim")),
    ]
    if tally.retention is not None:
        reviews = sum(answer.state == 2 for answer in answers)
        said = f"{percent(tally.retention)} of {count(reviews, 'review')} remembered"
        lines.append(Block(Content(said)))
    return [*lines, *_hardest(after.hardest), BLANK]


def _hardest(hardest: Sequence[Hard]) -> list[Block]:
    if not hardest:
        return []
    lines = [BLANK, head("Hardest")]
    for card in hardest:
        times = f"Again {card.again}×" if card.again else "Hard"
        line = Content.assemble("• ", inline(card.question), (f"   {times}", "dim"))
        lines.append(Block(line, hang=2))
    return lines


def _next(after: After) -> list[Block]:
    counts = after.counts
    lines = [head("Next"), *_coming(after), BLANK, head("Worth doing now")]
    asked = counts.due + counts.new + counts.learning
    if after.wait_ms is not None and after.wait_ms > 0:
        when = moment(after.now_ms + after.wait_ms, after.now_ms, after.offset_min)
        lines.append(_key("enter", f"a card you are learning comes back {when}"))
    elif asked:
        lines.append(_key("enter", f"{count(asked, 'card')} of today can be asked now"))
    if counts.waiting_new:
        waiting = count(counts.waiting_new, "new card")
        lines.append(_key("m", f"learn more today: {waiting} beyond today's limit"))
    if after.failed:
        failed = f"the {count(after.failed, 'card')} you failed today"
        lines.append(_key("f", f"{failed}, once more; no due date changes"))
    lines.append(_key("a", "review ahead: what comes due next, a little early"))
    lines += _ideas(after)
    lines.append(_key("h", "home: the year, the days to come, browse and search"))
    lines.append(_key("q", "quit; every answer is saved"))
    return lines


def _ideas(after: After) -> list[Block]:
    due = after.counts.exercises
    code = f"{count(due, 'exercise')} due" if due else "an exercise of your choice"
    lines = [_key("w", f"write code: {code}")]
    if after.weak is not None:
        times = "once" if after.weak.failed == 1 else f"{after.weak.failed} times"
        said = f"{readable(after.weak_title)}, forgotten {times} in 30 days"
        lines.append(_key("k", f"practise {said}; no due date changes"))
    if after.ready_title:
        lines.append(_key("n", f"read what is next: {readable(after.ready_title)}"))
    return lines


def _coming(after: After) -> list[Block]:
    lines = []
    counts, day = after.counts, after.tomorrow
    if not counts.due + counts.new + counts.learning and counts.next_due_ms is not None:
        when = moment(counts.next_due_ms, after.now_ms, after.offset_min)
        lines.append(Block(Content(f"Next due {when}.")))
    work = f"{count(day.due, 'review')} and {count(day.new, 'new card')}"
    lines.append(Block(Content(f"Tomorrow: {work}, about {minutes(day.minutes * 60)}.")))
    return lines


def _key(key: str, words: str) -> Block:
    return key_line(key, words, _ROOM)
