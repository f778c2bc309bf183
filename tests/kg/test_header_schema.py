"""The JSON Schema of a header says what the reader says, of right headers and of wrong ones."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
import yaml

from kg.faults import Faults
from kg.header import cut
from kg.header_schema import header_schema
from kg.models import Note
from kg.reader import read_note
from kg.relations_file import load_relations
from kg.schema import COMMON_KEYS, NODE_TYPES, RELATIONS, TYPE_KEYS

ROOT = Path(__file__).resolve().parents[2]
PACKS = (ROOT / "kg" / "packs" / "ml-system-design", ROOT / "tests/packs/second_pack/bread-baking")
NOTES = sorted(
    path
    for pack in PACKS
    for path in pack.glob("*/*.md")
    if path.parent.name not in ("exercises", "inbox", "media")
)
SCHEMA = header_schema(RELATIONS)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
# Values as YAML of which each key takes some; texts in quotes, as the schema wants them.
VALUES = (
    "", "'text'", "['text', 'more']", "[]", "{key: value}", "['a', ['b']]", "1990", "'1990'", "0",
    "-1", "12345678901", "1.5", "'12'", "'99'", "true", "'no'", "'maybe'", "'[[a-note]]'",
    "['[[a-note]]', '[[pack/b#Section|label]]']", "['[[a]] [[b]]']", "[[a-note]]", "'see [[a]]'",
    "'2005.14165'", "'2005.1416'", "'0704.0001'", "'1412.69800'", "'cs/0112017'",
    "'math.GT/0309136'", "'2005.14165v2'", "'10.1000/xyz'", "'doi.org/10.1/x'", "'a.example'",
    "'https://a.example/b?c'", "'1599'", "'1600'", "'1999'", "'2199'", "'2200'", "'2201'", "2201",
    "'http://'", "'reviewed'", "'Reviewed'", "'pack/stem'", "'[[pack/stem]]'", "'Pack/Stem'",
    "'pack/stem@1.2#0123abcd'", "['has_part']", "'requires'", "['part']", "'W121 it is so here'",
    "['W121: it is so', 'W054 it is so']", "'W121 short'", "'E031 it is so here'",
    "'W043 it is so'",
)  # fmt: skip
# What YAML takes for a number or a truth; the reader takes it for text where text is wanted.
UNQUOTED = frozenset({"1990", "2201", "0", "-1", "12345678901", "1.5", "true"})
TYPED = frozenset({"year", "number", "minutes", "root", "higher_is_better", "x-mine"})


def accepted(header: str) -> bool:
    return bool(VALIDATOR.is_valid(yaml.safe_load(header)))


def faults(header: str) -> list[str]:
    """The codes that the reader reports of a note with this header."""
    raw = f"---\n{header}\n---\nA definition.\n".encode()
    note = read_note(raw, stem="a-note", path="a-note.md", relations=RELATIONS)
    return [fault.code for fault in note.faults]


def test_it_is_a_schema_of_the_draft_it_names() -> None:
    assert SCHEMA["$schema"] == jsonschema.Draft202012Validator.META_SCHEMA["$id"]
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert set(NODE_TYPES) <= SCHEMA["$defs"].keys()  # type: ignore[union-attr]


def test_it_takes_every_header_of_the_packs() -> None:
    assert len(NOTES) > 40
    wrong = []
    for path in NOTES:
        parts = cut(path.read_text(encoding="utf-8"), Faults(path.name))
        assert parts is not None
        errors = VALIDATOR.iter_errors(yaml.safe_load(parts.header))
        wrong += [f"{path.name} {error.json_path}: {error.message}" for error in errors]
    assert wrong == []


@pytest.mark.parametrize("kind", NODE_TYPES)
def test_of_each_key_it_takes_what_the_reader_takes_and_nothing_else(kind: str) -> None:
    relations = [name for name, relation in RELATIONS.items() if kind in relation.domain]
    keys = [*COMMON_KEYS, *TYPE_KEYS[kind], *relations, "x-mine"]
    seen = {True: 0, False: 0}
    for key in keys:
        for value in VALUES if key not in ("type", "title") else ():
            header = f"type: {kind}\ntitle: A note\n{key}: {value}"
            found = faults(header)
            # These four are of the whole note, not of the value.
            sound = not set(found) - {"W042", "W121", "W054", "W044"}
            sound = sound and (key in TYPED or value not in UNQUOTED)
            assert accepted(header) == sound, (header, found)
            seen[sound] += 1
    assert min(seen.values()) > 100


@pytest.mark.parametrize(
    "header",
    [
        "title: A note", "type: concept", "type: concepts\ntitle: A note",
        "type: [concept]\ntitle: A",
        "type: concept\ntitle: ['A note']", "type: concept\ntitle: A\ntittle: B",
        "type: concept\ntitle: A\narxiv: '2005.14165'", "type: concept\ntitle: A\nunlocks: '[[b]]'",
        "type: paper\ntitle: A\nhas_part: '[[b]]'", "- type: concept",
        "type: paper\ntitle: A\nyear: 20", "type: paper\ntitle: A\nyear: '1066'",
    ],
)  # fmt: skip
def test_what_the_reader_reports_it_refuses(header: str) -> None:
    assert faults(header) and not accepted(header)


def test_a_vaults_own_relation_is_a_key_of_its_types(tmp_path: Path) -> None:
    text = '[depends_on]\ninverse = "needed_by"\nfrom = ["system"]\nto = ["system"]\n'
    (tmp_path / "relations.toml").write_text(text)
    relations, problems = load_relations(tmp_path)
    assert not problems
    validator = jsonschema.Draft202012Validator(header_schema(relations))
    header = {"type": "system", "title": "A", "depends_on": "[[b]]", "closed": ["needed_by"]}
    assert validator.is_valid(header) and not VALIDATOR.is_valid(header)
    assert not validator.is_valid({**header, "type": "org"})


def test_the_reader_is_what_the_schema_was_compared_with() -> None:
    raw = b"---\ntype: concept\ntitle: A note\n---\nA definition.\n"
    note = read_note(raw, stem="a-note", path="a-note.md", relations=RELATIONS)
    assert isinstance(note, Note) and not note.faults
