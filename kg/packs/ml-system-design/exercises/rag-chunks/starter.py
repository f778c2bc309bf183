import re  # noqa: F401 - re.finditer, re.escape
from collections.abc import Sequence
from typing import NamedTuple


class Span(NamedTuple):
    """The characters start to end (exclusive) of document number doc."""

    doc: int
    start: int
    end: int


def chunk(doc: int, text: str, size: int, overlap: int) -> list[Span]:
    """Windows of size words that share overlap words with the one before. Raises ValueError."""
    raise NotImplementedError("TODO 1: windows of words, as places in the text")


def merge(spans: Sequence[Span]) -> list[Span]:
    """The same characters as spans that neither overlap nor touch, by document and start."""
    raise NotImplementedError("TODO 2: sort, then join neighbours")


def fill_budget(ranked: Sequence[Span], budget: int) -> list[Span]:
    """The best chunks that fit: budget is in characters, and none is paid for twice; merged."""
    raise NotImplementedError("TODO 3: take in turn what still fits")


def cite(passages: Sequence[Span], texts: Sequence[str], quote: str) -> Span | None:
    """Where a quote stands inside one passage; case and kind of white space do not count."""
    raise NotImplementedError("TODO 4: the words of the quote, with any white space between")
