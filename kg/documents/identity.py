"""One node for one thing, under whatever titles and links the documents name it.

Owns when two proposals mean the same: an equal id, an equal link without version and mirror, an
equal title without what stands in brackets; never two different arXiv ids. Not here: proposing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.documents.found import Found, FoundEdge, FoundNode
from kg.documents.links import target_of
from kg.names import fold

_NAMED_ALONE = frozenset({"concept", "metric", "org", "problem", "chapter", "system"})
_READ = frozenset({"paper", "resource"})
_BEHIND = re.compile(r"\s*[(\[][^()\[\]]{1,40}[)\]]\s*\Z")
_BEFORE = re.compile(r"\A(?:\S+|\S+ \S+)\s*:\s+")
_WEAK = ("label of a link", "a bare link")
_PREFIX = 5  # words
_LARGEST_BUCKET = 40
_MOST_ALSO = 100


def one_for_each(found: list[Found], same: Iterable[tuple[str, str]] = ()) -> list[Found]:
    """The same finds with each thing once, where it is first named; edges follow.

    Refs are unique in the whole import afterwards. same: pairs of refs ('file number/ref') that
    are known to be one.
    """
    nodes: list[FoundNode] = []
    files: list[str] = []
    places: dict[str, int] = {}
    for number, one in enumerate(found):
        for node in one.nodes:
            places[f"{number}/{node.ref}"] = len(nodes)
            nodes.append(node)
            files.append(one.file)
    groups = _Groups(nodes)
    for first, second in same:
        groups.join(places[first], places[second])
    _join_by_ids(groups, nodes)
    _join_by_titles(groups, nodes)
    merged, names = _merged(groups, nodes, files)
    edges = _edges(found, places, names)
    result, start = [], 0
    for number, one in enumerate(found):
        mine = range(start, start + len(one.nodes))
        start += len(one.nodes)
        kept = tuple(merged[place] for place in mine if place in merged)
        result.append(one._replace(nodes=kept, edges=tuple(edges[number])))
    return result


def _edges(found: list[Found], places: dict[str, int], names: list[str]) -> list[list[FoundEdge]]:
    """The edges of each file between the names; of equal ones that with most qualifiers, joined."""
    best: dict[tuple[str, str, str], tuple[int, FoundEdge]] = {}
    for number, one in enumerate(found):
        for edge in one.edges:
            source = names[places[_place(number, edge.source)]]
            target = names[places[_place(number, edge.target)]]
            key = (source, edge.relation, target)
            known = best.get(key)
            if source == target:
                continue
            edge = edge._replace(source=source, target=target)
            if known is None:
                best[key] = (number, edge)
            elif len(edge.qualifiers) > len(known[1].qualifiers):
                best[key] = (number, _joined(edge, known[1]))
            else:
                best[key] = (known[0], _joined(known[1], edge))
    kept: list[list[FoundEdge]] = [[] for _ in found]
    for number, edge in best.values():
        kept[number].append(edge)
    return kept


def _joined(edge: FoundEdge, other: FoundEdge) -> FoundEdge:
    """An edge with the printed numbers and the sections of an equal one."""
    values: dict[str, list[str]] = {}
    for name, value in (*edge.qualifiers, *other.qualifiers):
        values.setdefault(name, [])
        values[name] += [one for one in value.split("; ") if one not in values[name]]
    return edge._replace(qualifiers=tuple((name, "; ".join(v)) for name, v in values.items()))


def _place(number: int, ref: str) -> str:
    """Refs of another file are written with its number."""
    return ref if "/" in ref else f"{number}/{ref}"


class _Groups:
    """Sets of nodes that are one thing; a set has at most one arXiv id."""

    def __init__(self, nodes: list[FoundNode]) -> None:
        self.parent = list(range(len(nodes)))
        self.arxiv = [node.arxiv for node in nodes]

    def root(self, place: int) -> int:
        while self.parent[place] != place:
            self.parent[place] = self.parent[self.parent[place]]
            place = self.parent[place]
        return place

    def join(self, first: int, second: int) -> bool:
        first, second = sorted((self.root(first), self.root(second)))
        ids = {self.arxiv[first], self.arxiv[second]} - {""}
        if len(ids) > 1:
            return False
        self.parent[second] = first
        self.arxiv[first] = next(iter(ids), "")
        return True


def _join_by_ids(groups: _Groups, nodes: list[FoundNode]) -> None:
    known: dict[str, int] = {}
    for place, node in enumerate(nodes):
        for key in _keys(node):
            if key not in known:
                known[key] = place
            else:
                groups.join(known[key], place)


def _keys(node: FoundNode) -> list[str]:
    """What the thing is known by besides its title."""
    keys = list(node.ids)
    if node.arxiv:
        keys.append(f"arxiv:{node.arxiv}")
    link = target_of(node.url).key if node.url else ""
    if link and not (node.arxiv and link.startswith("url:") and link.count("/") < 2):
        keys.append(link)
    if node.type in _NAMED_ALONE:
        keys.append(f"{node.type}:{fold(node.title)}")
    return keys


def _join_by_titles(groups: _Groups, nodes: list[FoundNode]) -> None:
    known: dict[str, int] = {}
    buckets: dict[str, list[tuple[str, int]]] = {}
    for place, node in enumerate(nodes):
        if node.type not in _READ or node.rule.startswith(_WEAK):
            continue
        for title in title_keys(node.title):
            if _enough(title, node):
                first = known.setdefault(title, place)
                groups.join(first, place)
        title = title_key(node.title)
        if node.type == "paper" and len(title.split()) >= _PREFIX:
            bucket = buckets.setdefault(" ".join(title.split()[:_PREFIX]), [])
            bucket.append((title, place))
    for bucket in buckets.values():
        if 1 < len(bucket) <= _LARGEST_BUCKET:
            _join_prefixes(groups, nodes, bucket)


def _enough(title: str, node: FoundNode) -> bool:
    """Short titles name many things: they count for a paper that has no link of its own."""
    words = len(title.split())
    return words >= 4 or (words >= 2 and node.type == "paper" and len(title) > 12)


def _join_prefixes(groups: _Groups, nodes: list[FoundNode], bucket: list[tuple[str, int]]) -> None:
    """A title that another continues is the same paper, if one of them has no link."""
    for title, place in bucket:
        for other, second in bucket:
            bare = not nodes[place].url or not nodes[second].url
            if place != second and bare and other.startswith(f"{title} "):
                groups.join(place, second)


def title_key(title: str) -> str:
    """A title with case, signs and spaces folded away."""
    return " ".join(re.findall(r"\w+", fold(title)))


def title_keys(title: str) -> list[str]:
    """The ways to print a title: whole, without (GPT-3) behind it, without GPT-3: before it."""
    bare = _BEHIND.sub("", title)
    keys = [title_key(title), title_key(bare)]
    short = _BEFORE.sub("", bare)
    if len(short.split()) >= 4:
        keys.append(title_key(short))
    return [key for key in dict.fromkeys(keys) if key]


def _merged(
    groups: _Groups, nodes: list[FoundNode], files: list[str]
) -> tuple[dict[int, FoundNode], list[str]]:
    """The node of each group at the place of its first, and the ref for every place."""
    members: dict[int, list[int]] = {}
    for place in range(len(nodes)):
        members.setdefault(groups.root(place), []).append(place)
    taken: set[str] = set()
    merged, names = {}, [""] * len(nodes)
    for first, places in members.items():
        node = _one([nodes[place] for place in places])
        others = [(files[place], nodes[place]) for place in places[1:]]
        also = tuple((file, other.lines, other.quote) for file, other in others)
        node = node._replace(also=tuple(dict.fromkeys(also))[:_MOST_ALSO])
        ref, count = node.ref, 1
        while ref in taken:
            count += 1
            ref = f"{node.ref}-{count}"
        taken.add(ref)
        merged[first] = node._replace(ref=ref)
        for place in places:
            names[place] = ref
    return merged, names


def _one(nodes: list[FoundNode]) -> FoundNode:
    """Several proposals of one thing as one: the first, with what the others add."""
    first = nodes[0]
    if len(nodes) == 1:
        return first
    said = [node for node in nodes if not node.rule.startswith(_WEAK)] or nodes
    titles = tuple(dict.fromkeys(title for node in nodes for title in node.titles))
    papers = [node for node in nodes if node.type == "paper"]
    arxiv = next((node.arxiv for node in nodes if node.arxiv), "")
    return first._replace(
        ref=said[0].ref,
        type="paper" if papers else first.type,
        title=said[0].title,
        titles=titles,
        url=next((node.url for node in nodes if node.url), ""),
        arxiv=arxiv,
        ids=tuple(dict.fromkeys(name for node in nodes for name in node.ids)),
        notes=tuple(dict.fromkeys(note for node in nodes for note in node.notes)),
        confidence=max(node.confidence for node in nodes),
    )
