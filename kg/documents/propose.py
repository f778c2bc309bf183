"""What a document is made of becomes proposed nodes and edges, each with its words and rule.

Owns the order: chapters and references, tables, then items and paragraphs. Not here: structure, one
node for one thing (identity.py).
"""

from __future__ import annotations

from kg.documents.across_files import Draft
from kg.documents.found import Found
from kg.documents.lines import Document
from kg.documents.propose_items import ItemProposer
from kg.documents.propose_references import propose_references
from kg.documents.propose_sheet import Sheet
from kg.documents.propose_tables import propose_tables
from kg.documents.structure import Structure


def propose(document: Document, structure: Structure) -> Draft:
    """Everything that the document gives evidence for."""
    sheet = Sheet(document)
    chapters = propose_references(sheet, structure)
    items = ItemProposer(sheet, structure)
    propose_tables(sheet, structure, items)
    items.propose()
    problems = sorted((*document.problems, *structure.problems, *sheet.problems))
    found = Found(
        document.file, document.sha256, tuple(sheet.nodes), tuple(sheet.edges),
        structure.headings, structure.tables, structure.citations, document.repairs,
        tuple(problems),
    )  # fmt: skip
    return Draft(document, found, chapters)
