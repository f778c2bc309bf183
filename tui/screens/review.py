"""Review: one card, its answer, four grades.

Owns what is on screen (question or answer), the time a card has been looked at, and what a key
means now. A grade is durable before the next card is drawn. Not here: which card comes
(cards/study.py), how it is written (card_text.py), typing the answer (typed_line.py), other acts
(card_acts.py), what lies behind it (look_up.py).
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
from cards.tally import LONGEST_MS
from cards.typed import is_typable
from tui import commands
from tui.blocks import Block
from tui.card_text import answer_blocks, question_blocks
from tui.remedy import LEARNER_ERRORS, tell, told
from tui.screens.frame import SCROLL_KEYS
from tui.screens.typed_line import TypedLine
from tui.tally import Answer
from tui.widgets.bars import KeyBar
from tui.widgets.grade_bar import GRADE_WORDS, GradeBar
from tui.widgets.text_view import TextView
from tui.words import clock, interval, review_title

if TYPE_CHECKING:
    from cards.study import Shown
    from exercises.attempts import Verdict

# A key held down repeats faster than anyone reads: such a second press does not grade.
_TOO_SOON_S = 0.2
_PRACTISED = ("comes again", "", "", "")


class ReviewScreen(TypedLine):
    """Asks the cards of one scope until none is left."""

    PLACE = "review"
    BINDINGS: ClassVar = [*commands.bindings("review"), *SCROLL_KEYS]

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope
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
        if self.edgewise.study.settings.timer:
            self.set_interval(1.0, self._tick)

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
        if not lost and self.read_again():
            return
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
        self._since = time.monotonic()
        self._looked_s = 0.0
        if self.shown is None:
            self.revealed = False
            self._nothing_left(news)
            return
        self._ask(self.shown, news)

    def _ask(self, shown: Shown, news: str) -> None:
        """The question side."""
        self.revealed = False
        self.compared = None
        self._edited = False
        self._question = question_blocks(shown.card, self.picture(shown.card))
        self._answer = []
        self.query_one(TextView).show(self._question)
        opens = "open the exercise; its run is the grade"
        self.query_one(GradeBar).hide(f"space  {opens if self._by_run else 'show the answer'}")
        self.say(news or self.safe_why(shown))
        self._draw_progress(shown)
        self._draw_keys("Open" if self._by_run else "Answer")
        self.call_after_refresh(self._prepare)

    def draw_again(self, news: str) -> None:
        """The card at hand in new words, as far as it was shown."""
        if self.shown is None:
            return
        was_revealed = self.revealed
        self._ask(self.shown, news)
        if was_revealed:
            self.show_answer()
            self.say(news)

    def _prepare(self) -> None:
        """With the question on screen, make ready what the next key needs."""
        if self.shown is not None and not self._answer and not self._by_run:
            card = self.shown.card
            self._answer = [*answer_blocks(card, self.picture(card)), *self.near_blocks(card)]
            self.query_one(TextView).prepare(self._answer)

    def _nothing_left(self, news: str) -> None:
        self.query_one(GradeBar).hide("")
        if self.edgewise.reading:
            self.title_bar(review_title(self.scope))
            self.edgewise.show_reading(self.query_one(TextView))
            return
        self.edgewise.finish(self, news)

    def _draw_keys(self, reveal: str) -> None:
        """The key that shows the answer grades afterwards, and says how."""
        shown = self.shown
        typable = shown is not None and not self.revealed and is_typable(shown.card)
        words = {"review.reveal": reveal, "review.type": "Type" if typable else ""}
        own = commands.of("review", words)
        self.query_one(KeyBar).show([*own, *commands.of("app")])

    def _draw_progress(self, shown: Shown) -> None:
        left = shown.remaining
        counts = f"due {left.due}  new {left.new}  learning {left.learning}"
        if self.edgewise.study.is_practice:
            counts = f"left {left.due}"
        flags = "leech  " if shown.leech else ""
        if self.edgewise.study.settings.timer:
            flags = f"card {clock(self._looked)}  {flags}"
        done = f"done {len(self.tally.answers)}  {clock(time.monotonic() - self._begun)}"
        self.title_bar(review_title(self.scope), f"{flags}{counts}  {done}")

    def _tick(self) -> None:
        """Say how long the card has been looked at; a screen above it stops the time."""
        if self.shown is not None and self.app.screen is self:
            self._draw_progress(self.shown)

    @property
    def _looked(self) -> float:
        """Seconds that count: longer looks are pauses, and would spoil the estimate of minutes."""
        return min(self._looked_s + time.monotonic() - self._since, LONGEST_MS / 1000)

    # Answering

    def action_reveal(self) -> None:
        """Show the answer; when it is shown, give the grade that is proposed: Good."""
        if self.shown is None:
            return
        if self._by_run:
            self._open_exercise()
        elif not self.revealed:
            self.show_answer()
        elif time.monotonic() - self._revealed_at > _TOO_SOON_S:
            self.action_grade(self.proposed)

    def show_answer(self) -> None:
        """The answer side, with what was typed between question and answer."""
        if self.shown is None:
            return
        study = self.edgewise.study
        with told(self):
            outcomes = study.preview()
            self.revealed = True
            self._revealed_at = time.monotonic()
            self._prepare()
            text = self.query_one(TextView)
            text.show([*self._question, *self._typed_blocks(), *self._answer], keep_place=True)
            text.reveal(len(self._question))
            times = [interval(each.interval_days, each.delay_s) for each in outcomes]
            self.query_one(GradeBar).show(_PRACTISED if study.is_practice else times)
            self.say(self.shown.why)
            self._draw_keys(GRADE_WORDS[self.proposed - 1])

    def _typed_blocks(self) -> list[Block]:
        if self.compared is None:
            return []
        from tui.typed_text import typed_blocks

        return typed_blocks(self.compared, self.query_one(TextView).size.width - 1)

    def action_grade(self, rating: int) -> None:
        """Record the answer, then ask the next card."""
        if self.shown is None:
            return
        if not self.revealed:
            first = "An exercise is graded by its run: press space to open it."
            self.say(first if self._by_run else "Press space to see the answer first.")
            return
        shown = self.shown
        duration, news = int(self._looked * 1000), ""
        with told(self):
            study = self.edgewise.study
            try:
                graded = study.grade(Rating(rating), duration)
            except AnsweredElsewhere:
                news = "This card was answered in another window; here is the next one."
            else:
                state = int(shown.memory.state)
                self.tally.graded(Answer(rating, state, duration, study.is_practice))
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

    def reload(self) -> None:
        """The notes have changed: a card on screen stays, but for the learner's own edit of it."""
        if self.shown is None:
            self.edgewise.scope_in_force = None
            if self._begin():
                self.draw()
        else:
            self.read_again()
