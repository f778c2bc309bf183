"""A document shows by itself whether it is a list, a chapter or references, and its format."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.documents.decode import decode
from kg.documents.kind import Kind, kind_of
from kg.documents.read_document import structure_of

TEXTS = sorted((Path(__file__).parent / "plain_texts").glob("*.txt"))
PROSE = "Rivers carry boats, and boats carry people who look at rivers for most of the day.\n\n"
ENTRIES = "".join(f"[{n}] Boat {n}. https://example.org/{n}.\n" for n in range(1, 6))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("# Boats\n\n- [A](https://a.org)\n- [B](https://b.org) - old\n", Kind("list", True)),
        ("| Name | Use |\n|---|---|\n| A | B |\n\n- [ ] read\n", Kind("list", True)),
        ("---\ntitle: Boats\n---\n\n" + PROSE * 3, Kind("chapter", True)),
        ("# Boats\n\n" + PROSE * 5 + "## Oars\n\n" + PROSE, Kind("chapter", True)),
        ("- https://a.org\n- https://b.org\n- https://c.org\n", Kind("list", True)),
        ("Boats\n\n" + PROSE * 3 + "  • Oars\n  • Sails\n", Kind("chapter", False)),
        ("Boats\n\n• Oars https://a.org\n• Sails https://b.org\n• Masts\n", Kind("list", False)),
        ("# References\n\n" + ENTRIES, Kind("references", True)),
        ("References\n\n" + ENTRIES, Kind("references", False)),
        (ENTRIES, Kind("references", False)),
        ("Boats\n=====\n\n" + PROSE * 3 + "Oars\n~~~~\n\n" + PROSE, Kind("chapter", False)),
        ("Notes with one `code` word.\n\n" + PROSE * 4, Kind("chapter", False)),
        ("", Kind("list", True)),
    ],
)
def test_the_kind_is_seen_from_the_lines(text: str, kind: Kind) -> None:
    assert kind_of(decode(text.encode(), "name.txt")) == kind


def test_the_name_of_the_file_decides_nothing() -> None:
    text = ("Boats\n\n" + PROSE * 3).encode()
    assert kind_of(decode(text, "boats.md")) == kind_of(decode(text, "boats.txt"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_made_up_plain_chapter_is_a_plain_chapter(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    text = "\n".join(line[3:] if line[:1] == "@" else line for line in lines)
    assert kind_of(decode(text.encode(), "x.txt")) == Kind("chapter", False)


def test_a_document_of_either_format_has_its_references_and_citations() -> None:
    plain = structure_of(
        decode(f"Boats\n\nOld [2].\n\n{PROSE * 3}References\n\n{ENTRIES}".encode(), "p")
    )
    marked = structure_of(
        decode(f"# Boats\n\nOld [2].\n\n{PROSE}## References\n\n{ENTRIES}".encode(), "m")
    )
    for read in (plain, marked):
        assert [one.number for one in read.references] == [1, 2, 3, 4, 5]
        assert [(one.number, one.section) for one in read.citations] == [(2, 1)]


def test_a_kind_that_the_user_names_is_kept() -> None:
    assert structure_of(decode(PROSE.encode(), "x"), "list").kind == "list"
