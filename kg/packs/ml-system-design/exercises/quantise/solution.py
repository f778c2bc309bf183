import numpy as np


def _groups(columns: int, per: str | int) -> tuple[bool, int]:
    if per == "tensor":
        return True, columns
    return False, columns if per == "channel" else int(per)


def quantise(weights: np.ndarray, bits: int, per: str | int) -> tuple[np.ndarray, np.ndarray]:
    """Round (rows, columns) to int8 codes and their float64 scales."""
    top = 2 ** (bits - 1) - 1
    whole, size = _groups(weights.shape[1], per)
    codes = np.zeros(weights.shape, dtype=np.int8)
    starts = range(0, weights.shape[1], size)
    scales = np.ones((1 if whole else weights.shape[0], len(starts)))
    for g, start in enumerate(starts):
        part = weights[:, start : start + size]
        largest = np.abs(part).max(axis=None if whole else 1, keepdims=True)
        scale = np.where(largest > 0, largest / top, 1.0)
        scales[:, g : g + 1] = scale
        codes[:, start : start + size] = np.rint(part / scale)
    return codes, scales


def dequantise(codes: np.ndarray, scales: np.ndarray, per: str | int) -> np.ndarray:
    """The float64 weights that the codes stand for, (rows, columns)."""
    _, size = _groups(codes.shape[1], per)
    wide = np.repeat(scales, size, axis=1)[:, : codes.shape[1]]
    return codes * wide


def pack4(codes: np.ndarray) -> np.ndarray:
    """Two codes from -8 to 7 in each uint8, the first in the low half; (n,) -> (ceil(n / 2),)."""
    halves = (codes.astype(np.int16) & 15).astype(np.uint8)
    if len(halves) % 2:
        halves = np.append(halves, np.uint8(0))
    return halves[0::2] | (halves[1::2] << 4)


def unpack4(packed: np.ndarray, count: int) -> np.ndarray:
    """The first `count` codes of packed bytes, as int8."""
    halves = np.stack([packed & 15, packed >> 4], axis=1).reshape(-1)[:count].astype(np.int8)
    return np.where(halves > 7, halves - 16, halves).astype(np.int8)
