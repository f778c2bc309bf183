"""An exercise in the app: found, edited, run with live output, graded, and left without a trace."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from textual.pilot import Pilot

from cards.places import places
from cards.queue import Scope
from cards.refresh import refresh
from cards.study import Study
from exercises.outcome import outcome_of
from tests.exercises.exercise_factory import SOLUTION, STARTER, make_home
from tests.tui.conftest import NOON_MS, SETTINGS, Clock
from tests.tui.screen_factory import notice_of, notices, play, text_of, title_of
from tui import commands
from tui.edgewise import EdgewiseApp
from tui.exercise_text import plain_lines, report_blocks, standing, task_blocks
from tui.exercise_work import LiveRun
from tui.palette import CommandsAndNotes
from tui.screens.browse import BrowseScreen
from tui.screens.choice import ChoiceDialog
from tui.screens.dialogs import TextDialog
from tui.screens.exercise import ExerciseScreen
from tui.screens.review import ReviewScreen
from tui.widgets.bars import KeyBar
from tui.widgets.text_view import TextView

NODE = "ml-system-design/double"
CONCEPT = "ml-system-design/doubling"
DAY_MS = 86_400_000
WAIT_S = 30.0
SOONER_S = 8.0  # than the exercise's own limit of time
SLOW = "import time\n\n\ndef double(x):\n    print('at work', flush=True)\n    time.sleep(30)\n"


@pytest.fixture
def study(tmp_path: Path, clock: Clock) -> Iterator[Study]:
    """A home whose only pack holds one concept and the exercise that tests it."""
    home = tmp_path / "home"
    make_home(home)
    (home / "settings.toml").write_text(SETTINGS)
    opened = Study.open(places({"EDGEWISE_HOME": str(home)}), clock=clock)
    refresh(opened.places, opened.store, NOON_MS)
    yield opened
    opened.close()


@pytest.fixture
def answer(study: Study) -> Path:
    """Where the answer lies; its folder is there, the file is not."""
    folder = study.places.exercises / "double"
    folder.mkdir(parents=True)
    return folder / "answer.py"


def here(app: EdgewiseApp) -> ExerciseScreen:
    assert isinstance(app.screen, ExerciseScreen)
    return app.screen


def run_text(app: EdgewiseApp) -> str:
    screen = next(each for each in app.screen_stack if isinstance(each, ExerciseScreen))
    return screen.query_one("#run", TextView).plain


async def until(pilot: Pilot[None], seen: Callable[[], object]) -> None:
    end = time.monotonic() + WAIT_S
    while not seen():
        assert time.monotonic() < end, "not seen"
        await pilot.pause(0.02)


async def enter(app: EdgewiseApp, pilot: Pilot[None]) -> None:
    """From Browse into the exercise, until it is read."""
    app.open_node(CONCEPT)
    await pilot.pause()
    await pilot.press("w")
    await pilot.pause()
    await until(pilot, lambda: here(app).place is not None)


async def run(app: EdgewiseApp, pilot: Pilot[None]) -> None:
    await pilot.press("r")
    await until(pilot, lambda: here(app).live is None)
    await pilot.pause()


def editor(tmp_path: Path, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor that writes this code."""
    program = tmp_path / "editor.py"
    program.write_text(f"import sys\nopen(sys.argv[-1], 'w').write({code!r})\n")
    monkeypatch.setenv("EDITOR", f"{sys.executable} {program}")
    monkeypatch.setattr(EdgewiseApp, "suspend", lambda _: nullcontext())


def ratings(study: Study) -> list[int]:
    return study.store.query(int, "SELECT rating FROM review ORDER BY utc_ms")


def acts(study: Study) -> list[str]:
    sql = "SELECT payload FROM event WHERE type = 'exercise' ORDER BY utc_ms, id"
    return [json.loads(text)["act"] for text in study.store.query(str, sql)]


