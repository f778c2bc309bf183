"""A Markdown document's numbered references and citations, which are no marks of Markdown.

Owns which of its lines cannot hold them. Not here: their forms (references.py, citations.py).
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.documents.citations import find_citations
from kg.documents.plain_lines import roles_of
from kg.documents.references import find_references
from kg.documents.structure import Structure


def with_numbers(structure: Structure, lines: Sequence[str]) -> Structure:
    """The structure with the references and citations of its lines."""
    roles = roles_of(lines)
    words = ["" if role == "code" else text for text, role in zip(lines, roles, strict=True)]
    references = find_references(words, everything=structure.kind == "references")
    skip = {
        number
        for entry in references
        for number in range(entry.line, (entry.last or entry.line) + 1)
    }
    citations = find_citations(words, structure.headings, references, skip)
    return structure._replace(references=references, citations=citations)
