"""Ids of log rows: UUID version 7 (RFC 9562, 5.7), so that ids sort by the time they were made.

Owns the bit layout. Not here: time and randomness, which are arguments; card ids (identity.py).
"""

from __future__ import annotations

RANDOM_BYTES = 10


def new_id(now_ms: int, random: bytes) -> str:
    """Return the text form of a UUIDv7. now_ms: UTC ms. random: RANDOM_BYTES random bytes."""
    value = (now_ms & (1 << 48) - 1) << 80 | int.from_bytes(random[:RANDOM_BYTES], "big")
    value = value & ~(0xF << 76) | 0x7 << 76  # version 7
    value = value & ~(0x3 << 62) | 0x2 << 62  # variant 10
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
