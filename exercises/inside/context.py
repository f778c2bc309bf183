"""What a check is handed as `ctx`: device, seeded inputs, comparisons, the reference, metrics.

Owns the vocabulary checks are written in, so that checks.py needs no import of ours. Not here: the
order of checks and their report (child.py).
"""

from __future__ import annotations

import lzma
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from . import compare, speed
from .device import Device
from .faults import Failed, Skipped
from .load import load_module

if TYPE_CHECKING:
    import numpy
    import torch

    from .rank import Place
    from .ranks import Ranks

OPERATIONS = {
    "<=": lambda value, bound: value <= bound,
    ">=": lambda value, bound: value >= bound,
    "==": lambda value, bound: value == bound,
}


class Bound(NamedTuple):
    """What a metric must reach. floor: beyond it the result is too good to be true.

    tier: cpu or gpu. ladder: (name, value) from random to published. short: the bound in the short
    form, None: not judged there.
    """

    name: str
    op: str
    value: float
    floor: float | None
    tier: str
    unit: str
    ladder: tuple[tuple[str, float], ...]
    short: float | None
    usually: str
    beyond: str


class Measured(NamedTuple):
    """One metric as it came out."""

    bound: Bound
    value: float
    judged: bool


class Context:
    """The one argument besides the answer of every check function."""

    def __init__(
        self,
        folder: Path,
        device: Device,
        seed: int,
        *,
        short: bool,
        bounds: dict[str, Bound],
        data: dict[str, Path],
        answer: Path,
        size: int,
    ) -> None:
        self.folder = folder
        self.device = device.name
        self.tier = device.tier
        self.seed = seed
        self.short = short
        self.measured: list[Measured] = []
        self.notes: list[str] = []
        self.rng = random.Random(seed)
        self._bounds = bounds
        self._data = data
        self._size = size
        self._place: Place = {"exercise": str(folder), "answer": str(answer), "seed": seed}
        self._ranks: Ranks | None = None
        self._solution: ModuleType | None = None
        self._drawn = 0

    # Inputs: all drawn on the CPU from the seed, then moved.

    @property
    def solution(self) -> ModuleType:
        """Our reference, loaded at first use."""
        if self._solution is None:
            self._solution = load_module(self.folder / "solution.py", "reference_solution")
        return self._solution

    def data(self, name: str) -> Path:
        """A file that exercise.toml lists under [[data]], unpacked. Raises Skipped: not here."""
        packed = self._data.get(name)
        if packed is None or not packed.exists():
            raise Skipped(
                f"optional data: {name} is not here; `edgewise exercise data` says how to get it"
            )
        if packed.suffix != ".xz":
            return packed
        plain = Path.cwd() / name
        if not plain.exists():
            plain.write_bytes(lzma.decompress(packed.read_bytes()))
        return plain

    def numpy(self) -> numpy.random.Generator:
        """A new numpy generator; every call gives another stream of the same seed."""
        import numpy

        self._drawn += 1
        return numpy.random.default_rng([self.seed, self._drawn])

    def generator(self) -> torch.Generator:
        """A new torch generator on the CPU; every call gives another stream of the same seed."""
        import torch

        self._drawn += 1
        return torch.Generator().manual_seed(self.seed * 1_000_003 + self._drawn)

    def randn(self, *shape: int, dtype: torch.dtype | None = None) -> torch.Tensor:
        """Normal numbers, drawn on the CPU, on the device. dtype: float32 by default."""
        import torch

        drawn = torch.randn(*shape, generator=self.generator(), dtype=torch.float64)
        return self.move(drawn.to(dtype or torch.float32))

    def move(self, tensor: torch.Tensor) -> torch.Tensor:
        """The tensor on the device of this run."""
        return tensor.to(self.device)

    def steps(self, full: int, short: int) -> int:
        """How many training steps: fixed in number, never in seconds."""
        return short if self.short else full

    def seed_all(self, seed: int | None = None) -> None:
        """Set the global seeds of random, numpy and torch, for code that uses them."""
        import sys

        chosen = self.seed if seed is None else seed
        random.seed(chosen)
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed(chosen % 2**32)
        if "torch" in sys.modules:
            sys.modules["torch"].manual_seed(chosen)

    # Other processes: the ranks of a distributed exercise.

    def ranks(self, work: Callable[..., object], *arguments: object) -> list[object]:
        """Do work(rank, *arguments) on every rank of `needs.ranks`; what each returned, by rank.

        work: a function at the top of checks.py; rank: see Rank in rank.py. arguments: what JSON
        can say. It returns tensors and plain values in lists and dicts. The same call again starts
        nothing: it gives, or raises, what the first did.
        """
        from . import ranks  # here, for most exercises never ask for it

        if self._ranks is None:
            self._ranks = ranks.Ranks(self._size, self.device, self._place, self.notes)
        return self._ranks.do(work.__name__, list(arguments))

    # Judgements: each raises Failed with a report that teaches.

    def equal(self, got: object, expected: object, what: str, usually: str = "") -> None:
        """Both are the same, exactly."""
        compare.equal(got, expected, what, usually)

    def close(
        self,
        got: object,
        expected: object,
        what: str,
        *,
        rtol: float | None = None,
        atol: float | None = None,
        usually: str = "",
    ) -> None:
        """Same shape, finite, and near: within atol + rtol * |expected| (by dtype if not given)."""
        if compare.is_array(expected):
            compare.finite(got, what, usually) if compare.is_array(got) else None
        compare.close(got, expected, what, rtol=rtol, atol=atol, usually=usually)

    def shape(self, got: object, wanted: Sequence[int], what: str, usually: str = "") -> None:
        """An array of this shape; -1 stands for any length."""
        compare.shape(got, wanted, what, usually)

    def finite(self, got: object, what: str, usually: str = "") -> None:
        """No nan, no infinity."""
        compare.finite(got, what, usually)

    def that(
        self,
        condition: bool,
        says: str,
        *,
        expected: object = "",
        got: object = "",
        usually: str = "",
    ) -> None:
        """Anything else: says is what is wrong when the condition does not hold."""
        if not condition:
            raise Failed(says, expected=_words(expected), got=_words(got), usually=usually)

    def raises(
        self, error: type[BaseException], call: Callable[[], object], what: str, usually: str = ""
    ) -> None:
        """The call raises this error."""
        compare.within(call, error, what, usually)

    def metric(self, name: str, value: float) -> None:
        """Judge a figure by its bound in exercise.toml: what to reach, and the floor."""
        bound = self._bounds[name]
        limit = bound.short if self.short else bound.value
        judged = limit is not None and (bound.tier == "cpu" or self.tier == "gpu")
        self.measured.append(Measured(bound, float(value), judged))
        if limit is None or not judged:
            return
        if value != value or not OPERATIONS[bound.op](value, limit):
            raise Failed(f"{name} is {value:.4g}, and should be {bound.op} {limit:g}{bound.unit}",
                         expected=f"{bound.op} {limit:g}", got=f"{value:.4g}",
                         usually=bound.usually)  # fmt: skip
        if bound.floor is not None and not self.short and _beyond(value, bound):
            raise Failed(f"{name} is {value:.4g}: too good to be true (beyond {bound.floor:g})",
                         expected=f"not beyond {bound.floor:g}", got=f"{value:.4g}",
                         usually=bound.beyond)  # fmt: skip

    def race(
        self,
        name: str,
        mine: Callable[..., object],
        reference: Callable[..., object],
        inputs: Callable[[], Sequence[object]],
        *,
        rounds: int = speed.ROUNDS,
        agree: Callable[[object, object], None] | None = None,
    ) -> speed.Race:
        """Time the answer against a reference; the ratio is judged as the metric `name`."""
        compare_by = agree or (lambda got, want: self.close(got, want, "the timed result"))
        done = speed.race(mine, reference, inputs, compare_by, self.device, rounds)
        if done.is_suspicious:
            self.notes.append(
                f"{name}: {done.ratio:.1f} times our reference is hard to believe; look twice."
            )
        self.metric(name, done.ratio)
        return done


def _beyond(value: float, bound: Bound) -> bool:
    floor = bound.floor if bound.floor is not None else value
    return value < floor if bound.op == "<=" else value > floor


def _words(value: object) -> str:
    return value if isinstance(value, str) else compare.shown(value)
