"""The year as a map and the month as bars: right days, readable without colour, at any width."""

from __future__ import annotations

from itertools import pairwise

from tui.widgets.day_bars import day_bars
from tui.widgets.heat_map import LINES, SHADES, YEAR_WEEKS, heat_map, shades_of

WEDNESDAY = 20_516  # 2026-03-04


def lines(answers: dict[int, int], width: int, today: int = WEDNESDAY) -> list[str]:
    return [block.content.plain for block in heat_map(answers, today, width)]


def test_today_stands_in_the_last_column_on_its_weekday_and_the_future_is_empty() -> None:
    drawn = lines({WEDNESDAY: 5}, 78)
    assert len(drawn) == LINES
    assert drawn[3] == "Wed " + "·" * (YEAR_WEEKS - 1) + "█"
    assert len(drawn[4]) == len(drawn[3]) - 1  # tomorrow is not drawn
    monday = lines({WEDNESDAY - 2: 1, WEDNESDAY - 9: 1}, 78)[1]
    assert monday.endswith("·██")


def test_as_many_weeks_as_fit_and_two_cells_a_week_where_there_is_room() -> None:
    assert len(lines({}, 40)[1]) == 40
    assert len(lines({}, 78)[1]) == 4 + YEAR_WEEKS
    assert len(lines({}, 120)[1]) == 4 + 2 * YEAR_WEEKS
    for width in (40, 61, 78, 112, 200):
        assert all(len(line) <= width for line in lines({WEDNESDAY: 5, WEDNESDAY - 1: 9}, width))


def test_months_are_named_over_the_week_of_their_first_day() -> None:
    months = lines({}, 78)[0]
    assert months.split()[0] == "Apr" and months.split()[-1] == "Feb"
    week_of_first_february = YEAR_WEEKS - 1 - 5  # Sunday 1 February 2026
    assert months.index("Feb") == 4 + week_of_first_february


def test_shades_are_quarters_of_the_busy_days_and_the_legend_says_which() -> None:
    assert shades_of([]) == []
    assert shades_of([0, 7, 7]) == [7]
    assert shades_of([1, 2, 3, 4, 40, 50, 60, 70]) == [1, 3, 40, 60]
    counts = [1, 2, 3, 4, 40, 50, 60, 70]
    answers = {WEDNESDAY - number: count for number, count in enumerate(counts)}
    legend = lines(answers, 78)[-1].split()
    assert legend[1::2] == ["none", "1-2", "3-39", "40-59", "60+"]
    assert [glyphs[0] for glyphs in legend[::2]] == list(SHADES)


def test_more_answers_never_look_like_fewer() -> None:
    answers = {WEDNESDAY - 7 * week: week * 3 + 1 for week in range(40)}
    cells = lines(answers, 78)[3][-40:]
    assert all(SHADES.index(a) >= SHADES.index(b) for a, b in pairwise(cells))


def test_bars_rise_with_their_number_and_a_backlog_does_not_flatten_the_rest() -> None:
    drawn = [b.content.plain for b in day_bars([500, 8, 4, 0, 1, *[2] * 25], WEDNESDAY, 78, 4)]
    columns = list(zip(*(line[2:].ljust(76) for line in drawn[:4]), strict=True))
    today, full, half, none, least = (columns[2 * day] for day in range(5))
    assert today == ("▲", "█", "█", "█")
    assert full == ("█",) * 4
    assert half == (" ", " ", "█", "█")
    assert none == (" ",) * 4
    assert least[3] != " "
    assert drawn[0].startswith("8 ") and drawn[3].startswith("0 ")
    assert drawn[4].split() == ["today", "11", "Mar", "18", "Mar", "25", "Mar", "1", "Apr"]


def test_bars_fit_any_width_and_nothing_due_is_drawn_empty() -> None:
    for width in (40, 59, 78, 112):
        assert all(len(b.content.plain) <= width for b in day_bars([3] * 30, WEDNESDAY, width))
    empty = [b.content.plain for b in day_bars([0] * 30, WEDNESDAY, 78)]
    assert all(not set(line[2:]) & set("▁▂▃▄▅▆▇█▲") for line in empty)
