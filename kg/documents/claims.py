"""What a document says twice and differently, or only as a rumour: shown, never decided.

Owns the words of status and of rumour. Not here: corrections of what a document says, which is the
learner's work; which proposal a claim becomes (propose.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kg.documents.lines import Problem
from kg.documents.structure import Structure
from kg.names import fold

CONFLICT, RUMOUR = "I307", "I308"
_DONE = re.compile(r"✅|☑|✔|🟢|\b(?:completed?|done|finished|shipped|released)\b", re.IGNORECASE)
_DOING = re.compile(
    r"🟠|🟡|⏳|🚧|🔄|\b(?:in progress|wip|work in progress|ongoing|started)\b", re.IGNORECASE
)
_OPEN = re.compile(
    r"🔴|⬜|❌|\b(?:planned|todo|to do|not started|pending|upcoming|on hold|abandoned|blocked)\b",
    re.IGNORECASE,
)
_STATES = (("done", _DONE), ("in progress", _DOING), ("open", _OPEN))
_STATUS_COLUMN = re.compile(r"status|state|progress|done\??", re.IGNORECASE)
_BOX = re.compile(r"^\W*\[\W*([^\[\]]{2,30}?)\W*\]\s*(\S.*)$")
_TAIL = re.compile(r"^(\S.*?)\s*[(\[–—-]\s*([\w ]{3,20})\s*[)\]]?$")
_RUMOUR = re.compile(
    r"\b(?:rumou?r(?:ed|s)?|reportedly|allegedly|supposedly|unconfirmed|leaked|speculat(?:ed|ion|es?)"
    r"|(?:is|are|was|were) (?:widely )?(?:believed|said|thought|assumed) to|purported(?:ly)?"
    r"|not (?:officially )?confirmed|word has it|presumably)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?]*(?:[.!?](?!\s|$)[^.!?]*)*[.!?]?")
_LONG = 20_000


class Said(NamedTuple):
    """A status said of something: name folded; words as printed."""

    name: str
    state: str
    words: str
    line: int


def claim_problems(structure: Structure, lines: Sequence[str]) -> list[Problem]:
    """Conflicts of status and rumours, in order of lines."""
    found = [*status_conflicts(structure), *rumours(lines)]
    return sorted(found, key=lambda problem: (problem.line, problem.col))


def claim_status(text: str) -> tuple[str, str]:
    """('rumour', the word that says so), or ('asserted', '')."""
    found = _RUMOUR.search(text[:_LONG])
    return ("rumour", found[0]) if found else ("asserted", "")


def rumours(lines: Sequence[str]) -> list[Problem]:
    """A problem for each sentence that only reports a rumour."""
    problems = []
    for number, text in enumerate(lines, 1):
        for found in _RUMOUR.finditer(text[:_LONG]) if len(text) < _LONG else ():
            sentence = _around(text, found.start())
            said = f"'{found[0]}': kept as a rumour, not as a fact: '{sentence}'"
            problems.append(Problem(number, found.start() + 1, RUMOUR, said))
    return problems


def _around(text: str, at: int) -> str:
    start = max(text.rfind(sign, 0, at) for sign in (". ", "! ", "? "))
    begin = start + 2 if start >= 0 else 0
    end = min((place for sign in (". ", "! ", "? ") if (place := text.find(sign, at)) >= 0),
              default=len(text))  # fmt: skip
    sentence = text[begin:end].strip(" \t-*•.")
    return sentence if len(sentence) <= 120 else sentence[:117] + "..."


def status_conflicts(structure: Structure) -> list[Problem]:
    """One problem for each thing of which two different states are said, with all its lines."""
    by_name: dict[str, list[Said]] = {}
    for said in _statuses(structure):
        by_name.setdefault(said.name, []).append(said)
    problems = []
    for name, all_said in by_name.items():
        if len({said.state for said in all_said}) < 2:
            continue
        places: dict[int, list[str]] = {}
        for said in all_said:
            places.setdefault(said.line, []).append(f"'{said.words}'")
        told = ", ".join(f"{' and '.join(words)} in line {line}" for line, words in places.items())
        message = f"two states of '{name}': {told}; both are kept, none is chosen"
        problems.append(Problem(min(places), 1, CONFLICT, message))
    return problems


def _statuses(structure: Structure) -> Iterator[Said]:
    """All that is said, the names of tables first: a heading's name is looked up in them."""
    known: set[str] = set()
    for said in _in_tables(structure):
        known.add(said.name)
        yield said
    for heading in structure.headings:
        name, words = _parted(heading.title)
        yield from _said(_same(name, known), words, heading.line) if name else ()
    for item in structure.items:
        words = item.words or item.text
        states = list(_said(fold(words[:200]), words, item.lines[0])) if item.done else []
        for said in states:
            yield said._replace(name=fold(_parted(words)[0] or words[:60]))
            yield Said(fold(_parted(words)[0] or words[:60]), "done", "[x]", item.lines[0])


def _in_tables(structure: Structure) -> Iterator[Said]:
    for table in structure.tables:
        columns = [
            at for at, name in enumerate(table.columns) if _STATUS_COLUMN.fullmatch(name.strip())
        ]
        if not columns:
            continue
        leads = {row: words for row, _, words in reversed(table.leads)}
        for row, cells in enumerate(table.rows):
            line = table.row_lines[row] if row < len(table.row_lines) else table.lines[0]
            others = [cell for at, cell in enumerate(cells) if at not in columns and cell.strip()]
            name = leads.get(row) or _short(others)
            for column in columns:
                if column < len(cells) and name:
                    yield from _said(fold(name), cells[column], line)


def _short(cells: Sequence[str]) -> str:
    """The name of a row: its first cell that is no path, up to a comma."""
    names = [cell for cell in cells if not cell.startswith(("/", "./", "`"))] or list(cells)
    return re.split(r",\s|\s[–—-]\s|:\s", names[0].replace("*", ""))[0].strip() if names else ""


def _parted(title: str) -> tuple[str, str]:
    """Name and words of status of '[Completed] MiniGPT' or 'MiniGPT (in progress)'."""
    box = _BOX.match(title)
    if box and any(form.search(box[1]) for _, form in _STATES):
        return box[2].strip(), box[1]
    tail = _TAIL.match(title)
    if tail and any(form.search(tail[2]) for _, form in _STATES):
        return tail[1].strip(), tail[2]
    mark = re.match(r"^([✅☑✔🟢🟠🟡⏳🚧🔄🔴⬜❌])\s*(\S.*)$", title)
    return (mark[2].strip(), mark[1]) if mark else ("", "")


def _same(name: str, known: set[str]) -> str:
    """The table's name for it: equal, or the one name that begins with it."""
    folded = fold(name)
    if folded in known:
        return folded
    near = [
        other for other in known if other.startswith(f"{folded} ") or folded.startswith(f"{other} ")
    ]
    return near[0] if len(near) == 1 else folded


def _said(name: str, words: str, line: int) -> Iterator[Said]:
    for state, form in _STATES:
        found = form.search(words)
        if found:
            yield Said(name, state, found[0], line)
