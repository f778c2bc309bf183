"""Images and sounds of cards and notes: drawn where there are colours, words elsewhere, o opens."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PIL import Image
from textual.pilot import Pilot

from cards.places import Places
from cards.queue import Scope
from cards.refresh import refresh
from cards.store import Store
from cards.study import Study
from tests.tui.conftest import NOON_MS, Clock
from tests.tui.screen_factory import notice_of, play, text_of
from tui import pictures
from tui.edgewise import EdgewiseApp
from tui.markdown_text import inline
from tui.screens.review import ReviewScreen

NOTE = """---
type: concept
title: Zz lamp
root: true
status: reviewed
---
A thing that shines.

![the lamp at night](<media/the lamp.png>)

[listen](media/hum.mp3) to ![what is gone](media/gone.png).

## Cards
Q: Which part shines in ![a drawing](media/the%20lamp.png)?
A: The bulb, [listen](media/hum.mp3). ^which-part
"""
SCOPE = Scope(node="vault/zz-lamp", depth=0)


@pytest.fixture
def study_with_lamp(home: Places, clock: Clock) -> Study:
    media = home.vault / "concepts" / "media"
    media.mkdir(parents=True)
    picture = Image.new("RGBA", (40, 20), (0, 0, 0, 0))
    picture.paste((255, 0, 0, 255), (0, 0, 20, 20))
    picture.save(media / "the lamp.png")
    (media / "hum.mp3").write_bytes(b"ID3" + bytes(10))
    (home.vault / "concepts" / "zz-lamp.md").write_text(NOTE)
    with Store.open(home.study_db) as store:
        refresh(home, store, NOON_MS)
    return Study.open(home, clock=clock)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was handed to the desktop."""
    addresses: list[str] = []
    monkeypatch.setattr("tui.web.has_browser", lambda: True)
    monkeypatch.setattr(
        EdgewiseApp, "open_url", lambda _self, url, new_tab=True: addresses.append(url)
    )
    return addresses


async def ask_which_part(app: EdgewiseApp, pilot: Pilot[None]) -> None:
    """Answer what comes before the card with the picture."""
    for _ in range(4):
        assert isinstance(app.screen, ReviewScreen)
        assert app.screen.shown is not None
        if "Which part" in app.screen.shown.card.question:
            return
        await pilot.press("space")
        await pilot.press("4")
    raise AssertionError("the card was not asked")


def test_a_card_shows_its_picture_in_review_and_the_answers_only_after_it(
    study_with_lamp: Study, opened: list[str]
) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await ask_which_part(app, pilot)
        assert "[image: a drawing — media/the lamp.png]" in text_of(app)
        assert text_of(app).count("▀" * 40) == 10
        await pilot.press("o")
        assert notice_of(app) == "Opened the lamp.png"
        await pilot.press("o")
        assert len(opened) == 1, "the sound belongs to the answer"
        await pilot.press("space")
        assert "[sound: listen — media/hum.mp3]" in text_of(app)
        await pilot.press("o", "o")
        assert [address.rsplit("/", 1)[1] for address in opened] == [
            "the%20lamp.png", "the%20lamp.png", "hum.mp3",
        ]  # fmt: skip

    play(study_with_lamp, steps, scope=SCOPE)


def test_browse_shows_the_picture_and_opens_what_the_note_names_in_turn(
    study_with_lamp: Study, opened: list[str]
) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        app.open_node("vault/zz-lamp")
        await pilot.pause()
        assert "▀" * 40 in text_of(app)
        assert "[image: what is gone — media/gone.png]" in text_of(app)
        await pilot.press("o", "o", "o")
        assert [address.rsplit("/", 1)[1] for address in opened] == ["the%20lamp.png", "hum.mp3"]
        assert "no page on the web" in notice_of(app)

    play(study_with_lamp, steps, screen="home")


def test_without_pillow_or_colours_the_words_stand_there_and_o_still_opens(
    study_with_lamp: Study, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures._rows.cache_clear()
    monkeypatch.setitem(sys.modules, "PIL", None)

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await ask_which_part(app, pilot)
        assert "▀" not in text_of(app)
        assert "[image: a drawing — media/the lamp.png]" in text_of(app)
        await pilot.press("o")
        assert len(opened) == 1

    play(study_with_lamp, steps, scope=SCOPE)
    pictures._rows.cache_clear()


def test_no_colour_means_no_picture(
    study_with_lamp: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        app.open_node("vault/zz-lamp")
        await pilot.pause()
        assert "▀" not in text_of(app)

    play(study_with_lamp, steps, screen="home")


def test_without_a_desktop_the_place_of_the_file_is_said(
    study_with_lamp: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.web.has_browser", lambda: False)

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        app.open_node("vault/zz-lamp")
        await pilot.pause()
        await pilot.press("o")
        assert notice_of(app).startswith("The file is ")
        assert notice_of(app).endswith("the lamp.png")

    play(study_with_lamp, steps, screen="home")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"<svg/>",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\x01\x00\x00\0\x01\x00\x00\x08\x06\0\0\0" + bytes(40),
    ],
)
def test_what_is_no_picture_or_a_bomb_is_not_drawn(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    path.write_bytes(data)
    assert pictures.rows_of(path, 60) == []


def test_a_bomb_of_pixels_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    Image.new("1", (9000, 9000)).save(path)
    assert path.stat().st_size < 100_000
    assert pictures.rows_of(path, 60) == []


@pytest.mark.parametrize(("size", "lines"), [((400, 20), 2), ((20, 4000), 14), ((1, 1), 1)])
def test_a_picture_keeps_its_shape_inside_the_screen(
    size: tuple[int, int], lines: int, tmp_path: Path
) -> None:
    path = tmp_path / "x.png"
    Image.new("RGB", size, "blue").save(path)
    rows = pictures.rows_of(path, 60)
    assert len(rows) == lines
    assert all(1 <= row.cell_length <= 60 for row in rows)


def test_a_fact_or_reason_names_its_image_in_words() -> None:
    assert inline("a ![plan](media/p.png) b").plain == "a [image: plan — media/p.png] b"
