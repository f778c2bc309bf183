"""The cards' part of the content lint: what cards made from notes tell their authors to mend.

Owns which blocked or shown cards are worth a warning on their statement. A template that a rule
stops (a paper's title that names what it introduced) has done its work; an author's own words
that a rule stops are a card that never comes. Not here: the rules (rules.py), making the cards
(trial_cards.py), the notes' own lint (kg/lint.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from cards import rules
from cards.drafts import Blocked, Draft, Generation
from cards.near_equal import near_pairs
from cards.statement import Statements
from kg.check_world import Held, LayerFault, World
from kg.faults import fault

# An answer is graded in one look: 12 words are the aim, more than this is a paragraph.
MOST_WORDS = 20
QUESTION_SHOWN = 70
# What the notes' own check says already (E064, E134, W101), or what is no one's fault.
_SAID_ELSEWHERE = frozenset({rules.FAN, rules.STATUS, rules.SUPERSEDED, rules.STUB, rules.IDENTITY})
# Rules that only tell a template to stay away.
_TEMPLATES_WORK = frozenset({rules.LEAK, rules.SINGLE, rules.REVERSE, rules.OPEN})
_CODES = {rules.UNIQUE: "W401", rules.LEAK: "W403", rules.LENGTH: "W404", rules.DATED: "W310"}


def card_faults(made: Generation, world: World, shown: Collection[str]) -> list[LayerFault]:
    """Warnings about the cards of the layers named in `shown`, in no particular order.

    made: all cards of the notes that `world` holds.
    """
    statements = Statements({(held.layer, held.path): held.note for held in world.held})
    own = {held.key: held for held in world.held if not held.note.node.extends}
    found = [*_blocked(made, statements), *_long(made, statements), *_hubs(made, own)]
    found += [*_unasked(made, statements), *_near(made, statements, own, shown)]
    return [each for each in found if each.layer in shown]


def _blocked(made: Generation, statements: Statements) -> Iterator[LayerFault]:
    for blocked in made.blocked:
        rule = blocked.rule
        if rule in _SAID_ELSEWHERE:
            continue
        if rule in _TEMPLATES_WORK and not statements.of(blocked.draft).own_words:
            continue
        code = _CODES.get(rule, "W405")
        say = blocked.sentence if code == "W310" else _of_card(blocked)
        yield _at(blocked.draft, statements, code, say)


def _of_card(blocked: Blocked) -> str:
    rule = f"{blocked.rule.partition(' ')[0]}: " if blocked.rule not in _CODES else ""
    return f"{rule}{blocked.sentence} ({_quoted(blocked.draft)} is not asked)"


def _long(made: Generation, statements: Statements) -> Iterator[LayerFault]:
    for draft in made.drafts:
        count = len(draft.answer.split())
        if count > MOST_WORDS:
            say = (
                f"the answer to {_quoted(draft)} has {count} words, more than {MOST_WORDS}:"
                f" aim for {rules.GOOD_WORDS}"
            )
            yield _at(draft, statements, "W404", say)


def _unasked(made: Generation, statements: Statements) -> Iterator[LayerFault]:
    for warning in made.warnings:
        if warning.rule == rules.QUESTION:
            say = f"{warning.sentence}: {_quoted(warning.draft)}"
            yield _at(warning.draft, statements, "W406", say)


def _hubs(made: Generation, own: dict[str, Held]) -> Iterator[LayerFault]:
    """One warning a node, on its title: which of its lines must go is for the author to say."""
    over: dict[str, list[Draft]] = {}
    for blocked in made.blocked:
        if blocked.rule == rules.FAN:
            over.setdefault(blocked.draft.node, []).append(blocked.draft)
    for key, drafts in over.items():
        held = own.get(key)
        if held is not None:
            span, count = held.note.title_span, len(drafts)
            say = (
                f"{count} card{'' if count == 1 else 's'} more than the {rules.FAN_CAP} a node may"
                f" have, as {_quoted(drafts[0])}: split the note, or write [card:: no] on a line"
            )
            yield LayerFault(held.layer, fault(held.path, span.line, span.column, "W204", say))


def _near(
    made: Generation, statements: Statements, own: dict[str, Held], shown: Collection[str]
) -> Iterator[LayerFault]:
    """Each pair once: on its later card, or on the one whose notes are looked at."""

    def names_of(key: str) -> tuple[str, ...]:
        held = own.get(key)
        node = None if held is None else held.note.node
        return () if node is None else (node.title, *node.aliases)

    for first, second in near_pairs(made.drafts, names_of):
        told, other = (second, first) if second.layer in shown else (first, second)
        line = statements.of(other).line
        say = (
            f"{_quoted(told)} is nearly what {other.path}:{line} asks, with another answer:"
            " say in both what tells them apart"
        )
        yield _at(told, statements, "W402", say)


def _at(draft: Draft, statements: Statements, code: str, say: str) -> LayerFault:
    place = statements.of(draft)
    return LayerFault(draft.layer, fault(draft.path, place.line, place.column, code, say))


def _quoted(draft: Draft) -> str:
    """The question in quotes, cut at a word where it is long."""
    question = draft.question
    if len(question) > QUESTION_SHOWN:
        question = question[:QUESTION_SHOWN].rsplit(" ", 1)[0] + " ..."
    return f"'{question}'"
