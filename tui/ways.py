"""From screen to screen: who is opened by whom, and the news one screen leaves for the next.

Owns the stack of screens and which scope the engine draws from. Not here: the app's start and its
notes (edgewise.py), keys (command_list.py), what a screen shows (screens/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App

from cards.queue import Scope
from cards.study import Study
from tui.screens.frame import Frame

if TYPE_CHECKING:
    from cards.study import Leech
    from tui.narrowing import States
    from tui.screens.review import ReviewScreen

_MORE_NEW = 5


class Ways(App[None]):
    """The app as its screens use it to reach each other."""

    def __init__(self, study: Study) -> None:
        super().__init__()
        self.study = study
        self.scope_in_force: Scope | None = None
        self.changed_keys = dict(study.settings.keys)
        self._news = ""
        self.known_states: States | None = None

    def begin(self, scope: Scope) -> None:
        """Let the engine draw from this scope. Raises CardsError, KgError."""
        self.scope_in_force = None
        self.study.start(scope)
        self.scope_in_force = scope

    def leave(self) -> None:
        """Back to the screen before; Home is where that ends."""
        from tui.screens.done import DoneScreen
        from tui.screens.home import HomeScreen

        if isinstance(self.screen, HomeScreen):
            return
        if isinstance(self.screen, DoneScreen) or len(self.screen_stack) == 1:
            self.go_home()
        else:
            self.pop_screen()

    def go_home(self) -> None:
        """To Home, which may lie below or not be there yet."""
        from tui.screens.home import HomeScreen

        lowest = [isinstance(screen, HomeScreen) for screen in self.screen_stack]
        keep = lowest.index(True) + 1 if True in lowest else 1
        while len(self.screen_stack) > keep:
            self.pop_screen()
        if not isinstance(self.screen, HomeScreen):
            self.push_screen(HomeScreen())

    def review(self, scope: Scope) -> None:
        """Review these cards."""
        from tui.screens.review import ReviewScreen

        self.push_screen(ReviewScreen(scope))

    def more_new(self) -> None:
        """Raise today's limit by another day's worth of new cards, then review."""
        self.study.extend_limits(new=max(_MORE_NEW, self.study.settings.new_per_day))
        if isinstance(self.screen, Frame) and self.screen.PLACE == "done":
            self.pop_screen()
        else:
            self.review(Scope())

    def finish(self, review: ReviewScreen, news: str) -> None:
        """No card is left: the summary lies over the review, unless another screen does."""
        from tui.screens.done import DoneScreen

        if self.screen is review:
            self.push_screen(DoneScreen(review.tally, news))

    def open_node(self, key: str, *, searching: bool = False) -> None:
        """Browse, at a note."""
        from tui.screens.browse import BrowseScreen

        self.push_screen(BrowseScreen(key, searching=searching))

    def open_page(self, address: str) -> None:
        """Open a web page; without a browser the address is shown instead."""
        from tui.web import open_page

        self.say(open_page(self, address))

    def say(self, text: str) -> None:
        """One line of news on the screen in front."""
        if isinstance(self.screen, Frame):
            self.screen.say(text)

    def give_news(self, text: str) -> None:
        """A line for the screen that comes next."""
        self._news = text

    def take_news(self) -> str:
        """The line that was given, once."""
        news, self._news = self._news, ""
        return news

    def warn_of_leech(self, leech: Leech) -> None:
        """A card that keeps failing: what its note builds on may be the trouble."""
        from tui.reading import leech_words

        self.notify(leech_words(leech), severity="warning", timeout=15, markup=False)

    def action_tour(self) -> None:
        """The tour of the first start, again."""
        from tui.screens.tour import TourScreen

        if isinstance(self.screen, Frame) and not isinstance(self.screen, TourScreen):
            self.push_screen(TourScreen())

    def action_help(self) -> None:
        """All keys."""
        from tui.screens.help import HelpScreen

        if isinstance(self.screen, Frame) and not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen.PLACE))
