"""A strict reader of hashcards' decks, after its description: raises where hashcards refuses."""

from __future__ import annotations

import tomllib
from typing import NamedTuple


class Read(NamedTuple):
    """One card: (question, answer) of a basic one, (text, the hidden words) of a cloze."""

    kind: str
    face: str
    back: str
    comment: str


class Refused(Exception):
    """What hashcards would not read."""


def read_deck(text: str) -> tuple[str, list[Read]]:
    """The deck's name and its cards."""
    lines = text.split("\n")
    name = ""
    if lines[0].strip() == "---":
        end = next((n for n, line in enumerate(lines[1:], 1) if line.strip() == "---"), None)
        if end is None:
            raise Refused("frontmatter does not end")
        name = tomllib.loads("\n".join(lines[1:end]))["name"]
        lines = lines[end + 1 :]
    return name, _Reader().read(lines)


class _Reader:
    def __init__(self) -> None:
        self.state = "start"
        self.parts: dict[str, str] = {}
        self.comment = ""
        self.cards: list[Read] = []

    def read(self, lines: list[str]) -> list[Read]:
        for line in lines:
            mark = line[:2]
            if mark in ("Q:", "A:", "C:"):
                self.mark(mark[0], line[2:].strip())
            elif line.strip() == "---":
                self.separator()
            elif line.lstrip().startswith("#"):
                self.comment = line.strip() if self.state == "start" else self.comment
            elif self.state == "start":
                if line.strip():
                    raise Refused(f"stray text {line!r}")
            else:
                self.parts[self.state] += f"\n{line}"
        self.separator(at_end=True)
        return self.cards

    def mark(self, mark: str, text: str) -> None:
        if mark == "A":
            if self.state != "Q":
                raise Refused(f"answer in {self.state}")
            self.state, self.parts["A"] = "A", text
            return
        if self.state == "Q":
            raise Refused("question without answer")
        self.finish()
        self.state, self.parts = mark, {mark: text}

    def separator(self, *, at_end: bool = False) -> None:
        if self.state == "Q":
            raise Refused("question without answer")
        self.finish()
        self.state = "start"
        if not at_end:
            self.comment = ""

    def finish(self) -> None:
        if self.state == "A":
            question, answer = self.parts["Q"].strip(), self.parts["A"].strip()
            self.cards.append(Read("basic", question, answer, self.comment))
        elif self.state == "C":
            self.cards += _clozes(self.parts["C"].strip(), self.comment)


def _clozes(text: str, comment: str) -> list[Read]:
    clean: list[str] = []
    spans: list[tuple[int, int]] = []
    start: int | None = None
    image = escape = False
    for at, letter in enumerate(text):
        after = text[at + 1 : at + 2]
        if letter in "[]" and (image or escape):
            image = image and letter == "["
            escape = False
            clean.append(letter)
        elif letter == "[":
            start = len(clean)
        elif letter == "]":
            if start is not None:
                spans.append((start, len(clean)))
                start = None
        elif letter == "\\" and after in ("[", "]"):
            escape = True
        else:
            image = image or (letter == "!" and after == "[")
            clean.append(letter)
    if not spans:
        raise Refused(f"cloze without deletion: {text!r}")
    whole = "".join(clean)
    return [Read("cloze", whole, whole[a:b], comment) for a, b in spans]
