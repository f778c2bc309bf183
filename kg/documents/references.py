"""The entries of a reference list, numbered [1], 1., (1) or not at all, over one line or more.

Owns which lines are an entry. Not here: what an entry prints (reference_title.py), citations
(citations.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kg.documents.reference_title import read_entry
from kg.documents.structure import Reference

HEAD = re.compile(
    r"(?:#{1,6}\s*)?(?:[\d.]+\s+)?(?:\*\*)?(?:list of )?(?:references?|reference (?:materials?"
    r"|list)|bibliography"
    r"|works cited|literature(?: cited)?|sources cited|cited works|citations|endnotes|sources)"
    r"(?:\*\*)?(?:\s(?:and|for|of chapter|cited|used|\(|\d)[^.]{0,70})?",
    re.IGNORECASE,
)
_BOXED = re.compile(r"\s{0,3}(?:[-*•]\s+)?(?:\*\*)?\\?\[(\d{1,4})\\?\](?:\*\*)?(:?)\.?\s+(\S.*)")
_DOTTED = re.compile(r"\s{0,4}(\d{1,4})[.)]\s+(\S.*)")
_ROUND = re.compile(r"\s{0,4}\((\d{1,4})\)\s+(\S.*)")
_BARE = re.compile(r"\s{0,4}(\d{1,3})\s{1,6}([^\W\d_a-z“\"].*)")
_BULLET = re.compile(r"\s{0,4}[-*•]\s+(\S.*)")
_URL_ONLY = re.compile(
    r"\s*<?(?:https?://\S+|www\.\S+|doi:\s?\S+|arXiv:\S+|10\.\d{4,9}/\S+)>?\.?\s*", re.I
)
_EVIDENCE = re.compile(
    r"https?://|www\.|\bdoi\b|10\.\d{4,9}/|\barxiv\b|\b(?:19|20)\d\d\b|et al\.|\bpp\.|\bvol\."
    r"|[“\"][^“”\"]{3,300}[”\"]",
    re.I,
)
_HEADING = re.compile(r"\s{0,3}#{1,6}\s|\s*(?:=|-){3,}\s*$")
_FORMS = (_BOXED, _DOTTED, _ROUND, _BARE)


class _Raw(NamedTuple):
    """An entry before it is read: its first and last line, number, text."""

    first: int
    last: int
    number: int
    text: str


def find_references(lines: Sequence[str], everything: bool = False) -> tuple[Reference, ...]:
    """All entries in order. everything: the whole document is a list of references.

    Outside of a section of references only runs of [n] with rising numbers count.
    """
    found: list[_Raw] = []
    index = 0
    state = _Section(everything)
    while index < len(lines):
        text = lines[index]
        state.see(text)
        run, after = _run(lines, index, state.inside) if text.strip() else ([], index + 1)
        found += run
        state.entries += len(run)
        index = after
    return tuple(_read(raw) for raw in found)


class _Section:
    """Whether the lines stand in a section of references; it ends at the first other text."""

    def __init__(self, everything: bool) -> None:
        self.inside = self.everything = everything
        self.entries = 0
        self.others = 0

    def see(self, text: str) -> None:
        """Look at the next line that is no entry, or the first line of entries."""
        if self.everything or not text.strip():
            return
        if len(text) < 200 and HEAD.fullmatch(text.strip(" :*_")):
            self.inside, self.entries, self.others = True, 0, 0
        elif self.inside and ((_HEADING.match(text) and text.strip(" =-")) or not _possible(text)):
            self.others += 1
            self.inside = self.others < 4 and not self.entries and not _HEADING.match(text)


def _possible(text: str) -> bool:
    return (len(text) < 700 and _EVIDENCE.search(text) is not None) or any(
        form.match(text) for form in _FORMS[:3]
    )


def _read(raw: _Raw) -> Reference:
    entry = read_entry(raw.text)
    return Reference(
        raw.first, raw.number, entry.title, entry.url, raw.last, entry.authors, entry.year
    )


def _run(lines: Sequence[str], index: int, inside: bool) -> tuple[list[_Raw], int]:
    """The entries from this line on, all of one form, their numbers rising; where to go on."""
    for form in _FORMS if inside else _FORMS[:1]:
        if form.match(lines[index]) is None:
            continue
        run = _numbered(lines, index, form)
        if not run:
            continue
        shown = 2 * sum(_EVIDENCE.search(raw.text) is not None for raw in run) >= len(run)
        if (inside or len(run) > 1) and (shown or (inside and form is _BOXED)):
            return run, run[-1].last
        if len(run) > 1:
            return [], run[-1].last
    run = _unnumbered(lines, index) if inside else []
    return run, run[-1].last if run else index + 1


def _numbered(lines: Sequence[str], index: int, form: re.Pattern[str]) -> list[_Raw]:
    run: list[_Raw] = []
    while index < len(lines):
        found = form.match(lines[index])
        if found is None or (form is _BOXED and found[2] and found[3].startswith("<")):
            break
        number = int(found[1])
        if run and not run[-1].number < number <= run[-1].number + 3:
            break
        end = _end(lines, index + 1, form)
        more = [lines[at].strip() for at in range(index + 1, end) if lines[at].strip()]
        text = _joined([found[found.re.groups].strip(), *more])
        run.append(_Raw(index + 1, end, number, text))
        index = end
        while index < len(lines) and not lines[index].strip():
            index += 1
    return run


def _end(lines: Sequence[str], index: int, form: re.Pattern[str]) -> int:
    """Index after the last line of the entry whose first line is the one before `index`."""
    start = index
    while index < len(lines) and index - start < 12:
        text = lines[index]
        if not text.strip():
            after = index + 1
            if after < len(lines) and _URL_ONLY.fullmatch(lines[after]):
                index = after + 1
                continue
            break
        if form.match(text) or _HEADING.match(text) or (form is not _BARE and _BOXED.match(text)):
            break
        index += 1
    return index


def _joined(texts: Sequence[str]) -> str:
    """The lines of an entry as one; an address that was broken is whole again."""
    whole = texts[0]
    for text in texts[1:]:
        tail = whole.rsplit(" ", 1)[-1]
        broken = tail.startswith(("http", "www.")) and tail[-1] in "/-_=&?%"
        whole += text if broken and re.match(r"[\w%./?=&-]+$", text) else f" {text}"
    return whole


def _unnumbered(lines: Sequence[str], index: int) -> list[_Raw]:
    """Entries without numbers: a paragraph, a line, or a hanging paragraph each."""
    text = lines[index]
    if _HEADING.match(text) or (len(text) < 200 and HEAD.fullmatch(text.strip(" :*_"))):
        return []
    bullet = _BULLET.match(text)
    end = index + 1
    while end < len(lines) and lines[end].strip() and end - index < 12:
        fresh = _BULLET.match(lines[end]) or _HEADING.match(lines[end])
        if fresh or not (lines[end][0].isspace() or _URL_ONLY.fullmatch(lines[end])):
            break
        end += 1
    whole = _joined(
        [
            (bullet[1] if bullet else text).strip(),
            *(line.strip() for line in lines[index + 1 : end]),
        ]
    )
    if not _EVIDENCE.search(whole) or not 20 <= len(whole) < 900:
        return []
    return [_Raw(index + 1, end, 0, whole)]
