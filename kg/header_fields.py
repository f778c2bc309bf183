"""What the keys of a header mean: each value cast by the schema, links read as edges.

Owns which keys there are and which take lists. A bad value is a fault and is left out; the rest of
the header stands. Not here: YAML itself (header.py), the form of values (header_values.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from yaml.nodes import Node, ScalarNode, SequenceNode

from kg.allowances import read_allowance
from kg.faults import Faults, did_you_mean
from kg.header import Entry
from kg.header_values import FORMS, WHOLE_NUMBERS, Text, whole_number
from kg.links import find_links, kebab, whole_link
from kg.models import Edge, Span
from kg.schema import COMMON_KEYS, INVERSES, NODE_TYPES, TYPE_KEYS, Relation

LISTS = frozenset({"aliases", "tags", "authors", "closed", "allow"})


class Fields(NamedTuple):
    """What a header says: values for the node's model, and the edges it states."""

    values: dict[str, object]
    edges: list[Edge]
    title: Text | None


def node_type(entries: Sequence[Entry], faults: Faults) -> str | None:
    """The type the header names; None after the fault that it is missing or unknown."""
    for entry in entries:
        if entry.key != "type":
            continue
        text = _one(entry, faults)
        if text is not None and text.value in NODE_TYPES:
            return text.value
        if text is not None:
            hint = did_you_mean(text.value, NODE_TYPES) or f": one of {', '.join(NODE_TYPES)}"
            faults.add(
                "E024", text.line, text.column, f"type: there is no type '{text.value}'{hint}"
            )
        return None
    faults.add("E023", 1, 1, f"the header has no type: add one of {', '.join(NODE_TYPES)}")
    return None


def read_fields(
    entries: Sequence[Entry], kind: str, relations: Mapping[str, Relation], faults: Faults
) -> Fields:
    """Cast every value of a header of the type `kind`; faults go to `faults`."""
    fields = Fields({}, [], None)
    known = {*COMMON_KEYS, *TYPE_KEYS[kind]}
    for entry in entries:
        if entry.key == "type" or entry.key.startswith("x-"):
            continue
        if entry.key == "title":
            fields = fields._replace(title=_one(entry, faults))
        elif entry.key in relations:
            fields.edges.extend(_edges(entry, len(fields.edges), faults))
        elif entry.key in known:
            value = _cast(entry, relations, faults)
            if value is not None:
                fields.values[entry.key] = value
        else:
            _unknown_key(entry, kind, relations, faults)
    return fields


def _place(node: Node) -> tuple[int, int]:
    quote = 1 if isinstance(node, ScalarNode) and node.style in ("'", '"') else 0
    return node.start_mark.line + 2, node.start_mark.column + 1 + quote


def _one(entry: Entry, faults: Faults) -> Text | None:
    """The single text of a key; None if it is empty or (a fault) something else."""
    node = entry.value
    line, column = _place(node)
    if isinstance(node, ScalarNode):
        value = str(node.value).strip()
        return Text(value, line, column) if value else None
    if isinstance(node, SequenceNode):
        inner = _inner_text(node)
        if inner is not None:
            faults.add("E040", line, column, _unquoted(entry.key, inner))
        else:
            faults.add("E026", line, column, f"{entry.key}: one value is wanted, not a list")
        return None
    faults.add("E027", line, column, f"{entry.key}: text is wanted, not keys within keys")
    return None


def _unquoted(key: str, target: str) -> str:
    return f'{key}: [[{target}]] is a list in a list for YAML; write "[[{target}]]"'


def _inner_text(node: Node) -> str | None:
    """The x of an unquoted [[x]], which YAML reads as a list in a list."""
    for _ in range(2):
        if not isinstance(node, SequenceNode) or len(node.value) != 1:
            return None
        node = node.value[0]
    return str(node.value) if isinstance(node, ScalarNode) else None


