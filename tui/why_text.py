"""Why this card comes now, in full: the rule that chose it, with this card's figures.

Owns the sentences. Pure. Not here: the short form (cards/why.py), the choice (cards/queue.py).
"""

from __future__ import annotations

from cards.models import State
from cards.settings import Settings
from cards.study import Shown
from tui.words import count, percent, span

_REVIEW_ORDERS = {
    "retrievability": "Of the due cards, those remembered best come first",
    "ascending": "Of the due cards, those most likely forgotten come first",
    "due": "Due cards come by the day they were due",
    "random": "Due cards come at random",
}
_NEW_ORDERS = {
    "study": "New cards come in the order of study: what is built on before what builds on it",
    "random": "New cards come at random",
}


def why_sentences(
    shown: Shown, settings: Settings, recall: float | None, day: int, *, practice: bool
) -> list[str]:
    """A few sentences. recall: now, None before the first answer. day: the study day."""
    if practice:
        return [
            "You chose to practise: whatever you answer, nothing is written and the card stays due"
            " when it was.",
            "Cards answered Again come once more at the end.",
        ]
    memory = shown.memory
    if memory.state is State.NEW:
        return [*_new(shown, settings), _ONE_A_DAY]
    if memory.state is State.REVIEW:
        return [*_review(shown, settings, recall, day), _ONE_A_DAY]
    return _steps(shown, settings)


_ONE_A_DAY = (
    "Of the cards about one link or one pair of notes only one comes a day, and cards about the"
    " same note are kept apart."
)


def _new(shown: Shown, settings: Settings) -> list[str]:
    order = _NEW_ORDERS[settings.new_order]
    said = [f"You have not met it yet. {order}, {settings.new_per_day} a day (new_per_day)."]
    if "waits" in shown.why or "although" in shown.why or not settings.gate:
        said.append(f"It is {shown.why}.")
    else:
        said.append(
            f"It is {shown.why}: a card waits until what it needs was answered on two days and is"
            " remembered at 80 %."
        )
    return said


def _review(shown: Shown, settings: Settings, recall: float | None, day: int) -> list[str]:
    memory = shown.memory
    late = day - (memory.due_day or day)
    when = "It is due today"
    if late > 0:
        when = f"It has been due for {count(late, 'day')}"
    elif late < 0:
        when = f"You asked for cards ahead of their day: it is due in {count(-late, 'day')}"
    wanted = percent(settings.desired_retention)
    said = f"{when}: at your last answer the interval was chosen so that recall would be {wanted}"
    if recall is not None:
        said += f"; now it is about {percent(recall)}"
    return [f"{said}.", f"{_REVIEW_ORDERS[settings.review_order]} (review_order)."]


def _steps(shown: Shown, settings: Settings) -> list[str]:
    relearning = shown.memory.state is State.RELEARNING
    waits = settings.relearning_steps_s if relearning else settings.learning_steps_s
    name = "relearning_steps" if relearning else "learning_steps"
    steps = ", ".join(span(wait) for wait in waits) or "none"
    reason = "You had forgotten it" if relearning else "You have just met it"
    return [
        f"{reason}: it comes again the same day after short waits ({name}: {steps}) before it gets"
        " an interval in days.",
        f"It stands at: {shown.why}. Steps that are due come before all else.",
    ]
