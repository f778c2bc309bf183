"""A proposal in words: its lines in the document on one side, what it would add on the other.

Owns the words and their order, the filters, and what is said after an act. Text of documents is
never markup. Not here: reading (triage_work.py), the screen (screens/triage.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from tui.blocks import BLANK, Block
from tui.markdown_text import readable
from tui.words import relation_words

if TYPE_CHECKING:
    from sync.pending import Pending, PendingLink
    from sync.triage import Judged
    from tui.triage_work import View

_LONGEST_LINE = 600
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LINKS = re.compile(r"(?ms)^## Links[ \t]*\n.*?(?=^## |\Z)")
_MOST_LINES = 400


class Filter(NamedTuple):
    """Which proposals are shown."""

    words: str
    fits: Callable[[Pending], bool]


def _sure(one: Pending) -> float:
    return -1.0 if one.confidence is None else one.confidence


FILTERS = (
    Filter("all", lambda one: True),
    Filter("0.9 and above", lambda one: _sure(one) >= 0.9),
    Filter("0.7 to 0.9", lambda one: 0.7 <= _sure(one) < 0.9),
    Filter("below 0.7", lambda one: 0 <= _sure(one) < 0.7),
    Filter("like a note of yours", lambda one: bool(one.same_as)),
    Filter("links and names", lambda one: bool(one.extends)),
    Filter("decks and reviews", lambda one: one.marks is None),
)


def _said(text: str, style: str = "") -> Block:
    return Block(Content.styled(text, style) if style else Content(text))


def source_blocks(view: View) -> list[Block]:
    """The document around the proposal; its own lines are marked."""
    one, marks = view.one, view.one.marks
    if marks is None:
        return _no_document(one)
    first, last = marks.lines
    which = f"line {first}" if first == last else f"lines {first} to {last}"
    blocks = [_said(f"{PurePath(marks.file).name}, {which}", "bold"), BLANK]
    if view.excerpt is None:
        blocks.append(_said("The document is not kept here any more; it said:", "dim"))
        blocks += [_line("", text, own=True) for text in marks.quote.split("\n")]
    else:
        numbers = range(view.excerpt.first, view.excerpt.first + len(view.excerpt.lines))
        for number, text in zip(numbers, view.excerpt.lines, strict=True):
            blocks.append(_line(str(number), text, own=first <= number <= last))
    return [*blocks, *_elsewhere(view)]


def in_sight(view: View) -> int:
    """The place among the source's blocks that has to be seen: two below the proposal's own."""
    if view.excerpt is None:
        return 0
    return min(view.excerpt.own[1] + 2 - view.excerpt.first, len(view.excerpt.lines) - 1) + 2


def _line(number: str, text: str, *, own: bool) -> Block:
    shown = text.expandtabs(4).rstrip()
    if len(shown) > _LONGEST_LINE:
        shown = f"{shown[:_LONGEST_LINE]}…"
    mark = ">" if own else " "
    style = "bold" if own else "dim"
    return Block(Content.styled(f"{mark}{number:>5} {shown}", style), hang=7)


def _elsewhere(view: View) -> list[Block]:
    """Lines that links of the proposal come from and that are not among those above."""
    excerpt, marks = view.excerpt, view.one.marks
    seen = range(0) if excerpt is None else range(excerpt.first, excerpt.first + len(excerpt.lines))
    blocks: list[Block] = []
    told: set[tuple[str, int]] = set()
    for link in view.links:
        own = link.marks
        if own is None or marks is None or (own.file, own.lines[0]) in told:
            continue
        if own.sha256 == marks.sha256 and own.lines[0] in seen:
            continue
        told.add((own.file, own.lines[0]))
        head = "" if own.file == marks.file else f"{PurePath(own.file).name} "
        blocks += [BLANK] if not blocks else []
        blocks.append(_line(f"{head}{own.lines[0]}", own.quote.split("\n")[0], own=False))
    return blocks


def _no_document(one: Pending) -> list[Block]:
    if one.fault:
        return [_said(one.path.name, "bold"), BLANK, _said("No document is named in it.", "dim")]
    where = f"Made from {one.origin}." if one.origin else "It names no document."
    why = "It adds to a note of yours." if one.extends else "Look through its cards first."
    return [_said(one.path.name, "bold"), BLANK, _said(where), _said(why, "dim")]


def proposal_blocks(view: View) -> list[Block]:
    """What would come into the vault."""
    one, note = view.one, view.note
    if note is None:
        why = one.fault or "it is no note that can be read"
        return [
            _said(one.title, "bold"),
            BLANK,
            Block(Content.assemble(("✗ It cannot be accepted: ", "bold $text-error"), why)),
            _said("e edits it, r rejects it.", "dim"),
        ]
    head = f"Adds to {_title(view, one.extends)}" if one.extends else f"New {note.node.type}"
    blocks = [_said(readable(note.node.title), "bold"), _said(head)]
    if one.extends in view.waiting:
        blocks.append(_said("That one waits too: accept it first.", "$text-warning"))
    blocks += _errors(view)
    if one.marks is not None:
        sure = f"{one.marks.confidence:.2f}  {one.marks.rule}"
        blocks += [BLANK, Block(Content.assemble(("Sure ", "dim"), sure), hang=5)]
    if view.alike:
        blocks += [BLANK, *_alike(view)]
    blocks += _fields(view)
    if view.links:
        blocks += [BLANK, *(_link(view, link) for link in view.links)]
    return [*blocks, *_body(note.body)]


def _errors(view: View) -> list[Block]:
    faults = [] if view.note is None else view.note.faults
    return [
        Block(
            Content.assemble(("✗ ", "bold $text-error"), f"line {one.line}: {one.message}"), hang=2
        )
        for one in faults
        if one.severity == "error"
    ][:5]


def _alike(view: View) -> list[Block]:
    node, why = view.alike[0]
    if node.key != view.one.same_as and not why.startswith(("the same", "nearly")):
        return []
    text = f"{readable(node.title)} ({node.type}): {why}. m merges them."
    return [Block(Content.assemble(("You have ", "bold $text-warning"), text), hang=2)]


def _fields(view: View) -> list[Block]:
    if view.note is None:
        return []
    node = view.note.node
    told = [("also called", ", ".join(node.aliases))]
    told += [(key, str(getattr(node, key, "") or "")) for key in ("arxiv", "doi", "isbn", "url")]
    blocks = [
        Block(Content.assemble((f"{key} ", "dim"), text), hang=2) for key, text in told if text
    ]
    return [BLANK, *blocks] if blocks else []


def _link(view: View, link: PendingLink) -> Block:
    words = relation_words(link.relation, True)
    title = _title(view, link.target)
    reason = f" — {link.reason}" if link.reason else ""
    waits = "  (waits for it)" if link.target in view.waiting else ""
    parts = Content.assemble(("→ ", "bold"), f"{words} ", (title, "bold"), reason, (waits, "dim"))
    return Block(parts, hang=2)


def _title(view: View, name: str) -> str:
    return readable(view.titles.get(name, name))


def _body(body: str) -> list[Block]:
    """The note's own text, without the links that are told above."""
    text = _LINKS.sub("", _COMMENT.sub("", body)).strip()
    lines = text.split("\n") if text else []
    blocks = [BLANK, *(_said(line) for line in lines[:_MOST_LINES])] if lines else []
    if len(lines) > _MOST_LINES:
        blocks.append(_said(f"and {len(lines) - _MOST_LINES} more lines; e opens it all", "dim"))
    return blocks


