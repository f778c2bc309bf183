"""A thing that a document names becomes a proposed node: its type, link, id and confidence.

Owns which evidence gives which type. Not here: titles (titles.py), edges, terms without links.
"""

from __future__ import annotations

import re

from kg.documents.found import FoundNode
from kg.documents.lines import Problem
from kg.documents.links import Target
from kg.documents.propose_sheet import Sheet
from kg.documents.structure import Link, Span
from kg.documents.titles import Thing
from kg.documents.wording import is_label

# Confidence by what the type rests on; a title that is not printed takes a share off.
_BY_ID, _BY_SITE, _BY_PAGE, _BY_PDF = 0.95, 0.9, 0.75, 0.6
_UNTITLED = 0.5
_TEACHING = re.compile(r"slide|note|poster|syllab|handout|homework|exercise|book", re.IGNORECASE)


def add_thing(sheet: Sheet, thing: Thing, lines: Span, notes: tuple[str, ...], papers: bool) -> str:
    """Write the node of a thing; its ref. papers: it stands where papers are announced."""
    kind, confidence, why = _type_of(thing, papers)
    links = [(link, target) for link, target in thing.links if target.key]
    first = links[0] if links else None
    url = "" if first is None else first[1].url
    ids = tuple(dict.fromkeys(name for _, target in links for name in target.ids))
    others = tuple(labelled(link, target) for link, target in links[1:] if target.url != url)
    if not thing.said:
        confidence *= _UNTITLED
    faults = [(link, target.fault) for link, target in thing.links if target.fault]
    for link, fault in faults:
        report_bad_id(sheet, link.line, link.col, link.url, fault)
    quote = sheet.quote(lines, _spot(thing))
    titles = (thing.title,)
    node = FoundNode(
        "", kind, thing.title, titles, url, thing.arxiv, lines, quote, round(confidence, 2),
        f"{thing.rule}: {why}", ids, (), (*notes, *others),
    )  # fmt: skip
    return sheet.add(node)


def labelled(link: Link, target: Target) -> str:
    """A link beside the thing's own as a note: 'code: https://...'."""
    words = link.words.strip("[](){} |:")
    return f"{words}: {target.url}" if words and words != target.url else target.url


def _spot(thing: Thing) -> str:
    """Words of the thing that can be looked for in a long line."""
    return thing.links[0][0].url if thing.links else thing.title


def _type_of(thing: Thing, papers: bool) -> tuple[str, float, str]:
    """Type, confidence and the evidence in words."""
    targets = [target for _, target in thing.links]
    sorts = [target.sort for target in targets]
    if any(target.arxiv for target in targets):
        return "paper", _BY_ID, "its link names a paper of arXiv"
    if any(target.fault for target in targets):
        return "paper", 0.4, "its link should name a paper of arXiv but does not"
    if "paper" in sorts:
        return "paper", _BY_SITE, "its link is of a publisher of papers"
    said = any(is_label(link.words) and "paper" in link.words.lower() for link, _ in thing.links)
    if said or (papers and sorts and sorts[0] in ("pdf", "page")):
        return "paper", _BY_PAGE, "it is announced as a paper"
    if "book" in sorts:
        return "resource", _BY_SITE, "its link names a book"
    if any(t.sort == "pdf" and not _TEACHING.search(link.words) for link, t in thing.links):
        return "paper", _BY_PDF, "its link is a PDF"
    if "video" in sorts or "repo" in sorts:
        return (
            "resource",
            _BY_SITE,
            f"its link is a {'video' if 'video' in sorts else 'repository'}",
        )
    return "resource", _BY_PAGE, "its link is a page"


def report_bad_id(sheet: Sheet, line: int, column: int, text: str, reason: str) -> None:
    """An id that cannot be one is said, and no paper is made of it."""
    message = f"'{text[:120]}' names no paper of arXiv: {reason}"
    problem = Problem(line, column, "I201", message)
    if problem not in sheet.problems[-50:]:
        sheet.problems.append(problem)


def column_of(sheet: Sheet, line: int, text: str) -> int:
    """Where a text stands in a line, from 1."""
    return max(sheet.document.lines[line - 1].find(text), 0) + 1
