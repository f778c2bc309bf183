"""What a part of a document stands under: the concept, the announced kind, the title above it.

Owns which heading, label or item above is a concept and which only sorts (Papers, Week 3). Not
here: what the part itself becomes.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from kg.documents.structure import Heading, Item, Paragraph, Span, Structure
from kg.documents.titles import Words, lead_title
from kg.documents.wording import bare_heading, bare_title, is_container, is_silent

_LONGEST_LABEL = 60
_HIGHEST = 20  # levels of a list


class Group(NamedTuple):
    """A heading, a label or an item that names what stands below it."""

    title: str
    lines: Span
    rule: str


class Groups:
    """Looks upwards in one structure."""

    def __init__(self, structure: Structure) -> None:
        self.items = structure.items
        self.heads = {heading.line: heading for heading in structure.headings}
        self.labels = [p for p in structure.paragraphs if p.item is None and p.heading < p.lines[0]]
        self.label_starts = [paragraph.lines[0] for paragraph in self.labels]
        self.linked = {
            paragraph.heading
            for paragraph in structure.paragraphs
            if paragraph.heading == paragraph.lines[0]
            and any(not link.badge and not link.image for link in paragraph.links)
        }

    def concept_of_item(self, item: Item) -> Group | None:
        """The nearest item without links, label or heading above that names a concept."""
        above, steps = item.parent, 0
        while above is not None and steps < _HIGHEST:
            steps += 1
            parent = self.items[above]
            if parent.links or parent.done is not None:
                break
            title = bare_title(parent.words or parent.text)
            if _is_name(title):
                return Group(title, parent.lines, "the item that it stands below")
            above = parent.parent
        return self.label_of(item.lines[0], item.heading) or self.concept_of(item.heading)

    def label_of(self, line: int, heading: int) -> Group | None:
        """The short paragraph with a colon, or in bold, that introduces a list."""
        place = bisect_left(self.label_starts, line) - 1
        if place < 0 or self.labels[place].heading != heading:
            return None
        label = self.labels[place]
        is_label = label.words.endswith(":") or _all_bold(label)
        title = bare_heading(label.words)
        if not is_label or label.links or not _is_name(title):
            return None
        return Group(title, label.lines, "the label above it")

    def concept_of(self, heading: int) -> Group | None:
        """The nearest heading above that names a concept, no link and not the whole document."""
        while heading:
            head = self.heads[heading]
            title = bare_heading(head.title)
            if heading in self.linked:
                return None
            if head.level > 1 and _is_name(title) and not is_silent(head.title):
                return Group(title, (head.line, head.line), "the heading that it stands under")
            heading = head.parent
        return None

    def is_silent(self, heading: int) -> bool:
        """Whether it stands in a section such as Contributing."""
        while heading:
            head = self.heads[heading]
            if head.level > 1 and is_silent(head.title):
                return True
            heading = head.parent
        return False

    def announced(self, line: int, heading: int) -> str:
        """The words that say of what kind a part is: its label and its headings, nearest first."""
        place = bisect_left(self.label_starts, line) - 1
        words = []
        if place >= 0 and self.labels[place].heading == heading:
            label = self.labels[place].words
            words.append(label if label.endswith(":") and len(label) < _LONGEST_LABEL else "")
        while heading:
            head = self.heads[heading]
            words.append(bare_title(head.title) if head.level > 1 else "")
            heading = head.parent
        return next((word for word in words if word), "")

    def title_above(self, item: Item | None, heading: int) -> tuple[str, tuple[str, int]]:
        """The printed title above a part, and what it is the title of."""
        if item is not None and item.parent is not None:
            parent = self.items[item.parent]
            title = item_title(parent)
            if title:
                return title, ("item", item.parent)
        label = self._bold_label(item, heading)
        if label is not None:
            return bare_heading(label.words), ("paragraph", label.lines[0])
        head: Heading | None = self.heads.get(heading)
        if head is not None and not is_container(bare_heading(head.title)):
            return bare_heading(head.title), ("heading", heading)
        return "", ("", 0)

    def _bold_label(self, item: Item | None, heading: int) -> Paragraph | None:
        """The paragraph in bold, and nothing else, before a list."""
        place = bisect_left(self.label_starts, item.lines[0]) - 1 if item is not None else -1
        if place < 0 or self.labels[place].heading != heading or not _all_bold(self.labels[place]):
            return None
        label = self.labels[place]
        return None if label.links or is_container(bare_heading(label.words)) else label


def item_title(item: Item) -> str:
    """The title that an item's own words print: bold first, else the words before the rest."""
    words = item.words or item.text
    for mark in item.marks:
        if mark.kind == "strong" and mark.start == 0:
            return bare_title(words[: mark.end])
    for link, mark in zip(item.links, item.marks, strict=False):
        if link.words and not link.image and mark.start == 0:
            return bare_title(link.words)
    title = lead_title(words)
    return title if len(title) <= 200 else ""


def as_words(part: Item | Paragraph, prose: bool) -> Words:
    """The words of an item or paragraph for titles.py; from a plain text they are all one."""
    return Words(part.words or part.text, part.links, part.marks, part.lines[0], prose)


def _all_bold(paragraph: Paragraph) -> bool:
    whole = len(paragraph.words.rstrip(":"))
    return any(m.kind == "strong" and m.start == 0 and m.end >= whole for m in paragraph.marks)


def _is_name(title: str) -> bool:
    """A few words that are no sentence and say more than what kind of links follow."""
    short = 1 < len(title) <= _LONGEST_LABEL and len(title.split()) <= 8
    return short and not title.endswith((".", "?", "!")) and not is_container(title)
