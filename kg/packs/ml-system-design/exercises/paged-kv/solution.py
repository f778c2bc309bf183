from collections import deque
from collections.abc import Sequence


class PagedCache:
    """Cache memory in blocks of equal size, and the table of blocks of each sequence."""

    def __init__(self, blocks: int, block_size: int) -> None:
        self.block_size = block_size
        self._free = list(range(blocks))
        self._tables: dict[int, list[int]] = {}
        self._lengths: dict[int, int] = {}

    @property
    def free_blocks(self) -> int:
        """Blocks that no sequence holds."""
        return len(self._free)

    def add(self, sequence: int, tokens: int) -> bool:
        """Take blocks for a new sequence; False, and nothing taken, where too few are free."""
        wanted = -(-tokens // self.block_size)
        if wanted > len(self._free):
            return False
        self._tables[sequence] = [self._free.pop() for _ in range(wanted)]
        self._lengths[sequence] = tokens
        return True

    def append(self, sequence: int) -> bool:
        """Make room for one more token; False, and nothing changed, where no block is free."""
        table = self._tables[sequence]
        if self._lengths[sequence] == len(table) * self.block_size:
            if not self._free:
                return False
            table.append(self._free.pop())
        self._lengths[sequence] += 1
        return True

    def release(self, sequence: int) -> None:
        """Give all blocks of a sequence back and forget it."""
        self._free += self._tables.pop(sequence)
        del self._lengths[sequence]

    def table(self, sequence: int) -> list[int]:
        """The numbers of its blocks, in the order of its tokens."""
        return list(self._tables[sequence])

    def place(self, sequence: int, position: int) -> tuple[int, int]:
        """Block number and place in the block of the token at this position (from 0)."""
        if not 0 <= position < self._lengths[sequence]:
            raise IndexError(f"sequence {sequence} has no token {position}")
        block, offset = divmod(position, self.block_size)
        return self._tables[sequence][block], offset

    def waste(self, sequence: int) -> int:
        """Places that the sequence holds and does not use."""
        return len(self._tables[sequence]) * self.block_size - self._lengths[sequence]


def static_steps(outputs: Sequence[int], slots: int) -> int:
    """Steps to make all tokens where a batch of `slots` requests ends before the next begins."""
    return sum(max(outputs[i : i + slots]) for i in range(0, len(outputs), slots))


def serve(
    requests: Sequence[tuple[int, int]], blocks: int, block_size: int, slots: int
) -> dict[str, object]:
    """Serve (prompt, output) requests with continuous batching; steps, finished, preempted."""
    for prompt, output in requests:
        if -(-(prompt + output) // block_size) > blocks:
            raise ValueError(f"a request of {prompt} + {output} tokens does not fit into the cache")
    cache = PagedCache(blocks, block_size)
    waiting, running = deque(range(len(requests))), list[int]()
    made = [0] * len(requests)
    finished = [0] * len(requests)
    step = preempted = 0
    while waiting or running:
        step += 1
        while waiting and len(running) < slots:
            if not cache.add(waiting[0], requests[waiting[0]][0] + made[waiting[0]]):
                break
            running.append(waiting.popleft())
        for one in list(running):
            while one in running and not cache.append(one):
                last = running.pop()
                cache.release(last)
                waiting.appendleft(last)
                preempted += 1
            made[one] += one in running
        for one in [one for one in running if made[one] == requests[one][1]]:
            running.remove(one)
            cache.release(one)
            finished[one] = step
    return {"steps": step, "finished": finished, "preempted": preempted}