def test_a_concept_in_browse_opens_its_exercise_with_the_task(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await enter(app, pilot)
        assert "Return twice x." in text_of(app)
        assert "Nothing was run yet." in run_text(app) and "answer.py" in run_text(app)
        assert title_of(app) == "Exercise · Twice a number | open  5 min  auto"
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, BrowseScreen)
        assert not (study.places.exercises / "double").exists()
        app.open_node(NODE)
        await pilot.pause()
        await pilot.press("w")
        await pilot.pause()
        assert isinstance(app.screen, ExerciseScreen)

    play(study, steps, screen="home")


def test_a_note_that_no_exercise_tests_says_so(study: Study) -> None:
    study.places.vault.mkdir(exist_ok=True)
    (study.places.vault / "alone.md").write_text("---\ntype: concept\ntitle: Alone\n---\nNone.\n")
    refresh(study.places, study.store, NOON_MS)
    study.drop_graph()

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        app.open_node("vault/alone")
        await pilot.pause()
        await pilot.press("w")
        await pilot.pause()
        assert "No exercise tests this note" in notice_of(app)

    play(study, steps, screen="home")


def test_edit_fail_hint_pass_is_one_grade_of_hard(
    study: Study, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await enter(app, pilot)
        editor(tmp_path, "def double(x):\n    return x + 2\n", monkeypatch)
        await pilot.press("e")
        await pilot.pause()
        assert "Saved" in notice_of(app)
        await run(app, pilot)
        assert "Not yet." in run_text(app) and "✗ worked example" in run_text(app)
        assert "Usually means: it adds two instead of doubling." in run_text(app)
        assert not ratings(study)
        await pilot.press("h")
        await pilot.pause()
        assert "Hint 1 of 3" in notice_of(app) and "Hint 1\nA" in text_of(app)
        editor(tmp_path, SOLUTION, monkeypatch)
        clock.ms += 60_000
        await pilot.press("e")
        await run(app, pilot)
        assert "Passed." in run_text(app) and "Graded Hard" in run_text(app)
        assert "share right" in run_text(app) and "◀" in run_text(app)
        assert ratings(study) == [2]
        assert "passed, due in" in title_of(app)

    play(study, steps, screen="home")
    assert acts(study) == ["start", "run", "hint", "run"]


def test_a_hint_on_a_narrow_terminal_brings_the_task_back_with_it_in_sight(
    study: Study, answer: Path
) -> None:
    answer.write_text(STARTER)
    task = study.places.home / "packs" / "ml-system-design" / "exercises" / "double" / "task.md"
    task.write_text("# Long\n\n" + "".join(f"Line {number}.\n\n" for number in range(40)))

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await enter(app, pilot)
        await pilot.press("tab", "h")
        await pilot.pause()
        await pilot.pause()
        view = app.screen.query_one("#text", TextView)
        assert here(app).pane is view and view.display
        assert "A" in [view.render_line(y).text.strip(" ▲") for y in range(view.size.height)]
        for word in ("Hint 2", "Hint 3", "All hints are read"):
            await pilot.press("h")
            await pilot.pause()
            assert word in notice_of(app)

    play(study, steps, screen="home")
    assert acts(study) == ["hint", "hint", "hint"]


def test_what_is_printed_is_seen_while_it_runs_and_c_ends_it(study: Study, answer: Path) -> None:
    answer.write_text(SLOW)

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await enter(app, pilot)
        await pilot.press("r")
        await until(pilot, lambda: "at work" in run_text(app))
        assert "Running ..." in notice_of(app) and "c ends it" in notice_of(app)
        live = here(app).live
        await pilot.press("r")
        assert here(app).live is live
        await pilot.press("c")
        await until(pilot, lambda: here(app).live is None)
        await pilot.pause()
        assert "Cancelled" in run_text(app) and "at work" in run_text(app)
        await pilot.press("c")
        assert notice_of(app) == "Nothing is running."

    play(study, steps, screen="home")
    assert not ratings(study) and not (answer.parent / "report.json").exists()


def test_leaving_ends_the_run_and_grades_nothing(study: Study, answer: Path) -> None:
    answer.write_text(SLOW)

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await enter(app, pilot)
        await pilot.press("r")
        await until(pilot, lambda: "at work" in run_text(app))
        live = here(app).live
        assert live is not None
        await pilot.press("escape")
        await until(pilot, lambda: live._run is None)
        assert live.seconds < SOONER_S
        assert isinstance(app.screen, BrowseScreen)

    play(study, steps, screen="home")
    assert not ratings(study)


def test_a_watched_answer_runs_again_when_it_is_saved(study: Study, answer: Path) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await enter(app, pilot)
        await pilot.press("w")
        await until(pilot, lambda: "TODO 1" in run_text(app))
        assert answer.read_text() == STARTER and "watching" in title_of(app)
        answer.write_text(SLOW)
        await until(pilot, lambda: "at work" in run_text(app))
        answer.write_text(SOLUTION)
        await until(pilot, lambda: "Passed." in run_text(app))
        await pilot.press("w")
        assert "no more" in notice_of(app) and "watching" not in title_of(app)
        answer.write_text(STARTER)
        await pilot.pause(0.3)
        assert here(app).live is None

    play(study, steps, screen="home")
    assert ratings(study) == [4]


def test_the_solution_asks_once_where_it_costs_something(study: Study, answer: Path) -> None:
    answer.write_text(STARTER)

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await enter(app, pilot)
        await run(app, pilot)
        await pilot.press("s")
        await pilot.pause()
        assert isinstance(app.screen, ChoiceDialog) and "Again" in text_of(app)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, ExerciseScreen) and not ratings(study)
        await pilot.press("s")
        await pilot.pause()
        await pilot.press("down", "enter")
        await pilot.pause()
        assert type(app.screen) is TextDialog and "return x * 2" in text_of(app)
        assert "TODO 1" in text_of(app)
        assert ratings(study) == [1]
        await pilot.press("escape", "s")
        await pilot.pause()
        assert type(app.screen) is TextDialog and ratings(study) == [1]

    play(study, steps, screen="home")


