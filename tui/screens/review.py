"""Review: one card, its answer, four grades; everything a learner may do to the card at hand.

Owns what is on screen (question or answer), the time a card has been looked at, and what a key
means now. A grade is durable before the next card is drawn. Not here: which card comes
(cards/study.py), how it is written (card_text.py), what lies behind it (look_up.py).
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.widget import Widget

from cards.errors import AnsweredElsewhere
from cards.models import Rating
from cards.queue import Scope
from cards.store_cards import EXERCISE
from tui import commands
from tui.blocks import Block
from tui.card_text import answer_blocks, question_blocks
from tui.remedy import LEARNER_ERRORS, tell, told
from tui.screens.frame import SCROLL_KEYS
from tui.screens.look_up import LookUp
from tui.tally import Answer, Tally
from tui.widgets.bars import KeyBar
from tui.widgets.grade_bar import GradeBar
from tui.widgets.text_view import TextView
from tui.words import clock, interval, review_title

if TYPE_CHECKING:
    from cards.study import Shown
    from exercises.attempts import Verdict

# A key held down repeats faster than anyone reads: such a second press does not grade.
_TOO_SOON_S = 0.2
# Longer looks are pauses; they would spoil the estimate of minutes.
_LONGEST_LOOK_MS = 5 * 60_000
_ACTS = {"suspend": "Suspended.", "bury": "Buried until tomorrow.", "known": "Marked as known."}


class ReviewScreen(LookUp):
    """Asks the cards of one scope until none is left."""

    PLACE = "review"
    BINDINGS: ClassVar = [*commands.bindings("review"), *SCROLL_KEYS]

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope
        self.tally = Tally()
        self._refused = False
        self._question: list[Block] = []
        self._answer: list[Block] = []
        self._since = 0.0
        self._looked_s = 0.0
        self._revealed_at = 0.0
        self._begun = time.monotonic()

    def body(self) -> Iterable[Widget]:
        """The card; its keys belong to the screen, so it takes no focus."""
        text = TextView(id="text")
        text.can_focus = False
        yield text

    def below(self) -> Iterable[Widget]:
        """The four answers."""
        yield GradeBar([each for each in commands.of("review") if "grade(" in each.action])

    def on_mount(self) -> None:
        """Ask the first card."""
        if self._begin():
            self.draw()

    def _begin(self) -> bool:
        """Let the engine draw from this screen's scope; a scope that names nothing leads Home."""
        if self.edgewise.reading or self.edgewise.scope_in_force == self.scope:
            return True
        try:
            self.edgewise.begin(self.scope)
        except LEARNER_ERRORS as error:
            self._refused = True
            tell(self, error)
            self.edgewise.go_home()
            return False
        return True

    def on_screen_suspend(self) -> None:
        """Another screen lies above: the look at the card pauses."""
        if self.shown is not None:
            self._looked_s += time.monotonic() - self._since

    def on_screen_resume(self) -> None:
        """Back on top: go on with the card that was left, or with what is first now."""
        self._since = time.monotonic()
        if self._refused:
            return
        lost = self.shown is None or self.edgewise.scope_in_force != self.scope
        if self._begin() if lost else self._changed():
            self.draw(self.edgewise.take_news())

    def _changed(self) -> bool:
        """Whether another screen did something to the cards, such as the run of an exercise."""
        with told(self):
            return self.edgewise.study.current() is not self.shown
        return False

    # What is on screen

    def draw(self, news: str = "") -> None:
        """Ask the card that is first now; the summary if none is left."""
        self.shown = None
        if not self.edgewise.reading:
            with told(self):
                self.shown = self.edgewise.study.current()
        self.revealed = False
        self._since = time.monotonic()
        self._looked_s = 0.0
        if self.shown is None:
            self._nothing_left(news)
            return
        card = self.shown.card
        self._question = question_blocks(card, self.picture(card))
        self._answer = []
        self.query_one(TextView).show(self._question)
        opens = "open the exercise; its run is the grade"
        self.query_one(GradeBar).hide(f"space  {opens if self._by_run else 'show the answer'}")
        self.say(news or self.safe_why(self.shown))
        self._draw_progress(self.shown)
        self._draw_keys("Open" if self._by_run else "Answer")
        self.call_after_refresh(self._prepare)

    def _prepare(self) -> None:
        """With the question on screen, make ready what the next key needs."""
        if self.shown is not None and not self._answer and not self._by_run:
            card = self.shown.card
            self._answer = answer_blocks(card, self.picture(card))
            self.query_one(TextView).prepare(self._answer)

    def _nothing_left(self, news: str) -> None:
        self.query_one(GradeBar).hide("")
        if self.edgewise.reading:
            self.title_bar(review_title(self.scope))
            self.edgewise.show_reading(self.query_one(TextView))
            return
        self.edgewise.finish(self, news)

    def _draw_keys(self, reveal: str) -> None:
        """The key that shows the answer grades Good afterwards, and says so."""
        own = commands.of("review", {"review.reveal": reveal})
        self.query_one(KeyBar).show([*own, *commands.of("app")])

    def _draw_progress(self, shown: Shown) -> None:
        left = shown.remaining
        flags = "leech  " if shown.leech else ""
        self.title_bar(
            review_title(self.scope),
            f"{flags}due {left.due}  new {left.new}  learning {left.learning}"
            f"  done {len(self.tally.answers)}  {clock(time.monotonic() - self._begun)}",
        )

    # Answering

    def action_reveal(self) -> None:
        """Show the answer; when it is shown, grade Good."""
        if self.shown is None:
            return
        if self._by_run:
            self._open_exercise()
            return
        if self.revealed:
            if time.monotonic() - self._revealed_at > _TOO_SOON_S:
                self.action_grade(Rating.GOOD)
            return
        with told(self):
            outcomes = self.edgewise.study.preview()
            self.revealed = True
            self._revealed_at = time.monotonic()
            self._prepare()
            text = self.query_one(TextView)
            text.show([*self._question, *self._answer], keep_place=True)
            text.reveal(len(self._question))
            self.query_one(GradeBar).show(
                [interval(each.interval_days, each.delay_s) for each in outcomes]
            )
            self.say(self.shown.why)
            self._draw_keys("Good")

    def action_grade(self, rating: int) -> None:
        """Record the answer, then ask the next card."""
        if self.shown is None:
            return
        if not self.revealed:
            first = "An exercise is graded by its run: press space to open it."
            self.say(first if self._by_run else "Press space to see the answer first.")
            return
        shown = self.shown
        looked = self._looked_s + time.monotonic() - self._since
        duration = min(int(looked * 1000), _LONGEST_LOOK_MS)
        news = ""
        with told(self):
            try:
                graded = self.edgewise.study.grade(Rating(rating), duration)
            except AnsweredElsewhere:
                news = "This card was answered in another window; here is the next one."
            else:
                self.tally.graded(Answer(rating, int(shown.memory.state), duration))
                if graded.leech is not None:
                    self.edgewise.warn_of_leech(graded.leech)
            self.draw(news)

    @property
    def _by_run(self) -> bool:
        """Whether an exercise is asked."""
        return self.shown is not None and self.shown.card.kind == EXERCISE

    def _open_exercise(self) -> None:
        from tui.exercise_door import open_exercise

        if self.shown is not None:
            open_exercise(self, self.shown.card.node, partial(self._graded, self.shown))

    def _graded(self, shown: Shown, verdict: Verdict) -> None:
        """A run, or a look at the solution, has graded the exercise."""
        if verdict.rating is not None:
            self.tally.graded(Answer(verdict.rating, int(shown.memory.state), 0))
            self.edgewise.give_news(f"{verdict.sentence} u undoes it.")

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

    # Acts on the card

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

    def reload(self) -> None:
        """The notes have changed: a card on screen stays, a waiting screen looks again."""
        if self.shown is None:
            self.edgewise.scope_in_force = None
            if self._begin():
                self.draw()
