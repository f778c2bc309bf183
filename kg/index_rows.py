"""From parsed notes to rows of graph.db.

Owns what each line of a note becomes: an edge to a node or to a stub, one row where two lines say
the same, or a refusal. No database here (compiler.py writes the rows), no files, no cycles
(study_order.py finds those over the whole graph).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kg.layering import AMBIGUOUS, Names, NodeIds, Target, stub_key, tail
from kg.models import Edge, Fact, Note, Paper
from kg.names import fold
from kg.schema import TYPE_KEYS, Relation, fits
from kg.statements import relation_of_point

Cell = str | int | float | None
# Each pattern begins with a plain character: that is found ten times quicker than a choice of some.
_QUALIFIER = re.compile(r"\[[\w ]+::(?:[^\[\]]|\[\[[^\]]*\]\])*\]")
_LINK = re.compile(r"\[\[([^\[\]|#\n]+)(?:#[^\[\]|\n]*)?(?:\|([^\[\]\n]*))?\]\]")
_LEAD = re.compile(r"\n(?:#+ +|- )")
_ANCHOR = re.compile(r"\^(?<=\s\^)[\w-]+$", re.MULTILINE)
_MARKS = ("::", "**", "==")


class Source(NamedTuple):
    """A readable note and where it stands; file is the file's id."""

    file: int
    layer: str
    path: str
    note: Note


class Rows:
    """Rows waiting to be written, one list a table, in the order of the table's columns."""

    def __init__(self) -> None:
        self.node: list[tuple[Cell, ...]] = []
        self.alias: list[tuple[Cell, ...]] = []
        self.tag: list[tuple[Cell, ...]] = []
        self.edge: list[tuple[Cell, ...]] = []
        self.fact: list[tuple[Cell, ...]] = []
        self.block: list[tuple[Cell, ...]] = []
        self.mention: list[tuple[Cell, ...]] = []
        self.beside: list[tuple[Cell, ...]] = []
        self.refused: list[tuple[Cell, ...]] = []
        self.search: list[tuple[Cell, ...]] = []


