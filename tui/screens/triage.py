"""The inbox: one proposal at a time, its lines in the document beside what it would add.

Owns which proposal is shown, and that each key is one act which `u` takes back. Reading and writing
happen in a thread. Not here: the acts (triage_work.py), the words (triage_text.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from tui import commands
from tui import triage_work as work
from tui.remedy import LEARNER_ERRORS, tell, told
from tui.screens.frame import Frame
from tui.triage_text import (
    FILTERS,
    OTHER,
    choices,
    done_words,
    empty_blocks,
    in_sight,
    proposal_blocks,
    source_blocks,
    titles_of,
)
from tui.widgets.text_view import TextView

if TYPE_CHECKING:
    from pathlib import Path

    from sync.pending import Pending


class TriageScreen(Frame):
    """Left the source, right the proposal."""

    PLACE = "triage"
    AUTO_FOCUS: ClassVar[str | None] = "#text"
    BINDINGS: ClassVar = [*commands.bindings("triage"), *commands.bindings("text")]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (70, "-wide")]  # noqa: RUF012
    CSS = """
    TriageScreen #both { height: 1fr; }
    TriageScreen.-narrow #both { layout: vertical; }
    TriageScreen #source { width: 1fr; border-right: solid $panel; }
    TriageScreen #text { width: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[Pending] = []
        self.view: work.View | None = None
        self._shown: list[Pending] = []
        self._at = 0
        self._filter = 0
        self._judged = 0
        self._busy = True
        self._changed = False

    def body(self) -> Iterable[Widget]:
        """Both sides."""
        with Horizontal(id="both"):
            yield TextView(id="source")
            yield TextView(id="text")

    @property
    def pane(self) -> TextView:
        """The side that has the focus."""
        source = self.query_one("#source", TextView)
        return source if source.has_focus else self.query_one("#text", TextView)

    @property
    def here(self) -> Pending | None:
        """The proposal that is shown."""
        return self._shown[self._at] if self._at < len(self._shown) else None

    def on_mount(self) -> None:
        """Read what waits."""
        self.title_bar("Inbox", "reading ...")
        self._work(work.read_inbox)

    def on_unmount(self) -> None:
        """What was accepted becomes part of the graph."""
        if self._changed:
            self.edgewise.read_notes()

    def _work(self, what: Callable[..., None], *details: object) -> None:
        """Do it in a thread; keys that act wait until it is done."""
        self._busy = True
        self.run_worker(
            partial(what, self.edgewise.study.places, *details, post=self.post_message),
            name="triage", group="triage", thread=True, exit_on_error=False,
        )  # fmt: skip

    # What comes from the thread

    def on_inbox_read(self, message: work.InboxRead) -> None:
        """Show the first one; after an undo, what came back."""
        known = {one.path for one in self.waiting}
        back = [one.path for one in message.waiting if one.path not in known]
        first = not self.waiting and not message.told
        self.waiting = message.waiting
        if message.told:
            self.say(message.told)
            self._judged = max(0, self._judged - len(back))
        self._list(None if first or not back else back[0])

    def _list(self, at: Path | None = None) -> None:
        """The proposals that fit the filter. at: the one to show; None: the one in its place."""
        self._shown = [one for one in self.waiting if FILTERS[self._filter].fits(one)]
        paths = [one.path for one in self._shown]
        if at is not None and at not in paths:
            self._filter, self._shown = 0, list(self.waiting)
            paths = [one.path for one in self._shown]
        place = paths.index(at) if at in paths else self._at
        self._at = max(0, min(place, len(self._shown) - 1))
        self._show()

    def _show(self) -> None:
        self._draw_title()
        one = self.here
        if one is not None:
            names = titles_of(self.waiting)
            self._work(work.read_proposal, one, names)
            return
        self._busy = False
        self.view = None
        blocks = empty_blocks(FILTERS[self._filter].words, nothing=not self.waiting)
        self.query_one("#source", TextView).show([])
        self.query_one("#text", TextView).show(blocks)

    def _draw_title(self) -> None:
        shown = "" if self._filter == 0 else f" · {FILTERS[self._filter].words}"
        number = f"{self._at + 1} of {len(self._shown)}" if self._shown else "none"
        judged = f" · {self._judged} judged" if self._judged else ""
        self.title_bar(f"Inbox{shown}", f"{number}{judged}")

    def on_proposal_read(self, message: work.ProposalRead) -> None:
        """Show it, unless one has moved on."""
        one = self.here
        if one is None or message.view.one.path != one.path:
            return
        self._busy = False
        self.view = message.view
        self._shown[self._at] = message.view.one
        source = self.query_one("#source", TextView)
        source.show(source_blocks(message.view))
        source.reveal(in_sight(message.view))
        self.query_one("#text", TextView).show(proposal_blocks(message.view))

    def on_resize(self) -> None:
        """The proposal's own lines stay in sight."""
        if self.view is not None:
            source, block = self.query_one("#source", TextView), in_sight(self.view)
            self.call_after_refresh(source.reveal, block)

    def on_act_done(self, message: work.ActDone) -> None:
        """On to the next one; a refusal stays."""
        judged = message.judged
        gone = {each.one.path for each in judged.taken} | {one.path for one in judged.rejected}
        self._changed = self._changed or bool(judged.taken)
        self._judged += len(gone)
        self.waiting = [one for one in self.waiting if one.path not in gone]
        self.say(done_words(message.verb, judged))
        self._list()

    def on_inbox_failed(self, message: work.InboxFailed) -> None:
        """Say why."""
        self._busy = False
        self._draw_title()
        self.notify(message.why, severity="error", timeout=12, markup=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A bug in the thread must not end the app."""
        event.stop()
        if event.state is WorkerState.ERROR:
            self._busy = False
            self.log.error(event.worker.error)
            self.say(f"This failed unexpectedly ({event.worker.error!r}); please report it.")

    # Keys

    def action_step(self, step: int) -> None:
        """The proposal after or before."""
        target = self._at + step
        if 0 <= target < len(self._shown):
            self._at = target
            self.say("")
            self._show()
        elif self._shown:
            self.say("This is the last one." if step > 0 else "This is the first one.")

    def action_filter(self) -> None:
        """The next filter that leaves something."""
        counts = [sum(map(each.fits, self.waiting)) for each in FILTERS]
        others = [(self._filter + step) % len(FILTERS) for step in range(1, len(FILTERS) + 1)]
        self._filter = next((number for number in others if counts[number]), 0)
        words = FILTERS[self._filter].words
        self.say(f"Shown: {words} ({counts[self._filter]} of {len(self.waiting)})")
        here, self._at = self.here, 0
        self._list(here.path if here and FILTERS[self._filter].fits(here) else None)

    def action_pane(self) -> None:
        """To the other side."""
        source = self.query_one("#source", TextView)
        (self.query_one("#text", TextView) if source.has_focus else source).focus()

    def action_accept(self, reviewed: bool) -> None:
        """Into the vault."""
        self._act("reviewed" if reviewed else "accepted")

    def action_reject(self) -> None:
        """Away, for good."""
        self._act("rejected")

    def _act(self, verb: str, key: str = "") -> None:
        one = self.here
        if one is None:
            self.say("Nothing is shown that could be judged.")
        elif not self._busy:
            self._work(work.act, work.Order(verb, one, key), list(self.waiting))

    def action_merge(self) -> None:
        """Choose the note that it is."""
        from tui.screens.choice import ChoiceDialog

        view = self.view
        if view is None or self.here is None or view.one.path != self.here.path:
            self.say("Nothing is shown that could be merged.")
        elif view.one.extends or view.note is None:
            self.say("Only a proposal of its own can be merged with a note.")
        else:
            self.app.push_screen(ChoiceDialog("Merge with", choices(view), self._merge_with))

    def _merge_with(self, key: str) -> None:
        if key != OTHER:
            self._act("merged", key)
            return
        from tui.screens.pick_node import NodePicker

        def take(chosen: str | None) -> None:
            if chosen:
                self._act("merged", chosen)

        with told(self):
            graph = self.edgewise.study.graph
            self.app.push_screen(NodePicker(graph, "Merge with which note?"), take)

    def action_edit(self) -> None:
        """The proposal itself, in the learner's editor."""
        from tui.editing import edit_file

        one = self.here
        if one is None or self._busy:
            return
        try:
            changed = edit_file(self.edgewise, one.path)
        except LEARNER_ERRORS as error:
            tell(self, error)
            return
        self.say("Saved." if changed else "Nothing was changed.")
        self._show()

    def action_undo(self) -> None:
        """The files as they were before the last act."""
        if not self._busy:
            self._changed = True
            self._work(work.undo)

    def reload(self) -> None:
        """The notes have changed: what it resembles may be another."""
        if self.here is not None and not self._busy:
            self._show()
