"""Cards as decks of hashcards (github.com/eudoxia0/hashcards): one Markdown file a node type.

    # edgewise card 4123412341234123412
    Q: Why does it grow seawards?
    A: The stream drops its load where it slows.
    ---

Owns how a card is written so that its strict reader takes it as it is: what would be taken for a
mark (`Q:`, `A:`, `C:`, `---`, `#`) at the start of a line is hidden from it, brackets in clozes are
escaped, and a comment carries our ids. Not here: which cards (export_cards.py), the folder
(export_folder.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from cards.store import Store
from sync.anki_model import AnkiMedia
from sync.cloze_text import fitted
from sync.export_cards import Allowed, Plain, Progress, deck_of, plain_groups
from sync.export_folder import Folder
from sync.export_inert import code_html, inert
from sync.export_media import Roots, taken
from sync.export_pieces import (
    FENCE,
    MATH,
    MEDIA,
    WORDS,
    Piece,
    around,
    pieces,
    without_links,
)

KIND = "hashcards"
# What hashcards itself keeps in a collection.
KEPT = frozenset({"hashcards.db", "hashcards.db-wal", "hashcards.db-shm", "macros.tex"})
_LINE = re.compile(r"^(?=[QAC]:|[^\S\n]*---[^\S\n]*$|[^\S\n]*#)", re.MULTILINE)
_MARK = re.compile(r"^([QAC]):|^([^\S\n]*)(---[^\S\n]*$|#)", re.MULTILINE)


def write_hashcards(
    store: Store, allowed: Allowed, folder: Folder, roots: Roots, progress: Progress
) -> tuple[int, int]:
    """Fill the folder with decks and media; how many cards, how many files. Raises StoreError."""
    count = 0
    media: set[str] = set()

    def take(one: AnkiMedia) -> None:
        folder.copy(f"media/{one.name}", one.path)
        media.add(one.name)

    for group in plain_groups(store, allowed, progress):
        deck = deck_of(group[0])
        if not folder.has(f"{deck}.md"):
            name = json.dumps(deck, ensure_ascii=False)
            folder.append(f"{deck}.md", f"---\nname = {name}\n---\n".encode())
        folder.append(f"{deck}.md", _group(group, roots, take).encode())
        count += len(group)
    return count, len(media)


def _group(group: list[Plain], roots: Roots, take: Callable[[AnkiMedia], None]) -> str:
    card = group[0].card

    def named(written: str) -> str:
        name = taken(roots, card, written, take)
        return f"media/{name}" if name else ""

    if card.kind == "block" and card.template == "cloze":
        cloze = _cloze(group, named)
        if cloze:
            return cloze
    return "".join(_question(plain, named) for plain in group)


def _cloze(group: list[Plain], named: Callable[[str], str]) -> str:
    """One C: card for all hidden parts of a text; '' where they do not fit together."""
    cards = {plain.card.ordinal: plain for plain in group}
    found = fitted([(place, plain.question, plain.answer) for place, plain in cards.items()])
    if found is None or len(cards) < len(group):
        return ""
    whole, spans = found

    def plainly(text: str) -> str:
        # What stands before a bracket must not turn it into an image or a plain bracket.
        shown = _written(text, named, in_cloze=True)
        return f"{shown[:-1]}&#{ord(shown[-1])};" if shown[-1:] in ("!", "\\") else shown

    text = around(whole, spans, plainly, lambda _, words: f"[{words}]")
    ids = " ".join(str(cards[span.ordinal].card.id) for span in spans)
    cue = group[0].cue
    shown = f"{_written(cue, named, in_cloze=True)}: {text}" if cue else text
    return f"\n# edgewise card {ids}\nC: {shown}\n---\n"


def _question(plain: Plain, named: Callable[[str], str]) -> str:
    asked = _written(plain.question, named)
    if plain.cue:
        asked = f"*{_written(plain.cue, named)}*\n\n{asked}"
    answer = [_written(text, named) for text in (plain.answer, plain.why) if text]
    answer += [f"Source: {_source(words, page)}" for words, page, _ in plain.sources]
    told = "\n\n".join(answer) or "(no answer)"
    return f"\n# edgewise card {plain.card.id}\nQ: {asked}\nA: {told}\n---\n"


def _source(words: str, page: str) -> str:
    shown = _in_brackets(words)
    return f"[{shown}](<{page}>)" if page and not set(page) & set("<> ") else shown


def _in_brackets(words: str) -> str:
    """Words that can stand in the brackets of a link or an image, on one line."""
    return inert(Piece(WORDS, " ".join(words.split()))).replace("[", "(").replace("]", ")")


def _written(text: str, named: Callable[[str], str], *, in_cloze: bool = False) -> str:
    """A text as hashcards reads it back. named: a path of media as written -> as in the folder."""
    done = [_piece(piece, named, in_cloze=in_cloze) for piece in pieces(text)]
    return "".join(done)


def _piece(piece: Piece, named: Callable[[str], str], *, in_cloze: bool) -> str:
    if piece.kind == MEDIA:
        name = named(piece.written)
        words = _in_brackets(piece.text)
        return f"![{words}]({name})" if name else words
    if piece.kind == WORDS:
        written = _MARK.sub(_hidden, inert(piece._replace(text=without_links(piece.text))))
    elif piece.kind == FENCE and _LINE.search(piece.text):
        written = _LINE.sub("\0", code_html(piece.text))
        written = re.sub(r"\0([^\S\n]*)(.)", lambda m: f"{m[1]}&#{ord(m[2])};", written)
    elif piece.kind == MATH:
        written = _LINE.sub("{}", inert(piece))
    else:
        written = inert(piece)
    return re.sub(r"([\[\]])", r"\\\1", written) if in_cloze else written


def _hidden(match: re.Match[str]) -> str:
    """A mark that the reader does not see, and that Markdown shows as it was."""
    return f"{match[1]}\\:" if match[1] else f"{match[2]}\\{match[3]}"
