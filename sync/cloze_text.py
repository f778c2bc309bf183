"""The text behind the cards of one cloze block, found again from them: which part each hides.

Owns that search: each card shows all parts but its own, and its answer has got a capital and a full
stop that the text may not have. Not here: how a format marks a hidden part (anki_cloze.py,
export_hashcards.py, export_mochi.py), hiding parts in the first place (cards/clozes.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from cards.clozes import BLANK
from cards.wording import inline

_TRIES = 64  # two blanks in one text that both fit are tried only so often
_SENTENCE_END = ".,;:"


class Span(NamedTuple):
    """One hidden part of a text, by the ordinal of its card. start, end: offsets."""

    start: int
    end: int
    ordinal: int


def fitted(cards: Sequence[tuple[int, str, str]]) -> tuple[str, list[Span]] | None:
    """The whole text and the part each card hides, in text order; None: they do not fit together.

    cards: (ordinal, question with its part as [...], answer) of one block.
    """
    for whole in _wholes(cards) if cards else ():
        spans = _spans(whole, cards)
        if spans is not None:
            return whole, spans
    return None


def _wholes(cards: Sequence[tuple[int, str, str]]) -> Iterator[str]:
    """Texts that the first card may come from, the likeliest first."""
    _, question, answer = cards[0]
    seen: set[str] = set()
    for words in _as_written(answer):
        for start in _blanks(question):
            whole = question[:start] + words + question[start + len(BLANK) :]
            if whole not in seen and len(seen) < _TRIES:
                seen.add(whole)
                yield whole


def _as_written(answer: str) -> Iterator[str]:
    """An answer as it may stand in its sentence: it got a capital and a full stop of its own."""
    bare = answer.removesuffix(".")
    lower = bare[:1].lower() + bare[1:]
    # Nobody knows whether one word alone is a name; of several the rest tells.
    yield inline(bare) if " " in bare else bare
    yield from (bare, lower, answer, f"{lower}.")
    yield from (f"{words}{sign}" for sign in ",;:" for words in (bare, lower))


def _blanks(text: str) -> Iterator[int]:
    at = text.find(BLANK)
    while at >= 0:
        yield at
        at = text.find(BLANK, at + 1)


def _spans(whole: str, cards: Sequence[tuple[int, str, str]]) -> list[Span] | None:
    """Where each card's part stands in the whole text; None if one of them does not fit."""
    spans: list[Span] = []
    for ordinal, question, answer in cards:
        found = _span(whole, question, answer)
        if found is None:
            return None
        spans.append(Span(*found, ordinal))
    spans.sort()
    apart = all(one.end <= next_.start for one, next_ in pairwise(spans))
    return spans if apart and len({span.ordinal for span in spans}) == len(spans) else None


def _span(whole: str, question: str, answer: str) -> tuple[int, int] | None:
    for start in _blanks(question):
        tail = len(question) - start - len(BLANK)
        end = len(whole) - tail
        fits = whole[:start] == question[:start] and whole[end:] == question[start + len(BLANK) :]
        if end > start and fits and _bare(whole[start:end]) == _bare(answer):
            return start, end
    return None


def _bare(words: str) -> str:
    return words.strip().rstrip(_SENTENCE_END).casefold()
