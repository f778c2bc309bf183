"""The cards of an export as the plain formats see them: live ones, in study order, made inert.

Owns what is read of each card for Markdown, CSV, hashcards and Mochi (texts without terminal
escapes, sources as rows, memory in plain words) and the count for a progress bar. Not here: which
cards are wanted (export_scope.py), the formats (export_*.py), Anki (anki_rows.py).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from cards.models import Card
from cards.store import Store
from cards.store_cards import LIVE
from cards.store_export import Answer, ExportCard, with_answers
from kg.schema import FOLDER_OF_TYPE
from sync.inert_text import clean_lines, clean_text
from sync.paper_meta import ABS_PAGE, PDF_PAGE

STATES = ("new", "learning", "review", "relearning")
RATINGS = ("", "again", "hard", "good", "easy")
Allowed = frozenset[int] | None
Progress = Callable[[int, int], None]
_STEP = 100


class Source(NamedTuple):
    """Where a card's statement comes from; parts may be ''. page, pdf: web addresses."""

    words: str
    page: str
    pdf: str


class Plain(NamedTuple):
    """One live card. question, answer, why: Markdown. created, changed: UTC, ISO 8601.

    card: as stored, for its ids and its place; its texts are not cleaned there.
    """

    card: Card
    question: str
    answer: str
    why: str
    cue: str
    sources: tuple[Source, ...]
    tags: tuple[str, ...]
    created: str
    changed: str
    memory: dict[str, str]
    answers: tuple[Answer, ...]


def total(store: Store, allowed: Allowed) -> int:
    """How many cards will come. Raises StoreError."""
    if allowed is not None:
        return len(allowed)
    return store.count("SELECT count(*) FROM card WHERE state = 'live' AND kind <> 'exercise'")


def plain_groups(
    store: Store, allowed: Allowed, progress: Progress, *, answers: bool = False
) -> Iterator[list[Plain]]:
    """The live cards, group by group in study order.

    answers: with the counting answers of each. progress: told (cards so far, all cards).
    """
    whole, done, told = total(store, allowed), 0, 0
    for cards, log in with_answers(store, allowed, answers=answers):
        wanted = [
            _plain(one, log.get(one.card.id, []))
            for one in cards
            if one.state == LIVE and (allowed is None or one.card.id in allowed)
        ]
        if wanted:
            yield wanted
        done += len(wanted)
        if done - told >= _STEP or done == whole != told:
            told = done
            progress(done, whole)


def deck_of(plain: Plain) -> str:
    """The deck a card stands in: its node type in the plural, which gives no answer away."""
    return FOLDER_OF_TYPE.get(plain.card.node_type, plain.card.node_type).capitalize()


def _plain(one: ExportCard, answers: list[Answer]) -> Plain:
    card = one.card
    return Plain(
        card=card,
        question=clean_lines(card.question),
        answer=clean_lines(card.answer),
        why=clean_lines(card.extra),
        cue=clean_text(card.cue),
        sources=_sources(card.source),
        tags=one.tags,
        created=moment(one.created_ms),
        changed=moment(one.changed_ms),
        memory=_memory(one),
        answers=tuple(answers),
    )


@lru_cache(maxsize=1024)
def _sources(text: str) -> tuple[Source, ...]:
    """Many cards of a node have the same."""
    return tuple(_read_sources(text))


def _read_sources(text: str) -> Iterator[Source]:
    for entry in json.loads(text or "[]"):
        arxiv, year, section = (str(entry.get(key) or "") for key in ("arxiv", "year", "section"))
        known = ", ".join(part for part in (f"arXiv {arxiv}" if arxiv else "", year) if part)
        words = str(entry.get("title") or "") + (f" ({known})" if known else "")
        page = f"{ABS_PAGE}{arxiv}" if arxiv else str(entry.get("url") or "")
        yield Source(
            clean_text(f"{words}, section {section}" if section else words),
            page if page.startswith(("https://", "http://")) and page.isprintable() else "",
            f"{PDF_PAGE}{arxiv}" if arxiv else "",
        )


def _memory(one: ExportCard) -> dict[str, str]:
    """What is remembered, in words; a card that was never answered has only its state."""
    if one.row is None:
        return {"state": STATES[0]}
    memory, flags = one.row.memory, one.row.flags
    found = {"state": STATES[memory.state]}
    if memory.stability is not None and memory.difficulty is not None:
        found["due"] = day(memory.due_day)
        found["stability"] = f"{memory.stability:.4f}"
        found["difficulty"] = f"{memory.difficulty:.4f}"
        found["last_review"] = moment(memory.last_ms)
        found["reviews"] = str(memory.reps)
        found["lapses"] = str(memory.lapses)
    for name in ("suspended", "known", "flagged"):
        if getattr(flags, name):
            found[name] = "yes"
    return found


def day(number: int | None) -> str:
    """A study day (days since 1970-01-01) as a date, ISO 8601; '' for none."""
    if number is None:
        return ""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=number)).date().isoformat()


def moment(ms: int | None) -> str:
    """UTC ms as ISO 8601 with milliseconds; '' for none."""
    if not ms:
        return ""
    seconds = datetime.fromtimestamp(ms // 1000, tz=UTC).isoformat()[:19]
    return f"{seconds}.{ms % 1000:03d}Z"


def zone(minutes: int) -> str:
    """Minutes east of UTC as people write them: UTC+05:30."""
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"
