"""Cards as a .mochi file: a zip with data.json in Transit's JSON, and the media beside it.

Owns the ids (ours in 11 letters and digits, so that a second import changes cards and adds none),
the two sides split by `---`, and that no text of a card is taken for Mochi's own marks (`---`,
{{..}}, #tag). Format: mochi.cards/docs/import-and-export/mochi-format-reference. Not here: which
cards (export_cards.py), files (export_file.py).
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import ExitStack
from hashlib import blake2b
from pathlib import Path
from typing import IO

from cards.store import Store
from sync.anki_model import AnkiMedia
from sync.cloze_text import fitted
from sync.export_cards import Allowed, Plain, Progress, deck_of, plain_groups
from sync.export_inert import inert
from sync.export_media import Roots, taken
from sync.export_pieces import (
    MATH,
    MEDIA,
    WORDS,
    Piece,
    around,
    pieces,
    without_links,
)

COMMENT = b"Edgewise cards for Mochi, format 1"
ID_LETTERS = 11
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SINCE = (1980, 1, 1, 0, 0, 0)  # of every file in the zip, so that equal cards make equal bytes
_MARKS = re.compile(
    r"^([^\S\n]*)(---)(?=[^\S\n]*$)|(\{(?=\{)|(?<=\{)\{|\}(?=\})|(?<=\})\})|(?<![\w&])(#)(?=\w)",
    re.MULTILINE,
)
_PAIRS = re.compile(r"([{}])(?=\1)")
_TRANSIT = ("~", "^", "`")
_PLACES = 8
_SPOOL = 1 << 20


def letters(number: int) -> str:
    """A 63-bit id as 11 letters and digits; `number_of` is the inverse."""
    found = ""
    while number:
        number, digit = divmod(number, len(_DIGITS))
        found = _DIGITS[digit] + found
    return found.rjust(ID_LETTERS, "0")


def number_of(text: str) -> int:
    """The id behind 11 letters and digits."""
    number = 0
    for letter in text:
        number = number * len(_DIGITS) + _DIGITS.index(letter)
    return number


def write_mochi(
    store: Store,
    allowed: Allowed,
    stream: IO[bytes],
    roots: Roots,
    root_deck: str,
    progress: Progress,
) -> tuple[int, int]:
    """Write the zip; how many cards and files of media. Raises StoreError.

    The cards of a deck stand together: they are gathered in a file of their own for each.
    """
    media: dict[str, Path] = {}
    count = 0

    def take(one: AnkiMedia) -> None:
        media[one.name] = one.path

    with ExitStack() as open_files:
        decks: dict[str, IO[bytes]] = {}
        for group in plain_groups(store, allowed, progress):
            deck = deck_of(group[0])
            if deck not in decks:
                spool = tempfile.SpooledTemporaryFile(max_size=_SPOOL)  # noqa: SIM115
                decks[deck] = open_files.enter_context(spool)
            for card in _cards(group, f"{root_deck}/{deck}", count, roots, take):
                comma = ",\n" if decks[deck].tell() else ""
                decks[deck].write(f"{comma}{card}".encode())
            count += len(group)
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.comment = COMMENT
            with packed.open(_entry("data.json"), "w") as data:
                _pack(data, root_deck, decks)
            for name, path in sorted(media.items()):
                packed.writestr(_entry(name), path.read_bytes(), zipfile.ZIP_STORED)
    return count, len(media)


def is_ours(path: Path) -> bool:
    """Whether a file is such a zip."""
    try:
        with zipfile.ZipFile(path) as packed:
            return packed.comment == COMMENT
    except (OSError, zipfile.BadZipFile):
        return False


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _SINCE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _pack(data: IO[bytes], root_deck: str, decks: dict[str, IO[bytes]]) -> None:
    root = _deck_id(root_deck)
    head = {"~:id": root, "~:name": _text(root_deck), "~:cards": list[str]()}
    data.write(f'{{"~:version":2,"~:decks":[{_json(head)}'.encode())
    for name, cards in sorted(decks.items()):
        own = {"~:id": _deck_id(f"{root_deck}/{name}"), "~:name": _text(name), "~:parent-id": root}
        data.write(f',{_json(own)[:-1]},"~:cards":[\n'.encode())
        cards.seek(0)
        shutil.copyfileobj(cards, data)
        data.write(b"]}")
    data.write(b"]}\n")


def _deck_id(name: str) -> str:
    number = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big") >> 1
    return f"~:{letters(number)}"


def _cards(
    group: list[Plain], deck: str, place: int, roots: Roots, take: Callable[[AnkiMedia], None]
) -> list[str]:
    card = group[0].card

    def named(written: str) -> str:
        name = taken(roots, card, written, take)
        return f"@media/{name}" if name else ""

    faces = [(letters(one.card.id), _question(one, named), one) for one in group]
    if card.kind == "block" and card.template == "cloze":
        cloze = _cloze(group, named)
        if cloze:
            faces = [(f"g{letters(card.group_id)}", cloze, group[0])]
    return [
        _json(
            {
                "~:id": f"~:{name}",
                "~:deck-id": _deck_id(deck),
                "~:content": _text(content),
                "~:pos": str(place + number).rjust(_PLACES, "0"),
                "~:tags": {"~#set": _tags(one)},
            }
        )
        for number, (name, content, one) in enumerate(faces)
    ]


def _tags(plain: Plain) -> list[str]:
    """Words that never give an answer away: the type of the node, the relation."""
    return [_text(name) for name in (plain.card.node_type, plain.card.relation) if name]


def _question(plain: Plain, named: Callable[[str], str]) -> str:
    asked = _written(plain.question, named)
    if plain.cue:
        asked = f"*{_written(plain.cue, named)}*\n\n{asked}"
    return f"{asked}\n\n---\n\n{_told([plain.answer, plain.why], plain, named)}"


def _cloze(group: list[Plain], named: Callable[[str], str]) -> str:
    """One card with a deletion for each hidden part, numbered by its place in the group."""
    found = fitted([(one.card.ordinal, one.question, one.answer) for one in group])
    if found is None:
        return ""
    text = around(
        *found,
        lambda run: _written(run, named),
        lambda ordinal, words: f"{{{{{ordinal + 1}::{words}}}}}",
    )
    plain = group[0]
    asked = f"*{_written(plain.cue, named)}*\n\n{text}" if plain.cue else text
    told = _told([plain.why], plain, named)
    return f"{asked}\n\n---\n\n{told}" if told else asked


def _told(texts: list[str], plain: Plain, named: Callable[[str], str]) -> str:
    """What the back shows: texts, then sources with their links."""
    parts = [_written(text, named) for text in texts if text]
    for words, page, pdf in plain.sources:
        shown = _in_brackets(words)
        linked = f"[{shown}]({_address(page)})" if page else shown
        parts.append(f"*{linked}*" + (f" [PDF]({_address(pdf)})" if pdf else ""))
    return "\n\n".join(parts)


def _in_brackets(words: str) -> str:
    """Words that can stand in the brackets of a link or an image, on one line."""
    plain = inert(Piece(WORDS, " ".join(words.split())))
    return _marked(plain.replace("[", "(").replace("]", ")"))


def _address(page: str) -> str:
    return re.sub(r"[()<>\s]", lambda match: f"%{ord(match.group()):02X}", page)


def _written(text: str, named: Callable[[str], str]) -> str:
    return "".join(_piece(piece, named) for piece in pieces(text))


def _piece(piece: Piece, named: Callable[[str], str]) -> str:
    if piece.kind == MEDIA:
        name = named(piece.written)
        words = _in_brackets(piece.text)
        return f"![{words}]({name})" if name else words
    if piece.kind == MATH:
        return _PAIRS.sub(r"\1 ", inert(piece))
    if piece.kind != WORDS:
        return inert(piece)
    return _marked(inert(piece._replace(text=without_links(piece.text))))


def _marked(words: str) -> str:
    """Words in which Mochi finds no side, no deletion and no tag."""
    return _MARKS.sub(_hidden, words)


def _hidden(match: re.Match[str]) -> str:
    if match[2]:
        return f"{match[1]}\\---"
    return f"\\{match[3] or match[4]}"


def _text(text: str) -> str:
    """A string as Transit writes it: what begins like one of its marks gets a tilde."""
    return f"~{text}" if text.startswith(_TRANSIT) else text


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
