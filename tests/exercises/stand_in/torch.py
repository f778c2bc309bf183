"""Stands in for torch where it is not installed: just what starting ranks asks of it.

One file that brings its submodules, so that `import torch.distributed.run` finds them. Values are
JSON; the store is a folder; torchrun starts processes with sessions of their own, as the real one.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
import types
from datetime import timedelta
from pathlib import Path
from pickle import UnpicklingError


def set_num_threads(_number: int) -> None: ...


def manual_seed(_seed: int) -> None: ...


def save(value: object, path: Path) -> None:
    path.write_text(json.dumps(value))


def load(path: Path, *, weights_only: bool) -> object:
    assert weights_only
    try:
        return json.loads(path.read_text())
    except ValueError as problem:
        raise UnpicklingError(str(problem)) from problem


class FileStore:
    """A folder with a file for each key."""

    def __init__(self, path: str, _size: int) -> None:
        self.folder = Path(f"{path}.keys")
        self.folder.mkdir(exist_ok=True)

    def set(self, key: str, value: str) -> None:
        (self.folder / key).write_text(value)

    def wait(self, keys: list[str], patience: timedelta) -> None:
        end = time.monotonic() + patience.total_seconds()
        while not all((self.folder / key).exists() for key in keys):
            if time.monotonic() > end:
                raise RuntimeError(f"Timed out waiting for {keys}")
            time.sleep(0.01)


class Group:
    """The process group of this rank."""

    store: FileStore
    rank = 0
    size = 0
    patience = timedelta(seconds=0)
    meetings = 0


def init_process_group(
    backend: str, *, store: FileStore, rank: int, world_size: int, timeout: timedelta
) -> None:
    assert backend == "gloo"
    Group.store, Group.rank, Group.size, Group.patience = store, rank, world_size, timeout


def is_initialized() -> bool:
    return Group.size > 0


def get_rank() -> int:
    return Group.rank


def barrier() -> None:
    Group.meetings += 1
    Group.store.set(f"meeting{Group.meetings}-{Group.rank}", "")
    keys = [f"meeting{Group.meetings}-{rank}" for rank in range(Group.size)]
    # Shorter than the real patience, for the tests' sake.
    Group.store.wait(keys, min(Group.patience, timedelta(seconds=1)))


def destroy_process_group() -> None: ...


class HashStore: ...


class Tensor: ...


class RendezvousHandler: ...


class RendezvousStoreInfo:
    def __init__(self, address: str, port: int) -> None:
        self.address, self.port = address, port


class RendezvousInfo:
    def __init__(self, *parts: object) -> None:
        self.parts = parts


class RendezvousParameters:
    run_id = "one"


class Registry(dict):  # type: ignore[type-arg]
    register = dict.__setitem__


rendezvous_handler_registry = Registry()


class Failure:
    def __init__(self, code: int) -> None:
        self.exitcode = code


class ChildFailedError(Exception):
    def __init__(self, rank: int, code: int) -> None:
        super().__init__(f"rank {rank}")
        self.rank, self.code = rank, code

    def get_first_failure(self) -> tuple[int, Failure]:
        return self.rank, Failure(self.code)


def parse_args(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--nnodes")
    parser.add_argument("--rdzv-backend")
    parser.add_argument("--nproc-per-node", type=int)
    parser.add_argument("-m", dest="module", nargs=2)
    return parser.parse_args(words)


def run(asked: argparse.Namespace) -> None:
    made = rendezvous_handler_registry[asked.rdzv_backend](RendezvousParameters())
    assert isinstance(made, RendezvousHandler)
    size = asked.nproc_per_node
    started = [
        subprocess.Popen(
            [sys.executable, "-u", "-m", *asked.module], start_new_session=True,
            env={**os.environ, "RANK": str(rank), "WORLD_SIZE": str(size)},
        )
        for rank in range(size)
    ]  # fmt: skip
    while any(one.poll() is None for one in started) and not any(one.poll() for one in started):
        time.sleep(0.02)
    failed = [(rank, one.returncode) for rank, one in enumerate(started) if one.poll()]
    for number in (signal.SIGTERM, signal.SIGKILL):
        for one in started:
            if one.poll() is None:
                os.killpg(one.pid, number)
        time.sleep(0.2 if failed else 0)
    if failed:
        raise ChildFailedError(*failed[0])


def _module(name: str, **names: object) -> None:
    module = types.ModuleType(name)
    vars(module).update(names)
    sys.modules[name] = module
    above, _, last = name.rpartition(".")
    setattr(sys.modules[above], last, module)


_module(
    "torch.distributed", FileStore=FileStore, HashStore=HashStore, barrier=barrier,
    init_process_group=init_process_group, destroy_process_group=destroy_process_group,
    get_rank=get_rank, is_initialized=is_initialized,
)  # fmt: skip
_module("torch.distributed.run", run=run, parse_args=parse_args)
_module("torch.distributed.elastic")
_module(
    "torch.distributed.elastic.rendezvous", RendezvousHandler=RendezvousHandler,
    RendezvousInfo=RendezvousInfo, RendezvousParameters=RendezvousParameters,
    RendezvousStoreInfo=RendezvousStoreInfo,
    rendezvous_handler_registry=rendezvous_handler_registry,
)  # fmt: skip
_module("torch.distributed.elastic.multiprocessing")
_module("torch.distributed.elastic.multiprocessing.errors", ChildFailedError=ChildFailedError)
