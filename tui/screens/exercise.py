"""An exercise: its task on one side, on the other the run with what it prints, then its report.

Owns the keys at an exercise, the one run under way, and when the learner has begun. The run ends
with the screen: nobody would see what it says. On a narrow terminal one side is shown at a time.
Not here: the words (exercise_text.py), the thread (exercise_work.py), what a run means for the card
(exercises/attempts.py), the questions before a loss (exercise_asks.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Horizontal
from textual.events import DescendantFocus
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from tui import commands, exercise_text
from tui.blocks import Block
from tui.exercise_work import (
    ExerciseRead,
    ExerciseUnread,
    LiveRun,
    RunEnded,
    read_exercise,
    run_answer,
    stamp_of,
)
from tui.markdown_text import readable
from tui.remedy import told
from tui.screens.exercise_asks import Asks
from tui.screens.frame import SCROLL_KEYS
from tui.widgets.bars import KeyBar
from tui.widgets.text_view import TextView

if TYPE_CHECKING:
    from exercises.attempts import Verdict
    from tui.exercise_door import Found

_LOOK_S = 0.1
_AWAY = "away"


class ExerciseScreen(Asks):
    """Task and run. graded: told of every grade."""

    CSS = """
    ExerciseScreen #sides { height: 1fr; }
    ExerciseScreen #sides TextView { width: 1fr; border-left: vkey $panel; }
    ExerciseScreen #sides TextView:focus { border-left: thick $primary; }
    ExerciseScreen.-narrow #sides TextView { border-left: none; }
    ExerciseScreen.-narrow .away { display: none; }
    """
    PLACE = "exercise"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    BINDINGS: ClassVar = [*commands.bindings("exercise"), *SCROLL_KEYS]

    def __init__(self, found: Found, graded: Callable[[Verdict], None] | None = None) -> None:
        super().__init__(found, graded)
        self.live: LiveRun | None = None
        self._watching = False
        self._again = False
        self._seen: object = None
        self._drawn: tuple[int, int] = (-1, -1)
        self._guard = ""
        self._top = 0

    def body(self) -> Iterable[Widget]:
        """The two sides."""
        with Horizontal(id="sides"):
            yield TextView(id="text")
            yield TextView(id="run")

    def on_mount(self) -> None:
        """Read the exercise out of the way of the keys."""
        self.title_bar(self._name_here)
        self.show_side("text")
        self._draw_keys()
        self.set_interval(_LOOK_S, self._look)
        study, post = self.edgewise.study, self.post_message
        work = partial(read_exercise, self.found, study.places, study.settings, post)
        self.run_worker(work, name="read", thread=True, exit_on_error=False)

    def on_unmount(self) -> None:
        """Nobody sees the run any more: it ends."""
        if self.live is not None:
            self.live.cancel()

    # What is on screen

    @property
    def pane(self) -> TextView:
        """The side with the focus."""
        run = self.query_one("#run", TextView)
        return run if run.has_focus else self.query_one("#text", TextView)

    @property
    def _name_here(self) -> str:
        return f"Exercise · {readable(self.found.title)}"

    def on_exercise_read(self, message: ExerciseRead) -> None:
        """Show the task and how far one is."""
        self.place, self.hints = message.place, message.hints
        self._task_text, self._lacking = message.task, message.lacking
        with told(self):
            self._devices = ("auto", *self.place.exercise.spec.device.allowed)
            self._seen = stamp_of(self.place.answer)
            self.draw_task()
            last = message.last
            if last is None:
                blocks = exercise_text.start_blocks(
                    self.place.answer, self.edgewise.changed_keys, self._lacking
                )
            else:
                blocks = exercise_text.report_blocks(last, "This is the run before.", "")
            self._show_run(blocks)
            self.draw_title()
            self.tell_of_an_old_answer()

    def on_exercise_unread(self, message: ExerciseUnread) -> None:
        """An exercise that its author must mend."""
        self.query_one("#text", TextView).show(exercise_text.failed_blocks(message.why))

    def draw_title(self) -> None:
        """How far one is, how long it should take, where it runs."""
        if self.place is None:
            return
        with told(self):
            progress = self.attempts.progress(has_answer=self.place.answer.exists())
            parts = (
                exercise_text.standing(progress, self.edgewise.study.now().day),
                f"{self.place.exercise.spec.minutes} min",
                self.form,
                exercise_text.elsewhere(self.edgewise.study.settings.exercises_on),
                "watching" if self._watching else "",
            )
            self.title_bar(self._name_here, exercise_text.title_words(parts))

    def _draw_keys(self) -> None:
        """The key that helps now: to run it, or to end the run."""
        idle = "exercise.run" if self.live is not None else "exercise.cancel"
        own = commands.of("exercise", {idle: ""})
        self.query_one(KeyBar).show([*own, *commands.of("app")])

    def _show_run(self, blocks: list[Block]) -> None:
        self.query_one("#run", TextView).show(blocks)

    def _follow(self, blocks: list[Block]) -> None:
        """Show what is printed, at its end unless the learner has scrolled back."""
        view = self.query_one("#run", TextView)
        follows = view.top >= self._top
        view.show(blocks, keep_place=True)
        if follows:
            view.page(99999)
            self._top = view.top

    def show_side(self, side: str) -> None:
        """Bring a side to the front and give it the keys."""
        view = self.query_one(f"#{side}", TextView)
        view.remove_class(_AWAY)
        view.focus()
        self._mark(view)

    def _mark(self, view: TextView) -> None:
        for each in self.query("#sides TextView"):
            each.set_class(each is not view, _AWAY)

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """The mouse may have chosen a side."""
        if isinstance(event.widget, TextView):
            self._mark(event.widget)

    def action_pane(self) -> None:
        """To the other side."""
        self.show_side("text" if self.pane.id == "run" else "run")

    # Running

    def action_run(self) -> None:
        """Run the answer; the report comes when it is over."""
        if self.place is None or self.live is not None:
            return
        if not self.place.answer.exists():
            self.say(f"There is no answer yet: {self.key('exercise.edit')} writes the file.")
            return
        with told(self):
            self._run()

    def _run(self) -> None:
        from exercises.attempts import first_time
        from exercises.report_text import GUARD

        assert self.place is not None
        answer = self.place.answer
        self._seen = stamp_of(answer)
        try:
            source = answer.read_text(encoding="utf-8", errors="replace")
        except OSError as problem:
            self.say(f"The answer cannot be read: {problem}.")
            return
        self._guard = GUARD if first_time(self.attempts.store) else ""
        self.live = LiveRun(self.job(), source, self._seen)
        self._drawn = (-1, -1)
        self._again = False
        self._top = 0
        self._show_run([])
        self._draw_keys()
        if self.has_class("-narrow"):
            self.show_side("run")
        self._look()
        settings, post = self.edgewise.study.settings, self.post_message
        work = partial(run_answer, self.live, self.place, settings, post)
        self.run_worker(work, name="run", thread=True, exit_on_error=False)

    def _look(self) -> None:
        """Draw what was printed meanwhile; see whether the answer was saved."""
        live = self.live
        if self._watching and self.place is not None:
            stamp = stamp_of(self.place.answer)
            if stamp not in (self._seen, None):
                self._saved()
        if live is None or self._drawn == (live.changes, int(live.seconds)):
            return
        self._drawn = (live.changes, int(live.seconds))
        blocks = exercise_text.running_blocks(live.seconds, live.printed, guard=self._guard)
        self._follow(blocks)
        cancel = self.key("exercise.cancel")
        self.say(f"Running ... {live.seconds:.0f} s, {cancel} ends it")

    def _saved(self) -> None:
        """The answer was saved while it is watched: what runs is out of date."""
        if self.live is None:
            self.action_run()
        elif not self._again:
            self._again = True
            self.live.cancel()

    def on_run_ended(self, message: RunEnded) -> None:
        """The report, and what the run means for the card."""
        live, outcome = message.live, message.outcome
        if live is not self.live:
            return
        self.live = None
        self._draw_keys()
        if outcome is None:
            self._again = False
            self._show_run(exercise_text.failed_blocks(message.why))
        elif self._again and outcome.status == "cancelled":
            self.action_run()
            return
        else:
            sentence = ""
            with told(self):
                verdict = self.attempts.ran(outcome, live.source)
                sentence = verdict.sentence
                self.take(verdict)
            blocks = exercise_text.report_blocks(
                outcome, sentence, live.printed, cut=live.cut, guard=self._guard
            )
            self._show_run(blocks)
            self.say(f"{blocks[0].content.plain} {sentence}")
        self.draw_title()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A bug in a run must not end the app."""
        event.stop()
        if event.state is not WorkerState.ERROR:
            return
        self.log.error(event.worker.error)
        why = f"This failed unexpectedly ({event.worker.error!r}). Please report it."
        if event.worker.name == "run" and self.live is not None:
            self.post_message(RunEnded(self.live, None, why))
        else:
            self.post_message(ExerciseUnread(why))

    def action_cancel(self) -> None:
        """End the run."""
        if self.live is None:
            self.say("Nothing is running.")
            return
        self._again = False
        self.live.cancel()
        self.say("Stopping ...")

    def action_watch(self) -> None:
        """Run it now and after each save, until the key is pressed again."""
        if self.place is None:
            return
        self._watching = not self._watching
        if self._watching:
            with told(self):
                self.begin()
                self.action_run()
        words = f"Watching {self.place.answer}; save it to run it again."
        self.say(words if self._watching else "Watching no more.")
        self.draw_title()
