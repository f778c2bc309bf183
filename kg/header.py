"""The header of a note: cutting it off, and its YAML as marked keys and values.

Owns how far YAML is trusted: composed to nodes with marks, never typed (2005.14160 stays text),
and how its errors are told to a person. Not here: what a key means (header_fields.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode

from kg.faults import Faults

# libyaml's composer recurses on the C stack: some 20,000 nested brackets end the process.
MAX_HEADER = 65_536
MAX_NESTING = 4_000
FIRST_LINE = 2  # the header's text begins below the first ---

_END = re.compile(r"^---[ \t]*$", re.MULTILINE)
_NESTING = re.compile(r"[\[{]|[-?:][ \t]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_INDENT_TAB = re.compile(r" *\t")
_PLAIN = re.compile(
    r"(?P<lead>\s*(?:- )?)(?P<key>[A-Za-z_][\w -]*?):[ ]+(?P<value>[^\s\"'\[{|>#&].*)"
)
_BARE_LINKS = re.compile(r"(?P<lead>\s*(?:- |[A-Za-z_][\w-]*:[ ]+))(?P<value>\[\[.*)")
_ANY_VALUE = re.compile(r"(?P<lead>\s*(?:- )?(?:[A-Za-z_][\w -]*?:[ ]+)?)(?P<value>\S.*)")


class _Untyped(yaml.CSafeLoader):
    """libyaml's composer that guesses no types: every plain value is text."""

    def resolve(self, kind: type[Node], value: str | None, implicit: object) -> str:
        """One tag for all: nobody asks for it."""
        return "tag:yaml.org,2002:str"


class Entry(NamedTuple):
    """One key of the header with its place in the file (from 1) and its value as YAML node."""

    key: str
    line: int
    column: int
    value: Node


class Parts(NamedTuple):
    """A note's text cut in two; body_line is the file line on which the body begins."""

    header: str
    body: str
    body_line: int


def cut(text: str, faults: Faults) -> Parts | None:
    """Header and body of a note (LF line ends); None after a fault that hides the header."""
    first, _, rest = text.partition("\n")
    if first.rstrip() != "---":
        say = "the file is empty" if not text.strip() else "a note begins with a header"
        faults.add(
            "E006", 1, 1, f"{say}: write --- in the first line, then type: and title:, then ---"
        )
        return None
    end = _END.search(rest)
    if end is None:
        faults.add("E007", 1, 1, "the header is not closed: add a line --- below its last key")
        return None
    header = rest[: end.start()]
    return Parts(header, rest[end.end() + 1 :], FIRST_LINE + header.count("\n") + 1)


def read_header(header: str, faults: Faults) -> list[Entry] | None:
    """The keys of a header in order; None after a fault that makes the whole untrustworthy."""
    if len(header) > MAX_HEADER or _too_deep(header):
        faults.add("E008", FIRST_LINE, 1, "the header is too large: a note's header is some lines")
        return None
    try:
        root = yaml.compose(header, Loader=_Untyped)
    except yaml.YAMLError as error:
        _explain(error, header, faults)
        return None
    if root is None:
        return []
    if not isinstance(root, MappingNode):
        faults.add(
            "E022", FIRST_LINE, 1, "the header must be lines of 'key: value', like type: concept"
        )
        return None
    return _entries(root, faults)


def _too_deep(header: str) -> bool:
    if len(header) < MAX_NESTING:
        return False
    return sum(1 for _ in _NESTING.finditer(header)) > MAX_NESTING


def _entries(root: MappingNode, faults: Faults) -> list[Entry]:
    entries: list[Entry] = []
    seen: dict[str, int] = {}
    for key, value in root.value:
        mark = key.start_mark
        line, column = mark.line + FIRST_LINE, mark.column + 1
        if not isinstance(key, ScalarNode):
            faults.add("E022", line, column, "a key must be a word, like title")
            continue
        name = str(key.value)
        if name in seen:
            faults.add(
                "E020", line, column,
                f"{name}: stands twice (first in line {seen[name]}); join the two",
            )  # fmt: skip
            continue
        seen[name] = line
        entries.append(Entry(name, line, column, value))
    return entries


