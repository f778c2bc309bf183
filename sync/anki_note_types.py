"""The note types and decks of an Anki collection of any schema: fields, templates, names.

Owns both forms: JSON in `col` (schema 11 to 14), tables with a protobuf `config` (from 15). Not
here: filling templates (anki_sides.py), our own types (anki_ids.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple, TypedDict

from sync.anki_media_map import message_fields
from sync.anki_reader import AnkiPackage

_SCHEMA_WITH_TABLES = 15
_KIND, _QUESTION, _ANSWER = 1, 1, 2  # numbers in the protobuf messages
_IS_CLOZE = 1
MOST_FIELDS = 500
MOST_TEMPLATES = 500
LONGEST_TEMPLATE = 200_000


class Template(NamedTuple):
    """How one card of a note looks."""

    question: str
    answer: str


class ForeignType(NamedTuple):
    """A note type of someone else's. fields, templates: in their order."""

    name: str
    is_cloze: bool
    fields: tuple[str, ...]
    templates: tuple[Template, ...]


def note_types(package: AnkiPackage) -> dict[int, ForeignType]:
    """The note types by id. Raises AnkiFileBad."""
    try:
        if package.schema >= _SCHEMA_WITH_TABLES:
            return _from_tables(package)
        return _from_json(package)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as bad:
        raise package.bad("its note types cannot be read") from bad


def deck_names(package: AnkiPackage) -> dict[int, str]:
    """The whole names of the decks by id, parts by '::'. Raises AnkiFileBad."""
    if package.schema >= _SCHEMA_WITH_TABLES:
        _must_be_tables(package, "decks")
        rows = package.rows("SELECT id, name FROM decks")
        return {int(str(id_)): str(name).replace("\x1f", "::") for id_, name in rows}
    try:
        decks = _json(package, "decks")
        return {int(id_): str(deck["name"]) for id_, deck in decks.items()}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as bad:
        raise package.bad("its list of decks cannot be read") from bad


def _from_json(package: AnkiPackage) -> dict[int, ForeignType]:
    found = {}
    for id_, model in _json(package, "models").items():
        fields = sorted(model["flds"][:MOST_FIELDS], key=lambda each: int(each["ord"]))
        templates = sorted(model["tmpls"][:MOST_TEMPLATES], key=lambda each: int(each["ord"]))
        found[int(id_)] = _type(
            str(model["name"]),
            model.get("type") == _IS_CLOZE,
            (str(each["name"]) for each in fields),
            ((str(each["qfmt"]), str(each["afmt"])) for each in templates),
        )
    return found


class _Part(TypedDict):
    name: str
    ord: int
    qfmt: str
    afmt: str


class _Entry(TypedDict):
    """What col.models and col.decks hold of one; anything else in it is an error when used."""

    name: str
    type: int
    flds: list[_Part]
    tmpls: list[_Part]


def _json(package: AnkiPackage, column: str) -> dict[str, _Entry]:
    (text,) = next(package.rows(f"SELECT {column} FROM col"), ("",))
    made: dict[str, _Entry] = json.loads(str(text))
    return made


def _from_tables(package: AnkiPackage) -> dict[int, ForeignType]:
    _must_be_tables(package, "notetypes", "fields", "templates")
    fields: dict[int, list[str]] = {}
    for type_id, name in package.rows("SELECT ntid, name FROM fields ORDER BY ntid, ord"):
        fields.setdefault(int(str(type_id)), []).append(str(name))
    templates: dict[int, list[tuple[str, str]]] = {}
    for type_id, config in package.rows("SELECT ntid, config FROM templates ORDER BY ntid, ord"):
        texts = dict(message_fields(_bytes(config)))
        sides = (_text(texts.get(_QUESTION)), _text(texts.get(_ANSWER)))
        templates.setdefault(int(str(type_id)), []).append(sides)
    found = {}
    for type_id, name, config in package.rows("SELECT id, name, config FROM notetypes"):
        number = int(str(type_id))
        is_cloze = dict(message_fields(_bytes(config))).get(_KIND) == _IS_CLOZE
        found[number] = _type(
            str(name), is_cloze, fields.get(number, [])[:MOST_FIELDS],
            templates.get(number, [])[:MOST_TEMPLATES],
        )  # fmt: skip
    return found


def _type(
    name: str, is_cloze: bool, fields: Iterable[str], templates: Iterable[tuple[str, str]]
) -> ForeignType:
    made = (Template(q[:LONGEST_TEMPLATE], a[:LONGEST_TEMPLATE]) for q, a in templates)
    return ForeignType(name, is_cloze, tuple(fields), tuple(made))


def _must_be_tables(package: AnkiPackage, *names: str) -> None:
    """Refuse views in place of tables: reading one would run what a stranger wrote."""
    listed = ", ".join(f"'{name}'" for name in names)
    sql = (
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND rootpage > 0"
        f" AND lower(name) IN ({listed})"
    )
    if next(package.rows(sql), (0,))[0] != len(names):
        raise package.bad(f"its tables {listed} are not all there".replace("'", ""))


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else b""


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""
