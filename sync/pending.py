"""What waits in the inbox: proposals of imports, of decks, of reviews and of one's own hand.

Owns what a file of the inbox is as a proposal: its kind, where it comes from, how sure it is, and
what it would add. A broken file is one too, with the reason. Not here: accepting (accept.py), the
marks themselves (proposal_marks.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from kg.errors import UnknownNode, WriteRefused
from kg.faults import Faults
from kg.header import Entry, cut, read_header
from kg.links import whole_link
from kg.media import FOLDER
from kg.models import Note
from kg.reader import decode, read_note
from kg.schema import Relation
from kg.suggest import nearest
from sync.proposal_marks import SAME_AS, Marks, in_comment, in_header


class Pending(NamedTuple):
    """A proposal. extends: the node it adds to, '' if it is a note of its own.

    marks: where it comes from, None for what no document proposed. same_as: key of a node that it
    seems to be. fault: why it cannot be read, ''. origin: the deck or review it was made from.
    """

    path: Path
    type: str
    title: str
    extends: str
    marks: Marks | None
    same_as: str
    fault: str = ""
    origin: str = ""

    @property
    def stem(self) -> str:
        """Its name, by which links mean it."""
        return self.path.stem

    @property
    def confidence(self) -> float | None:
        """0..1, or None where nothing was measured."""
        return None if self.marks is None else self.marks.confidence


class PendingLink(NamedTuple):
    """A link of a proposal. lines: of the note, from 1; with the comment above, which is marks."""

    relation: str
    target: str
    reason: str
    lines: tuple[int, int]
    marks: Marks | None


def files_of(inbox: Path) -> list[Path]:
    """The notes of the inbox in order: those that lie there, then those of each import."""
    try:
        folders = [inbox, *sorted(path for path in inbox.iterdir() if _is_folder(path))]
        return [path for folder in folders for path in sorted(folder.glob("*.md"))
                if not path.name.startswith(".") and path.is_file()]  # fmt: skip
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise WriteRefused(f"{inbox} cannot be read: {reason}; repair its permissions.") from error


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.name.startswith(".") and path.name != FOLDER


def pending(inbox: Path, progress: Callable[[int, int], None] | None = None) -> list[Pending]:
    """All proposals, in the order of the documents they come from. Raises WriteRefused."""
    files, found = files_of(inbox), []
    for number, path in enumerate(files, 1):
        one = pending_at(path)
        if one is not None:
            found.append(one)
        if progress is not None:
            progress(number, len(files))
    return sorted(found, key=lambda one: _order(inbox, one))


def _order(inbox: Path, one: Pending) -> tuple[str, str, int, str]:
    folder = "" if one.path.parent == inbox else one.path.parent.name
    if one.marks is None:
        return folder, "", 0, one.stem
    return folder, one.marks.file, one.marks.lines[0], one.stem


def pending_at(path: Path) -> Pending | None:
    """The proposal that a file is; None: it is gone."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return Pending(path, "", path.stem, "", None, "", f"it cannot be read: {reason}")
    faults = Faults(path.name)
    text = decode(raw, faults)
    parts = None if text is None else cut(text, faults)
    entries = None if parts is None else read_header(parts.header, faults)
    if entries is None:
        why = faults.found[0].message if faults.found else "it has no header"
        return Pending(path, "", path.stem, "", None, "", why)
    said = _said(entries)
    link = whole_link(said.get("extends", ""))
    extends = link.target if link else ""
    title = said.get("title") or path.stem
    return Pending(
        path, said.get("type", ""), title, extends, in_header(entries), said.get(SAME_AS, ""),
        origin=said.get("x-from", ""),
    )  # fmt: skip


def _said(entries: list[Entry]) -> dict[str, str]:
    return {entry.key: entry.value.value for entry in entries if isinstance(entry.value.value, str)}


def links_of(raw: bytes, path: Path, relations: Mapping[str, Relation]) -> list[PendingLink]:
    """What the note links to under ## Links, each with the comment that says where from."""
    note = read_note(raw, stem=path.stem, path=path.name, relations=relations)
    if not isinstance(note, Note):
        return []
    rows = decode(raw, Faults("")) or ""
    lines = rows.split("\n")
    one = pending_at(path)
    marks = one.marks if one else None
    return [link for edge in note.edges if edge.span.line >= note.body_line
            for link in _link(edge.relation, edge.target, edge.reason, edge.span.line, lines, marks)
            ]  # fmt: skip


def _link(
    relation: str, target: str, reason: str, line: int, lines: list[str], of_note: Marks | None
) -> Iterator[PendingLink]:
    above = in_comment(lines[line - 2], of_note) if line >= 2 else None
    yield PendingLink(relation, target, reason, (line - (above is not None), line), above)


def named(inbox: Path, waiting: list[Pending], names: list[str]) -> list[Pending]:
    """The proposals that these names mean: a stem, a file, or a folder for all that lies in it.

    Raises UnknownNode.
    """
    found: dict[Path, Pending] = {}
    for name in names:
        bare = name.rstrip("/").removesuffix(".md")
        folder, _, stem = bare.rpartition("/")
        some = [one for one in waiting if one.stem == stem
                and folder.rpartition("/")[2] in ("", one.path.parent.name)]  # fmt: skip
        some = some or [
            one for one in waiting if one.path.parent != inbox and one.path.parent.name == stem
        ]
        if not some:
            known = {one.stem for one in waiting} | {one.path.parent.name for one in waiting}
            raise UnknownNode(name, nearest(bare, known - {inbox.name}))
        found |= {one.path: one for one in some}
    return list(found.values())
