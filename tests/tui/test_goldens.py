"""The eight main screens look as docs/screens shows them, cell by cell.

The pictures of the README and these are the same files, made by the same script.
"""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from tests.tui.svg_cells import cells_of, differences

DOCS = Path(__file__).resolve().parents[2] / "docs"
SCREENS = DOCS / "screens"
MAIN = (
    "home", "question", "answer", "browse", "cards", "statistics", "settings", "exercise",
)  # fmt: skip
TOLD = 12  # differences of one screen


def kept(name: str) -> str:
    return (SCREENS / f"{name}.svg").read_text(encoding="utf-8")


def test_the_main_screens_look_as_in_the_documents(tmp_path: Path) -> None:
    maker = runpy.run_path(str(DOCS / "make_screenshots.py"))
    home = tmp_path / "home"
    home.mkdir()
    made = maker["pictures"](home, MAIN)
    assert sorted(made) == sorted(MAIN)
    words: list[str] = []
    for name, picture in made.items():
        found = differences(cells_of(kept(name)), cells_of(picture))
        if found:
            new = tmp_path / f"{name}.svg"
            new.write_text(picture, encoding="utf-8")
            words += [f"{name} ({len(found)} places), now as in {new}", *found[:TOLD]]
    if words:
        words.append("If that is meant, take it over: python docs/make_screenshots.py")
        pytest.fail("\n".join(words), pytrace=False)


def test_a_word_a_colour_and_a_ground_that_change_are_seen() -> None:
    picture = kept("question")
    before = cells_of(picture)
    assert "".join(before[0, column].letter for column in range(1, 7)) == "Review"
    assert differences(before, cells_of(picture.replace(">Review<", ">Revues<"))) == [
        "row 1, column 5: 'i' is now 'u'",
        "row 1, column 7: 'w' is now 's'",
    ]
    colour = before[0, 1].look[0].removeprefix("fill: ")
    (first, *_) = differences(before, cells_of(picture.replace(f"fill: {colour}", "fill: #123456")))
    assert "'Review'" in first and colour in first and "#123456" in first
    ground = before[0, 0].ground
    assert differences(before, cells_of(picture.replace(f'fill="{ground}"', 'fill="#654321"')))


def test_no_picture_names_a_machine_or_fetches_anything() -> None:
    for path in SCREENS.glob("*.svg"):
        picture = path.read_text(encoding="utf-8")
        assert "@font-face" not in picture and "url(http" not in picture, path.name
        assert "/tmp" not in picture and str(Path.home()) not in picture, path.name
