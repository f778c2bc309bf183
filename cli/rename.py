"""edgewise rename: rename a note of the vault and keep its review history."""

from __future__ import annotations

import argparse

HELP = (
    "Rename a note of your vault. Its cards keep their history (the old name stays as id), and "
    "links to it in your notes are changed."
)
EXAMPLE = "edgewise rename self-attn self-attention"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The old and the new stem."""
    parser.add_argument("old", metavar="OLD", help="the note's file name without .md")
    parser.add_argument("new", metavar="NEW", help="the new one, in kebab case")


def run(args: argparse.Namespace) -> int:
    """Rename, then say what changed."""
    import os

    from cards.places import layers, places
    from kg.errors import WriteRefused
    from kg.layers import VAULT, note_files
    from kg.write import find_in_vault, rename

    where = places(os.environ)
    old = args.old.removeprefix(f"{VAULT}/").removesuffix(".md")
    packs = [layer for layer in layers(where) if layer.name != VAULT]
    owners = {file.stem: layer.name for layer in packs for file in note_files(layer)}
    if old.rpartition("/")[2] in owners and find_in_vault(where.vault, old) is None:
        raise WriteRefused(
            f"'{args.old}' is a note of the pack {owners[old.rpartition('/')[2]]}; packs keep "
            "their names."
        )
    if args.new in owners:
        raise WriteRefused(
            f"The pack {owners[args.new]} has a note '{args.new}', which yours would replace; "
            "choose another name."
        )
    path, *linking = rename(where.vault, old, args.new)
    print(path)
    for other in linking:
        print(f"links changed in {other}")
    return 0
