"""How fast an answer is beside our reference: alternating, with new inputs, checked afterwards.

Owns the timing rules (reference-kernels and KernelBench learnt them): warm-up, L2 overwritten
between calls, fresh inputs for each call, correctness again after the clock stops, and more than
ten times faster flagged for a look. Not here: what ratio is enough (the exercise's metrics).
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from .faults import Failed

WARM_UPS, ROUNDS = 3, 10
SUSPICIOUS = 10.0
L2_BYTES = 256 * 1024 * 1024
_clock = time.perf_counter
_median = statistics.median


class Race(NamedTuple):
    """Medians in seconds. ratio: how many times faster than the reference the answer is."""

    mine_s: float
    reference_s: float

    @property
    def ratio(self) -> float:
        """Reference time over the answer's time."""
        return self.reference_s / self.mine_s

    @property
    def is_suspicious(self) -> bool:
        """Too good to be true: worth a look, never a failure."""
        return self.ratio > SUSPICIOUS


def race(
    mine: Callable[..., object],
    reference: Callable[..., object],
    inputs: Callable[[], Sequence[object]],
    agree: Callable[[object, object], None],
    device: str,
    rounds: int = ROUNDS,
) -> Race:
    """Time both in turn on fresh inputs; `agree` raises Failed where their results differ."""
    flush = _flusher(device)
    for _ in range(WARM_UPS):
        mine(*inputs())
        reference(*inputs())
    mine_s: list[float] = []
    reference_s: list[float] = []
    for turn in range(rounds):
        pairs = [(mine, mine_s), (reference, reference_s)]
        for call, times in pairs if turn % 2 else reversed(pairs):
            given = inputs()
            flush()
            times.append(_timed(call, given, device))
    given = inputs()
    try:
        agree(mine(*given), reference(*given))
    except Failed as wrong:
        raise Failed(
            f"after the timing: {wrong.says}",
            expected=wrong.expected,
            got=wrong.got,
            usually="a result kept from an earlier call.",
        ) from None
    return Race(_median(mine_s), _median(reference_s))


def _timed(call: Callable[..., object], given: Sequence[object], device: str) -> float:
    if device != "cuda":
        start = _clock()
        call(*given)
        return _clock() - start
    import torch

    begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    torch.cuda.synchronize()
    begin.record()
    call(*given)
    end.record()
    torch.cuda.synchronize()
    return float(begin.elapsed_time(end)) / 1000


def _flusher(device: str) -> Callable[[], None]:
    if device != "cuda":
        return lambda: None
    import torch

    filler = torch.empty(L2_BYTES, dtype=torch.int8, device="cuda")
    return lambda: (filler.zero_(), None)[1]
