"""What an import found as plain data: the shape of `edgewise import --dry-run --json`.

Owns the names and the order of the fields, which docs/import.md documents and a test keeps. Pure.
Not here: finding (read_document.py), printing (cli/import_documents.py).
"""

from __future__ import annotations

from kg.documents.found import Found, FoundEdge, FoundNode
from kg.documents.structure import Citation, Heading, Table

Data = dict[str, object]


def as_data(found: Found) -> Data:
    """One document as an object of JSON. Lines count from 1; a span is [first, last]."""
    return {
        "file": found.file,
        "sha256": found.sha256,
        "nodes": [_node(node) for node in found.nodes],
        "edges": [_edge(edge) for edge in found.edges],
        "headings": [_heading(heading) for heading in found.headings],
        "tables": [_table(table) for table in found.tables],
        "citations": [_citation(citation) for citation in found.citations],
        "repairs": [repair._asdict() for repair in found.repairs],
        "problems": [problem._asdict() for problem in found.problems],
    }


def _node(node: FoundNode) -> Data:
    return {
        "ref": node.ref,
        "type": node.type,
        "title": node.title,
        "titles": list(node.titles),
        "url": node.url,
        "arxiv": node.arxiv,
        "ids": list(node.ids),
        "aliases": list(node.aliases),
        "notes": list(node.notes),
        "status": node.status,
        "same_as": node.same_as,
        "lines": list(node.lines),
        "quote": node.quote,
        "also": [
            {"file": file, "lines": list(lines), "quote": quote} for file, lines, quote in node.also
        ],
        "confidence": round(node.confidence, 3),
        "rule": node.rule,
    }


def _edge(edge: FoundEdge) -> Data:
    return {
        "source": edge.source,
        "relation": edge.relation,
        "target": edge.target,
        "reason": edge.reason,
        "qualifiers": dict(edge.qualifiers),
        "lines": list(edge.lines),
        "quote": edge.quote,
        "confidence": round(edge.confidence, 3),
        "rule": edge.rule,
    }


def _heading(heading: Heading) -> Data:
    return {
        "line": heading.line,
        "level": heading.level,
        "title": heading.title,
        "parent": heading.parent,
    }


def _table(table: Table) -> Data:
    return {
        "lines": list(table.lines),
        "columns": list(table.columns),
        "rows": [list(row) for row in table.rows],
        "caption": table.caption,
    }


def _citation(citation: Citation) -> Data:
    return {"number": citation.number, "line": citation.line, "section": citation.section}
