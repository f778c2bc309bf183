"""A typed answer beside the card's: which cards are worth typing, what counts as the same answer.

Owns both rules and the grade that is proposed; the learner decides. Case, accents, hyphens, leading
articles, spaces before units, thousands marks and small number words make no difference, and every
other name that the answer or its note gives is as good. Light. Not here: how it is shown (the front
ends), nearly equal questions (near_equal.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from cards.models import Card, Rating
from cards.store_cards import EXERCISE
from kg.formulas import formulas_in, formulas_out

if TYPE_CHECKING:
    from kg.compiled import Graph

MOST_WORDS = 5
MOST_CHARACTERS = 60
LONGEST_TYPED = 300
# From here on two answers differ by a slip of the fingers rather than of memory.
CLOSE = 0.85
BY_LETTERS = 0.6
_FEW_LETTERS = 4
_WORDS_OF_A_NAME = 3
_ALSO = r"\s+\((?:also\s+)?([^()]*)\)\s*$"
_ARTICLES = frozenset({"a", "an", "the"})
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    )
}
_MARKS = str.maketrans("", "", "`*^_{}$\"'“”‘’")


class Part(NamedTuple):
    """A stretch of both answers. kind: same, missing (only in the card's), extra (only typed)."""

    kind: str
    text: str


class Compared(NamedTuple):
    """What typing came to. same: the answers agree; close: they nearly do. form: of the answer.

    parts: the card's answer and what was typed, laid over each other. rating: what is proposed.
    """

    same: bool
    close: bool
    form: str
    parts: list[Part]
    rating: Rating


def is_typable(card: Card) -> bool:
    """Whether its answer is a name, a number or a short piece of code: one line, few words."""
    answer = card.answer
    if card.kind == EXERCISE or "\n" in answer or "](" in answer or "\\" in answer:
        return False
    if len(answer) <= MOST_CHARACTERS and answer.startswith("`") and answer.endswith("`"):
        return True
    bare = answer.partition(" (")[0]
    words = len(bare.split())
    # A sentence or a list can be said in many ways; a name or a number cannot.
    if ";" in bare or (bare.endswith(".") and words > _WORDS_OF_A_NAME):
        return False
    return len(bare) <= MOST_CHARACTERS and words <= MOST_WORDS


def forms_of(answer: str, names: Iterable[str] = ()) -> list[str]:
    """All ways to write an answer that count, the whole one first.

    names: those of the node it names; they count only where the answer is one of them.
    """
    whole = plain(answer)
    forms = [whole]
    if found := re.search(_ALSO, whole):
        forms.append(whole[: found.start()])
        if "(also " in whole:
            forms += re.split(r",\s*", found[1])
    known = [plain(name) for name in names]
    said = {normal(form) for form in forms}
    if said & {normal(name) for name in known}:
        forms += known
    return list(dict.fromkeys(form.strip() for form in forms if form.strip()))


def plain(text: str) -> str:
    """An answer as a person would type it: formulas readable, no marks of Markdown."""
    marked, formulas = formulas_out(text)
    return " ".join(formulas_in(re.sub(r"[`*]|==", "", marked), formulas).split())


def normal(text: str) -> str:
    """What is compared: all that makes no difference folded away."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(each for each in decomposed if not unicodedata.combining(each))
    bare = re.sub(r"[-‐-―−/]", " ", bare.translate(_MARKS))
    bare = re.sub(r"(?<=\d)[,\u2009\u202f ](?=\d{3}\b)", "", bare)
    bare = re.sub(r"\s*([,;:()\[\]=+<>|&])\s*", r"\1", bare)
    words = [_NUMBERS.get(word, word) for word in bare.strip(" .,;:!?").split()]
    while len(words) > 1 and words[0] in _ARTICLES:
        del words[0]
    return re.sub(r"(?<=\d) (?=[a-z%°])", "", " ".join(words))


def names_in(graph: Graph, card: Card) -> list[str]:
    """All names of the node that a card's answer names, if it is one the card is about."""
    answer = card.answer.casefold()
    for key in filter(None, (card.object, card.node)):
        node = graph.by_key(key)
        names = [node.title, *graph.aliases(node.id)] if node is not None else []
        if any(name.casefold() in answer for name in names):
            return names
    return []


def compare(typed: str, answer: str, names: Iterable[str] = ()) -> Compared:
    """Lay a typed answer over the nearest form of the card's. names: as for `forms_of`."""
    from difflib import SequenceMatcher

    typed = " ".join(typed.split())[:LONGEST_TYPED]
    said = normal(typed)
    best, form = -1.0, ""
    for each in forms_of(answer, names):
        wanted = normal(each)
        ratio = 1.0 if wanted == said else min(0.999, SequenceMatcher(a=wanted, b=said).ratio())
        if ratio > best:
            best, form = ratio, each
    same = best == 1.0 and bool(said)
    close = (
        not same and best >= CLOSE and len(said) >= _FEW_LETTERS and not _numbers_differ(said, form)
    )
    rating = Rating.GOOD if same else Rating.HARD if close else Rating.AGAIN
    return Compared(same, close, form, _parts(form, typed), rating)


def _numbers_differ(said: str, form: str) -> bool:
    """A wrong digit is no slip."""
    return re.findall(r"\d+", said) != re.findall(r"\d+", normal(form))


def _parts(form: str, typed: str) -> list[Part]:
    """By characters where they are much alike, else by words."""
    from difflib import SequenceMatcher

    alike = SequenceMatcher(a=form.casefold(), b=typed.casefold(), autojunk=False)
    if alike.ratio() >= BY_LETTERS:
        return _laid(list(form), list(typed))
    return _laid([f"{word} " for word in form.split()], [f"{word} " for word in typed.split()])


def _laid(wanted: list[str], typed: list[str]) -> list[Part]:
    from difflib import SequenceMatcher

    fold = [each.casefold() for each in wanted], [each.casefold() for each in typed]
    parts: list[Part] = []
    for kind, a, b, c, d in SequenceMatcher(None, *fold, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append(Part("same", "".join(wanted[a:b])))
            continue
        if c < d:
            parts.append(Part("extra", "".join(typed[c:d])))
        if a < b:
            parts.append(Part("missing", "".join(wanted[a:b])))
    return parts
