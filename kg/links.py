"""Wikilinks: [[stem]], [[pack/stem]], [[stem#section]], [[stem|label]].

Owns what a link, a stem and a piece of inline code look like in a text. Light: no pydantic.
Not here: whether the linked note exists (check.py), following links (compiled.py).
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

STEM = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
FULL_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_LINK = re.compile(r"\[\[([^\[\]\n]+)\]\]")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
# Pairing backticks takes quadratic time at worst; no person writes such a line.
LONGEST_LINE = 50_000
_FILE = re.compile(r"\.[A-Za-z0-9]{1,5}\Z")


class Link(NamedTuple):
    """One link in a text: what it names and where it stands (start, end: offsets)."""

    target: str
    locator: str
    label: str
    start: int
    end: int


def without_code(text: str) -> str:
    """The text with its `inline code` blanked out, offsets kept."""
    if "`" not in text or len(text) > LONGEST_LINE:
        return text
    return _CODE.sub(lambda match: " " * len(match.group()), text)


def find_links(text: str) -> list[Link]:
    """All links to notes in a text, in order; inline code, images and [[#here]] are none."""
    if "[[" not in text:
        return []
    found = []
    plain = without_code(text)
    for match in _LINK.finditer(plain):
        link = _link(match)
        is_shown = link.start > 0 and plain[link.start - 1] == "!"
        if link.target and not (is_shown and _FILE.search(link.target)):
            found.append(link)
    return found


def _link(match: re.Match[str]) -> Link:
    head, _, label = match[1].replace("\\|", "|").partition("|")
    target, _, locator = head.partition("#")
    start, end = match.span()
    return Link(target.strip().removesuffix(".md"), locator.strip(), label.strip(), start, end)


def whole_link(text: str) -> Link | None:
    """The link if the text is one link and nothing else."""
    match = _LINK.fullmatch(text.strip())
    if match is None:
        return None
    link = _link(match)
    return link if link.target else None


def in_words(text: str) -> str:
    """The text with each link as its label, or as the words of its stem."""
    if "[[" not in text:
        return text
    parts: list[str] = []
    done = 0
    for link in find_links(text):
        parts.append(text[done : link.start])
        parts.append(link.label or words_of(link.target))
        done = link.end
    return "".join(parts) + text[done:]


def words_of(name: str) -> str:
    """'pack/self-attention' as 'self attention'."""
    return name.rpartition("/")[2].replace("-", " ")


def kebab(text: str) -> str:
    """The stem for a title: ASCII, lower case, words joined by '-'; '' if nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower().replace("'", "")))
