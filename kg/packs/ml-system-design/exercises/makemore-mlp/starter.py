import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: F401 - for the cross-entropy

LETTERS = ".abcdefghijklmnopqrstuvwxyz"


def windows(words: list[str], k: int) -> tuple[Tensor, Tensor]:
    """Return every window x (N, k) of codes before a character, and that character y (N,)."""
    raise NotImplementedError("TODO 1: a window and a target for every character and end")


class MLP(nn.Module):
    """A window of k codes -> logits of the next one, through one hidden layer of tanh."""

    def __init__(self, k: int = 3, d: int = 10, hidden: int = 200, vocab: int = 27) -> None:
        super().__init__()
        self.embed = nn.Embedding(vocab, d)
        self.hidden = nn.Linear(k * d, hidden)
        self.out = nn.Linear(hidden, vocab)

    def forward(self, x: Tensor) -> Tensor:
        """Codes x (N, k) -> logits (N, vocab)."""
        raise NotImplementedError("TODO 2: vectors, joined, hidden layer, tanh, logits")


def train(
    model: nn.Module, x: Tensor, y: Tensor, steps: int, batch: int, generator: torch.Generator
) -> list[float]:
    """Take AdamW steps in place and return the loss of each batch (steps long)."""
    raise NotImplementedError("TODO 3: draw a batch, loss, gradient, step; keep the loss")
