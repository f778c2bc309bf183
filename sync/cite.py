"""What a reference to a paper or resource says: its note's header, and metadata where fetched.

Owns whose word counts (the note for title and year, the metadata for the whole list of authors,
the DOI and the dates), when metadata is taken for another paper's and left aside, and which works a
node stands for. Not here: the two formats (bibtex.py, csl_json.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from kg.lint_papers import folded_title
from sync.arxiv_ids import parse_id
from sync.author_names import is_others
from sync.errors import BadArxivId
from sync.inert_text import clean_text

if TYPE_CHECKING:
    from kg.compiled import Graph
    from kg.rows import NodeRow
    from sync.papers_store import PaperMeta

Header = Mapping[str, str | int | bool | list[str]]
WORKS = frozenset({"paper", "resource"})
# What these relations lead to is what a node is based on; the rest only points somewhere.
SOURCES = frozenset({"introduced_by", "covered_in", "cites"})

_DOI = re.compile(r"10\.\d{4,9}/[^\s{}\\%#\"<>]+")
_ADDRESS = re.compile(r"https?://[^\s/]+\S*")
_UNSAFE = re.compile(r"[\\{}\"<>^`|]")
_Value = TypeVar("_Value", str, int)


class Citation(NamedTuple):
    """One reference. key: unique in its list. kind: paper, or the kind of a resource (book, ...).

    others: the list of authors goes on. month, day: 0 where unknown. venue: where it was printed.
    note: the journal reference as arXiv has it. version: 0 where unknown.
    """

    key: str
    kind: str
    title: str
    authors: tuple[str, ...] = ()
    others: bool = False
    year: int = 0
    month: int = 0
    day: int = 0
    arxiv: str = ""
    version: int = 0
    category: str = ""
    doi: str = ""
    url: str = ""
    venue: str = ""
    isbn: str = ""
    note: str = ""


def citation(
    node: NodeRow, header: Header, meta: PaperMeta | None, *, authors_total: int = 0
) -> Citation:
    """The reference to a paper or resource.

    meta: what was fetched of it, or None. authors_total: how many authors it is known to have; 0
    where nobody counted.
    """
    if meta is not None and not is_same_paper(node.title, meta):
        meta = None
    authors = _authors(header, meta)
    named = tuple(name for name in authors if not is_others(name))
    year = _of(header, "year", 0) or (meta.year if meta else 0)
    month, day = _month_and_day(meta, year)
    arxiv = arxiv_of(header)
    return Citation(
        key=node.stem,
        kind="paper" if node.type == "paper" else _of(header, "kind", "") or "resource",
        title=clean_text(node.title),
        authors=named,
        others=len(named) < max(len(authors), authors_total if meta is None else 0),
        year=year,
        month=month,
        day=day,
        arxiv=arxiv,
        version=meta.version if meta else 0,
        category=clean_text(meta.primary_category) if meta else "",
        doi=_doi(header, meta, arxiv),
        url=_url(header, arxiv),
        venue=clean_text(_of(header, "venue", "")),
        isbn=clean_text(_of(header, "isbn", "")),
        note=clean_text(meta.journal_ref) if meta else "",
    )


def arxiv_of(header: Header) -> str:
    """The arXiv id of a paper's header as metadata are filed, '' if it has none."""
    try:
        return parse_id(_of(header, "arxiv", "")).base
    except BadArxivId:
        return ""


def is_same_paper(title: str, meta: PaperMeta) -> bool:
    """Whether metadata can be that of a note: one title holds the other, small things aside."""
    mine, theirs = folded_title(title), folded_title(meta.title)
    return bool(mine) and (mine in theirs or theirs in mine)


def works_of(graph: Graph, node: NodeRow) -> list[NodeRow]:
    """What to cite for a node: itself, or what introduced or covers it and backs its facts."""
    if node.type in WORKS:
        return [node]
    ids = [edge.object for edge in graph.edges_out(node.id) if edge.relation in SOURCES]
    ids += [fact.source for fact in graph.facts(node.id) if fact.source is not None]
    found = [graph.node(id_) for id_ in dict.fromkeys(ids)]
    return [work for work in found if work.type in WORKS and not work.stub]


def all_works(graph: Graph, pack: str = "") -> list[NodeRow]:
    """Every paper and resource, in order of stem; of one pack (or the vault) where it is named."""
    works = [work for kind in sorted(WORKS) for work in graph.nodes(type=kind)]
    mine = [work for work in works if not pack or work.pack == pack]
    return sorted(mine, key=lambda work: (work.stem, work.pack))


def with_unique_keys(nodes: list[NodeRow], citations: list[Citation]) -> list[Citation]:
    """The citations, those that share a stem told apart by their pack."""
    stems = [node.stem for node in nodes]
    return [
        one._replace(key=f"{node.pack}:{node.stem}") if stems.count(node.stem) > 1 else one
        for node, one in zip(nodes, citations, strict=True)
    ]


def _authors(header: Header, meta: PaperMeta | None) -> list[str]:
    listed = header.get("authors", [])
    own = listed if isinstance(listed, list) else [str(listed)]
    names = meta.authors if meta is not None and meta.authors else own
    return [name for name in map(clean_text, names) if name]


def _month_and_day(meta: PaperMeta | None, year: int) -> tuple[int, int]:
    """Of the first version, where the reference is dated by it and not by the year of print."""
    if meta is None or meta.year != year:
        return 0, 0
    parts = [int(part) for part in meta.published[:10].split("-") if part.isdigit()]
    return (parts[1] if len(parts) > 1 else 0), (parts[2] if len(parts) > 2 else 0)


def _doi(header: Header, meta: PaperMeta | None, arxiv: str) -> str:
    """The publisher's DOI, else the one that arXiv registers for each of its papers."""
    for doi in (_of(header, "doi", ""), meta.doi if meta else ""):
        if _DOI.fullmatch(doi):
            return doi
    return f"10.48550/arXiv.{arxiv}" if arxiv else ""


def _url(header: Header, arxiv: str) -> str:
    if arxiv:
        return f"https://arxiv.org/abs/{arxiv}"
    url = clean_text(_of(header, "url", ""))
    safe = _UNSAFE.sub(lambda match: f"%{ord(match[0]):02X}", url)
    return safe if _ADDRESS.fullmatch(safe) else ""


def _of(header: Header, key: str, default: _Value) -> _Value:
    value = header.get(key, default)
    return value if isinstance(value, type(default)) else default
