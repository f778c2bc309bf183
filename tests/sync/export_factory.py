"""A store with cards of any text, and the graph of a small pack: what an export reads."""

from __future__ import annotations

import json
from pathlib import Path

from cards import store_memory
from cards.models import Memory, State
from cards.store import Store
from cards.store_memory import MemoryRow

NOON_MS = 1_772_625_600_000  # 2026-03-04 12:00 UTC
PAPER = {
    "title": "Rivers [and] <seas>", "arxiv": "2001.00001", "year": 2020, "url": "", "section": "3",
    "node": "water/rivers",
}  # fmt: skip

# Texts that break careless writers, all NFC as notes are after cleaning.
WILD = (
    "=1+1", "+1", "-1", "@SUM(A1)", "'=1+1", "''-2", "\tcell", 'a "quoted" word, and a comma',
    "two\nlines", "a\n\nb", "rule\n---\nbelow", "---", "Q: a mark\nA: another\nC: [third]",
    "# not a heading\n## Card 12\n### Question\n\\### Answer\n### Details",
    "🧪 naïve 漢字 👩‍👩‍👧", "$a^2 < b$ and $$\\left[x\\right]$$", "price $5 or $6",
    "```py\n# comment\nQ: in code\n---\nx = [1] < 2\n```", "`a|b` and ``c ` d``",
    "{{c1::x}} {{{{ and }}}", "#tag and a # b", "[[water/river-delta|delta]] and [[salt-marsh]]",
    "~tilde", "^hat", "`tick", "back\\slash\\", "a <script>alert(1)</script> b",
    "[x](javascript:alert(1)) [y](https://a.example/b?c=1&d=2)", "<javascript:alert(1)>",
    "| a | b |\n| --- | --- |", "trailing!", "  indented", "C:\\path\\[x]",
)  # fmt: skip


def make_store(root: Path) -> Store:
    root.mkdir(parents=True, exist_ok=True)
    return Store.open(root / "study.db")


def add(
    store: Store,
    card_id: int,
    question: str,
    answer: str = "An answer.",
    *,
    group: int = 0,
    ordinal: int = 0,
    kind: str = "edge",
    template: str = "why",
    why: str = "",
    cue: str = "",
    node: str = "water/river-delta",
    node_type: str = "concept",
    path: str = "concepts/river-delta.md",
    sources: object = (),
    tags: tuple[str, ...] = (),
    state: str = "live",
) -> None:
    """Add one card as the lifecycle would."""
    group = group or card_id + 1_000_000
    with store.write():
        store.execute("INSERT OR IGNORE INTO card_group VALUES (?, ?, ?, 0)", (group, kind, node))
        store.execute(
            "INSERT INTO card VALUES (?, ?, ?, ?, ?, 'forward', ?, '', ?, 'requires', 'water', ?,"
            " 7, ?, ?, ?, ?, ?, ?, '', ?, ?, '', ?, ?)",
            (
                card_id, group, ordinal, kind, template, node, node_type, path, question, answer,
                why, cue, json.dumps(sources), f"norm {card_id}", card_id, state, NOON_MS,
                NOON_MS + 1,
            ),
        )  # fmt: skip
        for tag in tags:
            store.execute("INSERT INTO card_tag VALUES (?, ?)", (tag, card_id))
        if state == "live":
            store_memory.add_cards(store, [(card_id, card_id)])


def remember(store: Store, card_id: int) -> None:
    """Give a card two answers and the state they lead to."""
    with store.write():
        for number, rating in enumerate((1, 3)):
            store.execute(
                "INSERT INTO review VALUES (?, ?, 'here', ?, -300, 4, 20515, ?, 4200, 'learn', 0,"
                " NULL, NULL, NULL, NULL, ?, 'fsrs', 'hash', 0.9, 's', 'edgewise', NULL, NULL)",
                (
                    f"row-{card_id}-{number}",
                    card_id,
                    NOON_MS + number,
                    rating,
                    NOON_MS + 86_400_000,
                ),
            )
        memory = Memory(
            card_id, State.REVIEW, None, 12.34567, 5.25, NOON_MS + 1, 20515, NOON_MS, 20530, 2, 1
        )
        store_memory.put(store, MemoryRow(memory, first_day=20515, days=1, position=card_id))


def wild_store(root: Path) -> Store:
    """A card for each wild text, as question and, turned round, as answer."""
    store = make_store(root)
    for number, text in enumerate(WILD):
        add(
            store, 2**62 + number, text, WILD[-1 - number], why=WILD[number - 3], cue="cue",
            sources=[PAPER], tags=("b", "a"), node=f"water/note-{number % 5}",
            path=f"concepts/note-{number % 5}.md",
        )  # fmt: skip
    remember(store, 2**62)
    return store


def quiet(done: int, total: int) -> None:
    """A progress nobody looks at."""
