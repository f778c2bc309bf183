"""Charts and tables as characters: true to the values, readable without colour, never too wide."""

from __future__ import annotations

import pytest

from cards.stats_bars import FILLS, MARK_GLYPH, REACHED, draw, plain, tabulate
from cards.stats_shape import Chart, Series, Table


def chart(*values: float, **more: object) -> Chart:
    labels = tuple(str(place) for place in range(len(values)))
    return Chart("Answers", labels, (Series("answers", values),), **more)  # type: ignore[arg-type]


def lines(one: Chart, width: int = 60, height: int = 11) -> list[str]:
    return [plain(line) for line in draw(one, width, height)]


def column(drawn: list[str], place: int) -> str:
    """The cells of one bar from the bottom up. Bars of width 2 with a gap, after the axis."""
    start = drawn[1].index("│") + 1
    step = max(1, min(12, (60 - start) // 4))
    return "".join(line.ljust(80)[start + place * step] for line in reversed(drawn[1:-2]))


def test_bars_are_as_high_as_their_values() -> None:
    drawn = lines(chart(8.0, 4.0, 1.0, 0.0))
    assert [column(drawn, place).rstrip() for place in range(4)] == ["█" * 8, "█" * 4, "█", ""]
    assert drawn[1].startswith("8 │") and drawn[-2].startswith("0 └")


def test_what_is_little_is_never_nothing() -> None:
    assert column(lines(chart(1000.0, 1.0, 0.0, 0.0)), 1).rstrip() == "▁"


def test_stacks_are_told_apart_without_colour() -> None:
    two = (Series("old", (4.0, 0.0, 1.0, 0.0)), Series("new", (4.0, 8.0, 0.0, 0.0)))
    drawn = lines(Chart("Answers", ("a", "b", "c", "d"), two))
    assert column(drawn, 0).rstrip() == FILLS[0] * 4 + FILLS[1] * 4
    assert column(drawn, 1).rstrip() == FILLS[1] * 8
    assert f"{FILLS[1]} new" in drawn[0] and f"{FILLS[0]} old" in drawn[0]


def test_a_mark_stands_where_it_is_compared() -> None:
    one = chart(1.0, 0.5, 0.25, 0.0, unit="%", top=1.0, marks=(0.9, 0.9, 0.9, None))
    drawn = lines(one._replace(marks_name="desired"))
    assert column(drawn, 1).strip() == "████   ━".replace("━", MARK_GLYPH)
    assert column(drawn, 0)[-1] == REACHED and column(drawn, 0)[:-1] == "█" * 7
    assert not {MARK_GLYPH, REACHED} & set(column(drawn, 3))
    assert drawn[1].startswith("100% │") and f"{MARK_GLYPH} desired" in drawn[0]


@pytest.mark.parametrize("width", [12, 30, 80, 250])
@pytest.mark.parametrize("bars", [0, 1, 31, 62, 400])
def test_no_line_is_wider_than_asked(width: int, bars: int) -> None:
    one = chart(*range(bars))
    for line in draw(one, width, 9):
        assert len(plain(line)) <= max(width, 12)


def test_where_not_all_bars_fit_the_newest_are_shown() -> None:
    assert lines(chart(*range(400)), width=40)[-1].split()[0] == str(400 - 35)


def test_a_table_gives_way_in_its_words() -> None:
    table = Table(("node", "lapses"), (("a-very-long-name-of-a-node", "1,234"), ("b", "2")))
    wide, narrow = tabulate(table, 80), tabulate(table, 20)
    assert wide[1] == "a-very-long-name-of-a-node   1,234"
    assert narrow == ["node          lapses", "a-very-long…   1,234", "b                  2"]
