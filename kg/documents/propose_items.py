"""Items and paragraphs become nodes: what they link to, and the terms that they explain.

Owns which words below an item are its notes, and the edge from the concept above to what stands
under it. Not here: tables, references, types of links (propose_things.py).
"""

from __future__ import annotations

import re
from collections import Counter

from kg.documents.found import FoundNode
from kg.documents.propose_groups import Group, Groups, as_words
from kg.documents.propose_sheet import Sheet
from kg.documents.propose_terms import term_of
from kg.documents.propose_things import add_thing, column_of, labelled, report_bad_id
from kg.documents.structure import Item, Link, Paragraph, Span, Structure
from kg.documents.titles import ABOVE, Thing, malformed_ids, things_in
from kg.documents.wording import is_label, names_papers
from kg.names import fold

_COVERED = 0.3
_LONGEST_NOTE = 2_000
_STRAY = " \t,;:.|)]}-\u2013\u2014\u2022"


class ItemProposer:
    """Goes through the items and paragraphs of one document in the order of their lines."""

    def __init__(self, sheet: Sheet, structure: Structure) -> None:
        self.sheet = sheet
        self.structure = structure
        self.groups = Groups(structure)
        self.children: dict[int, list[int]] = {}
        for index, item in enumerate(structure.items):
            if item.parent is not None:
                self.children.setdefault(item.parent, []).append(index)
        self.concepts: dict[str, str] = {}
        self.speaking: set[int | None] = set()
        self.by_title_above: dict[tuple[str, int], str] = {}
        titles = (term_of(item, "") for item in structure.items)
        self.printed = Counter(fold(term.title) for term in titles if term)

    def propose(self) -> None:
        """Write all that items and paragraphs give."""
        parts: list[tuple[int, int, int]] = [
            (item.lines[0], 0, index) for index, item in enumerate(self.structure.items)
        ]
        parts += [
            (paragraph.lines[0], 1, index)
            for index, paragraph in enumerate(self.structure.paragraphs)
        ]
        entries = {
            line
            for entry in self.structure.references
            for line in range(entry.line, max(entry.last, entry.line) + 1)
        }
        for line, kind, index in sorted(parts):
            if line in entries:
                continue
            if kind == 0:
                self._item(index, self.structure.items[index])
            else:
                self._paragraph(self.structure.paragraphs[index])

    def concept(self, group: Group) -> str:
        """The node of the concept that a heading, label or item names; written once."""
        key = fold(group.title)
        if key not in self.concepts:
            quote = self.sheet.quote(group.lines)
            rule = f"{group.rule.removesuffix(' that it stands under').removesuffix(' above it')}"
            node = FoundNode(
                "", "concept", group.title, (group.title,), "", "", group.lines, quote, _COVERED,
                f"{rule} over what is read about it",
            )  # fmt: skip
            self.concepts[key] = self.sheet.add(node)
        return self.concepts[key]

    def _item(self, index: int, item: Item) -> None:
        self._report(item.words or item.text, item.lines[0])
        above, key = self.groups.title_above(item, item.heading)
        things = things_in(as_words(item, False), above)
        silent = self.groups.is_silent(item.heading)
        if silent:
            things = [thing for thing in things if thing.arxiv]
        group = self.groups.concept_of_item(item)
        announced = self.groups.announced(item.lines[0], item.heading)
        for place, thing in enumerate(things):
            end = things[place + 1] if place + 1 < len(things) else None
            notes = self._notes(index, item, thing, end, len(things) == place + 1)
            ref = self._thing(thing, item.lines, notes, names_papers(announced), key)
            self.by_title_above.setdefault(("item", index), ref)
            if group is not None:
                self._cover(group, ref, item.lines, thing)
        if things or self._is_note(item):
            self.speaking.add(index)
        elif not silent and not self._names_below(index):
            self._term(index, item, announced)

    def _paragraph(self, paragraph: Paragraph) -> None:
        words = paragraph.words or paragraph.text
        self._report(words, paragraph.lines[0])
        own = paragraph.heading == paragraph.lines[0]
        item = None if paragraph.item is None else self.structure.items[paragraph.item]
        above, key = self.groups.title_above(None, paragraph.heading)
        if item is not None:
            above, key = self.groups.title_above(item._replace(parent=paragraph.item), 0)
        marks = paragraph.marks
        leads = any(mark.start == 0 and mark.end > 3 for mark in marks)
        prose = not own and not leads and (len(words) > 160 or _runs_on(paragraph))
        # Below a title that is taken, words before [code] are a sentence about it.
        titled = bool(above) and (item is not None or key in self.by_title_above)
        above = above if not own and (titled or not prose) else ""
        things = things_in(as_words(paragraph, prose or titled), above)
        if self.groups.is_silent(paragraph.heading):
            things = [thing for thing in things if thing.arxiv]
        group = None if own else self.groups.concept_of(paragraph.heading)
        for thing in things:
            announced = self.groups.announced(paragraph.lines[0], paragraph.heading)
            ref = self._thing(thing, paragraph.lines, (), names_papers(announced), key)
            if own:
                self.by_title_above.setdefault(("heading", paragraph.heading), ref)
            if group is not None and item is None:
                self._cover(group, ref, paragraph.lines, thing)

    def _report(self, words: str, line: int) -> None:
        for _, reason in malformed_ids(words):
            found = re.search(r"(?i)\barxiv:\s*\S{4,30}", words)
            text = found[0] if found else words[:40]
            report_bad_id(self.sheet, line, column_of(self.sheet, line, text), text, reason)

    def _thing(
        self, thing: Thing, lines: Span, notes: tuple[str, ...], papers: bool, key: tuple[str, int]
    ) -> str:
        """A node for a thing; a mere label joins what the title above it already made."""
        if thing.rule == ABOVE:
            known = self.by_title_above.get(key)
            if known is not None and self._joined(known, thing):
                return known
        ref = add_thing(self.sheet, thing, lines, notes, papers)
        if thing.rule == ABOVE:
            self.by_title_above[key] = ref
        return ref

    def _joined(self, ref: str, thing: Thing) -> bool:
        """Give a node the links of a label below it, if they do not contradict its id."""
        node = self.sheet.node(ref)
        if node.arxiv and thing.arxiv and node.arxiv != thing.arxiv:
            return False
        targets = [target for _, target in thing.links]
        ids = tuple(dict.fromkeys((*node.ids, *(i for target in targets for i in target.ids))))
        more = tuple(
            labelled(link, target) for link, target in thing.links if target.url != node.url
        )
        if thing.arxiv and not node.arxiv:
            node = node._replace(arxiv=thing.arxiv, type="paper")
        self.sheet.replace(node._replace(ids=ids, notes=(*node.notes, *more)))
        return True

    def _cover(self, group: Group, ref: str, lines: Span, thing: Thing) -> None:
        if thing.rule == ABOVE and fold(group.title) == fold(thing.title):
            return
        source = self.concept(group)
        if self.sheet.node(ref).type in ("paper", "resource", "chapter"):
            self.sheet.link(source, "covered_in", ref, lines, _COVERED, group.rule)

    def _notes(
        self, index: int, item: Item, thing: Thing, after: Thing | None, last: bool
    ) -> tuple[str, ...]:
        """The words behind a thing's title, and for the last thing all that stands below."""
        words = item.words or item.text
        end = words.find(after.title, thing.end) if after is not None else len(words)
        behind = words[thing.end : end if end >= 0 else len(words)]
        for link, _ in thing.links[1:]:
            behind = behind.replace(link.words, "", 1) if is_label(link.words) else behind
        behind = re.sub(r"[\[(]\s*[\])]", "", behind).strip(_STRAY)
        notes = [behind] if re.search(r"[^\W\d_]{2}", behind) else []
        if last:
            notes += [*item.notes, *self._below(index)]
        return tuple(note[:_LONGEST_NOTE] for note in notes)

    def _below(self, index: int) -> list[str]:
        """The items below that name nothing of their own, in order."""
        notes: list[str] = []
        waiting = list(reversed(self.children.get(index, [])))
        while waiting and len(notes) < 200:
            child = waiting.pop()
            item = self.structure.items[child]
            if not any(not link.badge and not link.image for link in item.links):
                notes.append(item.words or item.text)
                notes += item.notes
                waiting += reversed(self.children.get(child, []))
        return notes

    def _is_note(self, item: Item) -> bool:
        """Whether an item above names something: then this one is told of that."""
        return item.parent in self.speaking

    def _names_below(self, index: int) -> bool:
        """Whether the items below only label links: then this item is the title of those."""
        for child in self.children.get(index, []):
            links: tuple[Link, ...] = self.structure.items[child].links
            if any(not link.badge and not link.image and is_label(link.words) for link in links):
                return True
        return False

    def _fact(self, item: Item) -> None:
        """'Key: value' in an outline right below a heading is said of what the heading names."""
        group = self.groups.concept_of(item.heading)
        if item.parent is None and group is not None and ": " in item.words:
            node = self.sheet.node(self.concept(group))
            self.sheet.replace(node._replace(notes=(*node.notes, item.words[:_LONGEST_NOTE])))

    def _term(self, index: int, item: Item, announced: str) -> None:
        """A node for a term that an item explains."""
        term = term_of(item, announced)
        children = self.children.get(index, [])
        if item.code and not children:
            self._fact(item)
            return
        if term is None:
            return
        if term.type == "concept" and self.printed[fold(term.title)] > 2:
            return
        if term.type == "concept" and fold(term.title) in self.concepts:
            return
        notes = [term.rest] if term.rest else []
        notes += [*item.notes, *self._below(index)]
        node = FoundNode(
            "", term.type, term.title, (term.title,), "", "", item.lines,
            self.sheet.quote(item.lines, term.title), term.confidence, term.rule, (), (),
            tuple(note[:_LONGEST_NOTE] for note in notes),
        )  # fmt: skip
        ref = self.sheet.add(node)
        if term.type == "concept":
            self.concepts[fold(term.title)] = ref


def _runs_on(paragraph: Paragraph) -> bool:
    """Whether a link stands in the middle of a sentence: no sign or new line before it."""
    breaks = {mark.start for mark in paragraph.marks if mark.kind in ("softbreak", "hardbreak")}
    for mark in paragraph.marks[: len(paragraph.links)]:
        before = paragraph.words[: mark.start].rstrip()
        if before and before[-1].isalnum() and mark.start not in breaks:
            return True
    return False
