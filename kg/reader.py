"""One note's bytes become a Note, or an UnreadableNote that says why.

Owns what makes a whole note untrustworthy; its parts are read by header.py, header_fields.py,
body.py, statements.py and card_blocks.py. Pure. Not here: opening files (load.py), whether the
names in a note mean anything (check.py).

A Note may carry errors (severity 'error' in faults): then a line of it was left out, so that
nothing may be concluded from what it does not say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pydantic import TypeAdapter

from kg.body import Body, read_body
from kg.card_blocks import read_cards
from kg.faults import Faults
from kg.header import cut, read_header
from kg.header_fields import Fields, node_type, read_fields
from kg.links import STEM, find_links, kebab, words_of
from kg.models import Block, Edge, Fact, Fault, Node, Note, Span
from kg.schema import WORDING_QUALIFIERS, Relation
from kg.statements import Statements, read_facts, read_links, read_steps

MAX_BYTES = 4_000_000
_BOM = b"\xef\xbb\xbf"
_NODE: TypeAdapter[Node] = TypeAdapter(Node)


class UnreadableNote(NamedTuple):
    """A note of which nothing can be trusted; its cards stay as they are until it is repaired."""

    stem: str
    faults: tuple[Fault, ...]


def read_note(
    text_bytes: bytes, *, stem: str, path: str, relations: Mapping[str, Relation]
) -> Note | UnreadableNote:
    """Read one note; path is how faults name the file, relations the vocabulary in force.

    Never raises on what the bytes hold.
    """
    faults = Faults(path)
    note = _read(text_bytes, stem, relations, faults)
    return UnreadableNote(stem, tuple(faults.found)) if note is None else note


def _read(raw: bytes, stem: str, relations: Mapping[str, Relation], faults: Faults) -> Note | None:
    text = decode(raw, faults)
    if text is None or _merge_unfinished(text, faults):
        return None
    parts = cut(text, faults)
    if parts is None:
        return None
    entries = read_header(parts.header, faults)
    if entries is None:
        return None
    kind = node_type(entries, faults)
    if kind is None:
        return None
    if not STEM.match(stem):
        faults.add(
            "E012", 1, 1,
            f"'{stem}' is not in kebab case: name the file {kebab(stem) or 'my-note'}.md",
        )  # fmt: skip
    fields = read_fields(entries, kind, relations, faults)
    body = read_body(parts.body, parts.body_line, faults)
    said = Statements(fields.edges, [], body.mentions)
    blocks = _sections(body, kind, relations, said, faults)
    _repeated(said, blocks, faults)
    return Note(
        stem=stem,
        node=_node(kind, stem, fields, faults),
        definition=body.definition,
        body=parts.body,
        body_line=parts.body_line,
        edges=tuple(said.edges),
        facts=tuple(said.facts),
        blocks=tuple(blocks),
        mentions=tuple(dict.fromkeys(said.mentions)),
        title_span=_title_span(fields),
        faults=tuple(sorted(faults.found, key=lambda f: (f.line, f.column))),
    )


def decode(raw: bytes, faults: Faults) -> str | None:
    """The bytes as text with LF line ends; None after a fault that makes them no note."""
    if len(raw) > MAX_BYTES:
        faults.add(
            "E002", 1, 1,
            f"the file has {len(raw) / 1e6:.1f} MB: a note has at most {MAX_BYTES / 1e6:.0f}",
        )  # fmt: skip
        return None
    nul = raw.find(b"\0")
    if nul >= 0:
        line = raw.count(b"\n", 0, nul) + 1
        column = nul - raw.rfind(b"\n", 0, nul)
        faults.add("E003", line, column, "the file is binary or UTF-16: a note is UTF-8 text")
        return None
    if raw.startswith(_BOM):
        faults.add("W010", 1, 1, "the file starts with a byte order mark: save it without (UTF-8)")
        raw = raw[len(_BOM) :]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        start = raw.rfind(b"\n", 0, error.start) + 1
        column = len(raw[start : error.start].decode("utf-8", "replace")) + 1
        faults.add("E004", line, column, "the file is not UTF-8: save it as UTF-8")
        return None
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        column = len(text[: text.index("\r")].rpartition("\n")[2]) + 1
        faults.add("W011", line, column, "the file has Windows line ends: save it with LF")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def _merge_unfinished(text: str, faults: Faults) -> bool:
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return False
    before = len(faults.found)
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(("<<<<<<< ", ">>>>>>> ")) or line in ("<<<<<<<", ">>>>>>>"):
            faults.add(
                "E005", number, 1,
                "a git merge was not finished: keep one side and delete the marker lines",
            )  # fmt: skip
    return len(faults.found) > before


def _sections(
    body: Body,
    kind: str,
    relations: Mapping[str, Relation],
    said: Statements,
    faults: Faults,
) -> list[Block]:
    blocks: list[Block] = []
    for section in body.sections:
        if section.name == "links":
            read_links(section, relations, said, faults)
        elif section.name == "facts":
            read_facts(section, relations, said, faults)
        elif section.name == "cards":
            blocks.extend(card.block for card in read_cards(section, faults))
        elif kind == "problem":
            read_steps(section, said, faults)
        else:
            faults.add("E066", section.line, 1, f"## Steps belongs to a problem, not to a {kind}")
    for block in blocks:
        for text in (block.question, block.answer, block.text):
            said.mentions.extend(link.target for link in find_links(text))
    return blocks


def _repeated(said: Statements, blocks: list[Block], faults: Faults) -> None:
    """Faults where two cards of the note would have one identity."""
    keys: dict[str, int] = {}
    items: tuple[Edge | Fact | Block, ...] = (*said.edges, *said.facts, *blocks)
    for item in items:
        if not item.anchor:
            continue
        line = item.span.line
        first = keys.setdefault(item.anchor, line)
        if first != line:
            faults.add(
                "E071", line, 1,
                f"^{item.anchor} stands twice (first in line {first}): give this one another key",
            )  # fmt: skip
    facts: dict[tuple[str, tuple[tuple[str, str], ...]], int] = {}
    for fact in said.facts:
        line = fact.span.line
        first = facts.setdefault((fact.key.casefold(), _identity(fact)), line)
        if first != line:
            faults.add(
                "E064", line, fact.span.column,
                f"'{fact.key}' stands twice (first in line {first}): join them, or tell them "
                "apart with a qualifier like [dataset:: ...]",
            )  # fmt: skip


def _identity(fact: Fact) -> tuple[tuple[str, str], ...]:
    own = ((k, v) for k, v in fact.qualifiers.items() if k not in WORDING_QUALIFIERS)
    return tuple(sorted(own))


def _node(kind: str, stem: str, fields: Fields, faults: Faults) -> Node:
    if fields.title is None:
        words = words_of(stem)
        title = words[:1].upper() + words[1:]
        faults.add("E025", 1, 1, f"the header has no title: add title: {title}")
    else:
        title = fields.title.value
    _check_year(fields, faults)
    return _NODE.validate_python({"type": kind, "title": title or stem, **fields.values})


def _check_year(fields: Fields, faults: Faults) -> None:
    year, arxiv = fields.values.get("year"), fields.values.get("arxiv")
    if not isinstance(year, int) or not isinstance(arxiv, str) or not arxiv[:4].isdigit():
        return
    posted = 2000 + int(arxiv[:2])
    # A paper is often printed a year or two after it was posted, hardly ever before; where the
    # venue names the year, it is the year of print. Metadata judge more sharply (lint_papers.py).
    is_printed = str(year) in str(fields.values.get("venue", ""))
    if not is_printed and not posted - 1 <= year <= posted + 3:
        faults.add("W042", 1, 1, f"year {year} disagrees with arxiv {arxiv} (posted in {posted})")


def _title_span(fields: Fields) -> Span:
    if fields.title is None:
        return Span(line=1)
    return Span(line=fields.title.line, column=fields.title.column)
