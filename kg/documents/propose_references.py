"""Numbered references become nodes, and the citations of a chapter edges to them.

Owns which chapter cites. Not here: reading references and citations (references.py, citations.py),
citing a list that is another file (across_files.py).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.documents.found import FoundNode
from kg.documents.links import target_of
from kg.documents.propose_sheet import Sheet
from kg.documents.propose_things import add_thing
from kg.documents.structure import Link, Reference, Span, Structure
from kg.documents.titles import Thing, printed_ids
from kg.documents.wording import bare_title

_CHAPTER = re.compile(r"\W*chapter\s+(?:\d{1,3}|[IVXL]{1,6})\b.*", re.IGNORECASE | re.DOTALL)
_CITES = 0.8


class Numbered(NamedTuple):
    """The numbers that a list gives to its entries. chapter: ref of its chapter, '' for none."""

    chapter: str
    refs: dict[int, str]


class Chapters(NamedTuple):
    """What a document says of chapters. own: ref of the chapter that it is; lists: its numbers.

    missing: numbers that it cites without a list of its own.
    """

    own: str
    lists: tuple[Numbered, ...]
    missing: tuple[int, ...]


def propose_references(sheet: Sheet, structure: Structure) -> Chapters:
    """Write the entries, the chapters they belong to, and who cites what."""
    chapters = _chapter_nodes(sheet, structure)
    own = "" if chapters or structure.kind != "chapter" else _own_chapter(sheet, structure)
    lists: dict[str, dict[int, str]] = {}
    for entry in structure.references:
        ref = _entry(sheet, entry)
        chapter = _chapter_at(chapters, entry.line) or own
        if entry.number:
            lists.setdefault(chapter, {}).setdefault(entry.number, ref)
        if chapter and not own:
            printed = (("n", str(entry.number)),) if entry.number else ()
            rule = "the list of references of the chapter"
            sheet.link(chapter, "cites", ref, _lines(entry), _CITES, rule, printed)
    missing = _cite(sheet, structure, chapters, own, lists)
    return Chapters(own, tuple(Numbered(name, refs) for name, refs in lists.items()), missing)


def _chapter_nodes(sheet: Sheet, structure: Structure) -> list[tuple[int, str]]:
    """(line, ref) of each heading that says Chapter n."""
    found = []
    for heading in structure.headings:
        if _CHAPTER.fullmatch(heading.title):
            lines: Span = (heading.line, heading.line)
            title = bare_title(heading.title)
            node = FoundNode("", "chapter", title, (title,), "", "", lines, sheet.quote(lines),
                             0.8, "a heading that says Chapter")  # fmt: skip
            found.append((heading.line, sheet.add(node)))
    return found


def _own_chapter(sheet: Sheet, structure: Structure) -> str:
    """The document itself, where it is a chapter."""
    title = bare_title(structure.title)
    heads = [heading.line for heading in structure.headings if heading.title == structure.title]
    lines = enumerate(sheet.document.lines, 1)
    printed = heads or [number for number, text in lines if structure.title in text]
    if not title or not printed:
        return ""
    line = printed[0]
    node = FoundNode("", "chapter", title, (title,), "", "", (line, line),
                     sheet.quote((line, line)), 0.6, "the title of a chapter")  # fmt: skip
    return sheet.add(node)


def _chapter_at(chapters: list[tuple[int, str]], line: int) -> str:
    above = [ref for start, ref in chapters if start <= line]
    return above[-1] if above else ""


def _entry(sheet: Sheet, entry: Reference) -> str:
    link = Link(entry.line, 1, entry.title, entry.url)
    links = ((link, target_of(entry.url)),) if entry.url else ()
    lines = _lines(entry)
    if not any(target.arxiv for _, target in links):
        text = " ".join(sheet.document.lines[lines[0] - 1 : lines[1]])
        for printed, _, identity in printed_ids(text)[:1]:
            shown = Link(entry.line, 1, printed, f"https://arxiv.org/abs/{identity}")
            links = (*links, (shown, target_of(shown.url)))
    title = bare_title(entry.title) or entry.title or f"[{entry.number}]"
    notes = tuple(note for note in (entry.authors, entry.year) if note)
    rule = "an entry of a list of references"
    return add_thing(sheet, Thing(title, links, rule, 0, bool(entry.title)), lines, notes, False)


def _lines(entry: Reference) -> Span:
    return entry.line, max(entry.last, entry.line)


def _cite(
    sheet: Sheet, structure: Structure, chapters: list[tuple[int, str]], own: str,
    lists: dict[str, dict[int, str]],
) -> tuple[int, ...]:  # fmt: skip
    """An edge for each number that a chapter cites; the numbers without an entry."""
    heads = {heading.line: bare_title(heading.title) for heading in structure.headings}
    sections: dict[tuple[str, int], list[str]] = {}
    lines: dict[tuple[str, int], int] = {}
    for citation in structure.citations:
        key = (_chapter_at(chapters, citation.line) or own, citation.number)
        lines.setdefault(key, citation.line)
        sections.setdefault(key, [])
        section = heads.get(citation.section, "")
        if section and section not in sections[key]:
            sections[key].append(section)
    missing = []
    for (chapter, number), line in lines.items():
        target = lists.get(chapter, {}).get(number) or lists.get("", {}).get(number)
        if target is None:
            missing.append(number)
        elif chapter:
            qualifiers = (("n", str(number)), *_section(sections[chapter, number]))
            sheet.link(chapter, "cites", target, (line, line), _CITES, "a citation in its text",
                       qualifiers)  # fmt: skip
    return tuple(missing)


def _section(titles: list[str]) -> tuple[tuple[str, str], ...]:
    return (("section", "; ".join(titles)),) if titles else ()
