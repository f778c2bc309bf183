"""A chapter in one file cites by number the list of references in another.

Owns which list a chapter without one means: the one of its own title, else the only one that has
its numbers. Not here: citations inside one file (propose_references.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kg.documents.found import Found, FoundEdge
from kg.documents.lines import Document
from kg.documents.propose_references import Chapters, Numbered
from kg.documents.propose_sheet import quote_of
from kg.names import fold

_SURE, _LIKELY = 0.8, 0.6
_MOST_MISSING = 0.1


class Draft(NamedTuple):
    """What one file gave, before files are seen together."""

    document: Document
    found: Found
    chapters: Chapters


class _List(NamedTuple):
    file: int
    numbered: Numbered
    title: str


def cite_across(drafts: Sequence[Draft]) -> tuple[list[Found], list[tuple[str, str]]]:
    """The finds with edges to lists of other files; and pairs of chapters that are one.

    Refs of another file are written 'number of the file/ref', for one_for_each.
    """
    lists = _lists(drafts)
    found, same = [], []
    for number, draft in enumerate(drafts):
        wanted = draft.chapters.missing
        others = [one for one in lists if one.file != number]
        chosen, confidence = _chosen(draft, wanted, others) if wanted else (None, 0.0)
        if chosen is None or not draft.chapters.own:
            found.append(draft.found)
            continue
        edges = _edges(draft, chosen, confidence)
        found.append(draft.found._replace(edges=(*draft.found.edges, *edges)))
        if chosen.numbered.chapter:
            same.append(
                (f"{chosen.file}/{chosen.numbered.chapter}", f"{number}/{draft.chapters.own}")
            )
    return found, same


def _lists(drafts: Sequence[Draft]) -> list[_List]:
    lists = []
    for number, draft in enumerate(drafts):
        titles = {node.ref: node.title for node in draft.found.nodes}
        for numbered in draft.chapters.lists:
            lists.append(_List(number, numbered, titles.get(numbered.chapter, "")))
    return lists


def _chosen(
    draft: Draft, wanted: Sequence[int], lists: Sequence[_List]
) -> tuple[_List | None, float]:
    """The list that is meant, and how sure that is."""
    fitting = [
        one
        for one in lists
        if sum(number not in one.numbered.refs for number in wanted) <= _MOST_MISSING * len(wanted)
    ]
    heads = {fold(heading.title) for heading in draft.found.headings[:3]}
    titled = [one for one in fitting if _bare(one.title) in heads or fold(one.title) in heads]
    if len(titled) == 1:
        return titled[0], _SURE
    return (fitting[0], _LIKELY) if len(fitting) == 1 else (None, 0.0)


def _bare(title: str) -> str:
    """'Chapter 1: Overview' is called Overview in the chapter itself."""
    return fold(title.partition(":")[2] or title)


def _edges(draft: Draft, chosen: _List, confidence: float) -> list[FoundEdge]:
    heads = {heading.line: heading.title for heading in draft.found.headings}
    edges: dict[int, FoundEdge] = {}
    for citation in draft.found.citations:
        target = chosen.numbered.refs.get(citation.number)
        if target is None or citation.number in edges:
            continue
        line = citation.line
        section = heads.get(citation.section, "")
        qualifiers = (("n", str(citation.number)), *((("section", section),) if section else ()))
        quote = quote_of(draft.document, (line, line), f"[{citation.number}")
        edges[citation.number] = FoundEdge(
            draft.chapters.own, "cites", f"{chosen.file}/{target}", "", (line, line), quote,
            confidence, "a citation of the list of references in another file", qualifiers,
        )  # fmt: skip
    return list(edges.values())
