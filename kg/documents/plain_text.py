"""A plain text, a chapter copied from a book or page, becomes its structure.

Owns the order in which lines are claimed: references, tables, headings, lists, then paragraphs. Not
here: each of these (references.py, flat_tables.py, plain_headings.py, plain_lists.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, zip_longest

from kg.documents.citations import find_citations
from kg.documents.flat_tables import LOST, find_tables
from kg.documents.formulas_doubled import formula_problems, mended
from kg.documents.lines import Document, Problem
from kg.documents.plain_headings import find_headings
from kg.documents.plain_lines import LONG, indent_of, roles_of
from kg.documents.plain_links import bare_links
from kg.documents.plain_lists import find_items
from kg.documents.plain_tree import tree_of
from kg.documents.references import find_references
from kg.documents.structure import Heading, Item, Link, Paragraph, Structure


def read_plain_text(document: Document, kind: str) -> Structure:
    """The structure of a plain text. kind: list, chapter or references. Never raises."""
    lines = document.lines
    roles = roles_of(lines)
    references = find_references(lines, everything=kind == "references")
    for entry in references:
        for index in range(entry.line - 1, entry.last):
            roles[index] = "entry"
    tables, problems = find_tables(lines, roles)
    titles = find_headings(lines, roles)
    at = _heading_at(len(lines), [title.line for title in titles])
    items = find_items(lines, roles, at)
    headings = tree_of(titles, items, lines, roles)
    skip = {index + 1 for index, role in enumerate(roles) if role in ("code", "entry")}
    problems += formula_problems(lines, roles) + _missing(headings, lines, roles)
    return Structure(
        kind,
        _title(headings, roles),
        headings,
        items,
        tuple(table._replace(heading=at[table.lines[0] - 1]) for table in tables),
        references,
        find_citations(lines, headings, references, skip),
        _paragraphs(lines, roles, at, items),
        {},
        tuple(sorted(problems, key=lambda problem: (problem.line, problem.col))),
    )


def _heading_at(count: int, starts: Sequence[int]) -> list[int]:
    """For each line (from 0) the line of the heading that it stands under, 0: none."""
    found = [0] * count
    for start, end in pairwise([*starts, count + 1]):
        found[start - 1 : end - 1] = [start] * (end - start)
    return found


def _title(headings: Sequence[Heading], roles: Sequence[str]) -> str:
    """The document's own title: the innermost of the headings without text that begin it."""
    if not headings or any(role not in ("blank", "rule") for role in roles[: headings[0].line - 1]):
        return ""
    title = headings[0]
    for after in headings[1:4]:
        between = roles[title.line : after.line - 1]
        only = sum(heading.parent == title.line for heading in headings) == 1
        if after.parent != title.line or not only or set(between) - {"blank", "rule"}:
            break
        title = after
    return title.title


def _paragraphs(
    lines: Sequence[str], roles: Sequence[str], at: Sequence[int], items: Sequence[Item]
) -> tuple[Paragraph, ...]:
    """Lines of running text, and captions, together while no blank line is between them."""
    found: list[Paragraph] = []
    ends = {item.lines[1]: number for number, item in enumerate(items)}
    item: int | None = None
    index = 0
    while index < len(lines):
        item = ends.get(index, item)
        if roles[index] not in ("", "figure"):
            item = None if roles[index] in ("heading", "row", "entry") else item
            index += 1
            continue
        end = index + 1
        while end < len(lines) and roles[end] == "":
            end += 1
        found.append(_paragraph(lines, index, end, at[index], item))
        index = end
    return tuple(found)


def _paragraph(
    lines: Sequence[str], start: int, end: int, heading: int, item: int | None
) -> Paragraph:
    texts = [text.strip() for text in lines[start:end]]
    links: list[Link] = []
    for number, text in enumerate(lines[start:end], start + 1):
        links += bare_links(text, number) if "://" in text or "www." in text else ()
    whole = " ".join(texts)
    shown = mended(whole).text if len(whole) < LONG else whole
    inside = item if indent_of(lines[start]) > 0 else None
    return Paragraph((start + 1, end), shown, tuple(links), heading, inside, whole)


def _missing(
    headings: Sequence[Heading], lines: Sequence[str], roles: Sequence[str]
) -> list[Problem]:
    """Headings with nothing under them, and texts that announce what does not come."""
    parents = {heading.parent for heading in headings}
    leaves = [heading for heading in headings if heading.line not in parents]
    empty: list[Problem] = []
    announced: list[Problem] = []
    above = {heading.line: heading.parent for heading in headings}
    for heading, after in zip_longest(headings, headings[1:]):
        end = after.line - 1 if after else len(lines)
        own = [index for index in range(heading.line, end) if roles[index] not in ("blank", "rule")]
        name = heading.title[:60]
        if not own and heading.line not in parents:
            said = f"content missing (picture): nothing stands under '{name}'"
            empty.append(Problem(heading.line, 1, LOST, said))
        below = after is not None and _under(after.line, heading.line, above)
        if own and not below and roles[own[-1]] == "" and lines[own[-1]].rstrip().endswith(":"):
            said = f"content missing (picture): nothing comes after the colon under '{name}'"
            announced.append(Problem(own[-1] + 1, 1, LOST, said))
    return announced + (empty if 2 * len(empty) <= len(leaves) else [])


def _under(line: int, other: int, above: dict[int, int]) -> bool:
    while line:
        line = above.get(line, 0)
        if line == other:
            return True
    return False
