"""Every kind of broken note gives its message at its place, and the rest of the vault loads."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from kg.check import PlacedNote, check
from kg.layers import note_files, vault_layer
from kg.load import load_note
from kg.models import Fault, Note
from kg.schema import RELATIONS

GOOD = """---
type: concept
title: River delta
status: reviewed
---
Land that grows where a stream meets still water.
"""
BANK = """---
type: concept
title: Sand bank
status: draft
---
Loose grains heaped up by moving water.
"""


class Broken(NamedTuple):
    """One broken note (or some): files by path, and what must be said of them."""

    name: str
    files: dict[str, str | bytes]
    at: str
    says: str
    readable: bool = True


def concept(
    *header: str, body: str = "A made-up idea about rivers.\n", title: str = "Oxbow"
) -> str:
    """A concept's text: header lines after type and title, then the body (line 4 + header)."""
    lines = "".join(f"{line}\n" for line in header)
    return f"---\ntype: concept\ntitle: {title}\n{lines}---\n{body}"


def links(*lines: str) -> str:
    """A concept whose ## Links begins on line 7, so that its first line is line 8."""
    return concept(body="A lake left by a river.\n\n## Links\n" + "\n".join(lines) + "\n")


def section(name: str, *lines: str) -> str:
    """As links(), for another section: its first line is line 8."""
    return links(*lines).replace("## Links", f"## {name}")


def paper(*header: str) -> str:
    """As concept(), of the type paper."""
    return concept(*header).replace("concept", "paper", 1)


