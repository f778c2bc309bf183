"""A block of styled text: what screens show and what texts are turned into.

Owns the shape. Not here: making blocks of Markdown (markdown_text.py), wrapping them
(widgets/text_view.py).
"""

from __future__ import annotations

from typing import NamedTuple

from textual.content import Content

CODE_STYLE = "$text-accent"


class Block(NamedTuple):
    """One paragraph of styled text.

    indent: cells kept free at the left. hang: more cells kept free on all lines but the first.
    link: what is followed when it is chosen, or ''. keep: lines are cut, not wrapped (code).
    """

    content: Content
    indent: int = 0
    hang: int = 0
    link: str = ""
    keep: bool = False


BLANK = Block(Content(""))
