"""Notes checked: all that is found in the layers of a home or of a folder, and what may stand.

Owns which layers are looked at and how a fault's file is named. Not here: the rules (kg/check.py,
kg/lint.py, cards/lint.py), printing (check.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from kg.allowed_faults import Judged
    from kg.check import LayerFault, PlacedNote
    from kg.check_world import World
    from kg.layers import Layer, NoteFile
    from kg.models import Fault, Note
    from kg.paper_metadata import PaperMetadata
    from kg.schema import Relation

Progress = Callable[[int, int], None]


class Checked(NamedTuple):
    """How many notes were looked at, and what was found in them, in order of layer and place.

    A fault's path is relative to the current folder where it lies below that, else absolute.
    """

    notes: int
    found: list[Judged]


def check_home(progress: Progress) -> Checked:
    """The packs and the vault of the learner's home. Raises KgError, HomeError.

    Papers are compared with what packs ship and with what was fetched.
    """
    import os

    from cards.places import layers, places
    from cli.fetched import papers_of_home

    found = [layer for layer in layers(places(os.environ)) if layer.available]
    names = frozenset(layer.name for layer in found)
    with closing(papers_of_home()) as papers:
        return check_layers_of(found, names, progress, [papers])


def check_folder(folder: Path, progress: Progress) -> Checked:
    """A pack by itself, or a folder of notes on top of the built-in packs.

    Papers are compared with what was fetched, too. Raises CliError if it is no folder, KgError
    for a bad pack.toml.
    """
    from cards.places import built_in_packs
    from cli.errors import CliError
    from cli.fetched import papers_of_home
    from kg.layers import PACK_FILE, read_pack, vault_layer

    if not folder.is_dir():
        raise CliError(f"{folder} is not a folder; `edgewise check` takes a pack or a vault.")
    if (folder / PACK_FILE).is_file():
        pack = read_pack(folder)
        with closing(papers_of_home()) as papers:
            return check_layers_of([pack], frozenset({pack.name}), progress, [papers])
    roots = sorted(path.parent for path in built_in_packs().glob(f"*/{PACK_FILE}"))
    packs = [read_pack(root, rank) for rank, root in enumerate(roots)]
    vault = vault_layer(folder, len(packs))
    with closing(papers_of_home()) as papers:
        return check_layers_of([*packs, vault], frozenset({vault.name}), progress, [papers])


def check_layers_of(
    layers: Sequence[Layer],
    shown: frozenset[str],
    progress: Progress,
    fetched: Sequence[PaperMetadata] = (),
) -> Checked:
    """What is found in the layers named in `shown`; the others lie beside or below them.

    fetched: who else knows papers; what a pack ships about them is believed first.
    """
    from kg.allowed_faults import judged
    from kg.layers import VAULT, note_files
    from kg.models import Note

    roots = {layer.name: layer.root for layer in layers}
    relations, of_file = _relations(roots.get(VAULT))
    files = [file for layer in layers for file in note_files(layer)]
    placed = _read(files, relations, progress)
    found, held = _found(layers, files, placed, relations, shown, progress, fetched)
    found += [_of_vault(fault) for fault in of_file]
    notes = {(p.layer, p.path): p.note for p in placed if isinstance(p.note, Note)}
    verdicts = judged(_once(found), notes, frozenset(notes) - held)
    order = {layer.name: layer.rank for layer in layers}
    verdicts = [verdict for verdict in verdicts if verdict.layer in shown]
    verdicts.sort(key=lambda v: (order[v.layer], v.fault.path, v.fault.line, v.fault.column,
                                 v.fault.code))  # fmt: skip
    named = [
        v._replace(fault=v.fault.model_copy(update={"path": _shown(roots[v.layer] / v.fault.path)}))
        for v in verdicts
    ]
    return Checked(sum(file.layer in shown for file in files), named)


def _read(
    files: Sequence[NoteFile], relations: Mapping[str, Relation], progress: Progress
) -> list[PlacedNote]:
    from kg.check import PlacedNote
    from kg.load import load_note

    placed: list[PlacedNote] = []
    for done, file in enumerate(files, 1):
        placed.append(PlacedNote(file.layer, file.path, load_note(file, relations)))
        progress(done, 2 * len(files))
    return placed


def _found(
    layers: Sequence[Layer],
    files: Sequence[NoteFile],
    placed: Sequence[PlacedNote],
    relations: Mapping[str, Relation],
    shown: frozenset[str],
    progress: Progress,
    fetched: Sequence[PaperMetadata],
) -> tuple[list[LayerFault], frozenset[tuple[str, str]]]:
    """All faults of all layers, and the (layer, path) of the notes that count."""
    from exercises.lint import exercise_faults
    from kg.check import LayerFault, check_layers
    from kg.copies import changed_originals
    from kg.layers import VAULT
    from kg.lint import joined_world, lint
    from kg.lint_media import media_faults
    from kg.lint_words import ageing_words
    from kg.paper_metadata import FirstOf
    from kg.papers_file import read_papers

    found = [LayerFault(p.layer, fault) for p in placed for fault in p.note.faults]
    found += check_layers(placed, relations)
    originals = {f"{f.layer}/{f.stem}": f.absolute for f in files if f.layer != VAULT}
    found += changed_originals(placed, originals)
    papers = []
    for layer in layers:
        known, bad = read_papers(layer.root)
        papers.append(known)
        found += [LayerFault(layer.name, fault) for fault in bad]
    world = joined_world(placed)
    ageing = ageing_words(layer.root for layer in layers)
    found += lint(world, relations, FirstOf([*papers, *fetched]), ageing)
    found += media_faults(placed, {layer.name: layer.root for layer in layers})
    told = _in_error(placed) | {(f.layer, f.fault.path) for f in found if f.fault.code == "E130"}
    found += exercise_faults([layer for layer in layers if layer.name in shown], told)
    found += _of_cards(layers, world, relations, shown, progress)
    return found, frozenset((held.layer, held.path) for held in world.held)


def _in_error(placed: Sequence[PlacedNote]) -> frozenset[tuple[str, str]]:
    """(layer, path) of the notes in which a line could not be read."""
    return frozenset(
        (each.layer, each.path)
        for each in placed
        if any(fault.severity == "error" for fault in each.note.faults)
    )


def _of_cards(
    layers: Sequence[Layer],
    world: World,
    relations: Mapping[str, Relation],
    shown: frozenset[str],
    progress: Progress,
) -> list[LayerFault]:
    """Faults of the cards; where the notes looked at make none, the packs' need not be made."""
    from cards.lint import card_faults
    from cards.trial_cards import trial_cards
    from kg.schema import CARD_STATUS

    count = len(world.notes)
    found: list[LayerFault] = []
    if any(held.layer in shown and CARD_STATUS in _statuses(held.note) for held in world.held):
        # The last step is told when the cards are judged: until then the line stays.
        made = trial_cards(
            layers, relations, lambda done, _: progress(min(count + done, 2 * count - 1), 2 * count)
        )
        found = card_faults(made, world, shown)
    progress(2 * count, 2 * count)
    return found


