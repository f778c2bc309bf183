"""What an item or a paragraph names: each link, or group of links, with its printed title.

Owns which printed words are the title of what a link names. Not here: types, edges (propose*.py),
titles in reference lists (references.py).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.arxiv_ids import find_ids, read_id
from kg.documents.links import Target, target_of
from kg.documents.structure import Link, Mark
from kg.documents.wording import bare_heading, bare_title, is_label, is_venue, printed_title

_PERSON = re.compile(r"scholar\.google\.|/~\w+/?\Z|orcid\.org|dblp\.org/pid", re.IGNORECASE)
_BY = re.compile(r"(?:\bby|\bfrom|\bvia|@|\bauthors?:?)\s*(?:\w+\s){0,2}\Z", re.IGNORECASE)
_QUOTED = re.compile('["\u201c]([^"\u201c\u201d]{6,300})["\u201d]')
_LEADING = re.compile(
    r"\A\s*(?:[\[(][^\])]{1,40}[\])]|`[^`]*`|\d{4}(?:[./-]\d{1,2})?\s*[-:\u2013|])\s*"
)
_YEAR = re.compile(r"\A(?P<authors>[^()]{3,300}?)\s*\((?P<year>\d{4})[a-z]?[^)]{0,20}\)[.,:]?\s+")
_ET_AL = re.compile(
    r"(?:,|\s[-\u2013\u2014|]|\s\(|\.?\s+by)\s*[A-Z][\w'.-]+(?: [A-Z][\w'.-]*)?,? et al\b.*"
)
_INITIAL = re.compile(r"\b[A-Z]\.(?:[ -]?[A-Z]\.)*")
_PRINTED_ID = re.compile(
    r"arxiv(?:\.org)?\s*[:/]?\s*(?:preprint\s+)?(?:(?:abs|pdf)/)?[\w./:-]{6,40}", re.I
)
_MALFORMED = re.compile(
    r"\barxiv:\s*(\d{3,5}\.\d{1,7}|[a-z-]{2,9}/\d{3,9})(?![\w/])", re.IGNORECASE
)
ABOVE = "the title above a labelled link"


class Thing(NamedTuple):
    """One thing that is named. links: its own link first, then those that only label it.

    end: where in the words its title ends. said: False where no title is printed for it.
    """

    title: str
    links: tuple[tuple[Link, Target], ...]
    rule: str
    end: int
    said: bool = True

    @property
    def arxiv(self) -> str:
        """The arXiv id of the first link that has one."""
        return next((target.arxiv for _, target in self.links if target.arxiv), "")


class Words(NamedTuple):
    """The words of an item, a paragraph or a cell with their links, as the reader left them.

    prose: the words run on, so that those before a link are no title.
    """

    words: str
    links: tuple[Link, ...]
    marks: tuple[Mark, ...]
    line: int
    prose: bool = False


def things_in(part: Words, context: str) -> list[Thing]:
    """Everything named by a link or a printed arXiv id. context: the title that stands above."""
    found: list[Thing] = []
    for link, target, mark in _named_links(part):
        label = not link.words or (is_label(link.words) and not _is_front_page(link, mark))
        label = label or _is_announced(link, mark, part)
        same = bool(found) and _may_join(found[-1], target)
        if label and same:
            last = found[-1]
            found[-1] = last._replace(links=(*last.links, (link, target)))
        elif label:
            found.append(_labelled(part, link, target, mark, context, bool(found)))
        elif not _is_person(link, mark, part.words):
            found.append(_linked(part, link, target, mark))
    return _with_printed(part, found) if found else _printed(part)


def _named_links(part: Words) -> list[tuple[Link, Target, Mark]]:
    named = []
    for link, mark in zip(part.links, part.marks, strict=False):
        if link.image or link.badge:
            continue
        target = target_of(link.url)
        if target.sort:
            named.append((link, target, mark))
    return named


def _is_front_page(link: Link, mark: Mark) -> bool:
    """[Medium](https://medium.com) at the start names the site; so do three such words a page."""
    if mark.start:
        return False
    is_root = bool(re.fullmatch(r"https?://[^/?#]+/?", link.url))
    return is_root or (len(link.words.split()) > 2 and target_of(link.url).sort == "page")


def _is_announced(link: Link, mark: Mark, part: Words) -> bool:
    """Paper: https://... is a label and its link."""
    if part.prose or not re.match(r"https?://|www\.", link.words):
        return False
    before = re.split(r"[|,;]", part.words[: mark.start].rstrip())[-1].strip(" []()*")
    return before.endswith(":") and is_label(before) and bool(before.strip(": "))


def _may_join(thing: Thing, target: Target) -> bool:
    """A label belongs to what was named last, unless both are papers of arXiv and differ."""
    return not (target.arxiv and thing.arxiv and thing.arxiv != target.arxiv)


def _is_person(link: Link, mark: Mark, words: str) -> bool:
    before = words[max(mark.start - 40, 0) : mark.start]
    return bool(_PERSON.search(link.url)) or bool(_BY.search(before) and len(link.words) < 40)


def _linked(part: Words, link: Link, target: Target, mark: Mark) -> Thing:
    """A link whose own words are the title; a bare URL has the words before it."""
    words = link.words
    is_url = bool(re.match(r"https?://|www\.", words, re.IGNORECASE))
    if is_url:
        title = _title_before(part, mark.start) if not part.prose else ""
        if title:
            return Thing(title, ((link, target),), "words before a bare link", mark.end)
        return Thing(words, ((link, target),), "a bare link", mark.end, False)
    return Thing(printed_title(words) or words, ((link, target),), "words of a link", mark.end)


def _labelled(
    part: Words, link: Link, target: Target, mark: Mark, context: str, later: bool
) -> Thing:
    """A link that only says [paper]: its title stands before it, behind it or above it."""
    pair = ((link, target),)
    if later:
        return Thing(link.words or target.arxiv, pair, "label of a link", mark.end, False)
    title = _title_before(part, mark.start)
    if title:
        return Thing(title, pair, "words before a labelled link", mark.end)
    behind = "" if part.prose else lead_title(part.words[mark.end :].lstrip(" ])|:-\u2013\u2014.,"))
    if len(behind) > 8:
        return Thing(behind, pair, "words behind a labelled link", mark.end + len(behind))
    if context:
        return Thing(context, pair, ABOVE, mark.end)
    return Thing(link.words or target.arxiv or link.url, pair, "label of a link", mark.end, False)


def _title_before(part: Words, end: int) -> str:
    """The title in the words before an offset: quoted, bold or slanted, else how they begin."""
    start = max(end - 60, 0) if part.prose else 0
    quoted = _QUOTED.search(part.words, start, end)
    if quoted is not None:
        return bare_title(quoted[1])
    for mark in part.marks:
        title = bare_title(part.words[mark.start : mark.end])
        fits = mark.kind == "strong" and mark.end <= end and mark.end >= start
        if fits and len(title) > 2 and not is_label(title) and not is_venue(title):
            return _continued(part, mark, end)
    if part.prose:
        return _slanted(part, start, end)
    title = lead_title(part.words[: _first_line(part, end)])
    if any(mark.kind == "em" and mark.start < 2 for mark in part.marks):
        title = _slanted(part, 0, end) or title
    return _slanted(part, start, end) if not title or _is_names(title) else title


def _continued(part: Words, mark: Mark, end: int) -> str:
    """**NAME**: The rest of its Title; bold words without a colon are all of the title."""
    bold = part.words[mark.start : mark.end]
    rest = part.words[mark.end : _first_line(part, end)]
    colon = bold.endswith(":") or rest.startswith(":")
    if not colon or len(bold.split()) > 3:
        return bare_title(bold)
    behind = lead_title(rest.lstrip(": "))
    return f"{bold.rstrip(': ')}: {behind}" if len(behind.split()) > 1 else bare_title(bold)


def _slanted(part: Words, start: int, end: int) -> str:
    for mark in part.marks:
        title = bare_title(part.words[mark.start : mark.end])
        fits = mark.kind == "em" and start <= mark.end <= end and len(title) > 2
        if fits and not is_label(title) and not is_venue(title) and not _is_names(title):
            return title
    return ""


def _first_line(part: Words, end: int) -> int:
    """Where the first printed line before an offset ends; lines that only wrap go on."""
    slanted = {mark.start for mark in part.marks if mark.kind == "em"}
    for mark in sorted(part.marks, key=lambda one: one.start):
        wraps = mark.kind == "softbreak" and mark.start not in slanted
        if mark.kind in ("softbreak", "hardbreak") and not wraps and 0 < mark.start < end:
            return mark.start
    return end


def lead_title(text: str) -> str:
    """The title in the words before a link: without venue, authors and year around it."""
    text = bare_heading(text.strip().rstrip("[({|:,\u2013\u2014- "))
    lead = _LEADING.match(text)
    while lead is not None and lead.end() < len(text):
        text = text[lead.end() :]
        lead = _LEADING.match(text)
    year = _YEAR.match(text)
    if year is not None and _is_names(year["authors"]) and year.end() < len(text):
        text = text[year.end() :]
        return bare_title(re.split(r"[.?!]\s+", text)[0])
    parts = re.split(r"(?<=[\w)\]?!\"])\.\s+(?=[\"\u201cA-Z0-9])", text)
    if len(parts) > 1 and _is_names(parts[0]):
        parts = parts[1:]
    title = _without_tail(bare_title(parts[0]))
    return "" if is_venue(title) or len(title) < 2 or is_label(title) else title


def _without_tail(title: str) -> str:
    """A title without authors, venue and year behind it."""
    title = _ET_AL.sub("", title)
    pieces = re.split(r"\s+[-\u2013\u2014|]\s+", title)
    while len(pieces) > 1 and (_is_names(pieces[-1]) or is_venue(pieces[-1])):
        title = title[: title.rindex(pieces.pop())].rstrip(" -\u2013\u2014|")
    bracket = re.search(r"\s*\(([^()]{2,40})\)\Z", title)
    if bracket is not None and is_venue(bracket[1]):
        title = title[: bracket.start()]
    head, comma, tail = title.rpartition(", ")
    if comma and is_venue(tail) and len(head) > 10:
        title = head
    return bare_title(title)


def _is_names(text: str) -> bool:
    """A list of people: et al., initials, or two or more short runs of capitalised words."""
    if re.search(r"\bet\s+al\b", text) or len(_INITIAL.findall(text)) > 1:
        return True
    runs = [run.strip() for run in re.split(r",|;|\band\b|&", text) if run.strip()]
    name = re.compile(r"[^\W\d_][\w'.\u2019-]*(?: [^\W\d_][\w'.\u2019-]*){1,3}")
    capital = all(word[:1].isupper() for run in runs for word in run.split()[:1] + run.split()[-1:])
    return len(runs) > 1 and capital and all(name.fullmatch(run) for run in runs)


def _printed(part: Words) -> list[Thing]:
    """A paper that is named by its printed arXiv id alone."""
    things = []
    for text, at, identity in printed_ids(part.words):
        link = Link(part.line, 1, text, f"https://arxiv.org/abs/{identity}")
        title = _title_before(part, len(re.sub(r"(?i)arxiv.{0,12}\Z", "", part.words[:at])))
        target = target_of(link.url)
        things.append(
            Thing(title or text, ((link, target),), "a printed arXiv id", at, bool(title))
        )
    return things


def _with_printed(part: Words, found: list[Thing]) -> list[Thing]:
    """A printed id beside a link belongs to the one thing that is named and has none."""
    ids = [name for _, _, name in printed_ids(part.words)]
    known = {thing.arxiv for thing in found}
    fresh = [name for name in ids if name not in known]
    if len(fresh) == 1 and len(found) == 1 and not found[0].arxiv:
        link = Link(part.line, 1, f"arXiv:{fresh[0]}", f"https://arxiv.org/abs/{fresh[0]}")
        links = (*found[0].links, (link, target_of(link.url)))
        return [found[0]._replace(links=links)]
    rest = [thing for thing in _printed(part) if thing.arxiv in fresh]
    return [*found, *rest]


def printed_ids(words: str) -> list[tuple[str, int, str]]:
    """arXiv:1234.56789 in a text: as printed, its offset, its base id."""
    found: list[tuple[str, int, str]] = []
    for match in _PRINTED_ID.finditer(words):
        ids = find_ids(match[0])
        if ids and ids[0].base not in {base for _, _, base in found}:
            found.append((match[0].rstrip(".,;:"), match.start(), ids[0].base))
    return found


def malformed_ids(words: str) -> list[tuple[int, str]]:
    """Offset and reason of each arXiv:... in a text that cannot be an id."""
    read = ((match.start(), read_id(match[1])) for match in _MALFORMED.finditer(words))
    return [(at, reason) for at, reason in read if isinstance(reason, str)]
