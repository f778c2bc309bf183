"""The end of a session: what was done, when the next card is due, what to do now.

Owns the summary. Not here: the figures of a sitting (tally.py), of the day (cards/study.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widget import Widget

from cards.queue import Scope
from tui import commands
from tui.blocks import BLANK, Block
from tui.remedy import told
from tui.screens.frame import SCROLL_KEYS, Frame
from tui.tally import Tally
from tui.widgets.grade_bar import GRADE_WORDS
from tui.widgets.text_view import TextView
from tui.words import count, minutes, moment, percent

if TYPE_CHECKING:
    from cards.study import Counts

_LOOK_AGAIN_S = 20.0


class DoneScreen(Frame):
    """Summary of a sitting."""

    PLACE = "done"
    BINDINGS: ClassVar = [*commands.bindings("done"), *SCROLL_KEYS]

    def __init__(self, tally: Tally, news: str = "") -> None:
        super().__init__()
        self.tally = tally
        self._news = news

    def body(self) -> Iterable[Widget]:
        """A text; the keys belong to the screen."""
        text = TextView(id="text")
        text.can_focus = False
        yield text

    def on_mount(self) -> None:
        """Show the summary, and look now and then whether a learning card has come due."""
        self.say(self._news)
        self.reload()
        self.set_interval(_LOOK_AGAIN_S, self.reload)

    @property
    def waits_for_cards(self) -> bool:
        """A session that had nothing to ask goes on by itself when the notes bring cards."""
        return not self.tally.answers

    def reload(self) -> None:
        """Read the figures again."""
        if self.waits_for_cards and self.edgewise.scope_in_force is None:
            self.app.pop_screen()
            return
        self.title_bar("Done" if self.tally.answers else "Nothing to ask now")
        if self.edgewise.reading:
            return
        with told(self):
            study = self.edgewise.study
            counts = study.counts()
            wait = study.next_wait_ms()
            now = self.edgewise.now_ms()
            blocks = [BLANK, *_summary(self.tally), BLANK]
            blocks += _next(counts, wait, now, self.edgewise.offset_min)
            self.query_one(TextView).show(blocks)

    def action_again(self) -> None:
        """Ask what has come due, or what else today holds; stay if there is nothing."""
        with told(self):
            study = self.edgewise.study
            if study.current() is not None:
                self.app.pop_screen()
                return
            counts = study.counts()
            if counts.due + counts.new:
                # This session's scope is used up; the day has more.
                self.edgewise.review(Scope())
                return
            self.say("Nothing is due yet.")
            self.reload()

    def action_more(self) -> None:
        """Learn more new cards today."""
        with told(self):
            self.edgewise.more_new()

    def action_undo(self) -> None:
        """Undo the last answer and go back to its card."""
        with told(self):
            undone = self.edgewise.study.undo()
            if undone is None:
                self.say("Nothing of today is left to undo.")
                return
            self.tally.undone()
            self.edgewise.give_news(undone)
            self.app.pop_screen()

    def action_home(self) -> None:
        """To Home."""
        self.edgewise.go_home()


def _summary(tally: Tally) -> list[Block]:
    answers = tally.answers
    if not answers:
        return []
    ratings = [answer.rating for answer in answers]
    shares = "   ".join(
        f"{word} {ratings.count(number)}" for number, word in enumerate(GRADE_WORDS, 1)
    )
    lines = [
        Block(Content.styled("This sitting", "bold underline")),
        Block(Content(f"{count(len(answers), 'answer')} in {minutes(tally.seconds)}")),
        Block(Content.styled(shares, "dim")),
    ]
    if tally.retention is not None:
        lines.append(Block(Content(f"{percent(tally.retention)} of the reviews remembered")))
    return lines


def _next(counts: Counts, wait_ms: int | None, now_ms: int, offset_min: int) -> list[Block]:
    lines = [Block(Content.styled("Next", "bold underline"))]
    asked = counts.due + counts.new + counts.learning
    if wait_ms is not None and wait_ms > 0:
        when = moment(now_ms + wait_ms, now_ms, offset_min)
        lines.append(_key("enter", f"a card you are learning comes back {when}"))
    elif asked:
        lines.append(_key("enter", f"{count(asked, 'card')} of today can be asked now"))
    elif counts.next_due_ms is not None:
        lines.append(Block(Content(f"Next due {moment(counts.next_due_ms, now_ms, offset_min)}.")))
    if counts.waiting_new:
        waiting = count(counts.waiting_new, "new card")
        lines.append(_key("m", f"learn more today: {waiting} beyond today's limit"))
    lines.append(_key("h", "home, from where you can browse and search"))
    lines.append(_key("q", "quit; every answer is saved"))
    return lines


def _key(key: str, words: str) -> Block:
    return Block(Content.assemble((f"{key}  ".ljust(7), "bold"), words), hang=7)
