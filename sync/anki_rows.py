"""Card groups become notes of Anki: fields, tags, deck, and each card with its memory.

Owns which cards of a group go (live ones, and those that Anki knows from an earlier export), what
stands in which field, and the tags. A note always holds all cards of its group that go: were one
left out, an import would empty it in Anki. Not here: HTML (anki_face.py), states (anki_state.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from cards.drafts import BLOCK
from cards.drafts import SET as CLOSED_SET
from cards.store_cards import BLOCKED, LIVE
from cards.store_export import Answer, ExportCard
from cards.store_review import EventRow
from sync.anki_cloze import cloze_html
from sync.anki_face import html_of, path_html, source_html, title_html
from sync.anki_ids import BASIC, CLOZE, NOTE_TYPES, SET, place
from sync.anki_media import media_for
from sync.anki_model import AnkiCard, AnkiMedia, AnkiNote
from sync.anki_nodes import Nodes
from sync.anki_state import SUSPENDED, Writer, written

TAG = "edgewise"
RETIRED, PARTLY_RETIRED, KNOWN = f"{TAG}::retired", f"{TAG}::partly-retired", f"{TAG}::known"
CLOZE_TEMPLATE = "cloze"
# Anki cuts tags at blanks and takes these characters out.
_NOT_IN_TAGS = re.compile(r'[\s"\x00-\x1f\x7f\u3000]+')
# An answer of so many words is a name; a longer one tells nothing by a word of it.
_NAME_WORDS = 5
_FIELDS = {
    kind: {name: at for at, name in enumerate(NOTE_TYPES[kind].fields)} for kind in NOTE_TYPES
}
_JOINT = "<br>"


class Look(NamedTuple):
    """How notes are laid out. deck: the name above all others. by: type or chapter (Nodes.deck).

    roots: folder of each layer, for images. went: whether a card has gone to Anki before.
    """

    deck: str
    by: str
    roots: Mapping[str, Path]
    went: Callable[[int], bool]


class Told(NamedTuple):
    """A card that is retired here and that Anki still has."""

    card_id: int
    node: str
    question: str
    reason: str


class NoteMaker:
    """Makes the notes of one export, and counts what there is to say of it.

    media: the files that fields name, by name in Anki. blocked: cards that a rule keeps away.
    otherwise: cards whose days Anki counts otherwise (anki_state.py).
    """

    def __init__(
        self, nodes: Nodes, look: Look, writer: Writer, turns: Mapping[int, list[EventRow]]
    ) -> None:
        self._nodes, self._look, self._writer, self._turns = nodes, look, writer, turns
        self.has_history = writer.history
        self.media: dict[str, AnkiMedia] = {}
        self.decks: set[str] = set()
        self.retired: list[Told] = []
        self.blocked = self.otherwise = 0

    def notes(
        self, group: Sequence[ExportCard], answers: Mapping[int, list[Answer]]
    ) -> Iterator[tuple[AnkiNote, list[int]]]:
        """The notes of one group (none if no card of it goes), each with the ids of its cards."""
        going = [each for each in group if self._goes(each)]
        if not going:
            return
        kind, text = self._kind(going)
        pages: dict[str, list[tuple[int, ExportCard]]] = {}
        for each in going:
            guid, _, ordinal = place(kind, each.card.group_id, each.card.ordinal)
            pages.setdefault(guid, []).append((ordinal, each))
        for guid, cards in pages.items():
            fields = self._cloze(guid, cards, text) if text else self._slots(kind, guid, cards)
            made = tuple(self._card(n, each, answers.get(each.card.id, [])) for n, each in cards)
            yield self._note(guid, kind, fields, [each for _, each in cards], made)

    def _goes(self, each: ExportCard) -> bool:
        if each.state == LIVE:
            return True
        if self._look.went(each.card.id):
            card = each.card
            self.retired.append(Told(card.id, card.node, card.question, each.reason))
            return True
        self.blocked += each.state == BLOCKED
        return False

    def _kind(self, going: Sequence[ExportCard]) -> tuple[str, str]:
        """The note type, and the text of a cloze note; parts that fit no one text are asked."""
        first = going[0].card
        if first.kind == CLOSED_SET:
            return SET, ""
        if first.kind != BLOCK or first.template != CLOZE_TEMPLATE:
            return BASIC, ""
        parts = [(c.card.ordinal, c.card.question, c.card.answer) for c in going]
        text = cloze_html(parts, self._images(going[0]))
        return (CLOZE, text) if text else (BASIC, "")

    def _note(
        self,
        guid: str,
        kind: str,
        fields: dict[str, str],
        cards: Sequence[ExportCard],
        made: tuple[AnkiCard, ...],
    ) -> tuple[AnkiNote, list[int]]:
        first = cards[0].card
        face = self._nodes.face(first.node)
        fields |= {
            "Id": guid,
            "Title": title_html(face.title),
            "Source": source_html(_sources(cards)),
            "Path": path_html(face.path) if len(face.path) > 1 else "",
        }
        values = [""] * len(NOTE_TYPES[kind].fields)
        for name, value in fields.items():
            values[_FIELDS[kind][name]] = value
        answers = [c.card.answer for c in cards if len(c.card.answer.split()) <= _NAME_WORDS]
        deck = self._nodes.deck(
            self._look.deck, self._look.by, first.node, first.node_type, answers
        )
        self.decks.add(deck)
        note = AnkiNote(
            guid=guid,
            kind=kind,
            fields=tuple(values),
            tags=_tags(cards),
            deck=deck,
            created_ms=min(each.created_ms for each in cards),
            changed_s=max(each.changed_ms for each in cards) // 1000,
            cards=made,
        )
        return note, [each.card.id for each in cards]

    def _slots(
        self, kind: str, guid: str, cards: Sequence[tuple[int, ExportCard]]
    ) -> dict[str, str]:
        fields: dict[str, str] = {}
        for ordinal, each in cards:
            card, image, slot = each.card, self._images(each), ordinal + 1
            fields[f"Cue {slot}"] = title_html(card.cue)
            fields[f"Question {slot}"] = html_of(card.question, image)
            fields[f"Answer {slot}"] = html_of(card.answer, image)
            fields[f"Why {slot}"] = html_of(card.extra, image) if card.extra else ""
        return fields

    def _cloze(
        self, guid: str, cards: Sequence[tuple[int, ExportCard]], text: str
    ) -> dict[str, str]:
        cues = dict.fromkeys(title_html(each.card.cue) for _, each in cards if each.card.cue)
        extras = [html_of(each.card.extra, self._images(each)) for _, each in cards]
        why = _JOINT.join(dict.fromkeys(filter(None, extras)))
        # Each part has its own cue: one that does not fit all of them may tell another part.
        cue = next(iter(cues)) if len(cues) == 1 else ""
        return {"Cue": cue, "Text": text, "Why": why}

    def _card(self, ordinal: int, each: ExportCard, answers: Sequence[Answer]) -> AnkiCard:
        turns = self._turns.get(each.card.id, ())
        card, otherwise = written(
            ordinal, each.card.position, each.row, answers, turns, self._writer
        )
        self.otherwise += otherwise
        return card if each.state == LIVE else card._replace(queue=SUSPENDED)

    def _images(self, each: ExportCard) -> Callable[[str], str | None]:
        return partial(self._image, each.card.layer, each.card.path)

    def _image(self, layer: str, path: str, written: str) -> str | None:
        root = self._look.roots.get(layer)
        found = media_for(root, path, written) if root is not None else None
        if found is None:
            return None
        self.media.setdefault(found.name, found)
        return found.name


def _sources(cards: Sequence[ExportCard]) -> str:
    """The sources of all cards of a note, each once."""
    texts = list(dict.fromkeys(each.card.source for each in cards))
    if len(texts) == 1:
        return texts[0]
    found = {json.dumps(work, sort_keys=True): work for text in texts for work in json.loads(text)}
    return json.dumps(list(found.values()), ensure_ascii=False)


def _tags(cards: Sequence[ExportCard]) -> tuple[str, ...]:
    """The note's tags, sorted: what its cards are about, and how they stand."""
    found = {tag for each in cards for tag in each.tags}
    for each in cards:
        card = each.card
        found.add(f"{TAG}::type::{card.node_type}")
        found.add(f"{TAG}::node::{card.node.rpartition('/')[2]}")
        if card.relation:
            found.add(f"{TAG}::relation::{card.relation}")
        if each.row is not None and each.row.flags.known:
            found.add(KNOWN)
    away = sum(each.state != LIVE for each in cards)
    if away:
        found.add(RETIRED if away == len(cards) else PARTLY_RETIRED)
    return tuple(sorted(filter(None, (_NOT_IN_TAGS.sub("_", tag) for tag in found))))
