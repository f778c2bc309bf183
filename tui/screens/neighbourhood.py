"""A picture of what lies around a note: move among its neighbours, step to one, open its note.

Owns the note in the middle, the way back and the keys. What is read is read in a thread. Not here:
the drawing (neighbour_picture.py), who the neighbours are (neighbours.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import ClassVar

from textual import on
from textual.widget import Widget

from kg.links import in_words
from tui import commands
from tui.history import History
from tui.markdown_text import readable
from tui.narrowing import Looked
from tui.neighbour_picture import Drawing, draw
from tui.neighbours import Around, Surveyed, survey
from tui.node_states import recall_words
from tui.screens.browse_states import WithStates
from tui.widgets.picture_view import PictureView

_DEEPEST = 2


class NeighbourhoodScreen(WithStates):
    """The picture, at first around the note with this key."""

    PLACE = "around"
    AUTO_FOCUS: ClassVar[str | None] = "#picture"
    BINDINGS: ClassVar = [
        *commands.bindings("around"),
        *commands.bindings("text", but={"text.top", "text.end"}),
    ]

    def __init__(self, key: str) -> None:
        super().__init__()
        self._around: Around | None = None
        self._wanted = key
        self.depth = 1
        self.history = History()

    def body(self) -> Iterable[Widget]:
        """The picture alone."""
        yield PictureView(id="picture")

    @property
    def view(self) -> PictureView:
        """The widget that shows it."""
        return self.query_one("#picture", PictureView)

    @property
    def pane(self) -> PictureView:  # type: ignore[override]
        """The arrows move among the boxes."""
        return self.view

    def on_mount(self) -> None:
        """Read what lies around the first note; the states meanwhile, if they are not known."""
        self.history.visit(self._wanted)
        self._survey(self._wanted)
        self.look_at_states()

    def on_screen_resume(self) -> None:
        """Cards may have been answered meanwhile."""
        if self._around is not None:
            self.look_at_states()

    def on_looked(self, message: Looked) -> None:
        """Signs and colours."""
        if self.take(message) and self._around is not None:
            self.view.show(self._drawn, self.view.key)
            self._tell(self.view.key)

    def _survey(self, key: str) -> None:
        self._wanted = key
        db = self.edgewise.study.places.graph_db
        self.in_thread(partial(survey, db, key, self.depth, self.post_message), "survey")

    def on_surveyed(self, message: Surveyed) -> None:
        """Draw it, the cursor in the middle."""
        if message.around is None:
            self.say(message.why)
            return
        if message.around.node.key.rpartition("/")[2] != self._wanted.rpartition("/")[2]:
            return  # one has gone on meanwhile
        before, self._around = self._around, message.around
        key = message.around.node.key
        stay = before is not None and before.node.key == key
        self.title_bar(f"Around {readable(message.around.node.title)}", self.history.words())
        self.view.show(self._drawn, self.view.key if stay else key)
        self._tell(self.view.key)

    def _drawn(self, size: tuple[int, int], chosen: str) -> Drawing:
        if self._around is None:
            return Drawing([], [])
        return draw(self._around, self.standings, size, chosen, depth=self.depth)

    @on(PictureView.Moved)
    def _moved(self, event: PictureView.Moved) -> None:
        self._tell(event.key)

    def _tell(self, key: str) -> None:
        """In a line: how the middle hangs together with the box under the cursor, and why."""
        around = self._around
        if around is None:
            return
        for near in [*around.outward, *around.inward]:
            if near.node.key == key:
                reason = f": {in_words(near.reason)}" if near.reason else "."
                title = readable(around.node.title)
                self.say(f"{title} {near.words} {readable(near.node.title)}{reason}")
                return
        standing = recall_words(self.standings.get(key))
        self.say(f"{readable(around.node.title)}: {standing}. Enter opens the note.")

    # Keys

    @on(PictureView.Chosen)
    def action_follow(self) -> None:
        """Put the chosen neighbour in the middle; the middle opens as a note."""
        if self.view.in_the_middle:
            self.action_note()
        elif self.view.key:
            self.history.visit(self.view.key)
            self._survey(self.view.key)

    def action_side(self, step: int) -> None:
        """To the column beside."""
        self.view.sideways(step)

    def action_note(self) -> None:
        """Open the note under the cursor."""
        if self.view.key:
            self.edgewise.open_node(self.view.key)

    def action_depth(self) -> None:
        """Name what lies a step further on in every box, or no more."""
        self.depth = self.depth % _DEEPEST + 1
        self._survey(self._wanted)

    def action_back(self) -> None:
        """The middle before."""
        if key := self.history.back():
            self._survey(key)
        else:
            self.say("This is where the walk began.")

    def action_forward(self) -> None:
        """The middle after."""
        if key := self.history.forward():
            self._survey(key)
        else:
            self.say("This is the last step of the walk.")

    def reload(self) -> None:
        """The notes have changed."""
        self._survey(self._wanted)
