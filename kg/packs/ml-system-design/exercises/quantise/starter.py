import numpy as np


def quantise(weights: np.ndarray, bits: int, per: str | int) -> tuple[np.ndarray, np.ndarray]:
    """Round a matrix to integers.

    weights: (rows, columns), floats. bits: 2 to 8. per: "tensor", "channel", or a group size.
    Returns (codes, scales): int8 (rows, columns), and float64 of shape (1, 1), (rows, 1) or
    (rows, groups).
    """
    raise NotImplementedError("TODO 1: a scale for each group, then the rounded codes")


def dequantise(codes: np.ndarray, scales: np.ndarray, per: str | int) -> np.ndarray:
    """The float64 weights that the codes stand for, (rows, columns)."""
    raise NotImplementedError("TODO 2: every code times its own scale")


def pack4(codes: np.ndarray) -> np.ndarray:
    """Two codes from -8 to 7 in each uint8, the first in the low half; (n,) -> (ceil(n / 2),)."""
    raise NotImplementedError("TODO 3: two codes in each byte")


def unpack4(packed: np.ndarray, count: int) -> np.ndarray:
    """The first `count` codes of packed bytes, as int8."""
    raise NotImplementedError("TODO 3: bytes back to signed codes")
