"""Writes docs/exercises.md from the exercises of the packs: python docs/make_exercises_page.py."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cards.places import built_in_packs
from exercises.folder import Exercise, every
from exercises.report_text import GUARD
from exercises.spec import MetricPart
from kg.layers import read_pack

INTRO = f"""# Exercises

An exercise is a function or two to write for a concept, and a run that judges it. `edgewise
exercise list` names them, `start NAME` writes the file to fill in (`answer.py` in your home; it
is never overwritten), `run NAME` or `watch NAME` makes the checks and says what is wrong, where,
and what that usually means. In the app `w` does it on Home, in Browse and in a review. The first
passing run of a day is the grade of the exercise's card: Easy or Good by time, Hard with a hint,
Again with our solution ([why](decisions/0016-a-run-is-the-grade.md)).

{GUARD}

`--strict` (in the app `b`) puts the run into bubblewrap where that works: the system read-only, no
other processes, no network but its own loopback, none of the sockets in `/run` and `/tmp`, no
powers of root. It costs a few hundredths of a second. `--short` (in the app `f`) takes fewer steps,
judges no figure and grades nothing. An answer can also run on another machine, by Ray, ssh or
Slurm: see [exercises elsewhere](exercises-elsewhere.md).

Those that need tensors need `pip install 'edgewise[torch]'`. They run on the CPU in about a
minute at most; a report says on which device it ran, and "GPU tier open" where there was no GPU.
**No GPU was at hand when these figures were taken (22 November 2026, two shared CPU cores):
nothing here was measured on one.**

What an exercise reads ships with it. The trained weights that `e5-encoder` can use do not: without
them that one check is skipped. `edgewise exercise data` says what they are, their licence and where
to get them; `--from FOLDER` copies them from your own files (a wheel or zip is looked into) after
size and sha256 were checked; only `--download` fetches anything.

Every exercise has a starter that says what is to do, three hints, our solution, and wrong answers
each of which a named check must catch; `edgewise exercise verify NAME` proves it, `make
test-torch` and `make exercises-full` prove all. `verify --all --changed-since HEAD~1` proves in
full what differs from that commit, and the rest in the short form. [Writing an
exercise](writing-exercises.md) says how one is made, with several processes too.

## All of them

| exercise | what you write | level | needs | mutants |
| --- | --- | --- | --- | --- |
"""
FIGURES = """
## Figures

What a check demands, and what our solution reached on several seeds. Rungs are figures of the
ladder that a report shows; those with the name of a paper or a repository are published by it.

| exercise | figure | bound | ours | ladder |
| --- | --- | --- | --- | --- |
"""


def page() -> str:
    """The whole page as Markdown."""
    found = [one for root in sorted(built_in_packs().iterdir()) for one in every([read_pack(root)])]
    rows = [_row(one) for one in found]
    figures = [_figure(one, metric) for one in found for metric in one.spec.metrics]
    return INTRO + "\n".join(rows) + "\n" + FIGURES + "\n".join(figures) + "\n"


def _row(one: Exercise) -> str:
    needs = "torch" if one.spec.needs_torch else ""
    cells = (one.name, one.spec.summary, str(one.spec.level), needs, str(len(one.mutants())))
    return f"| `{cells[0]}` | {' | '.join(cells[1:])} |"


def _figure(one: Exercise, metric: MetricPart) -> str:
    ours = ", ".join(f"{value:g}" for value in metric.measured)
    rungs = "; ".join(f"{name} {value:g}" for name, value in metric.ladder)
    tier = " (GPU)" if metric.tier == "gpu" else ""
    bound = f"{metric.op} {metric.value:g}{metric.unit}"
    floor = f", not beyond {metric.floor:g}" if metric.floor is not None else ""
    name = metric.name.replace("_", " ")
    return f"| `{one.name}` | {name}{tier} | {bound}{floor} | {ours} | {rungs} |"


if __name__ == "__main__":
    path = Path(__file__).parent / "exercises.md"
    path.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{path.name} written\n")