def test_anew_keeps_the_answer_and_diff_shows_what_was_changed(study: Study, answer: Path) -> None:
    answer.write_text(SOLUTION)

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await enter(app, pilot)
        await pilot.press("d")
        await pilot.pause()
        assert "+    return x * 2" in text_of(app).replace("+return", "+    return")
        await pilot.press("escape", "a")
        await pilot.pause()
        await pilot.press("down", "enter")
        await pilot.pause()
        assert answer.read_text() == STARTER
        assert [each.read_text() for each in answer.parent.glob("answer-*.py")] == [SOLUTION]
        assert "The starter is back" in notice_of(app)
        await pilot.press("g")
        assert "Runs on cpu." in notice_of(app) and title_of(app).endswith("cpu")

    play(study, steps, screen="home")


def test_a_run_in_the_short_form_grades_nothing_and_a_strict_one_is_sandboxed(
    study: Study, answer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer.write_text(SOLUTION)
    monkeypatch.setattr("exercises.sandbox.why_not", lambda: "it is not installed here")

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await enter(app, pilot)
        await pilot.press("f")
        assert "Short form" in notice_of(app) and title_of(app).endswith("auto  short")
        await run(app, pilot)
        assert "Passed." in run_text(app) and "short form" in run_text(app)
        assert "The short form grades nothing." in run_text(app)
        assert ratings(study) == []
        await pilot.press("f", "b")
        assert title_of(app).endswith("auto  strict")
        await run(app, pilot)
        assert "--strict needs bubblewrap, and it is not installed here" in run_text(app)
        await pilot.press("b")
        await run(app, pilot)
        assert len(ratings(study)) == 1

    play(study, steps, screen="home")


def test_a_due_exercise_comes_in_review_and_only_its_run_grades_it(
    study: Study, answer: Path, clock: Clock
) -> None:
    answer.write_text(SOLUTION)
    _pass(study)
    clock.ms += 60 * DAY_MS

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        assert "1 exercise due" in text_of(app)
        await pilot.press("r")
        await pilot.pause()
        await _past_the_cards(app, pilot)
        assert "Exercise: Twice a number" in text_of(app)
        await pilot.press("3")
        assert "graded by its run" in notice_of(app) and ratings(study)[1:] == []
        await pilot.press("i")
        await pilot.pause()
        assert isinstance(app.screen, TextDialog) and not notices(app)
        await pilot.press("escape", "space")
        await pilot.pause()
        await until(pilot, lambda: here(app).place is not None)
        await pilot.pause()
        assert "a starts anew" in notice_of(app) and title_of(app).startswith("Exercise")
        answer.write_text("def double(x):\n    return x + x\n")
        await run(app, pilot)
        assert "Graded" in run_text(app) and len(ratings(study)) == 2
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(app.screen, ExerciseScreen)
        assert "Exercise:" not in text_of(app)
        await pilot.press("u")
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen) and "Exercise: Twice" in text_of(app)
        assert len(app.screen.tally.answers) == 0

    play(study, steps, screen="home")


