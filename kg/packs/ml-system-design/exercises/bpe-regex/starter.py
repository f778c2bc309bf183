from collections.abc import Mapping, Sequence

Pair = tuple[int, int]


def split(text: str) -> list[str]:
    """Cut a text into runs of letters, digits, whitespace or other marks."""
    raise NotImplementedError("TODO 1: one regular expression and findall")


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
    """Learn merges inside the pieces of a text, up to `size` tokens (256 bytes included)."""
    raise NotImplementedError("TODO 2: count the pairs of all pieces together, merge in each")


def encode(text: str, merges: Sequence[Pair], specials: Mapping[str, int]) -> list[int]:
    """The tokens of a text; a special token in it becomes its own id. specials: text to id."""
    raise NotImplementedError("TODO 3: encode piece by piece")
    # TODO 4: cut at the special tokens first


def decode(ids: Sequence[int], merges: Sequence[Pair], specials: Mapping[str, int]) -> str:
    """The text of tokens, special ones included; what is no UTF-8 becomes U+FFFD."""
    raise NotImplementedError("TODO 4: the bytes of merged and of special tokens, joined")
