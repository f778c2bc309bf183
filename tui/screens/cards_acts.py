"""What can be done with the cards that are chosen, or else with the one at the cursor.

Owns the keys' acts, what they ask first, and that one runs at a time, in a thread. Not here: the
list (cards.py), the acts themselves (cards/bulk.py), the thread (cards_work.py).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.content import Content
from textual.worker import Worker, WorkerState

from cards.models import Rating
from tui.blocks import Block
from tui.cards_work import Act, Acted, act_on_cards
from tui.screens.frame import Frame
from tui.words import count

if TYPE_CHECKING:
    from cards.card_list import CardRow
    from cards.study import Study

_GRADES = {
    Rating.AGAIN: "Again: I did not know them", Rating.HARD: "Hard: with real effort",
    Rating.GOOD: "Good: I knew them", Rating.EASY: "Easy: I knew them at once",
}  # fmt: skip


class CardsActs(Frame):
    """A screen with cards to act on."""

    def __init__(self) -> None:
        super().__init__()
        self._acting = False
        self._waiting: list[tuple[Act, str]] = []

    def targets(self) -> list[int]:
        """The cards an act is for."""
        raise NotImplementedError

    def row_here(self) -> CardRow | None:
        """The card at the cursor."""
        raise NotImplementedError

    def done(self, sentence: str) -> None:
        """Something was done: look again, and say it."""
        raise NotImplementedError

    # Marks

    def action_suspend(self) -> None:
        """Suspend, or bring back where the card at the cursor is suspended."""
        self._mark("suspend", "unsuspend", "suspended")

    def action_flag(self) -> None:
        """Flag, or take the flags away."""
        self._mark("flag", "unflag", "flagged")

    def action_known(self) -> None:
        """Known, or not known after all."""
        self._mark("known", "unknown", "known")

    def action_bury(self) -> None:
        """Not today, or today after all."""
        row = self.row_here()
        today = self.edgewise.study.now().day
        buried = row is not None and row.flags.buried_day == today
        self._begin_mark("unbury" if buried else "bury")

    def _mark(self, on: str, off: str, flag: str) -> None:
        row = self.row_here()
        marked = row is not None and bool(getattr(row.flags, flag))
        self._begin_mark(off if marked else on)

    def _begin_mark(self, kind: str) -> None:
        def act(study: Study, ids: list[int]) -> str:
            from cards import bulk

            return bulk.mark(study, ids, kind)

        self._for_targets(act)

    # Acts that ask first

    def action_set_due(self) -> None:
        """Ask in how many days they come back."""

        def act(study: Study, ids: list[int], days: str) -> str:
            from cards import bulk

            return bulk.set_due(study, ids, int(days))

        most = self.edgewise.study.settings.maximum_interval
        self._ask("{} to come back in how many days?", "0 is today, 7 a week", _days(0, most), act)

    def action_postpone(self) -> None:
        """Ask by how many days those that are due wait."""

        def act(study: Study, ids: list[int], days: str) -> str:
            from cards import bulk

            return bulk.postpone(study, ids, int(days))

        most = self.edgewise.study.settings.maximum_interval
        self._ask(
            "{}: those that are due wait how many days?", "1 is tomorrow", _days(1, most), act
        )

    def action_tag(self) -> None:
        """Ask for a tag of one's own; -tag takes it away."""

        def act(study: Study, ids: list[int], tag: str) -> str:
            from cards import bulk

            return bulk.tag(study, ids, tag.removeprefix("-"), not tag.startswith("-"))

        self._ask("{}: which tag?", "exam gives it, -exam takes it away", _tag_fault, act)

    def _ask(
        self,
        question: str,
        example: str,
        fault: Callable[[str], str],
        act: Callable[[Study, list[int], str], str],
    ) -> None:
        from tui.screens.asked_line import AskedLine

        ids = self.targets()

        def take(line: str | None) -> None:
            if line is not None:
                self._begin(lambda study: act(study, ids, line))

        if self._may_act(ids):
            words = question.format(count(len(ids), "card"))
            self.app.push_screen(AskedLine(words, example, fault), take)

    def action_grade(self) -> None:
        """Ask for a grade and give it now."""

        def act(study: Study, ids: list[int], rating: str) -> str:
            from cards import bulk

            return bulk.grade_now(study, ids, int(rating))

        lines = [(str(int(rating)), words) for rating, words in _GRADES.items()]
        self._choose("Grade {} now, unasked", lines, act)

    def action_reset(self) -> None:
        """Forget them, once that was said twice."""

        def act(study: Study, ids: list[int], _: str) -> str:
            from cards import bulk

            return bulk.reset(study, ids)

        lines = [("reset", "Make them new again; the log keeps what was, and u brings it back")]
        self._choose("Forget {}?", lines, act)

    def _choose(
        self, title: str, lines: list[tuple[str, str]], act: Callable[[Study, list[int], str], str]
    ) -> None:
        from tui.screens.choice import ChoiceDialog

        ids = self.targets()

        def take(choice: str) -> None:
            self._begin(lambda study: act(study, ids, choice))

        if self._may_act(ids):
            blocks = [Block(Content(words), hang=2, link=choice) for choice, words in lines]
            words = title.format(count(len(ids), "card"))
            self.app.push_screen(ChoiceDialog(words, blocks, take))

    # Undo

    def action_undo(self) -> None:
        """Undo the last thing done today."""
        self._begin(lambda study: study.undo(), "Nothing of today is left to undo.")

    def action_redo(self) -> None:
        """Redo what was undone."""
        self._begin(lambda study: study.redo(), "There is nothing to redo.")

    # In a thread

    def _for_targets(self, act: Callable[[Study, list[int]], str]) -> None:
        ids = self.targets()
        if self._may_act(ids):
            self._begin(lambda study: act(study, ids))

    def _may_act(self, ids: list[int]) -> bool:
        if not ids:
            self.say("No card is listed.")
        return bool(ids)

    def _begin(self, act: Act, nothing: str = "") -> None:
        """Do it now, or when what is being done has ended: no key is lost."""
        if self._acting:
            self._waiting.append((act, nothing))
            return
        self._acting = True
        study = self.edgewise.study
        work = partial(
            act_on_cards, study.places, self.edgewise.now_ms, study.session, act, nothing,
            self.post_message,
        )  # fmt: skip
        self.say("Working ...")
        self.run_worker(work, name="act", group="act", thread=True, exit_on_error=False)

    def on_acted(self, message: Acted) -> None:
        """Say what was done, or what stood in the way."""
        self._acting = False
        if message.failed:
            self.say("")
            self.notify(message.sentence, severity="error", timeout=12, markup=False)
        else:
            self.done(message.sentence)
        if self._waiting:
            self._begin(*self._waiting.pop(0))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A bug in a thread must not end the app."""
        event.stop()
        if event.state is WorkerState.ERROR:
            self._acting, self._waiting = False, []
            self.log.error(event.worker.error)
            self.say(f"This failed unexpectedly ({event.worker.error!r}); please report it.")


def _days(least: int, most: int) -> Callable[[str], str]:
    def fault(text: str) -> str:
        fits = text.isascii() and text.isdigit() and least <= int(text) <= most
        return "" if fits else f"Type a whole number of days from {least} to {most}."

    return fault


def _tag_fault(text: str) -> str:
    from cards.errors import BadInput
    from cards.own_tags import checked

    try:
        checked(text.removeprefix("-"))
    except BadInput as error:
        return str(error)
    return ""
