"""The end of a sitting: its hardest cards, tomorrow's work, the notes that fail."""

from __future__ import annotations

from pathlib import Path

from cards import sitting
from cards.models import Rating
from cards.study import Study
from tests.cards.memory_factory import FakeClock, open_study


def answer(study: Study, clock: FakeClock, *ratings: Rating) -> list[int]:
    cards = []
    for rating in ratings:
        clock.forward(ms=5_000)
        shown = study.current()
        assert shown is not None
        study.grade(rating, 1000)
        cards.append(shown.card.id)
    return cards


def test_the_hardest_cards_are_those_of_this_sitting_the_worst_first(tmp_path: Path) -> None:
    clock = FakeClock()
    study = open_study(tmp_path, clock, cards=5)
    try:
        study.start()
        easy, hard, failed, _ = answer(
            study, clock, Rating.EASY, Rating.HARD, Rating.AGAIN, Rating.EASY
        )
        day = study.now().day
        worst = sitting.hardest(study.store, day, study.session, 4, 9)
        assert {card.card_id for card in worst} >= {failed}
        assert worst[0].card_id == failed and (worst[0].again, worst[0].hard) == (1, 0)
        assert worst[0].question == f"Question {failed}?"
        assert easy not in {card.card_id for card in worst}
        assert [c.card_id for c in sitting.hardest(study.store, day, study.session, 4, 1)] == [
            failed
        ]
        # The last answer alone, and those of another sitting, were not hard.
        assert sitting.hardest(study.store, day, study.session, 1, 9) == []
        assert sitting.hardest(study.store, day, "another", 4, 9) == []
        study.undo()
        study.undo()
        found = sitting.hardest(study.store, day, study.session, 2, 9)
        assert failed not in {card.card_id for card in found}
        assert hard in {card.card_id for card in found}
    finally:
        study.close()


def test_tomorrow_is_what_comes_due_then_and_the_new_cards_of_a_day(tmp_path: Path) -> None:
    clock = FakeClock()
    study = open_study(tmp_path, clock, cards=30)
    try:
        day = study.now().day
        assert sitting.days_until_next(study.store, day) is None
        study.start()
        [one, two] = answer(study, clock, Rating.EASY, Rating.EASY)
        study.set_due(one, 1)
        study.set_due(two, 3)
        due, new, minutes = sitting.tomorrow(study.store, day, 10)
        assert (due, new) == (1, 10) and minutes > 0
        # What was answered today is not asked again ahead of its time.
        assert sitting.days_until_next(study.store, day) is None
        assert sitting.days_until_next(study.store, day + 1) == 2
    finally:
        study.close()


def test_a_weak_note_is_one_whose_reviews_failed_lately(tmp_path: Path) -> None:
    clock = FakeClock()
    study = open_study(tmp_path, clock, cards=2)
    try:
        study.start()
        answer(study, clock, Rating.EASY, Rating.EASY)
        assert sitting.weak_nodes(study.store, study.now().day, 5) == []
        clock.forward(days=20)
        study.start()
        [failed] = answer(study, clock, Rating.AGAIN)
        [weak] = sitting.weak_nodes(study.store, study.now().day, 5)
        assert weak == sitting.WeakNode(f"pack/node-{failed}", 1, 1)
        assert sitting.weak_nodes(study.store, study.now().day + 30, 5) == []
        study.undo()
        assert sitting.weak_nodes(study.store, study.now().day, 5) == []
    finally:
        study.close()
