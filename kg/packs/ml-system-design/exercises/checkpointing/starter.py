from collections.abc import Callable, Sequence

import torch  # noqa: F401 - torch.autograd.Function
from torch import Tensor, nn


def checkpoint(function: Callable[..., Tensor], *inputs: Tensor) -> Tensor:
    """function(*inputs), keeping only the inputs; the inside is computed again when it is due."""
    raise NotImplementedError("TODO 1: a first run without a graph, a second one in backward")
    # TODO 2: the same random numbers in both runs


def checkpoint_sequential(blocks: Sequence[nn.Module], x: Tensor, segments: int) -> Tensor:
    """Run the blocks in turn, cut into checkpointed segments of nearly equal length."""
    raise NotImplementedError("TODO 3: cut the blocks into segments")
