"""edgewise review --plain: the review line by line, for screen readers, pipes and dumb terminals.

Owns the letters that are typed and what is said for each. The same engine and the same log as the
app; every line is written once, top to bottom, and no cursor is moved. Not here: how a card is
written (plain_card.py), options (review.py).
"""

from __future__ import annotations

import io
import os
import sys
import time
from collections.abc import Callable

from cards import bulk
from cards.errors import AnsweredElsewhere, CardsError
from cards.models import Rating
from cards.queue import Scope
from cards.store_cards import EXERCISE
from cards.study import Shown, Study
from cards.tally import LONGEST_MS
from cards.typed import Compared, compare, is_typable, names_in
from cli.plain_card import (
    GRADES,
    answer_lines,
    compared_line,
    grade_line,
    info_lines,
    printable,
    question_lines,
    span,
)
from kg.errors import KgError

HELP = """Letters, each with enter:
enter alone: show the answer; with the answer shown, grade it good
a, h, g, e or 1, 2, 3, 4: again, hard, good, easy (with the answer shown)
= and a text: type the answer and compare it; for short answers the text alone is enough
v: say the card again    i: memory of the card    n: name of its note
u: undo    r: redo
b: bury until tomorrow    s: suspend    k: I know this    f and a note: flag for fixing
d and a number: come back in so many days
?: these letters    q: end; every answer is saved already"""
_RATINGS = dict(zip("ahge1234", [*Rating, *Rating], strict=True))
_ACTS = {"suspend": "Suspended.", "bury": "Buried until tomorrow.", "known": "Marked as known."}


class End(Exception):
    """The learner, or the input, has ended the review."""


def review(scope: Scope) -> int:
    """Ask the cards of a scope on stdin and stdout until none is left; returns the exit code.

    Raises CardsError, KgError: the home cannot be opened, or the scope names nothing.
    """
    from cards.places import places
    from cli.ready_graph import ready_graph

    if isinstance(sys.stdout, io.TextIOWrapper):
        # A letter that this terminal has no code for must not end a review.
        sys.stdout.reconfigure(errors="replace")
    ready_graph(bar=False).close()
    study = Study.open(places(os.environ))
    try:
        study.start(scope)
        PlainReview(study).run()
    finally:
        study.close()
    return 0


