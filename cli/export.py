"""edgewise export: cards and graph in other programs' formats, so that nothing is locked in.

Owns the lists of formats. A format's module (cli/export_<format>.py) is loaded when it is the one
asked for, or when a completion script needs all options. Not here: what a format writes.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

HELP = (
    "Write the cards or the graph in a format of other programs: all of it, what belongs to a node "
    "and what is near, to a type, or the cards that are due. Every format carries ids; see "
    "docs/export.md."
)
EXAMPLE = "edgewise export anki"
FORMATS: tuple[tuple[str, str], ...] = (
    ("anki", "a package for Anki, with memory and review log"),
    ("markdown", "text to read and to keep: a folder with a file a note, or one file"),
    ("csv", "a table with a row a card, and one of all reviews"),
    ("hashcards", "a folder of decks for hashcards"),
    ("mochi", "a .mochi file for Mochi, with images and sounds"),
)
GRAPH_FORMATS: tuple[tuple[str, str], ...] = (
    ("graphml", "the graph for Gephi, yEd, Cytoscape, networkx"),
    ("gexf", "the graph for Gephi"),
    ("jsonld", "the graph as linked data: SKOS and schema.org"),
    ("mermaid", "a part of the graph as a flowchart for a page"),
    ("csv-graph", "the graph as tables: nodes, links, facts"),
    ("schema", "the JSON Schema of a note's header, or of exercise.toml"),
)


class _FormatParser(argparse.ArgumentParser):
    """The parser of one format, which fills itself when it is used."""

    format_name = ""

    def fill(self) -> None:
        """Load the format's module and take its arguments, once."""
        if self.format_name:
            module, self.format_name = _module(self.format_name), ""
            self.description = module.HELP
            self.epilog = f"Example: {module.EXAMPLE}"
            module.add_arguments(self)

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Fill, then parse."""
        self.fill()
        return super().parse_known_args(args, namespace)

    # What a completion script is made from.

    def _get_optional_actions(self) -> list[argparse.Action]:
        self.fill()
        return super()._get_optional_actions()

    def _get_positional_actions(self) -> list[argparse.Action]:
        self.fill()
        return super()._get_positional_actions()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One sub-command for each format, each with its own help."""
    formats = parser.add_subparsers(
        dest="format", metavar="FORMAT", required=True, parser_class=_FormatParser
    )
    for name, words in (*FORMATS, *GRAPH_FORMATS):
        formats.add_parser(name, help=words).format_name = name


def run(args: argparse.Namespace) -> int:
    """Write the format. Raises what the rooms below raise, and CliError."""
    return int(_module(args.format).run(args))


def _module(name: str) -> ModuleType:
    return import_module(f"cli.export_{name.replace('-', '_')}")
