"""Which card is which: 63-bit ids made of separated fields, never of wording.

Owns what counts as the same card. A field's length stands before it, so that no two lists of
fields give the same bytes. Not here: ordinals of members and cloze parts (the store keeps them,
because they are never renumbered), the text of a card (templates.py).

What is part of an identity, and so what starts a new history when it changes:

- edge: subject, relation, object, step, template, direction; both ends in fixed order if symmetric
- set: parent, relation, step, template, and for a member's cloze that member
- fact: subject, key, qualifiers but as_of and source, and its ^key where it has one
- definition: subject, direction
- exercise: the exercise alone
- block: node and ^key; with several hidden parts also the hidden words of the part, so that a
  reworded sentence keeps every history and a part put in front shifts none. A lone part needs no
  words: it may be reworded freely. (A second part is best written as a second block.)
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

_MASK = (1 << 63) - 1

# How a statement is asked, when it was true and who says so do not make it another statement.
NOT_IDENTITY = frozenset({"q", "a", "card", "status", "order", "as_of", "source"})


def id_of(*fields: str) -> int:
    """A 63-bit id of these fields: stable across machines, versions and Python's hash seed."""
    text = "".join([f"{len(field)}:{field}" for field in fields])
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") & _MASK


def edge_ends(subject: str, target: str, symmetric: bool) -> tuple[str, str]:
    """The two ends in the order identity uses: as written, or sorted where order says nothing."""
    return (target, subject) if symmetric and target < subject else (subject, target)


def edge_group(subject: str, relation: str, target: str, step: str) -> int:
    """The group of one edge; give symmetric edges' ends through `edge_ends`."""
    return id_of("group", "edge", subject, relation, target, step)


def edge_card(
    subject: str, relation: str, target: str, step: str, template: str, direction: str
) -> int:
    """One card of one edge; give symmetric edges' ends through `edge_ends`."""
    return id_of("card", "edge", subject, relation, target, step, template, direction)


def set_group(parent: str, relation: str, step: str) -> int:
    """The group of one closed set."""
    return id_of("group", "set", parent, relation, step)


def set_card(parent: str, relation: str, step: str, template: str, member: str = "") -> int:
    """The list card of a set, or the cloze of one member (its key)."""
    return id_of("card", "set", parent, relation, step, template, member)


def fact_fields(key: str, qualifiers: Mapping[str, str], anchor: str) -> list[str]:
    """The fields that tell one fact of a node from its others."""
    fields = [" ".join(key.lower().split()), anchor]
    for name in sorted(qualifiers):
        if name not in NOT_IDENTITY:
            fields += [name, qualifiers[name]]
    return fields


def fact_group(subject: str, fields: list[str]) -> int:
    """The group of one fact; fields from `fact_fields`."""
    return id_of("group", "fact", subject, *fields)


def fact_card(subject: str, fields: list[str]) -> int:
    """The card of one fact; its value is not part of it, a changed value is an event."""
    return id_of("card", "fact", subject, *fields)


def definition_group(subject: str) -> int:
    """The group of a definition and its reverse."""
    return id_of("group", "definition", subject)


def definition_card(subject: str, direction: str) -> int:
    """The definition (forward) or the term asked by it (reverse)."""
    return id_of("card", "definition", subject, direction)


def block_group(node: str, anchor: str) -> int:
    """The group of one hand-written block."""
    return id_of("group", "block", node, anchor)


def block_card(node: str, anchor: str, part: str = "") -> int:
    """A hand-written card; part: the hidden words, only where a cloze hides several parts."""
    return id_of("card", "block", node, anchor, part)


def exercise_group(node: str) -> int:
    """The group of an exercise's one card."""
    return id_of("group", "exercise", node)


def exercise_card(node: str) -> int:
    """The card of an exercise, whatever it is called and however it is checked."""
    return id_of("card", "exercise", node)


def digest(*fields: str) -> str:
    """Eight hexadecimal digits that change when any field does: for fingerprints, not for ids."""
    return f"{id_of(*fields) & 0xFFFFFFFF:08x}"
