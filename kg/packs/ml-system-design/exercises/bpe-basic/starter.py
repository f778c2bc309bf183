from collections.abc import Sequence

Pair = tuple[int, int]


def pair_counts(ids: Sequence[int]) -> dict[Pair, int]:
    """How often each pair of neighbours stands in ids; overlapping ones count too."""
    raise NotImplementedError("TODO 1: count the pairs of neighbours")


def merge(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    """The ids with every occurrence of pair, taken from the left, replaced by new."""
    raise NotImplementedError("TODO 1: replace a pair by one new token")


def train(text: str, size: int) -> list[Pair]:
    """Learn merges until the vocabulary has `size` tokens (256 bytes and one a merge)."""
    raise NotImplementedError("TODO 2: count, choose, merge, again")


def encode(text: str, merges: Sequence[Pair]) -> list[int]:
    """The tokens of a text; the merge learnt first is applied first."""
    raise NotImplementedError("TODO 3: bytes, then merges in their order")


def decode(ids: Sequence[int], merges: Sequence[Pair]) -> str:
    """The text of tokens; bytes that are no UTF-8 become the replacement character."""
    raise NotImplementedError("TODO 4: the bytes of every token, joined")
