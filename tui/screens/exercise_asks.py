"""What a learner does at an exercise besides running it: edit, hint, solution, diff, start anew.

Owns when the learner has begun, and that a question comes before anything that costs a grade or
moves the answer. Not here: the run and the layout (exercise.py), what it costs
(exercises/attempts.py).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import TYPE_CHECKING

from tui import commands, exercise_text
from tui.remedy import told
from tui.screens.frame import Frame
from tui.widgets.text_view import TextView

if TYPE_CHECKING:
    from exercises.attempts import Attempts, Verdict
    from exercises.runner import Job
    from exercises.workspace import Desk
    from tui.blocks import Block
    from tui.exercise_door import Found


class Asks(Frame):
    """A screen at an exercise. place: where the answer lies; None until the exercise is read."""

    def __init__(self, found: Found, graded: Callable[[Verdict], None] | None) -> None:
        super().__init__()
        self.found = found
        self.place: Desk | None = None
        self.hints: list[list[Block]] = []
        self._graded = graded
        self._attempts: Attempts | None = None
        self._task_text: list[Block] = []
        self._lacking = ""
        self._begun = False
        self._has_seen = False
        self._devices: tuple[str, ...] = ("auto",)
        self._device = "auto"
        self._short = self._strict = False

    @property
    def attempts(self) -> Attempts:
        """The log of this exercise."""
        from exercises.attempts import Attempts

        if self._attempts is None:
            assert self.place is not None
            study = self.edgewise.study
            self._attempts = Attempts(
                self.place.exercise, study.store, study.settings, study.session, study.now
            )
        return self._attempts

    @property
    def form(self) -> str:
        """On what device the next run is made and how, for the title line."""
        marks = (("short", self._short), ("strict", self._strict))
        return "  ".join([self._device, *(word for word, is_on in marks if is_on)])

    def job(self) -> Job:
        """The run of the answer as the learner has chosen it."""
        from exercises.runner import Job

        assert self.place is not None
        return Job(
            self.place.exercise, self.place.answer, self.attempts.seed(),
            device=self._device, short=self._short, strict=self._strict,
        )  # fmt: skip

    def draw_task(self) -> None:
        """The task with the hints that were read since the last grade."""
        with told(self):
            read = self.attempts.progress(has_answer=True).hints
            blocks = list(chain(self._task_text, *self.hints[:read]))
            self.query_one("#text", TextView).show(blocks, keep_place=True)

    def draw_title(self) -> None:
        """How far one is (the screen draws it)."""

    def show_side(self, side: str) -> None:
        """Bring a side to the front (the screen has two)."""

    def key(self, command: str) -> str:
        """The key of a command of this screen, as the learner has it."""
        found = next(each for each in commands.of("exercise") if each.id == command)
        return commands.first_key(found, self.edgewise.changed_keys)

    # The log

    def begin(self) -> None:
        """The learner begins, or goes on: write the file to fill in. Raises ExercisesError."""
        from exercises.workspace import start

        assert self.place is not None
        start(self.place)
        if not self._begun:
            self._begun = True
            self.attempts.start()

    def take(self, verdict: Verdict) -> None:
        """A run or a look has done this to the card: the review knows it from now on."""
        if verdict.rating is None:
            return
        self._begun = False
        self.edgewise.study.look_again()
        if self._graded is not None:
            self._graded(verdict)

    def tell_of_an_old_answer(self) -> None:
        """To pass once more with the answer of an earlier day shows nothing."""
        assert self.place is not None
        if not self.place.answer.exists():
            return
        source = self.place.answer.read_text(encoding="utf-8", errors="replace")
        if self.attempts.is_old(source):
            anew = self.key("exercise.anew")
            self.say(f"This answer passed before: {anew} starts anew, and keeps it.")

    def reload(self) -> None:
        """The notes were read again: the card may be there only now."""
        self._attempts = None
        if self.place is not None:
            self.draw_title()

    # Keys

    def action_edit(self) -> None:
        """Open the answer in the learner's editor; the starter is written first."""
        from tui.editing import edit_file

        if self.place is None:
            return
        with told(self):
            self.begin()
            changed = edit_file(self.edgewise, self.place.answer)
            news = f"Saved: {self.key('exercise.run')} runs it."
            self.say(news if changed else "answer.py is unchanged.")
        self.draw_title()

    def action_hint(self) -> None:
        """Show the next hint under the task."""
        if self.place is None:
            return
        with told(self):
            read = self.attempts.progress(has_answer=True).hints
            if read < len(self.hints):
                read = self.attempts.next_hint(len(self.hints))
                self.say(f"Hint {read} of {len(self.hints)}: a pass counts as Hard from now on.")
            else:
                solution = self.key("exercise.solution")
                self.say(f"All hints are read; {solution} shows our solution.")
            self.draw_task()
            self.show_side("text")
            # A side that was hidden has its size only after the next layout.
            self.call_after_refresh(self.query_one("#text", TextView).page, 99999)

    def action_solution(self) -> None:
        """Show our solution; ask first where that costs something."""
        if self.place is None:
            return
        with told(self):
            cost = "" if self._has_seen else self.attempts.would_cost()
            if not cost:
                self._show_solution()
                return
            self._ask("Show our solution?", cost, "Not yet", "Show it", self._show_solution)

    def _show_solution(self) -> None:
        from tui.screens.dialogs import TextDialog

        assert self.place is not None
        code = self.place.exercise.text("solution.py")
        # What was seen is seen: to open it again costs nothing more.
        if not self._has_seen:
            self._has_seen = True
            verdict = self.attempts.look()
            self.say(verdict.sentence)
            self.take(verdict)
        blocks = exercise_text.solution_blocks(code, self._difference("solution.py"))
        self.app.push_screen(TextDialog("Our solution", blocks))
        self.draw_title()

    def action_diff(self) -> None:
        """What the answer changes in the starter."""
        from tui.screens.dialogs import TextDialog

        if self.place is None:
            return
        with told(self):
            if not self.place.answer.exists():
                self.say(f"There is no answer yet: {self.key('exercise.edit')} writes the file.")
                return
            blocks = exercise_text.diff_blocks(self._difference("starter.py"))
            self.app.push_screen(TextDialog("Your answer against the starter", blocks))

    def _difference(self, against: str) -> str:
        from exercises.workspace import difference

        assert self.place is not None
        return difference(self.place, against) if self.place.answer.exists() else ""

    def action_device(self) -> None:
        """The next place to run at."""
        after = self._devices.index(self._device) + 1
        self._device = self._devices[after % len(self._devices)]
        where = "the best device there is" if self._device == "auto" else self._device
        self.say(f"Runs on {where}.")
        self.draw_title()

    def action_short(self) -> None:
        """The short form from the next run on, or the full one."""
        self._short = not self._short
        words = "Short form: fewer steps, figures are not judged, nothing is graded."
        self.say(words if self._short else "Full form: all checks count, and the run grades.")
        self.draw_title()

    def action_strict(self) -> None:
        """In the sandbox from the next run on, or no more."""
        self._strict = not self._strict
        words = "The next run is in a sandbox: it sees no network and writes nothing elsewhere."
        self.say(words if self._strict else "No sandbox.")
        self.draw_title()

    def action_anew(self) -> None:
        """Put the starter back, after a question."""
        if self.place is None:
            return
        if not self.place.answer.exists():
            self.say(f"There is no answer yet: {self.key('exercise.edit')} writes the file.")
            return
        cost = "The starter comes back; your answer is kept beside it."
        self._ask("Start anew?", cost, "Keep my answer", "Start anew", self._anew)

    def _anew(self) -> None:
        from exercises.workspace import reset

        assert self.place is not None
        kept = reset(self.place, self.edgewise.now_ms())
        self.begin()
        edit = self.key("exercise.edit")
        self.say(f"The starter is back: {edit} opens it." + (f" Kept: {kept.name}" if kept else ""))
        self.draw_title()

    def action_note(self) -> None:
        """Go to the note of the exercise and its links."""
        self.edgewise.open_node(self.found.key)

    def _ask(self, title: str, cost: str, stay: str, go: str, then: Callable[[], None]) -> None:
        from tui.screens.choice import ChoiceDialog

        def take(link: str) -> None:
            if link == "yes":
                with told(self):
                    then()

        blocks = exercise_text.question_blocks(cost, stay, go)
        self.app.push_screen(ChoiceDialog(title, blocks, take))