def quoted(value: str) -> str:
    """A text as YAML must have it when it is not plain."""
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'


def _explain(error: yaml.YAMLError, header: str, faults: Faults) -> None:
    """Say what is wrong in words of the note; YAML stops at its first fault, this goes on."""
    before = len(faults.found)
    lines = header.split("\n")
    for number, line in enumerate(lines, FIRST_LINE):
        _usual_fault(line, number, faults)
    if len(faults.found) > before:
        return
    if isinstance(error, yaml.MarkedYAMLError):
        _marked(error, lines, faults)
        return
    for number, line in enumerate(lines, FIRST_LINE):
        for match in _CONTROL.finditer(line):
            code = ord(match.group())
            faults.add(
                "E008", number, match.start() + 1, f"a control character (U+{code:04X}): delete it"
            )
    if len(faults.found) == before:
        faults.add("E008", FIRST_LINE, 1, f"the header cannot be read as YAML: {error}")


def _usual_fault(line: str, number: int, faults: Faults) -> None:
    """The three faults people make most, found by line."""
    tab = _INDENT_TAB.match(line)
    if tab is not None and line.strip():
        faults.add(
            "E009", number, tab.end(), "a tab indents this line: YAML wants spaces (two a level)"
        )
        return
    bare = _BARE_LINKS.fullmatch(line)
    if bare is not None and not re.fullmatch(r"\[\[[^\[\]]*\]\]\s*(#.*)?", bare["value"]):
        column = len(bare["lead"]) + 1
        faults.add("E040", number, column, f"links must be quoted: write {_as_list(bare['value'])}")
        return
    plain = _PLAIN.fullmatch(line)
    if plain is None:
        return
    value = plain["value"].rstrip()
    colon = re.search(r":(?= |$)", value.partition(" #")[0])
    if colon is not None:
        faults.add(
            "E037", number, plain.start("value") + colon.start() + 1,
            f"{plain['key']}: a value with a colon must be quoted; write "
            f"{plain['key']}: {quoted(value)}",
        )  # fmt: skip


def _as_list(value: str) -> str:
    links: Iterable[str] = re.findall(r"\[\[[^\[\]]+\]\]", value)
    texts = [f'"{link}"' for link in links]
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]" if texts else quoted(value)


def _marked(error: yaml.MarkedYAMLError, lines: list[str], faults: Faults) -> None:
    problem = error.problem or "it is not YAML"
    mark = error.problem_mark or error.context_mark
    unclosed = "unexpected end" in problem or "expected ',' or" in problem
    if unclosed and error.context_mark is not None:
        mark = error.context_mark
    if mark is None:
        faults.add("E008", FIRST_LINE, 1, f"the header cannot be read as YAML: {problem}")
        return
    row = min(mark.line, len(lines) - 1)
    number, column = row + FIRST_LINE, mark.column + 1
    if unclosed:
        faults.add("E008", number, column, "a quote or bracket that opens here is not closed")
        return
    value = _ANY_VALUE.fullmatch(lines[row])
    if value is not None and _needs_quotes(problem, value["value"]):
        faults.add(
            "E039", number, value.start("value") + 1,
            f"this value must be quoted: write {quoted(value['value'].rstrip())}",
        )  # fmt: skip
        return
    remedy = "look at the indentation, quotes and brackets of this line and the one above"
    faults.add("E008", number, column, f"the header cannot be read as YAML: {problem}; {remedy}")


def _needs_quotes(problem: str, value: str) -> bool:
    if "cannot start any token" in problem or "undefined alias" in problem:
        return True
    return "expected key" in problem and value[0] in "\"'[{"
