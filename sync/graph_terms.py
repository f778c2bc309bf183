"""What SKOS and schema.org call the things of the graph, and the context that says so in JSON-LD.

Owns the choice of public terms: concepts and metrics are SKOS concepts, all else has a type of
schema.org; a link has a public term only where that means the same. Not here: the document
(graph_jsonld.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sync.graph_data import Json, Record

TERM = "urn:edgewise:term:"


def _link(term: str) -> Json:
    return {"@id": term, "@type": "@id", "@container": "@set"}


def _set(term: str) -> Json:
    return {"@id": term, "@container": "@set"}


CONTEXT: Record = {
    "@version": 1.1,
    "@vocab": TERM,
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "schema": "https://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "id": "@id",
    "type": "@type",
    "prefLabel": "skos:prefLabel",
    "altLabel": _set("skos:altLabel"),
    "definition": "skos:definition",
    "inScheme": {"@id": "skos:inScheme", "@type": "@id"},
    "broader": _link("skos:broader"),
    "related": _link("skos:related"),
    "name": "schema:name",
    "alternateName": _set("schema:alternateName"),
    "description": "schema:description",
    "keywords": _set("schema:keywords"),
    "url": "schema:url",
    "isbn": "schema:isbn",
    "datePublished": {"@id": "schema:datePublished", "@type": "xsd:gYear"},
    "author": {"@id": "schema:author", "@container": "@list"},
    "sameAs": _link("schema:sameAs"),
    "assesses": _link("schema:assesses"),
    "citation": _link("schema:citation"),
    "competencyRequired": _link("schema:competencyRequired"),
    "creator": _link("schema:creator"),
    "isPartOf": _link("schema:isPartOf"),
    "manufacturer": _link("schema:manufacturer"),
    "provider": _link("schema:provider"),
    "subjectOf": _link("schema:subjectOf"),
    "links": _set(f"{TERM}link"),
    "relation": {"@id": f"{TERM}relation", "@type": "@id"},
    "target": {"@id": f"{TERM}target", "@type": "@id"},
    "facts": {"@id": f"{TERM}fact", "@container": "@list"},
    "source": {"@id": f"{TERM}source", "@type": "@id"},
    "qualifiers": {"@id": f"{TERM}qualifiers", "@type": "@json"},
}
_CONCEPTS = frozenset({"concept", "metric"})
_TYPES = {
    "concept": ("skos:Concept",),
    "metric": ("skos:Concept", "Metric"),
    "paper": ("schema:ScholarlyArticle",),
    "chapter": ("schema:Chapter",),
    "problem": ("schema:LearningResource", "Problem"),
    "exercise": ("schema:LearningResource", "Exercise"),
    "org": ("schema:Organization",),
    "system": ("schema:SoftwareApplication",),
    "resource": ("schema:CreativeWork",),
}
# By the field `kind`, which is free text; another kind is what its type is.
_KINDS = {
    ("system", "hardware"): ("schema:Product",),
    ("system", "service"): ("schema:Service",),
    ("system", "dataset"): ("schema:Dataset",),
    ("resource", "blog"): ("schema:Blog",),
    ("resource", "book"): ("schema:Book",),
    ("resource", "course"): ("schema:Course",),
    ("resource", "dataset"): ("schema:Dataset",),
    ("resource", "docs"): ("schema:TechArticle",),
    ("resource", "list"): ("schema:ItemList",),
    ("resource", "news"): ("schema:NewsArticle",),
    ("resource", "repo"): ("schema:SoftwareSourceCode",),
    ("resource", "tool"): ("schema:SoftwareApplication",),
    ("resource", "video"): ("schema:VideoObject",),
}
_MADE_BY = {"schema:Product": "manufacturer", "schema:Service": "provider"}


class Statement(NamedTuple):
    """One edge by the ids of its ends, with their records."""

    source: str
    relation: str
    target: str
    subject: Record
    object: Record


def is_concept(node: Record) -> bool:
    """Whether a node is a concept of SKOS."""
    return node.get("type") in _CONCEPTS


def types_of(node: Record) -> Sequence[str]:
    """The types of a node as terms of the context; none for a name without a note."""
    type_, kind = str(node.get("type", "")), str(node.get("kind", ""))
    return _KINDS.get((type_, kind)) or _TYPES.get(type_, ())


def plain_links(statements: Sequence[Statement]) -> Iterator[tuple[str, str, str]]:
    """The edges for which there is a public term, as (source id, term, target id), each once."""
    seen = set()
    above = _above(statements)
    for statement in statements:
        term = _term(statement)
        if term == "related" and _stacked(statement.source, statement.target, above):
            continue  # SKOS: what is broader, at any distance, is not related
        found = (statement.source, term, statement.target)
        if term and found not in seen:
            seen.add(found)
            yield found


def _term(statement: Statement) -> str:
    relation = statement.relation
    type_ = statement.subject.get("type")
    if relation in ("is_a", "contrasts_with"):
        both = is_concept(statement.subject) and is_concept(statement.object)
        return ("broader" if relation == "is_a" else "related") if both else ""
    if relation == "made_by":
        return _MADE_BY.get("".join(types_of(statement.subject)), "creator")
    if relation == "part_of":
        return "isPartOf" if type_ == "chapter" else ""
    if relation == "requires":
        return "competencyRequired" if type_ in ("problem", "exercise") else ""
    return {"cites": "citation", "covered_in": "subjectOf", "assesses": "assesses"}.get(
        relation, ""
    )


def _above(statements: Iterable[Statement]) -> dict[str, list[str]]:
    above: dict[str, list[str]] = {}
    for statement in statements:
        if _term(statement) == "broader":
            above.setdefault(statement.source, []).append(statement.target)
    return above


def _stacked(one: str, other: str, above: dict[str, list[str]]) -> bool:
    return other in _all_above(one, above) or one in _all_above(other, above)


def _all_above(start: str, above: dict[str, list[str]]) -> set[str]:
    seen, waiting = set[str](), [start]
    while waiting:
        new = set(above.get(waiting.pop(), ())) - seen
        seen |= new
        waiting.extend(new)
    return seen
