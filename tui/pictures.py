"""A picture as lines of coloured half blocks: two dots a cell, in any terminal with colours.

Owns size, background and what is refused. Needs Pillow (`pip install edgewise[images]`); without
it, and for what Pillow cannot read (SVG) or should not (a bomb), there are no lines, and the words
in the text have to do. Not here: where a picture stands in a text (markdown_render.py).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from textual.content import Content, Span

if TYPE_CHECKING:
    from PIL.Image import Image

LOWEST = 14  # lines, so that a question still stands above it where there are 24
_NARROW, _WIDE = 16, 60  # cells
_MOST_DOTS = 50_000_000
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_UPPER_HALF = "▀"


def rows_of(path: Path, width: int) -> list[Content]:
    """The lines of a picture; none where it cannot be drawn. width: cells there are."""
    try:
        facts = path.stat()
    except OSError:
        return []
    return list(_rows(path, max(_NARROW, min(width, _WIDE)), facts.st_size, facts.st_mtime_ns))


@lru_cache(maxsize=32)
def _rows(path: Path, width: int, size: int, mtime_ns: int) -> tuple[Content, ...]:
    """By size and time too, so that a changed picture is drawn anew."""
    del size, mtime_ns
    try:
        image = _opened(path, width)
    except ImportError:  # Pillow is an extra
        return ()
    return () if image is None else tuple(_row(image, y) for y in range(0, image.height, 2))


def _opened(path: Path, width: int) -> Image | None:
    """The picture, small and on white; None if it is none, or too large to unpack."""
    from PIL import Image

    try:
        with Image.open(path, formats=_FORMATS) as source:
            if source.width * source.height > _MOST_DOTS:
                return None
            source.draft("RGB", (2 * width, 4 * LOWEST))
            scale = min(1.0, width / source.width, 2 * LOWEST / source.height)
            across = max(1, round(source.width * scale))
            down = max(2, round(source.height * scale / 2) * 2)
            small = source.convert("RGBA").resize((across, down))
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return None
    # Diagrams are drawn in black on nothing; a dark terminal would swallow them.
    paper = Image.new("RGBA", small.size, "white")
    return Image.alpha_composite(paper, small).convert("RGB")


def _row(image: Image, y: int) -> Content:
    """Two lines of dots as one of text, neighbours of one colour in one span."""
    cells = [f"{_hex(image, x, y)} on {_hex(image, x, y + 1)}" for x in range(image.width)]
    spans: list[Span] = []
    start = 0
    for x in range(1, len(cells) + 1):
        if x == len(cells) or cells[x] != cells[start]:
            spans.append(Span(start, x, cells[start]))
            start = x
    return Content(_UPPER_HALF * len(cells), spans)


def _hex(image: Image, x: int, y: int) -> str:
    dot = image.getpixel((x, y))
    red, green, blue = dot if isinstance(dot, tuple) else (0, 0, 0)
    return f"#{int(red):02x}{int(green):02x}{int(blue):02x}"
