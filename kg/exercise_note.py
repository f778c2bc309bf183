"""The exercise.toml of an exercise as a note: its folder is a node of the graph.

Owns which keys of the header become a node and its edges: title, summary (the definition),
minutes, level, assesses, requires and papers (cites). Pure. Not here: all else that makes an
exercise sound (the workshop reads that strictly), the YAML headers of notes (header.py).
"""

from __future__ import annotations

import tomllib

from kg.faults import Faults
from kg.links import FULL_NAME, STEM, kebab, whole_link
from kg.models import Edge, Exercise, Note, Span
from kg.reader import UnreadableNote, decode
from kg.schema import CARD_STATUS
from kg.toml_places import place_of, place_of_error, without_place

RELATION_OF_KEY = {"assesses": "assesses", "requires": "requires", "papers": "cites"}
Table = dict[str, object]


def read_exercise(raw: bytes, *, stem: str, path: str) -> Note | UnreadableNote:
    """Read one exercise.toml; stem: its folder's name. Never raises on what the bytes hold."""
    faults = Faults(path)
    note = _read(raw, stem, faults)
    return UnreadableNote(stem, tuple(faults.found)) if note is None else note


def _read(raw: bytes, stem: str, faults: Faults) -> Note | None:
    text = decode(raw, faults)
    if text is None:
        return None
    try:
        table: Table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        faults.add("E140", *place_of_error(error, text), f"not TOML: {without_place(error)}")
        return None
    if not STEM.match(stem):
        say = f"'{stem}' is not in kebab case: name the folder {kebab(stem) or 'my-exercise'}"
        faults.add("E012", 1, 1, say)
    title, summary = (_words(table, key, text, faults) for key in ("title", "summary"))
    if not title or not summary:
        return None
    minutes, level = (_number(table, key, text, faults) for key in ("minutes", "level"))
    edges = _edges(table, text, faults)
    line, column = place_of(text, ("title",))
    return Note(
        stem=stem,
        node=Exercise(
            title=title,
            status=CARD_STATUS,
            minutes=minutes,
            difficulty="" if level is None else str(level),
        ),
        definition=summary,
        body=f"{summary}\n",
        body_line=text.count("\n") + 2,
        edges=tuple(edges),
        title_span=Span(line=line, column=column),
        faults=tuple(sorted(faults.found, key=lambda f: (f.line, f.column))),
    )


def _words(table: Table, key: str, text: str, faults: Faults) -> str:
    """One line of text; '' after the fault that there is none."""
    value = table.get(key)
    if isinstance(value, str) and value.strip():
        return " ".join(value.split())
    say = f'{key}: write it as text in quotes, like {key} = "..."'
    faults.add("E141", *place_of(text, (key,)), say)
    return ""


def _number(table: Table, key: str, text: str, faults: Faults) -> int | None:
    value = table.get(key)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    faults.add("E141", *place_of(text, (key,)), f"{key}: a whole number is wanted")
    return None


def _edges(table: Table, text: str, faults: Faults) -> list[Edge]:
    edges: list[Edge] = []
    for key, relation in RELATION_OF_KEY.items():
        names = table.get(key, [])
        if not isinstance(names, list):
            say = f'{key}: a list of notes is wanted, like {key} = ["my-note"]'
            faults.add("E141", *place_of(text, (key,)), say)
            continue
        for name in names:
            written = name if isinstance(name, str) else ""
            line, column = place_of(text, (key,), written)
            target = _target(written)
            if not target:
                hint = kebab(written) or "my-note"
                say = f"{key}: '{name}' names no note; write its file name, like \"{hint}\""
                faults.add("E141", line, column, say)
                continue
            span = Span(line=line, column=column)
            edges.append(Edge(relation=relation, target=target, span=span, order=len(edges)))
    return edges


def _target(written: str) -> str:
    """The stem or pack/stem that a name of the list is; '' for none. [[links]] are fine too."""
    link = whole_link(written)
    name = written.strip() if link is None else link.target
    return name if STEM.match(name) or FULL_NAME.match(name) else ""
