"""The app: shows the first screen and carries the screens' wishes to each other.

Owns the first screen, the reading of notes behind the screens, and the one engine they share. Not
here: the start (app.py), the way from screen to screen (ways.py), keys (command_list.py), screens
(screens/), thread work (workers.py), the editor (editing.py).
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import SystemCommand
from textual.binding import BindingType
from textual.screen import Screen
from textual.worker import Worker, WorkerState

from cards.queue import Scope
from cards.scheduler import warm_up
from cards.study import Study
from cards.study_day import now_ms, offset_at
from tui import commands
from tui.learners_choice import dress, keep_still, use_settings
from tui.line_colours import WithoutColour
from tui.messages import NotesRead, NotesRefreshed, RefreshFailed
from tui.remedy import told, unexpected
from tui.screens.frame import Frame
from tui.ways import Ways

if TYPE_CHECKING:
    from textual.command import Provider
    from textual.events import DescendantFocus
    from textual.filter import LineFilter

    from tui.widgets.text_view import TextView

# The first keys come a moment after the first paint; reading notes must not be in their way.
_READ_AFTER_S = 0.4
_WARM_AFTER_S = 0.05
_AHEAD_AFTER_S = 0.6
_NO_COLOUR = (WithoutColour(),)


def _palette() -> type[Provider]:
    from tui.palette import CommandsAndNotes

    return CommandsAndNotes


class EdgewiseApp(Ways):
    """Edgewise in the terminal (or, served, in a browser)."""

    TITLE = "Edgewise"
    CSS_PATH = Path(__file__).with_name("app.tcss")
    COMMANDS: ClassVar = {_palette}
    BINDINGS: ClassVar[list[BindingType]] = commands.bindings("app")
    ENABLE_COMMAND_PALETTE = True

    def __init__(
        self,
        study: Study,
        *,
        screen: str = "home",
        scope: Scope = Scope(),  # noqa: B008 (a frozen tuple)
        clock: Callable[[], int] = now_ms,
        read_notes: bool = True,
        tour: bool = False,
    ) -> None:
        super().__init__(study)
        self.tour_wanted = tour
        dress(self, study.settings.theme)
        self.reading = read_notes and not study.places.graph_db.exists()
        self._clock = clock
        self._read_notes = read_notes
        self._first = screen
        self._first_scope = scope
        self._progress = (0, 0)

    # Start

    def get_default_screen(self) -> Screen[None]:
        """The screen that was asked for is the first and only one: nothing is painted twice."""
        if self._first == "review":
            from tui.screens.review import ReviewScreen

            return ReviewScreen(self._first_scope)
        from tui.screens.home import HomeScreen

        return HomeScreen()

    def on_mount(self) -> None:
        """Theme and keys of the learner; then, out of the way, what has changed in the notes."""
        use_settings(self, self.study.settings)
        # After ctrl+z and fg the terminal shows an empty screen, and Textual draws only changes.
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))
        self.set_timer(_WARM_AFTER_S, self._warm_up)
        self.set_timer(_READ_AFTER_S, _settle_memory)
        self.set_timer(_AHEAD_AFTER_S, self._load_ahead)
        if not self._read_notes:
            return
        if self.reading:
            self.read_notes()
        else:
            self.set_timer(_READ_AFTER_S, self.read_notes)

    def _warm_up(self) -> None:
        """Load the scheduler while the first question is read."""
        self.run_worker(partial(warm_up, self.study.settings), thread=True, group="warm")

    def _load_ahead(self) -> None:
        """Load the code of the screens that may come next."""
        from tui.ahead import load_ahead

        self.run_worker(load_ahead, thread=True, group="ahead", exit_on_error=False)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """NO_COLOR takes all colour away, greys too."""
        return _NO_COLOUR if self.no_color else super().get_line_filters()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """A cursor does not blink where nothing shall move."""
        keep_still(self, event.widget)

    # Time

    def now_ms(self) -> int:
        """The moment, UTC ms."""
        return self._clock()

    @property
    def offset_min(self) -> int:
        """The learner's zone now, minutes east of UTC."""
        return offset_at(self.now_ms(), self.study.settings.zone)

    # Notes

    def read_notes(self, *, force: bool = False) -> None:
        """Look for changed notes in a thread."""
        from tui.workers import refresh_notes

        self.run_worker(
            partial(refresh_notes, self.study.places, self.post_message, force=force),
            name="notes",
            group="notes",
            thread=True,
            exclusive=True,
            exit_on_error=False,
        )

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A bug while reading notes must not end a review: say it, and go on with what is there."""
        if event.state is WorkerState.ERROR and event.worker.name == "notes":
            self.log.error(event.worker.error)
            self.post_message(RefreshFailed(unexpected(event.worker.error)))

    def on_notes_read(self, message: NotesRead) -> None:
        """Progress is only shown where the screen has nothing else to show."""
        self._progress = (message.done, message.total)
        if self.reading and isinstance(self.screen, Frame):
            from tui.widgets.text_view import TextView

            self.show_reading(self.screen.query_one("#text", TextView))

    def show_reading(self, text: TextView) -> None:
        """A progress bar made of text, while the notes are read for the first time."""
        from tui.reading import reading_blocks

        text.show(reading_blocks(*self._progress))

    def on_notes_refreshed(self, message: NotesRefreshed) -> None:
        """Say what has changed; screens look again without moving what is read."""
        was_reading, self.reading = self.reading, False
        _settle_memory()
        if message.refreshed is None:
            if was_reading:
                self._reload()
            return
        self.study.drop_graph()
        self._reload()
        from tui.reading import refresh_words

        news = refresh_words(message.refreshed, first=was_reading)
        if news:
            self.notify(news, timeout=6, markup=False)

    def on_refresh_failed(self, message: RefreshFailed) -> None:
        """The cards are as they were."""
        self.reading = False
        self.notify(message.sentence, severity="error", timeout=12, markup=False)
        self._reload()

    def _reload(self) -> None:
        # Screens below look again by themselves when they are back on top.
        if isinstance(self.screen, Frame):
            self.scope_in_force = None if self.screen.waits_for_cards else self.scope_in_force
            self.screen.reload()

    def edit(self, layer: str, path: str, line: int) -> None:
        """Edit a note's file in the learner's editor; changed cards follow."""
        from tui.editing import edit_note

        if isinstance(self.screen, Frame):
            with told(self.screen):
                self.say(edit_note(self, layer, path, line))
                self.read_notes()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette's other commands: only the theme."""
        yield SystemCommand("Theme", "Change the colours of this sitting", self.action_change_theme)


def _settle_memory() -> None:
    """Take what lives as long as the app out of the collector's sight: shorter pauses later."""
    gc.freeze()
    gc.enable()
