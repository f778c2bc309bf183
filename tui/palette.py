"""The command palette: commands of the screen and notes by name.

Owns what the palette finds. Commands come from the one list; notes from the search that Browse has.
Not here: the palette's own window (textual's).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from sync.paper_search import search_notes
from tui import commands
from tui.commands import Command, keys_of
from tui.exercise_door import exercises_of, open_exercise
from tui.markdown_text import readable
from tui.remedy import LEARNER_ERRORS
from tui.screens.frame import Frame

_NOTES = 8
# What opens a screen or window of its own, wherever one is.
_FROM_HOME = frozenset({
    "review", "browse", "search", "cards", "statistics", "settings", "exercise", "export", "path",
    "fetch",
})  # fmt: skip
_KIND = frozenset({"exercise", "exercises"})


class CommandsAndNotes(Provider):
    """Everything that can be done here, and every note by its name."""

    async def discover(self) -> Hits:
        """Before anything is typed: the commands."""
        for command in self._commands():
            yield DiscoveryHit(command.help, self._runner(command), help=self._keys(command))

    async def search(self, query: str) -> Hits:
        """Commands whose words fit, then notes; papers also by what was fetched of them."""
        matcher = self.matcher(query)
        wanted = query.casefold().split()
        for command in self._commands():
            text = f"{command.word} {command.help}".casefold()
            if all(word in text for word in wanted):
                shown = matcher.highlight(command.help)
                yield Hit(1.0, shown, self._runner(command), help=self._keys(command))
        for command in self._ways():
            if all(word in f"{command.word} {command.help}".casefold() for word in wanted):
                yield Hit(
                    0.7, f"Home: {command.help}", partial(self._go, command), help="from Home"
                )
        for rank, (key, title) in enumerate(self._exercises(query)):
            go = partial(open_exercise, self._frame, key)
            yield Hit(0.6 - rank / 100, f"Exercise: {title}", go, help="write it and run it")
        for rank, (key, title, kind) in enumerate(self._notes(query)):
            score = 0.5 - rank / 100
            yield Hit(
                score, f"Note: {title}", partial(self._frame.edgewise.open_node, key), help=kind
            )

    @property
    def _frame(self) -> Frame:
        return cast(Frame, self.screen)

    def _commands(self) -> list[Command]:
        if not isinstance(self.screen, Frame):
            return []
        own = [each for each in commands.of(self.screen.PLACE) if "grade(" not in each.action]
        return own + [each for each in commands.of("app") if each.id != "app.palette"]

    def _ways(self) -> list[Command]:
        """Where one can go from Home, on any other screen."""
        if not isinstance(self.screen, Frame) or self.screen.PLACE == "home":
            return []
        return [each for each in commands.of("home") if each.action in _FROM_HOME]

    def _go(self, command: Command) -> None:
        app = self._frame.edgewise
        app.go_home()
        app.call_later(app.run_action, command.full_action, app.screen)

    def _keys(self, command: Command) -> str:
        return keys_of(command, self._frame.edgewise.changed_keys)

    def _runner(self, command: Command) -> Callable[[], object]:
        return partial(self.app.run_action, command.full_action, self.screen)

    def _exercises(self, query: str) -> list[tuple[str, str]]:
        """Exercises by the words of their names; all of the first ones for their word alone."""
        if not isinstance(self.screen, Frame):
            return []
        words = [word for word in query.replace(":", " ").casefold().split() if word not in _KIND]
        try:
            graph = self._frame.edgewise.study.graph()
            nodes = graph.nodes("exercise")
        except LEARNER_ERRORS:
            return []
        names = (f"{node.key} {node.title}".casefold() for node in nodes)
        fit = [n for n, name in zip(nodes, names, strict=True) if all(w in name for w in words)]
        return [(n.key, readable(n.title)) for n in fit[:_NOTES] if exercises_of(graph, n)]

    def _notes(self, query: str) -> list[tuple[str, str, str]]:
        if not isinstance(self.screen, Frame):
            return []
        try:
            study = self._frame.edgewise.study
            db = study.places.papers_db
            # A papers.db that cannot be read is told by Browse; here the notes alone answer.
            hits = search_notes(study.graph(), db, query, limit=_NOTES, snippets=False).hits
        except LEARNER_ERRORS:
            # No compiled notes yet: the commands alone are an honest answer.
            return []
        return [(hit.node.key, readable(hit.node.title), hit.node.type) for hit in hits]
