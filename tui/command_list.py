"""Every command of the app, once: name, key, word, sentence.

Owns which key does what. Not here: bindings, key line and help made from it (commands.py), what a
command does (the screens' actions).
"""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """One thing a learner can do.

    id: screen.verb, the name to use under [keys] in settings.toml. key: Textual's key names, split
    by commas. action: the method action_... and its arguments. word: for the key line, '' leaves it
    out. keys: how Help writes the keys, '' writes them as they are.
    """

    id: str
    key: str
    action: str
    word: str
    help: str
    keys: str = ""
    priority: bool = False

    @property
    def place(self) -> str:
        """The screen it belongs to; `app` is everywhere."""
        return self.id.partition(".")[0]

    @property
    def full_action(self) -> str:
        """The action with the one that does it: the app or the screen in front."""
        if self.action.startswith("screen."):
            return self.action
        return f"{'app' if self.place == 'app' else 'screen'}.{self.action}"


COMMANDS: tuple[Command, ...] = (
    Command("home.review", "enter,r,space", "review", "Review", "Start today's reviews."),
    Command("home.browse", "b", "browse", "Browse", "Browse the notes and their links."),
    Command("home.search", "slash", "search", "Search", "Search the notes."),
    Command("home.more", "m", "more", "More new", "Learn new cards beyond today's limit."),
    Command("home.exercise", "w", "exercise", "Exercises",
            "Choose an exercise; those that are due stand first."),
    Command("home.export", "x", "export", "Export",
            "Export cards to Anki, with their memory and reviews."),
    Command("home.undo", "u", "undo", "", "Undo the last answer of today."),
    Command("home.refresh", "f5", "refresh", "", "Read all notes again."),
    Command("review.reveal", "space,enter", "reveal", "Answer",
            "Show the answer; once it is shown, the same key grades Good. Opens an exercise."),
    Command("review.again", "1", "grade(1)", "", "Grade: I did not know it."),
    Command("review.hard", "2", "grade(2)", "", "Grade: I knew it, with real effort."),
    Command("review.good", "3", "grade(3)", "", "Grade: I knew it."),
    Command("review.easy", "4", "grade(4)", "", "Grade: I knew it at once."),
    Command("review.undo", "u", "undo", "Undo", "Undo the last thing done today."),
    Command("review.redo", "ctrl+r", "redo", "", "Redo what was undone."),
    Command("review.edit", "e", "edit", "Edit",
            "Edit the card's note in your editor (a pack's note is copied to your vault first)."),
    Command("review.flag", "f", "flag", "Flag", "Flag the card for fixing, with a short note."),
    Command("review.bury", "b", "act(\'bury\')", "Bury", "Do not ask this card again today."),
    Command("review.known", "k", "act(\'known\')", "Known", "I already know this: stop asking it."),
    Command("review.info", "i", "info", "Info", "History and memory of this card."),
    Command("review.node", "n", "node", "Note", "Go to the card's note and its links."),
    Command("review.suspend", "s", "act(\'suspend\')", "Suspend",
            "Do not ask this card until you bring it back."),
    Command("review.source", "p", "source", "",
            "Go to the note of the paper, chapter or resource behind the card."),
    Command("review.paper", "o", "paper", "",
            "Open the card's image or sound, then its paper in the web browser."),
    Command("browse.search", "slash", "search", "Search",
            "Type into the search box; 'author: NAME' and 'category: NAME YEAR' list papers."),
    Command("browse.type", "t", "type(1)", "Type", "Only notes of the next type."),
    Command("browse.type_back", "T", "type(-1)", "", "Only notes of the type before."),
    Command("browse.back", "alt+left,left_square_bracket", "back", "Back",
            "Back to the note before.", keys="[ or alt+left"),
    Command("browse.forward", "alt+right,right_square_bracket", "forward", "",
            "Forward again.", keys="] or alt+right"),
    Command("browse.review", "r", "review", "Review",
            "Review the cards of this note, due or not yet met."),
    Command("browse.exercise", "w", "exercise", "Exercise",
            "Open the exercise of this note, or one that tests it."),
    Command("browse.source", "p", "source", "Source",
            "To the paper, chapter or resource that introduced or explains this note; again for "
            "the next one."),
    Command("browse.edit", "e", "edit", "Edit",
            "Edit the note in your editor (a pack's note is copied to your vault first)."),
    Command("browse.paper", "o", "paper", "",
            "Open the note's images and sounds, then its page, or that of the paper behind it."),
    Command("browse.author", "a", "author", "", "Papers by an author of this paper."),
    Command("browse.category", "c", "category", "", "Papers of this paper's category and year."),
    Command("browse.export", "x", "export", "",
            "Export this note's cards, those around it or all to Anki."),
    Command("browse.pane", "tab", "pane", "Side",
            "From the list to the note and back."),
    Command("done.again", "enter,space,r", "again", "Go on", "Ask what has come due meanwhile."),
    Command("done.more", "m", "more", "More new", "Learn new cards beyond today's limit."),
    Command("done.undo", "u", "undo", "Undo", "Undo the last answer."),
    Command("done.home", "h", "home", "Home", "Go to Home."),
    Command("exercise.edit", "e", "edit", "Edit",
            "Edit your answer in your editor; the first time, the starter is written."),
    Command("exercise.run", "r", "run", "Run", "Run your answer; the run is the grade."),
    Command("exercise.cancel", "c", "cancel", "Cancel", "End the run; so does leaving."),
    Command("exercise.pane", "tab", "pane", "Side", "From the task to the run and back."),
    Command("exercise.hint", "h", "hint", "Hint",
            "The next hint of three; a pass counts as Hard from then on."),
    Command("exercise.solution", "s", "solution", "Solution",
            "Our solution and how yours differs; asks first if that costs the grade."),
    Command("exercise.watch", "w", "watch", "Watch",
            "Run it now and each time you save it; again to stop that."),
    Command("exercise.diff", "d", "diff", "Diff", "What you changed in the starter."),
    Command("exercise.device", "g", "device", "",
            "Where to run: on the best device there is, or on one of those it may use."),
    Command("exercise.anew", "a", "anew", "",
            "Start anew: the starter comes back, your answer is kept beside it."),
    Command("exercise.note", "n", "note", "", "Go to the note of the exercise and its links."),
    Command("dialog.close", "escape", "close", "", "Close the window."),
    Command("card.suspend", "s", "suspend", "Suspend or bring back",
            "Suspend the card, or bring it back."),
    Command("card.known", "k", "known", "Known or not", "Mark as known, or ask it again."),
    Command("card.flag", "f", "flag", "Flag or not", "Flag for fixing, or take the flag away."),
    Command("card.unbury", "b", "unbury", "Unbury", "Ask a buried card today after all."),
    Command("text.down", "down,j", "move(1)", "", "Next link, or one line down.",
            keys="down or j"),
    Command("text.up", "up", "move(-1)", "", "Link before, or one line up."),
    Command("text.page_down", "pagedown,ctrl+f", "page(1)", "", "One page down."),
    Command("text.page_up", "pageup,ctrl+b", "page(-1)", "", "One page up."),
    Command("text.top", "home", "page(-99999)", "", "To the top."),
    Command("text.end", "end", "page(99999)", "", "To the end."),
    Command("text.follow", "enter", "follow", "", "Follow the chosen link."),
    Command("app.back", "escape", "screen.leave", "", "Back to the screen before."),
    Command("app.help", "question_mark,f1", "help", "Help", "All keys of this screen.",
            keys="? or f1"),
    Command("app.palette", "ctrl+p", "command_palette", "",
            "Find a command or a note by typing a part of its name."),
    Command("app.quit", "q,ctrl+q", "quit", "Quit", "Leave; every answer is saved already."),
)  # fmt: skip

PLACES: tuple[tuple[str, str], ...] = (
    ("home", "Home"),
    ("review", "Review"),
    ("done", "End of a session"),
    ("browse", "Browse"),
    ("exercise", "Exercise"),
    ("text", "In texts and lists"),
    ("card", "Window of a card"),
    ("dialog", "In a window over the screen"),
    ("app", "Everywhere"),
)
