"""Formulas that copying has doubled: the letters as shown, then the TeX they were drawn from.

Owns when letters and TeX are one formula, and what stays open for a person: a doubled variable, an
exponent that became digits. Not here: writing formulas (kg/math_text.py), where they stand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from kg.documents.lines import Problem
from kg.math_text import math_to_text

MENDED, DOUBTFUL, EXPONENT = "I302", "I303", "I304"
# Where nothing fits within so many signs, the line holds real TeX; it is left alone.
_REACH = 160
_MOST_LINE = 8_000
_MOST_TEX = 60
_TEX = re.compile(r"\\[A-Za-z]+|[_^](?=[{\\\w])")
# TeX that is marked as such was not doubled by copying.
_MARKED = re.compile(r"\$\S[^$]*[\\^_{][^$]*\$|\\[(\[]")
_TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|\s+|.", re.DOTALL)
_TYPEFACE = re.compile(
    r"\\(?:text|math|bold|bm|operatorname|mbox|left|right|big|Big|frac|dfrac|tfrac|sqrt|hat|bar"
    r"|tilde|vec|widehat|overline|underline|display|limits|quad|qquad|mid|l?dots|cdots|begin|end"
    r"|[,;:!.| ])"
)
_INVISIBLE = frozenset("{}^_…⋯∣|ˉ~⃗√\u200b\u2061\u2062\u2063\ufeff⁡")
_ALIKE = str.maketrans("−⋅‖", "-·∥")
_TWICE = re.compile(r"(?<!\w)([A-Za-z]{0,3}\([^()]{1,24}\))\s?([A-Za-z]{0,3}\([^()]{1,24}\))")
_LETTER = re.compile(r"(?<![\w-])([A-Za-z])\1(?![\w'’-])")
_POWER = re.compile(
    r"(?<![\w.,^$])10([1-3]\d)(?=\s+(?:FLOP|flop|parameters|tokens|operations|bytes|bits|samples"
    r"|examples|multipl|addit))"
)


class Twin(NamedTuple):
    """A doubled formula. col: from 1. before: as it stands; after: its TeX alone."""

    col: int
    before: str
    after: str


class Mended(NamedTuple):
    """A text with its formulas told once, between dollars, and what was taken out."""

    text: str
    twins: tuple[Twin, ...]


def mended(text: str) -> Mended:
    """The text with each doubled formula as $TeX$; the text itself where none is doubled."""
    if len(text) > _MOST_LINE or not _TEX.search(text) or _MARKED.search(text):
        return Mended(text, ())
    return _mended(text)


@lru_cache(maxsize=2048)
def _mended(text: str) -> Mended:
    twins: list[Twin] = []
    parts: list[str] = []
    done = 0
    for number, mark in enumerate(_TEX.finditer(text)):
        if mark.start() < done or number > _MOST_TEX:
            continue
        found = _twin(text, mark.start(), done)
        if found is None:
            continue
        start, middle, end = found
        tex = text[middle:end].strip()
        dot = "." if tex.endswith(".") else ""
        parts += [text[done:start].replace("$", r"\$"), f"${tex.removesuffix('.')}${dot}"]
        twins.append(Twin(start + 1, text[start:end], tex))
        done = end
    rest = text[done:].replace("$", r"\$") if twins else text
    return Mended("".join([*parts, rest]), tuple(twins))


def formula_problems(lines: Sequence[str], roles: Sequence[str]) -> list[Problem]:
    """What a person should know of the formulas, in order of lines. roles: code is left out."""
    problems: list[Problem] = []
    near = -10
    powers = {found for text in lines for found in re.findall(r"10\^\{?(\d+)", text)}
    for number, (text, role) in enumerate(zip(lines, roles, strict=True), 1):
        if role == "code" or len(text) > _MOST_LINE:
            continue
        read = mended(text)
        for twin in read.twins:
            said = f"formula doubled by copying: '{_short(twin.before)}' is read as"
            problems.append(Problem(number, twin.col, MENDED, f"{said} '{_short(twin.after)}'"))
        near = number if read.twins else near
        problems += _doubtful(read.text, number, number - near <= 8)
        problems += _exponents(text, number, powers)
    return problems


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


def _doubtful(text: str, line: int, near: bool) -> list[Problem]:
    """Tokens printed twice: `P(X)P(X)` anywhere, `XX` only where formulas were just doubled."""
    found = [
        (match.start(), match[0])
        for match in _TWICE.finditer(text)
        if match[1].replace(" ", "") == match[2].replace(" ", "")
    ]
    if near:
        found += [(match.start(), match[0]) for match in _LETTER.finditer(text)]
    words = "seems doubled by copying; look it up in the source"
    return [Problem(line, at + 1, DOUBTFUL, f"'{said}' {words}") for at, said in sorted(found)]


def _exponents(text: str, line: int, powers: set[str]) -> list[Problem]:
    return [
        Problem(
            line,
            match.start() + 1,
            EXPONENT,
            f"'10{match[1]}' may be 10^{match[1]}, its exponent lost in copying"
            + (" (it is printed so elsewhere)" if match[1] in powers else ""),
        )
        for match in _POWER.finditer(text)
    ]


def _twin(text: str, mark: int, floor: int) -> tuple[int, int, int] | None:
    """Start of the letters, start and end of the TeX around this mark; None: not doubled."""
    low, high = max(floor, mark - _REACH), min(len(text), mark + 2 * _REACH)
    tokens = [(found.start() + low, found[0]) for found in _TOKEN.finditer(text[low:high])]
    bare = [_bare(token) for _, token in tokens]
    best: tuple[int, int, int] | None = None
    length = 0
    before = ""
    for begin, (at, token) in enumerate(tokens):
        if at > mark:
            break
        if before and not token.isspace() and token not in "}^_":
            found = _longest(bare, begin, before, mark, tokens)
            if found is not None and found[1] > length:
                end, length = found
                best = (_start_of(text, at, length, low), at, end)
        before += _bare(token, shown=True)
    return best


def _longest(
    bare: Sequence[str], begin: int, before: str, mark: int, tokens: Sequence[tuple[int, str]]
) -> tuple[int, int] | None:
    """End and length of the longest TeX from this token whose letters stand right before it."""
    letters, depth, best = "", 0, None
    for position in range(begin, len(tokens)):
        at, token = tokens[position]
        depth += (token == "{") - (token == "}")
        if depth < 0 or len(letters) > len(before):
            break
        letters += bare[position]
        end = at + len(token)
        closed = depth == 0 and not token.isspace() and token not in "^_"
        if end > mark + 1 and closed and letters and before.endswith(letters):
            best = (end, len(letters))
    return best


def _start_of(text: str, middle: int, length: int, low: int) -> int:
    """Where the letters begin that the TeX at `middle` repeats."""
    at = middle
    while at > low and length > 0:
        at -= 1
        length -= len(_bare(text[at], shown=True))
    return at


def _bare(token: str, shown: bool = False) -> str:
    """What a token of TeX leaves when only its letters are copied; shown: it is no TeX."""
    if token.isspace() or token in _INVISIBLE:
        return ""
    if len(token) > 1 and token[0] == "\\" and not shown:
        if _TYPEFACE.match(token):
            return ""
        if token[1:] in ("log", "exp", "max", "min", "arg", "sin", "cos", "tanh", "lim", "det"):
            return token[1:]
        if not token[1:].isalpha():
            return "∥" if token == "\\|" else token[1:]
        token = math_to_text(token)
    plain = unicodedata.normalize("NFKC", token).translate(_ALIKE)
    return "".join(letter for letter in plain if letter not in _INVISIBLE and letter != " ")
