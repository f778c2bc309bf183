"""The export to Anki from end to end: which cards, their notes, the package, the ledger.

Owns the order of these, that the ledger is kept only when the package is, and the day the file
counts from. Everything streams: no list of all notes exists. Not here: each of the steps
(export_scope.py, anki_rows.py, anki_package.py, anki_ledger.py), what is printed (cli/).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from cards import store_export
from cards.places import Places, layers
from cards.scheduler import Clock
from cards.settings import Settings
from cards.store import Store
from cards.study_day import day_start_ms, offset_at
from kg.compiled import Graph
from sync.anki_diff import Diff, diff
from sync.anki_ids import ROOT_DECK
from sync.anki_ledger import Ledger
from sync.anki_model import AnkiMedia, AnkiNote, DeckDays, Preset
from sync.anki_nodes import TYPE, Nodes
from sync.anki_package import Packed, check_name, write_package
from sync.anki_rows import Look, NoteMaker, Told
from sync.anki_state import Writer
from sync.export_scope import ExportScope, about, chosen

Progress = Callable[[int, int], None]


class Wish(NamedTuple):
    """What to export. deck: the name above all others. by: type or chapter.

    history: whether memory and review log go along; without them every card comes new.
    """

    scope: ExportScope = ExportScope()
    deck: str = ROOT_DECK
    by: str = TYPE
    history: bool = True


class Source(NamedTuple):
    """What is exported from: one learner's home, open. clock: now, as the learner lives it."""

    where: Places
    store: Store
    graph: Graph
    settings: Settings
    clock: Clock


class Exported(NamedTuple):
    """What went out. decks: their names. retired: cards retired here that Anki still has.

    blocked: cards that a rule keeps away here. otherwise: cards whose answers lie on other days if
    Anki counts them anew (anki_state.py).
    """

    packed: Packed
    decks: tuple[str, ...]
    retired: tuple[Told, ...]
    blocked: int
    otherwise: int


def export(source: Source, file: Path, wish: Wish, progress: Progress | None = None) -> Exported:
    """Write the package; an older file of that name is replaced at the very end.

    progress: told (groups of cards read, groups to read).

    Raises:
        AnkiNotWritten, AnkiFileName: see anki_package.write_package.
        AnkiLedgerError: anki.db cannot be used.
        KgError, CardsError: a name in the scope fits no node, or the home cannot be read.
    """
    check_name(file)
    wanted = _wanted(source, wish.scope)
    with Ledger.open(source.where.anki_db) as ledger, ledger.entry():
        maker = _maker(source, wish, ledger)
        packed = write_package(
            file,
            _notes(source, maker, ledger, wanted, progress),
            preset_of(source.settings),
            days_of(source.store, source.settings, source.clock),
            _media(maker),
            source.clock.now_ms,
        )
    return Exported(
        packed, tuple(sorted(maker.decks)), tuple(maker.retired), maker.blocked, maker.otherwise
    )


def compare(source: Source, old: Path, wish: Wish, progress: Progress | None = None) -> Diff:
    """What an export would change against an older package; nothing is written.

    Raises AnkiFileBad, and as `export` does.
    """
    wanted = _wanted(source, wish.scope)
    with Ledger.open(source.where.anki_db, create=False) as ledger, ledger.entry(keep=False):
        maker = _maker(source, wish, ledger)
        return diff(old, _notes(source, maker, ledger, wanted, progress))


def preset_of(settings: Settings) -> Preset:
    """The deck options that go along: the learner's own."""
    return Preset(
        parameters=settings.parameters,
        desired_retention=settings.desired_retention,
        learning_steps_s=settings.learning_steps_s,
        relearning_steps_s=settings.relearning_steps_s,
        maximum_interval=settings.maximum_interval,
        new_per_day=settings.new_per_day,
        reviews_per_day=settings.reviews_per_day,
        leech_lapses=settings.leech_lapses,
    )


def days_of(store: Store, settings: Settings, clock: Clock) -> DeckDays:
    """The day the file counts from: that of the first answer, under the offset it then had.

    Anki counts days as dates of the learner's own zone, so summer time moves nothing.
    """
    first = store.count("SELECT min(study_day) FROM review WHERE rating > 0")
    day = min(first, clock.day) if first > 0 else clock.day
    offset = clock.offset_min
    for _ in range(2):  # the start of the day is known once its offset is
        offset = offset_at(day_start_ms(day, offset, settings.rollover_hour), settings.zone)
    return DeckDays(day, offset, settings.rollover_hour)


class _Wanted(NamedTuple):
    """allowed: live cards; None: all. around: what retired ones must lie in; None: anywhere."""

    allowed: frozenset[int] | None
    around: frozenset[int] | None


def _wanted(source: Source, scope: ExportScope) -> _Wanted:
    """Retired cards are never due, so --due leaves them out."""
    allowed = chosen(source.store, source.graph, scope, source.clock.day)
    if scope.due or allowed is None:
        return _Wanted(allowed, frozenset() if scope.due else None)
    return _Wanted(allowed, about(source.store, source.graph, scope))


def _maker(source: Source, wish: Wish, ledger: Ledger) -> NoteMaker:
    clock, store = source.clock, source.store
    writer = Writer(
        settings=source.settings,
        furthest=store.count("SELECT max(position) FROM card"),
        day_end_s=clock.start_of(clock.day + 1) // 1000,
        history=wish.history,
    )
    roots = {layer.name: layer.root for layer in layers(source.where)}
    look = Look(wish.deck, wish.by, roots, ledger.went)
    turns = store_export.turns(store) if wish.history else {}
    return NoteMaker(Nodes(source.graph), look, writer, turns)


def _notes(
    source: Source, maker: NoteMaker, ledger: Ledger, wanted: _Wanted, progress: Progress | None
) -> Iterator[AnkiNote]:
    store, allowed = source.store, wanted.allowed
    if allowed is not None and wanted.around is not None:
        allowed |= ledger.all_cards() & wanted.around
    total = store_export.total(store, allowed)
    rows = store_export.with_answers(store, allowed, answers=maker.has_history)
    now_s = source.clock.now_ms // 1000
    for done, (group, answers) in enumerate(rows, 1):
        for note, cards in maker.notes(group, answers):
            ledger.add_cards(cards)
            yield ledger.dated(note, now_s)
        if progress is not None:
            progress(done, total)


def _media(maker: NoteMaker) -> Iterator[AnkiMedia]:
    """The files that the notes name: asked for once all notes are through."""
    yield from maker.media.values()
