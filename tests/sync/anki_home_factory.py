"""A home whose cards stand in groups, and the package that carries the same cards to Anki."""

from __future__ import annotations

from pathlib import Path

from cards import store_memory
from cards.places import Places, places
from cards.settings import Settings
from cards.store import Store
from sync import anki_ids
from sync.anki_model import AnkiCard, AnkiNote, DeckDays, Preset
from sync.anki_package import write_package

GROUPS = 60
MADE_MS = 1_790_000_000_000
_SETTINGS = Settings()
PRESET = Preset(
    parameters=_SETTINGS.parameters,
    desired_retention=_SETTINGS.desired_retention,
    learning_steps_s=_SETTINGS.learning_steps_s,
    relearning_steps_s=_SETTINGS.relearning_steps_s,
    maximum_interval=_SETTINGS.maximum_interval,
    new_per_day=9999,
    reviews_per_day=9999,
    leech_lapses=8,
)


def card_id(group: int, ordinal: int) -> int:
    return group * 100 + ordinal


def sizes(groups: int = GROUPS) -> dict[int, int]:
    """Group id -> how many cards it has: 1 to 6, so that some need a second page in Anki."""
    return {(1 << 60) + group: group % 6 + 1 for group in range(groups)}


def make_home(
    home: Path, groups: int = GROUPS, settings: str = '[day]\nzone = "UTC"\n', retired: int = 0
) -> Places:
    """Write the cards as the lifecycle would; the last `retired` groups are retired."""
    home.mkdir(parents=True)
    where = places({"EDGEWISE_HOME": str(home)})
    where.settings.write_text(settings, encoding="utf-8")
    with Store.open(where.study_db) as store, store.write():
        for number, (group, size) in enumerate(sizes(groups).items()):
            state = "retired" if number >= groups - retired else "live"
            for ordinal in range(size):
                add_card(store, group, ordinal, number, state)
    return where


def add_card(store: Store, group: int, ordinal: int, number: int, state: str) -> None:
    node, own = f"pack/node-{number}", card_id(number + 1, ordinal)
    store.execute("INSERT OR IGNORE INTO card_group VALUES (?, 'edge', ?, 0)", (group, node))
    store.execute(
        "INSERT INTO card VALUES (?, ?, ?, 'edge', 'why', 'forward', ?, '', 'concept', '', 'pack',"
        " 'a.md', 1, ?, 'answer', '', '', '[]', ?, '', ?, ?, '', 0, 0)",
        (own, group, ordinal, node, f"Question {own}?", f"question {own}", own, state),
    )
    if state == "live":
        store_memory.add_cards(store, [(own, own)])
        store_memory.set_active(store, [own])


def ids_by_place(groups: int = GROUPS) -> dict[tuple[int, int], int]:
    return {
        (group, ordinal): card_id(number + 1, ordinal)
        for number, (group, size) in enumerate(sizes(groups).items())
        for ordinal in range(size)
    }


def write_deck(path: Path, now_ms: int, groups: int = GROUPS) -> None:
    """Write the cards of such a home as a package, all of them new."""
    days = DeckDays(now_ms // 86_400_000 - 100, 0, 4)
    write_package(path, notes(groups), PRESET, days, [], now_ms)


def notes(groups: int = GROUPS) -> list[AnkiNote]:
    made: dict[str, list[AnkiCard]] = {}
    for group, ordinal in ids_by_place(groups):
        place = anki_ids.place(anki_ids.BASIC, group, ordinal)
        made.setdefault(place.guid, []).append(AnkiCard(place.ordinal, due=len(made)))
    return [note(guid, cards) for guid, cards in made.items()]


def note(guid: str, cards: list[AnkiCard]) -> AnkiNote:
    names = anki_ids.NOTE_TYPES[anki_ids.BASIC].fields
    slots = {f"{name} {card.ordinal + 1}" for card in cards for name in ("Question", "Answer")}
    fields = tuple(
        f"{name} of {guid}" if name in slots or name in ("Id", "Title") else "" for name in names
    )
    return AnkiNote(
        guid, anki_ids.BASIC, fields, (), anki_ids.ROOT_DECK, MADE_MS, MADE_MS // 1000, tuple(cards)
    )
