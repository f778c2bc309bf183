"""torchrun, but with a meeting point in its own memory: as it comes, it listens on every interface.

Owns that the ranks of this one machine are started with no port that others can reach, and which
of them ended first, and how. Everything else is torchrun's own. Not here: what it is asked to start
(ranks.py), how the ranks find each other (rank.py).

Run as `python -P -m <package>.torchrun ENDED.json OPTIONS OF TORCHRUN...`.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

from . import limits

MEETING = "one-machine"


def _meeting(run_id: str) -> object:
    """The meeting point of a run on one machine, as torchrun asks for it."""
    from torch.distributed import HashStore
    from torch.distributed.elastic.rendezvous import (
        RendezvousHandler,
        RendezvousInfo,
        RendezvousStoreInfo,
    )

    class OneMachine(RendezvousHandler):  # type: ignore[misc]
        """The only agent of the run meets itself."""

        def get_backend(self) -> str:
            return MEETING

        def next_rendezvous(self) -> RendezvousInfo:
            # The ranks meet over a file; the address is there because torchrun wants one to tell.
            nowhere = RendezvousStoreInfo("127.0.0.1", 0)
            return RendezvousInfo(HashStore(), 0, 1, nowhere)

        def is_closed(self) -> bool:
            return False

        def set_closed(self) -> None:
            pass

        def num_nodes_waiting(self) -> int:
            return 0

        def get_run_id(self) -> str:
            return run_id

        def shutdown(self) -> bool:
            return True

    return OneMachine()


def main(ended: str, options: list[str]) -> int:
    """Run torchrun; returns 0, or 1 where a rank failed: the file then says which was the first."""
    limits.end_with_parent()
    from torch.distributed import run
    from torch.distributed.elastic.multiprocessing.errors import ChildFailedError
    from torch.distributed.elastic.rendezvous import rendezvous_handler_registry

    logging.disable(logging.ERROR)  # what a learner must know of a failed rank is in the report
    rendezvous_handler_registry.register(MEETING, lambda asked: _meeting(asked.run_id))
    try:
        run.run(run.parse_args(["--nnodes", "1", "--rdzv-backend", MEETING, *options]))
    except ChildFailedError as failed:
        number, failure = failed.get_first_failure()
        first = {"rank": number, "exit_code": failure.exitcode}
        Path(ended).write_text(json.dumps(first), encoding="utf-8")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