X = "concepts/oxbow.md"
PART = "- part_of:: [[river-delta]]"
BROKEN = [
    Broken("bad yaml", {X: "---\ntype: concept\ntitle: \"Oxbow\n---\nText.\n"}, f"{X}:3:8 E008",
           "a quote or bracket that opens here is not closed", False),
    Broken("no header", {X: "Just text.\n"}, f"{X}:1:1 E006", "begins with a header", False),
    Broken("empty file", {X: ""}, f"{X}:1:1 E006", "the file is empty", False),
    Broken("unclosed header", {X: "---\ntype: concept\ntitle: Oxbow\n\nText.\n"},
           f"{X}:1:1 E007", "add a line ---", False),
    Broken("header is a list", {X: "---\n- type\n---\n"}, f"{X}:2:1 E022", "key: value", False),
    Broken("tab", {X: "---\ntype: concept\ntitle: Oxbow\naliases:\n\t- bow\n---\nText.\n"},
           f"{X}:5:1 E009", "YAML wants spaces", False),
    Broken("unquoted colon", {X: concept(title="Oxbow: a lake")}, f"{X}:3:13 E037",
           'write title: "Oxbow: a lake"', False),
    Broken("unquoted links", {X: concept("requires: [[river-delta]], [[sand-bank]]")},
           f"{X}:4:11 E040", 'write ["[[river-delta]]", "[[sand-bank]]"]', False),
    Broken("unquoted special sign", {X: concept(title="@home")}, f"{X}:3:8 E039",
           'write "@home"', False),
    Broken("merge marker", {X: concept(body="<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n")},
           f"{X}:5:1 E005", "keep one side", False),
    Broken("binary", {X: b"---\ntype: concept\n\x00\x01"}, f"{X}:3:1 E003", "binary", False),
    Broken("not utf-8", {X: concept().encode() + "Caf\xe9".encode("latin-1")},
           f"{X}:6:4 E004", "save it as UTF-8", False),
    Broken("five megabytes", {X: concept(body="word " * 1_000_000)}, f"{X}:1:1 E002",
           "5.0 MB", False),
    Broken("deep yaml", {X: "---\na: " + "[" * 50_000 + "\n---\n"}, f"{X}:2:1 E008",
           "too large", False),
    Broken("control character", {X: concept(title="Ox\x07bow")}, f"{X}:3:10 E008",
           "U+0007", False),
    Broken("missing type", {X: "---\ntitle: Oxbow\n---\nText.\n"}, f"{X}:1:1 E023",
           "no type", False),
    Broken("unknown type", {X: "---\ntype: conceptt\ntitle: Oxbow\n---\n"}, f"{X}:2:7 E024",
           "did you mean 'concept'?", False),
    Broken("byte order mark", {X: b"\xef\xbb\xbf" + concept().encode()}, f"{X}:1:1 W010",
           "without"),
    Broken("windows line ends", {X: concept().replace("\n", "\r\n").encode()}, f"{X}:1:4 W011",
           "save it with LF"),
    Broken("missing title", {X: "---\ntype: concept\n---\nText.\n"}, f"{X}:1:1 E025",
           "add title: Oxbow"),
    Broken("bad stem", {"concepts/Oxbow Lake.md": concept()}, "concepts/Oxbow Lake.md:1:1 E012",
           "oxbow-lake.md"),
    Broken("duplicate key", {X: concept("title: Other")}, f"{X}:4:1 E020", "first in line 3"),
    Broken("unknown key", {X: concept("alias: bow")}, f"{X}:4:1 W021", "'aliases'"),
    Broken("key of another type", {X: concept("arxiv: '2005.14165'")}, f"{X}:4:1 W038", "paper"),
    Broken("bad status", {X: concept("status: reviewd")}, f"{X}:4:9 E030", "'reviewed'"),
    Broken("list for a value", {X: concept("status: [reviewed]")}, f"{X}:4:9 E026", "not a list"),
    Broken("keys within keys", {X: concept("status:", "  a: b")}, f"{X}:5:3 E027", "not keys"),
    Broken("bad closed", {X: concept("closed: [has_parts]")}, f"{X}:4:10 E036", "'has_part'"),
    Broken("nested unquoted link", {X: concept("requires: [[river-delta]]")}, f"{X}:4:11 E040",
           'write "[[river-delta]]"'),
    Broken("link without brackets", {X: concept("requires:", "  - river-delta")},
           f"{X}:5:5 E041", '"[[river-delta]]"'),
    Broken("unknown relation in the header", {X: concept('require: ["[[river-delta]]"]')},
           f"{X}:4:1 E100", "'requires'"),
    Broken("inverse in the header", {X: concept('unlocks: ["[[river-delta]]"]')},
           f"{X}:4:1 E100", "write requires in the other note"),
    Broken("bad id", {X: concept("id: oxbow")}, f"{X}:4:5 E035", "pack/stem"),
    Broken("bad arxiv", {"papers/oxbow.md": paper("arxiv: hep 12")},
           "papers/oxbow.md:4:8 E031", "no arXiv id"),
    Broken("arxiv lost its zero",
           {"papers/oxbow.md": paper("arxiv: 2005.1416")},
           "papers/oxbow.md:4:8 E031", "was a 0 at its end lost"),
    Broken("arxiv with version",
           {"papers/oxbow.md": paper("arxiv: '1706.03762v5'")},
           "papers/oxbow.md:4:9 W032", '"1706.03762"'),
    Broken("year not a number",
           {"papers/oxbow.md": paper("year: last")},
           "papers/oxbow.md:4:7 E028", "four digits"),
    Broken("bad address", {"papers/oxbow.md": paper("url: file:///x")},
           "papers/oxbow.md:4:6 E033", "https://"),
    Broken("unknown relation", {X: links("- reqires:: [[river-delta]]")}, f"{X}:8:3 E100",
           "'requires'"),
    Broken("no relation", {X: links("- [[river-delta]]")}, f"{X}:8:3 E050", "relation::"),
    Broken("one colon", {X: links("- requires: [[river-delta]] — it is")}, f"{X}:8:11 E051",
           "requires::"),
    Broken("no link", {X: links("- requires:: river delta — so")}, f"{X}:8:14 E052",
           "[[river-delta]]"),
    Broken("two links", {X: links("- requires:: [[river-delta]], [[sand-bank]]")},
           f"{X}:8:29 E053", "one link a line"),
    Broken("no dash", {X: links("- requires:: [[river-delta]] because")}, f"{X}:8:30 W054",
           "' — '"),
    Broken("qualifier not closed", {X: links("- requires:: [[river-delta]] — a [q:: Why?")},
           f"{X}:8:34 E055", "add ]"),
    Broken("text after a qualifier", {X: links("- requires:: [[river-delta]] — a [order:: 2] b")},
           f"{X}:8:46 E056", "end of the line"),
    Broken("unknown qualifier", {X: links("- requires:: [[river-delta]] — a [sorce:: b]")},
           f"{X}:8:34 E057", "'source'"),
    Broken("qualifier twice", {X: links("- requires:: [[river-delta]] — a [n:: 1] [n:: 2]")},
           f"{X}:8:42 E058", "twice"),
    Broken("bad qualifier value", {X: section("Facts", "- length:: 3 km [as_of:: last year]")},
           f"{X}:8:17 E059", "2024-05"),
    Broken("line not read", {X: links("requires:: [[river-delta]]")}, f"{X}:8:1 W062", "not read"),
    Broken("unclosed fence", {X: concept(body="A lake.\n\n```python\nx = 1\n")}, f"{X}:7:1 E060",
           "```"),
    Broken("unclosed comment", {X: concept(body="A lake.\n\nSee <!-- later\n")}, f"{X}:7:5 E069",
           "-->"),
    Broken("nearly a section", {X: section("Link", "- requires:: [[river-delta]]")},
           f"{X}:7:1 W061", "## Links"),
    Broken("fact without value", {X: section("Facts", "- length::")}, f"{X}:8:9 E063", "missing"),
    Broken("fact twice", {X: section("Facts", "- length:: 3 km", "- Length:: 4 km")},
           f"{X}:9:3 E064", "first in line 8"),
    Broken("steps in a concept", {X: section("Steps", "### [[sand-bank]]")}, f"{X}:7:1 E066",
           "belongs to a problem"),
    Broken("bad key", {X: section("Cards", "Q: Why?", "A: So. ^my_key")}, f"{X}:9:8 E070",
           "^my-key"),
    Broken("key twice",
           {X: section("Cards", "Q: Why?", "A: So. ^k", "", "Q: How?", "A: Thus. ^k")},
           f"{X}:11:1 E071", "first in line 8"),
    Broken("question without answer", {X: section("Cards", "Q: Why?", "", "C: It ==bends==. ^c")},
           f"{X}:8:1 E080", "no answer"),
    Broken("answer without question", {X: section("Cards", "A: So.")}, f"{X}:8:1 E081",
           "no question"),
    Broken("cloze without marks", {X: section("Cards", "C: It bends. ^c")}, f"{X}:8:1 E082",
           "==marks=="),
    Broken("cloze whose marks enclose nothing", {X: section("Cards", "C: It == bends == so. ^c")},
           f"{X}:8:1 E082", "==marks=="),
    Broken("cloze with a mark too many", {X: section("Cards", "C: It ==bends== and ==x. ^c")},
           f"{X}:8:1 E083", "left over"),
    Broken("card without key", {X: section("Cards", "Q: Why?", "A: So.")}, f"{X}:8:1 W134",
           "no key"),
    Broken("dangling link", {X: links("- requires:: [[river-dalta]] — so")}, f"{X}:8:14 W101",
           "did you mean 'river-delta'?"),
    Broken("dangling link in the header", {X: concept("requires:", '  - "[[River delta]]"')},
           f"{X}:5:6 W101", "'river-delta'"),
    Broken("dangling link in the text", {X: concept(body="A lake.\n\nLike [[pond]].\n")},
           f"{X}:7:6 W101", "no note 'pond'"),
    Broken("wrong domain", {X: links("- asked_at:: [[river-delta]]")}, f"{X}:8:14 E110",
           "problem -> org"),
    Broken("wrong range", {X: links("- evaluated_by:: [[river-delta]]")}, f"{X}:8:18 E110",
           "did you mean"),
    Broken("self edge", {X: links("- requires:: [[oxbow]] — so")}, f"{X}:8:14 E111", "itself"),
    Broken("reason missing", {X: links("- contrasts_with:: [[river-delta]]")}, f"{X}:8:20 E112",
           "reason is missing"),
    Broken("reason wanted", {X: links("- requires:: [[river-delta]]")}, f"{X}:8:14 W113", "why"),
    Broken("edge twice", {X: links(*["- requires:: [[river-delta]] — so"] * 2)}, f"{X}:9:14 W114",
           "first in line 8"),
    Broken("precedes twice",
           {X: links(PART, "- precedes:: [[ebb]]", "- precedes:: [[tide]]"),
            "concepts/ebb.md": links(PART).replace("Oxbow", "Ebb"),
            "concepts/tide.md": links(PART).replace("Oxbow", "Tide")}, f"{X}:10:14 E115", "line 9"),
    Broken("precedes across wholes", {X: links("- precedes:: [[sand-bank]]")}, f"{X}:8:14 E117",
           "common whole"),
    Broken("alias clash", {X: concept("aliases: [Sand-Bank]")}, f"{X}:3:8 E120",
           "concepts/sand-bank.md"),
    Broken("duplicate stem", {"papers/river-delta.md": paper()},
           "papers/river-delta.md:1:1 E131", "concepts/river-delta.md"),
    Broken("wrong folder", {"papers/oxbow.md": concept()}, "papers/oxbow.md:1:1 W132",
           "concepts/"),
    Broken("reviewed without definition", {X: concept("status: reviewed", body="")},
           f"{X}:3:8 E133", "definition"),
    Broken("extends nothing", {X: concept('extends: "[[far/oxbow]]"')}, f"{X}:3:8 W135",
           "far/oxbow"),
    Broken("closed but empty", {X: concept("closed: [has_part]")}, f"{X}:3:8 W139", "has_part"),
    Broken("cycle",
           {X: links("- requires:: [[tide]] — so"),
            "concepts/tide.md": links("", "- requires:: [[oxbow]] — so").replace("Oxbow", "Tide")},
           f"{X}:8:14 E201",
           f"oxbow -> tide -> oxbow ({X}:8, concepts/tide.md:9)"),
]  # fmt: skip


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    root = tmp_path / "vault"
    write(root, "concepts/river-delta.md", GOOD)
    write(root, "concepts/sand-bank.md", BANK)
    return root


