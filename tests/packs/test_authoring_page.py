"""docs/authoring.md keeps its word: good examples are without error, bad ones fail as it says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from cards.drafts import Generation
from cards.generate import generate
from cards.words import words_of
from kg.compiled import Graph
from kg.compiler import Compilation, refresh
from kg.errors import KgError
from kg.layers import read_pack
from kg.pack_file import read_pack_file
from kg.relations_file import load_relations

PAGE = Path(__file__).parents[2] / "docs" / "authoring.md"
BREAD = Path(__file__).parent / "second_pack" / "bread-baking"
MARKED = re.compile(r"<!-- example (\w+) (\w+)(?: ([^>]*?))? -->\n```\w+\n(.*?)^```$", re.M | re.S)
SECTIONS = {"links": "Links", "facts": "Facts", "cards": "Cards", "steps": "Steps"}
HEAD = "---\ntype: {type}\ntitle: A long rest\nstatus: reviewed\n---\nIt lies still for hours.\n"


class Example(NamedTuple):
    """promise: the code or rule a bad one fails by; for a whole note, its path comes first."""

    good: bool
    kind: str
    promise: str
    text: str

    @property
    def path(self) -> str:
        if self.kind == "note":
            return self.promise.split()[0]
        return "problems/a-long-rest.md" if self.kind == "steps" else "concepts/a-long-rest.md"

    @property
    def failing(self) -> str:
        return self.promise.partition(" ")[2] if self.kind == "note" else self.promise

    def note(self) -> str:
        if self.kind == "note":
            return self.text
        head = HEAD.format(type="problem" if self.kind == "steps" else "concept")
        return f"{head}\n## {SECTIONS[self.kind]}\n{self.text}"


EXAMPLES = [
    Example(good == "good", kind, promise, text)
    for good, kind, promise, text in MARKED.findall(PAGE.read_text(encoding="utf-8"))
]
IN_A_NOTE = [example for example in EXAMPLES if example.kind in {"note", *SECTIONS}]


def named(example: Example) -> str:
    return f"{'good' if example.good else 'bad'}-{example.kind}-{example.failing}"


def built(example: Example, tmp_path: Path) -> tuple[Compilation, Generation]:
    """The pack about bread with the example in it, compiled, and the cards of the example."""
    root = tmp_path / "bread-baking"
    shutil.copytree(BREAD, root)
    path = root / example.path
    assert not path.exists()
    path.write_text(example.note(), encoding="utf-8")
    compiled = refresh([read_pack(root)], tmp_path / "graph.db")
    with Graph.open(compiled.db) as graph:
        node = graph.by_key(f"bread-baking/{path.stem}")
        assert node is not None
        return compiled, generate(graph, {node.id})


def test_each_thing_has_a_good_and_a_bad_example() -> None:
    for kind in ("note", "links", "relations", "facts", "cards", "steps", "pack"):
        assert {e.good for e in EXAMPLES if e.kind == kind} == {True, False}, kind
    fences = re.findall(r"^```\w", PAGE.read_text(encoding="utf-8"), re.M)
    assert len(fences) == len(EXAMPLES)


@pytest.mark.parametrize("example", [e for e in IN_A_NOTE if e.good], ids=named)
def test_a_good_example_has_no_fault_and_each_of_its_cards_is_asked(
    example: Example, tmp_path: Path
) -> None:
    compiled, made = built(example, tmp_path)
    assert [str(fault) for fault in compiled.faults] == []
    assert [(b.draft.question, b.rule) for b in made.blocked] == []
    assert made.drafts


@pytest.mark.parametrize("example", [e for e in IN_A_NOTE if not e.good], ids=named)
def test_a_bad_example_fails_as_it_says(example: Example, tmp_path: Path) -> None:
    compiled, made = built(example, tmp_path)
    codes = {fault.code for fault in compiled.faults if fault.path == example.path}
    rules = {blocked.rule for blocked in made.blocked}
    assert example.failing in codes | rules, (codes, rules)


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.kind == "relations"], ids=named)
def test_relations_are_taken_or_refused_as_it_says(example: Example, tmp_path: Path) -> None:
    (tmp_path / "relations.toml").write_text(example.text)
    _, faults = load_relations(tmp_path)
    assert [fault.code for fault in faults] == ([] if example.good else [example.failing])


@pytest.mark.parametrize("example", [e for e in EXAMPLES if e.kind == "pack"], ids=named)
def test_pack_files_are_taken_or_refused_as_it_says(example: Example, tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text(example.text)
    if example.good:
        assert read_pack_file(tmp_path).name == "sea-knots"
        assert "hitch" in words_of([tmp_path]).countable
        return
    with pytest.raises(KgError, match=example.failing):
        read_pack_file(tmp_path)


def test_the_fields_of_pack_info_are_all_named() -> None:
    from cards.pack_report import reports
    from cards.packs import pack_at
    from cli.pack_text import info_data

    pack = pack_at(BREAD)
    data = info_data(pack, reports([pack])[pack.name], [])
    text = PAGE.read_text(encoding="utf-8")
    assert [field for field in data if f"`{field}`" not in text] == []
