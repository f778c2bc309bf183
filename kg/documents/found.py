"""What an import found, as it is shown, printed as JSON and written to the inbox.

Owns the documented shape of `edgewise import --dry-run --json` (docs/import.md); it is kept. Not
here: finding (propose.py), one node for one thing across files (identity.py), files.
"""

from __future__ import annotations

from typing import NamedTuple

from kg.documents.lines import Problem, Repair
from kg.documents.structure import Citation, Heading, Span, Table


class FoundNode(NamedTuple):
    """A proposed node. ref: its name inside this import, a kebab-case stem.

    titles: as printed, all of them. quote: the source's own words at `lines`. rule: what made it,
    in words. confidence: 0..1. same_as: key of a node of the graph that it seems to be. also: the
    other places that name it, as (file, lines, quote).
    """

    ref: str
    type: str
    title: str
    titles: tuple[str, ...]
    url: str
    arxiv: str
    lines: Span
    quote: str
    confidence: float
    rule: str
    ids: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    status: str = "proposed"
    same_as: str = ""
    also: tuple[tuple[str, Span, str], ...] = ()


class FoundEdge(NamedTuple):
    """A proposed edge between two refs (or keys of the graph)."""

    source: str
    relation: str
    target: str
    reason: str
    lines: Span
    quote: str
    confidence: float
    rule: str
    qualifiers: tuple[tuple[str, str], ...] = ()


class Found(NamedTuple):
    """All that one file gave."""

    file: str
    sha256: str
    nodes: tuple[FoundNode, ...]
    edges: tuple[FoundEdge, ...]
    headings: tuple[Heading, ...]
    tables: tuple[Table, ...]
    citations: tuple[Citation, ...]
    repairs: tuple[Repair, ...]
    problems: tuple[Problem, ...]
