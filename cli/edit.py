"""edgewise edit: edit a note; a pack's note is copied into the vault first."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cards.places import Places
    from kg.layers import Layer, NoteFile

HELP = (
    "Open a note in $EDITOR. A note of a pack is copied into your vault first and the copy "
    "replaces it; packs stay as they are. Prints the path of the note."
)
EXAMPLE = "edgewise edit self-attention"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The node, and whether to open the editor."""
    parser.add_argument("node", metavar="NODE", help="stem, pack/stem, title or alias")
    parser.add_argument("--no-edit", action="store_true", help="make the copy, open no editor")


def run(args: argparse.Namespace) -> int:
    """Copy the note if it is a pack's, print its path, open the editor at a terminal."""
    import os

    from cards.places import layers, places
    from cli.editor import at_terminal, edit_note
    from kg.errors import WriteRefused
    from kg.layers import VAULT
    from kg.write import copy_for_edit, not_edited

    where = places(os.environ)
    found = layers(where)
    layer, file = _find(args.node, where, found)
    path = file.absolute
    if file.is_exercise:
        raise WriteRefused(not_edited(path))
    if layer.name != VAULT:
        path = copy_for_edit(layer, file.path, where.vault)
    print(path)
    if not args.no_edit and at_terminal():
        edit_note(path)
    return 0


def _find(name: str, where: Places, layers: list[Layer]) -> tuple[Layer, NoteFile]:
    """The note of a name: by stem among the files (never stale), else by title or alias."""
    from kg.errors import AmbiguousNode, KgError

    stems, found = _by_stem(name, layers)
    if not found:
        stem = _stem_of_title(name, where, stems)
        _, found = _by_stem(stem, layers)
    if not found:
        raise KgError(f"'{name}' is linked to, but nobody has written it: `edgewise new` does.")
    top = found[-1]
    others = [layer.name for layer, _ in found[:-1]]
    if top[0].name != "vault" and others:
        stem = top[1].stem
        raise AmbiguousNode(name, [f"{pack}/{stem}" for pack in (*others, top[0].name)])
    return top


def _by_stem(name: str, layers: list[Layer]) -> tuple[set[str], list[tuple[Layer, NoteFile]]]:
    """All stems there are, and the notes of this one, highest layer last.

    pack/stem means that pack's note, unless the vault has a copy, which replaces it.
    """
    from kg.layers import VAULT, note_files

    pack, _, stem = name.rpartition("/")
    stems: set[str] = set()
    found: list[tuple[Layer, NoteFile]] = []
    for layer in layers:
        for file in note_files(layer):
            stems.add(file.stem)
            if file.stem == stem and (not pack or layer.name in (pack, VAULT)):
                found.append((layer, file))
    return stems, found


def _stem_of_title(name: str, where: Places, stems: set[str]) -> str:
    """The full name of the node with this title or alias. Raises UnknownNode with suggestions."""
    from kg.compiled import Graph
    from kg.errors import UnknownNode
    from kg.suggest import nearest

    if not Path(where.graph_db).is_file():
        raise UnknownNode(name, nearest(name, stems))
    with Graph.open(where.graph_db) as graph:
        node = graph.find(name)
        return f"{node.pack}/{node.stem}"
