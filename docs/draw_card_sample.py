"""Draws a random sample of a pack's cards to be judged: python docs/draw_card_sample.py --help.

Owns how the sample is drawn, so that anyone draws the same one again from the same notes and seed.
Questions and answers go to two files: the judge must answer before looking. Not here: the verdicts
(docs/card-review.md).
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cards.drafts import Draft
from cards.trial_cards import trial_cards
from kg.layers import read_pack
from kg.schema import RELATIONS

PACK = Path(__file__).resolve().parent.parent / "kg" / "packs" / "ml-system-design"


def draw(pack: Path, seed: int, size: int) -> list[Draft]:
    """`size` live cards of the pack, without replacement, in the order they were drawn.

    Cards are sorted by id before the draw: the sample depends on the notes and the seed only.
    """
    cards = sorted(trial_cards([read_pack(pack)], RELATIONS).drafts, key=lambda card: card.id)
    return random.Random(seed).sample(cards, min(size, len(cards)))


def write(cards: list[Draft], folder: Path) -> None:
    """questions.txt and answers.txt, one numbered line a card."""
    folder.mkdir(parents=True, exist_ok=True)
    questions = [f"{n}. {one_line(card.question)}" for n, card in enumerate(cards, 1)]
    answers = [f"{n}. {one_line(card.answer)} [{card.id}]" for n, card in enumerate(cards, 1)]
    (folder / "questions.txt").write_text("\n".join(questions) + "\n", encoding="utf-8")
    (folder / "answers.txt").write_text("\n".join(answers) + "\n", encoding="utf-8")


def one_line(text: str) -> str:
    """The text with every run of white space as one blank."""
    return " ".join(text.split())


def main() -> int:
    """Draw and write; 0."""
    parser = argparse.ArgumentParser(
        description="Draw cards to be judged: questions.txt and answers.txt.",
        epilog="Example: python docs/draw_card_sample.py --seed 20261122 --size 100 sample",
    )
    parser.add_argument("folder", type=Path, help="where the two files go")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--size", type=int, default=100)
    parser.add_argument("--pack", type=Path, default=PACK)
    args = parser.parse_args()
    write(draw(args.pack, args.seed, args.size), args.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
