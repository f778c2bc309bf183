"""The picture of a note's neighbours: readable at any size, walked with the arrows."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from cards.node_standing import SOLID, NodeStanding
from cards.study import Study
from tests.tui.screen_factory import notice_of, play, title_of
from tui.canvas import Canvas, cut
from tui.edgewise import EdgewiseApp
from tui.neighbour_picture import Drawing, draw
from tui.neighbours import Around, Neighbour, around
from tui.screens.browse import BrowseScreen
from tui.screens.neighbourhood import NeighbourhoodScreen

NODE = "ml-system-design/attention"


def surroundings(study: Study, key: str = NODE, depth: int = 1) -> Around:
    node = study.graph().by_key(key)
    assert node is not None
    return around(study.graph(), node, depth)


def drawn(whole: Around, size: tuple[int, int], depth: int = 1) -> Drawing:
    good = {near.node.key: NodeStanding(SOLID, 0.93, 2, 0, True) for near in whole.outward}
    return draw(whole, good, size, whole.node.key, depth=depth)


@pytest.mark.parametrize("size", [(80, 19), (40, 10), (120, 35), (250, 65)])
@pytest.mark.parametrize("depth", [1, 2])
def test_boxes_keep_inside_the_screen_and_never_overlap(
    study: Study, size: tuple[int, int], depth: int
) -> None:
    picture = drawn(surroundings(study, depth=depth), size, depth)
    assert len(picture.lines) == size[1]
    assert all(cell_len(line.plain) <= size[0] for line in picture.lines)
    cells: set[tuple[int, int]] = set()
    for place in picture.places:
        own = {
            (x, y)
            for x in range(place.x, place.x + place.width)
            for y in range(place.y, place.y + place.height)
        }
        assert not own & cells
        cells |= own
    assert all(0 <= x < size[0] and 0 <= y < size[1] for x, y in cells)


def test_each_box_says_relation_title_and_recall_and_the_rest_is_counted(study: Study) -> None:
    whole = surroundings(study, "ml-system-design/transformer")
    total = len(whole.outward) + len(whole.inward) + sum(whole.more)
    picture = drawn(whole, (80, 19))
    text = "\n".join(line.plain for line in picture.lines)
    shown = len(picture.places) - 1
    assert shown <= 12 < total
    counted = [int(word) for line in text.splitlines() if "and " in line and " more" in line
               for word in line.replace(",", "").split() if word.isdigit()]  # fmt: skip
    assert shown + sum(counted) == total
    assert "─ needs ─" in text and "─ is needed by ─" in text
    assert "Self-attention" in text and " 93 % " in text and "●" in text


def test_wide_letters_and_emoji_keep_the_frame_straight(study: Study) -> None:
    whole = surroundings(study)
    title = "注意力機制 🚀 attention and a title that is far too long for any box"
    node = whole.node._replace(title=title)
    near = [Neighbour(node._replace(key=f"x/{n}"), "needs", "", (title,)) for n in range(3)]
    picture = draw(Around(node, near, near[:1], (0, 5)), {}, (80, 19), "x/1", depth=2)
    assert {cell_len(line.plain) for line in picture.lines} == {80}
    for place in picture.places:
        rows = [picture.lines[place.y + row].plain for row in range(1, place.height - 1)]
        assert all(_cell(row, place.x) in "│┃║" for row in rows)
        assert all(_cell(row, place.x + place.width - 1) in "│┃║" for row in rows)


def _cell(text: str, wanted: int) -> str:
    at = 0
    for sign in text:
        if at == wanted:
            return sign
        at += cell_len(sign)
    return ""


def test_a_canvas_joins_lines_where_they_meet_and_cuts_at_its_edge() -> None:
    canvas = Canvas(5, 3)
    canvas.across(1, 0, 4)
    canvas.down(2, 0, 2)
    canvas.text(3, 0, "long text")
    assert [line.plain for line in canvas.lines()] == ["  │l…", "──┼──", "  │  "]
    assert cut("語語語", 5) == "語語…" and cut("abc", 3) == "abc" and cut("abc", 0) == ""


def test_the_arrows_walk_enter_re_centres_and_the_middle_opens_the_note(study: Study) -> None:
    async def until(pilot: Pilot[None], screen: NeighbourhoodScreen, title: str) -> None:
        for _ in range(100):
            await pilot.pause(0.03)
            if title in title_of(pilot.app):  # type: ignore[arg-type]
                return
        raise AssertionError(title_of(pilot.app))  # type: ignore[arg-type]

    async def steps(app: EdgewiseApp, pilot: Pilot[None]) -> None:
        app.open_node(NODE)
        await pilot.pause()
        await pilot.press("v")
        screen = app.screen
        assert isinstance(screen, NeighbourhoodScreen)
        await until(pilot, screen, "Around Attention")
        assert screen.view.in_the_middle
        await pilot.press("left")
        first = screen.view.key
        assert first != NODE and notice_of(app).startswith("Attention ")
        await pilot.press("down")
        assert screen.view.key not in (first, NODE)
        await pilot.press("up", "enter")
        title = study.graph().by_key(first).title  # type: ignore[union-attr]
        await until(pilot, screen, f"Around {title}")
        assert screen.view.key == first and "[ attention" in title_of(app)
        await pilot.press("left_square_bracket")
        await until(pilot, screen, "Around Attention")
        await pilot.press("d")
        await pilot.pause(0.2)
        assert screen.depth == 2 and "needs " in screen.view.plain
        await pilot.press("right", "right", "left", "enter")
        await pilot.pause()
        assert isinstance(app.screen, BrowseScreen) and app.screen.history.here == NODE

    play(study, steps, screen="home")
