"""Where a proposal comes from: file, lines, quote, rule and confidence, as a note carries them.

Owns both forms: keys `x-...` of the header for a whole note, a comment of one line above a link.
What is written is read back exactly, quotes of many lines too. Not here: the rest of the note
(document_note.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kg.header import Entry

LONGEST_QUOTE = 2_000  # characters; what stands in the source beyond that is not repeated
SAME_AS = "x-same-as"
_UNPRINTABLE = re.compile(
    "[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_COMMENT = re.compile(r"<!-- (\{.*\}) -->")


class Marks(NamedTuple):
    """Provenance. lines: first and last, from 1. sha256: of the file's bytes, in hexadecimal."""

    file: str
    sha256: str
    lines: tuple[int, int]
    quote: str
    rule: str
    confidence: float


def header_lines(marks: Marks, same_as: str = "") -> list[str]:
    """The keys of the header. same_as: key of the node that the proposal seems to be."""
    first, last = marks.lines
    lines = [
        f"x-from: {_text(marks.file)}",
        f'x-lines: "{first}-{last}"',
        f"x-quote: {_text(marks.quote[:LONGEST_QUOTE])}",
        f"x-rule: {_text(marks.rule)}",
        f'x-confidence: "{marks.confidence:.2f}"',
        f'x-sha256: "{marks.sha256}"',
    ]
    return [*lines, f"{SAME_AS}: {_text(same_as)}"] if same_as else lines


def comment(marks: Marks, of_note: Marks) -> str:
    """The line above a link. of_note: what the header says already."""
    told: dict[str, object] = {
        "from": marks.file,
        "lines": list(marks.lines),
        "quote": marks.quote[:LONGEST_QUOTE],
        "rule": marks.rule,
        "confidence": round(marks.confidence, 2),
    }
    if marks.sha256 != of_note.sha256:
        told["sha256"] = marks.sha256
    # A comment of HTML may hold no two dashes.
    text = _UNPRINTABLE.sub(_escape, json.dumps(told, ensure_ascii=False))
    return f"<!-- {text.replace('--', '-' + _code('-')).replace('->', '-' + _code('>'))} -->"


def in_header(entries: Iterable[Entry]) -> Marks | None:
    """The provenance of a note; None: it says none."""
    said = {entry.key: str(entry.value.value) for entry in entries if entry.key.startswith("x-")}
    first, _, last = said.get("x-lines", "").partition("-")
    try:
        lines = (int(first), int(last))
        confidence = float(said.get("x-confidence", ""))
    except ValueError:
        return None
    return Marks(
        said.get("x-from", ""), said.get("x-sha256", ""), lines, said.get("x-quote", ""),
        said.get("x-rule", ""), confidence,
    )  # fmt: skip


def in_comment(line: str, of_note: Marks | None) -> Marks | None:
    """The provenance that a line of a note is a comment about; None: it is none."""
    found = _COMMENT.fullmatch(line.strip())
    if found is None:
        return None
    try:
        told = json.loads(found[1])
    except (ValueError, RecursionError):
        return None
    return _of_object(told, of_note) if isinstance(told, dict) else None


def _of_object(told: Mapping[str, object], of_note: Marks | None) -> Marks | None:
    lines, confidence = told.get("lines"), told.get("confidence")
    if not (isinstance(lines, list) and len(lines) == 2 and all(type(n) is int for n in lines)):
        return None
    if not isinstance(confidence, int | float):
        return None
    sha256 = told.get("sha256", of_note.sha256 if of_note else "")
    words = [str(told.get(key, "")) for key in ("from", "quote", "rule")]
    return Marks(words[0], str(sha256), (lines[0], lines[1]), words[1], words[2], float(confidence))


def _text(value: str) -> str:
    """A text as YAML's double-quoted form, which a string of JSON is."""
    return _UNPRINTABLE.sub(_escape, json.dumps(value, ensure_ascii=False))


def _escape(found: re.Match[str]) -> str:
    return _code(found[0])


def _code(letter: str) -> str:
    return f"\\u{ord(letter):04x}"
