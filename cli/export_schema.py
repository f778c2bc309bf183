"""edgewise export schema: the JSON Schema of a note's header, or of exercise.toml."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

HELP = (
    "Write the JSON Schema (2020-12) of a note's header, with the relations of your vault, or of "
    "exercise.toml: editors check and complete by it, programs that write notes test by it."
)
EXAMPLE = "edgewise export schema note.schema.json"
OF = ("note", "exercise")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to, and of what."""
    parser.add_argument(
        "file", metavar="FILE", nargs="?", default="-", help="where to write (stdout)"
    )
    parser.add_argument(
        "--of", choices=OF, default=OF[0], help="the header of a note, or an exercise.toml (note)"
    )


def run(args: argparse.Namespace) -> int:
    """Write the schema. Raises SyncError, WriteRefused."""
    import json

    from cli.export_scope import STDOUT, say, stream_to
    from sync.export_file import begins_with

    schema = _schema(args.of)
    text = json.dumps(schema, ensure_ascii=False, indent=1)
    head = text[: text.index("urn:edgewise:schema:")].encode()
    with stream_to(args.file, lambda path: begins_with(path, head)) as stream:
        stream.write(f"{text}\n".encode())
    if args.file != STDOUT:
        say(f"The schema of {_NAMES[args.of]} is written to {args.file}.", args.file)
    return 0


_NAMES = {"note": "a note's header", "exercise": "exercise.toml"}


def _schema(of: str) -> Mapping[str, object]:
    if of == "exercise":
        from exercises.spec_schema import exercise_schema

        return exercise_schema()
    import os

    from cards.places import places
    from kg.header_schema import header_schema
    from kg.relations_file import load_relations

    relations, _ = load_relations(places(os.environ).vault)
    return header_schema(relations)
