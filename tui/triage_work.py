"""What the inbox screen needs from the disk, in a thread: what waits, one proposal, acts.

Owns what a proposal is shown with: its place in the document, the titles of what it links to, the
notes it may be. Each function ends in a message. Not here: accepting (sync/triage.py), the words
(triage_text.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textual.message import Message

from cards.places import Places
from tui.remedy import LEARNER_ERRORS, sentence

if TYPE_CHECKING:
    from kg.compiled import Graph
    from kg.models import Note
    from kg.rows import NodeRow
    from sync.accept_places import Where
    from sync.pending import Pending, PendingLink
    from sync.triage import Judged

Post = Callable[[Message], object]
AROUND = 15  # lines of the document above and below the proposal's own


class Excerpt(NamedTuple):
    """Lines of a document. first: number of the first line; own: those of the proposal."""

    lines: list[str]
    first: int
    own: tuple[int, int]


class View(NamedTuple):
    """One proposal with all that is shown of it. note: None where it cannot be read.

    excerpt: None where the document is not kept here. titles: of the targets, by name; waiting:
    names of targets that are proposals themselves. alike: nodes it may be, each with the reason.
    """

    one: Pending
    note: Note | None
    links: list[PendingLink]
    excerpt: Excerpt | None
    titles: Mapping[str, str]
    waiting: frozenset[str]
    alike: list[tuple[NodeRow, str]]


class InboxRead(Message):
    """All that waits. last: what an undo would take back. told: news for the learner, ''."""

    def __init__(self, waiting: list[Pending], last: str, told: str = "") -> None:
        self.waiting = waiting
        self.last = last
        self.told = told
        super().__init__()


class ProposalRead(Message):
    """One proposal, ready to be shown."""

    def __init__(self, view: View) -> None:
        self.view = view
        super().__init__()


class ActDone(Message):
    """What came of an act. verb: accepted, merged or rejected."""

    def __init__(self, verb: str, judged: Judged) -> None:
        self.verb = verb
        self.judged = judged
        super().__init__()


class InboxFailed(Message):
    """Nothing was changed, and why."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__()


def read_inbox(places: Places, post: Post, told: str = "") -> None:
    """Read what waits."""
    from sync.triage import acts_of, waiting

    try:
        found = waiting(places)
        post(InboxRead(found, acts_of(places).last(), told))
    except LEARNER_ERRORS as error:
        post(InboxFailed(sentence(error)))


def read_proposal(places: Places, one: Pending, names: Mapping[str, str], post: Post) -> None:
    """Read one proposal. names: titles of all proposals by stem."""
    from kg.models import Note
    from kg.reader import read_note
    from kg.relations_file import load_relations
    from sync.pending import links_of, pending_at

    try:
        fresh = pending_at(one.path)
        if fresh is None:
            post(InboxFailed(f"{one.path.name} is gone."))
            return
        relations, _ = load_relations(places.vault)
        raw = b"" if fresh.fault else one.path.read_bytes()
        read = read_note(raw, stem=one.stem, path=one.path.name, relations=relations)
        note = read if isinstance(read, Note) else None
        links = links_of(raw, one.path, relations)
        with _graph(places) as graph:
            titles = _titles(graph, [link.target for link in links] + [fresh.extends], names)
            alike = _alike(graph, fresh, note)
        excerpt = _excerpt(places.inbox, fresh)
    except OSError as error:
        post(InboxFailed(f"{one.path.name} cannot be read: {error.strerror}."))
    except LEARNER_ERRORS as error:
        post(InboxFailed(sentence(error)))
    else:
        post(ProposalRead(View(fresh, note, links, excerpt, titles, frozenset(names), alike)))


def _graph(places: Places) -> AbstractContextManager[Graph | None]:
    from kg.compiled import Graph

    return Graph.open(places.graph_db) if places.graph_db.is_file() else nullcontext()


def _titles(
    graph: Graph | None, targets: Sequence[str], names: Mapping[str, str]
) -> dict[str, str]:
    found = {}
    for name in targets:
        if name in names:
            found[name] = names[name]
        elif graph is not None and name:
            rows = graph.connection.execute(
                "SELECT title FROM node WHERE (key = ? OR stem = ?) AND stub = 0", (name, name)
            ).fetchall()
            if rows:
                found[name] = str(rows[0][0])
    return found


def _alike(graph: Graph | None, one: Pending, note: Note | None) -> list[tuple[NodeRow, str]]:
    from sync.document_matches import suggested

    if graph is None or note is None or one.extends or one.marks is None:
        return []
    node = note.node
    arxiv, url = getattr(node, "arxiv", ""), getattr(node, "url", "")
    found = suggested(graph, node.type, [node.title, *node.aliases], arxiv, url)
    return sorted(found, key=lambda pair: pair[0].key != one.same_as)


def _excerpt(inbox: Path, one: Pending) -> Excerpt | None:
    """The lines around those of the proposal."""
    from sync.inbox_folder import source_file

    if one.marks is None or not one.marks.sha256:
        return None
    lines = _document(source_file(inbox, one.marks.sha256))
    first, last = one.marks.lines
    if not 1 <= first <= last <= len(lines):
        return None
    start = max(1, first - AROUND)
    return Excerpt(list(lines[start - 1 : last + AROUND]), start, (first, last))


@lru_cache(maxsize=2)
def _document(path: Path) -> tuple[str, ...]:
    """The lines of a document that is kept beside the inbox; () where it is not."""
    from kg.documents.decode import decode

    try:
        return decode(path.read_bytes(), path.name).source
    except (OSError, *LEARNER_ERRORS):
        return ()


class Order(NamedTuple):
    """What is to be done. verb: accepted, reviewed, merged or rejected. key: of a merge."""

    verb: str
    one: Pending
    key: str = ""


def act(places: Places, order: Order, known: Sequence[Pending], post: Post) -> None:
    """Do it; what came of it is told."""
    from sync.triage import where_of

    try:
        with _graph(places) as graph:
            judged = _do(where_of(places, graph), order, known)
        post(ActDone(order.verb, judged))
    except LEARNER_ERRORS as error:
        post(InboxFailed(sentence(error)))


def _do(where: Where, order: Order, known: Sequence[Pending]) -> Judged:
    from sync.triage import accept, merge, reject

    if order.verb == "rejected":
        return reject(where, known, [order.one])
    if order.verb == "merged":
        return merge(where, known, order.one, order.key)
    return accept(where, known, [order.one], reviewed=order.verb == "reviewed")


def undo(places: Places, post: Post) -> None:
    """Take the last act back, then read what waits."""
    from sync.triage import acts_of

    try:
        told = acts_of(places).undo()
    except LEARNER_ERRORS as error:
        post(InboxFailed(sentence(error)))
    else:
        read_inbox(places, post, f"Took back {told}." if told else "There is nothing to undo.")
