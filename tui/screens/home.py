"""Home: what is due, how long it takes, what comes next and why; the year behind, the month ahead.

Owns when the figures are read: the day's counts before the first paint, the rest in a thread after
it. Not here: the figures (cards/study.py, home_facts.py), the words (home_text.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal
from textual.widget import Widget

from cards.queue import Scope
from tui import commands, home_text
from tui.remedy import told
from tui.screens.frame import SCROLL_KEYS
from tui.screens.more_to_do import MoreToDo
from tui.widgets.text_view import TextView
from tui.words import count

if TYPE_CHECKING:
    from textual import events

    from tui.home_facts import FactsFailed, FactsRead, HomeFacts

_NEXT = 3
_PADDING = 2


class HomeScreen(MoreToDo):
    """Today."""

    PLACE = "home"
    BINDINGS: ClassVar = [*commands.bindings("home"), *SCROLL_KEYS]
    DEFAULT_CSS = """
    HomeScreen #text { width: 1fr; }
    HomeScreen #side { display: none; }
    HomeScreen #side.shown { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._today: home_text.Today | None = None
        self._facts: HomeFacts | None = None
        self._drawn: tuple[int, int] = (0, 0)
        self._seen: tuple[object, ...] = ()

    def body(self) -> Iterable[Widget]:
        """Two columns of text, of which a small terminal shows one; nothing in it is chosen."""
        text, side = TextView(id="text"), TextView(id="side")
        text.can_focus = side.can_focus = False
        yield Horizontal(text, side)

    def on_screen_resume(self) -> None:
        """Show the day; something may have been answered meanwhile, or nothing."""
        if self._today is None or self._seen != self._mark():
            self.reload()

    def _mark(self) -> tuple[object, ...]:
        """What tells one moment of the day's work from another: gathering it takes a while."""
        db, edgewise = self.edgewise.study.store.db, self.edgewise
        others = db.execute("PRAGMA data_version").fetchone()[0]
        minute = edgewise.now_ms() // 60_000
        return db.total_changes, others, minute, edgewise.study.settings, edgewise.scope_in_force

    def on_resize(self, event: events.Resize) -> None:
        """Another width holds other weeks, or another column."""
        if self._today is not None and event.size != self._drawn:
            self._draw(keep_place=True)

    def reload(self) -> None:
        """Read the figures again."""
        self.title_bar("Edgewise")
        if self.edgewise.reading:
            self.edgewise.show_reading(self.query_one("#text", TextView))
            return
        with told(self):
            study = self.edgewise.study
            counts = study.counts()
            self.edgewise.begin(Scope())
            coming = study.upcoming(_NEXT)
            if counts.streak:
                self.title_bar("Edgewise", f"streak {count(counts.streak, 'day')}")
            now, offset = self.edgewise.now_ms(), self.edgewise.offset_min
            self._today = home_text.Today(counts, coming, now, offset)
            self._draw(keep_place=False)
            self._seen = self._mark()
            self.call_after_refresh(self._gather)

    def _draw(self, *, keep_place: bool) -> None:
        if self._today is None:
            return
        size = self._drawn = self.app.size
        text, side = self.query_one("#text", TextView), self.query_one("#side", TextView)
        wide = home_text.side_width(*size)
        side.set_class(bool(wide), "shown")
        if wide:
            side.styles.width = wide
            side.show(home_text.right_column(self._facts, wide - _PADDING), keep_place=keep_place)
            blocks = home_text.left_column(self._today, self._facts)
        else:
            blocks = home_text.one_column(self._today, self._facts, size.width - _PADDING)
        text.show(blocks, keep_place=keep_place)

    # What comes a moment later

    def _gather(self) -> None:
        """Ask for the rest in a thread; a newer question makes an older one stop."""
        if self._begin_tour():
            return
        from tui.home_facts import gather

        study = self.edgewise.study
        clock = study.now()
        known = self._facts.ever if self._facts and self._facts.day == clock.day else None
        self.run_worker(
            partial(gather, study.places, study.settings, clock, self.post_message, ever=known),
            name="home",
            group="home",
            thread=True,
            exclusive=True,
            exit_on_error=False,
        )

    def _begin_tour(self) -> bool:
        """Once ever, before anything was answered or chosen; True: it has begun."""
        if not self.edgewise.tour_wanted or self.app.screen is not self:
            return False
        from cards.first_run import is_first

        self.edgewise.tour_wanted = False
        with told(self):
            if is_first(self.edgewise.study.store):
                self.edgewise.action_tour()
                return True
        return False

    def on_facts_read(self, message: FactsRead) -> None:
        """Show what is known by now; what stands above does not move."""
        facts, before = message.facts, self._facts
        if before is not None and before.day == facts.day and facts.recent is None:
            # Until the new figures are there, the old ones are nearer the truth than none.
            facts = facts._replace(recent=before.recent)
        self._facts = facts
        self.ready_node = facts.next[0].key if facts.next else ""
        self._draw(keep_place=True)

    def on_facts_failed(self, message: FactsFailed) -> None:
        """The day's counts stand; only the rest is missing."""
        self.say(message.sentence)

    # Commands

    def action_review(self) -> None:
        """Start today's reviews."""
        self.edgewise.review(Scope())

    def action_browse(self) -> None:
        """Browse all notes."""
        self.edgewise.open_node("")

    def action_search(self) -> None:
        """Browse, in the search box."""
        self.edgewise.open_node("", searching=True)

    def action_path(self) -> None:
        """Ask for two notes, and tell how they hang together."""
        from tui.screens.path import ask_for_path

        ask_for_path(self)

    def action_triage(self) -> None:
        """Judge what waits in the inbox."""
        from tui.screens.triage import TriageScreen

        self.app.push_screen(TriageScreen())

    def action_fetch(self) -> None:
        """Bring the metadata of papers."""
        from tui.screens.fetch import FetchDialog

        self.app.push_screen(FetchDialog())

    def action_export(self) -> None:
        """Ask which cards, and write them for Anki."""
        from tui.screens.export_anki import ExportDialog

        self.app.push_screen(ExportDialog())

    def action_cards(self) -> None:
        """Find cards, and act on many at once."""
        from tui.screens.cards import CardsScreen

        self.app.push_screen(CardsScreen())

    def action_statistics(self) -> None:
        """What the log says."""
        from tui.screens.statistics import StatisticsScreen

        self.app.push_screen(StatisticsScreen())

    def action_settings(self) -> None:
        """Change settings."""
        from tui.screens.settings import SettingsScreen

        self.app.push_screen(SettingsScreen())

    def action_undo(self) -> None:
        """Undo the last thing of today."""
        with told(self):
            self.say(self.edgewise.study.undo() or "Nothing of today is left to undo.")
            self.reload()

    def action_refresh(self) -> None:
        """Read every note again."""
        self.say("Reading all notes again ...")
        self.edgewise.read_notes(force=True)
