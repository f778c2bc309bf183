"""The Markdown below a header: its first paragraph, its sections and its plain links.

Owns what counts as text: fenced code and comments are passed over, `## Links`, `## Facts`,
`## Cards` and `## Steps` are handed on line by line. Not here: what those lines state
(statements.py, card_blocks.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kg.faults import Faults
from kg.links import find_links

SECTIONS = ("links", "facts", "cards", "steps")
_NEARLY = {"link": "Links", "fact": "Facts", "card": "Cards", "step": "Steps"}
_HEADING = re.compile(r"(#{1,6})[ \t]+(.*)")
_FENCE = re.compile(r"[ \t]*(?:[-*+][ \t]+)?(`{3,}|~{3,})([^`]*)$")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d+[.)])[ \t]")


class Line(NamedTuple):
    """One line of the body: its number in the file (from 1), and whether it is fenced code."""

    number: int
    text: str
    code: bool = False


class Section(NamedTuple):
    """The lines below one of the four headings, without the heading."""

    name: str
    line: int
    lines: list[Line]


class Body(NamedTuple):
    """definition: the first paragraph on one line. mentions: targets of links in plain text."""

    definition: str
    sections: list[Section]
    mentions: list[str]


def read_body(text: str, first_line: int, faults: Faults) -> Body:
    """Cut a body into its parts; first_line is the file line of its first line."""
    body = Body("", [], [])
    paragraph: list[str] = []
    open_paragraph = True
    section: Section | None = None
    for line in lines_of(text, first_line, faults):
        is_heading = not line.code and line.text[:1] == "#"
        heading = _heading(line.text) if is_heading else None
        if heading is not None:
            level, title = heading
            open_paragraph = open_paragraph and not paragraph and level == 1
            if level <= 2:
                section = _open_section(level, title, line, body, faults)
            else:
                _nearly(level, title, line, faults)
        if section is not None:
            if heading is None or heading[0] > 2:
                section.lines.append(line)
            continue
        if open_paragraph and heading is None:
            open_paragraph = _continue_paragraph(paragraph, line)
        if not line.code and "[[" in line.text:
            body.mentions.extend(link.target for link in find_links(line.text))
    return body._replace(definition=" ".join(paragraph))


def _continue_paragraph(paragraph: list[str], line: Line) -> bool:
    """Take the line into the first paragraph; False once that has ended or cannot come."""
    stripped = line.text.strip()
    if line.code:
        return False
    if not stripped:
        return not paragraph
    if _ITEM.match(line.text) or stripped.startswith((">", "|", "![")):
        return False
    paragraph.append(stripped)
    return True


def _heading(text: str) -> tuple[int, str] | None:
    match = _HEADING.fullmatch(text)
    if match is None:
        return None
    title = match.group(2).strip()
    bare = title.rstrip("#")
    # '## Links ##' is the same heading; '## C#' is not '## C'.
    title = bare.strip() if bare.endswith((" ", "\t")) else title
    return len(match.group(1)), title


def _open_section(level: int, title: str, line: Line, body: Body, faults: Faults) -> Section | None:
    name = title.lower()
    if level == 2 and name in SECTIONS:
        section = Section(name, line.number, [])
        body.sections.append(section)
        return section
    _nearly(level, title, line, faults)
    return None


def _nearly(level: int, title: str, line: Line, faults: Faults) -> None:
    """Warn of a heading that its writer may take for a section, since nothing below is read."""
    name = title.lower().rstrip(":")
    proper = name.capitalize() if name in SECTIONS else _NEARLY.get(name)
    if proper is not None:
        faults.add(
            "W061", line.number, 1,
            f"nothing below '{'#' * level} {title}' is read as statements; write '## {proper}'",
        )  # fmt: skip


def lines_of(text: str, first_line: int, faults: Faults) -> Iterator[Line]:
    """The lines of a body without its comments, fenced code marked.

    A fence or comment that is never closed is a fault and hides nothing.
    """
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    if "```" not in text and "~~~" not in text and "<!--" not in text:
        return (Line(number, line) for number, line in enumerate(lines, first_line))
    return _masked(lines, first_line, faults)


def _masked(lines: list[str], first_line: int, faults: Faults) -> Iterator[Line]:
    index = 0
    fences = comments = True
    while index < len(lines):
        line = lines[index]
        fence = _FENCE.match(line) if fences else None
        if fence is not None:
            end = _fence_end(lines, index, fence.group(1))
            if end is None:
                faults.add(
                    "E060", first_line + index, fence.start(1) + 1,
                    f"this code fence is not closed: end it with a line {fence.group(1)}",
                )  # fmt: skip
                fences = False
            else:
                for row in range(index, end + 1):
                    yield Line(first_line + row, lines[row], True)
                index = end + 1
                continue
        if comments and "<!--" in line:
            line, end = _without_comment(lines, index)
            if end is None:
                faults.add(
                    "E069", first_line + index, lines[index].rindex("<!--") + 1,
                    "this comment is not closed: end it with -->",
                )  # fmt: skip
                comments, line = False, lines[index]
            else:
                index = end
            if not line.strip():
                index += 1
                continue
        yield Line(first_line + index, line)
        index += 1


def _fence_end(lines: list[str], start: int, mark: str) -> int | None:
    close = re.compile(rf"[ \t]*{re.escape(mark[0])}{{{len(mark)},}}[ \t]*\Z")
    for index in range(start + 1, len(lines)):
        if close.match(lines[index]):
            return index
    return None


def _without_comment(lines: list[str], index: int) -> tuple[str, int | None]:
    """The line without what stands in <!-- -->, and the row of its end (None: there is none)."""
    before, opened, rest = lines[index].partition("<!--")
    while opened:
        _, closed, after = rest.partition("-->")
        if not closed:
            break
        text, opened, rest = after.partition("<!--")
        before += text
    if not opened:
        return before, index
    for row in range(index + 1, len(lines)):
        _, closed, after = lines[row].partition("-->")
        if closed:
            return before + after, row
    return before, None