async def _past_the_cards(app: EdgewiseApp, pilot: Pilot[None]) -> None:
    """Exercises come when all other cards are done."""
    for _ in range(9):
        if "Exercise: " in text_of(app):
            return
        await pilot.press("k")
        await pilot.pause()
    raise AssertionError(text_of(app))


def _pass(study: Study) -> None:
    from cards.places import layers
    from exercises.attempts import Attempts
    from exercises.folder import find

    exercise = find(layers(study.places), "double")
    log = Attempts(exercise, study.store, study.settings, study.session, study.now)
    log.ran(outcome_of({"status": "pass", "wall_s": 1.0, "device": "cpu"}), SOLUTION)
    assert ratings(study) == [3]


def test_home_lists_the_exercises_and_the_palette_finds_them(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        for words in ("exercise: twice", "exercise", "twice"):
            found = [str(hit.prompt) async for hit in CommandsAndNotes(app.screen).search(words)]
            assert "Exercise: Twice a number" in found
        await pilot.press("w")
        await pilot.pause()
        assert isinstance(app.screen, ChoiceDialog) and "Twice a number" in text_of(app)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, ExerciseScreen)

    play(study, steps, screen="home")


def test_a_pass_behind_a_question_leaves_the_review_in_order(study: Study, answer: Path) -> None:
    """Review, its note, its exercise, and back: the question must still be answerable."""
    answer.write_text(SOLUTION)

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("n")
        await pilot.pause()
        await enter(app, pilot)
        await run(app, pilot)
        assert len(ratings(study)) == 1
        while not isinstance(app.screen, ReviewScreen):
            await pilot.press("escape")
            await pilot.pause()
        await pilot.press("space", "3")
        await pilot.pause()
        assert len(ratings(study)) == 2 and not notices(app)

    play(study, steps, scope=Scope(node="doubling", depth=0))


