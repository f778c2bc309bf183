"""Export to Anki: a window that asks which cards and which file, packs, and says what to do there.

Owns the steps (choose, name the file, pack, read what to tick) and what esc means in each. Not
here: the words (export_text.py), the work in its thread (export_work.py).
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Mount
from textual.widgets import Input, Static
from textual.worker import Worker, WorkerState

from tui import commands
from tui.blocks import Block
from tui.export_text import Choice, at_home, choice_blocks, done_blocks, packing_blocks
from tui.export_work import PackingDone, PackingFailed, PackingMoved, pack_for_anki
from tui.remedy import LEARNER_ERRORS, sentence
from tui.screens.dialogs import TextDialog
from tui.widgets.text_view import TextView

if TYPE_CHECKING:
    from sync.export_scope import ExportScope

CHOOSE, NAME, PACK, READ = "choose", "name", "pack", "read"
REPLACE = "replace"
FILE = "edgewise.apkg"
_HINTS = {
    CHOOSE: "up, down and enter choose the cards; esc closes",
    NAME: "enter writes the file; esc goes back to the choice",
    REPLACE: "enter replaces the file that is there; esc goes back to the choice",
    PACK: "esc stops",
    READ: "esc closes",
}


class ExportDialog(TextDialog):
    """The window. node: key of the note one came from, or ''."""

    CSS = (
        TextDialog.CSS
        + """
    ExportDialog #file { border: round $primary; }
    ExportDialog #hint { color: $text-muted; }
    """
    )
    BINDINGS: ClassVar[list[BindingType]] = commands.bindings("text")

    def __init__(self, node: str = "") -> None:
        super().__init__("Export to Anki", [])
        self._node = node
        self._choices: list[Choice] = []
        self._scope: ExportScope | None = None
        self._file = Path()
        self._stop = Event()
        self.step = CHOOSE

    def compose(self) -> ComposeResult:
        """What is chosen or read, the file's name, and what the keys do."""
        with Vertical(id="window", classes="tall"):
            yield Static("Export to Anki", classes="head")
            yield TextView(id="text")
            yield Input(at_home(Path.home() / FILE), id="file")
            yield Static("", id="hint", markup=False)

    def on_mount(self, event: Mount) -> None:  # type: ignore[override]
        """Say what there is to choose from."""
        event.prevent_default()  # the window's own text is the choice
        self.query_one("#file", Input).border_title = "File"
        try:
            self._choices = self._offered()
        except LEARNER_ERRORS as error:
            self._read([Block(Content(sentence(error)))])
            return
        self._choose()

    def on_unmount(self) -> None:
        """Nobody waits for the package any more."""
        self._stop.set()

    # Choosing

    def _offered(self) -> list[Choice]:
        from sync.export_scope import ExportScope

        offered = [("All cards", ExportScope())]
        node = self.edgewise.study.graph().by_key(self._node) if self._node else None
        if node is not None:
            offered += [
                (node.title, ExportScope(node=node.key)),
                (f"{node.title} and the notes one link away", ExportScope(node.key, depth=1)),
            ]
        offered.append(("Due today", ExportScope(due=True)))
        return [Choice(words, scope, self._cards_in(scope)) for words, scope in offered]

    def _cards_in(self, scope: ExportScope) -> int:
        from sync.export_cards import total
        from sync.export_scope import chosen

        study = self.edgewise.study
        return total(study.store, chosen(study.store, study.graph(), scope, study.now().day))

    def _choose(self) -> None:
        self._to(CHOOSE)
        text = self.query_one(TextView)
        self.set_focus(text)  # at once: with the focus, the first line is chosen
        text.show(choice_blocks(self._choices))

    @on(TextView.Followed)
    def _chosen(self, event: TextView.Followed) -> None:
        event.stop()
        if self.step == CHOOSE:
            self._scope = self._choices[int(event.link)].scope
            self._to(NAME)
            self._warn()
            self.query_one("#file").focus()

    @on(Input.Changed, "#file")
    def _warn(self) -> None:
        """Say it beforehand where a file of this name would be replaced."""
        if self.step == NAME:
            there = Path(self.query_one("#file", Input).value.strip()).expanduser().is_file()
            self._say(_HINTS[REPLACE if there else NAME])

    # Packing

    @on(Input.Submitted, "#file")
    def _named(self, event: Input.Submitted) -> None:
        event.stop()
        name = event.value.strip()
        if self.step != NAME or self._scope is None or not name:
            return
        from sync.anki_export import Wish

        self._file = Path(name).expanduser()
        self._stop = Event()
        self._to(PACK)
        text, study = self.query_one(TextView), self.edgewise.study
        text.show(packing_blocks(0, 0))
        text.focus()
        work = partial(
            pack_for_anki, study.places, study.settings, study.now(), Wish(self._scope),
            self._file, self.post_message, self._stop,
        )  # fmt: skip
        self.run_worker(work, name="pack", thread=True, exit_on_error=False)

    def on_packing_moved(self, message: PackingMoved) -> None:
        """The bar grows."""
        if self.step == PACK:
            self.query_one(TextView).show(packing_blocks(message.done, message.total))

    def on_packing_done(self, message: PackingDone) -> None:
        """Say what to do in Anki."""
        hour = self.edgewise.study.settings.rollover_hour
        self._read(done_blocks(message.exported, self._file, hour))

    def on_packing_failed(self, message: PackingFailed) -> None:
        """Say why, and let the name or the choice be changed."""
        self._to(NAME)
        self.query_one(TextView).show(choice_blocks(self._choices), keep_place=True)
        self.query_one("#file").focus()
        if message.why:
            self._say(message.why)
        else:
            self._say("Stopped; nothing was written. Enter tries again, esc goes back.")

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A bug while packing must not end a session of reviews."""
        event.stop()
        if event.state is WorkerState.ERROR:
            self.log.error(event.worker.error)
            why = f"Packing failed unexpectedly ({event.worker.error!r}); nothing was written."
            self.post_message(PackingFailed(f"{why} Please report it."))

    # Steps

    def _read(self, blocks: list[Block]) -> None:
        self._to(READ)
        text = self.query_one(TextView)
        text.show(blocks)
        text.focus()

    def _to(self, step: str) -> None:
        self.step = step
        self.query_one("#file").display = step in (CHOOSE, NAME)
        self._say(_HINTS[step])

    def _say(self, words: str) -> None:
        self.query_one("#hint", Static).update(words)

    def action_follow(self) -> None:
        """Take the line that is chosen."""
        self.query_one(TextView).follow()

    def action_close(self) -> None:
        """One step back; out of the window from its first and its last step."""
        if self.step == NAME:
            self._choose()
        elif self.step == PACK:
            self._stop.set()
            self._say("Stopping ...")
        else:
            self.dismiss(None)
