"""The quick ways of folding titles and names come to the same as the thorough one."""

from __future__ import annotations

import random
import re

from kg.names import fold
from sync.title_words import indexed_names, words_of

WORD = re.compile(r"[^\W_]+")


def thorough(text: str) -> list[str]:
    return WORD.findall(fold(text))


def test_every_ascii_character_is_folded_as_any_other_text_is() -> None:
    draw = random.Random(1)
    ascii_ = [chr(n) for n in range(128) if chr(n) not in "\\$"]
    texts = ["".join(draw.choices(ascii_, k=40)) for _ in range(500)] + [f"a{c}b" for c in ascii_]
    assert [words_of(text) for text in texts] == [thorough(text) for text in texts]


def test_names_are_indexed_by_the_words_that_look_ups_ask_for() -> None:
    names = [
        "Ada Quill\nOtto Römer Jr.",
        "Zoë O'Ångström-Ó Súilleabháin",
        "李 明",
        "ﬁnn ﬀ ´x",
        "x" * 60 + "é",
        'Jos\\\'e {\\"O}zg\\"ur\nZoë',
        "Ada Quill",
    ]
    # The index itself folds what is ASCII, as thorough does.
    assert [thorough(indexed_names(name)) for name in names] == [words_of(name) for name in names]
