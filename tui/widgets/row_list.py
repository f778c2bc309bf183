"""A list of any length that holds only the rows in sight: 10 or 100,000 rows paint alike.

Owns the cursor, scrolling and the window of fetched rows. Rows come from a callback by offset, so
that the graph is asked for a page at a time. Not here: what a row says (screens/browse.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.style import Style as RichStyle
from textual import events
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from tui.widgets.cursor import barred

Fetch = Callable[[int, int], Sequence[tuple[str, Content]]]
"""(offset, limit) -> rows as (key, what is shown)."""

_PAGE = 100
_CURSOR_AWAY = RichStyle(underline=True, bold=True)


class RowList(Widget, can_focus=True):
    """A virtual list with one cursor."""

    DEFAULT_CSS = "RowList { height: 1fr; }"

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, key: str) -> None:
            self.key = key
            super().__init__()

    class Chosen(Message):
        """A row was chosen with enter or the mouse."""

        def __init__(self, key: str) -> None:
            self.key = key
            super().__init__()

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._fetch: Fetch = lambda offset, limit: ()
        self._pages: dict[int, Sequence[tuple[str, Content]]] = {}
        self.count = 0
        self.cursor = 0
        self._top = 0

    def show(self, count: int, fetch: Fetch, cursor: int = 0) -> None:
        """Show a new list; rows are fetched when they come into sight."""
        self._fetch = fetch
        self._pages = {}
        self.count = count
        self.cursor = max(0, min(cursor, count - 1))
        self._top = max(0, min(self.cursor - self._height // 2, count - self._height))
        self.refresh()

    def renew(self, fetch: Fetch) -> None:
        """Show rows that say something else now; as many as before, and nothing moves."""
        self._fetch = fetch
        self._pages = {}
        self.refresh()

    @property
    def key(self) -> str:
        """The key of the row under the cursor, or '' in an empty list."""
        row = self._row(self.cursor)
        return row[0] if row else ""

    @property
    def _height(self) -> int:
        return max(1, self.size.height)

    def _row(self, number: int) -> tuple[str, Content] | None:
        if not 0 <= number < self.count:
            return None
        page, place = divmod(number, _PAGE)
        if page not in self._pages:
            self._pages[page] = self._fetch(page * _PAGE, _PAGE)
        rows = self._pages[page]
        return rows[place] if place < len(rows) else None

    def render_line(self, y: int) -> Strip:
        """One visible row."""
        style = self.visual_style
        width = self.size.width
        row = self._row(y + self._top)
        if row is None:
            return Strip.blank(width, style.rich_style)
        shown = row[1].truncate(width, ellipsis=True)
        strip = Visual.to_strips(self, shown, width, 1, style)[0]
        strip = strip.adjust_cell_length(width, style.rich_style)
        if y + self._top == self.cursor:
            if self.has_focus:
                return barred(strip, style.rich_style)
            strip = strip.apply_style(_CURSOR_AWAY)
        return strip

    def move(self, step: int) -> None:
        """Move the cursor by so many rows, as far as the list goes."""
        target = max(0, min(self.cursor + step, self.count - 1))
        if target != self.cursor:
            self.cursor = target
            self._top = min(max(self._top, target - self._height + 1), target)
            self.refresh()
            self.post_message(self.Moved(self.key))

    def page(self, pages: float) -> None:
        """Move the cursor by so many heights of the list."""
        self.move(round(pages * (self._height - 1)))

    def follow(self) -> None:
        """Choose the row under the cursor."""
        if self.key:
            self.post_message(self.Chosen(self.key))

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; a second one on the same row chooses it."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        step = offset.y + self._top - self.cursor
        if step:
            self.move(step)
        else:
            self.follow()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel moves the window, not the cursor."""
        event.stop()
        self._scroll(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel moves the window, not the cursor."""
        event.stop()
        self._scroll(-3)

    def _scroll(self, lines: int) -> None:
        self._top = max(0, min(self._top + lines, self.count - self._height))
        self.refresh()

    def on_focus(self) -> None:
        """The cursor is bold-underlined without the focus, reversed with it."""
        self.refresh()

    def on_blur(self) -> None:
        """See on_focus."""
        self.refresh()
