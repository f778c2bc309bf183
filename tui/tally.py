"""What was done in this sitting: the figures of the title line and of the summary.

Owns the count of answers, with undo and redo. Pure; the log in study.db is the truth, this is only
the view from one sitting. Not here: statistics over days.
"""

from __future__ import annotations

from typing import NamedTuple


class Answer(NamedTuple):
    """One graded card. state: of the card before it (0 new .. 3 relearning).

    practice: it left no trace in log and schedule.
    """

    rating: int
    state: int
    duration_ms: int
    practice: bool = False


class Tally:
    """Answers of a sitting in order; other acts are kept so that undo takes the right one."""

    def __init__(self) -> None:
        self._done: list[Answer | None] = []
        self._undone: list[Answer | None] = []

    def graded(self, answer: Answer) -> None:
        """A card was graded."""
        self._done.append(answer)
        self._undone.clear()

    def acted(self) -> None:
        """Something undoable that is no answer was done (suspend, bury, ...)."""
        self._done.append(None)
        self._undone.clear()

    def undone(self) -> None:
        """The last thing was undone; it may lie before this sitting."""
        if self._done:
            self._undone.append(self._done.pop())

    def redone(self) -> None:
        """The last undo was undone."""
        if self._undone:
            self._done.append(self._undone.pop())

    @property
    def answers(self) -> list[Answer]:
        """The answers that count, in order."""
        return [answer for answer in self._done if answer is not None]

    @property
    def retention(self) -> float | None:
        """Share of reviews (cards in their steps left out) remembered; None without any."""
        reviews = [each for each in self.answers if each.state == 2 and not each.practice]
        if not reviews:
            return None
        return sum(answer.rating > 1 for answer in reviews) / len(reviews)

    @property
    def seconds(self) -> float:
        """Time spent on the answers."""
        return sum(answer.duration_ms for answer in self.answers) / 1000
