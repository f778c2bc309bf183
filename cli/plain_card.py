"""A card as plain lines for a screen reader or a dumb terminal: no marks, no codes, math as text.

Owns how each part is led in ("Question:", "Source:") and that nothing but printable text comes out.
Pure but for reading the graph. Not here: asking and grading (plain_review.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from cards.card_info import CardInfo
from cards.models import Card, Outcome
from cards.near_links import near_links
from cards.typed import Compared
from kg.compiled import Graph
from kg.formulas import formulas_in, formulas_out
from kg.relation_words import relation_words

GRADES = ("again", "hard", "good", "easy")
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_PAGE = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)]*)\)")
_WIKILINK = re.compile(r"!?\[\[([^\]|#]+)(?:#([^\]|]+))?(?:\|([^\]]+))?\]\]")
_KEY = re.compile(r"(?m)[ \t]\^[\w-]+[ \t]*$")
_FENCE = re.compile(r"(?m)^\s*(```|~~~)[^\n]*$")
_MARKS = re.compile(r"\*\*|==|`|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])")
_NEAR = 3
_DAY_S, _HOUR_S, _MINUTE_S = 86_400, 3600, 60


def speak(text: str) -> str:
    """Markdown as a person would read it aloud; lines stay lines."""
    marked, formulas = formulas_out(_KEY.sub("", text.strip()))
    marked = _IMAGE.sub(lambda found: f"(image: {found[1] or 'without words'})", marked)
    marked = _PAGE.sub(r"\1", marked)
    marked = _WIKILINK.sub(lambda found: found[3] or found[1].replace("-", " "), marked)
    fences = 0

    def fence(_: re.Match[str]) -> str:
        nonlocal fences
        fences += 1
        return "Code:" if fences % 2 else "End of code."

    said = formulas_in(_MARKS.sub("", _FENCE.sub(fence, marked)), formulas)
    return printable(said.replace("[...]", "(blank)"))


def printable(text: str) -> str:
    """The text without anything that could move a cursor or change a colour."""
    return "".join(each for each in text if each == "\n" or each.isprintable())


def question_lines(card: Card) -> list[str]:
    """The question side."""
    cue = [f"About: {speak(card.cue)}"] if card.cue else []
    return [*cue, f"Question: {speak(card.question)}"]


def answer_lines(card: Card, graph: Graph | None) -> list[str]:
    """The answer side: answer, what is said beside it, sources, a few links."""
    lines = [f"Answer: {speak(card.answer)}"]
    if card.extra:
        lines.append(f"Beside: {speak(card.extra)}")
    lines += [f"Source: {each}" for each in _sources(card)]
    for near in near_links(graph, card, _NEAR) if graph is not None else ():
        words = relation_words(near.relation, forward=near.forward)
        lines.append(f"Link: {words} {speak(near.title)}: {speak(near.reason)}")
    return lines


def _sources(card: Card) -> list[str]:
    said: list[str] = []
    for entry in json.loads(card.source or "[]"):
        known = [str(entry.get(name) or "") for name in ("title", "year", "section")]
        arxiv = str(entry.get("arxiv") or "")
        parts = [*filter(None, known), *([f"arXiv {arxiv}"] if arxiv else [])]
        said.append(speak(", ".join(parts)))
    return said


def compared_line(compared: Compared) -> str:
    """What typing came to, in one sentence."""
    grade = GRADES[compared.rating - 1]
    if compared.same:
        return f"The same. Enter is {grade}."
    if not compared.close:
        return f"Not it. Enter is {grade}."
    marks = {"missing": "missing", "extra": "too much"}
    slips = "; ".join(
        f"{marks[part.kind]}: {printable(part.text.strip() or 'a space')}"
        for part in compared.parts
        if part.kind in marks
    )
    return f"Nearly the same ({slips}). Enter is {grade}."


def grade_line(outcomes: Sequence[Outcome]) -> str:
    """The four letters with what each schedules; none in practice: then nothing is scheduled."""
    if not outcomes:
        return "a again (it comes once more), h hard, g good, e easy"
    parts = zip("ahge", GRADES, outcomes, strict=True)
    return ", ".join(
        f"{letter} {word} {span(each.interval_days, each.delay_s)}" for letter, word, each in parts
    )


def span(days: int, seconds: int) -> str:
    """A scheduled interval in words: 10 minutes, 4 days."""
    if days:
        return _count(days, "day")
    if seconds >= _DAY_S:
        return _count(round(seconds / _DAY_S), "day")
    if seconds >= _HOUR_S:
        return _count(round(seconds / _HOUR_S), "hour")
    return _count(max(1, round(seconds / _MINUTE_S)), "minute")


def info_lines(info: CardInfo) -> list[str]:
    """What is known about a card's memory."""
    memory = info.memory
    if memory.stability is None or info.recall is None:
        return ["Not answered yet."]
    lines = [
        f"Recall now: {info.recall:.0%}.".replace("%", " percent"),
        f"Stability: {memory.stability:.1f} days. Difficulty: {memory.difficulty:.1f} of 10.",
        f"{_count(memory.reps, 'answer')}, {_count(memory.lapses, 'lapse')}.",
    ]
    given = [GRADES[row.rating - 1] for row in info.history[-10:] if 1 <= row.rating <= 4]
    return [*lines, f"Latest answers: {', '.join(given)}."]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
