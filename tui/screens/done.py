"""The end of a session: what was done, what was hard, what comes next, something worth doing.

Owns when its figures are read. Not here: its words (done_text.py), the figures of a sitting
(tally.py, cards/sitting.py), of the day (cards/study.py), the ways on (more_to_do.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.widget import Widget

from cards.queue import Scope
from tui import commands
from tui.remedy import told
from tui.screens.frame import SCROLL_KEYS
from tui.screens.more_to_do import MoreToDo
from tui.tally import Tally
from tui.widgets.text_view import TextView

if TYPE_CHECKING:
    from tui.done_text import After
    from tui.home_facts import IdeasRead

_LOOK_AGAIN_S = 20.0
_HARDEST = 3


class DoneScreen(MoreToDo):
    """Summary of a sitting."""

    PLACE = "done"
    BINDINGS: ClassVar = [*commands.bindings("done"), *SCROLL_KEYS]

    def __init__(self, tally: Tally, news: str = "") -> None:
        super().__init__()
        self.tally = tally
        self._news = news
        self._ideas: IdeasRead | None = None

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
        self.call_after_refresh(self.look_for_ideas)

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
        from tui.done_text import done_blocks

        with told(self):
            text = self.query_one(TextView)
            text.show(done_blocks(self.tally, self._after()), keep_place=bool(text.blocks))

    def _after(self) -> After:
        from cards import sitting, tally
        from tui.done_text import After

        study, clock = self.edgewise.study, self.edgewise.study.now()
        store, answers = study.store, len(self.tally.answers)
        after = After(
            study.counts(),
            study.next_wait_ms(),
            self.edgewise.now_ms(),
            self.edgewise.offset_min,
            sitting.hardest(store, clock.day, study.session, answers, _HARDEST),
            sitting.tomorrow(store, clock.day, study.settings.new_per_day),
            len(tally.done_today(store.ask, clock.day, clock.start_of(clock.day)).failed),
        )
        return self._with_ideas(after)

    def _with_ideas(self, after: After) -> After:
        if self._ideas is None:
            return after
        weak, ready = self._ideas.weak[:1], self._ideas.ready[:1]
        node = self.edgewise.study.graph().by_key(weak[0].node) if weak else None
        return after._replace(
            weak=weak[0] if node else None,
            weak_title=node.title if node else "",
            ready_title=ready[0].title if ready else "",
        )

    def on_ideas_read(self, message: IdeasRead) -> None:
        """Name the note that is weak and the one that is next."""
        self._ideas = message
        self.weak_node = message.weak[0].node if message.weak else ""
        self.ready_node = message.ready[0].key if message.ready else ""
        self.reload()

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
