"""A drawing of boxes with a cursor among them.

Owns which box the arrows reach and that it is drawn again only when something changed. Not here:
the drawing (neighbour_picture.py), what enter does (screens/neighbourhood.py).
"""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from tui.neighbour_picture import LEFT, MIDDLE, RIGHT, Drawing, Place

Draw = Callable[[tuple[int, int], str], Drawing]
"""(size in cells, key under the cursor) -> the drawing."""


class PictureView(Widget, can_focus=True):
    """Shows a drawing as large as itself."""

    DEFAULT_CSS = "PictureView { height: 1fr; width: 1fr; }"

    class Moved(Message):
        """The cursor stands on another box."""

        def __init__(self, key: str) -> None:
            self.key = key
            super().__init__()

    class Chosen(Message):
        """A box was chosen with a click on it."""

        def __init__(self, key: str) -> None:
            self.key = key
            super().__init__()

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._draw: Draw | None = None
        self._drawn: Drawing | None = None
        self._drawn_for: tuple[tuple[int, int], str] | None = None
        self.key = ""

    def show(self, draw: Draw, key: str) -> None:
        """Show another drawing with the cursor on a key."""
        self._draw, self.key = draw, key
        self._drawn_for = None
        self.refresh()

    @property
    def drawing(self) -> Drawing | None:
        """What is on screen, drawn for the size and cursor of now; None: nothing yet."""
        wanted = ((self.size.width, self.size.height), self.key)
        if self._draw is None or 0 in wanted[0]:
            return None
        if wanted != self._drawn_for:
            self._drawn, self._drawn_for = self._draw(*wanted), wanted
        return self._drawn

    @property
    def plain(self) -> str:
        """The drawing without styles."""
        drawing = self.drawing
        return "\n".join(line.plain for line in drawing.lines) if drawing else ""

    def render_line(self, y: int) -> Strip:
        """One row of the drawing."""
        style, drawing = self.visual_style, self.drawing
        if drawing is None or y >= len(drawing.lines):
            return Strip.blank(self.size.width, style.rich_style)
        line: Content = drawing.lines[y]
        strips = Visual.to_strips(self, line, self.size.width, 1, style)
        return strips[0].adjust_cell_length(self.size.width, style.rich_style)

    def move(self, step: int) -> None:
        """To the box above or below in the same column."""
        column = self._column(self._here.column) if self._here else []
        keys = [place.key for place in column]
        if self.key in keys:
            self._go_to(keys[max(0, min(keys.index(self.key) + step, len(keys) - 1))])

    def sideways(self, step: int) -> None:
        """To the nearest box of the next column that has one."""
        here = self._here
        if here is None:
            return
        for number in range(here.column + step, RIGHT + 1 if step > 0 else LEFT - 1, step):
            if column := self._column(number):
                middle = here.y + here.height // 2
                near = min(column, key=lambda p: abs(p.y + p.height // 2 - middle))
                self._go_to(near.key)
                return

    def page(self, pages: float) -> None:
        """To the top or the foot of the column."""
        self.move(999 if pages > 0 else -999)

    @property
    def _here(self) -> Place | None:
        drawing = self.drawing
        if drawing is None:
            return None
        found = [place for place in drawing.places if place.key == self.key]
        return found[0] if found else drawing.places[0]

    def _column(self, number: int) -> list[Place]:
        drawing = self.drawing
        return [place for place in drawing.places if place.column == number] if drawing else []

    def _go_to(self, key: str) -> None:
        if key != self.key:
            self.key = key
            self.refresh()
            self.post_message(self.Moved(key))

    @property
    def in_the_middle(self) -> bool:
        """Whether the cursor stands on the node all others are the neighbours of."""
        return self._here is not None and self._here.column == MIDDLE

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; a second one chooses the box."""
        offset, drawing = event.get_content_offset(self), self.drawing
        if offset is None or drawing is None:
            return
        for place in drawing.places:
            inside = place.x <= offset.x < place.x + place.width
            if inside and place.y <= offset.y < place.y + place.height:
                if place.key == self.key:
                    self.post_message(self.Chosen(place.key))
                self._go_to(place.key)
