"""Starts the ranks of a distributed exercise by torchrun, and gathers what each of them made.

Owns the files between them (an order as JSON, values that are read as data alone, never as
objects), loopback as the only address, and which error counts: the first, with its rank. Not here:
what a rank does (rank.py), time, memory and ending them (warden.py).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from pickle import UnpicklingError
from typing import NamedTuple, TypedDict, cast

from .faults import ERROR, Failed, OnRank
from .rank import NCCL, Order, Place

_PACKAGE = __package__ or "inside"
GLOO = "gloo"
LOOPBACK = "lo0" if sys.platform == "darwin" else "lo"
# How the backends say that another rank did not come, or was gone.
_BACKEND = ("RuntimeError:", "torch.distributed.")
_ALONE = ("timed out", "timeout", "connection closed by peer", "connection reset by peer")


def _backend_for(device: str, size: int) -> str:
    """What the ranks talk by: nccl where each of them has a GPU, else gloo on the CPU."""
    if device != "cuda":
        return GLOO
    import torch

    return NCCL if torch.cuda.device_count() >= size else GLOO


class _Told(TypedDict):
    """What a rank said of its error. at: seconds on the machine's clock."""

    at: float
    kind: str
    says: str
    where: str


class _Error(NamedTuple):
    rank: int
    told: _Told


class Ranks:
    """The ranks of one run. notes: told where they do not run on the device of the run."""

    def __init__(self, size: int, device: str, place: Place, notes: list[str]) -> None:
        self._size, self._place = size, place
        self._backend = _backend_for(device, size)
        if device == "cuda" and self._backend == GLOO:
            notes.append(f"the {size} ranks ran on the CPU: each needs a GPU of its own")
        self._done: dict[str, list[object] | Failed | OnRank] = {}

    def do(self, work: str, arguments: list[object]) -> list[object]:
        """Do the work on all of them; returns what each made, rank 0 first.

        Raises OnRank with the first error of a rank, Failed where one waits for another in vain.
        """
        asked = json.dumps([work, arguments])
        if asked not in self._done:
            folder = Path.cwd() / f"ranks{len(self._done) + 1}"
            order = Order(
                **self._place, folder=str(folder), work=work, arguments=arguments,
                backend=self._backend,
            )  # fmt: skip
            self._done[asked] = _run(folder, order, self._size)
        done = self._done[asked]
        if isinstance(done, list):
            return done
        raise done


def _run(folder: Path, order: Order, size: int) -> list[object] | Failed | OnRank:
    """What each rank made, or what went wrong first."""
    folder.mkdir()
    path, ended = folder / "order.json", folder / "ended.json"
    path.write_text(json.dumps(order), encoding="utf-8")
    # In the process group of this run; its warden ends it, and the ranks end with it.
    subprocess.run(
        [sys.executable, "-P", "-m", f"{_PACKAGE}.torchrun", str(ended),
         "--nproc-per-node", str(size), "-m", f"{_PACKAGE}.rank", str(path)],
        env=_surroundings(os.environ), stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    errors = [_Error(number, told) for number in range(size) if (told := _error(folder, number))]
    if errors:
        return _first(errors)
    paths = [folder / f"value{number}.pt" for number in range(size)]
    if ended.exists() or not all(path.exists() for path in paths):
        return _without_a_word(ended, [path.exists() for path in paths])
    return _values(paths)


def _values(paths: list[Path]) -> list[object] | OnRank:
    """What the ranks made, read as data: nothing a rank wrote is run."""
    import torch

    values: list[object] = []
    for number, path in enumerate(paths):
        try:
            values.append(torch.load(path, weights_only=True))
        except UnpicklingError:
            return OnRank(number, ERROR, "what it made is not of tensors and plain values alone")
    return values


def _surroundings(env: Mapping[str, str]) -> dict[str, str]:
    """What torchrun and the ranks know: loopback alone, and no talk of their own."""
    return {
        **env, "GLOO_SOCKET_IFNAME": LOOPBACK, "NCCL_SOCKET_IFNAME": LOOPBACK,
        "PYTHONSAFEPATH": "1", "TORCH_CPP_LOG_LEVEL": "ERROR",
    }  # fmt: skip


def _error(folder: Path, number: int) -> _Told | None:
    path = folder / f"error{number}.json"
    return cast(_Told, json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None


def _first(errors: list[_Error]) -> Failed | OnRank:
    """The error that came first: what follows is mostly that the others were left alone."""
    rank, told = min(errors, key=lambda one: one.told["at"])
    says = told["says"]
    if says.startswith(_BACKEND) and any(words in says.lower() for words in _ALONE):
        return Failed(
            f"rank {rank} waits for another rank that does not come",
            expected="all ranks make the same calls", got=says,
            usually="one rank makes a collective call that another does not, or never ends.",
        )  # fmt: skip
    return OnRank(rank, told["kind"], says, told["where"])


def _without_a_word(ended: Path, has_value: list[bool]) -> OnRank:
    """The error of a rank that was ended, or left, before it could say anything."""
    if ended.exists():
        first = json.loads(ended.read_text(encoding="utf-8"))
        rank, code = int(first["rank"]), int(first["exit_code"])
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"left (code {code})"
        return OnRank(rank, ERROR, f"the process {how} before its work was done")
    return OnRank(has_value.index(False), ERROR, "the process left before its work was done")
