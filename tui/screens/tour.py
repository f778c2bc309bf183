"""The tour of the first start: a goal, a date or none, minutes a day; then the first keys to know.

Owns the three steps and what they save. Shown once by itself, and never where there is any history
(cards/first_run.py); f2 opens it again. Not here: its words (tour_text.py), goals (cards/goals.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input

from cards import goals
from cards.first_run import note_shown
from cards.goals import Goal, new_cards_a_day
from cards.queue import Scope
from cards.record import Recorder
from tui import commands, tour_text
from tui.blocks import Block
from tui.markdown_text import readable
from tui.remedy import LEARNER_ERRORS, told
from tui.screens.frame import Frame
from tui.widgets.bars import KeyBar
from tui.widgets.row_list import RowList
from tui.widgets.text_view import TextView

_GOAL, _DATE, _MINUTES, _END = range(4)
_TYPES = ("problem", "concept", "metric", "system")
_MOST_HITS = 40
_USUAL_MINUTES = 20
_NO_GOAL = ("", Content("No goal: everything there is"))
_HINTS = ("search: words of a title", "2027-01-31, in 6 weeks, or nothing", "20")


class TourScreen(Frame):
    """Three questions, one at a time; nothing has to be answered."""

    PLACE = "tour"
    BINDINGS: ClassVar[list[BindingType]] = commands.bindings("tour")
    AUTO_FOCUS = "#answer"
    DEFAULT_CSS = """
    TourScreen #text { height: auto; max-height: 50%; min-height: 6; }
    TourScreen #answer { border: round $primary; }
    TourScreen #list, TourScreen #below { margin: 1 2 0 2; }
    TourScreen #text.alone { height: 1fr; max-height: 100%; }
    TourScreen .hidden { display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._step = _GOAL
        self._goal = self._held = Goal()
        self._title = ""
        self._behind: tour_text.Behind | None = None
        self._taken = False

    def body(self) -> Iterable[Widget]:
        """A question, a line to answer it, and what the answer means or can be."""
        for name in ("text", "answer", "list", "below"):
            widget = (
                Input(id=name)
                if name == "answer"
                else (RowList(id=name) if name == "list" else TextView(id=name))
            )
            if name != "answer":
                widget.can_focus = False
            yield widget

    def on_mount(self) -> None:
        """Begin; from now on the tour does not come by itself."""
        with told(self):
            study = self.edgewise.study
            note_shown(study.store)
            self._held = goals.current(study.store) or Goal()
            self._goal = self._held
        self._show()

    # What is shown

    def _show(self) -> None:
        step, box = self._step, self.query_one(Input)
        self.title_bar("Welcome to Edgewise", f"step {step + 1} of 3" if step < _END else "")
        ended = step == _END
        new = self.edgewise.study.settings.new_per_day
        words = tour_text.closing(new, self._title) if ended else tour_text.question(step)
        self.query_one("#text", TextView).show(words)
        # While a line is typed, ? and q are letters.
        everywhere = commands.of("app") if ended else []
        self.query_one("#keys", KeyBar).show([*commands.of(self.PLACE), *everywhere])
        box.set_class(ended, "hidden")
        self.query_one("#text").set_class(ended, "alone")
        self.query_one("#list").set_class(step != _GOAL, "hidden")
        self.query_one("#below").set_class(step in (_GOAL, _END), "hidden")
        if ended:
            self.set_focus(None)
            return
        box.placeholder = _HINTS[step]
        day = "" if self._goal.day is None else tour_text.iso(self._goal.day)
        box.value = ("", day, str(self._goal.minutes or _USUAL_MINUTES))[step]
        box.focus()
        box.select_all()
        self._answered()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._answered()

    def _answered(self) -> None:
        """Show what the words in the box come to."""
        words = self.query_one(Input).value
        if self._step == _GOAL:
            rows = self._rows(words)
            start = 1 if words.strip() and len(rows) > 1 else 0
            self.query_one(RowList).show(len(rows), lambda at, most: rows[at : at + most], start)
            return
        below = self.query_one("#below", TextView)
        try:
            below.show(self._meaning(words))
        except ValueError as problem:
            below.show([Block(Content(str(problem)))])

    def _meaning(self, words: str) -> list[Block]:
        today = self.edgewise.study.now().day
        if self._step == _DATE:
            return tour_text.day_words(tour_text.read_day(words, today), today)
        days = None if self._goal.day is None else self._goal.day - today
        held = self.edgewise.study.settings.new_per_day
        return tour_text.minutes_words(tour_text.read_minutes(words), held, self._behind, days)

    def _rows(self, words: str) -> list[tuple[str, Content]]:
        """No goal, then the notes that can be one."""
        try:
            found = self._found(words.strip())
            held = self._goal_row(words)
        except LEARNER_ERRORS:  # no compiled notes yet: the tour goes on without a goal
            found, held = [], []
        named = [
            (key, Content.assemble(readable(title), (f"   {kind}", "dim")))
            for key, title, kind in found
        ]
        return [*held, _NO_GOAL, *named]

    def _goal_row(self, words: str) -> list[tuple[str, Content]]:
        """The goal that holds, so that enter keeps it."""
        if words.strip() or not self._goal.node:
            return []
        node = self.edgewise.study.graph().by_key(self._goal.node)
        return [(node.key, Content(f"As it is: {readable(node.title)}"))] if node else []

    def _found(self, words: str) -> Sequence[tuple[str, str, str]]:
        study = self.edgewise.study
        if not words:
            nodes = study.graph().nodes(_TYPES[0])
            return [(node.key, node.title, node.type) for node in nodes]
        from sync.paper_search import search_notes

        db = study.places.papers_db
        hits = search_notes(study.graph(), db, words, limit=_MOST_HITS, snippets=False).hits
        nodes = [hit.node for hit in hits if hit.node.type in _TYPES]
        return [(node.key, node.title, node.type) for node in nodes]

    # Keys

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_on()

    @on(RowList.Chosen)
    def _clicked(self, event: RowList.Chosen) -> None:
        event.stop()
        self.action_on()

    def action_on(self) -> None:
        """Take the answer of this step and go to the next."""
        if self._step == _END:
            self.app.pop_screen()
            self.edgewise.review(Scope())
            return
        try:
            with told(self):
                self._take(self.query_one(Input).value)
        except ValueError as problem:
            self.say(str(problem))
            return
        self.say("")
        self._step += 1
        self._show()

    def _take(self, words: str) -> None:
        if self._step == _GOAL:
            self._take_node(self.query_one(RowList).key)
        elif self._step == _DATE:
            today = self.edgewise.study.now().day
            self._goal = self._goal._replace(day=tour_text.read_day(words, today))
        else:
            self._goal = self._goal._replace(minutes=tour_text.read_minutes(words))
            self._save()
            self._save_minutes()
        self._taken = self._step < _MINUTES

    def _take_node(self, key: str) -> None:
        self._goal, self._title, self._behind = self._goal._replace(node=key), "", None
        if key:
            study = self.edgewise.study
            node = study.graph().find(key)
            self._title = readable(node.title)
            self._behind = tour_text.Behind(*goals.behind(study.graph(), study.store, key))

    def _save(self) -> None:
        study = self.edgewise.study
        if self._goal == self._held:
            return
        recorder = Recorder(study.store, study.settings, study.session)
        goals.choose(recorder, self._goal, study.now())

    def _save_minutes(self) -> None:
        from tui.settings_change import Changes

        new = new_cards_a_day(self._goal.minutes)
        Changes(self.edgewise).save("today", "new_per_day", new)

    def action_before(self) -> None:
        """Back to the step before."""
        if self._step:
            self._step -= 1
            self._show()

    def action_step(self, step: int) -> None:
        """The line above or below in the list."""
        if self._step == _GOAL:
            self.query_one(RowList).move(step)

    def action_skip(self) -> None:
        """Leave; a goal that was taken before is kept."""
        if self._taken and self._goal.node:
            with told(self):
                self._save()
        self.app.pop_screen()
