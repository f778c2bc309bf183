"""Judging proposals: accept, merge, reject, each one act on the files that can be undone.

Owns what the front ends call, and the words of an act for its undo. Not here: what an accepted
proposal becomes (accept.py), writing the files (file_acts.py), what waits (pending.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kg.relations_file import load_relations
from sync.accept import Acceptor
from sync.accept_outcome import Refused, Taken
from sync.accept_places import Where
from sync.file_acts import Acts, Files
from sync.pending import Pending, pending

if TYPE_CHECKING:
    from cards.places import Places
    from kg.compiled import Graph

Progress = Callable[[int, int], None]


class Judged(NamedTuple):
    """What came of an act. rejected: proposals that went, more than were named perhaps."""

    taken: list[Taken]
    refused: list[Refused]
    rejected: list[Pending]


def where_of(places: Places, graph: Graph | None) -> Where:
    """The learner's notes. Raises KgError."""
    from cards.places import layers

    relations, _ = load_relations(places.vault)
    return Where(places.vault, places.inbox, layers(places), graph, relations)


def acts_of(places: Places) -> Acts:
    """The acts on the learner's inbox, to undo the last."""
    return Acts(places.inbox, places.vault)


def waiting(places: Places, progress: Progress | None = None) -> list[Pending]:
    """All proposals; what a killed process left half done is taken back first."""
    acts_of(places).recover()
    return pending(places.inbox, progress)


def accept(
    where: Where,
    known: Sequence[Pending],
    batch: Sequence[Pending],
    *,
    reviewed: bool = False,
    rehearse: bool = False,
    progress: Progress | None = None,
) -> Judged:
    """Accept proposals. known: all that wait. rehearse: only say what would come of it.

    Raises WriteRefused; then nothing was changed.
    """
    files = Files()
    acceptor = Acceptor(where, known, files)
    taken = acceptor.accept(batch, reviewed=reviewed)
    if taken and not rehearse:
        _acts(where).perform(f"accepting {_named([one.one for one in taken])}", files, progress)
    return Judged(taken, acceptor.refused, [])


def merge(
    where: Where,
    known: Sequence[Pending],
    one: Pending,
    key: str,
    *,
    reviewed: bool = False,
    rehearse: bool = False,
) -> Judged:
    """Let a node be what the proposal is about. Raises WriteRefused; then nothing was changed."""
    files = Files()
    acceptor = Acceptor(where, known, files)
    taken = acceptor.merge(one, key, reviewed=reviewed)
    if taken and not rehearse:
        _acts(where).perform(f"merging {_named([one])} with {key}", files)
    return Judged(taken, acceptor.refused, [])


def reject(
    where: Where, known: Sequence[Pending], batch: Sequence[Pending], *, rehearse: bool = False
) -> Judged:
    """Reject proposals for good. Raises WriteRefused; then nothing was changed."""
    files = Files()
    gone = Acceptor(where, known, files).reject(batch)
    if gone and not rehearse:
        _acts(where).perform(f"rejecting {_named(gone)}", files)
    return Judged([], [], gone)


def _acts(where: Where) -> Acts:
    return Acts(where.inbox, where.vault)


def _named(batch: Sequence[Pending]) -> str:
    if len(batch) == 1:
        return f"'{batch[0].title}'"
    return f"{len(batch)} proposals"