class PlainReview:
    """One sitting. read: a line of input, '' at its end; write: one line of output."""

    def __init__(
        self,
        study: Study,
        read: Callable[[], str] = sys.stdin.readline,
        write: Callable[[str], object] = print,
    ) -> None:
        self._study = study
        self._read = read
        self._write = write
        self._done: list[Rating | None] = []
        self._undone: list[Rating | None] = []
        self._compared: Compared | None = None
        self._revealed = False
        self._since = 0.0

    @property
    def _given(self) -> list[Rating]:
        return [each for each in self._done if each is not None]

    def run(self) -> None:
        """Ask until nothing is left or the learner ends it."""
        self._write(
            "Edgewise, line by line. Enter shows the answer. ? and enter lists the letters."
        )
        try:
            while (shown := self._study.current()) is not None and shown.card.kind != EXERCISE:
                self._ask(shown)
            self._nothing_left(shown)
        except End:
            pass
        self._sum_up()

    def _ask(self, shown: Shown) -> None:
        """One card, until something is done with it."""
        left = shown.remaining
        self._write("")
        to_go = f"{left.due} due, {left.new} new, {left.learning} learning"
        if self._study.is_practice:
            to_go = f"{left.due}. Practice: nothing is written"
        self._write(f"Card {len(self._given) + 1}. To go: {to_go}.")
        self._say_question(shown)
        self._revealed, self._compared = False, None
        self._since = time.monotonic()
        while self._study.current() is shown:
            try:
                self._obey(self._line(self._prompt(shown)), shown)
            except (CardsError, KgError) as error:
                self._write(f"Not done: {error}")

    def _say_question(self, shown: Shown) -> None:
        for line in question_lines(shown.card):
            self._write(line)

    def _prompt(self, shown: Shown) -> str:
        if not self._revealed:
            typed = ", or type it" if is_typable(shown.card) else ""
            return f"Enter shows the answer{typed}."
        outcomes = () if self._study.is_practice else self._study.preview()
        return f"{grade_line(outcomes)}. Enter is {GRADES[self._proposed - 1]}."

    @property
    def _proposed(self) -> Rating:
        return self._compared.rating if self._compared is not None else Rating.GOOD

    def _line(self, prompt: str) -> str:
        """One line of the learner's, without its end. Raises End."""
        self._write(prompt)
        sys.stdout.flush()
        line = self._read()
        if not line:
            raise End
        return printable(line.strip())

    def _obey(self, line: str, shown: Shown) -> None:
        word, _, rest = line.partition(" ")
        letter, rest = word.lower(), rest.strip()
        if not line:
            self._grade(self._proposed) if self._revealed else self._show(shown)
        elif line.startswith("=") and not self._revealed:
            self._type(line[1:], shown)
        elif letter in _RATINGS and not rest:
            if self._revealed:
                self._grade(_RATINGS[letter])
            else:
                self._write("See the answer first: enter shows it.")
        elif letter in _ALONE and not rest:
            _ALONE[letter](self, shown)
        elif letter in _WITH_WORDS:
            _WITH_WORDS[letter](self, rest, shown)
        elif not self._revealed and is_typable(shown.card):
            self._type(line, shown)
        else:
            self._write("That is no letter of this review; ? lists them.")

    def _act(self, act: str) -> None:
        study = self._study
        {"suspend": study.suspend, "bury": study.bury, "known": study.known}[act]()
        self._done.append(None)
        self._write(f"{_ACTS[act]} u undoes it.")

    def _end(self, _: Shown) -> None:
        raise End

    def _help(self, _: Shown) -> None:
        self._write(HELP)

    def _again(self, shown: Shown) -> None:
        self._say_question(shown)
        if self._revealed:
            self._say_answer(shown)

    def _info(self, shown: Shown) -> None:
        why = [] if not self._revealed else [f"Why now: {shown.why}."]
        for line in [*why, *info_lines(self._study.info(shown.card.id))]:
            self._write(line)

    def _note(self, shown: Shown) -> None:
        name = shown.card.node.rpartition("/")[2]
        self._write(f"Its note is {name}: `edgewise show {name}`, `edgewise edit {name}`.")

    def _undo(self, _: Shown) -> None:
        said = self._study.undo()
        if said is not None and self._done:
            self._undone.append(self._done.pop())
        self._write(said or "Nothing of today is left to undo.")

    def _redo(self, _: Shown) -> None:
        said = self._study.redo()
        if said is not None and self._undone:
            self._done.append(self._undone.pop())
        self._write(said or "There is nothing to redo.")

    def _flag(self, note: str, _: Shown) -> None:
        self._study.flag(note)
        self._done.append(None)
        self._write("Flagged for fixing. u undoes it.")

    def _move(self, days: str, shown: Shown) -> None:
        if not days.isdecimal():
            self._write("Say the days too, such as d 7.")
            return
        self._write(bulk.set_due(self._study, [shown.card.id], int(days)))
        if self._study.current() is not shown:
            self._done.append(None)

    def _type(self, text: str, shown: Shown) -> None:
        names = names_in(self._study.graph(), shown.card)
        self._compared = compare(text, shown.card.answer, names)
        self._write(compared_line(self._compared))
        self._show(shown)

    def _show(self, shown: Shown) -> None:
        self._revealed = True
        self._say_answer(shown)

    def _say_answer(self, shown: Shown) -> None:
        for line in answer_lines(shown.card, self._study.graph()):
            self._write(line)

    def _grade(self, rating: Rating) -> None:
        duration = min(int((time.monotonic() - self._since) * 1000), LONGEST_MS)
        try:
            graded = self._study.grade(rating, duration)
        except AnsweredElsewhere:
            self._write("This card was answered in another window; here is the next one.")
            return
        self._done.append(rating)
        self._undone.clear()
        self._write(f"{GRADES[rating - 1].capitalize()}.")
        if graded.leech is not None:
            weak = ", ".join(each.title for each in graded.leech.weakest)
            cure = f" It builds on {weak}: look there first." if weak else ""
            self._write(f"A leech: forgotten {graded.leech.lapses} times.{cure}")

    def _nothing_left(self, shown: Shown | None) -> None:
        self._write("")
        if shown is not None:
            name = shown.card.node.rpartition("/")[2]
            self._write(
                f"The cards are done. An exercise is due: `edgewise exercise start {name}`; its run"
                " is the grade."
            )
            return
        wait = self._study.next_wait_ms()
        if wait:
            self._write(f"The next card comes in {span(0, wait // 1000)}.")
        else:
            self._write("Nothing is left to ask now.")

    def _sum_up(self) -> None:
        given = self._given
        if not given:
            self._write("No card was answered.")
            return
        counts = [f"{word} {given.count(Rating(at))}" for at, word in enumerate(GRADES, 1)]
        answers = len(given)
        self._write(f"{answers} {'answer' if answers == 1 else 'answers'}: {', '.join(counts)}.")


# letter -> what it does; those of the second table take words behind them.
_ALONE: dict[str, Callable[[PlainReview, Shown], None]] = {
    "q": PlainReview._end,
    "?": PlainReview._help,
    "v": PlainReview._again,
    "i": PlainReview._info,
    "n": PlainReview._note,
    "u": PlainReview._undo,
    "r": PlainReview._redo,
    "s": lambda sitting, _: sitting._act("suspend"),
    "b": lambda sitting, _: sitting._act("bury"),
    "k": lambda sitting, _: sitting._act("known"),
}
_WITH_WORDS: dict[str, Callable[[PlainReview, str, Shown], None]] = {
    "f": PlainReview._flag,
    "d": PlainReview._move,
}
