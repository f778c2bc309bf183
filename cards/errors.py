"""Every error the memory can raise.

CardsError
├── SettingsError       settings.toml says something that cannot be meant: file:line and the remedy
├── HomeError           a path of the home folder cannot be used as asked
├── StoreError          study.db cannot be used as asked
│   ├── DatabaseMissing     there is none yet, and the caller did not want one made
│   ├── DatabaseNewer       a later version of Edgewise made it
│   ├── DatabaseCorrupt     it is damaged, or it is not ours
│   ├── HomeNotWritable     the file or its folder cannot be written
│   ├── DiskFull            there is no room left
│   └── StoreBusy           another process kept it locked for too long
├── QueryError          a query for cards that cannot be read: column and remedy
├── BadInput            a value handed to the scheduler that no card can have
├── UnknownCard         no card has this id
├── NothingShown        an action on the current card, while no card is current
├── GradedByRun         an answer from 1 to 4 to an exercise, which only its run grades
└── AnsweredElsewhere   another process answered this card meanwhile

Each message is one sentence or two: what, where, what to do. Not here: how a front end shows it.
"""

from __future__ import annotations


class CardsError(Exception):
    """Root of the room's errors; the text is for the learner."""


class SettingsError(CardsError):
    """settings.toml cannot be taken as it stands.

    path: the file. line: counted from 1; 0 where no line is to blame.
    """

    def __init__(self, path: str, line: int, message: str) -> None:
        self.path = path
        self.line = line
        where = f"{path}:{line}" if line else path
        super().__init__(f"{where}: {message}")


class HomeError(CardsError):
    """The home folder (or its setting) cannot be used."""


class StoreError(CardsError):
    """study.db cannot be used as asked; the file was left as it was."""


class DatabaseMissing(StoreError):
    """There is no study.db yet."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"There is no study database at {path} yet; start `edgewise` once to make it."
        )


class DatabaseNewer(StoreError):
    """A later version of Edgewise made this database."""

    def __init__(self, path: str, found: int, known: int) -> None:
        self.found = found
        self.known = known
        super().__init__(
            f"{path} was made by a newer Edgewise (format {found}, this one knows {known}); "
            "upgrade Edgewise, or set EDGEWISE_HOME to another folder. Nothing was changed."
        )


class DatabaseCorrupt(StoreError):
    """The database is damaged, or the file is not an Edgewise database."""

    def __init__(self, path: str, detail: str) -> None:
        super().__init__(
            f"{path} cannot be read as a study database ({detail}); move it aside and put back the "
            "newest file of the backups folder beside it. It was not touched."
        )


class HomeNotWritable(StoreError):
    """The database, or the folder it must be made in, cannot be written."""

    def __init__(self, path: str, detail: str) -> None:
        super().__init__(
            f"{path} cannot be written ({detail}); make its folder writable, or set EDGEWISE_HOME "
            "to one that is. Nothing was saved."
        )


class DiskFull(StoreError):
    """The disk takes no more (full, a quota, a limit); the transaction was taken back whole."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"The disk of {path} is full, so this was not saved; free some space and try again."
        )


class StoreBusy(StoreError):
    """Another process held the write lock longer than we wait."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"Another program has been writing to {path} for too long, so this was not saved; "
            "wait for it to finish, or close it, and try again."
        )


class QueryError(CardsError):
    """A query for cards cannot be read. column: of what is wrong, counted from 1."""

    def __init__(self, column: int, message: str) -> None:
        self.column = column
        super().__init__(f"column {column}: {message}")


class BadInput(CardsError):
    """A rating, memory, moment or setting that no card can have."""


class UnknownCard(CardsError):
    """No card has this id."""

    def __init__(self, card_id: int) -> None:
        self.card_id = card_id
        super().__init__(f"No card has the id {card_id}; `edgewise cards NODE` lists the ids.")


class NothingShown(CardsError):
    """There is no current card to act on."""

    def __init__(self) -> None:
        super().__init__("No card is shown, so there is nothing to act on; start a review first.")


class GradedByRun(CardsError):
    """An exercise is graded by its run."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"An exercise is graded by its run, not by 1 to 4: `edgewise exercise run {name}`."
        )


class AnsweredElsewhere(CardsError):
    """Another process answered the card between its showing and this answer; nothing was saved."""

    def __init__(self, card_id: int) -> None:
        self.card_id = card_id
        super().__init__(
            "This card was answered in another window meanwhile; this answer was not saved, "
            "and the next card is shown."
        )
