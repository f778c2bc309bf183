"""What the lines under ## Links, ## Facts and ## Steps state.

Owns the notation `- relation:: [[node]] — reason`, `- key:: value`, and `### [[step]]` with its
points. A point's relation stays '' here, since it follows from its object's type
(relation_of_point). Not here: the tail of a line (qualifiers.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kg.body import Line, Section
from kg.faults import Faults, did_you_mean
from kg.links import Link, find_links, kebab, without_code
from kg.models import Edge, Fact, Span
from kg.qualifiers import Item, Tail, split_tail
from kg.schema import INVERSES, Relation

LINK_FORM = "- relation:: [[note]] — reason"
FACT_FORM = "- key:: value"
POINT_FORM = "- [[note]] — text"
_ITEM = re.compile(r"([ \t]*[-*+][ \t]+)(.*)")
_KEYED = re.compile(r"([A-Za-z][\w -]{0,60}?)[ \t]{0,9}(::?)(?=[ \t]|\[|\Z)[ \t]*")
_DASH = re.compile(r"\s*(?:—|–|--?)\s+")
_STEP = re.compile(r"#{3,6}[ \t]+(.*)")


class Statements(NamedTuple):
    """What the sections of one note say, and the targets of the links in their texts."""

    edges: list[Edge]
    facts: list[Fact]
    mentions: list[str]


def relation_of_point(object_type: str) -> str:
    """The relation of a problem to a point's node: evaluated_by for a metric, else uses."""
    return "evaluated_by" if object_type == "metric" else "uses"


def items_of(section: Section, form: str, faults: Faults) -> Iterator[Item | Line]:
    """The list items of a section, each joined to one line; headings below it as they are."""
    parts: list[str] = []
    starts: list[tuple[int, int, int]] = []
    offset = 0
    for line in section.lines:
        if line.code or not line.text.strip():
            continue
        match = _ITEM.fullmatch(line.text)
        text = line.text.strip() if match is None else match.group(2).rstrip()
        if match is None and parts and line.text[0] in " \t":
            starts.append((offset, line.number, len(line.text) - len(line.text.lstrip()) + 1))
        else:
            if parts:
                yield Item(" ".join(parts), starts)
            parts, starts, offset = [], [], 0
            if match is None:
                if line.text.startswith("#"):
                    yield line
                else:
                    faults.add("W062", line.number, 1, f"this line is not read; write '{form}'")
                continue
            starts.append((0, line.number, len(match.group(1)) + 1))
        parts.append(text)
        offset += len(text) + 1
    if parts:
        yield Item(" ".join(parts), starts)


def read_links(
    section: Section, relations: Mapping[str, Relation], said: Statements, faults: Faults
) -> None:
    """Add the edges of a ## Links section to `said`."""
    for item in items_of(section, LINK_FORM, faults):
        if isinstance(item, Item) and item.text:
            edge = _edge(item, relations, said, faults)
            if edge is not None:
                said.edges.append(edge)


def _edge(
    item: Item, relations: Mapping[str, Relation], said: Statements, faults: Faults
) -> Edge | None:
    keyed = _KEYED.match(item.text)
    if keyed is None or (keyed.group(2) == ":" and keyed.group(1) not in relations):
        faults.add("E050", *item.place(), f"this states nothing: write '{LINK_FORM}'")
        return None
    name = keyed.group(1)
    if keyed.group(2) == ":":
        faults.add("E051", *item.place(keyed.end(1)), f"write {name}:: with two colons")
    if name not in relations:
        faults.add("E100", *item.place(), _no_relation(name, relations))
        return None
    tail = split_tail(item, faults)
    link = _first_link(tail.rest, keyed.end(), item, faults)
    if link is None:
        return None
    return _make_edge(name, link, "", item, tail, said, faults)


def _no_relation(name: str, relations: Mapping[str, Relation]) -> str:
    if name in INVERSES:
        return f"{name} is derived: write {INVERSES[name]} in the other note"
    plain = name.lower().replace(" ", "_").replace("-", "_")
    return f"there is no relation '{name}'{did_you_mean(plain, relations)}"


def _first_link(rest: str, begin: int, item: Item, faults: Faults) -> Link | None:
    """The link a statement is about, which stands at `begin`."""
    links = [link for link in find_links(rest) if link.start >= begin]
    if links and not rest[begin : links[0].start].strip():
        return links[0]
    text = rest[begin:].strip()
    target = links[0].target if links else kebab(_DASH.split(text, maxsplit=1)[0])
    want = f"[[{target}]]" if target else "[[note]]"
    faults.add("E052", *item.place(begin), f"a link to a note is wanted here: write {want}")
    return None


