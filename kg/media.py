"""Images and sounds beside the notes: how a text names them, and which file is meant.

    ![words](media/picture.png)    [listen](media/word.mp3)    ![](<media/two words.mp3>)

Owns what counts as media (a plain file of a known kind and size in a folder `media/` beside the
note) and that nothing else is ever opened: no way up, no absolute path, no link that leads out.
LIGHT: no pydantic. Not here: the warnings (lint_media.py), showing them (tui/media_text.py),
taking them to Anki (sync/anki_media.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from kg.links import without_code

FOLDER = "media"
IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"})
AUDIO_SUFFIXES = frozenset({".mp3", ".ogg", ".oga", ".opus", ".wav", ".m4a", ".flac"})
MAX_BYTES = 5_000_000
ABSENT, OUTSIDE, UNKNOWN_KIND, TOO_LARGE, ACTIVE = "absent", "outside", "kind", "large", "active"

# Bounded, so that a line of brackets does not cost its square.
_NAMED = re.compile(
    r"(!?)\[((?:[^\[\]\\]|\\.|\[[^\[\]]{0,200}\]){0,500})\]"
    r"\([ \t]*(?:<([^<>\n]{1,500})>|([^\s()<>]{1,500}(?:\([^\s()<>]{0,100}\)[^\s()<>]{0,500})?))"
    r"(?:[ \t]+(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'))?[ \t]*\)"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_FENCE = re.compile(r"(?ms)^[ \t]*(`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t]*\1[`~]*[ \t]*$|\Z)")
# What makes a drawing a program: such a file would run where a browser opens it.
_SCRIPT = re.compile(
    rb"<script|<foreignobject|<!entity|javascript:|\bon[a-z]{3,20}\s*=", re.IGNORECASE
)


class Reference(NamedTuple):
    """One image or sound that a text names. written: the path as it stands there.

    start, end: offsets in the text.
    """

    words: str
    written: str
    start: int
    end: int


class Found(NamedTuple):
    """What a written path means: the file, or None and why (ABSENT, OUTSIDE, ...)."""

    path: Path | None
    problem: str = ""


def named_in(text: str) -> Iterator[Reference]:
    """Every image and sound a text names, in order; code is passed over, and links elsewhere."""
    if "](" not in text:
        return
    plain = _FENCE.sub(lambda match: " " * len(match.group()), text) if "\n" in text else text
    for match in _NAMED.finditer(without_code(plain)):
        sign, _, pointed, bare = match.groups()
        written = pointed or bare
        is_ours = is_sound(written) and not _SCHEME.match(written)
        if sign or is_ours or written.removeprefix("./").startswith(f"{FOLDER}/"):
            yield Reference(text[slice(*match.span(2))], written, *match.span())


def references(text: str) -> list[str]:
    """The paths of the images and sounds a text names, as written, in order."""
    return [reference.written for reference in named_in(text)]


def suffix_of(written: str) -> str:
    """The kind of a path: `.png`; '' where it has none."""
    dot = written.rfind(".", written.rfind("/") + 1)
    return written[dot:].lower() if dot >= 0 else ""


def is_sound(written: str) -> bool:
    """Whether a path names a sound."""
    return suffix_of(written) in AUDIO_SUFFIXES


def media_words(words: str, written: str) -> str:
    """An image or sound where only text can stand: `[image: words — media/x.png]`."""
    kind = "sound" if is_sound(written) else "image"
    said = f"{words} — " if words.strip() else ""
    return f"[{kind}: {said}{unquote(written)}]"


def in_plain_words(text: str) -> str:
    """The text with each image and sound it names as words."""
    if "](" not in text:
        return text
    parts: list[str] = []
    done = 0
    for each in named_in(text):
        parts += [text[done : each.start], media_words(each.words, each.written)]
        done = each.end
    return "".join(parts) + text[done:]


def find(root: Path, note_path: str, written: str) -> Path | None:
    """The media file that a note means; None: there is none that may be used.

    root: of the note's layer. note_path: of the note, relative to it.
    """
    return look(root, note_path, written).path


def look(root: Path, note_path: str, written: str) -> Found:
    """As `find`, with the reason where there is none. Never raises."""
    folder = (root / note_path).parent
    first = _look(folder, written)
    # A parser of Markdown writes a blank as %20.
    return _look(folder, unquote(written)) if first.path is None and "%" in written else first


def _look(folder: Path, written: str) -> Found:
    parts = written.removeprefix("./").split("/")
    is_odd = not written.isprintable() or "\\" in written or bool(_SCHEME.match(written))
    if is_odd or parts[0] != FOLDER or len(parts) < 2 or {"", ".", ".."} & set(parts):
        return Found(None, OUTSIDE)
    if suffix_of(written) not in IMAGE_SUFFIXES | AUDIO_SUFFIXES:
        return Found(None, UNKNOWN_KIND)
    path = folder.joinpath(*parts)
    try:
        if not path.is_file():
            return Found(None, ABSENT)
        if not path.resolve().is_relative_to(folder.resolve() / FOLDER):
            return Found(None, OUTSIDE)
        if path.stat().st_size > MAX_BYTES:
            return Found(None, TOO_LARGE)
        if suffix_of(written) == ".svg" and is_active(path.read_bytes()):
            return Found(None, ACTIVE)
    except (OSError, ValueError, RuntimeError):  # a name too long, no right to read, links in rings
        return Found(None, ABSENT)
    return Found(path)


def is_active(drawing: bytes) -> bool:
    """Whether an SVG holds what a browser would run."""
    plain = drawing.replace(b"\0", b"")  # UTF-16 hides nothing
    return bool(_SCRIPT.search(plain))
