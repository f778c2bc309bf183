"""edgewise import: study documents become proposals in the inbox.

Owns the order: read, find, compare with what is known, write or show. Not here: what is found
(kg/documents), what is new (sync/inbox_documents.py), the words (import_documents_text.py).
"""

from __future__ import annotations

import argparse
import os
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cards.places import Places
    from cli.import_documents_text import Report
    from kg.compiled import Graph
    from kg.documents.found import Found
    from sync.inbox_documents import Plan

HELP = (
    "Read reading lists, awesome lists, reference lists, chapters and course pages (Markdown or "
    "plain text) and propose notes and links in your vault's inbox, each with the lines it comes "
    "from. Nothing enters your notes before it is accepted (`edgewise accept`, or i on Home); the "
    "same document again proposes nothing. PDF files and web pages are not read."
)
EXAMPLE = "edgewise import reading-list.md notes/ --dry-run"
KINDS = ("auto", "list", "chapter", "references")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The documents, how to read them, where proposals go, and the form."""
    parser.add_argument(
        "file", metavar="FILE|DIR|-", nargs="+",
        help="a document, a folder of .md and .txt files, or - for standard input",
    )  # fmt: skip
    parser.add_argument(
        "--as", dest="kind", choices=KINDS, default="auto", help="what they are (found out)"
    )
    parser.add_argument(
        "--into", metavar="VAULT", type=Path, help="the folder of another vault than your own"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what is found, write nothing")
    parser.add_argument(
        "--json", action="store_true",
        help="with --dry-run one object a document and line, else one of what was proposed",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Import; 1 where a file was refused, 2 where all were. Raises KgError, CliError."""
    from cards.places import places
    from cli import import_documents_text as text
    from cli.errors import FINE, FOUND_PROBLEMS, USAGE
    from cli.progress import after_a_moment
    from kg.documents.read_document import read_each
    from sync.import_files import gather

    where = _places(places(os.environ), args.into)
    got = gather(args.file, progress=after_a_moment("Opening files"))
    found = read_each(got.files, args.kind, got.refused, after_a_moment("Reading documents"))
    report = text.Report(found, None, None, got.left_out)
    if found:
        report = _take(args, where, found, dict(got.files), report)
    text.tell(report, as_json=args.json, dry_run=args.dry_run)
    text.tell_refused(got.refused)
    if not got.refused:
        return FINE
    return FOUND_PROBLEMS if found else USAGE


def _places(where: Places, into: Path | None) -> Places:
    """The learner's places, with another vault if one is named."""
    from cli.errors import CliError

    if into is None:
        return where
    vault = into.expanduser().absolute()
    if not vault.is_dir():
        raise CliError(f"there is no folder {into}; make it first, or leave --into out.")
    return where._replace(vault=vault, inbox=vault / "inbox")


def _take(
    args: argparse.Namespace,
    where: Places,
    found: list[Found],
    files: dict[str, bytes],
    report: Report,
) -> Report:
    """Work out what is new, and write it unless this is a rehearsal."""
    import time

    from sync.inbox import Inbox
    from sync.inbox_folder import add_folder

    with _graph(where, rehearse=args.dry_run) as graph:
        seen, made = _plan(where, found, args.kind, graph)
    folder = None
    if not args.dry_run:
        sources = {one.sha256: files[one.file] for one in found if one.file in files}
        name = Path(args.file[0]).absolute().stem if args.file[0] != "-" else "stdin"
        folder = add_folder(Inbox(where.inbox), made, name, sources, time.time())
    return report._replace(found=seen, made=made, folder=folder)


def _graph(where: Places, *, rehearse: bool) -> AbstractContextManager[Graph | None]:
    """The notes as they are; a rehearsal takes them as last compiled, and writes nothing."""
    from cli.ready_graph import ready_graph
    from kg.compiled import Graph

    if not rehearse:
        return ready_graph()
    return Graph.open(where.graph_db) if where.graph_db.is_file() else nullcontext()


def _plan(
    where: Places, found: list[Found], kind: str, graph: Graph | None
) -> tuple[list[Found], Plan]:
    """The finds with the notes they seem to be, and what is new of them."""
    from cards.places import layers, places
    from cli.progress import after_a_moment
    from kg.layers import note_files
    from kg.relations_file import load_relations
    from sync.document_matches import Matches
    from sync.inbox import Inbox
    from sync.inbox_documents import Desk, plan
    from sync.known_things import Known
    from sync.pending import files_of

    known = Known(Inbox(where.inbox).entries())
    taken = {file.stem for layer in layers(where) for file in note_files(layer)}
    taken |= {path.stem for path in files_of(where.inbox)} | known.stems
    own = places(os.environ).vault == where.vault
    matches = Matches(graph, elsewhere=not own)
    seen = [matches.marked(one) for one in found]
    desk = Desk(known, matches, taken, load_relations(where.vault)[0])
    return seen, plan(seen, kind, desk, after_a_moment("Comparing with your notes"))
