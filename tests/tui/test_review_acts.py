"""Review beyond the four grades: typing, links, due dates, the card's window, editing in place."""

from __future__ import annotations

import shutil
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from cards.places import Places, layers, places
from cards.queue import Scope
from cards.store_review import history
from cards.study import Study
from kg.write import copy_for_edit
from tests.tui.conftest import Clock
from tests.tui.lamp_factory import LONG, SCOPE, home_with_lamp, note_of
from tests.tui.screen_factory import notice_of, play, text_of, title_of
from tui.edgewise import EdgewiseApp
from tui.editing import _line_in_copy
from tui.screens.browse import BrowseScreen
from tui.screens.card import CardDialog
from tui.screens.choice import ChoiceDialog
from tui.screens.days import DaysDialog
from tui.screens.done import DoneScreen
from tui.screens.review import ReviewScreen
from tui.widgets.bars import KeyBar
from tui.widgets.grade_bar import GradeBar
from tui.widgets.text_view import TextView
from tui.words import review_title


@pytest.fixture(scope="module")
def lamp_home(compiled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return home_with_lamp(compiled_home, tmp_path_factory.mktemp("lamp") / "home")


@pytest.fixture
def home(lamp_home: Path, tmp_path: Path) -> Places:
    shutil.copytree(lamp_home, tmp_path / "home")
    return places({"EDGEWISE_HOME": str(tmp_path / "home")})


def screen_of(app: EdgewiseApp) -> ReviewScreen:
    assert isinstance(app.screen, ReviewScreen)
    return app.screen


def card_of(app: EdgewiseApp) -> int:
    shown = screen_of(app).shown
    assert shown is not None
    return shown.card.id


async def ask(app: EdgewiseApp, pilot: Pilot[None], words: str) -> int:
    """Bury what comes before the question with these words; the id of its card."""
    for _ in range(6):
        if words in text_of(app):
            return card_of(app)
        await pilot.press("b")
    raise AssertionError(f"not asked: {words}")


def keys_of(app: EdgewiseApp) -> str:
    return app.screen.query_one(KeyBar).render().plain


def test_a_right_answer_typed_is_the_same_and_space_grades_good(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        card = await ask(app, pilot, "Which part")
        assert "t Type" in keys_of(app)
        await pilot.press("t", *"bulb", "enter")
        assert screen_of(app).revealed and not app.screen.query(Input)
        assert "= the same; proposed: Good" in text_of(app)
        assert "The bulb" in text_of(app)
        screen_of(app)._revealed_at -= 1
        await pilot.press("space")
        assert [row.rating for row in history(study.store, card)] == [3]

    play(study, steps, scope=SCOPE)


def test_a_wrong_answer_shows_the_difference_and_space_grades_again(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        card = await ask(app, pilot, "Which part")
        await pilot.press("t", *"wick", "space", "q", "enter")
        lines = text_of(app).splitlines()
        [typed] = [at for at, line in enumerate(lines) if line.startswith("You typed")]
        assert lines[typed].endswith("wick q") and lines[typed + 1].strip() == "xxxxxx"
        assert "≠ not it; proposed: Again" in text_of(app)
        assert "space Again" in keys_of(app)
        await pilot.press("4")
        assert [row.rating for row in history(study.store, card)] == [4]

    play(study, steps, scope=SCOPE)


def test_escape_closes_the_line_and_keeps_the_card(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        card = await ask(app, pilot, "Which part")
        await pilot.press("t", *"bu", "escape")
        assert card_of(app) == card and not screen_of(app).revealed
        assert not app.screen.query(Input)
        await pilot.press("t", "enter")
        assert screen_of(app).revealed and "You typed" not in text_of(app)

    play(study, steps, scope=SCOPE)


def test_a_card_of_many_words_is_not_typed(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        while (shown := screen_of(app).shown) is not None and len(shown.card.answer) < 80:
            await pilot.press("b")
        assert "Type" not in keys_of(app)
        await pilot.press("t")
        assert "names, numbers and short code" in notice_of(app) and not app.screen.query(Input)

    play(study, steps)


def test_the_answer_side_has_links_with_reasons_and_a_key_to_follow_them(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await ask(app, pilot, "Which part")
        await pilot.press("l")
        assert "see the answer first" in notice_of(app)
        await pilot.press("space")
        assert "differs from Zz candle  a lamp needs no wick" in text_of(app)
        await pilot.press("l")
        assert isinstance(app.screen, ChoiceDialog)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, BrowseScreen)
        await pilot.press("escape")
        assert screen_of(app).revealed

    play(study, steps, scope=SCOPE)


def test_a_due_date_is_set_from_the_review_and_undone(study: Study, clock: Clock) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        card = await ask(app, pilot, "Which part")
        await pilot.press("d", "5", "enter")
        assert "new" in notice_of(app) and card_of(app) == card
        await pilot.press("space", "4")
        clock.ms += 86_400_000 * 30
        app.begin(SCOPE)
        screen_of(app).draw()
        assert await ask(app, pilot, "Which part") == card
        await pilot.press("d", "x", "enter")
        assert isinstance(app.screen, DaysDialog)
        await pilot.press("backspace", "5", "enter")
        assert card_of(app) != card and "due in 5 days" in notice_of(app)
        assert study.info(card).memory.due_day == study.now().day + 5
        await pilot.press("u")
        assert card_of(app) == card

    play(study, steps, scope=SCOPE)


def test_the_window_of_a_card_says_why_and_draws_the_curve_without_the_answer(
    study: Study, clock: Clock
) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await ask(app, pilot, "Which part")
        await pilot.press("space", "4")
        clock.ms += 86_400_000 * 30
        app.begin(SCOPE)
        screen_of(app).draw()
        await ask(app, pilot, "Which part")
        await pilot.press("i")
        said = text_of(app)
        assert isinstance(app.screen, CardDialog)
        for words in ("Why this card now", "It has been due for", "Forgetting curve", "wanted",
                      "● now", "┊ due", "30 days after the last answer", "Again "):  # fmt: skip
            assert words in said, words
        assert "bulb" not in said
        blocks = app.screen.query_one(TextView).blocks
        assert all(block.content.cell_length <= 64 for block in blocks if block.keep)

    play(study, steps, scope=SCOPE)


def test_the_window_of_a_card_grades_it_now_and_takes_it_back(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        card = await ask(app, pilot, "Which part")
        await pilot.press("i", "4")
        assert study.info(card).memory.reps == 1 and "Easy" in text_of(app)
        await pilot.press("u")
        assert study.info(card).memory.reps == 0
        await pilot.press("4", "d", *"12", "enter")
        assert study.info(card).memory.due_day == study.now().day + 12
        await pilot.press("escape")
        assert isinstance(app.screen, ReviewScreen | DoneScreen)
        assert screen_of(app).shown is None or card_of(app) != card

    play(study, steps, scope=SCOPE)


def test_an_edited_note_changes_the_card_on_screen_and_keeps_its_history(
    home: Places, study: Study, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    editor = tmp_path / "editor.py"
    editor.write_text(
        "import pathlib, sys\n"
        "note = pathlib.Path(sys.argv[-1])\n"
        "text = note.read_text(encoding='utf-8')\n"
        "note.write_text(text.replace('part of a lamp shines', 'piece of a lamp glows'),"
        " encoding='utf-8')\n"
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} {editor}")
    monkeypatch.setattr(EdgewiseApp, "suspend", lambda _self: nullcontext())

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        card = await ask(app, pilot, "Which part")
        await pilot.press("space", "1")
        assert await ask(app, pilot, "Which part") == card
        await pilot.press("space", "e")
        for _ in range(100):
            if "piece of a lamp glows" in text_of(app):
                break
            await pilot.pause(0.1)
        assert "piece of a lamp glows" in note_of(home).read_text(encoding="utf-8")
        assert "Which piece of a lamp glows?" in text_of(app)
        assert screen_of(app).revealed and "The bulb" in text_of(app)
        assert "as you edited it" in notice_of(app)
        assert card_of(app) == card and study.info(card).memory.reps == 1
        await pilot.press("3")
        assert study.info(card).memory.reps == 2

    play(study, steps, scope=SCOPE)


def test_an_edit_of_a_packs_note_opens_at_the_line_it_has_in_the_copy(home: Places) -> None:
    pack = next(each for each in layers(home) if each.name == "ml-system-design")
    path = "concepts/self-attention.md"
    before = (pack.root / path).read_text(encoding="utf-8").splitlines()
    note = copy_for_edit(pack, path, home.vault)
    after = note.read_text(encoding="utf-8").splitlines()
    for line, text in enumerate(before, 1):
        if text.startswith(("type:", "title:", "Q:", "- ")):
            assert after[_line_in_copy(note, line) - 1] == text


def test_practice_shows_no_intervals_and_leaves_the_log_as_it_was(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        assert title_of(app).startswith("Practice · zz-lamp")
        assert review_title(Scope(ahead=3)) == "Review · due in the next 3 days"
        assert "nothing is scheduled" in notice_of(app)
        await pilot.press("space")
        assert list(app.screen.query_one(GradeBar).intervals) == ["comes again", "", "", ""]
        await pilot.press("1", "u")
        assert "Undid Again" in notice_of(app)
        for _ in range(8):
            if not isinstance(app.screen, ReviewScreen):
                break
            await pilot.press("space", "3")
            await pilot.pause()
        assert isinstance(app.screen, DoneScreen)
        assert study.store.count("SELECT count(*) FROM review") == 0

    play(study, steps, scope=SCOPE._replace(cram=True))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_long_answer_in_many_scripts_scrolls_and_loses_nothing(
    study: Study, size: tuple[int, int]
) -> None:
    card = study.store.query(int, "SELECT id FROM card WHERE question LIKE 'Which word%'")[0]
    study.store.execute("UPDATE card SET answer = ? WHERE id = ?", (LONG, card))

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await ask(app, pilot, "Which word")
        await pilot.press("space")
        view = app.screen.query_one(TextView)
        seen: set[str] = set()
        shown: list[str] = []
        for _ in range(200):
            lines = [view.render_line(y) for y in range(view.size.height)]
            assert all(line.cell_length == view.size.width for line in lines)
            seen |= {line.text.rstrip(" ▼▲") for line in lines}
            shown = [line.text for line in lines]
            if not shown[-1].endswith("▼"):
                break
            await pilot.press("down")
        text = "".join(each.strip() for each in seen)
        assert "灯は明るい" in text and "💡" in text
        kept = "".join(LONG.split())
        strips = "".join("".join(strip.text.split()) for strip in view._strips)
        assert kept in strips

    play(study, steps, scope=SCOPE, size=size)
