import re
from collections.abc import Sequence
from typing import NamedTuple


class Span(NamedTuple):
    """The characters start to end (exclusive) of document number doc."""

    doc: int
    start: int
    end: int


def chunk(doc: int, text: str, size: int, overlap: int) -> list[Span]:
    """Windows of size words that share overlap words with the one before. Raises ValueError."""
    if not 0 <= overlap < size:
        raise ValueError(f"overlap is {overlap}; it must be 0 or more and below size, {size}")
    words = [match.span() for match in re.finditer(r"\S+", text)]
    spans = []
    for first in range(0, len(words), size - overlap):
        last = min(first + size, len(words)) - 1
        spans.append(Span(doc, words[first][0], words[last][1]))
        if last == len(words) - 1:
            break
    return spans


def merge(spans: Sequence[Span]) -> list[Span]:
    """The same characters as spans that neither overlap nor touch, by document and start."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and merged[-1].doc == span.doc and span.start <= merged[-1].end:
            span = span._replace(start=merged[-1].start, end=max(merged[-1].end, span.end))
            merged.pop()
        merged.append(span)
    return merged


def fill_budget(ranked: Sequence[Span], budget: int) -> list[Span]:
    """The best chunks that fit: budget is in characters, and none is paid for twice; merged."""
    taken: list[Span] = []
    for span in ranked:
        wider = merge([*taken, span])
        if sum(one.end - one.start for one in wider) <= budget:
            taken = wider
    return taken


def cite(passages: Sequence[Span], texts: Sequence[str], quote: str) -> Span | None:
    """Where a quote stands inside one passage; case and kind of white space do not count."""
    words = quote.split()
    if not words:
        return None
    pattern = re.compile(r"\s+".join(map(re.escape, words)), re.IGNORECASE)
    for doc, start, end in passages:
        found = pattern.search(texts[doc], start, end)
        if found:
            return Span(doc, found.start(), found.end())
    return None
