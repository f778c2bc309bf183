"""Compares what an answer gave with what is right, and says where they part: shape first.

Owns tolerances by dtype and the wording of a difference. Works on numbers, strings, lists, dicts,
numpy arrays and torch tensors; everything it calls is bound before the answer is imported, so an
answer that patches numpy afterwards changes nothing here. Not here: what is right.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol, cast

from .faults import Failed

ROWS = 3
_LONGEST = 90
# Relative tolerance by dtype, against a float64 reference (measured for attention).
TOLERANCES = {"float64": 1e-10, "float32": 1e-5, "bfloat16": 3e-2, "float16": 5e-3}
Number = int | float
_isfinite, _abs, _repr, _len = math.isfinite, abs, repr, len


class Array(Protocol):
    """What numpy arrays and torch tensors share."""

    shape: tuple[int, ...]
    dtype: object

    def tolist(self) -> object:
        """The values as nested lists."""


def shown(value: object) -> str:
    """A value on one line, cut where it is long."""
    if is_array(value):
        array = cast(Array, value)
        return f"{kind_of(value)} of shape {tuple(array.shape)}"
    text = f"{value:.9g}" if type(value) is float else " ".join(_repr(value).split())
    return text if _len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def is_array(value: object) -> bool:
    """Whether it is a numpy array or a torch tensor."""
    return kind_of(value) in ("numpy array", "torch tensor")


def kind_of(value: object) -> str:
    """What a person calls the type of a value."""
    numpy, torch = sys.modules.get("numpy"), sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        return "torch tensor"
    if numpy is not None and isinstance(value, numpy.ndarray):
        return "numpy array"
    return type(value).__name__


def dtype_name(value: object) -> str:
    """`float32` for an array of it, `float64` for Python floats."""
    if not is_array(value):
        return "float64"
    return str(cast(Array, value).dtype).removeprefix("torch.")


def shape(got: object, wanted: Sequence[int], what: str, usually: str = "") -> None:
    """Raise Failed unless it is an array of this shape; -1 stands for any length."""
    if not is_array(got):
        raise Failed(
            f"{what} should be an array of shape {tuple(wanted)}",
            expected=f"an array of shape {tuple(wanted)}",
            got=shown(got),
            usually=usually,
        )
    here = tuple(cast(Array, got).shape)
    fits = _len(here) == _len(wanted) and all(
        w in (-1, h) for h, w in zip(here, wanted, strict=True)
    )
    if not fits:
        raise Failed(
            f"{what} has shape {here}, not {tuple(wanted)}",
            expected=str(tuple(wanted)),
            got=str(here),
            usually=usually,
        )


def finite(got: object, what: str, usually: str = "") -> None:
    """Raise Failed where a value is nan or infinite, naming the first place."""
    bad = [place for place, value in leaves(got) if isinstance(value, float) and _odd(value)]
    if bad:
        raise Failed(
            f"{what} has {_len(bad)} values that are nan or infinite, the first at {bad[0]}",
            expected="finite numbers",
            got=f"nan or inf at {bad[0]}",
            usually=usually or "a logarithm or a division of zero, or exp of a large number.",
        )


def _odd(value: float) -> bool:
    return not _isfinite(value)


def leaves(value: object, place: tuple[int | str, ...] = ()) -> Iterable[tuple[str, object]]:
    """All plain values with their index, as `[0, 2]`."""
    if is_array(value):
        value = cast(Array, value).tolist()
    if isinstance(value, Mapping):
        for key in value:
            yield from leaves(value[key], (*place, str(key)))
    elif isinstance(value, list | tuple):
        for number, item in enumerate(value):
            yield from leaves(item, (*place, number))
    else:
        yield f"[{', '.join(map(str, place))}]" if place else "the value", value


def equal(got: object, expected: object, what: str, usually: str = "") -> None:
    """Raise Failed unless both are the same: type by kind, then length, then each value."""
    close(got, expected, what, rtol=0.0, atol=0.0, usually=usually)


def close(
    got: object,
    expected: object,
    what: str,
    *,
    rtol: float | None = None,
    atol: float | None = None,
    usually: str = "",
) -> None:
    """Raise Failed where numbers differ by more than atol + rtol * |expected|, or shapes differ.

    rtol None: by the dtype of what was got (TOLERANCES); atol None: the same number.
    """
    relative = TOLERANCES.get(dtype_name(got), 1e-6) if rtol is None else rtol
    absolute = relative if atol is None else atol
    _same_shape(got, expected, what, usually)
    mine, right = list(leaves(got)), list(leaves(expected))
    _same_places([p for p, _ in mine], [p for p, _ in right], what, usually)
    wrong = [
        (place, value, wanted)
        for (place, value), (_, wanted) in zip(mine, right, strict=True)
        if not _agrees(value, wanted, relative, absolute)
    ]
    if wrong:
        raise _difference(wrong, _len(right), what, relative, absolute, usually)


def _agrees(got: object, wanted: object, rtol: float, atol: float) -> bool:
    if isinstance(wanted, bool) or isinstance(got, bool):
        return isinstance(got, bool | int) and got == wanted
    if isinstance(wanted, int | float) and isinstance(got, int | float):
        if _isfinite(wanted) and _isfinite(got):
            return _abs(got - wanted) <= atol + rtol * _abs(wanted)
        return got == wanted or (got != got and wanted != wanted)
    return type(got) is type(wanted) and got == wanted


def _same_shape(got: object, expected: object, what: str, usually: str) -> None:
    if is_array(expected):
        shape(got, tuple(cast(Array, expected).shape), what, usually)
        return
    kinds = (list | tuple, Mapping, str, bool, int | float)
    if any(isinstance(expected, kind) and not isinstance(got, kind) for kind in kinds):
        if is_array(got) and isinstance(expected, int | float) and not cast(Array, got).shape:
            return
        raise Failed(
            f"{what} should be a {kind_of(expected)}, but is a {kind_of(got)}",
            expected=shown(expected),
            got=shown(got),
            usually=usually,
        )


def _same_places(mine: list[str], right: list[str], what: str, usually: str) -> None:
    if mine == right:
        return
    if _len(mine) != _len(right):
        says = f"{what} has {_len(mine)} values where {_len(right)} are right"
    else:
        odd = next(m for m, r in zip(mine, right, strict=True) if m != r)
        says = f"{what} is nested in another way, first at {odd}"
    raise Failed(says, expected=f"{_len(right)} values", got=f"{_len(mine)} values",
                 usually=usually)  # fmt: skip


def _difference(
    wrong: list[tuple[str, object, object]],
    total: int,
    what: str,
    rtol: float,
    atol: float,
    usually: str,
) -> Failed:
    worst = max(wrong, key=lambda row: _distance(row[1], row[2]))
    numbers = isinstance(worst[2], int | float) and isinstance(worst[1], int | float)
    far = f", by {_distance(worst[1], worst[2]):.3g}" if numbers and total > 1 else ""
    if total == 1:
        says = f"{what} is {shown(wrong[0][1])}, not {shown(wrong[0][2])}"
    else:
        says = f"{what} differs at {_len(wrong)} of {total} values, most at {worst[0]}{far}"
    rows = tuple(
        f"{place}: got {shown(value)}, expected {shown(wanted)}"
        for place, value, wanted in wrong[:ROWS]
    )
    tolerance = f"within {atol:g} + {rtol:g} x |expected|" if rtol or atol else "exactly"
    return Failed(
        says,
        expected=shown(worst[2]),
        got=shown(worst[1]),
        lines=rows if total > 1 else (),
        tolerance=tolerance,
        usually=usually,
    )


def _distance(got: object, wanted: object) -> float:
    if isinstance(got, int | float) and isinstance(wanted, int | float):
        gap = _abs(float(got) - float(wanted))
        return gap if gap == gap else math.inf
    return math.inf


def within(call: Callable[[], object], error: type[BaseException], what: str, usually: str) -> None:
    """Raise Failed unless the call raises this error."""
    try:
        result = call()
    except error:
        return
    raise Failed(
        f"{what} should raise {error.__name__}, but gave {shown(result)}",
        expected=error.__name__,
        got=shown(result),
        usually=usually,
    )
