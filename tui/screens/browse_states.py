"""The states of all notes behind Browse: asked for in a thread, kept as long as they are true.

Owns when they are asked for again (an answer was given, the day changed) and the line of a note in
a list. Not here: what runs in the thread (narrowing.py), signs and colours (node_states.py).
"""

from __future__ import annotations

from functools import partial

from textual.content import Content
from textual.worker import Worker, WorkerState

from cards.narrow import Facets, Standings, waits_for
from cards.node_standing import NEW
from kg.rows import NodeRow
from tui.markdown_text import readable
from tui.narrowing import Asked, Looked, LookFailed, States, look
from tui.node_states import SIGNS, in_a_row, recall_words, sign_of
from tui.remedy import told
from tui.screens.browse_papers import WithPapers
from tui.words import LETTER_OF_TYPE


class WithStates(WithPapers):
    """A screen that knows how it stands with every note, a moment after it was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.facets = Facets()
        self._asked_for: tuple[int, int, int] | None = None

    @property
    def states(self) -> States | None:
        """The states as far as they are known; those of a moment ago are better than none."""
        return self.edgewise.known_states

    @property
    def standings(self) -> Standings:
        """How it stands with each node, by key; empty until it is known."""
        return self.states.standings if self.states else {}

    def row(self, node: NodeRow) -> tuple[str, Content]:
        """One line of the list: state, type, title."""
        letter = LETTER_OF_TYPE.get(node.type, " ")
        sign = sign_of(self.standings.get(node.key)) if self.states else (SIGNS[""], "dim")
        return node.key, Content.assemble(sign, (f" {letter} ", "dim"), readable(node.title))

    def look_at_states(self) -> None:
        """Ask for the states of all notes, unless they are known, and for the chosen part."""
        study = self.edgewise.study
        with told(self):
            day, store = study.now().day, study.store
            mark = (day, store.changes_elsewhere(), store.db.total_changes)
            known = self.standings if self.states and self.states.mark == mark else None
            if known is not None and not any(self.facets):
                return
            self._asked_for = mark
            asked = Asked(self.facets, day, study.settings.parameters, known)
            self.in_thread(partial(look, study.places, asked, self.post_message), "look")

    def take(self, message: Looked) -> bool:
        """Keep the states; whether they are new."""
        fresh = message.standings is not self.standings
        if self._asked_for is not None:
            self.edgewise.known_states = States(self._asked_for, message.standings, message.counts)
        return fresh

    def standing_of(self, node: NodeRow) -> Content | None:
        """How it stands with the note's cards, for the line under its title."""
        standing = self.standings.get(node.key)
        if standing is None:
            return None
        words = recall_words(standing)
        if standing.state == NEW:
            words += f"; {self._what_it_waits_for(node)}"
        return Content.assemble(sign_of(standing), (f" {words}", "dim"))

    def _what_it_waits_for(self, node: NodeRow) -> str:
        """Why a note never begun can be learnt now, or what has to come first."""
        needs = {row.key: readable(row.title) for row in map(self.graph.node,
                 self.graph.prerequisites(node.id))}  # fmt: skip
        waiting = [needs[key] for key in waits_for(self.standings, needs)]
        if waiting:
            return f"first comes {in_a_row(waiting)}"
        return f"can be learnt now: {in_a_row(list(needs.values())) or 'it needs nothing'}" + (
            " met" if needs else ""
        )

    def on_look_failed(self, message: LookFailed) -> None:
        """The list stays without signs."""
        self.say(message.why)

    def in_thread(self, work: partial[None], name: str) -> None:
        """Run it beside the screen; a newer one of the same name takes its place."""
        self.run_worker(
            work, name=name, group=name, thread=True, exclusive=True, exit_on_error=False
        )

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A bug in a thread must not end the app."""
        event.stop()
        if event.state is WorkerState.ERROR:
            self.log.error(event.worker.error)
            self.say(f"This failed unexpectedly ({event.worker.error!r}); please report it.")
