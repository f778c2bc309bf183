"""A window that brings what arXiv knows of the papers: how many, then a bar, then what came.

Owns the steps, and that nothing is asked before it was agreed to. Not here: the work
(fetch_work.py), the words (fetch_text.py).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Event
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.events import Mount
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from tui import commands
from tui.blocks import Block
from tui.fetch_text import done_blocks, plan_blocks, running_blocks
from tui.fetch_work import (
    FetchDone,
    FetchFailed,
    FetchMoved,
    FetchPlanned,
    Job,
    Post,
    fetch_papers,
    plan_fetch,
)
from tui.screens.dialogs import TextDialog
from tui.widgets.text_view import TextView

LOOK, AGREE, RUN, READ = "look", "agree", "run", "read"
_HINTS = {
    LOOK: "Looking which papers are known ...",
    AGREE: "enter asks arXiv   esc closes",
    RUN: "esc stops after the request under way; what has come is kept",
    READ: "esc closes",
}


class FetchDialog(TextDialog):
    """Enter starts it, esc stops it and closes."""

    CSS = (
        TextDialog.CSS
        + """
    FetchDialog { align: center middle; }
    FetchDialog #hint { height: auto; color: $text-muted; }
    """
    )
    BINDINGS: ClassVar[list[BindingType]] = commands.bindings("text")

    def __init__(self) -> None:
        super().__init__("Papers from arXiv", [])
        self._stop = Event()
        self.step = LOOK

    def below(self) -> ComposeResult:
        """What the keys do."""
        yield Static("", id="hint", markup=False)

    def on_mount(self, event: Mount) -> None:  # type: ignore[override]
        """Look what there is to ask."""
        event.prevent_default()
        if self.edgewise.reading:
            self._show([Block(Content("The notes are being read: try again in a moment."))], READ)
            return
        self._to(LOOK)
        self._work(plan_fetch)

    def on_unmount(self) -> None:
        """Nobody waits for the papers any more."""
        self._stop.set()

    def _work(self, what: Callable[[Job, Post], None]) -> None:
        study = self.edgewise.study
        job = Job(study.places, study.settings, self.edgewise.now_ms, self._stop)
        self.run_worker(
            partial(what, job, self.post_message), name="fetch", thread=True, exit_on_error=False
        )

    def _show(self, blocks: list[Block], step: str) -> None:
        self._to(step)
        text = self.query_one(TextView)
        text.show(blocks)
        text.focus()

    def _to(self, step: str) -> None:
        self.step = step
        self.query_one("#hint", Static).update(_HINTS[step])

    def on_fetch_planned(self, message: FetchPlanned) -> None:
        """Say what it takes."""
        blocks = plan_blocks(message.plan, message.wanted, message.seconds)
        self._show(blocks, AGREE if message.plan.ask else READ)

    def on_fetch_moved(self, message: FetchMoved) -> None:
        """The bar grows."""
        if self.step == RUN:
            blocks = running_blocks(message.done, message.total, message.waits)
            self.query_one(TextView).show(blocks)

    def on_fetch_done(self, message: FetchDone) -> None:
        """Say what came."""
        self._show(done_blocks(message.report, message.wanted, message.flagged), READ)

    def on_fetch_failed(self, message: FetchFailed) -> None:
        """Say why not."""
        self._show([Block(Content(message.why))], READ)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A bug in the thread must not end the app."""
        event.stop()
        if event.state is WorkerState.ERROR:
            self.log.error(event.worker.error)
            why = f"Fetching failed unexpectedly ({event.worker.error!r}); what came is kept."
            self.post_message(FetchFailed(f"{why} Please report it."))

    def action_follow(self) -> None:
        """Start, once it was said what it takes."""
        if self.step == AGREE:
            self._show(running_blocks(0, 0, ""), RUN)
            self._work(fetch_papers)

    def action_close(self) -> None:
        """Stop what is under way, else close."""
        if self.step == RUN:
            self._stop.set()
            self.query_one("#hint", Static).update("Stopping after the request under way ...")
        else:
            self.dismiss(None)
