"""Notes of Anki from plain cards, and what Anki's own backend makes of them with our templates.

Test equipment. Groups cards as the export does, but knows no store and no schedule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from cards.drafts import Draft
from sync.anki_cloze import cloze_html
from sync.anki_face import html_of, path_html, source_html
from sync.anki_html import Image
from sync.anki_ids import BASIC, CLOZE, NOTE_TYPES, SET, place
from sync.anki_model import AnkiCard, AnkiNote, DeckDays, Preset
from sync.anki_package import write_package

PRESET = Preset(tuple([0.5] * 21), 0.9, (60, 600), (600,), 36_500, 20, 200, 8)
DAYS = DeckDays(20_000, 60, 4)
_IN_LINE = re.compile(r"</?(?:a|b|code|em|s|span|strong)\b[^>]*>")
NOW_MS = 1_790_000_000_000


class Face(NamedTuple):
    """One card as plain text: what the fields of its slot are made of."""

    ordinal: int
    question: str
    answer: str
    why: str = ""
    cue: str = ""


class Rendered(NamedTuple):
    """One card as Anki shows it. guid, ordinal: which one."""

    guid: str
    ordinal: int
    question: str
    answer: str


def note(
    group: int, kind: str, faces: Sequence[Face], source: str = "", path: Sequence[str] = (),
    image: Image | None = None,
) -> AnkiNote:  # fmt: skip
    """One note of these cards; all fit on its first page."""
    at = place(kind, group, 0)
    fields = dict.fromkeys(NOTE_TYPES[kind].fields, "")
    fields |= {"Id": at.guid, "Title": html_of(faces[0].answer)}
    fields |= {"Source": source_html(source), "Path": path_html(path)}
    if kind == CLOZE:
        text = cloze_html([face[:3] for face in faces], image)
        assert text is not None
        fields |= {"Text": text, "Why": html_of(faces[0].why, image), "Cue": html_of(faces[0].cue)}
    else:
        for face in faces:
            slot = face.ordinal + 1
            fields[f"Cue {slot}"] = html_of(face.cue)
            fields[f"Question {slot}"] = html_of(face.question, image)
            fields[f"Answer {slot}"] = html_of(face.answer, image)
            fields[f"Why {slot}"] = html_of(face.why, image)
    cards = tuple(AnkiCard(face.ordinal) for face in faces)
    values = tuple(fields.values())
    return AnkiNote(at.guid, kind, values, (), "Edgewise", NOW_MS, NOW_MS // 1000, cards)


def notes_of(drafts: Iterable[Draft]) -> Iterator[AnkiNote]:
    """The notes of a pack's cards, a group each; sets with more members than slots are cut."""
    by_group = sorted(drafts, key=lambda draft: (draft.group_id, draft.ordinal))
    for group, found in groupby(by_group, key=lambda draft: draft.group_id):
        cards = list(found)
        kind = SET if cards[0].kind == "set" else CLOZE if cards[0].template == "cloze" else BASIC
        most = NOTE_TYPES[kind].slots or len(cards)
        faces = [Face(n, d.question, d.answer, d.extra, d.cue) for n, d in enumerate(cards[:most])]
        yield note(group, kind, faces, cards[0].source, ("Part", "Whole"))


def rendered(notes: Iterable[AnkiNote]) -> list[Rendered]:
    """Pack the notes, import them into a real collection and render every card."""
    with TemporaryDirectory() as name:
        return _rendered(notes, Path(name))


def _rendered(notes: Iterable[AnkiNote], folder: Path) -> list[Rendered]:
    package = folder / "faces.apkg"
    write_package(package, notes, PRESET, DAYS, [], NOW_MS)
    collection = Collection(str(folder / "collection.anki2"))
    try:
        request = ImportAnkiPackageRequest(
            package_path=str(package), options=ImportAnkiPackageOptions()
        )
        collection.import_anki_package(request)
        rows = collection.db.all(
            "select c.id, n.guid, c.ord from cards c join notes n on n.id = c.nid order by c.id"
        )
        return [_render(collection, *row) for row in rows]
    finally:
        collection.close()


def _render(collection: Collection, card: int, guid: str, ordinal: int) -> Rendered:
    out = collection.get_card(card).render_output(reload=True)
    return Rendered(guid, ordinal, out.question_text, out.answer_text)


def visible(html: str) -> str:
    """What a reader sees of a side, blanks folded."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", _IN_LINE.sub("", html))).split())
