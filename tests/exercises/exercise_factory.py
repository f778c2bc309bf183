"""Makes a small exercise on disk: write `double(x)`, which needs nothing but the language."""

from __future__ import annotations

from pathlib import Path

from exercises.folder import Exercise

TOML = """
title = "Twice a number"
summary = "Return the double of a number."
assesses = ["doubling"]
level = 1
minutes = 5
exports = ["double"]

[limits]
wall_s = {wall_s}
mem_mb = {mem_mb}
files_mb = 2
output_kb = 20
processes = 8

[[checks]]
name = "worked_example"
layer = "example"
usually = "it adds two instead of doubling."

[[checks]]
name = "reference"
layer = "oracle"
usually = "it is right for whole numbers only."

[[checks]]
name = "score"
layer = "metric"
task = 2

[[metrics]]
name = "share_right"
op = ">="
value = 0.9
floor = 1.5
ladder = [["random", 0.1], ["ours", 1.0]]
usually = "negative numbers."
beyond = "the count is wrong."
"""

CHECKS = """
def check_worked_example(answer, ctx):
    ctx.equal(answer.double(3), 6, "double(3)")


def check_reference(answer, ctx):
    numbers = [ctx.rng.uniform(-9, 9) for _ in range(20)]
    ctx.close([answer.double(x) for x in numbers], [2 * x for x in numbers], "double")


def check_score(answer, ctx):
    ctx.metric("share_right", sum(answer.double(x) == 2 * x for x in range(10)) / 10)
"""

SOLUTION = "def double(x):\n    return x * 2\n"
STARTER = 'def double(x):\n    raise NotImplementedError("TODO 1: twice x")\n'

MUTANTS = """
[[mutant]]
name = "adds-two"
caught_by = "worked_example"
because = "adds instead of multiplying"
find = "x * 2"
put = "x + 2"

[[mutant]]
name = "squares"
caught_by = "worked_example"
because = "squares"
find = "x * 2"
put = "x ** 2"

[[mutant]]
name = "whole-numbers"
caught_by = "reference"
because = "rounds"
find = "x * 2"
put = "int(x) * 2"

[[mutant]]
name = "absolute"
caught_by = "reference"
because = "loses the sign"
find = "x * 2"
put = "abs(x) * 2"

[[mutant]]
name = "prints"
caught_by = "worked_example"
because = "prints instead of returning"
find = "return x * 2"
put = "print(x * 2)"
"""


def make_exercise(
    folder: Path, *, wall_s: float = 10, mem_mb: int = 300, checks: str = CHECKS
) -> Exercise:
    """Write the exercise `double` below a folder."""
    root = folder / "exercises" / "double"
    root.mkdir(parents=True)
    files = {
        "exercise.toml": TOML.format(wall_s=wall_s, mem_mb=mem_mb),
        "task.md": "# Twice a number\n\nReturn twice x.\n",
        "hints.md": "# Hints\n\n## One\nA\n\n## Two\nB\n\n## Three\nC\n",
        "starter.py": STARTER,
        "solution.py": SOLUTION,
        "checks.py": checks,
        "mutants.toml": MUTANTS,
    }
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8")
    return Exercise(root, "test-pack")


CONCEPT = """---
type: concept
title: Doubling
status: reviewed
---
Adding a number to itself.
"""


def make_home(home: Path) -> Path:
    """A home whose one pack has the concept and the exercise; returns the pack's folder.

    It bears the name of the pack that ships, so that it stands in its place.
    """
    pack = home / "packs" / "ml-system-design"
    (pack / "concepts").mkdir(parents=True)
    (pack / "pack.toml").write_text('name = "ml-system-design"\nversion = "1"\n')
    (pack / "concepts" / "doubling.md").write_text(CONCEPT)
    make_exercise(pack)
    return pack
