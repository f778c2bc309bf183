"""From the files that changed to all files whose rows could change with them.

Owns that decision, and who is which node afterwards. It errs on the side of reading one note too
many: the promise is that taking up a change gives the same graph as compiling everything afresh.
Not here: reading (intake.py), rows (index_rows.py), SQL that writes (graph_writer.py).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from kg.intake import Intake, Taken
from kg.layering import (
    Claim,
    Names,
    NodeIds,
    Standing,
    Target,
    settle,
    tail,
    wanted_key,
)
from kg.models import Note
from kg.names import names_a_node, stem_of
from kg.old_graph import KnownNames, OldGraph
from kg.survey import Place


class Widening:
    """The notes to take up again, and the identities that follow.

    After run(): taken (by place), keys (file -> node key), replaced and extends (file -> key),
    unresolved (file -> name it wants to extend), frozen (files whose old rows stay as they are).
    ids: given where the tables are empty.
    """

    def __init__(
        self, connection: sqlite3.Connection, intake: Intake, ids: NodeIds | None = None
    ) -> None:
        self.intake = intake
        self.connection = connection
        self.taken: dict[Place, Taken] = {}
        self.keys: dict[int, str] = {}
        self.replaced: dict[int, str] = {}
        self.extends: dict[int, str] = {}
        self.unresolved: dict[int, str] = {}
        self.old = OldGraph(connection)
        self.names = Names() if ids else KnownNames(self.old)
        self.ids = ids or NodeIds({}, self.old.id_of, self.old.highest_id())
        survey = intake.survey
        self._known = survey.known
        self._gone = {file.id for file in survey.gone}
        self.frozen = {file.id for file in survey.kept}
        self._stems: set[str] = set()
        self._standing: dict[str, Standing] = {}
        self._moved: set[str] = set()

    def run(self, start: Iterable[Place]) -> None:
        """Takes up the files of `start` and, round by round, all that depend on them."""
        for file in self.intake.survey.gone:
            self._note_stems(file.id, stem_of(file.path))
        waiting = set(start) | self._pulled()
        while True:
            while waiting:
                self._take(waiting)
                waiting = self._pulled() - self.taken.keys()
            self._settle()
            waiting = self._referrers() - self.taken.keys()
            if not waiting:
                return

    def dirty_files(self) -> set[int]:
        """Ids of the files whose rows are to be made again."""
        return {taken.id for taken in self.taken.values()} - self.frozen

    # Which files belong together

    def _take(self, places: Iterable[Place]) -> None:
        for place in sorted(places):
            taken = self.taken[place] = self.intake.take(place)
            if not isinstance(taken.note, Note) and self._has_rows(taken.id):
                # The last readable version stays, so that its cards do too.
                self.frozen.add(taken.id)
            self._note_stems(taken.id, taken.stem)
            if isinstance(taken.note, Note):
                node = taken.note.node
                wanted = wanted_key(taken.file.layer, node.id, node.copied_from)
                for name in (wanted, node.extends):
                    if name:
                        self._add_stem(tail(_bare(name)))

    def _has_rows(self, file: int) -> bool:
        beside, node = self.old.beside.get(file), self.old.of_file(file)
        extends = beside is not None and beside.kind == "extends"
        return extends or (node is not None and not node.stub)

    def _note_stems(self, file: int, stem: str) -> None:
        self._add_stem(stem)
        old = self.old.of_file(file)
        if old is not None:
            self._add_stem(old.stem)
            self._add_stem(tail(old.key))
        if file in self.old.beside:
            self._add_stem(tail(self.old.beside[file].key))

    def _add_stem(self, stem: str) -> None:
        if stem not in self._stems:
            self._stems.add(stem)
            self._standing[stem] = self.names.standing(stem)

    def _pulled(self) -> set[Place]:
        """Files that share a name with one taken up, or stand beside such a node."""
        places: set[Place] = set()
        for stem in self._stems:
            places.update(self.intake.places(stem))
            for node in self.old.of_name(stem):
                files = [each.file for each in self.old.beside_node(node.key)]
                if node.file is not None:
                    files.append(node.file)
                places |= self._places(files)
        return places

    def _places(self, files: Iterable[int]) -> set[Place]:
        states = [self._known.by_id(file) for file in files]
        places = {(state.layer, state.path) for state in states if state is not None}
        return {place for place in places if place in self.intake.files}

    def _referrers(self) -> set[Place]:
        """Files with a line whose link may now mean another node than before."""
        if len(self.taken) == len(self.intake.files):
            return set()
        moved = {s for s in self._stems if self.names.standing(s) != self._standing[s]}
        files: set[int] = set()
        for stem in moved - self._moved:
            # A link may mean a node of another stem: one that a note of this stem extends.
            nodes = {node.id for node in self.old.of_name(stem)}
            nodes |= {target.id for target in self._standing[stem][1]}
            files |= _files_that_name(self.connection, sorted(nodes), stem)
        self._moved |= moved
        return self._places(files)

    # Who is which node

    def _settle(self) -> None:
        self._forget()
        notes = {taken.id: taken for taken in self.taken.values() if self._claims(taken)}
        claims = [_claim(taken) for taken in notes.values()]
        self.keys, self.replaced = settle([*claims, *self._frozen_claims()])
        for file, key in self.keys.items():
            if file in notes:
                note = notes[file].note
                kind = note.node.type if isinstance(note, Note) else ""
                target = Target(self.ids.of(key), key, kind, not isinstance(note, Note))
                self.names.add(target, notes[file].file.layer, notes[file].stem)
            elif (old := self.old.of_file(file)) is not None:
                self.names.add(Target(old.id, key, old.type, old.stub), old.pack, old.stem)
        for file, key in self.replaced.items():
            if file in notes:
                self.names.add_name(key, notes[file].file.layer, notes[file].stem)
        self._attach()

    def _forget(self) -> None:
        """Takes every name of the files in question away, old and from an earlier round."""
        for key in [*self.keys.values()]:
            self.names.remove(key)
        files = {taken.id for taken in self.taken.values()} | self._gone
        for file in files:
            old = self.old.of_file(file)
            if old is not None:
                self.names.remove(old.key)
        for taken in self.taken.values():
            self.names.remove_name(taken.file.layer, taken.stem)

    def _claims(self, taken: Taken) -> bool:
        if taken.id in self.frozen or not names_a_node(taken.file.path):
            return False
        return not (isinstance(taken.note, Note) and taken.note.node.extends)

    def _frozen_claims(self) -> list[Claim]:
        """Nodes whose files are out of reach keep their key and may lose it to a higher layer."""
        claims = []
        for file in self.frozen:
            old, state = self.old.of_file(file), self._known.by_id(file)
            if old is None or state is None:
                continue
            if old.stem in self._stems or tail(old.key) in self._stems:
                claims.append(Claim(file, state.layer, -1, state.path, old.stem, old.key))
        return claims

    def _attach(self) -> None:
        self.extends, self.unresolved = {}, {}
        for taken in self.taken.values():
            if isinstance(taken.note, Note) and taken.note.node.extends:
                name = _bare(taken.note.node.extends)
                found = self.names.resolve(taken.file.layer, name)
                if isinstance(found, Target):
                    self.extends[taken.id] = found.key
                else:
                    self.unresolved[taken.id] = name
        for taken in self.taken.values():
            key = self.extends.get(taken.id) or self._frozen_beside(taken.id)
            if self.names.has(key):
                self.names.add_name(key, taken.file.layer, taken.stem)

    def _frozen_beside(self, file: int) -> str:
        beside = self.old.beside.get(file) if file in self.frozen else None
        return "" if beside is None else beside.key


def _claim(taken: Taken) -> Claim:
    wanted = ""
    if isinstance(taken.note, Note):
        node = taken.note.node
        wanted = wanted_key(taken.file.layer, node.id, node.copied_from)
    return Claim(taken.id, taken.file.layer, taken.rank, taken.file.path, taken.stem, wanted)


def _bare(name: str) -> str:
    return name.removeprefix("[[").removesuffix("]]").partition("#")[0].partition("|")[0].strip()


def _files_that_name(connection: sqlite3.Connection, node_ids: list[int], stem: str) -> set[int]:
    """Files with a line whose link ends in `stem`, or meant one of these nodes."""
    marks = ", ".join("?" * len(node_ids))
    questions = (
        f"SELECT DISTINCT file FROM edge WHERE object IN ({marks})",
        f"SELECT DISTINCT file FROM fact WHERE source IN ({marks})",
        f"SELECT DISTINCT node.file FROM mention JOIN node ON node.id = mention.node"
        f" WHERE mention.target IN ({marks}) AND node.file IS NOT NULL",
    )
    files = {row[0] for question in questions for row in connection.execute(question, node_ids)}
    refused = connection.execute("SELECT DISTINCT file FROM refused WHERE stem = ?", (stem,))
    return files | {row[0] for row in refused}
