"""Edgewise knows no field: no word of machine learning is in its code but as a named example."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(
    path
    for pattern in ("kg/*.py", "cards/*.py", "sync/*.py", "cli/*.py", "tui/**/*.py", "edgewise.py")
    for path in ROOT.glob(pattern)
)
FIELD = re.compile(
    r"transformer|attention|neural|machine.?learning|deep.?learning|\bml\b|\bgpus?\b|\bllms?\b"
    r"|softmax|embedding|gradient|diffusion|\bgpt|\bbert\b|\bbleu\b|\brouge\b|autoencoder|backprop"
    r"|tokeni[sz]er|finetun|fine-tun|hyperparameter|reinforcement|classifier|\brag\b|kv.cache",
    re.IGNORECASE,
)
# The example line of a command's help may name a node of the pack that ships.
HELP_EXAMPLE = re.compile(r"^(?:EXAMPLE|EPILOG) = ")
# Docstrings and comments that explain by example: file, and the words as they stand there.
EXAMPLES = {
    ("cards/leak.py", "latent diffusion was introduced by"),
    ("cards/undo.py", "Good on 'What is softmax?'"),
    ("kg/links.py", "'pack/self-attention' as 'self attention'"),
    ("kg/names.py", "'KV-Cache' and 'kv cache' agree"),
    ("kg/names.py", "'concepts/self-attention.md' gives 'self-attention'"),
    ("kg/queries.py", "as in 'covers Attention, which X builds on'"),
    ("kg/search.py", "'atten' is Attention, not the"),
}


def identify(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def field_lines(path: Path) -> list[str]:
    """The lines that know the field, without those that may."""
    name = identify(path)
    mine = [text for file, text in EXAMPLES if file == name]
    return [
        f"{name}:{number} {line.strip()}"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if FIELD.search(line)
        and not (name.startswith("cli/") and HELP_EXAMPLE.match(line))
        and not any(text in line for text in mine)
    ]


@pytest.mark.parametrize("path", FILES, ids=identify)
def test_a_file_of_code_knows_no_word_of_the_shipped_field(path: Path) -> None:
    assert field_lines(path) == []


@pytest.mark.parametrize(("file", "text"), sorted(EXAMPLES))
def test_every_allowed_example_is_still_there(file: str, text: str) -> None:
    assert text in (ROOT / file).read_text(encoding="utf-8")


def test_the_search_for_such_words_finds_them_and_no_others() -> None:
    for text in ("HEADS = {'transformer'}", "the KV cache", "an ML system", "fine-tuning"):
        assert FIELD.search(text)
    for text in ("html", "storage", "yaml", "at tension"):
        assert not FIELD.search(text)
