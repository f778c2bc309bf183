"""Home: what is due, how long it takes, what comes next and why; what to do when nothing is due.

Owns the words of the day's state. Not here: the figures (cards/study.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widget import Widget

from cards.queue import Scope
from tui import commands
from tui.blocks import BLANK, Block
from tui.markdown_text import inline
from tui.remedy import told
from tui.screens.frame import SCROLL_KEYS, Frame
from tui.widgets.text_view import TextView
from tui.words import count, minutes, moment

if TYPE_CHECKING:
    from cards.study import Counts, Shown

_NEXT = 4


class HomeScreen(Frame):
    """Today."""

    PLACE = "home"
    BINDINGS: ClassVar = [*commands.bindings("home"), *SCROLL_KEYS]

    def body(self) -> Iterable[Widget]:
        """A text; enter starts the review, so nothing in it is chosen."""
        text = TextView(id="text")
        text.can_focus = False
        yield text

    def on_screen_resume(self) -> None:
        """Show the day; something may have been answered meanwhile."""
        self.reload()

    def reload(self) -> None:
        """Read the figures again."""
        text = self.query_one(TextView)
        self.title_bar("Edgewise")
        if self.edgewise.reading:
            self.edgewise.show_reading(text)
            return
        with told(self):
            study = self.edgewise.study
            counts = study.counts()
            self.edgewise.begin(Scope())
            coming = study.upcoming(_NEXT)
            if counts.streak:
                self.title_bar("Edgewise", f"streak {count(counts.streak, 'day')}")
            now, offset = self.edgewise.now_ms(), self.edgewise.offset_min
            text.show(home_blocks(counts, coming, now, offset))

    def action_review(self) -> None:
        """Start today's reviews."""
        self.edgewise.review(Scope())

    def action_browse(self) -> None:
        """Browse all notes."""
        self.edgewise.open_node("")

    def action_search(self) -> None:
        """Browse, in the search box."""
        self.edgewise.open_node("", searching=True)

    def action_more(self) -> None:
        """Raise today's limit of new cards, then review."""
        with told(self):
            self.edgewise.more_new()

    def action_exercise(self) -> None:
        """Choose an exercise."""
        from tui.exercise_door import choose_exercise

        choose_exercise(self)

    def action_export(self) -> None:
        """Ask which cards, and write them for Anki."""
        from tui.screens.export_anki import ExportDialog

        self.app.push_screen(ExportDialog())

    def action_undo(self) -> None:
        """Undo the last thing of today."""
        with told(self):
            self.say(self.edgewise.study.undo() or "Nothing of today is left to undo.")
            self.reload()

    def action_refresh(self) -> None:
        """Read every note again."""
        self.say("Reading all notes again ...")
        self.edgewise.read_notes(force=True)


def home_blocks(counts: Counts, coming: list[Shown], now_ms: int, offset_min: int) -> list[Block]:
    """The day as text."""
    blocks = [BLANK, *_today(counts, now_ms, offset_min), BLANK]
    if coming:
        blocks.append(_head("Next, and why"))
        for shown in coming:
            blocks.append(Block(Content.assemble("• ", inline(shown.card.question)), hang=2))
            if shown.why:
                blocks.append(Block(Content.styled(shown.why, "dim"), indent=2))
    else:
        blocks += _instead(counts)
    return blocks


def _head(words: str) -> Block:
    return Block(Content.styled(words, "bold underline"))


def _today(counts: Counts, now_ms: int, offset_min: int) -> list[Block]:
    asked = counts.due + counts.new + counts.learning
    lines = [_head("Today")]
    if asked:
        parts: list[str | tuple[str, str]] = [
            (str(counts.due), "bold"), " due   ", (str(counts.new), "bold"), " new   ",
            (str(counts.learning), "bold"), " learning",
            (f"   {minutes(counts.minutes * 60)}", "dim"),
        ]  # fmt: skip
        lines.append(Block(Content.assemble(*parts)))
    elif counts.exercises:
        lines.append(Block(Content("No card is due.")))
    elif counts.done_today:
        lines.append(Block(Content("All done for today.")))
    else:
        lines.append(Block(Content("Nothing is due.")))
    if counts.exercises:
        due = f"{count(counts.exercises, 'exercise')} due"
        lines.append(Block(Content.assemble((due, "bold"), ("   after the cards, or w", "dim"))))
    if counts.done_today:
        lines.append(Block(Content(f"{count(counts.done_today, 'answer')} given today")))
    if counts.behind:
        late = count(counts.behind, "review")
        lines.append(Block(Content(f"Behind: {late} waiting since before today")))
    if not asked and counts.next_due_ms is not None:
        when = moment(counts.next_due_ms, now_ms, offset_min)
        lines.append(Block(Content(f"The next card comes {when}.")))
    return lines


def _instead(counts: Counts) -> list[Block]:
    """What to do when nothing is due."""
    lines = [_head("What to do instead")]
    if counts.waiting_new:
        waiting = count(counts.waiting_new, "new card")
        lines.append(_key("m", f"learn more today: {waiting} beyond today's limit"))
    lines.append(_key("w", "write code: an exercise of your choice"))
    lines.append(_key("b", "browse the notes and follow their links"))
    lines.append(_key("/", "search, then r reviews one note's cards whenever you like"))
    return lines


def _key(key: str, words: str) -> Block:
    return Block(Content.assemble((f"{key}  ", "bold"), words), hang=3)
