"""An exercise as styled text: its task with the hints that were read, a run, its report.

Owns colours and order; a status is also told by sign and word, so that colour adds nothing but
ease. Pure. Not here: the wording of a report (exercises/report_text.py), Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.content import Content

from tui import commands
from tui.blocks import BLANK, Block
from tui.markdown_text import markdown_blocks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from exercises.attempts import Progress
    from exercises.outcome import Outcome

_HEAD_STYLES = {"pass": "bold $text-success", "skipped": "bold", "cancelled": "bold"}
_FAILED = "bold $text-error"
_FIRST_KEYS = ("exercise.edit", "exercise.run", "exercise.hint", "exercise.watch")
_KEY_CELLS = 4
_SHOWN_LINES = 400
# The first cell of a table's row, with the gap to the next one.
_FIRST_CELL = re.compile(r"\S.{0,28}?\s{2,}(?=\S)")
_PROGRESS = "[check] "
# Colours and cursor moves of a program that thinks it has a terminal; then all other controls.
_ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[@-_]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def task_blocks(task: str) -> list[Block]:
    """The task."""
    return [_wrapping(block) for block in markdown_blocks(task)]


def hint_blocks(number: int, hint: str) -> list[Block]:
    """One hint, as it stands under the task. number: from 1."""
    head = Block(Content.styled(f"Hint {number}", "bold $text-warning"))
    return [BLANK, head, *(_wrapping(block) for block in markdown_blocks(hint))]


def start_blocks(answer: Path, changed: Mapping[str, str], lacking: str) -> list[Block]:
    """What to do, before anything was run."""
    blocks = [Block(Content.styled("Nothing was run yet.", "bold")), BLANK]
    for command in commands.of("exercise"):
        if command.id in _FIRST_KEYS:
            key = commands.first_key(command, changed).ljust(_KEY_CELLS)
            line = Content.assemble((key, "bold"), command.help)
            blocks.append(Block(line, hang=len(key)))
    blocks += [BLANK, Block(Content.styled(f"Your answer: {answer}", "dim"))]
    if lacking:
        words = f"A run needs {lacking}: pip install 'edgewise[{lacking}]'"
        blocks += [BLANK, Block(Content.styled(words, "$text-warning"))]
    return blocks


def running_blocks(seconds: float, printed: str, *, guard: str = "") -> list[Block]:
    """A run under way: how long, and the latest of what it printed."""
    head = Block(Content.styled(f"Running ... {seconds:.0f} s", "bold"))
    blocks = [head, *_guard(guard)]
    return blocks + (printed_blocks(printed) if printed else [])


def printed_blocks(printed: str, *, cut: bool = False) -> list[Block]:
    """What an answer printed, the latest lines, under a heading."""
    lines = plain_lines(printed)
    blocks = [BLANK, Block(Content.styled("It printed", "bold underline"))]
    if cut or len(lines) > _SHOWN_LINES:
        blocks.append(Block(Content.styled("(more was printed than is kept)", "dim")))
    return blocks + [_wrapping(Block(Content(line))) for line in lines[-_SHOWN_LINES:]]


def plain_lines(printed: str) -> list[str]:
    """Printed text as lines without controls; a line that was drawn anew is its last form."""
    text = _ESCAPES.sub("", printed.replace("\r\n", "\n")).expandtabs(4)
    lines = [line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n")]
    while lines and not lines[-1].strip():
        lines.pop()
    return [_CONTROLS.sub("", line) for line in lines]


def report_blocks(
    outcome: Outcome, sentence: str, printed: str, *, cut: bool = False, guard: str = ""
) -> list[Block]:
    """The report of a run, what it means for the card, and what was printed."""
    from exercises.report_text import report

    lines = report(outcome)
    style = _HEAD_STYLES.get(outcome.status, _FAILED)
    blocks = [Block(Content.styled(lines[0], style))]
    if sentence:
        blocks.append(Block(Content.styled(sentence, "bold")))
    blocks += _guard(guard)
    blocks += [_report_line(line) for line in lines[1:-1]]
    blocks.append(Block(Content.styled(lines[-1], "dim")))
    # While it runs these lines tell how far it is; the report has them all.
    said = "\n".join(each for each in printed.split("\n") if not each.startswith(_PROGRESS))
    if said.strip():
        blocks += printed_blocks(said, cut=cut)
    return blocks


def failed_blocks(why: str) -> list[Block]:
    """A run that could not be made."""
    return [Block(Content.styled(why, _FAILED))]


def _guard(words: str) -> list[Block]:
    return [BLANK, Block(Content.styled(words, "dim"))] if words else []


def _report_line(line: str) -> Block:
    text = line.strip()
    if text.startswith("✓"):
        content = Content.assemble(("✓", "bold $text-success"), text[1:])
    elif text.startswith("✗"):
        content = Content.styled(text, "bold $text-error")
    elif text.startswith("Usually means:"):
        content = Content.assemble(("Usually means:", "bold $text-warning"), text[14:])
    elif "█" in text:
        content = Content.styled(text, "bold $text-accent" if "◀" in text else "")
    else:
        content = Content.styled(text, "dim") if text.startswith("- ") else Content(text)
    return Block(content, len(line) - len(line.lstrip()), keep="█" in text)


def code_blocks(code: str, language: str) -> list[Block]:
    """A file to read; long lines are wrapped."""
    from tui.markdown_render import highlighted

    return [_wrapping(Block(line)) for line in highlighted(code.rstrip("\n"), language)]


def diff_blocks(text: str) -> list[Block]:
    """A unified diff."""
    styles = {"+": "$text-success", "-": "$text-error", "@": "bold"}
    lines = text.splitlines() or ["No difference."]
    return [_wrapping(Block(Content.styled(line, styles.get(line[:1], "")))) for line in lines]


def solution_blocks(code: str, difference: str) -> list[Block]:
    """Our solution, then what the learner's answer does otherwise ('': there is none)."""
    blocks = code_blocks(code, "python")
    if difference:
        head = Block(Content.styled("Your answer (+) against it (-)", "bold underline"))
        blocks += [BLANK, head, *diff_blocks(difference)]
    return blocks


