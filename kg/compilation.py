"""One compilation inside one transaction: the notes that changed become rows, or all of them do.

Owns the order of the steps and which of them a small change may skip. Heavy (it reads notes with
pydantic): compiler.py imports it only when something changed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence

from kg import derived, graph_writer
from kg.found_faults import files_to_judge, store_faults
from kg.graph_file import make_indexes, make_tables
from kg.index_rows import RowMaker, Source
from kg.intake import Intake, Taken
from kg.layering import NodeIds, stub_key, tail
from kg.layers import Layer
from kg.models import Fault, Note
from kg.schema import Relation
from kg.survey import Survey
from kg.widening import Widening

Place = tuple[str, str]
Pairs = set[tuple[str, int, int]]


class Work:
    """Takes up files and writes what follows from them.

    changed_keys: keys of the nodes whose rows or neighbours changed, None for all.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        survey: Survey,
        layers: Sequence[Layer],
        vocabulary: tuple[Mapping[str, Relation], Sequence[Fault]],
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self.connection = connection
        self.survey = survey
        self.layers = layers
        self.relations, self._relation_faults = vocabulary
        self.intake = Intake(survey, layers, self.relations, progress)
        self.changed_keys: frozenset[str] | None = None

    def all_files(self) -> None:
        """Compiles every file; from empty tables unless rows of files out of reach must stay."""
        everything = self.intake.files.keys()
        self.intake.expected = len(everything)
        taken = [self.intake.take(place) for place in everything]
        known = self.survey.known.all()
        held = {file.id for file in known if file.state == graph_writer.OK}
        lost = any(not isinstance(t.note, Note) and t.id in held for t in taken)
        kept = any(file.state == graph_writer.UNREADABLE for file in known)
        if self.survey.kept or lost or kept:
            self._take_up(everything, whole=True)
            return
        ids = NodeIds(dict(self.connection.execute("SELECT key, id FROM node")))
        make_tables(self.connection)
        self._from_empty(everything, ids)

    def first_time(self) -> None:
        """Compiles every file into tables that are not there yet, or are of another version."""
        everything = self.intake.files.keys()
        self.intake.expected = len(everything)
        make_tables(self.connection)
        self._from_empty(everything, NodeIds({}))

    def changed_files(self) -> None:
        """Compiles what changed and what depends on it."""
        start = {(file.layer, file.path) for file in self.survey.touched}
        on_cycles = map(self.survey.known.by_id, derived.files_on_cycles(self.connection))
        places = {(file.layer, file.path) for file in on_cycles if file is not None}
        start |= places & self.intake.files.keys()
        self._take_up(start, whole=False)

    def _from_empty(self, everything: Collection[Place], ids: NodeIds) -> None:
        widening = Widening(self.connection, self.intake, ids)
        widening.run(everything)
        maker = self._rows(widening)
        layer_ids = graph_writer.write_layers(
            self.connection, self.layers, self.survey.missing_layers
        )
        graph_writer.write_files(self.connection, widening.taken.values(), layer_ids)
        graph_writer.insert(self.connection, maker.rows)
        make_indexes(self.connection)
        derived.refuse_cycles(self.connection, self.relations, None)
        derived.reorder(self.connection)
        derived.recentre(self.connection, None)
        derived.count_vocabulary(self.connection, {}, derived.node_stems(self.connection, None))
        store_faults(
            self.connection,
            self.intake,
            widening.taken,
            None,
            self._relation_faults,
            widening.names,
        )

    def _take_up(self, start: Collection[Place], *, whole: bool) -> None:
        widening = Widening(self.connection, self.intake)
        widening.run(start)
        gone = {file.id for file in self.survey.gone}
        rewritten = widening.dirty_files() | gone | (widening.frozen & widening.replaced.keys())
        own_ids = {n.id for n in map(widening.old.of_file, rewritten) if n is not None}
        old_ids = own_ids | {widening.ids.of(key) for key in widening.extends.values()}
        before = _Before(self.connection, rewritten, old_ids)
        rows = self._rows(widening).rows
        new_ids = {int(row[0] or 0) for row in rows.node}
        graph_writer.clear(self.connection, rewritten, own_ids | new_ids)
        layer_ids = graph_writer.write_layers(
            self.connection, self.layers, self.survey.missing_layers
        )
        graph_writer.write_files(self.connection, widening.taken.values(), layer_ids)
        graph_writer.insert(self.connection, rows)
        graph_writer.drop_nodes(self.connection, own_ids - new_ids)
        fewer = graph_writer.drop_orphans(self.connection, new_ids)
        graph_writer.drop_files(self.connection, gone)
        _put_back(self.connection, before.standing)
        self._follow(widening, before, old_ids | new_ids, whole=whole, fewer=fewer)

    def _follow(
        self, widening: Widening, before: _Before, now: set[int], *, whole: bool, fewer: bool
    ) -> None:
        """What the new rows change elsewhere: order, vocabulary, faults, the keys to report."""
        moved = before.pairs ^ _pairs(self.connection, before.files)
        relations = {relation for relation, _, _ in moved}
        on_cycles = derived.refuse_cycles(
            self.connection, self.relations, None if whole else relations
        )
        again = whole or fewer or relations & derived.ORDERING
        if again or before.standing != _standing(self.connection, now):
            derived.reorder(self.connection)
        ends = {end for _, subject, object in moved for end in (subject, object)}
        derived.recentre(self.connection, ends | now)
        derived.count_vocabulary(
            self.connection, before.stems, derived.node_stems(self.connection, now)
        )
        near = before.near | now | ends | _neighbours(self.connection, now)
        judge = on_cycles | files_to_judge(self.connection, now, near, before.labels)
        store_faults(
            self.connection, self.intake, widening.taken, None if whole else judge,
            self._relation_faults, widening.names,
        )  # fmt: skip
        old_keys = {key for node_id, key in before.keys.items() if node_id in near}
        self.changed_keys = frozenset(old_keys.union(_keys(self.connection, near).values()))

    def _rows(self, widening: Widening) -> RowMaker:
        """Makes the rows of all notes that were taken up."""
        maker = RowMaker(widening.names, widening.ids, self.relations)
        by_id = {taken.id: taken for taken in widening.taken.values()}
        extenders: dict[str, list[Source]] = {}
        for file, key in sorted(widening.extends.items(), key=lambda item: _path(by_id[item[0]])):
            extenders.setdefault(key, []).append(_source(by_id[file]))
            maker.rows.beside.append((file, "extends", key))
        for file, name in widening.unresolved.items():
            maker.rows.beside.append((file, "extends", stub_key(name)))
            maker.rows.refused.append((file, "extends", tail(name), "missing", 1))
        maker.rows.beside += [
            (file, "replaced", key) for file, key in widening.replaced.items() if file in by_id
        ]
        for file, key in widening.keys.items():
            taken = by_id.get(file)
            if taken is None or file in widening.frozen:
                continue
            if isinstance(taken.note, Note):
                maker.add_node(key, _source(taken), extenders.pop(key, []))
            else:
                maker.add_unreadable(key, taken.stem, taken.file.layer, file)
        for key, sources in extenders.items():
            maker.add_sayings(key, sources)
        return maker


