"""Edges judged: do the types fit, is the reason there, is anything stated twice or too often.

Owns the rules that a relation declares in the schema, but the cycles (check_cycles.py).
Not here: the notes' names (check_names.py).
"""

from __future__ import annotations

from collections.abc import Mapping

from kg.check_world import Held, Joined, World, places_of_links
from kg.schema import Relation, fits, relations_between

SUGGESTIONS = 3

Relations = Mapping[str, Relation]


def check_edges(world: World, relations: Relations) -> None:
    """All faults of edges, sources and plain links; world.join() has been called."""
    for held in world.held:
        _links_of(world, held)
    _groups(world, relations)
    _ends(world, relations)
    for joined in world.joined:
        _types(world, relations, joined)
    _symmetric(world, relations)
    _same_whole(world)


def _links_of(world: World, held: Held) -> None:
    """Sources, steps and plain links must name notes too."""
    note = held.note
    seen = {edge.target for edge in note.edges}
    for edge in note.edges:
        source = edge.qualifiers.get("source")
        if source:
            world.resolve(held, source, edge.span.line, edge.span.column)
    for fact in note.facts:
        if fact.source:
            world.resolve(held, fact.source, fact.span.line, fact.span.column)
    lost = [n for n in note.mentions if n not in seen and not world.knows(held, n)]
    if not lost:
        return
    places = places_of_links(note)
    at = (note.title_span.line, note.title_span.column)
    for name in lost:
        world.resolve(held, name, *places.get(name, at))


def _types(world: World, relations: Relations, joined: Joined) -> None:
    held, edge, name = joined.held, joined.edge, joined.relation
    if name not in relations:
        return
    relation, place = relations[name], (edge.span.line, edge.span.column)
    if joined.key == held.key:
        world.add(held, "E111", *place, f"{name}: a note cannot be related to itself")
        return
    if not joined.type or fits(relation, held.type, joined.type):
        return
    better = [n for n in relations_between(held.type, joined.type, relations.values()) if n != name]
    hint = f"; did you mean {' or '.join(better[:SUGGESTIONS])}?" if better else ""
    world.add(
        held, "E110", *place,
        f"{name}: cannot join {_a(held.type)} to {_a(joined.type)} ({_allowed(relation)}){hint}",
    )  # fmt: skip


def _a(kind: str) -> str:
    return f"{'an' if kind[:1] in 'eo' else 'a'} {kind}"


def _allowed(relation: Relation) -> str:
    if relation.name == "part_of":
        return "concept -> concept, chapter -> resource, system -> system"
    same = ", both the same" if relation.same_type else ""
    domain, objects = sorted(relation.domain), sorted(relation.range)
    left = "any" if len(domain) > 6 else ", ".join(domain)
    right = "any" if len(objects) > 6 else ", ".join(objects)
    return f"{left} -> {right}{same}"


def _groups(world: World, relations: Relations) -> None:
    """Reasons and repetitions: header and ## Links may state the same edge once each."""
    groups: dict[tuple[str, str, str, str], list[Joined]] = {}
    for joined in world.joined:
        key = (joined.held.key, joined.relation, joined.key, joined.edge.step)
        groups.setdefault(key, []).append(joined)
    for (_, name, _, _), group in groups.items():
        first = group[0]
        if len(group) == 1 and first.edge.reason:
            continue
        in_body = [j for j in group if j.edge.span.line >= j.held.note.body_line]
        for again in in_body[1:]:
            if again.held is in_body[0].held:
                say = f"{name}: stands twice (first in line {in_body[0].edge.span.line}); join them"
                _say(world, again, "W114", say)
        relation = relations.get(name)
        if relation is None or any(j.edge.reason or (j.edge.q and j.edge.a) for j in group):
            continue
        if relation.reason == "required":
            say = f"{name}: the reason is missing; write it behind the link, after ' — '"
            _say(world, first, "E112", say)
        elif relation.reason == "wanted" and in_body:
            say = f"{name}: say why, after ' — ' (the reason is what is asked)"
            _say(world, in_body[0], "W113", say)


def _ends(world: World, relations: Relations) -> None:
    """How many objects a subject may have, and how many subjects an object."""
    objects: dict[tuple[str, str], dict[str, Joined]] = {}
    subjects: dict[tuple[str, str], dict[str, Joined]] = {}
    single = {n for n, relation in relations.items() if relation.at_most_one or relation.functional}
    for joined in world.joined:
        name, subject, object = joined.relation, joined.held.key, joined.key
        if name in single:
            objects.setdefault((subject, name), {}).setdefault(object, joined)
            subjects.setdefault((object, name), {}).setdefault(subject, joined)
    for (_, name), group in objects.items():
        if len(group) > 1:
            _several_objects(world, relations[name], list(group.values()))
    for (_, name), group in subjects.items():
        if len(group) > 1:
            _several_subjects(world, relations[name], list(group.values()))


def _several_objects(world: World, relation: Relation, group: list[Joined]) -> None:
    first, *others = group
    for other in others:
        if relation.at_most_one:
            line = first.edge.span.line
            say = f"{relation.name}: at most one is allowed (the other is in line {line})"
            _say(world, other, "E115", say)
        elif relation.functional:
            say = f"{relation.name}: usually there is one; with several it makes no card"
            _say(world, other, "W118", say)


def _several_subjects(world: World, relation: Relation, group: list[Joined]) -> None:
    if not (relation.at_most_one and relation.inverse_functional):
        return
    first, *others = group
    for other in others:
        say = (
            f"{relation.name}: {first.held.path}:{first.edge.span.line} says the same of this note"
        )
        _say(world, other, "E115", f"{say}; only one may")


def _symmetric(world: World, relations: Relations) -> None:
    seen: dict[tuple[str, str, str], Joined] = {}
    for joined in world.joined:
        relation = relations.get(joined.relation)
        if relation is None or not relation.symmetric or joined.key == joined.held.key:
            continue
        other = seen.get((joined.relation, joined.key, joined.held.key))
        if other is not None:
            say = f"{joined.relation}: {other.held.path}:{other.edge.span.line} says it already"
            _say(world, joined, "W116", f"{say}; write it on one side")
        seen.setdefault((joined.relation, joined.held.key, joined.key), joined)


def _same_whole(world: World) -> None:
    """What precedes another must be part of the same whole."""
    wholes: dict[str, set[str]] = {}
    for joined in world.joined:
        if joined.relation == "part_of":
            wholes.setdefault(joined.held.key, set()).add(joined.key)
    for joined in world.joined:
        if joined.relation != "precedes" or joined.key == joined.held.key:
            continue
        if not wholes.get(joined.held.key, set()) & wholes.get(joined.key, set()):
            say = "precedes: the two are parts of no common whole; give both the same part_of"
            _say(world, joined, "E117", say)


def _say(world: World, joined: Joined, code: str, message: str) -> None:
    span = joined.edge.span
    world.add(joined.held, code, span.line, span.column, message)
