"""What a learner may do to the card at hand but answer it: put it away, flag it, edit it, undo.

Owns what follows on the screen: the next card, or the same one in its new wording after an edit.
Not here: asking and grading (review.py), where one can go from a card (look_up.py), the acts
themselves (cards/study.py, cards/bulk.py).
"""

from __future__ import annotations

from cards.store_cards import EXERCISE
from tui.remedy import told
from tui.screens.look_up import LookUp
from tui.tally import Tally

_ACTS = {"suspend": "Suspended.", "bury": "Buried until tomorrow.", "known": "Marked as known."}


class CardActs(LookUp):
    """A screen with a card that can be acted on. tally: what was done in this sitting."""

    def __init__(self) -> None:
        super().__init__()
        self.tally = Tally()
        self._edited = False

    def draw(self, news: str = "") -> None:
        """Ask the card that is first now."""
        raise NotImplementedError

    def draw_again(self, news: str) -> None:
        """Show the card at hand as it reads now, question or answer as before."""
        raise NotImplementedError

    def action_undo(self) -> None:
        """Undo the last thing; an undone answer's card comes back."""
        with told(self):
            undone = self.edgewise.study.undo()
            if undone is None:
                self.say("Nothing of today is left to undo.")
                return
            self.tally.undone()
            self.draw(undone)

    def action_redo(self) -> None:
        """Redo what was undone."""
        with told(self):
            redone = self.edgewise.study.redo()
            if redone is None:
                self.say("There is nothing to redo.")
                return
            self.tally.redone()
            self.draw(redone)

    def action_act(self, act: str) -> None:
        """Suspend, bury or know the card, say so, ask the next."""
        if self.shown is None:
            return
        study = self.edgewise.study
        with told(self):
            {"suspend": study.suspend, "bury": study.bury, "known": study.known}[act]()
            self.tally.acted()
            self.draw(f"{_ACTS[act]} u undoes it.")

    def action_flag(self) -> None:
        """Ask what is wrong and flag the card; it stays."""
        from tui.screens.dialogs import FlagDialog

        def flagged(note: str | None) -> None:
            if note is None or self.shown is None:
                return
            with told(self):
                self.edgewise.study.flag(note)
                self.tally.acted()
                self.say("Flagged for fixing. u undoes it.")

        if self.shown is not None:
            self.app.push_screen(FlagDialog(), flagged)

    def action_due(self) -> None:
        """Ask for a number of days and let the card come back then; the next card follows."""
        from tui.screens.days import DaysDialog

        if self.shown is None:
            return
        if self.shown.card.kind == EXERCISE:
            self.say("An exercise comes when its run says; b puts it off until tomorrow.")
            return
        self.app.push_screen(DaysDialog(), self._move)

    def _move(self, days: int | None) -> None:
        from cards import bulk

        if days is None or self.shown is None:
            return
        with told(self):
            said = bulk.set_due(self.edgewise.study, [self.shown.card.id], days)
            if self.edgewise.study.current() is self.shown:
                self.say(said)
                return
            self.tally.acted()
            self.draw(said)

    # Editing in place

    def action_edit(self) -> None:
        """Edit the card's note where it stands; the card on screen follows."""
        super().action_edit()
        self._edited = self.shown is not None and self.shown.card.kind != EXERCISE

    def read_again(self) -> bool:
        """After an edit: the card in its new words, or the next one if the edit took it away.

        False: nothing was edited, or its notes are not read yet.
        """
        before = self.shown
        if not self._edited or before is None:
            return False
        with told(self):
            self.shown = now = self.edgewise.study.reread()
            if now is None or now.card.id != before.card.id:
                self._edited = False
                self.draw("With your edit the card is gone; here is what comes next.")
                return True
            if now.card != before.card:
                self._edited = False
                self.draw_again("The card as you edited it; its history is kept.")
        return True
