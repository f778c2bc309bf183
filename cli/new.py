"""edgewise new: write a new note in the vault and open it in the editor."""

from __future__ import annotations

import argparse

HELP = (
    "Write a new note into your vault and open it in $EDITOR. It is a draft until you set "
    "status: reviewed; only then does it make cards. Prints the path of the note."
)
EXAMPLE = 'edgewise new concept "Speculative decoding"'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The type, the title, and whether to open the editor."""
    parser.add_argument("type", metavar="TYPE", help="concept, paper, chapter, metric, system ...")
    parser.add_argument("title", metavar="TITLE", nargs="+", help="the title as a person writes it")
    parser.add_argument("--no-edit", action="store_true", help="write the note, open no editor")


def run(args: argparse.Namespace) -> int:
    """Write the note, print its path, open the editor at a terminal."""
    import os

    from cards.places import layers, places
    from cli.editor import at_terminal, edit_note
    from kg.layers import VAULT, note_files
    from kg.write import new_note

    where = places(os.environ)
    packs = [layer for layer in layers(where) if layer.name != VAULT]
    taken = {file.stem: layer.name for layer in packs for file in note_files(layer)}
    path = new_note(where.vault, args.type, " ".join(args.title), taken=taken)
    print(path)
    if not args.no_edit and at_terminal():
        edit_note(path)
    return 0
