"""The window that exports to Anki: choose, name, pack, read; and what esc does in each step."""

from __future__ import annotations

import zipfile
from pathlib import Path
from threading import Event

import pytest
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input, Static

from cards.places import Places
from cards.study import Study
from sync.anki_export import Exported, Wish
from sync.anki_package import Packed
from sync.anki_rows import Told
from sync.export_scope import ExportScope
from tests.tui.screen_factory import TALL, WIDE, play, text_of
from tui.edgewise import EdgewiseApp
from tui.export_text import Choice, choice_blocks, done_blocks
from tui.export_work import PackingDone, PackingFailed, pack_for_anki
from tui.palette import CommandsAndNotes
from tui.screens.export_anki import CHOOSE, NAME, READ, ExportDialog

NODE = "ml-system-design/self-attention"


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The learner's folder, where the file is proposed."""
    folder = tmp_path / "learner"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    return folder


def window(app: EdgewiseApp) -> ExportDialog:
    assert isinstance(app.screen, ExportDialog)
    return app.screen


def hint(app: EdgewiseApp) -> str:
    return str(app.screen.query_one("#hint", Static).content)


async def settle(app: EdgewiseApp, pilot: Pilot[None], step: str) -> None:
    """Wait for the worker and its messages."""
    await app.workers.wait_for_complete()
    for _ in range(50):
        await pilot.pause(0.02)
        if window(app).step == step:
            return
    raise AssertionError(f"still at {window(app).step}: {hint(app)}")


async def name_file(app: EdgewiseApp, pilot: Pilot[None], name: str) -> None:
    app.screen.query_one("#file", Input).value = name
    await pilot.press("enter")


def test_x_on_home_packs_all_cards_and_says_what_to_tick(study: Study, at_home: Path) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("x")
        await pilot.pause()
        cards = study.store.count(
            "SELECT count(*) FROM card WHERE state = 'live' AND kind <> 'exercise'"
        )
        assert text_of(app).split("\n")[0] == f"All cards  {cards:,} cards"
        await pilot.press("enter", "enter")
        await settle(app, pilot, READ)
        shown = text_of(app)
        assert "Written: ~/edgewise.apkg" in shown and f"{cards:,} cards" in shown
        assert "Import any learning progress" in shown and "Import any deck presets" in shown
        assert not app.screen.query_one("#file").display
        region = app.screen.query_one("#window").region
        assert region.right <= WIDE and region.bottom <= TALL
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(app.screen, ExportDialog)

    play(study, steps, screen="home")
    with zipfile.ZipFile(at_home / "edgewise.apkg") as packed:
        assert "collection.anki21" in packed.namelist()


def test_x_in_browse_offers_the_note_and_what_is_around_it(study: Study, at_home: Path) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        app.open_node(NODE)
        await pilot.pause()
        await pilot.press("x")
        await pilot.pause()
        words = text_of(app).split("\n")
        assert [line.rpartition("  ")[0] for line in words] == [
            "All cards", "Self-attention", "Self-attention and the notes one link away",
            "Due today",
        ]  # fmt: skip
        own = len([one for one in study.cards_of(NODE) if one.state == "live"])
        assert words[1].endswith(f"  {own} cards")
        await pilot.press("down", "enter")
        await name_file(app, pilot, "~/one.apkg")
        await settle(app, pilot, READ)
        assert f"{own} cards" in text_of(app)

    play(study, steps, screen="home")
    assert [path.name for path in at_home.iterdir()] == ["one.apkg"]


def test_esc_goes_a_step_back_each_time(study: Study, at_home: Path) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("x")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert window(app).step == NAME
        await pilot.press("escape")
        await pilot.pause()
        assert window(app).step == CHOOSE
        await pilot.press("enter")
        await pilot.pause()
        assert window(app).step == NAME
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert not isinstance(app.screen, ExportDialog)

    play(study, steps, screen="home")
    assert not list(at_home.iterdir())


def test_a_name_that_anki_does_not_take_is_said_and_can_be_mended(
    study: Study, at_home: Path
) -> None:
    (at_home / "there.apkg").write_bytes(b"old")

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("x")
        await pilot.pause()
        await pilot.press("enter")
        await name_file(app, pilot, "~/deck.txt")
        await settle(app, pilot, NAME)
        assert "let it end in .apkg" in hint(app)
        app.screen.query_one("#file", Input).value = "~/there.apkg"
        await pilot.pause()
        assert "replaces the file that is there" in hint(app)
        await name_file(app, pilot, "~/deck.apkg")
        await settle(app, pilot, READ)

    play(study, steps, screen="home")
    assert sorted(path.name for path in at_home.iterdir()) == ["deck.apkg", "there.apkg"]


def test_a_wish_to_stop_leaves_no_file_and_no_scrap(
    study: Study, home: Places, at_home: Path
) -> None:
    told: list[Message] = []
    stop = Event()
    stop.set()
    file = at_home / "a.apkg"
    pack_for_anki(home, study.settings, study.now(), Wish(), file, told.append, stop)
    assert [type(message) for message in told] == [PackingFailed]
    assert isinstance(told[0], PackingFailed) and told[0].why == ""
    assert not list(at_home.iterdir())
    pack_for_anki(home, study.settings, study.now(), Wish(), file, told.append, Event())
    assert isinstance(told[-1], PackingDone)


def test_a_bug_while_packing_is_said_and_the_app_lives_on(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Exported:
        raise RuntimeError("a bug")

    monkeypatch.setattr("sync.anki_export.export", broken)

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("x")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("enter")
        for _ in range(50):
            await pilot.pause(0.02)
            if "unexpectedly" in hint(app):
                break
        assert "a bug" in hint(app) and window(app).step == NAME
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert not isinstance(app.screen, ExportDialog)

    play(study, steps, screen="home")


def test_cards_retired_here_are_listed_after_the_export() -> None:
    retired = tuple(Told(n, "water/delta", f"Question **{n}**?", "gone") for n in range(3))
    done = Exported(Packed(2, 3, 0, 0, 2_500_000), ("Edgewise::Concepts",), retired, 4, 0)
    shown = "\n".join(block.content.plain for block in done_blocks(done, Path("/x.apkg"), 3))
    assert "Retired here, still in Anki: 3 cards" in shown
    assert "• water/delta  Question 2?" in shown
    assert "4 cards did not go" in shown
    assert "Next day starts at 3" in shown
    assert "2 notes, 3 cards, 1 deck, 2.5 MB" in shown


def test_a_part_without_cards_cannot_be_chosen() -> None:
    blocks = choice_blocks([Choice("All", ExportScope(), 2), Choice("Due", ExportScope(), 0)])
    assert [block.link for block in blocks] == ["0", ""]


@pytest.mark.parametrize("words", ["export", "anki"])
def test_the_palette_finds_the_export(study: Study, words: str) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        provider = CommandsAndNotes(app.screen)
        found = [str(hit.prompt) async for hit in provider.search(words)]
        assert any("to Anki" in prompt for prompt in found)

    play(study, steps, screen="home")
