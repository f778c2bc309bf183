"""Names and single notes judged: stems, aliases, titles, folders, definitions, keys of cards.

Owns the rules that need no edge. Not here: edges (check_edges.py), cycles (check_cycles.py).
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.check_world import Held, PlacedNote, World
from kg.layering import Target
from kg.layers import VAULT
from kg.models import Note
from kg.names import fold, is_exercise
from kg.schema import CARD_STATUS, FOLDER_OF_TYPE, INVERSES

TYPE_OF_FOLDER = {folder: kind for kind, folder in FOLDER_OF_TYPE.items()}


def check_names(world: World) -> None:
    """All faults of names, and of notes taken one by one; world.join() has been called."""
    _stems(world)
    _identities(world)
    _labels(world)
    children: set[tuple[str, str]] = {(j.relation, j.key) for j in world.joined}
    for held in world.held:
        _alone(world, held)
        _closed(world, held, children)


def _stems(world: World) -> None:
    first: dict[tuple[str, str], PlacedNote] = {}
    for placed in sorted(world.notes, key=lambda p: p.path):
        other = first.setdefault((placed.layer, placed.note.stem), placed)
        if other is not placed:
            how = "`edgewise rename`"
            if is_exercise(placed.path) or is_exercise(other.path):
                how = "the folder of the exercise"
            say = f"{other.path} has the same name; rename one of the two ({how})"
            world.add(placed, "E131", 1, 1, say)


def _identities(world: World) -> None:
    """Two notes of one layer with different stems that claim to be the same node."""
    first: dict[tuple[str, str], PlacedNote] = {}
    for placed in sorted(world.notes, key=lambda p: p.path):
        note = placed.note
        if not isinstance(note, Note) or note.node.extends:
            continue
        key = note.node.id or note.node.copied_from.partition("@")[0]
        key = key or f"{placed.layer}/{note.stem}"
        other = first.setdefault((placed.layer, key), placed)
        if other is not placed and other.note.stem != note.stem:
            say = f"{other.path} is '{key}' already; an id stays reserved after a rename"
            world.add(placed, "E122", note.title_span.line, note.title_span.column, say)


def _labels(world: World) -> None:
    """An alias must not be another note's name; two notes of one title are told apart badly.

    An exercise may be called what it tests: where both could be meant, it yields (meant.py).
    """
    titles: dict[tuple[str, str], Held] = {}
    aliases: dict[tuple[str, str], Held] = {}
    held_by_path = sorted(
        (held for held in world.held if held.type != "exercise"), key=lambda h: h.path
    )
    for held in held_by_path:
        if held.note.node.extends:
            continue
        label = (held.layer, fold(held.note.node.title))
        other = titles.setdefault(label, held)
        if other is not held:
            span = held.note.title_span
            say = f"{other.path} has the same title; cards will name the type to tell them apart"
            world.add(held, "W121", span.line, span.column, say)
    for held in held_by_path:
        for alias in held.note.node.aliases:
            label = (held.layer, fold(alias))
            other = titles.get(label) or aliases.setdefault(label, held)
            if other.key != held.key:
                span = held.note.title_span
                say = f"alias '{alias}' is also a name of {other.path}; keep it on one of the two"
                world.add(held, "E120", span.line, span.column, say)


def _alone(world: World, held: Held) -> None:
    for code, line, column, message in _faults_of(held):
        world.add(held, code, line, column, message)
    extends = held.note.node.extends
    if not extends:
        return
    span = held.note.title_span
    target = world.names.resolve(held.layer, extends)
    if not isinstance(target, Target):
        say = f"extends: there is no note '{extends}'{world.hint(extends)}"
        world.add(held, "W135", span.line, span.column, say)
    elif target.type and target.type != held.note.node.type:
        say = f"extends: '{extends}' is a {target.type}; write type: {target.type}"
        world.add(held, "E136", span.line, span.column, say)


def _faults_of(held: Held) -> Iterator[tuple[str, int, int, str]]:
    note, node = held.note, held.note.node
    at = (note.title_span.line, note.title_span.column)
    folder = next(
        (part for part in reversed(held.path.split("/")[:-1]) if part in TYPE_OF_FOLDER), ""
    )
    if folder and TYPE_OF_FOLDER[folder] != node.type:
        say = f"a {node.type} lies in {folder}/; move it to {FOLDER_OF_TYPE[node.type]}/"
        yield ("W132", 1, 1, say)
    if node.status == CARD_STATUS and not note.definition and not node.extends:
        yield ("E133", *at, "reviewed, but without a definition: write a first paragraph")
    if node.type == "exercise" and not any(e.relation == "assesses" for e in note.edges):
        yield ("E130", *at, "an exercise without assesses: say which concept it tests")
    code = "W134" if held.layer == VAULT else "E134"
    for block in note.blocks:
        if not block.anchor:
            say = "this card has no key: end its last line with one, like ^my-key"
            yield (code, block.span.line, block.span.column, say)


def _closed(world: World, held: Held, children: set[tuple[str, str]]) -> None:
    for name in held.note.node.closed:
        if (INVERSES.get(name, name), held.key) not in children:
            span = held.note.title_span
            say = f"closed: [{name}], but no note is one; drop it, or link the members here"
            world.add(held, "W139", span.line, span.column, say)
