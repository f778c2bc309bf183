"""What an import found becomes proposals: what is new of it, as texts of notes for the inbox.

Owns what is new (the same bytes, what is said already and what was rejected are not), and which
links stand in a note of their own. Pure. Not here: finding (kg/documents), the text of a note
(document_note.py), writing (inbox_folder.py), accepting (accept.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

from kg.documents.found import Found, FoundEdge, FoundNode
from kg.links import kebab
from kg.names import fold
from kg.schema import Relation, fits
from sync.document_matches import Matches
from sync.document_note import Proposed, ProposedLink, fields_of, note_text, other_names
from sync.known_things import DOCUMENT, SAID, THING, Known, names_of, said
from sync.proposal_marks import Marks
from sync.proposed import Origin

_LONGEST_STEM = 100
MOST_LINKS = 300  # of one proposal; more come as proposals that add to it
_NEW, _WAITS, _THERE, _GONE = "new", "waits", "there", "gone"

# What becomes of what was found, in words for the learner.
PROPOSED = "proposed"
IN_GRAPH = "already in your notes"
KNOWN = "proposed before"
REJECTED = "rejected before"
UNFIT = "links that fit no relation"


class Desk(NamedTuple):
    """What an import is compared with. taken: stems that no new note may have."""

    known: Known
    matches: Matches
    taken: Collection[str]
    relations: Mapping[str, Relation]


class Plan(NamedTuple):
    """What an import would add. notes: (stem, text). counts: found nodes by what becomes of them.

    links: how many links the notes have.
    """

    notes: list[tuple[str, str]]
    origins: list[Origin]
    counts: Counter[str]
    links: int


class _Place(NamedTuple):
    """Where a found thing is now. name: how a link names it. id: what the list calls it."""

    how: str
    name: str
    type: str
    id: str
    key: str = ""


def as_known(sha256: str, kind: str) -> str:
    """The name on the list of a document that was read as a kind."""
    return f"{sha256} {kind}"


def plan(
    found: Sequence[Found],
    kind: str,
    desk: Desk,
    progress: Callable[[int, int], None] | None = None,
) -> Plan:
    """What is new in these documents; nothing where the bytes of all are known."""
    planner = _Planner(desk)
    if all(as_known(one.sha256, kind) in desk.known.documents for one in found):
        planner.counts[KNOWN] = sum(len(one.nodes) for one in found)
        return Plan([], [], planner.counts, 0)
    for one in found:
        for node in one.nodes:
            planner.settle(node)
    for one in found:
        planner.take_edges(one)
    total, done = sum(len(one.nodes) for one in found), 0
    for one in found:
        for node in one.nodes:
            planner.take(node, one)
            done += 1
            if progress is not None:
                progress(done, total)
    planner.take_loose_links()
    planner.origins += [Origin(DOCUMENT, as_known(one.sha256, kind), "") for one in found]
    return Plan(planner.notes, planner.origins, planner.counts, planner.links)


class _Planner:
    """Goes through the found things once. places: by ref."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._taken = set(desk.taken)
        self._places: dict[str, _Place] = {}
        self._nodes: dict[str, FoundNode] = {}
        self._links: dict[str, list[ProposedLink]] = {}
        self.notes: list[tuple[str, str]] = []
        self.origins: list[Origin] = []
        self.counts: Counter[str] = Counter()
        self.links = 0

    def settle(self, node: FoundNode) -> None:
        """Find out where a thing is: in the graph, in the inbox, rejected, or nowhere yet."""
        if node.ref in self._places:
            return
        self._nodes[node.ref] = node
        there = self._desk.matches.sure(node)
        stem = self._desk.known.stem_of(node)
        key = self._desk.known.settled.get(stem)
        if there is not None:
            place = _Place(_THERE, there.key, there.type, stem or there.key, there.key)
        elif stem and key is None:
            place = _Place(_WAITS, stem, node.type, stem)
        elif stem:
            place = _Place(_THERE if key else _GONE, key or "", node.type, stem, key or "")
        else:
            free = self._free(node)
            place = _Place(_NEW, free, node.type, free)
        self._places[node.ref] = place

    def _free(self, node: FoundNode) -> str:
        stem = kebab(node.ref)[:_LONGEST_STEM].strip("-") or node.type
        name, number = stem, 1
        while name in self._taken:
            number += 1
            name = f"{stem}-{node.type}" if number == 2 else f"{stem}-{number - 1}"
        self._taken.add(name)
        return name

    def take_edges(self, one: Found) -> None:
        """Sort the links by the note they belong to; what is known or fits nothing is left out."""
        for edge in one.edges:
            source, target = self._end(edge.source), self._end(edge.target)
            if source is None or target is None or _GONE in (source.how, target.how):
                self.counts[UNFIT] += source is None or target is None
                continue
            name = said("link", source.id, edge.relation, target.id, fold(edge.reason))
            if name in self._desk.known.said or self._stands(source, edge.relation, target):
                continue
            relation = self._desk.relations.get(edge.relation)
            if relation is None or not _fits(relation, source, target):
                self.counts[UNFIT] += 1
                continue
            self.origins.append(Origin(SAID, name, ""))
            self._links.setdefault(edge.source, []).append(_link(edge, target.name, one))

    def _end(self, ref: str) -> _Place | None:
        """The place of a ref, or of the graph's own node where that is named."""
        place = self._places.get(ref)
        graph = self._desk.matches.graph
        if place is None and graph is not None:
            node = graph.by_key(ref)
            place = node and _Place(_THERE, node.key, node.type, node.key, node.key)
        return place

    def _stands(self, source: _Place, relation: str, target: _Place) -> bool:
        """Whether the graph says so already."""
        graph = self._desk.matches.graph
        one = graph.by_key(source.key) if graph and source.key and target.key else None
        if graph is None or one is None:
            return False
        edges = graph.edges_out(one.id)
        ends = {graph.node(edge.object).key for edge in edges if edge.relation == relation}
        return target.key in ends

    def take(self, node: FoundNode, one: Found) -> None:
        """The note of a thing that is new, with the links that are as sure as it is."""
        if self._nodes.get(node.ref) is not node:
            return
        place, marks = self._places[node.ref], _marks(node, one)
        if place.how == _GONE:
            self.counts[REJECTED] += 1
            return
        fresh = self._fresh(node, place)
        if place.how != _NEW:
            self.counts[IN_GRAPH if place.how == _THERE else KNOWN] += 1
            self._more_of(node, place, fresh, marks)
            return
        links = self._links.pop(node.ref, [])
        sure, rest = _parted(links, node.confidence)
        proposed = Proposed(
            place.name, node.type, node.title, marks, aliases=other_names(node),
            fields=fields_of(node), notes=node.notes, links=sure, status=node.status,
            same_as=node.same_as,
        )  # fmt: skip
        if self._add(proposed):
            self.counts[PROPOSED] += 1
            self.origins += [Origin(THING, name, place.name) for name in names_of(node)]
            self._links[node.ref] = rest

    def _fresh(self, node: FoundNode, place: _Place) -> list[str]:
        """The names that were never proposed; all are from now on."""
        called = (node.title, *node.titles, *node.aliases)
        names = {said("called", place.id, fold(name)): name for name in called}
        new = [name for name in names if name not in self._desk.known.said]
        self.origins += [Origin(SAID, name, "") for name in new]
        return [names[name] for name in new]

    def _more_of(self, node: FoundNode, place: _Place, fresh: list[str], marks: Marks) -> None:
        """Other names of a thing that is known, if they are more than how one list prints it."""
        graph = self._desk.matches.graph
        there = graph.by_key(place.key) if graph and place.key else None
        had = {fold(there.title), *map(fold, graph.aliases(there.id))} if graph and there else set()
        was_ours = place.id != place.key
        wanted = fresh if was_ours else [name for name in fresh if name in node.aliases]
        names = list({fold(name): name for name in wanted if fold(name) not in had}.values())
        if names:
            title = there.title if there else node.title
            self._add_to(place, title, marks, aliases=names)

    def take_loose_links(self) -> None:
        """Links of things that have a note, and those less sure than their note, by sureness."""
        for ref, links in self._links.items():
            place = self._end(ref)
            for confidence in sorted({link.marks.confidence for link in links}, reverse=True):
                some = [link for link in links if link.marks.confidence == confidence]
                for part in range(0, len(some) if place else 0, MOST_LINKS):
                    self._add_part(ref, place, some[part : part + MOST_LINKS])

    def _add_part(self, ref: str, place: _Place | None, links: list[ProposedLink]) -> None:
        if place is not None:
            self._add_to(place, self._title(ref, place), links[0].marks, links=links)

    def _title(self, ref: str, place: _Place) -> str:
        graph = self._desk.matches.graph
        there = graph.by_key(place.key) if graph and place.key else None
        return there.title if there else self._nodes[ref].title

    def _add_to(
        self,
        place: _Place,
        title: str,
        marks: Marks,
        *,
        aliases: Sequence[str] = (),
        links: Sequence[ProposedLink] = (),
    ) -> None:
        stem, number = f"{place.name.rpartition('/')[2]}-more", 1
        name = stem
        while name in self._taken:
            number += 1
            name = f"{stem}-{number}"
        self._taken.add(name)
        said = Proposed(name, place.type, f"More on {title}", marks, extends=place.name,
                        aliases=aliases, links=links)  # fmt: skip
        self._add(said)

    def _add(self, proposed: Proposed) -> bool:
        text = note_text(proposed, self._desk.relations)
        if text:
            self.notes.append((proposed.stem, text))
            self.links += len(proposed.links)
        else:
            self.counts[UNFIT] += 1
        return bool(text)


def _parted(
    links: Sequence[ProposedLink], confidence: float
) -> tuple[list[ProposedLink], list[ProposedLink]]:
    """Those that stand in the note itself, and the others."""
    sure = [link for link in links if link.marks.confidence >= confidence]
    rest = [link for link in links if link.marks.confidence < confidence]
    return sure[:MOST_LINKS], [*sure[MOST_LINKS:], *rest]


def _fits(relation: Relation, source: _Place, target: _Place) -> bool:
    return not (source.type and target.type) or fits(relation, source.type, target.type)


def _marks(node: FoundNode | FoundEdge, one: Found) -> Marks:
    return Marks(one.file, one.sha256, node.lines, node.quote, node.rule, node.confidence)


def _link(edge: FoundEdge, target: str, one: Found) -> ProposedLink:
    return ProposedLink(
        edge.relation, target, edge.reason, dict(edge.qualifiers), _marks(edge, one)
    )
