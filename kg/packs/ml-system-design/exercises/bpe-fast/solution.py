from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from heapq import heapify, heappop, heappush
from itertools import pairwise

Pair = tuple[int, int]


def merge(ids: Sequence[int], pair: Pair, new: int) -> list[int]:
    """The ids with every occurrence of pair, taken from the left, replaced by new."""
    left, right = pair
    out: list[int] = []
    at, last = 0, len(ids) - 1
    while at <= last:
        if at < last and ids[at] == left and ids[at + 1] == right:
            out.append(new)
            at += 2
        else:
            out.append(ids[at])
            at += 1
    return out


def train(words: Mapping[bytes, int], size: int) -> list[Pair]:
    """Learn merges inside words up to `size` tokens. words: each word and how often it occurs."""
    pieces = [list(word) for word in words]
    times = list(words.values())
    counts: Counter[Pair] = Counter()
    holders: defaultdict[Pair, set[int]] = defaultdict(set)
    for number, ids in enumerate(pieces):
        for pair in pairwise(ids):
            counts[pair] += times[number]
            holders[pair].add(number)
    # The heap may hold old counts of a pair; its present count is always among them.
    heap = [(-count, pair) for pair, count in counts.items()]
    heapify(heap)
    merges: list[Pair] = []
    while heap and 256 + len(merges) < size:
        count, best = heappop(heap)
        if -count != counts[best]:
            continue
        if -count < 2:
            break
        changed: set[Pair] = set()
        for number in holders.pop(best):
            before = pieces[number]
            after = pieces[number] = merge(before, best, 256 + len(merges))
            for pair in pairwise(before):
                counts[pair] -= times[number]
                changed.add(pair)
            for pair in pairwise(after):
                counts[pair] += times[number]
                holders[pair].add(number)
                changed.add(pair)
        for pair in changed:
            heappush(heap, (-counts[pair], pair))
        merges.append(best)
    return merges
