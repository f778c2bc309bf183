"""What the checker found, kept in graph.db so that the app need not read a note to show it.

Owns which notes the checker sees when only some changed: those that were taken up, those a cycle
runs through, and behind every link of theirs a sketch of the note it means, made from its rows.
Not here: finding faults (check.py, reader.py).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence

from kg.check import LayerFault, PlacedNote, check_layers
from kg.intake import Intake, Taken
from kg.layering import Names, tail
from kg.layers import VAULT
from kg.models import Concept, Edge, Fault, Note, Span
from kg.names import stem_of
from kg.relations_file import RELATIONS_FILE
from kg.survey import Place

# A sketch carries the edges that rules about a neighbour look at.
_NEIGHBOURLY = "('part_of', 'precedes', 'is_a', 'contrasts_with')"


def store_faults(
    connection: sqlite3.Connection,
    intake: Intake,
    taken: Mapping[Place, Taken],
    others: set[int] | None,
    relation_faults: Sequence[Fault],
    names: Names,
) -> None:
    """Checks and stores. others: ids of further files to judge again; None: all were taken."""
    whole = others is None
    scope = dict(taken)
    for file in others or ():
        known = intake.survey.known.by_id(file)
        if known is not None and (known.layer, known.path) in intake.files:
            scope[known.layer, known.path] = intake.take((known.layer, known.path))
    placed = [PlacedNote(t.file.layer, t.file.path, t.note) for t in scope.values()]
    if not whole:
        placed += _sketches(connection, scope.values(), names)
        placed += _beside(connection, intake, scope)
    placed.sort(key=lambda p: (intake.rank(p.layer), p.path))
    found = [f for f in check_layers(placed, intake.relations) if (f.layer, f.fault.path) in scope]
    for (layer, _), each in scope.items():
        found += [LayerFault(layer, fault) for fault in each.note.faults]
    ids = [(each.id,) for each in scope.values()]
    if whole:
        connection.execute("DELETE FROM fault WHERE file IS NULL")
        _write(connection, {}, [LayerFault(VAULT, fault) for fault in relation_faults])
    connection.executemany("DELETE FROM fault WHERE file = ?", ids)
    _write(connection, {place: each.id for place, each in scope.items()}, found)


def files_to_judge(
    connection: sqlite3.Connection, changed: set[int], near: set[int], labels: set[str]
) -> set[int]:
    """Files that may gain or lose a fault because other nodes changed.

    changed: ids of those nodes. near: they and their neighbours, before and after. labels: folded
    names the changed nodes had; what shares one is judged again.
    """
    questions = (
        # Lines of two notes may contradict each other in what is symmetric or comes at most once.
        # A neighbour with a fault may lose it; a closed set may have gained or lost a member.
        ("SELECT file FROM node WHERE id = ? AND file IS NOT NULL AND (closed <> '' OR EXISTS"
         " (SELECT 1 FROM fault WHERE fault.file = node.file))", near),
        ("SELECT file FROM edge WHERE object = ? AND relation = 'contrasts_with'", changed),
        ("SELECT file FROM edge WHERE object = ? AND relation = 'precedes'", near),
        ("SELECT other.file FROM alias JOIN alias AS same ON same.norm = alias.norm"
         " JOIN node AS other ON other.id = same.node"
         " WHERE alias.node = ? AND other.file IS NOT NULL", changed),
        ("SELECT file FROM alias JOIN node ON node.id = node WHERE norm = ? AND file IS NOT NULL",
         labels),
    )  # fmt: skip
    return {
        row[0]
        for question, values in questions
        for value in values
        for row in connection.execute(question, (value,))
    }


def _write(
    connection: sqlite3.Connection, ids: Mapping[Place, int], found: Iterable[LayerFault]
) -> None:
    connection.executemany(
        "INSERT INTO fault VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                ids.get((layer, fault.path)), layer,
                RELATIONS_FILE if not ids else fault.path, fault.line, fault.column, fault.code,
                fault.severity, fault.message,
            )
            for layer, fault in found
        ],
    )  # fmt: skip


def _sketches(
    connection: sqlite3.Connection, scope: Collection[Taken], names: Names
) -> list[PlacedNote]:
    """The nodes that links of these notes mean, as far as the checker asks about them."""
    notes = [each.note for each in scope if isinstance(each.note, Note)]
    own_files = {each.id for each in scope}
    linked = {tail(name) for note in notes for name in _links(note)}
    whole = any(not names.candidates(name) for name in linked)
    linked |= {each.stem for each in scope}
    keys = {target.key for name in linked for target in names.candidates(name)}
    keys |= {key for file in own_files for key in _members(connection, file)}
    question = (
        "SELECT node.id, node.key, node.stem, node.pack, node.type, node.title, file.path, file.id"
        " FROM node JOIN file ON file.id = node.file WHERE node.stub = 0"
    )
    # The checker's did-you-mean for a broken link looks at every name there is.
    rows = (
        connection.execute(question).fetchall()
        if whole
        else [r for k in keys for r in connection.execute(f"{question} AND node.key = ?", (k,))]
    )
    return [
        PlacedNote(row[3], row[6], _sketch(connection, row, key_known=row[1] in keys))
        for row in rows
        if row[7] not in own_files
    ]


def _beside(
    connection: sqlite3.Connection, intake: Intake, scope: Mapping[Place, Taken]
) -> list[PlacedNote]:
    """Notes that extend or lost to a node, where the scope links to them by their own name."""
    notes = [each.note for each in scope.values() if isinstance(each.note, Note)]
    linked = {tail(name) for note in notes for name in _links(note)}
    rows = connection.execute(
        "SELECT layer.name, file.path FROM beside JOIN file ON file.id = beside.file"
        " JOIN layer ON layer.id = file.layer"
    )
    places = [(layer, path) for layer, path in rows if stem_of(path) in linked]
    reachable = [p for p in places if p not in scope and p in intake.files]
    return [PlacedNote(*place, intake.take(place).note) for place in reachable]


def _members(connection: sqlite3.Connection, file: int) -> list[str]:
    """Keys of the parts and kinds of a file's node, and of what precedes the same as it does."""
    rows = connection.execute(
        "SELECT part.key FROM node JOIN edge ON edge.object = node.id"
        " JOIN node AS part ON part.id = edge.subject"
        " WHERE node.file = ?1 AND node.closed <> ''"
        " UNION SELECT rival.key FROM node JOIN edge ON edge.subject = node.id"
        " JOIN edge AS other ON other.object = edge.object AND other.relation = 'precedes'"
        " JOIN node AS rival ON rival.id = other.subject"
        " WHERE node.file = ?1 AND edge.relation = 'precedes'",
        (file,),
    )
    return [row[0] for row in rows]


