"""The text of a proposal as it goes into the vault: status, links that may come along, media.

Owns the surgery on lines, and that what is not touched stays as the learner may have edited it.
Pure. Not here: which links may come along (accept.py), where the note goes (accept_places.py).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from kg.note_template import yaml_text
from kg.schema import CARD_STATUS
from sync.proposal_marks import SAME_AS

PROPOSED, DRAFT = "proposed", "draft"
_STATUS = re.compile(r"status:[ \t]*(.*?)[ \t]*")
_HEADING = re.compile(r"##[ \t]+links[ \t]*", re.IGNORECASE)


def accepted(
    text: str,
    *,
    status: str,
    extends: str = "",
    without: Collection[int] = (),
    renamed: Mapping[int, tuple[str, str]] | None = None,
) -> str:
    """The note's text with a status instead of `proposed`.

    extends: the node it adds to, by the name it has now; '' leaves that line as it is. without:
    lines that stay behind, from 1. renamed: (name in the text, name now) of the link in a line.
    """
    lines = text.split("\n")
    close = next((at for at in range(1, len(lines)) if lines[at].rstrip() == "---"), 1)
    kept: list[str] = []
    for number, line in enumerate(lines, 1):
        if number in without or (number <= close and line.startswith(f"{SAME_AS}:")):
            continue
        if number <= close:
            kept.append(_of_header(line, status, extends))
            continue
        old, new = (renamed or {}).get(number, ("", ""))
        kept.append(line.replace(f"[[{old}", f"[[{new}", 1) if old else line)
    return _without_empty_links("\n".join(kept))


def _of_header(line: str, status: str, extends: str) -> str:
    found = _STATUS.fullmatch(line)
    if found and found[1].strip("\"'") == PROPOSED:
        return f"status: {status}"
    return f'extends: "[[{extends}]]"' if extends and line.startswith("extends:") else line


def _without_empty_links(text: str) -> str:
    """Without a heading of links that has none left."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if not _HEADING.fullmatch(line):
            continue
        below = next((n for n in range(at + 1, len(lines)) if lines[n].strip()), len(lines))
        if below == len(lines) or lines[below].startswith(("# ", "## ")):
            lines = lines[:at] + lines[below:]
            return "\n".join(lines).rstrip("\n") + "\n"
    return text


def beside(text: str, kind: str, title: str, key: str, status: str, links: Sequence[str]) -> str:
    """A note that adds to a node, with the provenance of the proposal's text.

    links: lines, with their comments. key: of the node.
    """
    header = text.split("\n---", 1)[0].split("\n")
    marks = [line for line in header if line.startswith("x-") and not line.startswith(SAME_AS)]
    head = [
        "---", f"type: {kind}", f"title: {yaml_text(title)}", f'extends: "[[{key}]]"',
        f"status: {status}", *marks, "---",
    ]  # fmt: skip
    return "\n".join([*head, *(["## Links", *links] if links else [])]) + "\n"


def status_wanted(*, reviewed: bool, may_be_reviewed: bool) -> str:
    """The status of a note that is accepted: reviewed only where it says what the thing is."""
    return CARD_STATUS if reviewed and may_be_reviewed else DRAFT


def as_draft(lines: str) -> str:
    """A link line as a draft, for a note that makes cards."""
    return lines if "[status::" in lines else f"{lines} [status:: {DRAFT}]"