class _Before:
    """What the files to be rewritten said, and what their nodes had, before they are.

    standing: see _standing. near: ids of the neighbours. keys: of all these nodes by id.
    stems: vocabulary by node id. labels: folded names.
    """

    def __init__(
        self, connection: sqlite3.Connection, files: Collection[int], node_ids: Collection[int]
    ) -> None:
        self.files = files
        self.pairs = _pairs(connection, files)
        self.stems = derived.node_stems(connection, node_ids)
        self.standing = _standing(connection, node_ids)
        self.near = _neighbours(connection, node_ids)
        ends = {end for _, subject, object in self.pairs for end in (subject, object)}
        self.keys = _keys(connection, ends.union(node_ids, self.near))
        question = "SELECT norm FROM alias WHERE node = ?"
        self.labels = {row[0] for n in node_ids for row in connection.execute(question, (n,))}


def _path(taken: Taken) -> tuple[str, str]:
    return taken.file.layer, taken.file.path


def _source(taken: Taken) -> Source:
    if not isinstance(taken.note, Note):
        raise TypeError(f"{taken.file.path} was not read")
    return Source(taken.id, taken.file.layer, taken.file.path, taken.note)


def _pairs(connection: sqlite3.Connection, files: Collection[int]) -> Pairs:
    question = "SELECT relation, subject, object FROM edge WHERE file = ?"
    return {row for file in files for row in connection.execute(question, (file,))}


def _standing(
    connection: sqlite3.Connection, node_ids: Collection[int]
) -> dict[int, tuple[str, int, int, float]]:
    """What a rewritten node row must get back: title, depth, position, centrality by id."""
    question = "SELECT id, title, depth, position, centrality FROM node WHERE id = ?"
    rows = [row for node_id in node_ids for row in connection.execute(question, (node_id,))]
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in rows}


def _put_back(
    connection: sqlite3.Connection, standing: Mapping[int, tuple[str, int, int, float]]
) -> None:
    connection.executemany(
        "UPDATE node SET depth = ?, position = ?, centrality = ? WHERE id = ?",
        [(*values[1:], node_id) for node_id, values in standing.items()],
    )


def _neighbours(connection: sqlite3.Connection, node_ids: Collection[int]) -> set[int]:
    near: set[int] = set()
    for node_id in node_ids:
        for here, there in (("subject", "object"), ("object", "subject")):
            question = f"SELECT {there} FROM edge WHERE {here} = ?"
            near |= {row[0] for row in connection.execute(question, (node_id,))}
    return near


def _keys(connection: sqlite3.Connection, node_ids: Collection[int]) -> dict[int, str]:
    question = "SELECT id, key FROM node WHERE id = ?"
    rows = [row for node_id in node_ids for row in connection.execute(question, (node_id,))]
    return dict(rows)
