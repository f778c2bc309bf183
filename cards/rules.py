"""The rules a card must keep, each with an id that diffs and tests can name.

Numbers follow the project's card rules (1 single answer, 4 sets, 6 leak, 8 unique question, 10
length, 12 no yes/no, 17 fan, 18 stubs, 21 cloze, 22 dates, 24 identity, 26 author in the loop);
29 is ours. Owns the verdicts on one finished draft. Not here: the leak test itself (leak.py), rules
that decide what is proposed at all (generate_*.py), equal questions (collisions.py).
"""

from __future__ import annotations

import re

from cards.drafts import Blocked, Draft, Proposal
from cards.leak import Leaks

SINGLE = "R01 single answer"
REVERSE = "R02 reverse"
OPEN = "R03 open relation"
SETS = "R04 set"
LEAK = "R06 leak"
UNIQUE = "R08 unique question"
LENGTH = "R10 length"
QUESTION = "R11 question"
YES_NO = "R12 yes/no"
FAN = "R17 fan"
STUB = "R18 stub"
CLOZE = "R21 cloze"
DATED = "R22 date"
IDENTITY = "R24 identity"
STATUS = "R26 reviewed"
SUPERSEDED = "R29 superseded"

ALL = (
    SINGLE, REVERSE, OPEN, SETS, LEAK, UNIQUE, LENGTH, QUESTION, YES_NO, FAN, STUB, CLOZE, DATED,
    IDENTITY, STATUS, SUPERSEDED,
)  # fmt: skip
# These only keep new cards away; a card that is already studied stays.
ONLY_NEW = frozenset({FAN, SUPERSEDED})

MOST_WORDS = 40
GOOD_WORDS = 12
FAN_CAP = 8

_YES_NO = re.compile(
    r"(?:^|[.!?:;,]\s+)(?:is|are|was|were|does|do|did|can|could|should|would|will|has|have|had|must|"
    r"may|might)\s(?!\w+\s(?:what|which|who|why|how))[^.?!]*\?\s*$",
    re.IGNORECASE,
)
_YES_OR_NO_ANSWER = re.compile(r"(?:yes|no)\s*(?:$|[.,;:!])", re.IGNORECASE)
_CHOICE = re.compile(r"\b(?:or|which|versus|vs)\b", re.IGNORECASE)
# "How does X, the Y, do without Z?": a verb behind a comma does not turn it into yes or no.
_OPEN = re.compile(r"(?:how|what|which|who|whose|where|why)\b", re.IGNORECASE)
_VOLATILE = re.compile(
    r"\b(?:state of the art|sota|record|best (?:score|result|model)|price|market share|users|"
    r"revenue|valuation|current|latest)\b",
    re.IGNORECASE,
)


def verdict(proposal: Proposal, leaks: Leaks) -> Blocked | None:
    """The first rule the draft breaks by itself, or None."""
    draft = proposal.draft
    if proposal.refused is not None:
        return Blocked(draft, *proposal.refused)
    return (
        _cloze(proposal)
        or _empty(draft)
        or _yes_no(draft)
        or _length(draft)
        or _leak(proposal, leaks)
    )


def _empty(draft: Draft) -> Blocked | None:
    if draft.question.strip() and draft.answer.strip():
        return None
    return Blocked(draft, QUESTION, "the question or its answer is empty")


def _yes_no(draft: Draft) -> Blocked | None:
    question = draft.question
    if _YES_OR_NO_ANSWER.match(draft.answer) and draft.template != "cloze":
        return Blocked(draft, YES_NO, "the answer is yes or no; ask why, how or which")
    if question.endswith("?") and _YES_NO.search(question):
        last = re.split(r"[.!?]\s+", question)[-1]
        asked = re.split(r"[;:]\s+", last)[-1]
        if not _CHOICE.search(last) and not _OPEN.match(asked):
            return Blocked(draft, YES_NO, "the question can be answered by yes or no")
    return None


def _length(draft: Draft) -> Blocked | None:
    if len(draft.answer) <= 2 * MOST_WORDS:
        return None  # a word and its space are two letters at least; most answers end here
    count = len(draft.answer.split())
    if count <= MOST_WORDS:
        return None
    return Blocked(draft, LENGTH, f"the answer has {count} words, more than {MOST_WORDS}: split it")


def _leak(proposal: Proposal, leaks: Leaks) -> Blocked | None:
    draft = proposal.draft
    by_word = draft.kind != "set"
    if proposal.names:
        found = leaks.shown(proposal.seen, proposal.names, by_word)
        if not found and draft.tags:
            found = leaks.shown(", ".join(draft.tags).replace("-", " "), proposal.names, by_word)
        if found:
            return Blocked(draft, LEAK, f"the question side shows '{found}' of the answer")
        if draft.kind == "edge" and leaks.holds_all(proposal.names, proposal.seen):
            return Blocked(draft, LEAK, "the answer's name holds all that is asked about")
        return None
    if not 0 < len(draft.answer.split()) <= 4 or _CHOICE.search(draft.question):
        return None
    found = leaks.shown(proposal.seen, (draft.answer.rstrip("."),), by_word=False)
    if found:
        return Blocked(draft, LEAK, "the question shows the whole answer")
    return None


def _cloze(proposal: Proposal) -> Blocked | None:
    draft = proposal.draft
    if draft.template != "cloze":
        return None
    if not proposal.hidden:
        return Blocked(draft, CLOZE, "nothing is hidden: mark a part with ==...==")
    rest = draft.question.replace("[...]", " ").split()
    if len(rest) < 3:
        return Blocked(
            draft, CLOZE, "too little text is left around the blank to know what it asks"
        )
    return None


def undated(key: str, as_of: str, sourced: bool) -> tuple[str, str] | None:
    """The rule for facts that change with time: they need their date."""
    if as_of or not _VOLATILE.search(key):
        return None
    what = "a date" if sourced else "a date and a source"
    return DATED, f"'{key}' changes with time and needs {what}: add [as_of:: 2026-01]"


def advice(proposal: Proposal) -> Blocked | None:
    """What a shown card does less well than it could; never forbids it."""
    draft = proposal.draft
    if draft.kind == "block" and draft.template == "qa" and "?" not in draft.question:
        return Blocked(draft, QUESTION, "the question does not end with a question mark")
    count = len(draft.answer.split()) if len(draft.answer) > 2 * GOOD_WORDS else 0
    if count > GOOD_WORDS and draft.template not in ("definition", "forward"):
        return Blocked(draft, LENGTH, f"the answer has {count} words; aim for {GOOD_WORDS}")
    return None