def question_blocks(cost: str, stay: str, go: str) -> list[Block]:
    """A question with two answers; the first one leaves all as it is."""
    answers = [
        Block(Content.assemble("→ ", (words, "$text-primary underline")), 0, 2, link)
        for words, link in ((stay, "no"), (go, "yes"))
    ]
    return [Block(Content(cost)), BLANK, *answers] if cost else answers


def standing(progress: Progress, day: int) -> str:
    """How far the learner is, in a few words. day: the study day now."""
    from exercises.report_text import open_tier

    words = progress.state
    if progress.state == "passed" and progress.due_day is not None:
        days = progress.due_day - day
        words += f", due in {days}d" if days > 0 else ", due"
    return ", ".join(part for part in (words, open_tier(progress.open_tiers)) if part)


def title_words(parts: Iterable[str]) -> str:
    """The right side of the title line."""
    return "  ".join(part for part in parts if part)


def elsewhere(on: str) -> str:
    """Where else it runs, for the title line. on: as the settings have it."""
    return on.partition(" ")[0].rstrip(":")


def _wrapping(block: Block) -> Block:
    """A line that is kept whole, as one that wraps under itself: nothing of a task is cut off."""
    plain = block.content.plain
    lead = len(plain) - len(plain.lstrip(" "))
    if not block.keep and not lead:
        return block
    if block.hang:
        return block._replace(keep=False)
    row = _FIRST_CELL.match(plain)
    if row is not None and not block.indent:
        return block._replace(hang=row.end(), keep=False)
    return Block(block.content[lead:], block.indent + lead, 0, block.link)
