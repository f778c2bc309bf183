"""The numbers in brackets that cite: [12], [12, 13], [12-15], with the heading they stand under.

Owns what is no citation: task boxes, array indices, intervals, footnotes, links, years. Not here:
the entries they cite (references.py).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from kg.documents.structure import Citation, Heading, Reference

HIGHEST = 999
_MOST_IN_RANGE = 50
_BRACKET = re.compile(
    r"\\?\[\s?(\d{1,3}(?:\s?(?:,|;|-|–|—|and|&)\s?\d{1,3}){0,30})(?:,\s?(?:pp?\.|ch\.|sec\.|§)[^\]]{1,20})?"
    r"\s?\\?\](?![({=]\S|\[(?!\d)|\s?=[^=]|:\s*https?:)",
    re.IGNORECASE,
)
_CHAIN = re.compile(r"\](?:\s?[,–-]\s?|\s?)$")
_PARTS = re.compile(r"(\d+)(?:\s?[-–—]\s?(\d+))?")
_INTERVAL = re.compile(
    r"(?:\b(?:range|ranges|interval|intervals|between|domain|within|over|to the|uniform(?:ly)?"
    r"|∈|scale"
    r"|scaled to|clipped to|clamped to|normali[sz]ed to|mapped to|bounded (?:by|in)|values? "
    r"(?:in|of|from)"
    r"|scores? (?:in|of|from)|ratings? (?:in|of|from)|(?:lies?|falls?|numbers?|integers?) "
    r"(?:in|from)|rescaled to)"
    r"(?: the)?(?: (?:range|interval))?(?: of)?|\\in|∈|~|∼|U)\s?$",
    re.IGNORECASE,
)
_ARRAY_TEXT = """
list array vector tensor shape size indices index ids tokens input output return returns dim
dims dimension dimensions sequence kernel stride labels values example exercise question
equation eq. step line slide slides item point points column row batch position
"""
_ARRAY = frozenset(_ARRAY_TEXT.split())
_LINKING = (" is", " are", " of")
_OPERATORS = frozenset("=([,:<>+*/|^`_")
_DASHED = re.compile(r"\]\s?[–-]\s?$")
_CALLED = re.compile(r"\w\($")
_CODE_SPAN = re.compile(r"`[^`\n]{1,400}`|\$[^$\n]{1,400}\$")
_WORD = re.compile(r"(?:[^\W\d_]{3,}|\)|[.,;:!?”\"’])$")


class _Found(NamedTuple):
    """A bracket with its numbers; glued: no space stands before it."""

    numbers: tuple[int, ...]
    line: int
    glued: bool


def find_citations(
    lines: Sequence[str],
    headings: Sequence[Heading],
    references: Sequence[Reference] = (),
    skip: frozenset[int] | set[int] = frozenset(),
) -> tuple[Citation, ...]:
    """All citations in order, one for each number. skip: lines (from 1) of code and of entries."""
    found: list[_Found] = []
    for line, text in enumerate(lines, 1):
        if line not in skip and "[" in text:
            found += _in_line(text, line)
    glued = sum(one.glued for one in found)
    known = {reference.number for reference in references}
    keep_glued = 2 * glued > len(found) or bool(known)
    starts = [heading.line for heading in headings]
    made: list[Citation] = []
    for one in found:
        if one.glued and not (keep_glued and (not known or known >= set(one.numbers))):
            continue
        at = bisect_right(starts, one.line) - 1
        section = starts[at] if at >= 0 else 0
        made += [Citation(number, one.line, section) for number in one.numbers]
    return tuple(made)


def _in_line(text: str, line: int) -> list[_Found]:
    code = [span.span() for span in _CODE_SPAN.finditer(text)] if "`" in text or "$" in text else []
    found: list[_Found] = []
    last, at, glued = -1, 0, False
    for match in _BRACKET.finditer(text):
        while at < len(code) and code[at][1] <= match.start():
            at += 1
        if at < len(code) and code[at][0] < match.start():
            continue
        before = text[max(0, match.start() - 60) : match.start()]
        numbers = _numbers(match[1])
        chained = last >= 0 and match.start() - last < 4 and _CHAIN.search(before) is not None
        if not numbers or not (chained or _cites(before, match[1], numbers)):
            continue
        if chained and found and _DASHED.search(before):
            numbers = _between(found[-1].numbers[-1], numbers)
        glued = glued if chained else _is_glued(before)
        found.append(_Found(numbers, line, glued))
        last = match.end()
    return found


def _is_glued(before: str) -> bool:
    """Whether a word or its end stands right before the bracket."""
    return bool(before) and (before[-1].isalnum() or before[-1] in "_)]”\"'’.%*")


def _cites(before: str, printed: str, numbers: tuple[int, ...]) -> bool:
    """Whether the words before a bracket allow it to cite."""
    if _is_glued(before) and not _WORD.search(before[-4:]):
        return False
    if before.endswith(("!", "^", "$", "{")) or _CALLED.search(before[-2:]):
        return False
    pair = not printed.isdigit()
    if pair and _INTERVAL.search(before):
        return False
    end = before[-30:].rstrip()
    if end[-1:] in _OPERATORS and end:
        return end[-1] in "(,:" and (not pair or end[-1] == "(") and not end.endswith("=(")
    for linking in _LINKING:
        end = end.removesuffix(linking)
    if end.rpartition(" ")[2].casefold().lstrip("(") in _ARRAY:
        return False
    return numbers[0] <= HIGHEST


def _numbers(printed: str) -> tuple[int, ...]:
    """The numbers of a bracket, a range in full; nothing where they cannot be entries."""
    found: list[int] = []
    for part in _PARTS.finditer(printed):
        first, last = int(part[1]), int(part[2] or part[1])
        if first == 0 or last < first or last - first > _MOST_IN_RANGE:
            return ()
        if len(part[1]) > 1 and part[1][0] == "0":
            return ()
        found += range(first, last + 1)
    return tuple(found)


def _between(first: int, numbers: tuple[int, ...]) -> tuple[int, ...]:
    """[12]-[15]: the numbers after the first one, in full."""
    if 0 < numbers[0] - first <= _MOST_IN_RANGE:
        return tuple(range(first + 1, numbers[0])) + numbers
    return numbers
