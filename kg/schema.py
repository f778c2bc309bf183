"""The vocabulary of the graph: node types, relations, statuses and their rules, declared once.

Owns the decision what may be said and which questions it may become. Plain tuples, no pydantic,
so that the daily path can import it. Not here: reading notes (reader.py), making cards (cards/).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

NODE_TYPES = (
    "concept", "paper", "chapter", "metric", "system", "problem", "exercise", "resource", "org",
)  # fmt: skip
FOLDER_OF_TYPE = {
    "concept": "concepts", "paper": "papers", "chapter": "chapters", "metric": "metrics",
    "system": "systems", "problem": "problems", "exercise": "exercises",
    "resource": "resources", "org": "orgs",
}  # fmt: skip

DECK = "deck"  # the kind of a resource that is a deck of cards taken from elsewhere
STATUSES = ("proposed", "draft", "reviewed", "disputed", "rumour", "outdated")
CARD_STATUS = "reviewed"

# Qualifiers any edge or fact may carry. q, a and card say how it is asked; they are not identity.
QUALIFIERS = (
    "as_of", "source", "dataset", "unit", "order", "status", "q", "a", "card", "n", "section",
    "split",
)  # fmt: skip
WORDING_QUALIFIERS = frozenset({"q", "a", "card", "status", "order"})

_ALL = frozenset(NODE_TYPES)


class Relation(NamedTuple):
    """One relation and everything the checker and the card generator need to know of it.

    forward, reverse, why: question templates with {subject}, {object}; why asks for the reason.
    set_question: asks for all subjects of a closed set, with {count} and {object}.
    """

    name: str
    inverse: str
    domain: frozenset[str]
    range: frozenset[str]
    acyclic: bool = False
    transitive: bool = False
    symmetric: bool = False
    same_type: bool = False
    at_most_one: bool = False
    reason: str = "none"  # none | wanted | required
    functional: bool = False
    inverse_functional: bool = False
    closed: bool = False
    ordered: bool = False
    volatile: bool = False
    forward: str = ""
    reverse: str = ""
    why: str = ""
    set_question: str = ""


def _types(*names: str) -> frozenset[str]:
    return frozenset(names)


RELATIONS: dict[str, Relation] = {
    r.name: r
    for r in (
        Relation("requires", "unlocks",
                 _types("concept", "metric", "problem", "exercise", "chapter"), _types("concept"),
                 acyclic=True, transitive=True, reason="wanted",
                 why="Why does {subject} need {object}?"),
        Relation("part_of", "has_part", _types("concept", "chapter", "system"),
                 _types("concept", "resource", "system"), acyclic=True, ordered=True,
                 set_question="What are the {count} parts of {object}?"),
        Relation("precedes", "follows", _types("concept", "chapter"), _types("concept", "chapter"),
                 acyclic=True, same_type=True, at_most_one=True, functional=True,
                 inverse_functional=True,
                 forward="In {parent}, what comes right after {subject}?",
                 reverse="In {parent}, what comes right before {object}?"),
        Relation("is_a", "has_kind", _types("concept", "metric", "system"), _types("concept"),
                 acyclic=True, transitive=True,
                 set_question="What are the {count} kinds of {object}?"),
        Relation("contrasts_with", "contrasts_with", _ALL, _ALL, symmetric=True, same_type=True,
                 reason="required", why="{Subject} and {object}: what is the difference?"),
        Relation("improves_on", "improved_by", _types("concept", "paper", "system"),
                 _types("concept", "paper", "system"), acyclic=True, same_type=True,
                 reason="required", why="What does {subject} change relative to {object}?"),
        Relation("addresses", "addressed_by", _types("concept", "system", "paper"),
                 _types("concept"), reason="wanted", why="How does {subject} address {object}?"),
        Relation("introduced_by", "introduces", _types("concept", "metric", "system"),
                 _types("paper", "resource"), functional=True,
                 forward="Which {object_type} introduced {subject}?"),
        Relation("covered_in", "covers", _ALL - {"chapter", "org"},
                 _types("chapter", "resource", "paper")),
        Relation("cites", "cited_by", _types("chapter", "paper", "resource", "exercise"),
                 _types("paper", "resource")),
        Relation("evaluated_by", "evaluates", _types("concept", "problem", "system"),
                 _types("metric")),
        Relation("uses", "used_by", _types("system", "problem", "concept"),
                 _types("concept", "system"), reason="wanted",
                 why="What does {subject} use {object} for?"),
        Relation("supersedes", "superseded_by", _ALL, _ALL, acyclic=True, same_type=True,
                 why="What does {subject} change relative to {object}?"),
        Relation("assesses", "assessed_by", _types("exercise", "problem"),
                 _types("concept", "metric")),
        Relation("asked_at", "asks", _types("problem"), _types("org")),
        Relation("made_by", "made", _types("system", "paper", "resource"), _types("org")),
    )
}  # fmt: skip

INVERSES: dict[str, str] = {r.inverse: r.name for r in RELATIONS.values()}

# part_of allows three pairs of types, not their whole product.
PAIRS: dict[str, frozenset[tuple[str, str]]] = {
    "part_of": frozenset({("concept", "concept"), ("chapter", "resource"), ("system", "system")}),
}

# Header keys beside the relations: for every type, then for one type.
COMMON_KEYS = (
    "type", "title", "aliases", "tags", "status", "id", "q", "a", "closed", "extends",
    "copied_from", "allow",
)  # fmt: skip
TYPE_KEYS: dict[str, tuple[str, ...]] = {
    "concept": ("root",),
    "paper": ("arxiv", "doi", "year", "authors", "venue", "url"),
    "chapter": ("number",),
    "metric": ("full_name", "higher_is_better"),
    "system": ("kind", "url"),
    "problem": ("minutes", "difficulty"),
    "exercise": ("minutes", "difficulty"),
    "resource": ("kind", "url", "isbn", "year", "authors"),
    "org": ("kind", "url"),
}


def fits(relation: Relation, subject_type: str, object_type: str) -> bool:
    """Whether the relation may join these node types (domain, range, same-type, allowed pairs)."""
    if subject_type not in relation.domain or object_type not in relation.range:
        return False
    if relation.same_type and subject_type != object_type:
        return False
    pairs = PAIRS.get(relation.name)
    return pairs is None or (subject_type, object_type) in pairs


def relations_between(
    subject_type: str, object_type: str, relations: Iterable[Relation] | None = None
) -> list[str]:
    """Names of the relations that may join these types: what to suggest instead of a wrong one."""
    known = RELATIONS.values() if relations is None else relations
    return [r.name for r in known if fits(r, subject_type, object_type)]
