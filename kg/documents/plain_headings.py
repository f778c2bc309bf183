"""Which lines of a plain text are headings, where nothing marks them but where they stand.

Owns the tests of a title: alone, short, no end of a sentence, no formula, no dialogue, no code.
Not here: which heading stands under which (plain_tree.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kg.documents.plain_lines import SECTION, indent_of, is_code, is_rule

MOST = 80
MOST_NUMBERED = 120
_LONG_LINE = 100
_END = re.compile(r"[.:,;!…]\W?$")
_NOT_TITLE = re.compile(
    r"""[\\={}|\t√∑∫≤≥≈∈∝∂→←] | \w\^ | _\{ | https?:|www\. | \S@\S+\.\S | \.{3,} | \s{3,}\S | ✅|❌
    | ^[\[("“'‘*–—<>#$/&…-] | ^\d[\d.,:%/\s-]*$ | \s\d{1,2}:\d\d""",
    re.VERBOSE,
)
_SPOKEN = re.compile(
    r"(?:candidate|interviewer|interviewee|you|me|user|assistant|system|human|bot|agent|customer"
    r"|student|teacher|host|guest|speaker|q|a|question|answer|note|tip|hint|warning|important"
    r"|source|credits?|input|output|prompt|response|date|authors?|reading time|image|photo|todo"
    r"|keywords?|tags?|url|doi|isbn|email)\s?\d*\s?:",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:(?:written |edited |posted |reviewed )?by (?-i:[A-Z])|last (?:updated|modified)"
    r"|(?:published|updated|posted)(?: on|:| \w+ \d)|copyright (?:©|\(c\)|\d)|©|all rights reserved"
    r"|page \d+(?: of \d+)?$|\(?continued\)?$|\d+ ?min(?:ute)?s? read|copy(?: code)?$|share$"
    r"|listen$"
    r"|save$|sign (?:in|up)$|log in$|subscribe$|advertisement$|skip to |open in app|edit this page"
    r"|(?:image|photo|picture|figure|source|credits?|illustration)s? (?:by|from|courtesy|credit)\b"
    r"|back to top|previous$|next$|click to |loading$"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:,? \d{4})?$"
    r"|\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{4}$"
    r"|let's |let us |(?-i:where |and |or |but |so |then |thus |hence |such )|that is|i\.e\."
    r"|e\.g\.)",
    re.IGNORECASE,
)
_CALL = re.compile(r"\w\([^()]*\)")
_WORD = re.compile(r"[^\W\d_]{3,}")
_SHORT = re.compile(r"[A-Z][A-Z0-9&@+;/ -]*[A-Z0-9+]")
_SMALL = re.compile(r"[a-z][\w-]*[A-Z0-9][\w-]*\b|[a-z]-[\w-]+|[a-z]+-[a-z]+ [a-z]")
_ASIDE = re.compile(
    r"(?:(?:so|but|and|now|or|well|ok|okay|then|right),|(?:what if|ready|sound|make sense)\b)", re.I
)
CHAPTER = re.compile(
    r"(chapter|part|lecture|unit|module|section|appendix|lesson|week|step|phase|stage|day"
    r"|case study|session|topic)\s+(\d{1,3}|[IVXLC]+|[A-Z])\b\s*[:.–—-]?\s*",
    re.IGNORECASE,
)
_CONTENTS = re.compile(
    r"(?:table of )?contents|outline|agenda|in this (?:chapter|lecture|section)", re.I
)


class Title(NamedTuple):
    """A line that is a heading. style: number, chapter, caps, plain, or its underline's sign.

    number: of a numbered one, '2.3'.
    """

    line: int
    text: str
    style: str
    number: str = ""


def find_headings(lines: Sequence[str], roles: list[str]) -> list[Title]:
    """All headings in order; their roles, and those of their underlines, become 'heading'."""
    dense = _dense(lines, roles)
    found = []
    for index, text in enumerate(lines):
        if roles[index] not in ("", "number") or len(text) > MOST_NUMBERED + 60:
            continue
        title = _heading(index, lines, roles, dense)
        if title is not None:
            found.append(title)
    kept = _without_lists(found, lines, roles)
    for title in kept:
        roles[title.line - 1] = "heading"
    return kept


def _dense(lines: Sequence[str], roles: Sequence[str]) -> bool:
    """Whether the document separates its paragraphs by no blank lines: each line is one."""
    blank = sum(role == "blank" for role in roles)
    long = sum(2 * len(text) > 3 * _LONG_LINE for text in lines)
    return blank * 20 < len(lines) and long * 5 > len(lines)


def _heading(index: int, lines: Sequence[str], roles: Sequence[str], dense: bool) -> Title | None:
    text = lines[index].strip()
    under = _underline(index, lines, roles)
    if under:
        return Title(index + 1, text, under) if _could_be_title(text, under) else None
    style, number = _style(text)
    if not _could_be_title(text, style):
        return None
    if indent_of(lines[index]) > 3 and not (style in ("caps", "chapter") and _alone(index, roles)):
        return None
    above = _ends_above(index, lines, roles, dense)
    if not above or not _ends_below(index, lines, roles, style, dense):
        return None
    return Title(index + 1, text, style, number)


def _underline(index: int, lines: Sequence[str], roles: Sequence[str]) -> str:
    """The sign of the underline below this line, or nothing."""
    if index + 1 >= len(lines) or roles[index + 1] != "rule":
        return ""
    sign, rule, text = is_rule(lines[index + 1]), lines[index + 1].strip(), lines[index].strip()
    over = index > 0 and roles[index - 1] == "rule"
    above = index == 0 or roles[index - 1] in ("blank", "rule", "heading")
    sign = 2 * sign if over else sign
    return sign if above and (over or 2 * len(rule) >= len(text)) and len(text) < 121 else ""


def _style(text: str) -> tuple[str, str]:
    found = CHAPTER.match(text)
    if found and (found[2][0].isdigit() or found[2].isupper()):
        return "chapter", found[2]
    found = SECTION.match(text)
    if found:
        title = found[2] or found[4]
        if title[0].isupper() or not title[0].isascii() or _SMALL.match(title):
            return "number", found[1] or found[3]
    letters = [letter for letter in text if letter.isalpha()]
    caps = len(letters) > 3 and all(letter.isupper() for letter in letters)
    return (
        "caps" if (caps and len(text.split()) > 1) or (caps and len(letters) > 5) else "plain"
    ), ""


def _could_be_title(text: str, style: str) -> bool:
    """Whether the words could be a title, wherever they stand."""
    if len(text) > (MOST if style in ("plain", "caps") else MOST_NUMBERED) or len(text) < 2:
        return False
    if _END.search(text) or _NOT_TITLE.search(text) or is_code(text):
        return False
    if _SPOKEN.match(text) or _BYLINE.match(text):
        return False
    if text.endswith("?"):
        return not _ASIDE.match(text) and len(text.split()) < 14
    words = _WORD.findall(_CALL.sub(" ", text))
    if not words:
        return _SHORT.fullmatch(text) is not None
    if _CALL.search(text) and len(words) < 2:
        return False
    return not text[0].islower() or _SMALL.match(text) is not None


def _alone(index: int, roles: Sequence[str]) -> bool:
    above = index == 0 or roles[index - 1] == "blank"
    return above and (index + 1 == len(roles) or roles[index + 1] == "blank")


def _ends_above(index: int, lines: Sequence[str], roles: Sequence[str], dense: bool) -> bool:
    """Whether no text of the line above runs on into this one."""
    if index == 0 or roles[index - 1] not in ("", "bullet", "number"):
        return True
    before = lines[index - 1].rstrip()
    if roles[index - 1] == "" and CHAPTER.fullmatch(before.strip()):
        return index == 1 or roles[index - 2] == "blank"
    return dense and (before.endswith((".", "?", "!", ":", ")")) or roles[index - 1] != "")


def _ends_below(
    index: int, lines: Sequence[str], roles: Sequence[str], style: str, dense: bool
) -> bool:
    """Whether the heading does not run on into the line below."""
    if index + 1 == len(lines) or roles[index + 1] in ("blank", "heading", "code", "figure"):
        return True
    below = lines[index + 1]
    if roles[index + 1] in ("bullet", "number"):
        return style in ("caps", "chapter") or (dense and roles[index + 1] == "bullet")
    if roles[index + 1] != "":
        return roles[index + 1] == "rule"
    if dense or (len(below) >= _LONG_LINE and len(lines[index]) < MOST):
        return True
    if style == "chapter" and len(below) < MOST:
        return True
    ragged = len(lines[index]) * 4 < len(below) * 3 and below.lstrip()[:1].isupper()
    if _begins(index, lines, roles):
        return True
    many = style == "number" and "." in lines[index].split()[0].rstrip(".")
    return ragged and (style == "caps" or many)


def _begins(index: int, lines: Sequence[str], roles: Sequence[str]) -> bool:
    """Whether this is the first line, over a line or two that are no sentence: a title."""
    if len(lines[index]) > 60 or any(role != "blank" for role in roles[:index]):
        return False
    end = index + 1
    while end < len(lines) and roles[end] == "" and end - index < 4:
        end += 1
    block = [text.rstrip() for text in lines[index:end]]
    return len(block) < 4 and all(len(text) < 70 and text[-1] not in ".,;" for text in block)


def _without_lists(
    found: Sequence[Title], lines: Sequence[str], roles: Sequence[str]
) -> list[Title]:
    """Without numbered lines that are lists or contents: nothing but blanks is between them."""
    kept: list[Title] = []
    deep = {title.number.partition(".")[0] for title in found if "." in title.number}
    for run in _runs(found, roles):
        listed = len(run) > 1 and all(
            title.style == "number" and "." not in title.number for title in run
        )
        if listed and not (len(run) < 3 and deep & {title.number for title in run}):
            continue
        kept += _without_contents(run, found)
    numbers = [title.number for title in kept if title.style == "number"]
    return [title for title in kept if not _odd(title, numbers, roles)]


def _runs(found: Sequence[Title], roles: Sequence[str]) -> list[list[Title]]:
    """Titles with nothing but blank lines between them, together."""
    runs: list[list[Title]] = []
    for title in found:
        last = runs[-1][-1].line if runs else 0
        between = roles[last : title.line - 1]
        bare = all(role in ("blank", "rule") for role in between)
        if runs and bare and title.style == runs[-1][-1].style:
            runs[-1].append(title)
        else:
            runs.append([title])
    return runs


def _without_contents(run: Sequence[Title], found: Sequence[Title]) -> list[Title]:
    """A table of contents printed as lines of their own repeats titles that come later."""
    if len(run) < 3:
        return list(run)
    later = {title.text.casefold() for title in found if title.line > run[-1].line}
    again = [title for title in run if title.text.casefold() in later]
    return [title for title in run if title not in again] if 2 * len(again) > len(run) else [*run]


def _odd(title: Title, numbers: Sequence[str], roles: Sequence[str]) -> bool:
    """A numbered line whose number fits in no row of headings: '3. Choose …' in a list."""
    if title.style != "number" or "." in title.number or roles[title.line - 1] != "number":
        return False
    return title.number != "1" and str(int(title.number) - 1) not in numbers