def _statuses(note: Note) -> set[str]:
    """The note's own, and those of its lines that have another."""
    lines = {edge.status for edge in note.edges} | {fact.status for fact in note.facts}
    return {note.node.status} | lines


def _once(found: Sequence[LayerFault]) -> list[LayerFault]:
    """Without what two rules say alike: one code a place is enough."""
    seen: set[tuple[str, str, int, int, str, str]] = set()
    kept: list[LayerFault] = []
    for each in found:
        fault = each.fault
        # Only the date of one fact is asked for by two rules; other codes may come twice.
        say = "" if fault.code == "W310" else fault.message
        key = (each.layer, fault.path, fault.line, fault.column, fault.code, say)
        if key not in seen:
            seen.add(key)
            kept.append(each)
    return kept


def _of_vault(fault: Fault) -> LayerFault:
    from kg.check import LayerFault
    from kg.layers import VAULT

    return LayerFault(VAULT, fault)


def _relations(vault: Path | None) -> tuple[Mapping[str, Relation], list[Fault]]:
    from kg.relations_file import load_relations
    from kg.schema import RELATIONS

    return (RELATIONS, []) if vault is None else load_relations(vault)


def _shown(path: Path) -> str:
    absolute = path.absolute()
    here = Path.cwd()
    return str(absolute.relative_to(here) if absolute.is_relative_to(here) else absolute)
