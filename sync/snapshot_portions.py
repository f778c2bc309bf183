"""A dump handed over in portions, read by a second process where it is large.

Owns the size of a portion and that reading and indexing run beside each other: each costs about
as much as the other. Not here: the formats of dumps (snapshot.py), what becomes of the records.
"""

from __future__ import annotations

import gc
import marshal
import multiprocessing
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from multiprocessing.connection import Connection
from typing import NamedTuple

from sync.errors import SnapshotUnreadable
from sync.snapshot import Snapshot
from sync.snapshot_record import Record

PORTION = 10_000
# Bytes of a dump from which on a second process is worth its start.
LARGE = 30_000_000
_PATIENCE_S = 5.0


class Portion(NamedTuple):
    """Records as they were read, and how far the dump is.

    position: bytes of the file; found, skipped, first_skipped: of the dump so far.
    """

    records: list[Record]
    position: int
    found: int
    skipped: int
    first_skipped: str


@contextmanager
def portions(snapshot: Snapshot, *, beside: bool) -> Iterator[Iterator[Portion]]:
    """The whole dump; the last portion has no records, only the sums.

    beside: whether a second process reads; it ends with the block, however that ends. What is
    drawn raises SnapshotUnreadable.
    """
    if not beside:
        yield _portions(snapshot)
        return
    # spawn: a fork of a program with threads (the app) can hang.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    reader = context.Process(target=_read, args=(theirs, snapshot), daemon=True)
    reader.start()
    theirs.close()
    try:
        yield _received(ours, snapshot)
    finally:
        ours.close()
        reader.terminate()
        reader.join(_PATIENCE_S)


def _portions(snapshot: Snapshot) -> Iterator[Portion]:
    records = iter(snapshot)
    taken: list[Record] | None = None
    while taken is None or taken:
        taken = list(islice(records, PORTION))
        yield Portion(
            taken, snapshot.position(), snapshot.records, snapshot.skipped, snapshot.first_skipped
        )


def _read(pipe: Connection, snapshot: Snapshot) -> None:
    """The second process. A Ctrl-C is the first one's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Millions of small objects without a cycle among them: looking for one costs a tenth of it all.
    gc.disable()
    try:
        for portion in _portions(snapshot):
            # marshal knows plain tuples only, but is several times as quick as pickle.
            pipe.send_bytes(marshal.dumps((list(map(tuple, portion.records)), *portion[1:])))
        pipe.send_bytes(marshal.dumps(None))
    except SnapshotUnreadable as error:
        pipe.send_bytes(marshal.dumps(str(error)))
    except BrokenPipeError:
        return


def _received(pipe: Connection, snapshot: Snapshot) -> Iterator[Portion]:
    while True:
        try:
            message = marshal.loads(pipe.recv_bytes())
        except EOFError as error:
            raise snapshot.refused("the process that read it was ended") from error
        if message is None:
            return
        if isinstance(message, str):
            raise SnapshotUnreadable(message)
        records, *sums = message
        yield Portion(list(map(Record._make, records)), *sums)
