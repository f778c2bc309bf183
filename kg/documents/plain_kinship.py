"""How much the words of a heading speak for standing under another one.

Owns the weights: named in the other's text, words shared with it or with its children, a sentence
that leads over. They were tuned on one chapter. Not here: what is done with them (plain_tree.py).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from kg.documents.plain_headings import Title

_WORD = re.compile(r"[^\W_]+")
_SMALL_WORDS_TEXT = """
a an and are as at be by can do does for from how in into is it its of on or our s the their
this to vs versus we what when where which who why with you your
"""
_SMALL_WORDS = frozenset(_SMALL_WORDS_TEXT.split())
_STOCK = re.compile(
    r"(?:summary|conclusions?|concluding remarks|introduction|overview|abstract|preface|references"
    r"|reference materials?|bibliography|further reading|key takeaways|takeaways|wrap(?:ping)? up"
    r"|exercises|appendix|glossary|acknowledge?ments?|learning objectives|prerequisites"
    r"|(?:other |key )?talking points|what's next|next steps|notes|faqs?|frequently asked "
    r"questions|resources|closing thoughts|final thoughts|recap|chapter summary)",
    re.IGNORECASE,
)
_LEAF = re.compile(
    r"(?:other |key )?talking points|summary|conclusions?|references|key takeaways|recap|notes",
    re.IGNORECASE,
)
# The steps that chapters on the design of a system share, whatever the system is.
_STEP = re.compile(
    r"clarify(?:ing)? (?:the )?requirements|fram(?:e|ing) (?:the )?problem\b.{0,30}"
    r"|data (?:preparation|collection(?: and preparation)?)"
    r"|model (?:development|building)|modell?ing|evaluation|serving|deployment|monitoring"
    r"|(?:overall )?(?:ml )?system (?:design|architecture)|(?:deployment|monitoring|serving) "
    r"and \w+"
    r"|high[- ]level design|wrap(?:ping)? up",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\b(?:two|three|four|five|six|seven|several|both|key|main|following|each|steps?|stages?|types?"
    r"|kinds?|methods?|approaches|components?|parts?|categories|first|finally|namely)\b|:",
    re.IGNORECASE,
)
_ENUMERATED = re.compile(r", .*\b(?:and|or)\b")
_LEADS_OVER = re.compile(
    r"\blet(?:'|’)?s (?:\w+ )?(?:look|dive|examine|explore|start|begin|discuss|walk|go|see|consider"
    r"|review|break)|\bin (?:more |greater )?(?:detail|turn|depth)\b|\bone by one\b"
    r"|\bbelow\b|\bwe (?:will|shall|now|first) (?!.*chapters)|\bthe following\b"
    r"|\b(?:in this section,? we|this section (?!is|was)\w+s) "
    r"|\b(?:two|three|four|five|six|several) (?:\w+ ){0,3}(?:types|kinds|methods|approaches|steps"
    r"|stages|parts|components|categories|families|ways|techniques|strategies|options|factors)\b",
    re.IGNORECASE,
)


class Section(NamedTuple):
    """A heading's title and the lines between it and the next heading."""

    title: str
    own: Sequence[str]


