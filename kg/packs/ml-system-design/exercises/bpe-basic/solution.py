from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

Pair = tuple[int, int]


def pair_counts(ids: Sequence[int]) -> dict[Pair, int]:
    """How often each pair of neighbours stands in ids; overlapping ones count too."""
    return dict(Counter(pairwise(ids)))


def merge(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    """The ids with every occurrence of pair, taken from the left, replaced by new."""
    out: list[int] = []
    at = 0
    while at < len(ids):
        if tuple(ids[at : at + 2]) == pair:
            out.append(new)
            at += 2
        else:
            out.append(ids[at])
            at += 1
    return out


def train(text: str, size: int) -> list[Pair]:
    """Learn merges until the vocabulary has `size` tokens (256 bytes and one a merge)."""
    ids = list(text.encode())
    merges: list[Pair] = []
    for new in range(256, size):
        counts = pair_counts(ids)
        best = min(counts, key=lambda pair: (-counts[pair], pair), default=None)
        if best is None or counts[best] < 2:
            break
        ids = merge(ids, best, new)
        merges.append(best)
    return merges


def encode(text: str, merges: Sequence[Pair]) -> list[int]:
    """The tokens of a text; the merge learnt first is applied first."""
    ids = list(text.encode())
    for number, pair in enumerate(merges):
        ids = merge(ids, pair, 256 + number)
    return ids


def decode(ids: Sequence[int], merges: Sequence[Pair]) -> str:
    """The text of tokens; bytes that are no UTF-8 become the replacement character."""
    tokens = [bytes([byte]) for byte in range(256)]
    for left, right in merges:
        tokens.append(tokens[left] + tokens[right])
    return b"".join(tokens[one] for one in ids).decode(errors="replace")
