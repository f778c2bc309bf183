"""Wording: titles, answers and dates as they stand inside an English sentence.

Owns articles, capitals, plurals and final punctuation of generated text. Heuristics over English
titles in sentence case; a pack's words (words.py) and a note's own q and a are the cure where they
guess wrong. LaTeX and code are left alone. Not here: which question is asked (templates.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from cards.words import NO_WORDS, Words
from kg.links import in_words

_words = str.split
TITLES = 32768  # titles come again and again within one generation
_A_HEADS = frozenset(
    _words("""
agent algorithm architecture baseline batch benchmark block bottleneck bound bubble buffer cache
chip cluster database dataset dependency distribution engine ensemble feature filter forest
framework function gateway generator graph head index judge kernel label law layer machine
mechanism mixture model network node objective optimizer outlier parameter partition pipeline policy
pool prior process processor prompt protocol queue replica requirement router scheduler server shard
stage store system task technique test token tree type update vector window worker
""")
)
_THE_HEADS = frozenset(_words("score rate distance matrix curve error count ratio trade-off rank"))
_SINGULAR_IN_S = frozenset(
    _words("""
loss bias analysis basis axis atlas access process physics statistics mathematics dynamics
""")
)
_SPOKEN_VOWEL = frozenset("AEFHILMNORSX")
_SPOKEN_AS_WORD = frozenset({"RAM", "NAND", "FIFO", "LIFO", "REST", "SQL"})
_YOU = re.compile(r"(?i)u(ni|se|ti|-)|eu|one\b|once\b")
_HEAD_END = re.compile(r"\s(?:of|for|in|with|at|per|as|from|to|on|over)\s|[,:(@]")
# An ordinary word, or several with hyphens; not nDCG, k-nearest, arXiv or x_i.
_PLAIN_OPENING = re.compile(r"[^\W\d_A-Z](?!-)[^\W\d_A-Z]*(?:[-'’][^\W\d_A-Z]+)*(?![\w^(=/\\])")
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_MONTHS = _words("""
January February March April May June July August September October November December
""")
_NORMAL_WORD = re.compile(r"[^\W_]+(?:[+#@%][^\W_]*)*|\[\.\.\.\]")
# Letters and digits as they are, all else a space; the signs that _NORMAL_WORD keeps are marked.
_MARK = "\0"
_PLAIN_WORDS = "".join(
    chr(n) if chr(n).isalnum() else _MARK if chr(n) in "+#@%[" else " " for n in range(128)
)
_ARTICLES = frozenset({"a", "an", "the"})
_SIGNS_MATTER = re.compile(r"(\$[^$]+\$|`[^`]+`)")
# The words of the packs that cards are being made from; `speaking` sets them.
_field: Words = NO_WORDS
_COUNTS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@contextmanager
def speaking(words: Words) -> Iterator[None]:
    """Within the block titles are worded with the words of a field.

    What is in force is one value of the process: as an argument of every call it would be part of
    the key of each cache.
    """
    before = field_words()
    _speak(words)
    try:
        yield
    finally:
        _speak(before)


def _speak(words: Words) -> None:
    global _field
    if words != _field:
        _field = words
        for cached in (inline, head, is_plural, phrase):
            cached.cache_clear()


def field_words() -> Words:
    """The words in force."""
    return _field


def is_name(word: str) -> bool:
    """Whether a title's first word keeps its capital: an acronym, a symbol, a person's name."""
    rest = word[1:]
    if any(c.isupper() or c.isdigit() for c in rest):
        return True
    return word.lower().split("-")[0].removesuffix("'s") in _field.names


@lru_cache(maxsize=TITLES)
def inline(title: str) -> str:
    """A concept's or metric's title inside a sentence: 'Beam search' -> 'beam search'."""
    words = title.split()
    if not words or is_name(words[0]):
        return title
    rest = [w for w in words[1:] if w.isalpha() and len(w) > 3]
    if rest and all(w[0].isupper() and w.lower() not in _field.names for w in rest):
        return title  # a proper name: Zero Redundancy Optimizer
    return title[0].lower() + title[1:]


@lru_cache(maxsize=TITLES)
def head(title: str) -> str:
    """The noun a title turns on: 'mixture of experts' -> 'mixture'."""
    first = _HEAD_END.split(title, maxsplit=1)[0].split()
    return first[-1].lower() if first else ""


@lru_cache(maxsize=TITLES)
def is_plural(title: str) -> bool:
    """Whether the title takes 'are': 'Delayed labels', 'Bias and fairness'."""
    if " and " in title and not title.split()[0].lower().endswith("ing"):
        return True
    noun = head(title)
    if noun in _SINGULAR_IN_S or noun in _field.singular or title.isupper():
        return False
    return len(noun) > 3 and noun.endswith("s") and not noun.endswith(("ss", "us", "is"))


def article(phrase: str) -> str:
    """'a' or 'an', by sound."""
    word = re.split(r"[\s\-/]", phrase, maxsplit=1)[0]
    as_word = len(word) > 1 and (word in _SPOKEN_AS_WORD or word in _field.spoken)
    if word.isupper() and not as_word:
        spelled = len(word) <= 4
        return "an" if spelled and word[0] in _SPOKEN_VOWEL else "a"
    if _YOU.match(phrase):
        return "a"
    return "an" if word[:1].lower() in "aeiou" else "a"


@lru_cache(maxsize=TITLES)
def phrase(title: str, definite: bool = False) -> str:
    """The title as a noun phrase: 'a loaf', 'the error rate', 'kneading'."""
    text = inline(title)
    noun = head(title)
    if text.lower().startswith(("the ", "a ", "an ")) or is_plural(title):
        return text
    if noun in _THE_HEADS:
        return f"the {text}"
    own = noun in _field.countable
    if not own and (noun not in _A_HEADS or title.endswith("ing")):
        return text
    return f"the {text}" if definite else f"{article(text)} {text}"


@lru_cache(maxsize=TITLES)
def quoted(title: str) -> str:
    """A paper's or book's title in quotes, cut at its colon where the name before it will do."""
    name = title.split(":", 1)[0].strip()
    return f'"{name}"' if name and len(name.split()) <= 4 else f'"{title}"'


def capital(text: str) -> str:
    """The text with a capital first letter, unless it starts with code, maths or a written name."""
    if text[:1].islower() and _PLAIN_OPENING.match(text):
        return text[0].upper() + text[1:]
    return text


def answer_text(text: str) -> str:
    """An answer as it is shown: links resolved, capital first, one full stop after a sentence."""
    text = capital(in_words(text).strip())
    while text.endswith((",", ";", ":")) or (text.endswith("..") and not text.endswith("...")):
        text = text[:-1].rstrip()
    last = text[-1:]
    if (last.isalnum() or last in (")", "%", '"', "'")) and "\n" not in text:
        return text + "." if len(text.split()) > 3 else text
    return text


def name_text(text: str) -> str:
    """A title as an answer: capital first, no full stop after it."""
    return capital(in_words(text).strip())


def question_text(text: str) -> str:
    """A question as it is shown: links resolved, capital first, a single final mark."""
    text = capital(in_words(text).strip())
    while text.endswith(("??", "?.", ".?")):
        text = text[:-2].rstrip(".?") + "?"
    return text


def spoken_date(as_of: str) -> str:
    """'2022-04' -> 'April 2022'; what is not such a date is left as it is."""
    found = _DATE.fullmatch(as_of.strip())
    if found is None:
        return as_of.strip()
    year, month, day = found.groups()
    if month is None or not 1 <= int(month) <= 12:
        return year
    name = f"{_MONTHS[int(month) - 1]} {year}"
    return f"{int(day)} {name}" if day else name


def spoken_count(number: int) -> str:
    """3 -> 'three'."""
    return _COUNTS[number] if number < len(_COUNTS) else str(number)


def joined(items: list[str]) -> str:
    """'a, b and c'; semicolons where an item has a comma of its own."""
    if any("," in item for item in items):
        return "; ".join(items)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def _normal_words(text: str) -> list[str]:
    """All of _NORMAL_WORD in a text; quicker where it is English without signs, as most is."""
    if text.isascii():
        plain = text.translate(_PLAIN_WORDS)
        if _MARK not in plain:
            return plain.split()
    words: list[str] = _NORMAL_WORD.findall(text)
    return words


def normal(question: str) -> str:
    """A question as the uniqueness rule sees it: case, articles and punctuation do not matter.

    Code and maths keep every sign, because there a sign is the difference.
    """
    if "$" not in question and "`" not in question:
        return " ".join([w for w in _normal_words(question.lower()) if w not in _ARTICLES])
    pieces = []
    for piece in _SIGNS_MATTER.split(question):
        signs = piece[:1] in ("$", "`")
        pieces.append(piece if signs else normal(piece.replace("$", " ").replace("`", " ")))
    return " ".join(piece for piece in pieces if piece)
