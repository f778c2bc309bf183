"""What the source documents get wrong is not in the shipped pack, and what is right is taught."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import kg

PACK = Path(next(iter(kg.__path__))) / "packs" / "ml-system-design"
ERRATA = tomllib.loads(
    (Path(__file__).parent / "errata.toml").read_text(encoding="utf-8"),
)
IDS = [f"s{number:02}" for number in range(1, 83)]


@pytest.fixture(scope="module")
def notes() -> dict[str, str]:
    """Every note's text by its stem."""
    return {path.stem: path.read_text(encoding="utf-8") for path in PACK.glob("*/*.md")}


def test_every_erratum_is_looked_for() -> None:
    assert sorted(ERRATA) == IDS


@pytest.mark.parametrize("erratum", IDS)
def test_a_pattern_catches_what_it_is_for(erratum: str) -> None:
    entry = ERRATA[erratum]
    assert len(entry["never"]) == len(entry["caught"]) > 0
    for pattern, wrong in zip(entry["never"], entry["caught"], strict=True):
        assert re.search(pattern, wrong, re.IGNORECASE), (pattern, wrong)


@pytest.mark.parametrize("erratum", IDS)
def test_no_note_says_it(erratum: str, notes: dict[str, str]) -> None:
    for pattern in ERRATA[erratum]["never"]:
        for stem, text in notes.items():
            found = re.search(pattern, text, re.IGNORECASE)
            assert found is None, (stem, found and found.group())


@pytest.mark.parametrize("erratum", [e for e in IDS if "taught" in ERRATA.get(e, {})])
def test_what_is_right_is_taught(erratum: str, notes: dict[str, str]) -> None:
    for stem, pattern in ERRATA[erratum]["taught"]:
        assert stem in notes, stem
        assert re.search(pattern, notes[stem]), (stem, pattern)
