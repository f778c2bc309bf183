"""A proposal of an import as a note for the inbox: what it is, where it comes from, its links.

Owns the text, and that words of strangers stay words in it: a note that does not read back as
exactly what is proposed is none. Not here: what is new (inbox_documents.py), the marks of where it
comes from (proposal_marks.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kg.documents.found import FoundNode
from kg.header import quoted
from kg.models import Note
from kg.names import fold
from kg.reader import read_note
from kg.schema import QUALIFIERS, STATUSES, TYPE_KEYS, Relation
from sync.inert_text import clean_text
from sync.proposal_marks import Marks, comment, header_lines

NOTES = "## Notes from the document"
_LONGEST_TITLE, _LONGEST_NOTE, _MOST_ALIASES, _LONGEST_REASON = 400, 2_000, 20, 1_000
_BEGINS = re.compile(r"^([#>|+*=~`-]|\d+[.)] |[A-Z]:)")
_SIGNS = (("[[", "[ ["), ("]]", "] ]"), ("==", "= ="), ("<!--", "< !--"), ("-->", "-- >"),
          ("](", "] ("), ("```", "'''"), ("~~~", "~ ~ ~"))  # fmt: skip
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 ,.()/'-]*[A-Za-z0-9)]")
_CARET = re.compile(r"(?:^|(?<=\s))\^(?=[\w-]+\s*$)")


class ProposedLink(NamedTuple):
    """A link of the note. target: stem or pack/stem."""

    relation: str
    target: str
    reason: str
    qualifiers: Mapping[str, str]
    marks: Marks


class Proposed(NamedTuple):
    """What a note says. fields: of its type, or x- keys. extends: what it adds to, '' for itself.

    same_as: key of a node that it seems to be.
    """

    stem: str
    type: str
    title: str
    marks: Marks
    extends: str = ""
    aliases: Sequence[str] = ()
    fields: Mapping[str, str] = {}
    notes: Sequence[str] = ()
    links: Sequence[ProposedLink] = ()
    status: str = "proposed"
    same_as: str = ""


def other_names(node: FoundNode) -> list[str]:
    """Other titles as printed, and what stands there as an alias; an address is no name."""
    names = {fold(name): name for name in (*node.aliases, *node.titles)}
    names.pop(fold(node.title), None)
    return [name for name in names.values() if "://" not in name and not name.startswith("www.")]


def fields_of(node: FoundNode) -> dict[str, str]:
    """What a thing is known by in the world, as keys of a header."""
    ids = dict(name.split(":", 1) for name in node.ids if ":" in name)
    ids.pop("arxiv", None)
    return {"arxiv": node.arxiv, **ids, "url": node.url}


def note_text(said: Proposed, relations: Mapping[str, Relation]) -> str:
    """The text of the note, without the links that no note can hold; '' where it cannot be one."""
    said = _plain(said)
    if _says(text := _text(said), said, relations):
        return text
    kept = [link for link in said.links if _holds(said, link, relations)]
    said = said._replace(links=kept, notes=())
    return text if _says(text := _text(said), said, relations) else ""


def _holds(said: Proposed, link: ProposedLink, relations: Mapping[str, Relation]) -> bool:
    alone = said._replace(links=[link], notes=())
    return _says(_text(alone), alone, relations)


def _plain(said: Proposed) -> Proposed:
    aliases = [clean_text(alias, _LONGEST_TITLE) for alias in said.aliases]
    return said._replace(
        title=clean_text(said.title, _LONGEST_TITLE),
        aliases=list(dict.fromkeys(filter(None, aliases)))[:_MOST_ALIASES],
        notes=[_words(note, _LONGEST_NOTE) for note in said.notes if note.strip()],
        links=[link._replace(reason=_words(link.reason, _LONGEST_REASON)) for link in said.links],
        status=said.status if said.status in STATUSES else "proposed",
    )


def _words(text: str, most: int) -> str:
    """A text in one line that means nothing to Markdown or to a note."""
    plain = clean_text(text, most)
    for sign, harmless in _SIGNS:
        plain = plain.replace(sign, harmless)
    plain = re.sub(r"\[(?=[\w-]+::)", "( ", plain)
    return _CARET.sub(r"\\^", _BEGINS.sub(r"\\\1", plain))


def _text(said: Proposed) -> str:
    head = ["---", f"type: {said.type}", f"title: {_title(said.title)}"]
    if said.extends:
        head.append(f'extends: "[[{said.extends}]]"')
    if said.aliases:
        head.append(f"aliases: [{', '.join(map(quoted, said.aliases))}]")
    head += [f"{key}: {quoted(value)}" for key, value in _fields(said).items()]
    head += [f"status: {said.status}", *header_lines(said.marks, said.same_as), "---"]
    body: list[str] = []
    if said.links:
        body += ["## Links"]
        for link in said.links:
            body += [comment(link.marks, said.marks), _line(link)]
        body.append("")
    if said.notes:
        body += [NOTES, "", *(part for note in said.notes for part in (note, ""))]
    return "\n".join([*head, *body]).rstrip("\n") + "\n"


def _title(title: str) -> str:
    """A title as a YAML value; quoted where it is not made of plain words."""
    is_plain = _PLAIN.fullmatch(title) and " " in title
    return title if is_plain else quoted(title)


def _fields(said: Proposed) -> dict[str, str]:
    """The keys that the type has, others as keys of one's own."""
    if said.extends:
        return {}
    known = TYPE_KEYS[said.type]
    return {
        key if key in known else f"x-{key}": clean_text(value)
        for key, value in said.fields.items()
        if value
    }


def _line(link: ProposedLink) -> str:
    tail = "".join(
        f" [{key}:: {value}]" for key, value in link.qualifiers.items()
        if key in QUALIFIERS and "\n" not in value and not set("[]") & set(value)
    )  # fmt: skip
    reason = f" — {link.reason}" if link.reason else ""
    return f"- {link.relation}:: [[{link.target}]]{reason}{tail}"


def _says(text: str, said: Proposed, relations: Mapping[str, Relation]) -> bool:
    """Whether the text reads back as this, with no fault and nothing else in it."""
    path = f"{said.stem}.md"
    note = read_note(text.encode("utf-8", "replace"), stem=said.stem, path=path,
                     relations=relations)  # fmt: skip
    if not isinstance(note, Note) or any(fault.severity == "error" for fault in note.faults):
        return False
    node = note.node
    head = (node.type, node.title, node.extends, list(node.aliases), note.facts, note.blocks)
    if head != (said.type, said.title, said.extends, list(said.aliases), (), ()):
        return False
    edges = [(edge.relation, edge.target.partition("#")[0]) for edge in note.edges]
    wanted = [(link.relation, link.target.partition("#")[0]) for link in said.links]
    return edges == wanted and not note.definition and not note.mentions
