import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: F401 - for the cross-entropy

LETTERS = ".abcdefghijklmnopqrstuvwxyz"


def encode(words: list[str]) -> tuple[Tensor, Tensor]:
    """Return inputs x and targets y, both (B, T); padding is 0 in x and -1 in y."""
    raise NotImplementedError("TODO 1: start, letters, padding; letters, end, padding")


class RNN(nn.Module):
    """A character model with one recurrent layer of tanh."""

    def __init__(self, d: int = 32, hidden: int = 128, vocab: int = 27) -> None:
        super().__init__()
        self.embed = nn.Embedding(vocab, d)
        self.start = nn.Parameter(torch.zeros(hidden))
        self.cell = nn.Linear(d + hidden, hidden)
        self.out = nn.Linear(hidden, vocab)

    def step(self, x: Tensor, h: Tensor) -> Tensor:
        """One step: inputs x (B, d), state h (B, hidden) -> the new state (B, hidden)."""
        raise NotImplementedError("TODO 2: tanh of the cell, applied to x and h")

    def forward(self, codes: Tensor) -> Tensor:
        """Codes (B, T) -> logits (B, T, vocab)."""
        raise NotImplementedError("TODO 3: a step for every character, then the logits")


def name_loss(logits: Tensor, y: Tensor) -> Tensor:
    """Mean cross-entropy in nats over the targets that are not padding (-1): a scalar."""
    raise NotImplementedError("TODO 4: the mean over what is not padding")
