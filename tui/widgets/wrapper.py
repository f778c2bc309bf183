"""Blocks of text wrapped to a width, as strips; each block once.

Owns indents, hanging lines and what is remembered. Not here: which lines are seen (text_view.py).
"""

from __future__ import annotations

from textual.content import Content, Span
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual
from textual.widget import Widget

from tui.blocks import Block

_AT_MOST = 500


class Wrapper:
    """Wraps for one widget; what it knows is forgotten when width or colours change."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._width = 0
        self._style = Style()
        self._bullets: dict[tuple[str, tuple[Span, ...]], Strip] = {}
        # By identity; the block is held too, so that its id cannot pass to another one.
        self._known: dict[int, tuple[Block, list[Strip]]] = {}

    def use(self, width: int, style: Style) -> None:
        """Wrap to this width in these colours from now on."""
        if (width, style) != (self._width, self._style):
            self._width, self._style = width, style
            self._known = {}
            self._bullets = {}

    def strips(self, block: Block) -> list[Strip]:
        """The block's lines, one cell wider than the width; wrapped once for each width."""
        known = self._known.get(id(block))
        if known is not None:
            return known[1]
        if len(self._known) > _AT_MOST:
            self._known.clear()
        base = self._style.rich_style
        strips = [
            line.extend_cell_length(self._width + 1, base)
            for line in self._wrapped(block, self._width)
        ]
        self._known[id(block)] = (block, strips)
        return strips

    def _wrapped(self, block: Block, width: int) -> list[Strip]:
        """One block as strips of exactly the width."""
        style = self._style
        base = style.rich_style
        first = width - block.indent
        if not block.content.plain:
            return [Strip.blank(width, base)]
        lines: list[Strip]
        if block.keep:
            wide = max(first, block.content.cell_length)
            lines = Visual.to_strips(self._widget, block.content, wide, None, style)
        elif block.hang:
            lines = self._hanging(block, max(8, first))
        else:
            lines = Visual.to_strips(self._widget, block.content, max(8, first), None, style)
        indent = Strip.blank(block.indent, base)
        joined = [Strip.join([indent, line]) if block.indent else line for line in lines]
        return [line.adjust_cell_length(width, base) for line in joined]

    def _hanging(self, block: Block, width: int) -> list[Strip]:
        """A bullet's first line stands out by its hang; the others are set in."""
        style = self._style
        rest = block.content[block.hang :]
        lines = Visual.to_strips(self._widget, rest, max(8, width - block.hang), None, style)
        head = self._bullet(block.content[: block.hang], block.hang)
        blank = Strip.blank(block.hang, style.rich_style)
        return [
            Strip.join([head if number == 0 else blank, line]) for number, line in enumerate(lines)
        ]

    def _bullet(self, bullet: Content, width: int) -> Strip:
        """The first cells of a hanging block; there are few different ones, so they are kept."""
        key = (bullet.plain, tuple(bullet.spans))
        if key not in self._bullets:
            style = self._style
            strip = Visual.to_strips(self._widget, bullet, width, 1, style)[0]
            self._bullets[key] = strip.adjust_cell_length(width, style.rich_style)
        return self._bullets[key]
