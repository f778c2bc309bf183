"""One rank of a distributed exercise: joins the others, does its part, and leaves what it made.

Owns the process group a rank finds ready, and that an error of a rank is told with the moment it
came. Its value is a file of tensors and plain values. Not here: starting ranks, reading what they
left (ranks.py).

Started by torchrun as `python -m <package>.rank ORDER.json`.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import TypedDict

from . import blame, limits
from .faults import ERROR, MEMORY, TODO
from .load import load_module

NCCL = "nccl"
MEET = timedelta(seconds=60)  # processes start slowly on a busy machine
TALK = timedelta(seconds=15)  # a rank that waits longer waits for one that never comes
_LOOK_S = 0.5


class Place(TypedDict):
    """Whose ranks they are. exercise, answer: paths."""

    exercise: str
    answer: str
    seed: int


class Order(Place):
    """What all ranks are asked. work: a function of checks.py. backend: gloo, or nccl for GPUs.

    folder: where they meet, and leave what they made.
    """

    folder: str
    work: str
    arguments: list[object]
    backend: str


class Rank:
    """What the work on a rank is handed. number: from 0; size: how many; device: for tensors."""

    def __init__(self, order: Order, number: int, size: int) -> None:
        self.number, self.size, self.seed = number, size, order["seed"]
        self.device = f"cuda:{number}" if order["backend"] == NCCL else "cpu"
        self._path = Path(order["answer"])
        self._answer: ModuleType | None = None

    @property
    def answer(self) -> ModuleType:
        """The learner's module, imported on this rank at first use."""
        if self._answer is None:
            self._answer = load_module(self._path, "answer")
        return self._answer


def main(path: str) -> int:
    """Do the work of this rank; the exit code is 1 where it raised something."""
    _end_with(os.getppid())
    order: Order = json.loads(Path(path).read_text(encoding="utf-8"))
    number, size = int(os.environ["RANK"]), int(os.environ["WORLD_SIZE"])
    folder = Path(order["folder"])
    write, dumps, clock = Path.write_text, json.dumps, time.monotonic
    try:
        _work(order, number, size)
    except BaseException as error:  # noqa: BLE001 - an answer may raise anything; the first counts
        told = {"at": clock(), "kind": _kind(error), "says": _says(error),
                "where": blame.line_of(error, Path(order["answer"]))}  # fmt: skip
        write(folder / f"error{number}.json", dumps(told), encoding="utf-8")
        return 1
    return 0


def _work(order: Order, number: int, size: int) -> None:
    import torch
    import torch.distributed as dist

    torch.set_num_threads(1)
    torch.manual_seed(order["seed"])
    save, barrier, leave = torch.save, dist.barrier, dist.destroy_process_group
    folder = Path(order["folder"])
    rank = Rank(order, number, size)
    if rank.device != "cpu":
        torch.cuda.set_device(rank.device)
    meeting = dist.FileStore(str(folder / "meeting"), size)
    meeting.set(f"here{number}", "")
    meeting.wait([f"here{one}" for one in range(size)], MEET)
    dist.init_process_group(
        order["backend"], store=meeting, rank=number, world_size=size, timeout=TALK
    )
    checks = load_module(Path(order["exercise"]) / "checks.py", "exercise_checks")
    value = getattr(checks, order["work"])(rank, *order["arguments"])
    save(value, folder / f"value{number}.pt")
    # Whoever is done first stays until the others need nothing of it any more.
    barrier()
    leave()


def _kind(error: BaseException) -> str:
    if isinstance(error, NotImplementedError):
        return TODO
    return MEMORY if blame.is_memory(error) else ERROR


def _says(error: BaseException) -> str:
    if isinstance(error, NotImplementedError):
        return str(error)
    if isinstance(error, SystemExit | KeyboardInterrupt):
        return f"the answer ended the process ({error!r})"
    return blame.words_of(error)


def _end_with(parent: int) -> None:
    """End this process where torchrun is gone: it gives each rank a session of its own."""
    limits.end_with_parent()

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_S)
        os._exit(1)

    threading.Thread(target=look, daemon=True).start()


if __name__ == "__main__":
    code = main(sys.argv[1])
    sys.stdout.flush()
    sys.stderr.flush()
    # Threads and exit handlers of the answer have nothing more to say.
    os._exit(code)
