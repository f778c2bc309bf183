import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

Pair = tuple[int, int]
PIECES = re.compile(r" ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?= \S)|\s+")


def split(text: str) -> list[str]:
    """Cut a text into runs of letters, digits, whitespace or other marks."""
    return PIECES.findall(text)


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
    pieces = [list(piece.encode()) for piece in split(text)]
    merges: list[Pair] = []
    for new in range(256, size):
        counts = Counter(pair for ids in pieces for pair in pairwise(ids))
        best = min(counts, key=lambda pair: (-counts[pair], pair), default=None)
        if best is None or counts[best] < 2:
            break
        pieces = [merge(ids, best, new) for ids in pieces]
        merges.append(best)
    return merges


def encode(text: str, merges: Sequence[Pair], specials: Mapping[str, int]) -> list[int]:
    """The tokens of a text; a special token in it becomes its own id. specials: text to id."""
    if not specials:
        return _ordinary(text, merges)
    longest_first = sorted(specials, key=len, reverse=True)
    pattern = f"({'|'.join(re.escape(one) for one in longest_first)})"
    ids: list[int] = []
    for part in re.split(pattern, text):
        ids += [specials[part]] if part in specials else _ordinary(part, merges)
    return ids


def _ordinary(text: str, merges: Sequence[Pair]) -> list[int]:
    ids: list[int] = []
    for piece in split(text):
        part = list(piece.encode())
        for number, pair in enumerate(merges):
            part = merge(part, pair, 256 + number)
        ids += part
    return ids


def decode(ids: Sequence[int], merges: Sequence[Pair], specials: Mapping[str, int]) -> str:
    """The text of tokens, special ones included; what is no UTF-8 becomes U+FFFD."""
    tokens = {byte: bytes([byte]) for byte in range(256)}
    for number, (left, right) in enumerate(merges):
        tokens[256 + number] = tokens[left] + tokens[right]
    tokens |= {number: text.encode() for text, number in specials.items()}
    return b"".join(tokens[one] for one in ids).decode(errors="replace")
