"""Acts on many cards at once, each one act to undo: mark, move, grade, forget, tag.

Owns which cards an act can touch, and the sentence that says what was done and what was not. Not
here: how the rows of one act hang together (act_rows.py), undoing it (undo.py), choosing the cards
(card_query.py). Each function takes card ids and an open Study, saves all or nothing, and raises
UnknownCard, BadInput or StoreError.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cards import act_rows, own_tags, store_memory
from cards.act_rows import GRADE_NOW, RESET
from cards.errors import BadInput, UnknownCard
from cards.models import Memory, Rating, State
from cards.record import Json
from cards.scheduler import Clock
from cards.store_memory import Flags, MemoryRow
from cards.store_review import TAG, UNTAG
from cards.study import Study

__all__ = ["GRADE_NOW", "KINDS", "grade_now", "mark", "postpone", "reset", "set_due", "tag"]

# kind -> (what is said of the cards, what is said of those that are left alone)
KINDS = {
    "suspend": ("suspended", "was suspended already"),
    "unsuspend": ("brought back", "was not suspended"),
    "flag": ("flagged", "was flagged already"),
    "unflag": ("unflagged", "was not flagged"),
    "known": ("taken as known", "was known already"),
    "unknown": ("asked again", "was not marked as known"),
    "bury": ("buried until tomorrow", "was buried already"),
    "unbury": ("asked today after all", "was not buried"),
}


def mark(study: Study, ids: Iterable[int], kind: str) -> str:
    """Suspend, unsuspend, flag, unflag, known, unknown, bury or unbury cards."""
    if kind not in KINDS:
        raise BadInput(f"A card cannot be marked '{kind}'; it can be {', '.join(KINDS)}.")
    clock = study.now()
    payload: dict[str, Json] = {"day": clock.day} if kind == "bury" else {}
    done, idle = KINDS[kind]

    def changes(row: MemoryRow) -> bool:
        return _marked(row.flags, kind, clock.day)

    with study.store.write():
        chosen, left = _parted(study, ids, changes)
        _write(study, kind, dict.fromkeys(chosen, payload), clock)
    return _sentence(len(chosen), done, left, idle)


def _marked(flags: Flags, kind: str, day: int) -> bool:
    """Whether a mark would change anything."""
    buried = flags.buried_day == day
    return {
        "suspend": not flags.suspended, "unsuspend": flags.suspended,
        "flag": not flags.flagged, "unflag": flags.flagged,
        "known": not flags.known, "unknown": flags.known,
        "bury": not buried, "unbury": buried,
    }[kind]  # fmt: skip


def set_due(study: Study, ids: Iterable[int], days: int) -> str:
    """Let cards come back in so many study days (0: today); new ones have no date to move."""
    clock, most = study.now(), study.settings.maximum_interval
    if not 0 <= days <= most:
        raise BadInput(f"A card can be moved by 0 to {most} days from today, not by {days}.")
    with study.store.write():
        chosen, left = _parted(study, ids, lambda row: row.memory.state is not State.NEW)
        _write(study, "set_due", {card: _due(clock, days) for card in chosen}, clock)
    return _sentence(len(chosen), f"due {_when(days)}", left, "is new, with no date to move")


def postpone(study: Study, ids: Iterable[int], days: int) -> str:
    """Let those of the cards that are due come back in so many study days from today.

    What is not due stays as it is, and so does a card in its steps, or one that would then wait
    longer than the maximum interval.
    """
    clock, most = study.now(), study.settings.maximum_interval
    if not 1 <= days <= most:
        raise BadInput(f"A card can be postponed by 1 to {most} days, not by {days}.")

    def may_wait(row: MemoryRow) -> bool:
        memory = row.memory
        if memory.state is not State.REVIEW or memory.due_day is None or memory.last_day is None:
            return False
        return memory.due_day <= clock.day and clock.day + days - memory.last_day <= most

    with study.store.write():
        chosen, left = _parted(study, ids, may_wait)
        _write(study, "postpone", {card: _due(clock, days) for card in chosen}, clock)
    return _sentence(len(chosen), f"postponed, due {_when(days)}", left, "had no review due")


def _due(clock: Clock, days: int) -> dict[str, Json]:
    day = clock.day + days
    return {"due_day": day, "due_ms": clock.start_of(day)}


def _when(days: int) -> str:
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def grade_now(study: Study, ids: Iterable[int], rating: int) -> str:
    """Answer cards with 1 to 4 without seeing them: real rows of the log, with what follows.

    Exercises are left out (their run grades them), and so is what is not live.
    """
    if rating not in (1, 2, 3, 4):
        raise BadInput(f"A rating is 1 (again) to 4 (easy), not {rating!r}.")
    grade, clock = Rating(rating), study.now()
    with study.store.write():
        wanted = _there(study, ids)
        askable = {
            card: position
            for card, (live, position) in store_memory.standings_of(study.store, wanted).items()
            if live
        }
        rows = store_memory.read_many(study.store, askable)
        held = [
            rows.get(card) or MemoryRow(Memory(card), position=position)
            for card, position in askable.items()
        ]
        if held:
            act_rows.answer(study._recorder, held, grade, clock)
    study.look_again()
    done = f"graded {grade.name.capitalize()}"
    return _sentence(len(held), done, len(wanted) - len(held), "cannot be graded by hand")


def reset(study: Study, ids: Iterable[int]) -> str:
    """Forget cards: they are new again; the log keeps what was, and undo brings it back."""
    with study.store.write():
        chosen, left = _parted(study, ids, lambda row: row.memory.reps > 0)
        _write(study, RESET, {card: {"restart": True} for card in chosen}, study.now())
    return _sentence(len(chosen), "new again", left, "was new already")


def tag(study: Study, ids: Iterable[int], name: str, on: bool) -> str:
    """Give cards a tag of the learner's own, or take it away; tags of notes stay as they are."""
    word = own_tags.checked(name)
    kind = TAG if on else UNTAG
    with study.store.write():
        wanted = _there(study, ids)
        tags = own_tags.of_cards(study.store, wanted)
        chosen = [card for card in wanted if (word in tags.get(card, ())) is not on]
        _write(study, kind, {card: {"tag": word} for card in chosen}, study.now())
    done = f"tagged #{word}" if on else f"without the tag #{word}"
    idle = "had it already" if on else "did not have it"
    return _sentence(len(chosen), done, len(wanted) - len(chosen), idle)


