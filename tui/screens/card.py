"""The window of one card: what is known about it, and all that can be done with it.

Owns which acts a card offers when it need not be due: marks that can be taken back, a grade, a day
to come back. Not here: the card at hand in a review (review.py), the acts (cards/bulk.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from cards.card_info import CardInfo
from cards.store_cards import EXERCISE
from cards.store_memory import Flags
from tui import commands
from tui.card_text import gives_away
from tui.curve_text import Curve
from tui.info_text import info_blocks
from tui.remedy import told
from tui.screens.dialogs import WINDOW_CSS, TextDialog
from tui.widgets.bars import KeyBar, NoticeBar
from tui.widgets.text_view import TextView

if TYPE_CHECKING:
    from cards.study import Shown


class CardDialog(TextDialog):
    """Information and acts of a card that need not be due.

    shown: the card at hand in a review, if it is that one; then why it comes now is said too.
    answer_seen: what would tell the answer may be shown.
    """

    CSS = f"{WINDOW_CSS} CardDialog #window.tall {{ height: 96%; max-height: 96%; }}"
    BINDINGS: ClassVar[list[BindingType]] = commands.bindings("card")

    def __init__(
        self, card_id: int, shown: Shown | None = None, *, answer_seen: bool = True
    ) -> None:
        super().__init__("This card", [])
        self._card_id = card_id
        self._shown_card = shown
        self._answer_seen = answer_seen
        self._acted = False

    def below(self) -> ComposeResult:
        """What was done, and the keys of the window."""
        yield NoticeBar(id="card-notice")
        yield KeyBar(commands.of("card"), id="card-keys")

    def on_mount(self) -> None:
        """Name the keys that the key line has no room for."""
        self.query_one(NoticeBar).say("1 to 4 grade it now, due or not; u undoes.")

    def fill(self) -> None:
        """Show the card as it is now."""
        with told(self):
            app, study = self.edgewise, self.edgewise.study
            info = study.info(self._card_id)
            ask = self._shown_card is not None and not self._acted
            by_hand = ask and info.card.kind != EXERCISE and not study.is_practice
            blocks = info_blocks(
                info,
                app.now_ms(),
                app.offset_min,
                why=self._why(info) if ask else (),
                curve=self._curve(info),
                outcomes=study.preview() if by_hand else (),
                siblings=self._answer_seen,
            )
            self.query_one(TextView).show(blocks, keep_place=True)

    def _why(self, info: CardInfo) -> list[str]:
        from tui.why_text import why_sentences

        shown, study = self._shown_card, self.edgewise.study
        if shown is None:
            return []
        said = why_sentences(
            shown, study.settings, info.recall, study.now().day, practice=study.is_practice
        )
        if self._answer_seen:
            return said
        return [each for each in said if not gives_away(each, shown.card.answer)]

    def _curve(self, info: CardInfo) -> Curve | None:
        memory, study = info.memory, self.edgewise.study
        if memory.stability is None or memory.last_day is None:
            return None
        due = memory.due_day - memory.last_day if memory.due_day is not None else None
        return Curve(
            memory.stability,
            max(0, study.now().day - memory.last_day),
            due or None,
            study.settings.desired_retention,
            study.settings.parameters,
        )

    # Acts

    def _do(self, act: Callable[[], str]) -> None:
        with told(self):
            said = act()
            self._acted = True
            self.query_one(NoticeBar).say(said)
            self.fill()

    def _mark(self, kind: str) -> None:
        from cards import bulk

        self._do(lambda: bulk.mark(self.edgewise.study, [self._card_id], kind))

    def _flags(self) -> Flags:
        return self.edgewise.study.info(self._card_id).flags

    def action_undo(self) -> None:
        """Undo the last thing done today."""
        self._do(lambda: self.edgewise.study.undo() or "Nothing of today is left to undo.")

    def action_suspend(self) -> None:
        """Suspend, or bring back."""
        self._mark("unsuspend" if self._flags().suspended else "suspend")

    def action_known(self) -> None:
        """Known, or ask it again."""
        self._mark("unknown" if self._flags().known else "known")

    def action_flag(self) -> None:
        """Flag, or take the flag away."""
        self._mark("unflag" if self._flags().flagged else "flag")

    def action_unbury(self) -> None:
        """Ask it today after all."""
        self._mark("unbury")

    def action_grade(self, rating: int) -> None:
        """Grade it now, whether it is due or not."""
        from cards import bulk

        self._do(lambda: bulk.grade_now(self.edgewise.study, [self._card_id], rating))

    def action_postpone(self) -> None:
        """A due card comes tomorrow."""
        from cards import bulk

        self._do(lambda: bulk.postpone(self.edgewise.study, [self._card_id], 1))

    def action_due(self) -> None:
        """Ask for a number of days; it comes back then."""
        from cards import bulk
        from tui.screens.days import DaysDialog

        def move(days: int | None) -> None:
            if days is not None:
                self._do(lambda: bulk.set_due(self.edgewise.study, [self._card_id], days))

        self.app.push_screen(DaysDialog(), move)
