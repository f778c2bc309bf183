"""The tail of a statement: `[key:: value]` qualifiers, then `^key`.

Owns how a tail is split off and which values the qualifiers known to all may have. A value may
hold links and formulas. Not here: the statement before the tail (statements.py).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.faults import Faults, did_you_mean
from kg.links import find_links, whole_link, without_code
from kg.schema import QUALIFIERS, STATUSES

# At the start, or behind a space or another qualifier; the bracket first, which is quick to find.
_OPEN = re.compile(r"\[(?<![^\s\]]\[)([A-Za-z][\w-]*)::")
_ANCHOR = re.compile(r"(?:^|\s)\^([\w-]+)\s*\Z")
_ANCHOR_FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_SWITCH = {"no": False, "false": False, "yes": True, "true": True}


class Item(NamedTuple):
    """One list item: its text on one line, and where each of its lines begins.

    starts: (offset in text, file line, column) of every line the text was joined from.
    """

    text: str
    starts: list[tuple[int, int, int]]

    def place(self, offset: int = 0) -> tuple[int, int]:
        """File line and column (from 1) of an offset into the text."""
        begin, line, column = self.starts[0]
        for start in self.starts[1:]:
            if start[0] > offset:
                break
            begin, line, column = start
        return line, column + offset - begin


class Tail(NamedTuple):
    """What stands behind a statement. rest: the text before it.

    others: every qualifier without a field of its own, as written; source: target of the link.
    """

    rest: str
    anchor: str = ""
    q: str = ""
    a: str = ""
    card: bool = True
    status: str = ""
    as_of: str = ""
    source: str = ""
    order: int | None = None
    others: dict[str, str] = {}  # noqa: RUF012 - a NamedTuple's default, never written to


def split_anchor(text: str) -> tuple[str, str, int]:
    """(text without its trailing ^key, the key or '', offset of the ^)."""
    if "^" not in text:
        return text, "", -1
    match = _ANCHOR.search(text)
    if match is None:
        return text, "", -1
    return text[: match.start()].rstrip(), match.group(1), match.start(1) - 1


def checked_anchor(anchor: str, place: tuple[int, int], faults: Faults) -> str:
    """The key if it has the form Obsidian takes, else '' and a fault."""
    if not anchor or _ANCHOR_FORM.fullmatch(anchor):
        return anchor
    better = anchor.strip("_-").replace("_", "-")
    faults.add("E070", *place, f"^{anchor} is no key: letters, digits and dashes, like ^{better}")
    return ""


def split_tail(item: Item, faults: Faults) -> Tail:
    """Split a statement from its qualifiers and key; bad ones are faults and are left out."""
    text, anchor, caret = split_anchor(item.text)
    anchor = checked_anchor(anchor, item.place(max(caret, 0)), faults)
    bracket = text.find("[")
    if bracket < 0 or text.find("::", bracket) < 0:
        return Tail(text, anchor)
    opens = list(_OPEN.finditer(without_code(text)))
    if not opens:
        return Tail(text, anchor)
    found: dict[str, tuple[str, int]] = {}
    for index, match in enumerate(opens):
        end = opens[index + 1].start() if index + 1 < len(opens) else len(text)
        key, at = match.group(1), match.start()
        value = _value(item, text[match.end() : end], at, match.end(), faults)
        if key in found:
            faults.add("E058", *item.place(at), f"[{key}:: ] stands twice: join the two")
        elif value:
            found[key] = (value, at)
        else:
            faults.add("E059", *item.place(at), f"{key}: the value is missing")
    return _fields(item, Tail(text[: opens[0].start()].rstrip(), anchor), found, faults)


def _value(item: Item, segment: str, at: int, offset: int, faults: Faults) -> str:
    """The text between `[key::` and its `]`; segment goes on to the next qualifier or the end."""
    segment = segment.rstrip()
    if segment.endswith("]"):
        return segment[:-1].strip()
    close = segment.rfind("]")
    if close < 0:
        faults.add("E055", *item.place(at), "this qualifier is not closed: add ] at its end")
        return segment.strip()
    after = close + 1 + len(segment[close + 1 :]) - len(segment[close + 1 :].lstrip())
    faults.add(
        "E056", *item.place(offset + after),
        "text after a qualifier is not read: qualifiers stand at the end of the line",
    )  # fmt: skip
    return segment[:close].strip()


def _fields(item: Item, tail: Tail, found: dict[str, tuple[str, int]], faults: Faults) -> Tail:
    others: dict[str, str] = {}
    for key, (value, at) in found.items():
        place = item.place(at)
        if key in ("q", "a"):
            tail = tail._replace(**{key: value})  # type: ignore[arg-type]
        elif key == "card":
            tail = tail._replace(card=_switch(value, place, faults))
        elif key == "status":
            tail = tail._replace(status=_status(value, place, faults))
        elif key == "as_of":
            tail = tail._replace(as_of=_date(value, place, faults))
        elif key == "order":
            tail = tail._replace(order=_order(value, place, faults))
        elif key == "source":
            target, section = _source(value, place, faults)
            tail = tail._replace(source=target)
            if section:
                others.setdefault("section", section)
        else:
            others[key] = value
            if key not in QUALIFIERS and not key.startswith("x-"):
                hint = did_you_mean(key, QUALIFIERS) or f": one of {', '.join(QUALIFIERS)}"
                faults.add("E057", *place, f"there is no qualifier '{key}'{hint}")
    return tail._replace(others=others)


def _switch(value: str, place: tuple[int, int], faults: Faults) -> bool:
    if value.lower() not in _SWITCH:
        faults.add("E059", *place, f"card: write [card:: no] or leave it out, not '{value}'")
    return _SWITCH.get(value.lower(), True)


def _status(value: str, place: tuple[int, int], faults: Faults) -> str:
    if value in STATUSES:
        return value
    hint = did_you_mean(value, STATUSES) or f": one of {', '.join(STATUSES)}"
    faults.add("E030", *place, f"status: there is no '{value}'{hint}")
    return "draft"


def _date(value: str, place: tuple[int, int], faults: Faults) -> str:
    if _DATE.fullmatch(value):
        return value
    faults.add(
        "E059", *place, f"as_of: write a date like 2024, 2024-05 or 2024-05-13, not '{value}'"
    )
    return ""


def _order(value: str, place: tuple[int, int], faults: Faults) -> int | None:
    if value.isascii() and value.isdigit() and len(value) < 7:
        return int(value)
    faults.add("E059", *place, f"order: a whole number is wanted, not '{value}'")
    return None


def _source(value: str, place: tuple[int, int], faults: Faults) -> tuple[str, str]:
    link = whole_link(value)
    if link is not None:
        return link.target, link.locator
    linked = find_links(value)
    faults.add(
        "E059", *place,
        "source: one link is wanted, like [source:: [[stem]]]"
        + (", nothing beside it" if linked else f", not '{value}'"),
    )  # fmt: skip
    return (linked[0].target, linked[0].locator) if linked else ("", "")
