"""A scrolling page of styled text in which one followable line can be chosen.

Owns scrolling and the choice among links, drawn line by line: new text is one repaint, with no
layout and no widgets to mount. Not here: wrapping (wrapper.py), what the text is (card_text.py,
note_text.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.blocks import Block
from tui.widgets.cursor import barred
from tui.widgets.wrapper import Wrapper

_MORE = "▼"
_BEFORE = "▲"
_WHEEL_LINES = 3


class TextView(Widget, can_focus=True):
    """Blocks of text, wrapped to its width; up and down choose links or scroll."""

    # The last column is kept for the marks of what lies out of sight.
    DEFAULT_CSS = "TextView { height: 1fr; padding: 0 0 0 1; }"

    class Followed(Message):
        """A link was chosen with enter or the mouse."""

        def __init__(self, view: TextView, link: str) -> None:
            self.link = link
            self.view = view
            super().__init__()

        @property
        def control(self) -> TextView:
            """The view that was used (for @on selectors)."""
            return self.view

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.auto_links = False
        self._blocks: Sequence[Block] = ()
        self._strips: list[Strip] = []
        self._starts: list[int] = []
        self._links: list[int] = []
        self._chosen = -1
        self._top = 0
        self._visible: list[Strip] = []
        self._laid_for: tuple[object, object] = (None, None)
        self._wrapper = Wrapper(self)

    def show(self, blocks: Sequence[Block], *, keep_place: bool = False, top: int = 0) -> None:
        """Show these blocks; keep_place: scroll and choice stay where they are."""
        with self._repainting():
            self._blocks = blocks
            self._laid_for = (None, None)
            if not keep_place:
                self._top = top
                self._chosen = 0 if self.has_focus else -1

    @property
    def blocks(self) -> Sequence[Block]:
        """What is shown, from first to last (tests read it)."""
        return self._blocks

    @property
    def plain(self) -> str:
        """The text shown, unwrapped, a line a block."""
        return "\n".join(block.content.plain for block in self._blocks)

    @property
    def top(self) -> int:
        """The first visible line, from 0."""
        return self._top

    @property
    def place(self) -> tuple[int, int]:
        """The first visible line and the number of the chosen link: what `restore` takes."""
        return self._top, self._chosen

    def restore(self, place: tuple[int, int]) -> None:
        """Scroll and choose as they were."""
        with self._repainting():
            top, chosen = place
            self._top = max(0, min(top, len(self._strips) - self._height))
            self._chosen = min(chosen, len(self._links) - 1)

    @property
    def chosen_link(self) -> str:
        """The link that enter would follow, or ''."""
        if not 0 <= self._chosen < len(self._links):
            return ""
        return self._blocks[self._links[self._chosen]].link

    def reveal(self, block: int) -> None:
        """Scroll just far enough that the block's first lines are visible."""
        self._lay_out()
        if block < len(self._starts) - 1:
            start, end = self._starts[block], self._starts[-1]
            if end > self._top + self._height and start > self._top:
                self._go_to(min(start, end - self._height))

    def prepare(self, blocks: Sequence[Block]) -> None:
        """Wrap blocks that will be shown soon, so that showing them is only painting."""
        self._lay_out()
        for block in blocks:
            self._wrapper.strips(block)

    def render_line(self, y: int) -> Strip:
        """One visible line."""
        self._lay_out()
        if not self._visible:
            self._visible = self._look()
        return self._visible[y]

    def _look(self) -> list[Strip]:
        """The visible lines, with the chosen link and the marks for what lies out of sight."""
        size = self.size
        width, height = size.width, max(1, size.height)
        base = self.visual_style.rich_style
        lines = self._strips[self._top : self._top + height]
        first, last = self._chosen_lines()
        for line in range(max(first, self._top), min(last, self._top + len(lines))):
            lines[line - self._top] = barred(lines[line - self._top], base)
        if self._top > 0 and lines:
            lines[0] = Strip.join([lines[0].crop(0, width - 1), Strip([Segment(_BEFORE, base)], 1)])
        if self._top + height < len(self._strips):
            lines[-1] = Strip.join([lines[-1].crop(0, width - 1), Strip([Segment(_MORE, base)], 1)])
        blank = Strip.blank(width, base)
        return lines + [blank] * (height - len(lines))

    @property
    def _height(self) -> int:
        return max(1, self.size.height)

    def _chosen_lines(self) -> tuple[int, int]:
        """First line of the chosen link and the first one after it."""
        if not 0 <= self._chosen < len(self._links) or not self.has_focus:
            return 0, 0
        block = self._links[self._chosen]
        return self._starts[block], self._starts[block + 1]

    def _lay_out(self) -> None:
        """Wrap the blocks, if the text, the size or the theme has changed."""
        size = self.size
        key = (size, self.visual_style)
        if size.width <= 0:
            # Out of sight; what is drawn now is not what will be seen at the old size again.
            self._laid_for = (None, None)
            return
        if self._laid_for == key:
            return
        self._wrapper.use(max(1, size.width - 1), self.visual_style)
        self._laid_for = key
        self._visible = []
        self._strips = []
        self._starts = [0]
        self._links = [number for number, block in enumerate(self._blocks) if block.link]
        for block in self._blocks:
            self._strips += self._wrapper.strips(block)
            self._starts.append(len(self._strips))
        self._top = max(0, min(self._top, len(self._strips) - self._height))
        self._chosen = min(self._chosen, len(self._links) - 1)

    @contextmanager
    def _repainting(self) -> Iterator[None]:
        """Change something, then paint only the lines that look different."""
        self._lay_out()
        before = self._visible
        yield
        self._lay_out()
        if not self._strips and not before:
            return
        after = self._visible = self._look()
        changed = range(len(after))
        if len(before) == len(after):
            changed_lines = [
                y for y in changed if after[y] is not before[y] and after[y] != before[y]
            ]
            if not changed_lines:
                return
            changed = range(changed_lines[0], changed_lines[-1] + 1)
        if self.size.width:
            self.refresh(Region(0, changed.start, self.size.width, len(changed)))

    def _go_to(self, top: int) -> None:
        with self._repainting():
            self._top = max(0, min(top, len(self._strips) - self._height))

    def move(self, step: int) -> None:
        """Next or previous link if it is on screen, else a line of scrolling (as lynx does)."""
        with self._repainting():
            target = self._chosen + step
            if 0 <= target < len(self._links):
                start = self._starts[self._links[target]]
                end = self._starts[self._links[target] + 1]
                if self._top - 1 <= start and end <= self._top + self._height + 1:
                    self._chosen = target
                if self._top <= start and end <= self._top + self._height:
                    return
            self._top = max(0, min(self._top + step, len(self._strips) - self._height))

    def page(self, pages: float) -> None:
        """Scroll by so many heights; one line stays in view. The choice follows onto the screen."""
        with self._repainting():
            top = self._top + round(pages * (self._height - 1))
            self._top = max(0, min(top, len(self._strips) - self._height))
            bottom = self._top + self._height
            visible = [
                number
                for number, block in enumerate(self._links)
                if self._top <= self._starts[block] and self._starts[block + 1] <= bottom
            ]
            if visible and self._chosen not in visible:
                self._chosen = visible[0] if pages > 0 else visible[-1]

    def follow(self) -> None:
        """Tell the screen which link was chosen."""
        if self.chosen_link:
            self.post_message(self.Followed(self, self.chosen_link))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel scrolls."""
        event.stop()
        self._go_to(self._top + _WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel scrolls."""
        event.stop()
        self._go_to(self._top - _WHEEL_LINES)

    def on_click(self, event: events.Click) -> None:
        """A click on a link follows it."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        line = offset.y + self._top
        for number, block in enumerate(self._links):
            if self._starts[block] <= line < self._starts[block + 1]:
                with self._repainting():
                    self._chosen = number
                self.follow()

    def on_focus(self) -> None:
        """The choice is only visible with the focus; take the first link if there is none."""
        with self._repainting():
            if self._chosen < 0 and self._links:
                self._chosen = 0

    def on_blur(self) -> None:
        """The choice is hidden without the focus."""
        with self._repainting():
            pass
