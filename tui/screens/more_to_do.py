"""What can be done beyond today's cards, from Home and from the end of a session alike.

Owns the ways there: more new cards, ahead of time, what was failed, a weak note, the next note, an
exercise. Not here: what a session asks (cards/queue.py, cards/practice.py), the words of the two
screens (home.py, done.py).
"""

from __future__ import annotations

from functools import partial

from cards.queue import Scope
from tui.remedy import told
from tui.screens.frame import Frame


class MoreToDo(Frame):
    """A screen that offers more. weak_node, ready_node: keys of notes, '' while unknown."""

    weak_node: str = ""
    ready_node: str = ""

    def action_more(self) -> None:
        """Raise today's limit of new cards, then review."""
        with told(self):
            self.edgewise.more_new()

    def action_ahead(self) -> None:
        """Review what comes due next; these are real answers."""
        from cards.sitting import days_until_next

        with told(self):
            study = self.edgewise.study
            days = days_until_next(study.store, study.now().day)
            if days is None:
                self.say("No review lies ahead that was not answered today.")
                return
            self.edgewise.review(Scope(ahead=days))

    def action_failed(self) -> None:
        """Practise what was failed today; nothing is scheduled."""
        self.edgewise.review(Scope(failed_today=True))

    def action_weak(self) -> None:
        """Practise the note that failed most lately; nothing is scheduled."""
        if self.weak_node:
            self.edgewise.review(Scope(node=self.weak_node, depth=0, cram=True))
        else:
            self.say("No note has failed a review in the last 30 days.")

    def action_next_node(self) -> None:
        """Read the first note that is ready to be learnt."""
        if self.ready_node:
            self.edgewise.open_node(self.ready_node)
        else:
            self.say("No new note is ready yet: what they build on is not solid.")

    def action_exercise(self) -> None:
        """Choose an exercise."""
        from tui.exercise_door import choose_exercise

        choose_exercise(self)

    def look_for_ideas(self) -> None:
        """Ask in a thread which note is weak and which one is next (IdeasRead)."""
        from tui.home_facts import gather_ideas

        study = self.edgewise.study
        work = partial(gather_ideas, study.places, study.settings, study.now(), self.post_message)
        self.run_worker(work, name="ideas", group="ideas", thread=True, exclusive=True)