def _links(note: Note) -> set[str]:
    links = {edge.target for edge in note.edges} | set(note.mentions)
    links |= {edge.qualifiers["source"] for edge in note.edges if "source" in edge.qualifiers}
    links |= {fact.source for fact in note.facts if fact.source}
    return links | ({note.node.extends} if note.node.extends else set())


def _sketch(
    connection: sqlite3.Connection,
    row: tuple[int, str, str, str, str, str, str, int],
    *,
    key_known: bool,
) -> Note:
    node_id, key, stem, _, kind, title, _, _ = row
    aliases, edges = tuple[str, ...](), tuple[Edge, ...]()
    found = connection.execute("SELECT alias FROM alias WHERE node = ?", (node_id,))
    aliases = tuple(alias for (alias,) in found if alias != title)
    if key_known:
        lines = connection.execute(
            "SELECT relation, node.key, reason, edge.line FROM edge JOIN node ON node.id = object"
            f" WHERE subject = ? AND relation IN {_NEIGHBOURLY}",
            (node_id,),
        )
        edges = tuple(
            Edge(relation=relation, target=target, reason=reason, span=Span(line=line))
            for relation, target, reason, line in lines
        )
    # Any model will do: the checker asks a neighbour only for what all types have.
    node = Concept.model_construct(type=kind, title=title, aliases=aliases, id=key)
    return Note.model_construct(stem=stem, node=node, edges=edges, title_span=Span(line=1))
