"""From notes to graph.db, and from changed notes to a changed graph.db.

Owns the promise: one transaction, so that other processes read the old graph until the new one is
whole; nothing is parsed when nothing changed; what is out of reach stays as it was. Light until
something changed. Not here: the steps (compilation.py), reading the result (compiled.py).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kg.collector import collector_paused
from kg.graph_file import delete, is_current, meta, opened, set_meta
from kg.layers import VAULT, Layer
from kg.rows import FaultRow
from kg.survey import Survey, look

if TYPE_CHECKING:
    from kg.intake import Taken

Progress = Callable[[int, int], None]
# Above this share of changed files, making everything afresh is the quicker way.
SHARE_FOR_ALL = 0.25
# Errors after which every line of the note still counts; after any other, one was left out.
_NOTHING_LOST = frozenset({"E112", "E115", "E117", "E120", "E130", "E133", "E134", "E136"})


class Compilation(NamedTuple):
    """What a refresh found and did.

    changed: keys of nodes whose own rows or neighbours changed; None: everything may have.
    unreadable: (layer, path) of files from whose silence nothing may be concluded, since they
    cannot be read or a line of them was left out because of an error. incomplete: there is such a
    file, or a layer is away. mark: equal only where the notes it was made from are equal.
    """

    db: Path
    changed: frozenset[str] | None
    incomplete: bool
    unreadable: frozenset[tuple[str, str]]
    missing_layers: frozenset[str]
    notes: int
    edges: int
    faults: list[FaultRow]
    rewrote: bool
    mark: str


def refresh(
    layers: Sequence[Layer],
    db: Path,
    *,
    force: bool = False,
    progress: Progress | None = None,
) -> Compilation:
    """Brings graph.db in step with the notes; reads only what changed, or all with `force`.

    progress is called with (files read, files to read). A damaged graph.db is made again.
    Raises GraphCacheError when it cannot be written.
    """
    with collector_paused():
        try:
            return _refresh(layers, db, force, progress)
        except sqlite3.DatabaseError:
            delete(db)
            return _refresh(layers, db, True, progress)


def stale(layers: Sequence[Layer], db: Path) -> bool:
    """Whether a refresh would find something to do; looks at sizes and times only."""
    if not db.is_file():
        return True
    with opened(db) as connection:
        if not is_current(connection):
            return True
        return _differs(connection, look(layers, connection), layers)


def _refresh(
    layers: Sequence[Layer], db: Path, force: bool, progress: Progress | None
) -> Compilation:
    with opened(db) as connection:
        current = is_current(connection)
        survey = look(layers, connection if current else None)
        turn = meta(connection, "turn") if current else ""
        if current and not force and not _differs(connection, survey, layers):
            return _outcome(connection, db, survey, frozenset(), rewrote=False)
        connection.execute("BEGIN IMMEDIATE")
        try:
            current = is_current(connection)
            if current and meta(connection, "turn") != turn:
                # Another process did the work, or some of it, while we waited for the lock.
                survey = look(layers, connection)
            outcome = _compile(connection, layers, db, survey, force, progress)
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
        return outcome


def _compile(
    connection: sqlite3.Connection,
    layers: Sequence[Layer],
    db: Path,
    survey: Survey,
    force: bool,
    progress: Progress | None,
) -> Compilation:
    """Takes up what the survey found; the write lock is held."""
    current = is_current(connection)
    if current and not force and not _differs(connection, survey, layers):
        return _outcome(connection, db, survey, frozenset(), rewrote=False)
    from kg.compilation import Work
    from kg.relations_file import load_relations

    survey = _without_same_bytes(connection, survey, force)
    if current and not force and not _differs(connection, survey, layers):
        return _outcome(connection, db, survey, frozenset(), rewrote=True)
    turn = int(meta(connection, "turn") or 0) if current else 0
    work = Work(connection, survey, layers, load_relations(_vault(layers)), progress)
    if not current:
        work.first_time()
    elif force or _ground(layers) != meta(connection, "ground") or _is_much(survey):
        work.all_files()
    else:
        work.changed_files()
    set_meta(connection, "ground", _ground(layers))
    set_meta(connection, "turn", str(turn + 1))
    set_meta(connection, "mark", _mark(connection, survey, work.intake.taken()))
    return _outcome(connection, db, survey, work.changed_keys, rewrote=True)


def _differs(connection: sqlite3.Connection, survey: Survey, layers: Sequence[Layer]) -> bool:
    if survey.touched or survey.gone or meta(connection, "ground") != _ground(layers):
        return True
    away = {row[0] for row in connection.execute("SELECT name FROM layer WHERE available = 0")}
    return away != survey.missing_layers


def _is_much(survey: Survey) -> bool:
    return len(survey.touched) + len(survey.gone) > SHARE_FOR_ALL * len(survey.found) + 20


def _ground(layers: Sequence[Layer]) -> str:
    """Changes when something changes that every note stands on: the layers or the relations."""
    digest = blake2b(digest_size=8)
    for layer in layers:
        digest.update(repr((layer.name, layer.title, layer.version, str(layer.root))).encode())
        digest.update(str(layer.rank).encode())
    file = _vault(layers) / "relations.toml"
    try:
        digest.update(file.read_bytes())
    except OSError as error:
        digest.update(str(error.errno).encode())
    return digest.hexdigest()


def _mark(connection: sqlite3.Connection, survey: Survey, taken: Iterable[Taken]) -> str:
    """The mark of the last compilation carried on by what this one took up.

    So no file that stayed as it was need be looked at for it.
    """
    digest = blake2b(meta(connection, "mark").encode(), digest_size=12)
    digest.update(repr((meta(connection, "ground"), sorted(survey.missing_layers))).encode())
    read = sorted((each.file.layer, each.file.path, each.hash) for each in taken)
    gone = sorted((file.layer, file.path) for file in survey.gone)
    digest.update(repr((read, gone)).encode())
    return digest.hexdigest()


def _vault(layers: Sequence[Layer]) -> Path:
    """Where relations.toml is looked for; a folder that is not there has none."""
    return next((layer.root for layer in layers if layer.name == VAULT), Path("/nonexistent"))


def _without_same_bytes(connection: sqlite3.Connection, survey: Survey, force: bool) -> Survey:
    """The survey without files that were only touched; their new times are noted."""
    from kg.intake import hash_of, read_bytes

    if force:
        return survey
    really = []
    for file in survey.touched:
        known = survey.known.at((file.layer, file.path))
        if known is None or known.hash == b"" or not file.readable:
            really.append(file)
            continue
        raw, problem = read_bytes(file)
        if problem or hash_of(raw) != known.hash:
            really.append(file)
            continue
        connection.execute(
            "UPDATE file SET size = ?, mtime_ns = ? WHERE id = ?",
            (file.size, file.mtime_ns, known.id),
        )
    return survey._replace(touched=really)


def _outcome(
    connection: sqlite3.Connection,
    db: Path,
    survey: Survey,
    changed: frozenset[str] | None,
    *,
    rewrote: bool,
) -> Compilation:
    faults = [
        FaultRow._make(row)
        for row in connection.execute(
            "SELECT layer, path, line, col, code, severity, message FROM fault"
            " ORDER BY layer, path, line, col, code, message"
        )
    ]
    unread = {
        (layer, path)
        for layer, path in connection.execute(
            "SELECT layer.name, path FROM file JOIN layer ON layer.id = file.layer"
            " WHERE state = 'unreadable'"
        )
    } | {(file.layer, file.path) for file in survey.kept if file.layer not in survey.missing_layers}
    unread |= {
        (fault.layer, fault.path)
        for fault in faults
        if fault.severity == "error" and fault.code not in _NOTHING_LOST
    }
    (notes,) = connection.execute("SELECT count(*) FROM node WHERE stub = 0").fetchone()
    (edges,) = connection.execute("SELECT count(*) FROM edge").fetchone()
    return Compilation(
        db=db,
        changed=changed,
        incomplete=bool(unread or survey.missing_layers),
        unreadable=frozenset(unread),
        missing_layers=survey.missing_layers,
        notes=notes,
        edges=edges,
        faults=faults,
        rewrote=rewrote,
        mark=meta(connection, "mark"),
    )