@pytest.mark.parametrize(
    ("size", "colour"), [((80, 24), ""), ((120, 40), "1"), ((250, 70), ""), ((80, 24), "1")]
)
def test_every_key_works_at_every_size(
    study: Study, answer: Path, size: tuple[int, int], colour: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if colour:
        monkeypatch.setenv("NO_COLOR", colour)
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setattr(EdgewiseApp, "suspend", lambda _: nullcontext())
    answer.write_text(STARTER)

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await enter(app, pilot)
        screen = here(app)
        both = [each.display for each in screen.query("#sides TextView")]
        assert both == ([True, False] if size[0] < 100 else [True, True])
        await pilot.press("tab")
        await pilot.pause()
        assert screen.pane.id == "run"
        bar = str(screen.query_one(KeyBar).render())
        assert "r Run" in bar and "Cancel" not in bar and "h Hint" in bar and "q Quit" in bar
        await run(app, pilot)
        for command in commands.of("exercise"):
            for key in command.key.split(","):
                await pilot.press(key)
                await pilot.pause()
            if app.screen is not screen:
                await pilot.press("escape")
                await pilot.pause()
        await until(pilot, lambda: screen.live is None)
        assert app.screen is screen and not notices(app)

    play(study, steps, screen="home", size=size)


def test_a_broken_exercise_says_so_and_a_run_that_cannot_be_made_too(
    study: Study, answer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer.write_text(SOLUTION)
    hints = study.places.home / "packs" / "ml-system-design" / "exercises" / "double" / "hints.md"

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await enter(app, pilot)

        def broken(*_: object) -> object:
            raise RuntimeError("a bug")

        monkeypatch.setattr("exercises.local_runner.LocalRunner.submit", broken)
        await run(app, pilot)
        assert "unexpectedly" in run_text(app) and "a bug" in run_text(app)
        await pilot.press("escape")
        hints.write_text("## One\nonly\n")
        await pilot.pause()
        await pilot.press("w")
        await pilot.pause()
        await until(pilot, lambda: "hints.md" in text_of(app))
        await pilot.press("r", "e", "h", "s", "d", "w", "g", "a")
        assert not notices(app)

    play(study, steps, screen="home")


def test_printed_text_is_shown_without_controls_and_a_bar_in_its_last_form() -> None:
    assert plain_lines("\x1b[31mred\x1b[0m\r\n 1%\r 2%\r\na\tb\x07\n\n") == ["red", " 2%", "a   b"]


def test_a_task_line_that_is_too_wide_is_wrapped_and_not_cut() -> None:
    blocks = task_blocks("```python\n    x = 1\n```\n\n| a | b |\n| --- | --- |\n| c | d |\n")
    assert not any(block.keep for block in blocks)
    assert any(block.content.plain == "x = 1" and block.indent == 6 for block in blocks)


def test_a_report_tells_its_status_without_colour_and_the_ladder_is_drawn() -> None:
    metric = {
        "name": "loss", "value": 1.97, "op": "<=", "bound": 2.0, "judged": True,
        "ladder": [["random", 3.3], ["published", 1.9]],
    }  # fmt: skip
    checks = [{"name": "causal", "layer": "property", "task": 1, "status": "fail", "says": "no"}]
    raw = {"status": "fail", "checks": checks, "metrics": [metric], "wall_s": 1.0}
    plain = [
        b.content.plain for b in report_blocks(outcome_of(raw), "", "seen\n[check] causal: fail\n")
    ]
    assert plain[0] == "Not yet." and "✗ causal (property)" in plain
    assert any("yours" in line and "█" in line and line.endswith("◀") for line in plain)
    assert plain[-2:] == ["It printed", "seen"]


def test_standing_says_when_it_is_due() -> None:
    from exercises.attempts import Progress

    assert (
        standing(Progress("passed", 12, None, ("gpu",), 0), 10)
        == "passed, due in 2d, GPU tier open"
    )
    assert standing(Progress("open", None, None, (), 0), 10) == "open"


def test_the_run_of_an_answer_leaves_no_folder_behind(
    study: Study, answer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    answer.write_text(SLOW)

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await enter(app, pilot)
        await pilot.press("r")
        await until(pilot, lambda: "at work" in run_text(app))
        assert list(scratch.iterdir())
        lives.append(here(app).live)
        app.exit()

    lives: list[LiveRun | None] = []
    play(study, steps, screen="home")
    assert lives[0] is not None and lives[0].seconds < SOONER_S
    assert not list(scratch.iterdir())