class Words:
    """The headings' sections, how often a title comes, and which words are in many titles."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self.sections = sections
        self.often = Counter(title_key(section.title) for section in sections)
        count = Counter(word for section in sections for word in set(stems(section.title)))
        most = max(3, len(sections) // 15)
        self.topic: set[str] = set()
        self.common = {word for word, times in count.items() if times > most}


def is_stock(title: str) -> bool:
    """Whether this is a heading that every chapter has, like 'Summary'."""
    return _STOCK.fullmatch(title.strip(" .:")) is not None


def is_leaf(title: str) -> bool:
    """Whether nothing stands under such a heading, even if its own text was lost."""
    return _LEAF.fullmatch(title.strip(" .:")) is not None


def is_step(title: str) -> bool:
    """Whether this is one of the usual steps of a design, like 'Serving'."""
    return _STEP.fullmatch(title.strip(" .:")) is not None


def title_key(title: str) -> str:
    """The words of a title, for comparing: no case, signs, or plural."""
    return " ".join(stems(title, True))


@lru_cache(maxsize=4096)
def stems(text: str, all_words: bool = False) -> tuple[str, ...]:
    """The beginnings of its words, without the small ones (unless there are no others)."""
    words = _WORD.findall(text.casefold())
    large = [word for word in words if all_words or word not in _SMALL_WORDS] or words
    return tuple(_stem(word) for word in large)


def _stem(word: str) -> str:
    word = word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
    return word[:7]


def named_by(
    name: str, titles: Sequence[Title], start: int, stop: int, taken: Collection[int]
) -> int | None:
    """Index of the heading that an item of a list names: the same words first, then nearly."""
    label = re.split(r"\s*[:(–—]\s*|\s+-\s+|\.\s", name, maxsplit=1)[0].strip(" .,;*_")
    wanted = stems(label, True)
    if not wanted or len(label) > 100:
        return None
    near = None
    for index in range(start, stop):
        if index in taken:
            continue
        title = _unnumbered(titles[index].text)
        if title == wanted:
            return index
        if near is None and _nearly(wanted, title):
            near = index
    return near


@lru_cache(maxsize=4096)
def _unnumbered(title: str) -> tuple[str, ...]:
    """The words of a title without its number and what it says in brackets."""
    return stems(re.sub(r"^[\d.]+\s+|\s*\([^()]*\)", "", title), True)


def _nearly(wanted: tuple[str, ...], title: tuple[str, ...]) -> bool:
    """One begins with the other, or they share two thirds of their words."""
    short, long = sorted((wanted, title), key=len)
    if short and long[: len(short)] == short and (len(long) - len(short) < 3 or len(short) > 1):
        return True
    one = {word for word in wanted if word not in _SMALL_WORDS}
    other = {word for word in title if word not in _SMALL_WORDS}
    return len(one & other) >= 2 and 3 * len(one & other) >= 2 * len(one | other)


def kinship(words: Words, index: int, above: int, children: Sequence[int], last: int) -> float:
    """The evidence that heading `index` stands under `above`; last: the heading before it."""
    title, parent = words.sections[index].title, words.sections[above]
    weight = _named_in(title, parent) + _contained(title, parent.title, words.topic)
    alike = [_parallel(title, words.sections[child].title, words.common) for child in children[-8:]]
    weight += sum(alike) / len(alike) if alike else 0.0
    if above == last and parent.own and _LEADS_OVER.search(parent.own[-1]):
        weight += 2.0
    return weight


def _named_in(title: str, parent: Section) -> float:
    """The title's words in one sentence of the parent's own text."""
    wanted = set(stems(title)) - set(stems(parent.title)) or set(stems(title))
    best = 0.0
    for text in parent.own:
        for sentence in re.split(r"(?<=[.!?])\s", text):
            share = len(wanted & set(stems(sentence))) / len(wanted)
            listed = _ENUMERATED.search(sentence) is not None
            if share >= 0.75 and (len(wanted) > 1 or listed or _COUNTED.search(sentence)):
                best = max(best, 3.0 if _COUNTED.search(sentence) else 1.5)
            elif share >= 0.6 and len(wanted) > 3:
                best = max(best, 1.5)
    return best


def _contained(title: str, parent: str, topic: Collection[str]) -> float:
    """The parent's words in the title: 'Data preparation in practice' under 'Data preparation'."""
    own, other = set(stems(title)), _own_words(parent).difference(topic)
    if other and other < own:
        return 3.0 if len(other) > 1 else 1.5
    return 0.5 if own & other else 0.0


@lru_cache(maxsize=4096)
def _own_words(title: str) -> frozenset[str]:
    """The words of a title but those that every chapter has, like 'overview'."""
    words = [word for word in _WORD.findall(title) if not _STOCK.fullmatch(word)]
    return frozenset(stems(" ".join(words)) if words else ())


def breaks_pattern(title: str, siblings: Sequence[str]) -> bool:
    """Whether two and more siblings share their first or last word and this title does not."""
    if len(siblings) < 2:
        return False
    own, others = stems(title), [stems(sibling) for sibling in siblings]
    return any(
        len({words[end] for words in others}) == 1
        and all(len(words) > 1 for words in others)
        and own[end] != others[0][end]
        for end in (0, -1)
    )


def _parallel(title: str, sibling: str, common: Collection[str]) -> float:
    """'Offline evaluation' beside 'Online evaluation': the same first or last word."""
    own, other = stems(title), stems(sibling)
    if own == other or _own_words(sibling) < set(own):
        return 0.0
    shared = {own[0]} & {other[0]} or ({own[-1]} & {other[-1]} if len(own) > 1 else set())
    return (1.0 if shared.issubset(common) else 2.0) if shared else 0.0
