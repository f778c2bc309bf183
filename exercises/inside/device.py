"""Which device an answer runs on, in which precision, and what that device is.

Owns the choice `auto` = cuda, then mps, then cpu, filtered by what the exercise allows. Not here:
tolerances (compare.py), timing on it (speed.py).
"""

from __future__ import annotations

import platform
from collections.abc import Sequence
from typing import NamedTuple

AUTO, CPU = "auto", "cpu"
_ORDER = ("cuda", "mps", "cpu")


class Device(NamedTuple):
    """name: cpu, cuda or mps. words: for the report. torch: its version, '' without."""

    name: str
    words: str
    torch: str = ""

    @property
    def tier(self) -> str:
        """`gpu` where checks of the GPU tier can be made, else `cpu`."""
        return "gpu" if self.name == "cuda" else "cpu"


def choose(wish: str, allowed: Sequence[str], needs_torch: bool) -> Device:
    """The device to use. Raises LookupError with a sentence where the wish cannot be met."""
    if not needs_torch and wish not in (AUTO, CPU):
        raise LookupError(f"it needs no {wish} and can run on {CPU} alone")
    if not needs_torch:
        return Device(CPU, platform.processor() or platform.machine())
    import torch

    torch.set_num_threads(1)
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": _has_mps()}
    if wish != AUTO and (wish not in allowed or not there.get(wish, False)):
        fit = [name for name in _ORDER if name in allowed and there[name]]
        raise LookupError(f"there is no {wish} for it here; it can run on {', '.join(fit)}")
    name = wish
    if wish == AUTO:
        name = next((one for one in _ORDER if one in allowed and there[one]), CPU)
    if name == "cuda":
        torch.cuda.set_per_process_memory_fraction(0.9)
        torch.backends.cuda.matmul.allow_tf32 = False
        torch.backends.cudnn.allow_tf32 = False
        return Device(name, torch.cuda.get_device_name(0), torch.__version__)
    words = "Apple GPU" if name == "mps" else platform.processor() or platform.machine()
    return Device(name, words, torch.__version__)


def _has_mps() -> bool:
    import torch

    return bool(torch.backends.mps.is_available())
