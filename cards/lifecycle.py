"""What a compilation does to the cards: new, reworded, retired, revived, blocked, or left alone.

Owns the rules of change. A card retires only when its note was read and its edge is gone. While a
note cannot be read or a layer is missing, what depends on it stays as it is, and no card that is
shown is taken away; sets wait until all is there. Nothing is ever deleted. The same notes twice
give an empty diff. Not here: what the cards are (generate.py), the SQL (store_cards.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from cards import store_cards, store_memory
from cards.card_diff import FROZEN, CardDiff, Change, no_changes, reads_otherwise, sort
from cards.collisions import collisions
from cards.drafts import SET, Draft, Generation
from cards.rules import ONLY_NEW, STUB, UNIQUE
from cards.store import Store
from cards.store_cards import BLOCKED, LIVE, MANY, RETIRED, Stored, Written
from cards.value_changed import restart
from kg.collector import collector_paused

if TYPE_CHECKING:
    from kg.compiler import Compilation

GONE = "its statement is gone from the notes"
UNREAD = "its note, or one it speaks of, cannot be read just now"


class _World(NamedTuple):
    """What the notes cannot tell just now.

    unread: keys of nodes whose cards stand in files that cannot be read. doubtful: the same for
    files in doubt, of which only single lines may be lost. stubs: (node, relation) of edges to
    notes that are not there. sets: groups of sets that have lost a member to such a file.
    """

    incomplete: bool
    unread: frozenset[str]
    doubtful: frozenset[str]
    stubs: frozenset[tuple[str, str]]
    sets: frozenset[int]
    files: frozenset[tuple[str, str]]
    missing: frozenset[str]


def diff(store: Store, generation: Generation, compilation: Compilation) -> CardDiff:
    """Compare what the notes now say with the store. Reads only. Raises StoreError.

    compilation.changed says which nodes `generation` covers (None: all of them).
    """
    with collector_paused():
        return _diff(store, generation, compilation)


def _diff(store: Store, generation: Generation, compilation: Compilation) -> CardDiff:
    stored = store_cards.load(store, compilation.changed)
    wanted = _wanted(generation, stored)
    if compilation.changed is not None:
        strangers = [card_id for card_id in wanted if card_id not in stored]
        stored.update(store_cards.by_ids(store, strangers))
    _settle_questions(store, wanted, stored, partial=compilation.changed is not None)
    lost = [before for card_id, before in stored.items() if card_id not in wanted]
    world = _world(store, generation, compilation, lost)
    found = no_changes()
    for card_id, change in wanted.items():
        before = stored.get(card_id)
        if before is not None:
            change = change._replace(before=before)
        sort(found, _update(change, world))
    for before in lost:
        if before.state != RETIRED:
            sort(found, _loss(before, world))
    return found


def _wanted(generation: Generation, stored: dict[int, Stored]) -> dict[int, Change]:
    """Card id -> what it should be by its own merits. Some rules only keep new cards away."""
    wanted = {draft.id: Change(draft, LIVE) for draft in generation.drafts}
    for draft, rule, sentence in generation.blocked:
        before = stored.get(draft.id)
        if rule in ONLY_NEW and before is not None and before.state == LIVE:
            wanted[draft.id] = Change(draft, LIVE)
        else:
            wanted.setdefault(draft.id, Change(draft, BLOCKED, f"{rule}: {sentence}"))
    return wanted


def _settle_questions(
    store: Store, wanted: dict[int, Change], stored: dict[int, Stored], partial: bool
) -> None:
    """Judge equal questions again with the cards that generation has not seen."""
    asking = {c.card.id: c.card for c in wanted.values() if c.state == LIVE or _is_equal(c.reason)}
    outside: dict[int, Stored] = {}
    if partial:
        questions = {card.question_norm for card in asking.values()}
        questions |= {s.card.question_norm for s in stored.values() if s.state != RETIRED}
        for card_id, other in store_cards.asking(store, questions).items():
            if card_id not in stored and (other.state == LIVE or _is_equal(other.reason)):
                outside[card_id] = other
                asking[card_id] = other.card
    equal = collisions(asking.values())
    for card_id, card in asking.items():
        if card_id in equal:
            wanted[card_id] = Change(card, BLOCKED, ": ".join(equal[card_id]))
        elif card_id not in wanted or wanted[card_id].state != LIVE:
            wanted[card_id] = Change(card, LIVE)
    stored.update(outside)


def _is_equal(reason: str) -> bool:
    return reason.startswith(UNIQUE)


def _world(
    store: Store,
    generation: Generation,
    compilation: Compilation,
    lost: Iterable[Stored],
) -> _World:
    """What cannot be told. lost: stored cards that no statement makes any more.

    A layer that never had a card is not missed: a newcomer has no vault yet.
    """
    away = {layer: store_cards.nodes_of_file(store, layer) for layer in compilation.missing_layers}
    missing = frozenset(layer for layer, nodes in away.items() if nodes)
    incomplete = bool(missing) or (compilation.incomplete and bool(compilation.unreadable))
    files = [store_cards.nodes_of_file(store, *place) for place in compilation.unreadable]
    found = frozenset().union(*away.values(), *files)
    broken = {s.card.group_id for s in lost if s.card.kind == SET and s.state != RETIRED
              and (incomplete or s.card.object in found)}  # fmt: skip
    stubs = {(b.draft.node, b.draft.relation) for b in generation.blocked if b.rule == STUB}
    return _World(
        incomplete=incomplete,
        unread=found if incomplete else frozenset(),
        doubtful=found,
        stubs=frozenset(stubs),
        sets=frozenset(broken),
        files=compilation.unreadable,
        missing=missing,
    )


def _update(change: Change, world: _World) -> Change | None:
    """The change as it may happen now; None where the row already says it."""
    before, card = change.before, change.card
    waits = card.node in world.unread or card.group_id in world.sets
    if before is None:
        return Change(card, FROZEN, UNREAD) if waits else change
    same = before.state == change.state and before.reason == change.reason
    if same and same_row(card, before.card):
        return None
    takes_away = before.state == LIVE and change.state == BLOCKED
    if waits or (takes_away and (world.incomplete or card.node in world.doubtful)):
        return None if before.state == RETIRED else Change(before.card, FROZEN, UNREAD, before)
    return change


def _loss(before: Stored, world: _World) -> Change:
    """A stored card that no statement makes any more: retired, or frozen while notes are unread."""
    card = before.card
    unread = card.layer in world.missing or (card.layer, card.path) in world.files
    leans = card.object in world.doubtful or (card.node, card.relation) in world.stubs
    waits = card.node in world.unread or card.group_id in world.sets
    if unread or waits or (world.incomplete and leans):
        return Change(card, FROZEN, UNREAD, before)
    return Change(card, RETIRED, GONE, before)


def same_row(card: Draft, before: Draft) -> bool:
    """Equal but for the ordinal, which the store keeps."""
    return card[3:] == before[3:] and card.group_id == before.group_id


def apply(store: Store, changes: CardDiff, now_ms: int) -> None:
    """Write the diff, all of it or nothing. Applying it again changes nothing. Raises StoreError.

    now_ms: UTC ms, the birthday of new cards and the time of changed texts.
    """
    shown = changes.new + changes.reworded + changes.revived + changes.value_changed
    kept = changes.moved
    with collector_paused(), store.write():
        store_cards.write(store, [_written(c) for c in [*shown, *changes.blocked, *kept]], now_ms)
        store_cards.set_state(store, (c.card.id for c in changes.retired), RETIRED, GONE)
        live = [c.card for c in [*shown, *kept] if c.state == LIVE]
        store_memory.add_cards(store, sorted((card.id, card.position) for card in live))
        restart(store, changes.value_changed, now_ms)
        touched = [c.card.id for c in [*shown, *changes.blocked, *changes.retired]]
        store_memory.set_active(store, touched if len(touched) < MANY else None)


def _written(change: Change) -> Written:
    card, before = change.card, change.before
    if before is None:
        return Written(card, change.state, change.reason, reworded=True, is_new=True)
    if change.state == BLOCKED:
        # Its number is compared with the one the learner last saw, once it is shown again.
        card = card._replace(fingerprint=before.card.fingerprint)
    reworded = reads_otherwise(card, before.card)
    return Written(card, change.state, change.reason, reworded, is_new=False)
