"""References as BibTeX, for LaTeX's bibtex and for biber.

Owns the entry types, the order of fields, and what keeps a file whole whatever a title holds: every
sign of TeX literal, braces balanced, names that hold "and" in braces. Unicode is kept, as biber and
today's LaTeX read it. Not here: what is said (cite.py), TeX's signs (tex_text.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sync.author_names import split_name
from sync.cite import Citation
from sync.tex_text import FORMULA, as_latex, without_tex

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORD = re.compile(r"[^\s-]+")
_MARKS = "()[]{}<>.,:;!?'\"“”‘’"
_EVENT = re.compile(r".*\D(?:19|20)\d\d")
_JOURNAL = re.compile(r".*\b(?:journal|transactions|letters)\b.*|.*\d\(\d+\)", re.IGNORECASE)


def bibtex(citations: Iterable[Citation]) -> str:
    """A .bib file of these references, an empty line between two entries."""
    return "\n".join(_entry(one) for one in citations)


def _entry(one: Citation) -> str:
    kind, fields = kind_of(one), dict(_fields(one))
    width = max(map(len, fields))
    lines = [f"  {name:<{width}} = {value}," for name, value in fields.items()]
    return "\n".join([f"@{kind}{{{one.key},", *lines, "}", ""])


def kind_of(one: Citation) -> str:
    """The entry type: a venue with its year is a conference; misc where nothing tells."""
    if one.kind == "book":
        return "book"
    if _EVENT.fullmatch(one.venue):
        return "inproceedings"
    return "article" if _JOURNAL.fullmatch(one.venue) else "misc"


def _fields(one: Citation) -> Iterator[tuple[str, str]]:
    yield "title", f"{{{_title(one.title)}}}"
    if one.authors:
        names = [*map(_name, one.authors), *(["others"] if one.others else [])]
        yield "author", f"{{{' and '.join(names)}}}"
    if one.venue:
        place = {"inproceedings": "booktitle", "article": "journal"}.get(kind_of(one))
        yield place or "howpublished", f"{{{as_latex(one.venue)}}}"
    if one.year:
        yield "year", f"{{{one.year}}}"
    if one.month:
        yield "month", _MONTHS[one.month - 1]
    known = {
        # An id, a DOI and an address are taken literally: cite.py lets no brace into them.
        "eprint": one.arxiv, "archivePrefix": "arXiv" if one.arxiv else "",
        "primaryClass": as_latex(one.category), "doi": one.doi, "isbn": as_latex(one.isbn),
        "url": one.url, "note": as_latex(one.note),
    }  # fmt: skip
    yield from ((name, f"{{{text}}}") for name, text in known.items() if text)


def _title(title: str) -> str:
    """The title, words with capitals inside kept as printed."""
    parts: list[str] = []
    done = 0
    for match in FORMULA.finditer(title):
        parts += [_guarded(title[done : match.start()]), as_latex(match[0])]
        done = match.end()
    return "".join([*parts, _guarded(title[done:])])


def _guarded(text: str) -> str:
    plain = without_tex(text)
    parts: list[str] = []
    done = 0
    for match in _WORD.finditer(plain):
        word = match[0].strip(_MARKS)
        # A capital inside carries meaning: no style may make it small.
        if word[1:].lower() != word[1:]:
            start = match.start() + match[0].index(word)
            parts += [as_latex(plain[done:start]), "{", as_latex(word), "}"]
            done = start + len(word)
    return "".join([*parts, as_latex(plain[done:])])


def _name(name: str) -> str:
    """A name as 'von Family, Jr., Given', which needs no guessing; a group in braces."""
    parts = split_name(without_tex(name))
    if parts.literal:
        return f"{{{as_latex(parts.literal)}}}"
    family = " ".join(part for part in (parts.particle, parts.family) if part)
    return ", ".join(as_latex(part) for part in (family, parts.suffix, parts.given) if part)
