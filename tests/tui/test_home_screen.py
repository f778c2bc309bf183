"""Home on a small and a wide terminal: counts at once, the rest a moment later, nothing moves."""

from __future__ import annotations

from collections.abc import Callable

from textual.pilot import Pilot

from cards import goals
from cards.goals import Goal
from cards.models import Rating
from cards.record import Recorder
from cards.study import Study
from tests.tui.conftest import Clock
from tests.tui.screen_factory import notice_of, play, text_of
from tui.edgewise import EdgewiseApp
from tui.screens.browse import BrowseScreen
from tui.screens.home import HomeScreen
from tui.screens.review import ReviewScreen
from tui.widgets.text_view import TextView

DAY_MS = 86_400_000


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    for _ in range(200):
        if holds():
            return
        await pilot.pause(0.02)
    raise AssertionError("it never came")


async def gathered(app: EdgewiseApp, pilot: Pilot[None]) -> HomeScreen:
    screen = app.screen
    assert isinstance(screen, HomeScreen)
    await until(pilot, lambda: screen._facts is not None and screen._facts.ever is not None)
    await pilot.pause()
    return screen


def side_of(app: EdgewiseApp) -> TextView:
    return app.screen.query_one("#side", TextView)


def answer_all(study: Study, rating: Rating = Rating.EASY) -> None:
    study.start()
    while study.current() is not None:
        study.preview()
        study.grade(rating, 1000)


def test_at_80x24_the_day_the_next_and_the_whole_year_are_in_sight(
    study: Study, clock: Clock
) -> None:
    answer_all(study)
    clock.ms += DAY_MS

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        first = text_of(app).splitlines()
        assert first[0].split() == ["Today", "enter", "starts"]
        assert "30 new" in first[1]
        await gathered(app, pilot)
        now = text_of(app).splitlines()
        assert now[: len(first)] == first  # what was read did not move
        text = app.screen.query_one("#text", TextView)
        seen = [text.render_line(y).text for y in range(text.size.height)]
        assert any("30 answers on 1 day" in line for line in seen)
        assert seen[-1].strip() in {"", "▼"} or "none" in seen[-1]
        assert any(line.lstrip().startswith("··") and "none" in line for line in seen)
        assert all(len(line) <= 80 for line in seen)
        assert not side_of(app).display

    play(study, steps, screen="home")


def test_a_wide_terminal_gets_two_columns_and_a_narrower_one_again_one(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await gathered(app, pilot)
        assert "Ready to learn" in text_of(app) and "True retention" not in text_of(app)
        assert side_of(app).display
        assert "True retention" in side_of(app).plain and "Next 30 days" in side_of(app).plain
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert not side_of(app).display
        assert "True retention" in text_of(app) and "Ready to learn" in text_of(app)

    play(study, steps, screen="home", size=(160, 50))


def test_true_retention_tells_young_from_mature_and_recent_from_all(
    study: Study, clock: Clock
) -> None:
    answer_all(study)
    clock.ms += 40 * DAY_MS
    answer_all(study, Rating.GOOD)  # some were due: reviews of mature cards, and new ones

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        screen = await gathered(app, pilot)
        facts = screen._facts
        assert facts is not None and facts.recent is not None and facts.ever is not None
        assert facts.recent == facts.ever and facts.ever.both.passed > 0
        [both] = [line for line in text_of(app).splitlines() if line.startswith("both")]
        assert both.split()[1:5] == ["100", "%", "of", str(facts.ever.both.passed)]

    play(study, steps, screen="home")


def test_the_next_note_says_why_and_n_opens_it(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        screen = await gathered(app, pilot)
        assert screen._facts is not None
        first = screen._facts.next[0]
        assert first.title in text_of(app)
        assert "builds on nothing else; opens " in text_of(app)
        await pilot.press("n")
        await pilot.pause()
        assert isinstance(app.screen, BrowseScreen)
        assert text_of(app).startswith(first.title)

    play(study, steps, screen="home")


def test_the_goal_leads_what_is_ready_and_counts_its_days(study: Study) -> None:
    recorder = Recorder(study.store, study.settings, study.session)
    goal = Goal("ml-system-design/self-attention", study.now().day + 12, 20)
    goals.choose(recorder, goal, study.now())

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await gathered(app, pilot)
        text = text_of(app)
        assert "on the way to your goal" in text
        [line] = [line for line in text.splitlines() if line.startswith("Self-attention · ")]
        assert "0 of " in line and line.endswith("12 days left")

    play(study, steps, screen="home")


def test_with_nothing_left_home_offers_what_is_worth_doing(study: Study, clock: Clock) -> None:
    study.settings = study.settings._replace(new_per_day=2)
    answer_all(study)
    clock.ms += DAY_MS
    answer_all(study)

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        text = text_of(app)
        assert "All done for today." in text and "Worth doing now" in text
        for key in "mawnb":
            assert any(line.startswith(f"{key} ") for line in text.splitlines()), key
        await pilot.press("a")
        await pilot.pause()
        assert isinstance(app.screen, ReviewScreen)
        assert app.screen.shown is not None  # yesterday's, ahead of their day

    play(study, steps, screen="home")


def test_reviewing_ahead_of_nothing_says_so(study: Study) -> None:
    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        await pilot.press("a")
        assert "No review lies ahead" in notice_of(app)
        assert isinstance(app.screen, HomeScreen)

    play(study, steps, screen="home")


def test_home_stands_without_graph_and_says_nothing_wrong(study: Study) -> None:
    study.drop_graph()
    for file in study.places.home.glob("graph.db*"):
        file.unlink()

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        app.reading = False
        assert isinstance(app.screen, HomeScreen)
        app.screen.reload()
        await gathered(app, pilot)
        assert "30 new" in text_of(app) and "The last year" in text_of(app)
        assert notice_of(app) == ""

    play(study, steps, screen="home")


def test_the_first_paint_of_home_loads_none_of_what_comes_later() -> None:
    import subprocess
    import sys

    code = (
        "import sys, cards.study, tui.edgewise, tui.screens.home, tui.home_text;"
        "late = {'tui.home_facts', 'tui.home_outlook', 'cards.stats_days', 'cards.next_in_graph',"
        " 'tui.widgets.heat_map', 'tui.screens.tour', 'networkx', 'pydantic'};"
        "print(sorted(late & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
