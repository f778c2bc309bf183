"""The header's `allow` and `root`: how they are read, and what an allowance covers."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from kg.allowed_faults import judged
from kg.check import LayerFault
from kg.faults import fault
from kg.models import Concept, Note
from kg.reader import read_note
from kg.schema import RELATIONS
from tests.kg.vault_factory import Notes
from tests.kg.vault_factory import note as written


def read(header: str, kind: str = "concept") -> Note:
    text = f"---\ntype: {kind}\ntitle: Loaf\n{header}\n---\nBaked dough.\n"
    note = read_note(text.encode(), stem="loaf", path="loaf.md", relations=RELATIONS)
    assert isinstance(note, Note)
    return note


def verdicts(note: Note, *codes: str, replaced: bool = False) -> list[tuple[str, str]]:
    place = ("vault", "loaf.md")
    found = [LayerFault("vault", fault("loaf.md", 1, 1, code, "so")) for code in codes]
    skipped = frozenset({place}) if replaced else frozenset()
    result = judged(found, {place: note}, skipped)
    return [(verdict.fault.code, verdict.reason) for verdict in result]


def test_an_allowance_is_a_code_and_a_reason() -> None:
    note = read(
        'allow:\n  - "W121 the loaf and its tin share a name"\n  - "W310: the price is a joke"'
    )
    assert note.faults == ()
    assert [(a.code, a.reason, a.span.line) for a in note.node.allow] == [
        ("W121", "the loaf and its tin share a name", 5),
        ("W310", "the price is a joke", 6),
    ]


@pytest.mark.parametrize(
    ("entry", "say"),
    [
        ("W999 it is like that", "there is no code 'W999'"),
        ("titles are alike here", "there is no code 'titles'"),
        ("E110 it is like that", "E110 is an error, and errors are repaired"),
        ("W121", "say why W121 stays"),
        ("W121 looks fine", "say why W121 stays"),
        ("W044 keep this entry anyway", "W044 is about this list"),
    ],
)
def test_an_entry_that_is_none_is_a_warning_where_it_stands(entry: str, say: str) -> None:
    note = read(f'allow: ["{entry}"]')
    (found,) = note.faults
    assert (found.code, found.severity, found.line, found.column) == ("W043", "warning", 4, 10)
    assert say in found.message
    assert note.node.allow == ()


def test_an_allowed_warning_carries_its_reason_and_others_do_not() -> None:
    note = read('allow: ["W121 two things, one name"]')
    assert verdicts(note, "W121", "W121", "W310") == [
        ("W121", "two things, one name"),
        ("W121", "two things, one name"),
        ("W310", ""),
    ]


def test_an_allowance_that_allows_nothing_is_a_warning() -> None:
    note = read('allow: ["W121 two things, one name"]')
    assert verdicts(note, "W310") == [("W310", ""), ("W044", "")]


def test_a_second_entry_of_a_code_is_a_warning() -> None:
    note = read('allow: ["W121 two things, one name", "W121 said once more here"]')
    assert verdicts(note, "W121") == [("W121", "two things, one name"), ("W044", "")]


def test_a_note_that_another_replaces_is_not_asked_what_its_allowances_are_for() -> None:
    note = read('allow: ["W121 two things, one name"]')
    assert verdicts(note, replaced=True) == []


def test_root_is_true_or_false_and_a_key_of_concepts_only() -> None:
    node = read("root: true").node
    assert isinstance(node, Concept)
    assert node.root
    assert [f.code for f in read("root: maybe").faults] == ["E029"]
    assert [f.code for f in read("root: true", kind="metric").faults] == ["W038"]


def test_the_compiled_header_names_a_root_and_says_nothing_of_the_others(tmp_path: Path) -> None:
    notes = Notes(tmp_path)
    notes.write("flour", written("Flour", header="root: true"))
    notes.write("loaf", written("Loaf"))
    notes.write("weight", written("Weight", type="metric", header="higher_is_better: false"))
    notes.refresh()

    connection = sqlite3.connect(notes.db)
    headers = dict(connection.execute("SELECT stem, header FROM node"))
    connection.close()

    assert headers == {
        "flour": '{"root": true}', "loaf": "{}", "weight": '{"higher_is_better": false}'
    }  # fmt: skip
