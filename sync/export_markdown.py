"""Cards as Markdown that people read and programs read back: one file, or a folder with one a note.

    ## Card 4123412341234123412

    ### Question

    Why does it grow seawards?

    ### Answer
    ...
    ### Details

    - node: [[water/river-delta]]

Owns the lines that carry the structure, and that no text can be taken for one: such a line of a
card gets a backslash in front. Not here: which cards (export_cards.py), files (export_file.py,
export_folder.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, NamedTuple

from cards.store import Store
from sync.export_cards import (
    RATINGS,
    Allowed,
    Plain,
    Progress,
    Source,
    day,
    moment,
    plain_groups,
    zone,
)
from sync.export_folder import Folder
from sync.export_media import Roots, beside
from sync.inert_text import clean_text

KIND = "markdown"
HEAD = b"<!-- Edgewise cards as Markdown, format 1 -->\n"
_STRUCTURE = re.compile(
    r"^(?=\\*(?:## Card \d+|### (?:Question|Answer|Why|Details|Reviews))[ \t]*$)", re.MULTILINE
)
_PAGE = re.compile(r"[()<>\\\s]")


class Wanted(NamedTuple):
    """What goes along with the texts: the state of memory, the log of answers."""

    memory: bool = False
    reviews: bool = False


class Written(NamedTuple):
    """What was written. media: files beside the cards; 0 where one file holds all cards."""

    cards: int
    media: int


def write_markdown(
    store: Store, allowed: Allowed, stream: IO[bytes], wanted: Wanted, progress: Progress
) -> Written:
    """All cards in one file, under a heading for each node. Raises StoreError."""
    stream.write(HEAD)
    node, count = "", 0
    for group in plain_groups(store, allowed, progress, answers=wanted.reviews):
        for plain in group:
            if plain.card.node != node:
                node = plain.card.node
                stream.write(f"\n# {clean_text(node)}\n".encode())
            stream.write(_card(plain, wanted))
            count += 1
    return Written(count, 0)


def write_folder(
    store: Store, allowed: Allowed, folder: Folder, roots: Roots, wanted: Wanted, progress: Progress
) -> Written:
    """One file for each note that cards stand in, with its images and sounds. Raises StoreError."""
    media: set[str] = set()
    count = 0
    for group in plain_groups(store, allowed, progress, answers=wanted.reviews):
        for plain in group:
            place = f"{plain.card.layer}/{plain.card.path}"
            if not folder.has(place):
                folder.append(place, HEAD + f"\n# {clean_text(plain.card.node)}\n".encode())
            folder.append(place, _card(plain, wanted))
            texts = (plain.question, plain.answer, plain.why)
            for written, source in beside(roots, plain.card, texts).items():
                name = f"{place.rpartition('/')[0]}/{written.removeprefix('./')}"
                folder.copy(name, source)
                media.add(name)
            count += 1
    return Written(count, len(media))


def _card(plain: Plain, wanted: Wanted) -> bytes:
    texts = [("Question", plain.question), ("Answer", plain.answer), ("Why", plain.why)]
    parts = [f"\n## Card {plain.card.id}\n"]
    parts += [f"\n### {name}\n\n{_fenced_in(text)}\n" for name, text in texts if text]
    details = "".join(f"- {name}: {value}\n" for name, value in _details(plain, wanted))
    parts.append(f"\n### Details\n\n{details}")
    if wanted.reviews and plain.answers:
        parts.append(f"\n### Reviews\n\n{''.join(_reviews(plain))}")
    return "".join(parts).encode()


def _fenced_in(text: str) -> str:
    """The text with a backslash before each line that would be taken for the file's structure."""
    return _STRUCTURE.sub(r"\\", text) if "##" in text else text


def _details(plain: Plain, wanted: Wanted) -> Iterator[tuple[str, str]]:
    card = plain.card
    yield "node", f"[[{card.node}]]"
    if card.object:
        yield "object", f"[[{card.object}]]"
    named = (
        ("type", card.node_type), ("relation", card.relation), ("kind", card.kind),
        ("template", card.template), ("direction", card.direction), ("group", str(card.group_id)),
        ("ordinal", str(card.ordinal)), ("cue", plain.cue), ("tags", " ".join(plain.tags)),
    )  # fmt: skip
    yield from ((name, value) for name, value in named if value)
    yield from (("source", _source(source)) for source in plain.sources)
    yield "note", f"{card.layer}/{card.path}:{card.line}"
    yield "created", plain.created
    yield "changed", plain.changed
    if wanted.memory:
        yield from plain.memory.items()


def _source(source: Source) -> str:
    if not source.page:
        return source.words
    words = re.sub(r"([\[\]\\])", r"\\\1", source.words)
    found = f"[{words}](<{_PAGE.sub(_coded, source.page)}>)"
    return f"{found}, [PDF](<{source.pdf}>)" if source.pdf else found


def _coded(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match.group().encode())


def _reviews(plain: Plain) -> Iterator[str]:
    yield "| time | zone | study day | rating | ms | kind | due | origin | id |\n"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
    for one in plain.answers:
        cells = (
            moment(one.utc_ms), zone(one.zone_offset_min), day(one.study_day), RATINGS[one.rating],
            str(one.duration_ms), one.kind, moment(one.due_ms), one.origin, one.id,
        )  # fmt: skip
        line = " | ".join(cells)
        # What stands there came over from other devices too: plain signs, and no column more.
        if not (line.isascii() and line.isprintable() and line.count("|") == len(cells) - 1):
            line = " | ".join(clean_text(cell).replace("|", "/") for cell in cells)
        yield f"| {line} |\n"