class RowMaker:
    """Makes the rows of one node after the other.

    names: every node there is. ids: gives stubs theirs. relations: the vocabulary in force.
    """

    def __init__(self, names: Names, ids: NodeIds, relations: Mapping[str, Relation]) -> None:
        self.rows = Rows()
        self.names = names
        self.ids = ids
        self.relations = relations
        self.stubs: dict[str, int] = {}

    def add_node(self, key: str, own: Source, extenders: Sequence[Source]) -> None:
        """Rows of a node: its own note's, then those of the notes that extend it."""
        target = self.names.targets[key]
        self._add_header(target, own, [*own.note.node.aliases, *_aliases(extenders)])
        self.add_sayings(key, [own, *extenders])
        self._add_search(target, [own, *extenders])

    def add_sayings(self, key: str, sources: Sequence[Source]) -> None:
        """Rows of what notes say about a node, without the node itself."""
        target = self.names.targets[key]
        self._add_edges(target, sources)
        for source in sources:
            self._add_facts(target, source)
            self._add_mentions(target, source)
        self._add_blocks(target, sources)

    def add_unreadable(self, key: str, stem: str, layer: str, file: int) -> None:
        """A visible stub for a file that could not be read and never was."""
        self._add_stub(self.ids.of(key), key, stem, layer, file)

    def _add_header(self, target: Target, own: Source, aliases: Sequence[str]) -> None:
        node = own.note.node
        header, fields = {}, type(node).model_fields
        for name in TYPE_KEYS[node.type]:
            value = getattr(node, name)
            if value != fields[name].default:
                header[name] = list(value) if isinstance(value, tuple) else value
        self.rows.node.append(
            (
                target.id, target.key, own.note.stem, own.layer, node.type, node.title,
                node.status, own.note.definition, node.q, node.a, " ".join(node.closed), own.file,
                own.note.title_span.line, 0, 0, 0, 0, 0.0,
                json.dumps(header, ensure_ascii=False), own.note.body,
            )
        )  # fmt: skip
        spellings = {fold(name): name for name in (*aliases, node.title)}
        self.rows.alias += [(norm, target.id, name) for norm, name in spellings.items()]
        self.rows.tag += [(tag, target.id) for tag in sorted(set(node.tags))]

    def _add_edges(self, subject: Target, sources: Sequence[Source]) -> None:
        best: dict[tuple[str, int, str], tuple[tuple[bool, int, int], Edge, Source]] = {}
        for rank, source in enumerate(sources):
            for edge in source.note.edges:
                found = self._object(subject, edge, source)
                if found is None:
                    continue
                # The line with the reason wins, then the node's own note, then the first line.
                worth = (not edge.reason, rank, edge.span.line)
                known = best.get(found)
                if known is None or worth < known[0]:
                    best[found] = (worth, edge, source)
        for (relation, object_id, step), (_, edge, source) in best.items():
            self.rows.edge.append(
                (
                    subject.id, relation, object_id, step, edge.reason, edge.locator, edge.order,
                    edge.status, edge.q, edge.a, int(edge.card), edge.anchor,
                    _json(edge.qualifiers), source.file, edge.span.line, edge.span.column,
                )
            )  # fmt: skip

    def _object(self, subject: Target, edge: Edge, source: Source) -> tuple[str, int, str] | None:
        """(relation, object, step) of a line, or None when it is refused."""
        found = self.names.resolve(source.layer, edge.target)
        if found == AMBIGUOUS:
            self._refuse(edge, source, AMBIGUOUS)
            return None
        target = found if isinstance(found, Target) else None
        object_type = target.type if target else ""
        name = edge.relation or relation_of_point(object_type)
        relation = self.relations.get(name)
        if relation is None:
            return None
        if object_type and not fits(relation, subject.type, object_type):
            self._refuse(edge, source, "types")
            return None
        object_id = target.id if target else self._stub(edge.target)
        if object_id == subject.id:
            self._refuse(edge, source, "itself")
            return None
        return name, object_id, edge.step

    def _refuse(self, edge: Edge, source: Source, cause: str) -> None:
        row = (source.file, edge.relation, tail(edge.target), cause, edge.span.line)
        self.rows.refused.append(row)

    def _add_facts(self, node: Target, source: Source) -> None:
        for fact in source.note.facts:
            self.rows.fact.append(
                (
                    node.id, fact.key, fact.value, fact.as_of, self._source_of(fact, source),
                    fact.status, fact.q, fact.a, int(fact.card), fact.anchor,
                    _json(fact.qualifiers), source.file, fact.span.line, fact.span.column,
                )
            )  # fmt: skip

    def _source_of(self, fact: Fact, source: Source) -> int | None:
        return self._linked(fact.source, source) if fact.source else None

    def _linked(self, name: str, source: Source) -> int | None:
        """Id of what a plain link means, a stub if need be; None and a refusal if ambiguous."""
        found = self.names.resolve(source.layer, name)
        if isinstance(found, Target):
            return found.id
        if found == AMBIGUOUS:
            self.rows.refused.append((source.file, "", tail(name), AMBIGUOUS, 0))
            return None
        return self._stub(name)

    def _add_blocks(self, node: Target, sources: Sequence[Source]) -> None:
        seen: set[str] = set()
        for source in sources:
            for block in source.note.blocks:
                # Without its ^key a written card has no identity yet: write.append_keys gives one.
                if not block.anchor or block.anchor in seen:
                    continue
                seen.add(block.anchor)
                self.rows.block.append(
                    (
                        node.id, block.kind, block.anchor, block.question, block.answer,
                        block.text, source.file, block.span.line,
                    )
                )  # fmt: skip

    def _add_mentions(self, node: Target, source: Source) -> None:
        found = {self._linked(name, source) for name in source.note.mentions}
        self.rows.mention += [
            (node.id, target) for target in found if target is not None and target != node.id
        ]

    def _add_search(self, node: Target, sources: Sequence[Source]) -> None:
        own = sources[0].note
        body = "\n\n".join(_plain(source.note.body) for source in sources)
        if isinstance(own.node, Paper) and own.node.authors:
            body += f"\n\n— by {', '.join(own.node.authors)}"
        aliases = ", ".join([*own.node.aliases, *_aliases(sources[1:])])
        self.rows.search.append((node.id, own.node.title, aliases, own.definition, body))

    def _stub(self, name: str) -> int:
        key = stub_key(name)
        if key not in self.stubs:
            self.stubs[key] = self.ids.of(key)
            pack = name.rpartition("/")[0]
            self._add_stub(self.stubs[key], key, tail(name), pack, None)
        return self.stubs[key]

    def _add_stub(self, node_id: int, key: str, stem: str, pack: str, file: int | None) -> None:
        title = stem.replace("-", " ")
        self.rows.node.append(
            (node_id, key, stem, pack, "", title, "", "", "", "", "", file, 1, 1, 0, 0, 0, 0.0,
             "{}", "")
        )  # fmt: skip
        self.rows.alias.append((fold(title), node_id, title))


def _aliases(extenders: Sequence[Source]) -> list[str]:
    return [alias for source in extenders for alias in source.note.node.aliases]


def _json(qualifiers: Mapping[str, str]) -> str:
    return json.dumps(qualifiers, ensure_ascii=False, sort_keys=True) if qualifiers else "{}"


def _plain(body: str) -> str:
    """The body as a reader would say it: links as words, no qualifiers, marks or keys."""
    if "[" in body:
        body = _LINK.sub(_said, _QUALIFIER.sub("", body))
    body = _ANCHOR.sub("", _LEAD.sub("\n", f"\n{body}"))
    for mark in _MARKS:
        body = body.replace(mark, " ")
    return body.strip()


def _said(link: re.Match[str]) -> str:
    return link[2] or link[1].rpartition("/")[2].replace("-", " ")
