"""Writes a made-up vault of the real shapes: types, a requires DAG, reasons, facts, cards.

The same arguments give the same bytes. Words are made up too, drawn as words of texts are (few
often, most rarely), so that the vocabulary and the full-text index have a real shape.
Usage: python bench/make_vault.py DIR --notes N --seed S
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import NamedTuple

# Share of each type among the notes, and its folder.
MIX = (
    ("concept", "concepts", 0.50), ("paper", "papers", 0.20), ("metric", "metrics", 0.08),
    ("system", "systems", 0.08), ("resource", "resources", 0.05), ("chapter", "chapters", 0.03),
    ("problem", "problems", 0.03), ("org", "orgs", 0.03),
)  # fmt: skip
SYLLABLES = (
    "ba be bi bo da de di do fa fe ga ge ka ke ki ko la le li lo ma me mi mo na ne no pa pe po"
    " ra re ri ro sa se si so ta te ti to va ve vi zo"
)
WORDS = 6000
FRAMEWORK = 7


class Made(NamedTuple):
    """A note's names."""

    type: str
    folder: str
    stem: str
    title: str


class Writer:
    """Draws words and notes from one seeded source."""

    def __init__(self, notes: int, seed: int) -> None:
        self.random = random.Random(seed)
        syllables = SYLLABLES.split()
        self.words = [
            "".join(self.random.choices(syllables, k=self.random.randint(2, 4)))
            for _ in range(WORDS)
        ]
        weights = [1 / (rank + 3) for rank in range(WORDS)]
        total = 0.0
        self.cumulative = [total := total + weight for weight in weights]
        self.of_type: dict[str, list[Made]] = {name: [] for name, _, _ in MIX}
        for number in range(notes):
            self._name(number, notes)

    def _name(self, number: int, notes: int) -> None:
        share, kind, folder = number / notes, MIX[0][0], MIX[0][1]
        for name, place, part in MIX:
            if share < part:
                kind, folder = name, place
                break
            share -= part
        title = f"{self.some(2).capitalize()} {number}"
        self.of_type[kind].append(Made(kind, folder, title.lower().replace(" ", "-"), title))

    def some(self, count: int) -> str:
        """`count` words, common ones often."""
        return " ".join(self.random.choices(self.words, cum_weights=self.cumulative, k=count))

    def few(self, made: list[Made], most: int) -> list[Made]:
        """Some of these notes, each at most once."""
        return self.random.sample(made, min(len(made), self.random.randint(0, most)))

    def note(self, made: Made, place: int) -> str:
        """The text of one note; place: its number among its type."""
        lines = ["---", f"type: {made.type}", f"title: {made.title}", *self._header(made)]
        lines += ["status: reviewed", "---", self.some(14).capitalize() + ".", ""]
        lines += [self.some(50).capitalize() + f", see [[{self._any().stem}]].", ""]
        links = self._links(made, place)
        if links:
            lines += ["## Links", *links, ""]
        if made.type in ("concept", "metric", "system"):
            lines += ["## Facts", f"- cost:: {self.some(4)} [as_of:: 2026-01]", ""]
            lines += ["## Cards", f"Q: Why {self.some(8)}?", f"A: {self.some(6)} ^why", ""]
        if made.type == "problem":
            lines += self._steps()
        return "\n".join(lines).rstrip("\n") + "\n"

    def _any(self) -> Made:
        return self.random.choice(self.of_type["concept"])

    def _header(self, made: Made) -> list[str]:
        lines = [f"aliases: [{self.some(1)}{made.title.rpartition(' ')[2]}]"]
        if made.type == "paper":
            number = int(made.stem.rpartition("-")[2])
            lines.append(f'arxiv: "21{self.random.randint(1, 12):02d}.{number % 100000:05d}"')
            lines.append("year: 2021")
            lines.append(f"authors: [{self.some(1).title()} {self.some(1).title()}]")
        if made.type in ("concept", "metric", "system") and self.of_type["chapter"]:
            chapter = self.random.choice(self.of_type["chapter"])
            lines += ["covered_in:", f'  - "[[{chapter.stem}#{self.some(2).capitalize()}]]"']
        return lines

    def _links(self, made: Made, place: int) -> list[str]:
        concepts = self.of_type["concept"]
        # Only to earlier concepts, most of them near: deep chains and no cycle.
        before = concepts[max(0, place - 400) : place] if made.type == "concept" else concepts
        pairs: list[tuple[str, Made]] = []
        if made.type in ("concept", "metric", "chapter"):
            pairs += [("requires", other) for other in self.few(before, 5)]
        if made.type == "concept":
            pairs += [("contrasts_with", other) for other in self.few(before, 1)]
            pairs += [("evaluated_by", other) for other in self.few(self.of_type["metric"], 2)]
        if made.type == "system":
            pairs += [("uses", other) for other in self.few(concepts, 3)]
            pairs += [("made_by", other) for other in self.few(self.of_type["org"], 1)]
        if made.type == "paper":
            pairs += [("addresses", other) for other in self.few(concepts, 2)]
        if made.type == "chapter":
            pairs += [("cites", other) for other in self.few(self.of_type["paper"], 20)]
        return [
            f"- {relation}:: [[{other.stem}]]"
            + ("" if relation in ("made_by", "cites", "evaluated_by") else f" — {self.some(9)}")
            for relation, other in pairs
        ]

    def _steps(self) -> list[str]:
        lines = ["## Steps"]
        for number, step in enumerate(self.of_type["concept"][:FRAMEWORK]):
            lines.append(f"### [[{step.stem}]]")
            lines.append(f"- [[{self._any().stem}]] — {self.some(9)} ^point-{number}")
        return lines


def make_vault(folder: Path, notes: int, seed: int) -> None:
    """Writes `notes` notes below `folder`."""
    writer = Writer(notes, seed)
    for kind, place, _ in MIX:
        (folder / place).mkdir(parents=True, exist_ok=True)
        for number, made in enumerate(writer.of_type[kind]):
            path = folder / made.folder / f"{made.stem}.md"
            path.write_text(writer.note(made, number), encoding="utf-8")


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--notes", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    make_vault(args.folder, args.notes, args.seed)


if __name__ == "__main__":
    main()
