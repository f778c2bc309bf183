"""Notes that hang too loosely: stubs, orphans, and concepts without what every concept needs.

Owns what a reviewed note must have beside its definition. An edge to or from it counts, a source
that a fact names and a step of a problem count, a plain wikilink does not. Not here: paths over
several notes (lint_reach.py), cards (cards/lint.py).
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.check_world import Held
from kg.lint_web import Found, Web, at_edge, at_title
from kg.models import Concept

# Relations that place a note without saying anything of it.
_QUIET = frozenset({"covered_in", "cites", "made_by"})
_QUIET_OF_TYPE = {"chapter": frozenset({"part_of", "precedes"})}
_READ = frozenset({"chapter", "paper", "resource"})
_READ_IN = ("covered_in", "introduced_by")
_NO_OTHER = frozenset({"requires", *_READ_IN})
OTHERS_WANTED = 2


def loose_notes(web: Web) -> Iterator[Found]:
    """Orphans and stubs; an orphan is not called a stub as well."""
    for held in web.reviewed():
        edges = web.out.get(held.key, [])
        is_used = bool(web.into.get(held.key)) or held.key in web.sources | web.steps
        if not edges and not is_used:
            say = "no edge leads here or away: link it, or drop the note"
            yield at_title(held, "W203", say)
        elif not is_used and _says_nothing(web, held):
            cure = "let a note be covered in it or cite it" if held.type in _READ else "link it"
            say = f"a definition and nothing else: {cure}, or add an edge, a fact or a card"
            yield at_title(held, "W202", say)


def _says_nothing(web: Web, held: Held) -> bool:
    quiet = _QUIET | _QUIET_OF_TYPE.get(held.type, frozenset())
    if any(joined.relation not in quiet for joined in web.out.get(held.key, [])):
        return False
    return not any(each.note.facts or each.note.blocks for each in web.sayings[held.key])


def thin_concepts(web: Web) -> Iterator[Found]:
    """Concepts without a prerequisite, without two other edges, or without anything to read."""
    for held in web.reviewed():
        if not isinstance(held.note.node, Concept):
            continue
        edges = web.out.get(held.key, [])
        required = [joined for joined in edges if joined.relation == "requires"]
        if held.note.node.root and required:
            say = "a root requires nothing: drop this line, or `root: true`"
            yield at_edge(required[0], "W222", say)
        elif not held.note.node.root and not required:
            say = "no prerequisite: add requires, or `root: true` where it builds on nothing"
            yield at_title(held, "W221", say)
        others = sum(j.relation not in _NO_OTHER for j in (*edges, *web.into.get(held.key, [])))
        if others < OTHERS_WANTED:
            say = (
                f"{others} of {OTHERS_WANTED} edges beside requires and covered_in: add is_a,"
                " addresses, uses, contrasts_with or another"
            )
            yield at_title(held, "W223", say)
        if not any(joined.relation in _READ_IN for joined in edges):
            say = "nothing to read: add covered_in (a chapter, paper or resource) or introduced_by"
            yield at_title(held, "W224", say)
