"""Figures that age and carry no date.

Owns which figures age: prices, users and other counts of people, market figures, ranks, a score on
a data set; of a system also what its pack names (lint_words.py). What a device does in a second
does not age, nor a formula, a printed result, or what a problem assumes. A false alarm costs
the trust in all others, so the words are few. Not here: such facts' cards (cards/rules.py).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from kg.check_world import Held
from kg.lint_web import Found, Web
from kg.models import Fact

# A paper says what was so when it was printed; a problem and an exercise assume what they like.
_TIMELESS = frozenset({"paper", "problem", "exercise"})
_STALE = frozenset({"outdated", "disputed", "rumour"})

_PEOPLE = (
    r"users?|subscribers?|customers?|downloads?|installs|installations?|followers?|employees?"
    r"|visitors?|subscriptions?"
)
_KEY = re.compile(
    rf"\b(?:{_PEOPLE}|prices?(?! elasticit)|pricing|revenue|turnover|valuation|funding|wages?"
    r"|salary|salaries|market (?:share|size|value|cap(?:itali[sz]ation)?)|state of the art|sota"
    r"|leaderboard|world record|latest|newest)\b",
    re.IGNORECASE,
)
_MANY = r"(?:\d[\d.,]*\s?(?:k|m|bn|thousand|million|billion|trillion)|\d{1,3}(?:,\d{3})+|\d{5,})"
_MONEY = re.compile(
    r"(?:[€£¥]|US\$|\\\$)\s?\d|\d[\d.,]*\+?\s*(?:thousand|million|billion|trillion|k|m|bn)?\s*"
    r"(?:US\s)?(?:dollars?|cents?|usd|euros?|eur|pounds sterling|gbp|yen)\b",
    re.IGNORECASE,
)
_CROWD = re.compile(rf"{_MANY}\+?\s(?:[a-z-]+\s){{0,2}}(?:{_PEOPLE})\b", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]?\d)")


def undated_figures(web: Web, ageing: Collection[str] = ()) -> Iterator[Found]:
    """Facts whose figure ages and has neither as_of nor a year in its words.

    ageing: keys of facts that age on systems, case folded.
    """
    words = "|".join(re.escape(word) for word in sorted(ageing))
    of_system = re.compile(rf"\b(?:{words})s?\b" if words else r"(?!)", re.IGNORECASE)
    for held, fact, node_type in _facts(web):
        system = node_type == "system"
        system = system and bool(of_system.search(fact.key) or "dataset" in fact.qualifiers)
        if _is_undated(fact) and (system or _ages_anywhere(fact)):
            say = f"'{fact.key}' changes with time: add its date, as in [as_of:: 2026-01]"
            yield Found(held, fact.span.line, fact.span.column, "W310", say)


def _facts(web: Web) -> Iterator[tuple[Held, Fact, str]]:
    """Facts that are said to hold, each with its note and the type of its node."""
    for key, sayings in web.sayings.items():
        own = web.own.get(key)
        if own is None or own.type in _TIMELESS:
            continue
        for held in sayings:
            for fact in held.note.facts:
                if (fact.status or held.note.node.status) not in _STALE:
                    yield held, fact, own.type


def _is_undated(fact: Fact) -> bool:
    """Whether a fact holds a figure, and no date of any kind."""
    if fact.as_of or not re.search(r"\d", fact.value):
        return False
    return not any(_YEAR.search(text) for text in (fact.key, fact.value, fact.q))


def _ages_anywhere(fact: Fact) -> bool:
    value = fact.value
    return bool(_KEY.search(fact.key) or _MONEY.search(value) or _CROWD.search(value))
