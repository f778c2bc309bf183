"""The learner's own relations: relations.toml in the vault, laid beside the built-in ones.

    [depends_on]
    inverse = "needed_by"
    from = ["system"]
    to = ["system", "org"]
    acyclic = true
    reason = "wanted"
    why = "Why does {subject} depend on {object}?"

Owns what an entry may say. A bad entry is a fault and is left out; the built-in relations cannot
be changed. Not here: what the built-in ones are (schema.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from kg.faults import Faults, did_you_mean
from kg.models import Fault
from kg.schema import NODE_TYPES, RELATIONS, Relation

RELATIONS_FILE = "relations.toml"
SWITCHES = (
    "acyclic", "transitive", "symmetric", "same_type", "at_most_one", "functional",
    "inverse_functional", "closed", "ordered", "volatile",
)  # fmt: skip
TEMPLATES = ("forward", "reverse", "why", "set_question")
FIELDS = ("inverse", "from", "to", "reason", *SWITCHES, *TEMPLATES)
PLACEHOLDERS = frozenset(
    {"subject", "object", "Subject", "Object", "object_type", "subject_type", "parent", "count"}
)
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")

Say = Callable[[str, str], None]


def load_relations(vault: Path) -> tuple[dict[str, Relation], list[Fault]]:
    """All relations in force, and the faults of the vault's file; no file is no fault."""
    import tomllib

    faults = Faults(RELATIONS_FILE)
    relations = dict(RELATIONS)
    try:
        text = (vault / RELATIONS_FILE).read_bytes().decode("utf-8-sig")
        tables = tomllib.loads(text)
    except (FileNotFoundError, NotADirectoryError):
        return relations, []
    except tomllib.TOMLDecodeError as error:
        place = _AT.search(str(error))
        line, column = (int(place.group(1)), int(place.group(2))) if place else (1, 1)
        reason = _AT.sub("", str(error)).strip().lower()
        faults.add("E300", line, column, f"this is not TOML: {reason}")
        return relations, faults.found
    except (OSError, UnicodeDecodeError) as error:
        faults.add("E300", 1, 1, f"cannot be read: {error}")
        return relations, faults.found
    for name, table in tables.items():
        relation = _relation(name, table, relations, _teller(text, name, faults))
        if relation is not None:
            relations[name] = relation
    return relations, faults.found


def _teller(text: str, name: str, faults: Faults) -> Say:
    """Reports a fault at the line of the table's field, or of the table itself."""
    lines = text.split("\n")
    head = next(
        (
            n
            for n, line in enumerate(lines)
            if re.match(rf"\s*\[\s*\"?{re.escape(name)}\"?\s*\]", line)
        ),
        next((n for n, line in enumerate(lines) if line.lstrip().startswith(name)), 0),
    )

    def say(field: str, message: str) -> None:
        row = head
        for number in range(head + 1, len(lines)):
            if lines[number].lstrip().startswith("["):
                break
            if field and re.match(rf"\s*\"?{re.escape(field)}\"?\s*=", lines[number]):
                row = number
                break
        indent = len(lines[row]) - len(lines[row].lstrip())
        faults.add("E301", row + 1, indent + 1, f"{name}: {message}")

    return say


def _relation(
    name: str, table: object, relations: dict[str, Relation], say: Say
) -> Relation | None:
    if not isinstance(table, dict):
        say("", f"a relation is a table: write [{name}] and its fields below")
        return None
    if not _NAME.fullmatch(name):
        say("", "a relation's name is lower case with _, like depends_on")
        return None
    taken = {*relations, *(r.inverse for r in relations.values())}
    if name in taken:
        say("", "this name is taken by another relation or its inverse")
        return None
    fields: dict[str, object] = {str(key): value for key, value in table.items()}
    for key in fields:
        if key not in FIELDS:
            say(key, f"there is no field '{key}'{did_you_mean(key, FIELDS)}")
            return None
    return _built(name, fields, taken, say)


def _built(name: str, fields: dict[str, object], taken: set[str], say: Say) -> Relation | None:
    switches = {key: fields.get(key, False) for key in SWITCHES}
    for key, value in switches.items():
        if not isinstance(value, bool):
            say(key, f"{key} is true or false, not {value!r}")
            return None
    symmetric = bool(switches["symmetric"])
    inverse = fields.get("inverse", name if symmetric else "")
    if not isinstance(inverse, str) or not _NAME.fullmatch(inverse):
        say(
            "inverse", 'inverse is wanted: how the edge is called from its object, like "needed_by"'
        )
        return None
    if inverse in taken or (inverse == name) is not symmetric:
        say("inverse", f"inverse '{inverse}' is taken, or does not fit symmetric")
        return None
    domain, objects = _types(fields, "from", say), _types(fields, "to", say)
    reason = fields.get("reason", "none")
    if reason not in ("none", "wanted", "required"):
        say("reason", "reason is none, wanted or required")
        return None
    templates = _templates(fields, say)
    if domain is None or objects is None or templates is None:
        return None
    on = {key: bool(value) for key, value in switches.items()}
    return Relation(
        name, inverse, domain, objects,
        acyclic=on["acyclic"], transitive=on["transitive"], symmetric=symmetric,
        same_type=on["same_type"], at_most_one=on["at_most_one"], reason=str(reason),
        functional=on["functional"], inverse_functional=on["inverse_functional"],
        closed=on["closed"], ordered=on["ordered"], volatile=on["volatile"],
        forward=templates["forward"], reverse=templates["reverse"], why=templates["why"],
        set_question=templates["set_question"],
    )  # fmt: skip


def _types(fields: dict[str, object], key: str, say: Say) -> frozenset[str] | None:
    value = fields.get(key)
    if not isinstance(value, list) or not value:
        say(key, f'{key} is a list of types, like {key} = ["concept"]')
        return None
    for name in value:
        if name not in NODE_TYPES:
            say(key, f"there is no type {name!r}{did_you_mean(str(name), NODE_TYPES)}")
            return None
    return frozenset(str(name) for name in value)


def _templates(fields: dict[str, object], say: Say) -> dict[str, str] | None:
    texts: dict[str, str] = {}
    for key in TEMPLATES:
        value = fields.get(key, "")
        if not isinstance(value, str):
            say(key, f"{key} is a question in quotes")
            return None
        for hole in re.findall(r"\{([^{}]*)\}", value):
            if hole not in PLACEHOLDERS:
                hint = did_you_mean(hole, PLACEHOLDERS) or ", which no template knows"
                say(key, f"{key} has {{{hole}}}{hint}")
                return None
        texts[key] = value
    return texts
