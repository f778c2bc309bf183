"""Statistics as a picture, drawn by matplotlib, which is imported nowhere else.

Owns size, colours (colour-blind safe, after Okabe and Ito) and what stands where. Not here: the
figures (cards/stats_list.py), the file (stats.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from cards.stats_shape import Chart, Statistic, Table


class _Ground(NamedTuple):
    """Colours of one picture. fills: of the series, from the bottom of a stack."""

    back: str
    ink: str
    faint: str
    mark: str
    fills: tuple[str, ...]


_LIGHT = _Ground(
    "#ffffff", "#1a1a1a", "#d8d8d8", "#d55e00", ("#0072b2", "#56b4e9", "#e69f00", "#009e73")
)
_DARK = _Ground(
    "#16181d", "#e8e8e8", "#3a3d44", "#ff9b54", ("#3d9ad6", "#8fd0f5", "#f0b93a", "#35c79a")
)
_HATCHES = ("", "//", "..", "xx")  # told apart without colour too
_DPI = 150
_WIDE, _HIGH = 7.5, 2.9  # inches of one chart
_MOST_LABELS = 9
_MOST_ROWS = 12


def picture(found: Sequence[Statistic], *, dark: bool = False) -> bytes:
    """Draw statistics as PNG: a column of charts for one, two columns for more."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    ground = _DARK if dark else _LIGHT
    panels = [(one, panel) for one in found for panel in _panels(one)]
    columns = 1 if len(found) == 1 else 2
    rows = max(1, -(-len(panels) // columns))
    high = [_high(panel) if columns == 1 else _HIGH for _, panel in panels] or [_HIGH]
    high = high[:rows]
    figure = Figure(figsize=(_WIDE * columns, sum(high) + 0.5), layout="constrained")
    FigureCanvasAgg(figure)
    figure.set_facecolor(ground.back)
    grid = figure.subplots(rows, columns, squeeze=False, height_ratios=high)
    for place, axes in enumerate(grid.T.flat):
        if place < len(panels):
            _panel(axes, *panels[place], ground)
        else:
            axes.set_axis_off()
    if len(found) == 1:
        figure.suptitle(_wrapped(found[0].summary), color=ground.ink, fontsize=9)
    written = BytesIO()
    figure.savefig(written, format="png", dpi=_DPI, facecolor=ground.back)
    return written.getvalue()


def _panels(one: Statistic) -> list[Chart | Table]:
    return [*one.charts, *one.tables]


def _high(panel: Chart | Table) -> float:
    """Inches of a panel that has a row for itself."""
    from cards.stats_shape import Chart

    if isinstance(panel, Chart):
        return _HIGH
    return 0.5 + 0.26 * (1 + min(len(panel.rows), _MOST_ROWS))


def _wrapped(text: str) -> str:
    import textwrap

    return textwrap.fill(text, 105)


def _panel(axes: Axes, one: Statistic, panel: Chart | Table, ground: _Ground) -> None:
    from cards.stats_shape import Chart

    if isinstance(panel, Chart):
        axes.set_title(panel.title, color=ground.ink, fontsize=10, loc="left")
        _bars(axes, panel, ground)
    else:
        axes.set_title(one.title, color=ground.ink, fontsize=10, loc="left")
        _cells(axes, panel, ground)


def _bars(axes: Axes, chart: Chart, ground: _Ground) -> None:
    places = list(range(len(chart.labels)))
    below = [0.0] * len(places)
    for number, series in enumerate(chart.series):
        axes.bar(
            places, series.values, 0.85, bottom=below, label=series.name,
            color=ground.fills[number], hatch=_HATCHES[number], edgecolor=ground.back, linewidth=0,
        )  # fmt: skip
        below = [low + value for low, value in zip(below, series.values, strict=True)]
    marked = [(place, mark) for place, mark in enumerate(chart.marks) if mark is not None]
    if marked:
        left, right = [place - 0.42 for place, _ in marked], [place + 0.42 for place, _ in marked]
        levels = [mark for _, mark in marked]
        axes.hlines(levels, left, right, colors=ground.mark, linewidth=2, label=chart.marks_name)
    step = max(1, -(-len(places) // _MOST_LABELS))
    axes.margins(x=0.01)
    axes.set_xticks(places[::step], chart.labels[::step])
    if chart.top:
        axes.set_ylim(0, chart.top)
    _dress(axes, chart, ground)


def _dress(axes: Axes, chart: Chart, ground: _Ground) -> None:
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    axes.set_facecolor(ground.back)
    if chart.unit == "%":
        axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    else:
        axes.set_ylabel(chart.unit, color=ground.ink, fontsize=8)
        axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
    axes.tick_params(colors=ground.ink, labelsize=8)
    axes.grid(axis="y", color=ground.faint, linewidth=0.6)
    axes.set_axisbelow(True)
    for name, spine in axes.spines.items():
        spine.set_visible(name == "bottom")
        spine.set_color(ground.ink)
    if len(chart.series) > 1 or chart.marks_name:
        axes.legend(
            fontsize=8, frameon=False, labelcolor=ground.ink, ncols=4, loc="lower right",
            bbox_to_anchor=(1.0, 1.0), borderaxespad=0.1,
        )  # fmt: skip


def _cells(axes: Axes, table: Table, ground: _Ground) -> None:
    axes.set_axis_off()
    if not table.rows:
        return
    rows = [list(row) for row in table.rows[:_MOST_ROWS]]
    drawn = axes.table(rows, colLabels=list(table.head), loc="upper center", edges="horizontal")
    drawn.auto_set_font_size(False)
    drawn.set_fontsize(8)
    drawn.scale(1.0, 1.25)
    drawn.auto_set_column_width(0)
    for (_, column), cell in drawn.get_celld().items():
        cell.set_text_props(color=ground.ink, ha="left" if column == 0 else "right")
        cell.set_edgecolor(ground.faint)