def write(root: Path, path: str, text: str | bytes) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())


def read_all(root: Path) -> tuple[list[PlacedNote], list[Fault]]:
    files = note_files(vault_layer(root, 0))
    placed = [PlacedNote(file.layer, file.path, load_note(file, RELATIONS)) for file in files]
    faults = [fault for one in placed for fault in one.note.faults]
    return placed, faults + check(placed, RELATIONS)


def test_there_are_more_than_25_kinds_of_broken_note() -> None:
    assert len({case.name for case in BROKEN}) == len(BROKEN) > 25


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.name.replace(" ", "-"))
def test_a_broken_note_is_told_at_its_line_and_column_and_the_rest_loads(
    case: Broken, vault: Path
) -> None:
    for path, text in case.files.items():
        write(vault, path, text)

    placed, faults = read_all(vault)

    told = [str(fault) for fault in faults]
    matching = [line for line in told if line.startswith(case.at + " ")]
    assert matching, told
    assert any(case.says in line for line in matching), matching
    by_path = {one.path: one.note for one in placed}
    assert isinstance(by_path["concepts/river-delta.md"], Note)
    assert isinstance(by_path["concepts/sand-bank.md"], Note)
    for path in case.files:
        assert isinstance(by_path[path], Note) is case.readable


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.name.replace(" ", "-"))
def test_a_broken_note_is_told_of_nothing_else(case: Broken, vault: Path) -> None:
    for path, text in case.files.items():
        write(vault, path, text)

    _, faults = read_all(vault)

    codes = {fault.code for fault in faults if fault.severity == "error"}
    assert codes <= {case.at.rpartition(" ")[2]}


