"""`edgewise review --plain`: the same engine and log, line by line, without one escape code."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from cards.places import Places, places
from cards.refresh import refresh
from cards.settings import load
from cards.store import Store
from cards.study_day import now_ms
from tests.cards.log_replay import replay_exactly

ROOT = Path(__file__).resolve().parents[2]
NODE = "vault/zz-lamp"
LONG = "A long answer with a tail. " * 120
NOTE = """---
type: concept
title: Lamp
status: reviewed
---
A thing that gives light of about $\\sqrt{d_k}$ candela.

## Cards
Q: Which scale $\\frac{1}{\\sqrt{d_k}}$ keeps the **variance** at one?
A: `1/sqrt(d)` ^a
Q: What does 灯 mean, and what مصباح 💡?
A: A lamp ^b
"""


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("plain") / "home"
    (home / "vault").mkdir(parents=True)
    (home / "vault" / "zz-lamp.md").write_text(NOTE, encoding="utf-8")
    (home / "settings.toml").write_text('[day]\nzone = "UTC"\n\n[today]\ngate = false\n')
    where = places({"EDGEWISE_HOME": str(home)})
    with Store.open(where.study_db) as store:
        refresh(where, store, now_ms())
        # Edgewise makes no card this long; a note of the learner's own may come near.
        store.execute("UPDATE card SET answer = ? WHERE question = 'What is lamp?'", (LONG,))
    shutil.copy(where.study_db, where.study_db.with_suffix(".kept"))
    return home


@pytest.fixture
def home(compiled: Path) -> Places:
    """The same home each time, for a graph knows where its notes lie; the log is empty again."""
    where = places({"EDGEWISE_HOME": str(compiled)})
    for name in ("study.db-wal", "study.db-shm"):
        (compiled / name).unlink(missing_ok=True)
    shutil.copy(where.study_db.with_suffix(".kept"), where.study_db)
    return where


def environment(home: Places) -> dict[str, str]:
    return {**os.environ, "EDGEWISE_HOME": str(home.home), "TERM": "dumb", "PYTHONUTF8": "1"}


WORDS = ["-m", "edgewise", "review", "--plain", "--node", NODE, "--depth", "0"]


def piped(home: Places, typed: str, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *WORDS, *more], cwd=ROOT, env=environment(home), input=typed,
        capture_output=True, text=True, encoding="utf-8", timeout=60,
    )  # fmt: skip


def ratings(home: Places) -> list[tuple[int, str]]:
    with Store.open(home.study_db) as store:
        return store.query(
            lambda rating, kind: (int(rating), str(kind)),
            "SELECT rating, kind FROM review ORDER BY utc_ms, id",
        )


def test_a_dumb_terminal_gets_whole_cards_and_not_one_escape_code(home: Places) -> None:
    child = pexpect.spawn(
        sys.executable, WORDS, cwd=str(ROOT), env=environment(home), encoding="utf-8",
        dimensions=(24, 80), timeout=30,
    )  # fmt: skip
    seen: list[str] = []

    def say(line: str, until: str) -> str:
        child.sendline(line)
        child.expect(until)
        seen.append(f"{child.before}{child.after}")
        return seen[-1]

    child.expect("Enter shows the answer")
    seen.append(f"{child.before}{child.after}")
    for _ in range(3):
        shown = say("", "Enter is good")
        assert "Answer: " in shown
        say("e", "Enter shows the answer|Nothing is left")
    child.expect(pexpect.EOF)
    seen.append(str(child.before))
    child.close()
    everything = "".join(seen)
    assert child.exitstatus == 0 and "3 answers: again 0, hard 0, good 0, easy 3." in everything
    assert "\x1b" not in everything
    assert "1/(√dₖ)" in everything and "$" not in everything and "**" not in everything
    assert "灯" in everything and "مصباح" in everything and "💡" in everything
    assert LONG.strip() in everything.replace("\r", "").replace("\n", " ")
    assert ratings(home) == [(4, "learn")] * 3


def test_undo_typing_and_the_end_of_the_input_leave_an_exact_log(home: Places) -> None:
    typed = "x\ng\n\na\nu\n\n\n= 1/SQRT(d)\n\nlamp\nh\n"
    done = piped(home, typed)
    assert done.returncode == 0 and done.stderr == ""
    assert "That is no letter" in done.stdout
    assert "See the answer first" in done.stdout
    assert "Undid Again on" in done.stdout
    assert done.stdout.count("The same. Enter is good.") == 2
    assert "3 answers: again 0, hard 1, good 2, easy 0." in done.stdout
    assert "\x1b" not in done.stdout
    assert [rating for rating, _ in ratings(home)] == [1, 0, 3, 3, 2]
    with Store.open(home.study_db) as store:
        assert replay_exactly(store, load(home.settings)) == 3


def test_practice_by_lines_writes_nothing(home: Places) -> None:
    done = piped(home, "\na\n\n\n\n\n\n\n", "--cram")
    assert "it comes once more" in done.stdout and "4 answers: again 1" in done.stdout
    assert ratings(home) == []


def test_every_letter_of_the_help_is_obeyed(home: Places) -> None:
    done = piped(home, "?\nv\ni\nn\nf too long\nu\nr\nb\nu\ns\nu\nk\nu\n\ng\nu\nd\nd 3\nq\n")
    said = done.stdout
    for words in ("Letters, each with enter", "Not answered yet", "edgewise show zz-lamp",
                  "Flagged for fixing", "Redid the flag on", "Buried until tomorrow", "Suspended.",
                  "Marked as known", "Say the days too", "with no date to move"):  # fmt: skip
        assert words in said, words
    assert done.returncode == 0


def test_ctrl_c_ends_it_with_what_was_answered_saved(home: Places) -> None:
    child = pexpect.spawn(
        sys.executable, WORDS, cwd=str(ROOT), env=environment(home), encoding="utf-8", timeout=30
    )
    child.expect("Enter shows the answer")
    child.sendline("")
    child.expect("Enter is good")
    child.sendline("g")
    child.expect("Card 2")
    child.sendintr()
    child.expect("everything answered so far is saved")
    assert "Traceback" not in child.read()
    child.close()
    assert child.exitstatus == 130
    assert [rating for rating, _ in ratings(home)] == [3]


def test_a_letter_that_the_terminal_cannot_write_does_not_end_the_review(home: Places) -> None:
    done = subprocess.run(
        [sys.executable, *WORDS], cwd=ROOT, input=b"\n\n\n\n\n\n", capture_output=True, timeout=60,
        env={**environment(home), "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert done.returncode == 0 and b"3 answers" in done.stdout and b"Traceback" not in done.stderr
