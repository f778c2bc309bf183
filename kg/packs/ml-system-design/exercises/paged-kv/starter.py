from collections.abc import Sequence


class PagedCache:
    """Cache memory in blocks of equal size, and the table of blocks of each sequence."""

    def __init__(self, blocks: int, block_size: int) -> None:
        raise NotImplementedError("TODO 1: all blocks are free; no sequence is there")

    @property
    def free_blocks(self) -> int:
        """Blocks that no sequence holds."""
        raise NotImplementedError("TODO 1: count the free blocks")

    def add(self, sequence: int, tokens: int) -> bool:
        """Take blocks for a new sequence; False, and nothing taken, where too few are free."""
        raise NotImplementedError("TODO 1: blocks for the prompt")

    def append(self, sequence: int) -> bool:
        """Make room for one more token; False, and nothing changed, where no block is free."""
        raise NotImplementedError("TODO 1: a new block only where the last one is full")

    def release(self, sequence: int) -> None:
        """Give all blocks of a sequence back and forget it."""
        raise NotImplementedError("TODO 1: give the blocks back")

    def table(self, sequence: int) -> list[int]:
        """The numbers of its blocks, in the order of its tokens."""
        raise NotImplementedError("TODO 1: the block table")

    def place(self, sequence: int, position: int) -> tuple[int, int]:
        """Block number and place in the block of the token at this position (from 0).

        Raises IndexError where the sequence has no such token.
        """
        raise NotImplementedError("TODO 1: where a token lies")

    def waste(self, sequence: int) -> int:
        """Places that the sequence holds and does not use."""
        raise NotImplementedError("TODO 1: the empty places of its last block")


def static_steps(outputs: Sequence[int], slots: int) -> int:
    """Steps to make all tokens where a batch of `slots` requests ends before the next begins.

    outputs: how many tokens each request makes, at least 1.
    """
    raise NotImplementedError("TODO 2: how long each batch lasts")


def serve(
    requests: Sequence[tuple[int, int]], blocks: int, block_size: int, slots: int
) -> dict[str, object]:
    """Serve requests with continuous batching.

    requests: (tokens of the prompt, tokens to make), both at least 1. slots: the most at once.
    Returns steps (int), finished (list of int, one a request), preempted (int).
    Raises ValueError: a request would not fit into an empty cache.
    """
    raise NotImplementedError("TODO 3: the steps of the server")
