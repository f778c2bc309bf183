"""The front matter of a foreign document: keys with a text or a list of texts.

Owns that it is taken as printed, without YAML's types, and in linear time. Not here: the headers of
notes (kg/header.py).
"""

from __future__ import annotations

import re

_KEY = re.compile(r"([A-Za-z_][\w .-]{0,60}?)\s*[:=]\s*(.*)")
_LONGEST = 500  # lines
Header = dict[str, str | list[str]]


def read_header(lines: tuple[str, ...]) -> tuple[Header, int]:
    """The front matter and the number of its lines; ({}, 0) where the document has none."""
    fence = lines[0].rstrip() if lines else ""
    if fence not in ("---", "+++"):
        return {}, 0
    ends = (fence, "...") if fence == "---" else (fence,)
    for number, line in enumerate(lines[1:_LONGEST], 1):
        if line.rstrip() in ends:
            header = _read(lines[1:number])
            return (header, number + 1) if header or number == 1 else ({}, 0)
    return {}, 0


def _read(lines: tuple[str, ...]) -> Header:
    header: Header = {}
    key = ""
    for line in lines:
        found = _KEY.fullmatch(line)
        item = re.match(r"\s*-\s+(.*)", line)
        if found is not None:
            key = found[1].strip().lower()
            header[key] = _value(found[2].strip())
        elif item is not None and key:
            before = header[key]
            items = before if isinstance(before, list) else [before] if before else []
            header[key] = [*items, _bare(item[1])] if len(items) < _LONGEST else items
        elif line.strip() and not line[:1].isspace() and not line.startswith("#"):
            return {}
    return header


def _value(text: str) -> str | list[str]:
    if text.startswith("[") and text.endswith("]"):
        return [_bare(part) for part in text[1:-1].split(",") if part.strip()]
    return _bare(text)


def _bare(text: str) -> str:
    text = text.strip()
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return text[1:-1] if quoted else text
