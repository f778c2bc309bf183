"""The ways to an exercise: from its own node, from what it tests, from the list of all.

Owns which exercises belong to a node and what is asked where there are several. Light: nothing of
the workshop is loaded before one is opened. Not here: the exercise (screens/exercise.py).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from cards.store_exercises import waiting
from cards.store_queue import card
from kg.compiled import Graph
from kg.names import is_exercise
from kg.rows import NodeRow
from tui.blocks import Block
from tui.markdown_text import readable
from tui.remedy import told

if TYPE_CHECKING:
    from cards.study import Study
    from exercises.attempts import Verdict
    from tui.screens.frame import Frame

Graded = Callable[["Verdict"], None]


class Found(NamedTuple):
    """An exercise as the notes know it. key: of its node; root: its folder."""

    key: str
    title: str
    layer: str
    root: Path


def exercises_of(graph: Graph, node: NodeRow) -> list[Found]:
    """The exercise that a node is, or those that assess it."""
    if node.type == "exercise":
        nodes = [node]
    else:
        edges = graph.edges_in(node.id)
        nodes = [graph.node(edge.subject) for edge in edges if edge.relation == "assesses"]
    return [found for each in nodes if (found := _found(graph, each)) is not None]


def _found(graph: Graph, node: NodeRow) -> Found | None:
    if node.type != "exercise" or node.file is None:
        return None
    origin = graph.origin(node.file)
    if not is_exercise(origin.path):
        return None
    return Found(node.key, node.title, origin.layer, origin.absolute.parent)


def open_exercise(screen: Frame, key: str, graded: Graded | None = None) -> None:
    """Open the exercise of a node, or ask which of several. graded: told of each grade."""
    with told(screen):
        graph = screen.edgewise.study.graph()
        node = graph.by_key(key)
        found = exercises_of(graph, node) if node is not None else []
        if not found:
            screen.say("No exercise tests this note; w on Home lists them all.")
        elif len(found) == 1:
            _enter(screen, found[0], graded)
        else:
            _choose(screen, "Which exercise?", found, graded)


def choose_exercise(screen: Frame) -> None:
    """Ask which of all exercises; those that are due stand first."""
    with told(screen):
        study = screen.edgewise.study
        graph = study.graph()
        due = due_exercises(study)
        found = [each for node in graph.nodes("exercise") for each in exercises_of(graph, node)]
        found.sort(key=lambda each: each.key not in due)
        if found:
            _choose(screen, "Exercises", found, None, due)
        else:
            screen.say("There is no exercise in your packs.")


def due_exercises(study: Study) -> list[str]:
    """The nodes of the exercises that are due today."""
    rows = (card(study.store, each) for each in waiting(study.store, study.now().day, None))
    return [row.node for row in rows if row is not None]


def _choose(
    screen: Frame,
    title: str,
    found: Sequence[Found],
    graded: Graded | None,
    due: Collection[str] = (),
) -> None:
    from tui.screens.choice import ChoiceDialog

    by_key = {each.key: each for each in found}
    blocks = [_line(each, is_due=each.key in due) for each in found]
    take = lambda link: _enter(screen, by_key[link], graded)  # noqa: E731
    screen.app.push_screen(ChoiceDialog(title, blocks, take))


def _line(found: Found, *, is_due: bool) -> Block:
    title = Content.styled(readable(found.title), "$text-primary underline")
    return Block(
        Content.assemble("→ ", title, ("  due" if is_due else "", "bold")), 0, 2, found.key
    )


def _enter(screen: Frame, found: Found, graded: Graded | None) -> None:
    from tui.screens.exercise import ExerciseScreen

    screen.app.push_screen(ExerciseScreen(found, graded))