def _many(entry: Entry, faults: Faults) -> list[Text]:
    """The texts of a key that takes a list; one text alone counts as a list of one."""
    node = entry.value
    if not isinstance(node, SequenceNode):
        text = _one(entry, faults)
        return [] if text is None else [text]
    inner = _inner_text(node)
    if inner is not None:
        return [_bare(entry.key, inner, node, faults)]
    texts: list[Text] = []
    for item in node.value:
        inner = _inner_text(item)
        line, column = _place(item)
        if isinstance(item, ScalarNode):
            if str(item.value).strip():
                texts.append(Text(str(item.value).strip(), line, column))
        elif inner is not None:
            texts.append(_bare(entry.key, inner, item, faults))
        else:
            faults.add("E027", line, column, f"{entry.key}: text is wanted in this list")
    return texts


def _bare(key: str, inner: str, node: Node, faults: Faults) -> Text:
    line, column = _place(node)
    faults.add("E040", line, column, _unquoted(key, inner))
    return Text(f"[[{inner}]]", line, column)


def _edges(entry: Entry, first: int, faults: Faults) -> list[Edge]:
    """The edges of a relation key, one a link, numbered from `first`."""
    edges: list[Edge] = []
    for text in _many(entry, faults):
        link = whole_link(text.value)
        if link is None:
            linked = find_links(text.value)
            target = linked[0].target if linked else kebab(text.value)
            more = (
                "a header link has no reason: put the line under ## Links, or write"
                if linked
                else "a link is wanted: write"
            )
            faults.add("E041", text.line, text.column, f'{entry.key}: {more} "[[{target}]]"')
            continue
        edges.append(
            Edge(
                relation=entry.key,
                target=link.target,
                span=Span(line=text.line, column=text.column),
                locator=link.locator,
                order=first + len(edges),
            )
        )
    return edges


def _unknown_key(
    entry: Entry, kind: str, relations: Mapping[str, Relation], faults: Faults
) -> None:
    key, at = entry.key, (entry.line, entry.column)
    if key in INVERSES:
        say = f"{key} is derived: write {INVERSES[key]} in the other note"
        faults.add("E100", *at, say)
        return
    owners = [owner for owner, keys in TYPE_KEYS.items() if key in keys]
    if owners:
        faults.add("W038", *at, f"{key}: a {kind} has no such key ({', '.join(owners)} has)")
        return
    if _holds_link(entry.value):
        faults.add("E100", *at, f"there is no relation '{key}'{did_you_mean(key, relations)}")
        return
    hint = did_you_mean(key, [*COMMON_KEYS, *TYPE_KEYS[kind], *relations])
    faults.add("W021", *at, f"unknown key '{key}'{hint}; keys of your own begin with x-")


def _holds_link(node: Node) -> bool:
    if isinstance(node, SequenceNode):
        return any(_holds_link(item) for item in node.value) or _inner_text(node) is not None
    return isinstance(node, ScalarNode) and "[[" in str(node.value)


def _cast(entry: Entry, relations: Mapping[str, Relation], faults: Faults) -> object:
    """The value of a key that is no relation; None if it is empty or wrong."""
    if entry.key in LISTS:
        texts = _many(entry, faults)
        if entry.key == "closed":
            return tuple(t.value for t in texts if _closes(t, relations, faults))
        if entry.key == "allow":
            return tuple(filter(None, (read_allowance(t, faults) for t in texts)))
        if entry.key == "tags":
            return tuple(dict.fromkeys(t.value.lstrip("#") for t in texts))
        return tuple(dict.fromkeys(t.value for t in texts))
    text = _one(entry, faults)
    if text is None:
        return None
    if entry.key in WHOLE_NUMBERS:
        return whole_number(entry.key, text, faults)
    form = FORMS.get(entry.key)
    return text.value if form is None else form(text, faults)


def _closes(text: Text, relations: Mapping[str, Relation], faults: Faults) -> bool:
    names = {r.inverse for r in relations.values()} | set(relations)
    if text.value in names:
        return True
    hint = did_you_mean(text.value, names)
    faults.add("E036", text.line, text.column, f"closed: there is no relation '{text.value}'{hint}")
    return False
