"""Decks of hashcards (Markdown files with Q:/A: and C: [cloze]) as note proposals for the inbox.

    ---
    name = "Medicine"
    ---
    Q: A question?
    A: Its answer.

    C: The [order] of a group.

Owns that format as hashcards reads it: a deck is a file, named by its stem or by `name` above its
cards; image paths count from the collection's folder; a card is what it says, so its text is its
identity. Not here: the note's text (proposal_note.py), the inbox (inbox.py).
"""

from __future__ import annotations

import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from kg.media import AUDIO_SUFFIXES, FOLDER, IMAGE_SUFFIXES, MAX_BYTES, is_active, suffix_of
from sync.anki_media import name_of_bytes
from sync.errors import HashcardsBad
from sync.inbox import Inbox
from sync.inert_text import clean_lines
from sync.media_kind import is_what_it_says
from sync.proposal_note import LONGEST_CARD, in_parts, key_of, proposed_note
from sync.proposed import (
    EMPTY,
    KNOWN,
    MEDIA,
    TOO_LONG,
    UNFIT,
    Deck,
    ForeignCard,
    Origin,
    Proposals,
)

KIND = "hashcards"
MOST_FILE_BYTES = 20_000_000
MOST_FILES = 20_000
_HEAD = re.compile(r"---[ \t]*\n(.*?)^---[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_MARK = re.compile(r"(?m)^([QAC]):[ \t]*")
_PARTED = re.compile(r"(?m)^-{3,}[ \t]*$")
_IMAGE = re.compile(r"!\[([^\[\]\n]{0,500})\]\(([^()\s]{1,500})\)")
# Code, formulas, images and escaped signs are no clozes.
_CLOZE = re.compile(
    r"(```.*?(?:```|\Z)|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]+\$|\\.|!\[[^\[\]\n]*\]\([^()\n]*\))"
    r"|\[([^\[\]]+)\](\([^()\s]*\))?",
    re.DOTALL,
)
_OUR_SIGNS = re.compile(
    r"(```.*?(?:```|\Z)|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]+\$|\\.)|(\[\[|==|<!--|^#{1,6}(?=\s))",
    re.DOTALL | re.MULTILINE,
)


def hashcards_proposals(path: Path, inbox: Inbox, scratch: Path) -> Proposals:
    """What a deck, or a folder of decks, would add to the inbox. Writes only into scratch.

    Raises HashcardsBad: no such file, nothing in it; WriteRefused: the inbox cannot be read.
    """
    taker = _Taker(path if path.is_dir() else path.parent, inbox, scratch / "proposed-media")
    files = list(_decks(path))
    for file in files:
        taker.take(file)
    made = taker.made
    if not made.notes and not made.left_out:
        raise HashcardsBad(path, "there is no card (Q: with A:, or C:) in it")
    return made._replace(left_out=+made.left_out)


def _decks(path: Path) -> Iterator[Path]:
    """The Markdown files, hidden ones and links left out."""
    if path.is_file():
        yield path
        return
    if not path.is_dir():
        raise HashcardsBad(path, "there is no such file or folder")
    count = 0
    for folder, names, files in os.walk(path):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            file = Path(folder, name)
            if name.startswith(".") or file.suffix.lower() != ".md" or file.is_symlink():
                continue
            count += 1
            if count > MOST_FILES:
                raise HashcardsBad(path, f"it has more than {MOST_FILES:,} Markdown files")
            yield file


class _Taker:
    """Reads decks one by one."""

    def __init__(self, root: Path, inbox: Inbox, media: Path) -> None:
        self._root, self._inbox, self._media = root.resolve(), inbox, media
        self._names: set[str] = set()
        self.made = Proposals([], media, [], Counter())

    def take(self, file: Path) -> None:
        """Add the cards of one deck."""
        name, text = _deck(file)
        deck = Deck("hashcards", file.name, name)
        for number, part in enumerate(in_parts(self._cards(name, text)), 1):
            note = proposed_note(deck, part, number, self._is_free)
            self.made.left_out[UNFIT] += note.left_out
            if note.cards:
                self._names.add(note.stem)
                self.made.notes.append(note)

    def _is_free(self, stem: str, text: str) -> bool:
        return stem not in self._names and self._inbox.is_free(stem, text)

    def _cards(self, deck: str, text: str) -> Iterator[ForeignCard]:
        for question, answer, is_cloze in _blocks(text):
            said = f"{question}\x1f{answer}"
            digest = blake2b(said.encode("utf-8", "replace"), digest_size=8).hexdigest()
            origin = Origin(KIND, digest, digest)
            if len(said) > LONGEST_CARD:
                self.made.left_out[TOO_LONG] += 1
            elif origin in self._inbox.known():
                self.made.left_out[KNOWN] += 1
            elif not question or not (answer or is_cloze):
                self.made.left_out[EMPTY] += 1
            else:
                self.made.origins.append(origin)
                front = self._text(_with_blanks(question) if is_cloze else question)
                back = "" if is_cloze else self._text(answer)
                yield ForeignCard(f"{KIND} deck {deck}", key_of(f"{KIND}\x1f{said}"), front, back)

    def _text(self, text: str) -> str:
        return _IMAGE.sub(self._image, text)

    def _image(self, match: re.Match[str]) -> str:
        """The image copied, under a name made of its content; its words where it may not come."""
        path = self._root / match[2].removeprefix("@/")
        try:
            is_inside = path.resolve().is_relative_to(self._root) and not path.is_symlink()
            suffix = suffix_of(match[2])
            if not is_inside or suffix not in IMAGE_SUFFIXES | AUDIO_SUFFIXES:
                raise ValueError
            if path.stat().st_size > MAX_BYTES:
                raise ValueError
            data = path.read_bytes()
            if not is_what_it_says(data, suffix) or (suffix == ".svg" and is_active(data)):
                raise ValueError
        except (OSError, ValueError, RuntimeError):
            self.made.left_out[MEDIA] += 1
            return match[1]
        safe = name_of_bytes(data, suffix)
        self._media.mkdir(parents=True, exist_ok=True)
        (self._media / safe).write_bytes(data)
        return f"![{match[1]}]({FOLDER}/{safe})"


def _deck(file: Path) -> tuple[str, str]:
    """Name and text of a deck."""
    try:
        if file.stat().st_size > MOST_FILE_BYTES:
            raise HashcardsBad(file, f"it is larger than {MOST_FILE_BYTES // 1_000_000} MB")
        raw = file.read_bytes()
        text = clean_lines(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise HashcardsBad(file, "it is not UTF-8 text") from error
    except OSError as error:
        raise HashcardsBad(file, (error.strerror or str(error)).lower()) from error
    if b"\0" in raw:
        raise HashcardsBad(file, "it is no text")
    name = file.stem
    head = _HEAD.match(text)
    if head is None:
        return name, text
    try:
        named = tomllib.loads(head[1]).get("name", name)
    except (tomllib.TOMLDecodeError, RecursionError):
        named = name
    return str(named) or name, text[head.end() :]


def _blocks(text: str) -> Iterator[tuple[str, str, bool]]:
    """(question, answer, whether it is a cloze) of each card, in order."""
    marks = list(_MARK.finditer(text))
    question: str | None = None
    for number, mark in enumerate(marks):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(text)
        said = _inert(_PARTED.split(text[mark.end() : end])[0].strip())
        if question is not None and mark[1] != "A":
            yield question, "", False
            question = None
        if mark[1] == "Q":
            question = said
        elif mark[1] == "C":
            yield said, "", True
        else:
            yield question or "", said, False
            question = None
    if question is not None:
        yield question, "", False


def _inert(text: str) -> str:
    """Signs that mean something in our notes only, as plain signs."""
    rows = "\n".join(line.rstrip() for line in text.split("\n"))
    return _OUR_SIGNS.sub(lambda match: match[1] or "".join(f"\\{sign}" for sign in match[2]), rows)


def _with_blanks(text: str) -> str:
    """[hidden] as ==hidden==; a link keeps its words."""

    def blank(match: re.Match[str]) -> str:
        if match[1]:
            return match[1]
        return match[0] if match[3] else f"=={match[2].strip()}=="

    return _CLOZE.sub(blank, text)
