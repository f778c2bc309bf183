"""The JSON Schema (2020-12) of a note's header, for editors and for programs that write notes.

Owns how the models and the vocabulary become a schema of the YAML as it is typed: links as
"[[stem]]", one text where a list is meant, numbers also in quotes, an empty value for none. It
refuses what the reader reports of a single value, warnings of unknown keys too. Not here: the
reader itself (header_fields.py, header_values.py), whether a linked note exists (check.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import get_args

from pydantic import BaseModel

from kg.allowances import BAD, IDLE, REASON_WORDS
from kg.faults import CODES
from kg.header_values import ADDRESS, COPIED, DOI, NEWEST_YEAR, OLDEST_YEAR, TRUTHS
from kg.links import FULL_NAME
from kg.models import Node
from kg.relation_words import relation_words
from kg.schema import COMMON_KEYS, NODE_TYPES, STATUSES, TYPE_KEYS, Relation

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]
Schema = dict[str, Json]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
NAME = "urn:edgewise:schema:note-header"
_LINK = r"^\s*\[\[[^\[\]\n]+\]\]\s*$"
# Five digits since January 2015, before that four; or the older form cs/0112017.
_ARXIV = (
    r"^\s*(?:(?:0\d|1[0-4])\d\d\.\d{4}|(?:1[5-9]|[2-9]\d)\d\d\.\d{5}"
    r"|[a-z][a-z-]*(?:\.[A-Z]{2})?/\d{7})\s*$"
)
_TEXT: Schema = {"type": "string"}
_WHOLE: Schema = {
    "anyOf": [
        {"type": "integer", "minimum": 0, "maximum": 999_999_999},
        {"type": "string", "pattern": r"^\s*[0-9]{1,9}\s*$"},
    ]
}
_YEAR: Schema = {
    "anyOf": [
        {"type": "integer", "minimum": OLDEST_YEAR, "maximum": NEWEST_YEAR},
        {"type": "string", "pattern": r"^\s*(?:1[6-9][0-9]{2}|2[01][0-9]{2}|2200)\s*$"},
    ]
}
_TRUTH: Schema = {"enum": [True, False, *TRUTHS]}


def header_schema(relations: Mapping[str, Relation]) -> Schema:
    """The schema of all node types. relations: the vocabulary in force, a vault's own too."""
    kinds: Schema = {kind: _kind(kind, model, relations) for kind, model in _models()}
    return {
        "$schema": DRAFT,
        "$id": NAME,
        "title": "Header of a note",
        "description": "The YAML between the two --- of a note. A text that YAML takes for a "
        "number or a date stands in quotes. Keys of your own begin with x-.",
        "type": "object",
        "required": ["type", "title"],
        "properties": {"type": {"enum": [*NODE_TYPES]}},
        "allOf": [
            {
                "if": {"required": ["type"], "properties": {"type": {"const": kind}}},
                "then": {"$ref": f"#/$defs/{kind}"},
            }
            for kind in NODE_TYPES
        ],
        "$defs": {
            **kinds,
            "links": _one_or_many({"type": "string", "pattern": _LINK}),
            "closed": _one_or_many({"enum": _closable(relations)}),
        },
    }


def _models() -> Iterator[tuple[str, type[BaseModel]]]:
    union, _ = get_args(Node)
    for model in get_args(union):
        yield model.model_fields["type"].default, model


def _kind(kind: str, model: type[BaseModel], relations: Mapping[str, Relation]) -> Schema:
    """The keys of one node type, in the order of the schema's own lists."""
    fields = model.model_fields
    keys = [key for key in (*COMMON_KEYS, *TYPE_KEYS[kind]) if key != "type"]
    properties: Schema = {"type": {"const": kind}}
    properties |= {key: _value(key, fields[key].annotation) for key in keys}
    properties |= {r.name: _links(r) for r in relations.values() if kind in r.domain}
    return {
        "description": (model.__doc__ or "").strip(),
        "properties": properties,
        "patternProperties": {"^x-": True},
        "additionalProperties": False,
    }


def _value(key: str, annotation: object) -> Schema:
    """What a key takes: by its name where the value has a form, else by the model's type."""
    if key == "title":
        return {"type": "string", "pattern": r"\S"}
    known = _FORMS.get(key)
    if known is not None:
        return _or_nothing(known)
    if annotation == tuple[str, ...]:
        return _one_or_many(_TEXT)
    if annotation in (bool, bool | None):
        return _or_nothing(_TRUTH)
    return _or_nothing(_WHOLE if annotation == int | None else _TEXT)


def _links(relation: Relation) -> Schema:
    words = relation_words(relation.name)
    types = ", ".join(kind for kind in NODE_TYPES if kind in relation.range)
    return {"description": f"What it {words}: {types}.", "$ref": "#/$defs/links"}


def _closable(relations: Mapping[str, Relation]) -> list[Json]:
    return [*sorted({r.inverse for r in relations.values()} | set(relations))]


def _or_nothing(value: Schema) -> Schema:
    return {"anyOf": [value, {"type": "null"}]}


def _one_or_many(value: Schema) -> Schema:
    return {"anyOf": [value, {"type": "array", "items": value}, {"type": "null"}]}


def _whole(pattern: str) -> Schema:
    """A text that has the form from end to end, in the words of ECMA 262."""
    bare = pattern.removesuffix(r"\Z")
    return {"type": "string", "pattern": rf"^\s*(?:{bare})\s*$"}


def _allowance() -> Schema:
    codes = "|".join(code for code in CODES if code[0] == "W" and code not in (BAD, IDLE))
    return {"type": "string", "pattern": rf"^\s*(?:{codes}):?(?:\s+\S+){{{REASON_WORDS},}}\s*$"}


_FORMS: dict[str, Schema] = {
    "status": {"enum": [*STATUSES]},
    "year": _YEAR,
    "arxiv": {"type": "string", "pattern": _ARXIV},
    "url": _whole(ADDRESS.pattern),
    "doi": _whole(DOI.pattern),
    "id": {"anyOf": [_whole(FULL_NAME.pattern), _whole(rf"\[\[{FULL_NAME.pattern[:-2]}\]\]")]},
    "extends": {"type": "string", "pattern": _LINK},
    "copied_from": _whole(COPIED.pattern),
    "closed": {"$ref": "#/$defs/closed"},
    "allow": _one_or_many(_allowance()),
}
