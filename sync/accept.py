"""Proposals become notes of the vault, or are rejected; several at once as one act.

Owns what an accepted proposal becomes (a note, or lines of one that is there), and that a link
waits until the note it names is accepted. Everything is worked out on files as they will be;
nothing is written here. Not here: writing and undo (file_acts.py), where a node is written
(accept_places.py), by which name it goes (accept_names.py), the text (accept_text.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from kg.alias_writer import with_aliases
from kg.errors import WriteRefused
from kg.layers import VAULT
from kg.link_writer import Added, with_links
from kg.models import Note
from kg.reader import read_note
from kg.rows import NodeRow
from kg.schema import CARD_STATUS, fits
from sync.accept_media import drop_media, with_media_moved
from sync.accept_names import Names, bare
from sync.accept_outcome import Refused, Taken
from sync.accept_places import Places, Where
from sync.accept_text import accepted, as_draft, beside, status_wanted
from sync.file_acts import Files
from sync.inbox import LIST, lines_of
from sync.pending import Pending, PendingLink, links_of
from sync.waiting_links import WaitingLink, WaitingLinks

__all__ = ["Acceptor", "Refused", "Taken", "Where"]


class _Read(NamedTuple):
    one: Pending
    raw: bytes
    note: Note
    lines: list[str]


class Acceptor:
    """Works on one act. where: the learner's notes; waiting: all proposals; files: of the act."""

    def __init__(self, where: Where, waiting: Sequence[Pending], files: Files) -> None:
        self._where = where
        self._files = files
        self._places = Places(where, files)
        self._names = Names(where.inbox, waiting, self._places)
        self._waiting = WaitingLinks(where.inbox, files)
        self.refused: list[Refused] = []

    def accept(
        self,
        batch: Sequence[Pending],
        *,
        reviewed: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> list[Taken]:
        """Accept proposals; those that cannot be are told in `refused`.

        reviewed: they count as reviewed and make cards; else they are drafts.
        """
        own = self._read(one for one in batch if not one.extends)
        for each in own:
            # All names first: a link from one to another of them has nothing to wait for.
            self._names.settle(each.one, f"{VAULT}/{self._places.free(each.one.stem)}")
        adding = self._read(one for one in batch if one.extends)
        taken: list[Taken] = []
        for number, each in enumerate([*own, *adding], 1):
            add = self._add if each.one.extends else self._place
            done = add(each, reviewed=reviewed)
            taken += [] if done is None else [done]
            if progress is not None:
                progress(number, len(own) + len(adding))
        self._finish({each.one.stem for each in own})
        return taken

    def merge(self, one: Pending, key: str, *, reviewed: bool = False) -> list[Taken]:
        """Let the node `key` be what the proposal is about: its names and links go there."""
        each, node = self._readable(one), self._places.node(key)
        if each is None:
            return []
        if node is None:
            self.refused.append(Refused(one, f"there is no note '{key}' to merge it with"))
            return []
        self._names.settle(one, node.key)
        done = self._extend(each, node.key, node, reviewed=reviewed)
        if done is None:
            return []
        self._finish({one.stem})
        return [done]

    def reject(self, batch: Sequence[Pending]) -> list[Pending]:
        """Proposals go, and those that only add to them; the list remembers. Returns them all."""
        stems = {one.stem for one in batch if not one.extends}
        gone = {one.path: one for one in [*batch, *self._names.adding_to(stems)]}
        for one in gone.values():
            drop_media(one.path, self._files)
            self._files.write(one.path, None)
            self._names.settle(one, "")
        self._waiting.take(stems)
        self._remember()
        return list(gone.values())

    def _read(self, batch: Iterable[Pending]) -> list[_Read]:
        return [read for read in map(self._readable, batch) if read is not None]

    def _readable(self, one: Pending) -> _Read | None:
        """The proposal's note; None, and the reason in `refused`, where it cannot be accepted."""
        raw = self._files.read(one.path)
        note = None if raw is None else self._note(raw, one.path)
        why = one.fault or ("" if raw is not None else "it is gone")
        if note is not None and not why:
            errors = [fault for fault in note.faults if fault.severity == "error"]
            why = f"line {errors[0].line}: {errors[0].message}" if errors else ""
        if one.extends and not why and not self._names.key(one.extends):
            there = "waits too: accept that first" if self._names.waits(one.extends) else "is gone"
            why = f"it adds to '{one.extends}', which {there}"
        if why or raw is None or note is None:
            self.refused.append(Refused(one, why or "it is no note"))
            return None
        lines = raw.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
        return _Read(one, raw, note, lines)

    # A note of its own

    def _place(self, each: _Read, *, reviewed: bool) -> Taken:
        name = bare(self._names.of(each.one))
        path = self._places.new(each.note.node.type, name)
        text, waits = self._whole(each, name, reviewed=reviewed)
        self._files.write(path, with_media_moved(text, each.one.path, path, self._files).encode())
        self._files.write(each.one.path, None)
        stays = reviewed and not each.note.definition
        return Taken(each.one, path, name, True, waits, stays)

    def _whole(
        self, each: _Read, source: str, *, reviewed: bool, extends: str = ""
    ) -> tuple[str, int]:
        """All of the note with the links that may come along, and how many wait."""
        without: set[int] = set()
        renamed: dict[int, tuple[str, str]] = {}
        waits = 0
        for link in links_of(each.raw, each.one.path, self._where.relations):
            now = self._names.target(link.target)
            if not now:
                without |= set(range(link.lines[0], link.lines[1] + 1))
                waits += self._let_wait(each, link, source) if now == "" else 0
            elif now != link.target:
                renamed[link.lines[1]] = (link.target, now)
        sound = bool(each.note.definition or extends)
        text = accepted(
            "\n".join(each.lines),
            status=status_wanted(reviewed=reviewed, may_be_reviewed=sound),
            extends=bare(extends), without=without, renamed=renamed,
        )  # fmt: skip
        return text, waits

    def _let_wait(self, each: _Read, link: PendingLink, source: str) -> int:
        self._waiting.add(WaitingLink(source, link.relation, link.target, _lines(each, link)))
        return 1

    # What adds to a note that is there

    def _add(self, each: _Read, *, reviewed: bool) -> Taken | None:
        key = self._names.key(each.one.extends)
        note = each.note
        if not (note.facts or note.blocks or note.definition):
            return self._extend(each, key, None, reviewed=reviewed)
        stem = self._places.free(each.one.stem)
        path = self._places.new(note.node.type, stem, extends=key)
        text, waits = self._whole(each, bare(key), reviewed=reviewed, extends=key)
        self._files.write(path, with_media_moved(text, each.one.path, path, self._files).encode())
        self._files.write(each.one.path, None)
        self._names.settle(each.one, key)
        return Taken(each.one, path, bare(key), True, waits)

    def _extend(
        self, each: _Read, key: str, onto: NodeRow | None, *, reviewed: bool
    ) -> Taken | None:
        """Names and links go into the node's note in the vault, else into one beside the pack's.

        onto: the node that a proposal of its own is merged with.
        """
        links, waits = self._links(each, key, onto)
        names = [*each.note.node.aliases, *([each.note.node.title] if onto else [])]
        names = [name for name in names if not self._is_called(key, name)]
        path = self._places.file_of(key)
        new = path is None and bool(links or names)
        try:
            if path is not None:
                self._state(path, links, names, reviewed=reviewed)
            elif new:
                path = self._beside(each, key, onto, links, names, reviewed=reviewed)
        except WriteRefused as error:
            self.refused.append(Refused(each.one, str(error)))
            return None
        drop_media(each.one.path, self._files)
        self._files.write(each.one.path, None)
        self._names.settle(each.one, key)
        return Taken(each.one, path, bare(key), new, waits)

    def _links(self, each: _Read, key: str, onto: NodeRow | None) -> tuple[list[Added], int]:
        """The links that are stated now, and how many wait."""
        found: list[Added] = []
        waits = 0
        for link in links_of(each.raw, each.one.path, self._where.relations):
            now = self._names.target(link.target)
            if now is None or now == bare(key) or not self._may(link, onto):
                continue
            if now == "":
                waits += self._let_wait(each, link, bare(key))
                continue
            text = _lines(each, link).replace(f"[[{link.target}", f"[[{now}", 1)
            found.append(Added(link.relation, now, text))
        return found, waits

    def _may(self, link: PendingLink, onto: NodeRow | None) -> bool:
        """Whether a node of another type than was proposed may have the link."""
        relation = self._where.relations.get(link.relation)
        if onto is None or relation is None:
            return relation is not None
        other = self._places.node(link.target)
        kind = other.type if other else ""
        return fits(relation, onto.type, kind) if kind else onto.type in relation.domain

    def _is_called(self, key: str, name: str) -> bool:
        node, graph = self._places.node(key), self._where.graph
        if node is None or graph is None:
            return False
        return _letters(name) in map(_letters, (node.title, *graph.aliases(node.id)))

    def _state(
        self, path: Path, links: Sequence[Added], names: Sequence[str], *, reviewed: bool
    ) -> None:
        """Links and names for a note that is there; where it makes cards, the links are drafts."""
        raw = self._files.read(path) or b""
        note = self._note(raw, path)
        if note is not None and note.node.status == CARD_STATUS and not reviewed:
            links = [one._replace(lines=as_draft(one.lines)) for one in links]
        raw = with_links(raw, path, links, self._where.relations) or raw
        self._files.write(path, with_aliases(raw, path, names, self._where.relations) or raw)

    def _beside(
        self, each: _Read, key: str, onto: NodeRow | None, links: Sequence[Added],
        names: Sequence[str], *, reviewed: bool,
    ) -> Path:  # fmt: skip
        """A new note that adds to the node."""
        node = each.note.node
        kind, title = (onto.type, f"More on {onto.title}") if onto else (node.type, node.title)
        path = self._places.new(kind, self._places.free(each.one.stem), extends=key)
        status = status_wanted(reviewed=reviewed, may_be_reviewed=True)
        lines = [one.lines for one in links]
        raw = beside("\n".join(each.lines), kind, title, bare(key), status, lines).encode()
        self._files.write(path, with_aliases(raw, path, names, self._where.relations) or raw)
        return path

    # In the end

    def _finish(self, stems: set[str]) -> None:
        """Links that waited for these proposals are stated; the list learns what became of them."""
        for source, rows in self._waiting.take(stems).items():
            key = self._names.key(source)
            path = self._places.file_of(key) if key else None
            added = [row.added(self._names.target(row.target) or row.target) for row in rows]
            try:
                if path is not None:
                    self._state(path, added, (), reviewed=False)
            except WriteRefused as error:
                one = Pending(path or Path(source), "", source, "", None, "")
                self.refused.append(Refused(one, str(error)))
        self._remember()

    def _remember(self) -> None:
        if news := self._names.news():
            self._files.add(self._where.inbox / LIST, lines_of(news))

    def _note(self, raw: bytes, path: Path) -> Note | None:
        note = read_note(raw, stem=path.stem, path=path.name, relations=self._where.relations)
        return note if isinstance(note, Note) else None


def _lines(each: _Read, link: PendingLink) -> str:
    """The line of a link with the comment above it."""
    return "\n".join(each.lines[link.lines[0] - 1 : link.lines[1]])


def _letters(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())
