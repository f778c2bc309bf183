"""The cards of one cloze block as the text of one cloze note of Anki: {{c1::hidden}} words.

Owns how the parts are marked for Anki and when that cannot be done: then they go to Anki as
questions. Not here: finding the whole text (cloze_text.py), Markdown (anki_face.py), which cards
are of one block.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sync.anki_face import marked_html
from sync.anki_html import Image
from sync.anki_inert import (
    BLANK_CLOSE,
    BLANK_OPEN,
    BLANK_WORDS,
    CLOZE_CLOSE,
    CLOZE_OPEN,
    CLOZE_WORDS,
    inert,
    without_marks,
)
from sync.cloze_text import Span, fitted
from sync.inert_text import clean_lines

MOST_CLOZES = 499  # Anki counts them up to here
_CLOZE = re.compile(f"{CLOZE_OPEN}(\\d+){CLOZE_WORDS}(.*?){CLOZE_CLOSE}", re.DOTALL)
_OUTER_BRACE = re.compile(rf"\{{(?={CLOZE_OPEN})")


def cloze_html(cards: Sequence[tuple[int, str, str]], image: Image | None = None) -> str | None:
    """The field `Text` of a cloze note; None where the cards do not fit into one text.

    cards: (ordinal, question with its part as [...], answer) of one block; card n hides {{cN+1::}}.
    """
    if not cards or any(not 0 <= ordinal < MOST_CLOZES for ordinal, _, _ in cards):
        return None
    tidy = [(n, _tidy(question), _tidy(answer)) for n, question, answer in cards]
    found = fitted(tidy)
    return None if found is None else _field(*found, image)


def _tidy(text: str) -> str:
    return without_marks(clean_lines(text)).strip()


def _field(whole: str, spans: Sequence[Span], image: Image | None) -> str | None:
    pieces, at = [], 0
    for span in spans:
        hidden = f"=={BLANK_OPEN}{span.ordinal + 1}{BLANK_WORDS}{whole[span.start : span.end]}"
        pieces += [whole[at : span.start], hidden, f"{BLANK_CLOSE}=="]
        at = span.end
    field = inert(marked_html("".join([*pieces, whole[at:]]), image))
    made, count = _CLOZE.subn(_hidden, _OUTER_BRACE.sub("&#123;", field))
    # In code, or across paragraphs, a blank is no element of the text: no cloze came of it.
    return made if count == len(spans) and without_marks(made) == made else None


def _hidden(match: re.Match[str]) -> str:
    words = match[2].replace("::", "&#58;&#58;")
    if words.endswith("}"):
        words = f"{words[:-1]}&#125;"
    return f"{{{{c{match[1]}::{words}}}}}"
