from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn


class _Checkpoint(torch.autograd.Function):
    @staticmethod
    def forward(ctx, function: Callable[..., Tensor], *inputs: Tensor) -> Tensor:
        ctx.function = function
        ctx.states = _random_states()
        ctx.save_for_backward(*inputs)
        return function(*inputs)

    @staticmethod
    def backward(ctx, gradient: Tensor) -> tuple[Tensor | None, ...]:
        again = [one.detach().requires_grad_(one.requires_grad) for one in ctx.saved_tensors]
        with torch.random.fork_rng(), torch.enable_grad():
            _restore(ctx.states)
            output = ctx.function(*again)
        torch.autograd.backward(output, gradient)
        return None, *(one.grad for one in again)


def _random_states() -> tuple[Tensor, Tensor | None]:
    on_gpu = torch.cuda.get_rng_state() if torch.cuda.is_available() else None
    return torch.get_rng_state(), on_gpu


def _restore(states: tuple[Tensor, Tensor | None]) -> None:
    torch.set_rng_state(states[0])
    if states[1] is not None:
        torch.cuda.set_rng_state(states[1])


def checkpoint(function: Callable[..., Tensor], *inputs: Tensor) -> Tensor:
    """function(*inputs), keeping only the inputs; the inside is computed again when it is due."""
    return _Checkpoint.apply(function, *inputs)


def checkpoint_sequential(blocks: Sequence[nn.Module], x: Tensor, segments: int) -> Tensor:
    """Run the blocks in turn, cut into checkpointed segments of nearly equal length."""
    length, longer = divmod(len(blocks), segments)
    start = 0
    for number in range(segments):
        end = start + length + (number < longer)
        x = checkpoint(nn.Sequential(*blocks[start:end]), x)
        start = end
    return x
