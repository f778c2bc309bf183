"""Statistics: one a page, over a month, three months, a year or all time.

Owns which page and which stretch is on screen. Not here: the figures (cards/stats_list.py), their
computing in a thread (stats_work.py), the drawing (stats_blocks.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.content import Content
from textual.widget import Widget
from textual.worker import Worker, WorkerState, get_current_worker

from tui import commands
from tui.blocks import Block
from tui.screens.frame import Frame
from tui.stats_blocks import statistic_blocks
from tui.stats_tabs import StatsTabs
from tui.stats_work import StatisticFailed, StatisticReady, StatsDesk
from tui.widgets.text_view import TextView

if TYPE_CHECKING:
    from cards.scheduler import Clock
    from cards.stats_shape import Statistic

# As cards/stats_list.py has them (a test compares): that module brings numpy, which takes long.
PAGES = (
    ("reviews", "Reviews"), ("retention", "Retention"), ("due", "Due"), ("memory", "Memory"),
    ("calibration", "Calibration"), ("hours", "Hours"), ("buttons", "Buttons"),
    ("nodes", "Nodes"), ("readiness", "Readiness"),
)  # fmt: skip
STRETCHES: dict[int | None, str] = {
    30: "last 30 days", 90: "last 90 days", 365: "last 365 days", None: "all time",
}  # fmt: skip
AHEAD: dict[int | None, str] = {
    30: "next 30 days", 90: "next 90 days", 365: "next 365 days", None: "all that is to come",
}  # fmt: skip


class StatisticsScreen(Frame):
    """One statistic at a time."""

    PLACE = "statistics"
    BINDINGS: ClassVar = [*commands.bindings("statistics"), *commands.bindings("text")]

    def __init__(self, page: int = 0) -> None:
        super().__init__()
        self._page = page
        self._days: int | None = 30
        self._shown: Statistic | None = None
        self._desk: StatsDesk | None = None

    def body(self) -> Iterable[Widget]:
        """The tabs over the text."""
        changed = self.edgewise.changed_keys
        keys = {each.id: commands.first_key(each, changed) for each in commands.of("statistics")}
        yield StatsTabs([(keys[f"statistics.{name}"], word) for name, word in PAGES], id="tabs")
        yield TextView(id="text")

    def on_mount(self) -> None:
        """Begin with the first page."""
        study = self.edgewise.study
        self._desk = StatsDesk(study.places, study.settings)
        self.query_one(TextView).focus()
        self._look()

    def reload(self) -> None:
        """The notes or cards have changed: compute again."""
        if self._desk is not None:
            self._desk.forget()
            self._look()

    def on_resize(self, event: events.Resize) -> None:
        """Draw the charts for the new size."""
        self.call_after_refresh(self._draw, keep_place=True)

    def action_show(self, number: int) -> None:
        """Show another statistic, by its place."""
        self._page = number % len(PAGES)
        self._shown = None
        self._look()

    def action_turn(self, step: int) -> None:
        """Show the next statistic, or the one before."""
        self.action_show(self._page + step)

    def action_stretch(self, days: int) -> None:
        """Look at another stretch of days; 0: all of them."""
        self._days = days or None
        self._look()

    def action_refresh(self) -> None:
        """Read the log again."""
        self.reload()

    def _look(self) -> None:
        """Say where one is, and have the statistic computed."""
        self.query_one(StatsTabs).choose(self._page)
        name, word = PAGES[self._page]
        self.title_bar(f"Statistics · {word}", _stretch(name, self._days))
        if self._desk is None:
            return
        if self._shown is None:
            self.query_one(TextView).show([Block(Content("Reading the log ..."))])
        clock: Clock = self.edgewise.study.now()
        self.run_worker(
            partial(self._compute, self._desk, PAGES[self._page][0], self._days, clock),
            group="statistics",
            thread=True,
            exclusive=True,
            exit_on_error=False,
        )

    def _compute(self, desk: StatsDesk, name: str, days: int | None, clock: Clock) -> None:
        worker = get_current_worker()
        desk.compute(name, days, clock, lambda: not worker.is_cancelled, self.post_message)

    @on(StatisticReady)
    def _ready(self, event: StatisticReady) -> None:
        """Show it, unless another one was asked for meanwhile."""
        if (event.statistic.name, event.days) == (PAGES[self._page][0], self._days):
            self._shown = event.statistic
            self._draw()

    @on(StatisticFailed)
    def _failed(self, event: StatisticFailed) -> None:
        self.query_one(TextView).show([Block(Content(event.sentence))])

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A bug in a figure must not end the app: say it; the other pages go on."""
        if event.state is WorkerState.ERROR:
            self.log.error(event.worker.error)
            words = f"This could not be computed ({event.worker.error!r}). Please report it."
            self.query_one(TextView).show([Block(Content(words))])

    def _draw(self, *, keep_place: bool = False) -> None:
        """Lay the statistic out for the size of the view."""
        text = self.query_one(TextView)
        size = text.content_size
        if self._shown is not None and size.width:
            blocks = statistic_blocks(self._shown, size.width - 1, size.height)
            text.show(blocks, keep_place=keep_place)

    @on(TextView.Followed)
    def _followed(self, event: TextView.Followed) -> None:
        """A row about a node leads to its note."""
        event.stop()
        self.edgewise.open_node(event.link)


def _stretch(name: str, days: int | None) -> str:
    """Say which days a page is about; the memory and the hardest nodes are those of now."""
    if name in ("memory", "nodes"):
        return "now"
    return (AHEAD if name == "due" else STRETCHES)[days]