def _make_edge(
    relation: str, link: Link, step: str, item: Item, tail: Tail, said: Statements, faults: Faults
) -> Edge:
    line, column = item.place(link.start)
    others = dict(tail.others)
    for key, value in (("as_of", tail.as_of), ("source", tail.source)):
        if value:
            others[key] = value
    reason = _reason(tail.rest, link, item, faults)
    said.mentions.extend(found.target for found in find_links(reason))
    return Edge(
        relation=relation,
        target=link.target,
        span=Span(line=line, column=column),
        step=step,
        reason=reason,
        locator=link.locator,
        order=len(said.edges) if tail.order is None else tail.order,
        status=tail.status,
        q=tail.q,
        a=tail.a,
        card=tail.card,
        anchor=tail.anchor,
        qualifiers=others,
    )


def _reason(rest: str, link: Link, item: Item, faults: Faults) -> str:
    text = rest[link.end :]
    if not text.strip():
        return ""
    dash = _DASH.match(text)
    if dash is not None:
        return text[dash.end() :].strip()
    offset = link.end + len(text) - len(text.lstrip())
    if text.lstrip(" ,;&").startswith("[["):
        faults.add("E053", *item.place(offset), "one link a line: give the next its own line")
        return ""
    if not text.strip(" —–-"):
        return ""
    faults.add("W054", *item.place(offset), "put ' — ' between the link and the reason")
    return text.strip()


def read_facts(
    section: Section, relations: Mapping[str, Relation], said: Statements, faults: Faults
) -> None:
    """Add the facts of a ## Facts section to `said`."""
    for item in items_of(section, FACT_FORM, faults):
        if isinstance(item, Item) and item.text:
            fact = _fact(item, relations, faults)
            if fact is not None:
                said.facts.append(fact)
                said.mentions.extend(link.target for link in find_links(fact.value))


def _fact(item: Item, relations: Mapping[str, Relation], faults: Faults) -> Fact | None:
    split = without_code(item.text).find("::")
    if split < 1:
        colon = item.text.find(":")
        if colon > 0:
            faults.add("E051", *item.place(colon), f"write {item.text[:colon]}:: with two colons")
        else:
            faults.add("E050", *item.place(), f"this states nothing: write '{FACT_FORM}'")
        return None
    key = item.text[:split].strip()
    if key in relations and find_links(item.text):
        faults.add("W065", *item.place(), f"{key} is a relation: put this line under ## Links")
    tail = split_tail(item, faults)
    value = tail.rest[split + 2 :].strip()
    if not value:
        faults.add("E063", *item.place(split), f"{key}: the value is missing")
        return None
    line, column = item.place()
    others = dict(tail.others)
    if tail.order is not None:
        others["order"] = str(tail.order)
    return Fact(
        key=key,
        value=value,
        span=Span(line=line, column=column),
        as_of=tail.as_of,
        source=tail.source,
        status=tail.status,
        q=tail.q,
        a=tail.a,
        card=tail.card,
        anchor=tail.anchor,
        qualifiers=others,
    )


def read_steps(section: Section, said: Statements, faults: Faults) -> None:
    """Add the points of a problem's ## Steps section to `said`, as edges without a relation."""
    step = ""
    for item in items_of(section, POINT_FORM, faults):
        if isinstance(item, Line):
            step = _step(item, faults)
            if step:
                said.mentions.append(step)
            continue
        if not item.text:
            continue
        if not step:
            faults.add("E068", *item.place(), "this point has no step: put ### [[step]] above it")
        tail = split_tail(item, faults)
        link = _first_link(tail.rest, 0, item, faults)
        if link is not None:
            said.edges.append(_make_edge("", link, step, item, tail, said, faults))


def _step(line: Line, faults: Faults) -> str:
    match = _STEP.fullmatch(line.text.rstrip())
    title = match.group(1).strip() if match else line.text
    links = find_links(title)
    if links:
        return links[0].target
    stem = kebab(title)
    faults.add("E067", line.number, 1, f"a step is a link to its note: write ### [[{stem}]]")
    # The points below belong to a step all the same: one fault is enough.
    return stem