def choices(view: View) -> list[Block]:
    """The nodes a proposal may be merged with; the last line is any other."""
    blocks = [
        Block(
            Content.assemble((readable(node.title), "bold"), f"  {node.type}, {why}"),
            hang=2, link=node.key,
        )
        for node, why in view.alike
    ]  # fmt: skip
    return [*blocks, Block(Content("Another note ..."), link=OTHER)]


OTHER = "?"


def done_words(verb: str, judged: Judged) -> str:
    """What is said after an act."""
    if judged.refused and not judged.taken:
        return f"Not accepted: {judged.refused[0].why}."
    if verb == "rejected":
        more = len(judged.rejected) - 1
        with_it = f" and {more} that only add to it" if more else ""
        return f"Rejected {judged.rejected[0].title}{with_it}. u takes it back."
    taken = judged.taken[0]
    if verb == "merged":
        said = f"Merged with {taken.name}"
    elif taken.path is None:
        said = "Nothing in it was new"
    else:
        said = f"Accepted as {taken.name}" if taken.new else f"Added to {taken.name}"
    if taken.stays_draft:
        said += ", a draft: it has no first paragraph yet"
    if taken.waits:
        said += f"; {taken.waits} of its links wait" if taken.waits > 1 else "; a link of it waits"
    return f"{said}. u takes it back."


def empty_blocks(words: str, *, nothing: bool) -> list[Block]:
    """What stands there when no proposal is left."""
    if nothing:
        return [
            _said("Nothing waits in your inbox.", "bold"), BLANK,
            _said("edgewise import FILE proposes notes and links from reading lists, chapters and "
                  "reference lists; edgewise import-anki --notes from decks."),
        ]  # fmt: skip
    return [_said(f"No proposal fits the filter ({words}); f shows others.")]


def titles_of(waiting: Sequence[Pending]) -> dict[str, str]:
    """Titles of all proposals of their own by stem."""
    return {one.stem: one.title for one in waiting if not one.extends}