def test_a_link_that_leads_back_to_itself_is_an_unreadable_file(vault: Path) -> None:
    (vault / "concepts/loop.md").symlink_to("loop.md")

    assert_unreadable(vault, "concepts/loop.md", "a link leads back to itself")


def test_a_dangling_link_file_is_an_unreadable_file(vault: Path) -> None:
    (vault / "concepts/gone.md").symlink_to("nowhere.md")

    assert_unreadable(vault, "concepts/gone.md", "it is a link to a file that is not there")


def test_a_folder_called_like_a_note_is_an_unreadable_file(vault: Path) -> None:
    (vault / "concepts/folder.md").mkdir()

    assert_unreadable(vault, "concepts/folder.md", "it is a folder, not a file")


def test_a_folder_that_contains_itself_is_walked_once(vault: Path) -> None:
    (vault / "concepts/again").symlink_to(vault, target_is_directory=True)

    assert_unreadable(vault, "concepts/again", "a link leads back to a folder above it")


def assert_unreadable(vault: Path, path: str, problem: str) -> None:
    placed, faults = read_all(vault)
    wanted = f"{path}:1:1 E001 cannot be read: {problem}; repair it or take it away"
    assert [str(fault) for fault in faults] == [wanted]
    assert [one.path for one in placed if isinstance(one.note, Note)] == [
        "concepts/river-delta.md",
        "concepts/sand-bank.md",
    ]


def test_several_faults_of_one_header_are_told_at_once(vault: Path) -> None:
    write(vault, X, concept("status: reviewd", "closed: [x]", "alias: a", title="A: b"))
    write(vault, "concepts/y.md", concept("status: reviewd", "closed: [x]", "alias: a"))

    _, faults = read_all(vault)

    told = [(fault.path, fault.code) for fault in faults if fault.path == "concepts/y.md"]
    assert told == [("concepts/y.md", code) for code in ("E030", "E036", "W021")]


def test_both_cycles_through_one_note_are_told(vault: Path) -> None:
    write(vault, X, links("- requires:: [[tide]] — a", "- requires:: [[ebb]] — b"))
    for name in ("tide", "ebb"):
        write(vault, f"concepts/{name}.md", concept('requires: ["[[oxbow]]"]', title=name))

    _, faults = read_all(vault)

    paths = [fault.message.split(": ")[1].split(" (")[0] for fault in faults]
    assert sorted(paths) == ["ebb -> oxbow -> ebb", "oxbow -> tide -> oxbow"]
