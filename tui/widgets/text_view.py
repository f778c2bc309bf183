"""A scrolling page of styled text in which one followable line can be chosen.

Owns wrapping, scrolling and the choice among links, drawn line by line: new text is one repaint,
with no layout and no widgets to mount. Not here: what the text is (card_text.py, note_text.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style as RichStyle
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget

from tui.markdown_text import Block

_MORE = "▼"
_BEFORE = "▲"
_REVERSE = RichStyle(reverse=True)
_WHEEL_LINES = 3


class TextView(Widget, can_focus=True):
    """Blocks of text, wrapped to its width; up and down choose links or scroll."""

    DEFAULT_CSS = "TextView { height: 1fr; padding: 0 1; }"

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
        self._blocks: Sequence[Block] = ()
        self._strips: list[Strip] = []
        self._starts: list[int] = []
        self._links: list[int] = []
        self._chosen = -1
        self._top = 0
        self._laid_for: tuple[int, object] = (0, None)

    def show(self, blocks: Sequence[Block], *, keep_place: bool = False, top: int = 0) -> None:
        """Show these blocks; keep_place: scroll and choice stay where they are."""
        self._blocks = blocks
        self._laid_for = (0, None)
        if not keep_place:
            self._top = top
            self._chosen = -1
        self.refresh()

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
                self._scroll_to(min(start, end - self._height))

    def choose_first_link(self) -> None:
        """Choose the first link without scrolling."""
        self._lay_out()
        self._chosen = 0 if self._links else -1
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One visible line."""
        if y == 0:
            self._lay_out()
        line = y + self._top
        width = self.size.width
        base = self.visual_style.rich_style
        if line >= len(self._strips):
            return Strip.blank(width, base)
        strip = self._strips[line]
        if self._is_chosen(line):
            strip = strip.apply_style(_REVERSE)
        if y == self._height - 1 and line < len(self._strips) - 1:
            return Strip.join([strip.crop(0, width - 1), self._marker(_MORE)])
        if y == 0 and line > 0:
            return Strip.join([strip.crop(0, width - 1), self._marker(_BEFORE)])
        return strip

    @property
    def _height(self) -> int:
        return max(1, self.size.height)

    def _marker(self, sign: str) -> Strip:
        from rich.segment import Segment

        return Strip([Segment(sign, self.visual_style.rich_style)], 1)

    def _is_chosen(self, line: int) -> bool:
        if not self.has_focus or not 0 <= self._chosen < len(self._links):
            return False
        block = self._links[self._chosen]
        return self._starts[block] <= line < self._starts[block + 1]

    def _lay_out(self) -> None:
        """Wrap the blocks, if the text, the width or the theme has changed."""
        width = self.size.width
        key = (width, self.visual_style)
        if self._laid_for == key or width <= 0:
            return
        self._laid_for = key
        self._strips = []
        self._starts = [0]
        self._links = [number for number, block in enumerate(self._blocks) if block.link]
        for block in self._blocks:
            self._strips += self._wrapped(block, width)
            self._starts.append(len(self._strips))
        self._top = max(0, min(self._top, len(self._strips) - self._height))
        self._chosen = min(self._chosen, len(self._links) - 1)

    def _wrapped(self, block: Block, width: int) -> list[Strip]:
        """One block as strips of exactly the width."""
        style = self.visual_style
        base = style.rich_style
        first = width - block.indent
        if not block.content.plain:
            return [Strip.blank(width, base)]
        lines: list[Strip]
        if block.keep:
            wide = max(first, block.content.cell_length)
            lines = Visual.to_strips(self, block.content, wide, None, style)
        elif block.hang:
            lines = self._hanging(block, max(8, first))
        else:
            lines = Visual.to_strips(self, block.content, max(8, first), None, style)
        indent = Strip.blank(block.indent, base)
        joined = [Strip.join([indent, line]) if block.indent else line for line in lines]
        return [line.adjust_cell_length(width, base) for line in joined]

    def _hanging(self, block: Block, width: int) -> list[Strip]:
        """A bullet's first line stands out by its hang; the others are set in."""
        style = self.visual_style
        bullet = block.content[: block.hang]
        rest = block.content[block.hang :]
        lines = Visual.to_strips(self, rest, max(8, width - block.hang), None, style)
        head = Visual.to_strips(self, bullet, block.hang, 1, style)[0]
        head = head.adjust_cell_length(block.hang, style.rich_style)
        blank = Strip.blank(block.hang, style.rich_style)
        return [
            Strip.join([head if number == 0 else blank, line]) for number, line in enumerate(lines)
        ]

    def _scroll_to(self, top: int) -> None:
        top = max(0, min(top, len(self._strips) - self._height))
        if top != self._top:
            self._top = top
            self.refresh()

    def move(self, step: int) -> None:
        """Next or previous link if it is on screen, else a line of scrolling (as lynx does)."""
        self._lay_out()
        target = self._chosen + step
        if 0 <= target < len(self._links):
            start = self._starts[self._links[target]]
            end = self._starts[self._links[target] + 1]
            if self._top <= start and end <= self._top + self._height:
                self._chosen = target
                self.refresh()
                return
            if self._top - 1 <= start and end <= self._top + self._height + 1:
                self._chosen = target
        self._scroll_to(self._top + step)
        self.refresh()

    def page(self, pages: float) -> None:
        """Scroll by so many heights; one line stays in view. The choice follows onto the screen."""
        self._lay_out()
        self._scroll_to(self._top + round(pages * (self._height - 1)))
        bottom = self._top + self._height
        visible = [
            number
            for number, block in enumerate(self._links)
            if self._top <= self._starts[block] and self._starts[block + 1] <= bottom
        ]
        if visible and self._chosen not in visible:
            self._chosen = visible[0] if pages > 0 else visible[-1]
        self.refresh()

    def follow(self) -> None:
        """Tell the screen which link was chosen."""
        if self.chosen_link:
            self.post_message(self.Followed(self, self.chosen_link))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel scrolls."""
        event.stop()
        self._scroll_to(self._top + _WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel scrolls."""
        event.stop()
        self._scroll_to(self._top - _WHEEL_LINES)

    def on_click(self, event: events.Click) -> None:
        """A click on a link follows it."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        line = offset.y + self._top
        for number, block in enumerate(self._links):
            if self._starts[block] <= line < self._starts[block + 1]:
                self._chosen = number
                self.refresh()
                self.follow()

    def on_focus(self) -> None:
        """The choice is only visible with the focus; take the first visible link."""
        if self._chosen < 0:
            self.choose_first_link()
        self.refresh()

    def on_blur(self) -> None:
        """The choice is hidden without the focus."""
        self.refresh()
