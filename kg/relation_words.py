"""Relations as a person says them, in both directions.

Owns the words: 'requires' is said 'needs', and from the other end 'is needed by'. Light. Not here:
question templates (schema.py), how a front end lays them out.
"""

from __future__ import annotations

from kg.rows import EdgeRow

_WORDS = {
    "requires": ("needs", "is needed by"),
    "part_of": ("is part of", "has the part"),
    "precedes": ("comes before", "comes after"),
    "is_a": ("is a kind of", "has the kind"),
    "contrasts_with": ("contrasts with", "contrasts with"),
    "improves_on": ("improves on", "is improved by"),
    "addresses": ("addresses", "is addressed by"),
    "introduced_by": ("was introduced by", "introduced"),
    "covered_in": ("is covered in", "covers"),
    "cites": ("cites", "is cited by"),
    "evaluated_by": ("is evaluated by", "evaluates"),
    "uses": ("uses", "is used by"),
    "supersedes": ("supersedes", "is superseded by"),
    "assesses": ("tests", "is tested by"),
    "asked_at": ("is asked at", "asks"),
    "made_by": ("was made by", "made"),
}


def relation_words(relation: str, *, forward: bool = True) -> str:
    """A relation in words; a learner's own relation by its name, backwards 'is ... of'."""
    known = _WORDS.get(relation)
    if known is not None:
        return known[0] if forward else known[1]
    name = relation.replace("_", " ")
    return name if forward else f"({name}, from the other side)"


def words_of_edge(edge: EdgeRow, *, forward: bool, step: str = "") -> str:
    """The relation of an edge in words, with the step of a problem's point (step: its title)."""
    words = relation_words(edge.relation, forward=forward)
    step = step or edge.step.replace("-", " ")
    return f"{words} (in {step})" if step and forward else words
