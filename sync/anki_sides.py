"""A note of a foreign deck as its cards show it: templates filled in, answer apart.

Owns what of Anki's template language matters for a text: fields, {{#..}} and {{^..}} sections, and
the filters whose result is text. What is not text (typing boxes, speech) leaves nothing. Not here:
HTML (html_markdown.py), clozes (foreign_text.py), reading note types (anki_note_types.py).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from sync.anki_note_types import ForeignType, Template
from sync.foreign_text import without_comments

LONGEST_SIDE = 200_000  # characters of HTML
_TOKEN = re.compile(r"\{\{([#^/]?)([^{}]{1,400})\}\}")
_ANSWER_LINE = re.compile(r"<hr\b[^<>]{0,100}\bid\s*=\s*[\"']?answer\b[^<>]{0,100}>", re.IGNORECASE)
_DATA = re.compile(r"data:[\w/+.-]{1,60};base64,[A-Za-z0-9+/=%\s]*")
_IMAGE_OCCLUSION = "{{c1::image-occlusion:"
_SILENT = ("type:", "tts")
_SPECIAL = frozenset(
    {"Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag", "CardID", "FrontSide", "info"}
)


class Sides(NamedTuple):
    """HTML of the question, and of what the answer adds to it."""

    question: str
    answer: str


class TooLong(ValueError):
    """A side that no one would learn as a card; or a template made to swell."""


def fields_of(kind: ForeignType, joined: str) -> dict[str, str]:
    """The fields of a note by name; embedded files (`data:`) are taken out.

    joined: as in the collection, parted by 0x1f. Raises TooLong.
    """
    without = _DATA.sub("", joined) if "data:" in joined else joined
    values = without.split("\x1f")
    if any(len(value) > LONGEST_SIDE for value in values):
        raise TooLong
    return dict(zip(kind.fields, values, strict=False))


def is_image_occlusion(fields: Mapping[str, str]) -> bool:
    """Whether the note hides places of a picture, for which a text has no form."""
    return any(_IMAGE_OCCLUSION in value for value in fields.values())


def sides(kind: ForeignType, ordinal: int, fields: Mapping[str, str]) -> Sides | None:
    """The card of an ordinal; None: the type has no template for it. Raises TooLong.

    Of a cloze note: its text with the {{c1::..}} as they are, whatever the ordinal.
    """
    number = 0 if kind.is_cloze else ordinal
    if not 0 <= number < len(kind.templates):
        return None
    template = kind.templates[number]
    question = _filled(template.question, fields, frozenset(), is_question=True)
    return Sides(question, _answer(template, fields))


def _answer(template: Template, fields: Mapping[str, str]) -> str:
    """What stands below the answer line; else what the question did not show already."""
    line = _ANSWER_LINE.search(template.answer)
    if line is not None:
        return _filled(template.answer[line.end() :], fields, frozenset())
    shown = (token[2].strip() for token in _TOKEN.finditer(template.question) if not token[1])
    asked = {_name(token) for token in shown if not token.startswith(_SILENT)}
    return _filled(template.answer, fields, asked)


def _filled(
    template: str, fields: Mapping[str, str], hidden: Collection[str], *, is_question: bool = False
) -> str:
    """The template with fields in place. hidden: fields that leave nothing."""
    out: list[str] = []
    size = 0
    closed = 0  # how many of the open sections are not shown
    sections: list[tuple[str, bool]] = []
    at = 0
    text = without_comments(template)
    for token in _TOKEN.finditer(text):
        piece = "" if closed else text[at : token.start()]
        at = token.end()
        sign, name = token[1], token[2].strip()
        if sign in ("#", "^"):
            shown = _has_text(fields.get(name, "")) == (sign == "#")
            sections.append((name, shown))
            closed += not shown
        elif sign == "/":
            if sections and sections[-1][0] == name:
                closed -= not sections.pop()[1]
        elif not closed:
            piece += _value(name, fields, hidden, is_question=is_question)
        size += len(piece)
        if size > LONGEST_SIDE:
            raise TooLong
        out.append(piece)
    return "".join(out) + ("" if closed else text[at:])


def _value(
    token: str, fields: Mapping[str, str], hidden: Collection[str], *, is_question: bool
) -> str:
    name = _name(token)
    # A box to type into is empty on the question and shows the field on the answer.
    is_silent = token.startswith(_SILENT if is_question else "tts")
    if is_silent or name in hidden or (name in _SPECIAL and name not in fields):
        return ""
    return fields.get(name, "")


def _name(token: str) -> str:
    """The field behind the filters: 'hint:Front' is Front."""
    return token.strip().rpartition(":")[2].strip()


def _has_text(value: str) -> bool:
    return bool(re.sub(r"<(?!img|audio|video)[^>]{0,1000}>|&nbsp;|\s", "", value))
