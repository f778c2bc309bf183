"""edgewise check: every fault of the notes, with file, line and column."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.layers import Layer
    from kg.models import Fault
    from kg.schema import Relation

HELP = (
    "Report every fault of the notes as path:line:column CODE what is wrong and what to do. "
    "Exit code 1 if there is an error, 0 if there are only warnings."
)
EXAMPLE = "edgewise check ~/notes --format json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The folder to check and the form of the report."""
    parser.add_argument(
        "folder", nargs="?", metavar="DIR", type=Path,
        help="a pack (checked alone) or a folder of notes (checked on top of the built-in pack); "
        "without it: the packs and notes of your home",
    )  # fmt: skip
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace) -> int:
    """Print the faults in order of layer, path and line; 1 if one is an error."""
    import json

    layers, shown = _of_home() if args.folder is None else _of_folder(args.folder)
    notes, faults = find_faults(layers, shown)
    errors = sum(found.severity == "error" for found in faults)
    if args.format == "json":
        print(json.dumps([found.model_dump() for found in faults], ensure_ascii=False, indent=1))
    else:
        for found in faults:
            print(found)
        print(_summary(notes, errors, len(faults) - errors))
    return 1 if errors else 0


def find_faults(layers: list[Layer], shown: Iterable[str]) -> tuple[int, list[Fault]]:
    """How many notes the layers named in `shown` have, and all their faults.

    A fault's path is relative to the current folder where it lies below that, else absolute.
    """
    from kg.check import PlacedNote, check_layers
    from kg.copies import changed_originals
    from kg.layers import VAULT, note_files
    from kg.load import load_note

    roots = {layer.name: layer.root for layer in layers}
    relations, of_file = _relations(roots.get(VAULT))
    files = [file for layer in layers for file in note_files(layer)]
    placed = [PlacedNote(file.layer, file.path, load_note(file, relations)) for file in files]
    found = [(p.layer, fault) for p in placed for fault in p.note.faults]
    found += check_layers(placed, relations)
    originals = {f"{f.layer}/{f.stem}": f.absolute for f in files if f.layer != VAULT}
    found += changed_originals(placed, originals)
    found += [(VAULT, fault) for fault in of_file]
    wanted = set(shown)
    order = {layer.name: layer.rank for layer in layers}
    found = [pair for pair in found if pair[0] in wanted]
    found.sort(key=lambda p: (order[p[0]], p[1].path, p[1].line, p[1].column, p[1].code))
    named = [
        fault.model_copy(update={"path": _shown(roots[layer] / fault.path)})
        for layer, fault in found
    ]
    return sum(file.layer in wanted for file in files), named


def _relations(vault: Path | None) -> tuple[Mapping[str, Relation], list[Fault]]:
    from kg.relations_file import load_relations
    from kg.schema import RELATIONS

    return (RELATIONS, []) if vault is None else load_relations(vault)


def _of_home() -> tuple[list[Layer], list[str]]:
    import os

    from cards.places import layers, places

    found = [layer for layer in layers(places(os.environ)) if layer.available]
    return found, [layer.name for layer in found]


def _of_folder(folder: Path) -> tuple[list[Layer], list[str]]:
    from cards.places import built_in_packs
    from cli.errors import CliError
    from kg.layers import PACK_FILE, read_pack, vault_layer

    if not folder.is_dir():
        raise CliError(f"{folder} is not a folder; `edgewise check` takes a pack or a vault.")
    if (folder / PACK_FILE).is_file():
        pack = read_pack(folder)
        return [pack], [pack.name]
    roots = sorted(path.parent for path in built_in_packs().glob(f"*/{PACK_FILE}"))
    packs = [read_pack(root, rank) for rank, root in enumerate(roots)]
    vault = vault_layer(folder, len(packs))
    return [*packs, vault], [vault.name]


def _shown(path: Path) -> str:
    absolute = path.absolute()
    here = Path.cwd()
    return str(absolute.relative_to(here) if absolute.is_relative_to(here) else absolute)


def _summary(notes: int, errors: int, warnings: int) -> str:
    return f"{_count(notes, 'note')}: {_count(errors, 'error')}, {_count(warnings, 'warning')}."


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
