"""How two notes hang together, told step by step; each step can be opened.

Owns the two ends and how they are chosen. The way is looked for in a thread. Not here: the way
(kg/paths.py), its words (path_text.py), choosing a note (pick_node.py).
"""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.content import Content
from textual.worker import Worker, WorkerState

from tui import commands
from tui.blocks import Block
from tui.markdown_text import readable
from tui.path_text import Ends, PathFound, find_path
from tui.remedy import told
from tui.screens.frame import Frame
from tui.widgets.text_view import TextView


def ask_for_path(screen: Frame, start: str = "") -> None:
    """Ask for the ends that are missing, then show the path. start: key of the first one."""
    from tui.screens.pick_node import NodePicker

    def to_end(end: str | None) -> None:
        if end:
            screen.app.push_screen(PathScreen(Ends(start, end)))

    def to_start(chosen: str | None) -> None:
        if chosen:
            ask_for_path(screen, chosen)

    with told(screen):
        graph = screen.edgewise.study.graph
        node = graph().by_key(start) if start else None
        if node is None:
            screen.app.push_screen(NodePicker(graph, "A path from which note?"), to_start)
        else:
            title = readable(node.title)
            screen.app.push_screen(NodePicker(graph, f"From {title} to which note?"), to_end)


class PathScreen(Frame):
    """The path as text; a line that names a note leads to it."""

    PLACE = "path"
    AUTO_FOCUS: ClassVar[str | None] = "#text"
    BINDINGS: ClassVar = [*commands.bindings("path"), *commands.bindings("text")]

    def __init__(self, ends: Ends) -> None:
        super().__init__()
        self.ends = ends

    def on_mount(self) -> None:
        """Look for the way."""
        self._look()

    def _look(self) -> None:
        self.title_bar("Path")
        self.query_one(TextView).show([Block(Content("Looking for the way ..."))])
        self.run_worker(
            partial(find_path, self.edgewise.study.places.graph_db, self.ends, self.post_message),
            name="path", group="path", thread=True, exclusive=True, exit_on_error=False,
        )  # fmt: skip

    def on_path_found(self, message: PathFound) -> None:
        """Show it, unless other ends were chosen meanwhile."""
        if message.ends == self.ends:
            text = self.query_one(TextView)
            text.show(message.blocks)
            text.focus()

    @on(TextView.Followed)
    def _followed(self, event: TextView.Followed) -> None:
        self.edgewise.open_node(event.link)

    def _choose(self, question: str, *, start: bool) -> None:
        from tui.screens.pick_node import NodePicker

        def take(key: str | None) -> None:
            if key:
                self.ends = self.ends._replace(**{"start" if start else "end": key})
                self._look()

        with told(self):
            self.app.push_screen(NodePicker(self.edgewise.study.graph, question), take)

    def action_choose_start(self) -> None:
        """Another beginning."""
        self._choose("A path from which note?", start=True)

    def action_choose_end(self) -> None:
        """Another end."""
        self._choose("A path to which note?", start=False)

    def action_turn(self) -> None:
        """From the end to the beginning."""
        self.ends = Ends(self.ends.end, self.ends.start)
        self._look()

    def reload(self) -> None:
        """The notes have changed: perhaps the way, too."""
        self._look()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A bug in a thread must not end the app."""
        event.stop()
        if event.state is WorkerState.ERROR:
            self.log.error(event.worker.error)
            self.say(f"This failed unexpectedly ({event.worker.error!r}); please report it.")