def _there(study: Study, ids: Iterable[int]) -> list[int]:
    """The ids once each, in order. Raises UnknownCard."""
    wanted = list(dict.fromkeys(ids))
    known = store_memory.standings_of(study.store, wanted)
    for card in wanted:
        if card not in known:
            raise UnknownCard(card)
    return wanted


def _parted(
    study: Study, ids: Iterable[int], touches: Callable[[MemoryRow], bool]
) -> tuple[list[int], int]:
    """Part the cards into those an act touches, and how many it leaves alone."""
    wanted = _there(study, ids)
    rows = store_memory.read_many(study.store, wanted)
    chosen = [card for card in wanted if touches(rows.get(card) or MemoryRow(Memory(card)))]
    return chosen, len(wanted) - len(chosen)


def _write(study: Study, kind: str, about: dict[int, dict[str, Json]], clock: Clock) -> None:
    if about:
        act_rows.write(study._recorder, kind, about, clock)
        study.look_again()


def _sentence(done: int, words: str, left: int, idle: str) -> str:
    """Say what was done to how many, and why the others were left alone."""
    if not done and not left:
        return "No card is chosen."
    if not left:
        return f"{_cards(done)} {words}."
    if not done:
        return f"Nothing changed: {_others(left, idle, 'the card', 'the {} cards')}."
    return f"{_cards(done)} {words}; {_others(left, idle, '1 other', '{} others')}."


def _cards(count: int) -> str:
    return "1 card" if count == 1 else f"{count} cards"


def _others(count: int, idle: str, one: str, many: str) -> str:
    if count == 1:
        return f"{one} {idle}"
    verb, _, rest = idle.partition(" ")
    plural = {"was": "were", "is": "are", "has": "have"}.get(verb, verb)
    return f"{many.format(count)} {plural} {rest}"
