"""The addresses that a plain text prints as they are.

Owns where a bare address ends. Not here: Markdown's links (markdown.py), what an address names
(links.py).
"""

from __future__ import annotations

import re

from kg.documents.structure import Link

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"“”|]+", re.IGNORECASE)
_TAIL = ".,;:!?'’*_"
_PAIRS = {")": "(", "]": "[", "}": "{"}


def trimmed(url: str) -> str:
    """An address without the end of the sentence and the bracket that it stood in."""
    while url:
        if url[-1] in _TAIL or (
            url[-1] in _PAIRS and url.count(url[-1]) > url.count(_PAIRS[url[-1]])
        ):
            url = url[:-1]
        else:
            break
    return url


def bare_links(text: str, line: int, before: int = 0) -> tuple[Link, ...]:
    """The addresses in a text. before: letters of the source line that the text leaves out."""
    return tuple(
        Link(line, found.start() + 1 + before, "", trimmed(found[0]))
        for found in _ADDRESS.finditer(text)
    )
