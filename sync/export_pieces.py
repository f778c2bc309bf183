"""A card's Markdown cut into what each format must treat differently: words, code, math, media.

Owns where code, formulas, images and sounds begin and end in a text. Not here: how a format writes
a piece (export_hashcards.py, export_mochi.py), which file an image means (kg/media.py), the hidden
parts of a text (cloze_text.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from kg.links import find_links
from kg.media import named_in
from sync.cloze_text import Span

WORDS, CODE, FENCE, MATH, MEDIA = "words", "code", "fence", "math", "media"
# Bounded, so that a line of backticks or dollars does not cost its square.
_SPECIAL = re.compile(
    r"(?P<fence>^ {0,3}(?P<f>`{3,}|~{3,})[^\n]*\n(?:.*?^ {0,3}(?P=f)[`~]*[ \t]*$|.*\Z))"
    r"|(?P<code>(?<![\\`])(?P<c>`+)(?!`)[^\n]{1,2000}?(?<!`)(?P=c)(?!`))"
    r"|(?P<math>\$\$.{1,5000}?\$\$|(?<![\\$])\$(?!\s)[^$\n]{1,1000}(?<![\s\\])\$(?![\d$]))",
    re.DOTALL | re.MULTILINE,
)
_MEDIA_END = re.compile(r">?(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'))?[ \t]*\)")


class Piece(NamedTuple):
    """One run of a text. written: of media, the path as it stands there; text: then its words."""

    kind: str
    text: str
    written: str = ""


def pieces(text: str) -> Iterator[Piece]:
    """The text in runs, in order."""
    at = 0
    for start, end, piece in sorted([*_special(text), *_media(text)]):
        if start < at:
            continue
        if start > at:
            yield Piece(WORDS, text[at:start])
        yield piece
        at = end
    if at < len(text):
        yield Piece(WORDS, text[at:])


def _special(text: str) -> Iterator[tuple[int, int, Piece]]:
    if "`" not in text and "$" not in text and "~~~" not in text:
        return
    for match in _SPECIAL.finditer(text):
        kind = next(kind for kind in (FENCE, CODE, MATH) if match[kind])
        yield *match.span(), Piece(kind, match.group())


def _media(text: str) -> Iterator[tuple[int, int, Piece]]:
    for reference in named_in(text):
        after = text.index(reference.written, reference.start) + len(reference.written)
        end = _MEDIA_END.match(text, after)
        if end is not None:
            piece = Piece(MEDIA, reference.words, reference.written)
            yield reference.start, end.end(), piece


def without_links(words: str) -> str:
    """Words with each [[link]] as its label, or as the note's name in words."""
    found, at = [], 0
    for link in find_links(words):
        name = link.target.rpartition("/")[2].replace("-", " ")
        found += [words[at : link.start], link.label or name]
        at = link.end
    return "".join([*found, words[at:]])


def around(
    text: str, spans: Sequence[Span], write: Callable[[str], str], mark: Callable[[int, str], str]
) -> str:
    """A text with hidden parts as a format writes it: `write` for plain runs, `mark` for parts.

    mark: is told the ordinal of the part's card.
    """
    found, at = [], 0
    for span in spans:
        found.append(write(text[at : span.start]))
        found.append(mark(span.ordinal, write(text[span.start : span.end])))
        at = span.end
    return "".join([*found, write(text[at:])])
