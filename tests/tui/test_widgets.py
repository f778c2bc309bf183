"""The widgets that draw line by line: no jump on reveal, links like lynx, lists of any length."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from textual.app import App, ComposeResult
from textual.content import Content
from textual.pilot import Pilot
from textual.widget import Widget

from tui.blocks import BLANK, Block
from tui.editing import editor_command
from tui.widgets.row_list import RowList
from tui.widgets.text_view import TextView


class OneWidget(App[None]):
    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.widget = widget

    def compose(self) -> ComposeResult:
        yield self.widget


def run(widget: Widget, steps: Callable[[Pilot[None]], Awaitable[None]]) -> None:
    async def go() -> None:
        async with OneWidget(widget).run_test(size=(40, 10)) as pilot:
            await pilot.pause()
            await steps(pilot)

    asyncio.run(go())


def lines_of(view: TextView) -> list[str]:
    return [view.render_line(y).text.rstrip() for y in range(view.size.height)]


def paragraph(number: int, link: str = "") -> Block:
    return Block(Content(f"• paragraph {number}"), hang=2, link=link)


def test_reveal_leaves_every_line_of_the_question_where_it_was() -> None:
    view = TextView()

    async def steps(pilot: Pilot[None]) -> None:
        question = [BLANK, Block(Content("A question that is longer than one line of forty cells"))]
        view.show(question)
        before = lines_of(view)[:3]
        answer = [paragraph(number) for number in range(3)]
        view.show([*question, *answer], keep_place=True)
        view.reveal(len(question))
        assert lines_of(view)[:3] == before
        assert view.top == 0

    run(view, steps)


def test_an_answer_below_the_screen_is_scrolled_into_sight() -> None:
    view = TextView()

    async def steps(pilot: Pilot[None]) -> None:
        question = [paragraph(number) for number in range(9)]
        view.show(question)
        view.show([*question, *(paragraph(number) for number in range(100, 130))], keep_place=True)
        view.reveal(len(question))
        assert "paragraph 100" in "\n".join(lines_of(view))
        assert lines_of(view)[-1].endswith("▼")
        view.page(99)
        assert "paragraph 129" in lines_of(view)[-1]
        assert lines_of(view)[0].endswith("▲")

    run(view, steps)


def test_hanging_lines_are_set_in_and_code_is_cut() -> None:
    view = TextView()

    async def steps(pilot: Pilot[None]) -> None:
        view.show(
            [
                Block(Content("• " + "word " * 12), hang=2),
                Block(Content("x" * 60), indent=2, keep=True),
            ]
        )
        first, second, code, *_ = lines_of(view)
        assert first.startswith("• word") and second.startswith("  word")
        assert code == "  " + "x" * 36

    run(view, steps)


def test_the_choice_moves_among_links_and_scrolls_between_them() -> None:
    view = TextView()

    async def steps(pilot: Pilot[None]) -> None:
        far = [paragraph(number) for number in range(15)]
        view.show([paragraph(0, "a"), paragraph(1, "b"), *far, paragraph(2, "c")])
        view.focus()
        await pilot.pause()
        assert view.chosen_link == "a"
        view.move(1)
        assert view.chosen_link == "b" and view.top == 0
        while view.chosen_link == "b":
            view.move(1)
        assert view.chosen_link == "c" and view.top > 0

    run(view, steps)


def test_a_resized_view_wraps_again() -> None:
    view = TextView()

    async def steps(pilot: Pilot[None]) -> None:
        view.show([Block(Content("word " * 12))])
        assert lines_of(view)[1] != ""
        await pilot.resize_terminal(90, 10)
        await pilot.pause()
        assert lines_of(view)[1] == ""

    run(view, steps)


def test_a_list_of_a_hundred_thousand_fetches_only_what_is_seen() -> None:
    rows = RowList()
    asked: list[int] = []

    def fetch(offset: int, limit: int) -> Sequence[tuple[str, Content]]:
        asked.append(offset)
        return [(f"k{n}", Content(f"row {n}")) for n in range(offset, offset + limit)]

    async def steps(pilot: Pilot[None]) -> None:
        rows.show(100_000, fetch)
        await pilot.pause()
        assert asked == [0]
        rows.move(99_999)
        assert rows.key == "k99999"
        await pilot.pause()
        assert asked == [0, 99_900]

    run(rows, steps)


def test_an_empty_list_has_no_row_to_choose() -> None:
    rows = RowList()

    async def steps(pilot: Pilot[None]) -> None:
        rows.show(0, lambda offset, limit: ())
        rows.move(1)
        rows.follow()
        assert rows.key == ""

    run(rows, steps)


def test_the_editor_is_taken_with_its_words_and_told_the_line_where_it_understands_one() -> None:
    note = Path("/notes/a.md")
    assert editor_command("nvim -u NONE", note, 7) == ["nvim", "-u", "NONE", "+7", "/notes/a.md"]
    assert editor_command("code --wait", note, 7) == ["code", "--wait", "/notes/a.md"]
    assert editor_command("", note, 1)[0] == "vi"


def test_the_way_to_the_first_card_loads_nothing_heavy(compiled_home: Path) -> None:
    code = f"""
import sys
from cards.places import places
from cards.queue import Scope
from cards.study import Study
from tui.edgewise import EdgewiseApp
class FirstCard(EdgewiseApp):
    def on_ready(self):
        assert self.screen.shown is not None
        self.loaded = set(sys.modules)
        self.exit()
study = Study.open(places({{"EDGEWISE_HOME": {str(compiled_home)!r}}}))
app = FirstCard(study, screen="review", read_notes=False)
app.run(headless=True)
study.close()
heavy = {{"pydantic", "networkx", "yaml", "fsrs", "pylatexenc", "arxiv", "rapidfuzz",
          "tui.markdown_render", "tui.screens.browse", "kg.compiler", "cards.generate"}}
print(sorted(heavy & app.loaded))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
