"""Small sets of notes in memory for the tests of the content lint."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from kg.check import PlacedNote
from kg.lint import joined_world, lint
from kg.models import Fault
from kg.paper_metadata import PaperRecord
from kg.papers_file import PapersFile
from kg.reader import read_note
from kg.schema import FOLDER_OF_TYPE, RELATIONS

NO_PAPERS: Mapping[str, PaperRecord] = {}


def note(
    stem: str,
    *links: str,
    kind: str = "concept",
    title: str = "",
    status: str = "reviewed",
    header: str = "",
    facts: Sequence[str] = (),
    cards: str = "",
    layer: str = "bakery",
    steps: str = "",
) -> PlacedNote:
    """A readable note; links are lines of ## Links, header is lines of the header."""
    title = title or stem.replace("-", " ").capitalize()
    lines = ["---", f"type: {kind}", f'title: "{title}"', *header.splitlines()]
    lines += [f"status: {status}", "---", f"What {stem} is."]
    lines += ["", "## Links", *(f"- {link}" for link in links)] if links else []
    lines += ["", "## Facts", *(f"- {fact}" for fact in facts)] if facts else []
    lines += ["", "## Steps", steps] if steps else []
    lines += ["", "## Cards", cards] if cards else []
    path = f"{FOLDER_OF_TYPE[kind]}/{stem}.md"
    read = read_note("\n".join(lines).encode(), stem=stem, path=path, relations=RELATIONS)
    assert not [fault for fault in read.faults if fault.severity == "error"], read.faults
    return PlacedNote(layer, path, read)


def found(
    *notes: PlacedNote,
    papers: Mapping[str, PaperRecord] = NO_PAPERS,
    ageing: Collection[str] = (),
) -> list[Fault]:
    """What the lint says of these notes, in order of file and line."""
    faults = lint(joined_world(notes), RELATIONS, PapersFile(papers), ageing)
    return sorted((f.fault for f in faults), key=lambda f: (f.path, f.line, f.code))


def stems_with(code: str, *notes: PlacedNote) -> list[str]:
    """Stems of the notes on which the lint reports a code."""
    return [
        fault.path.rpartition("/")[2].removesuffix(".md")
        for fault in found(*notes)
        if fault.code == code
    ]
