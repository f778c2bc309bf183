import torch
from torch import Tensor, nn
from torch.nn import functional as F

LETTERS = ".abcdefghijklmnopqrstuvwxyz"


def encode(words: list[str]) -> tuple[Tensor, Tensor]:
    """Return inputs x and targets y, both (B, T); padding is 0 in x and -1 in y."""
    length = max(map(len, words)) + 1
    x = torch.zeros(len(words), length, dtype=torch.long)
    y = torch.full((len(words), length), -1)
    for row, word in enumerate(words):
        codes = torch.tensor([LETTERS.index(letter) for letter in word], dtype=torch.long)
        x[row, 1 : len(word) + 1] = codes
        y[row, : len(word)] = codes
        y[row, len(word)] = 0
    return x, y


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
        return torch.tanh(self.cell(torch.cat((x, h), dim=1)))

    def forward(self, codes: Tensor) -> Tensor:
        """Codes (B, T) -> logits (B, T, vocab)."""
        h = self.start.expand(len(codes), -1)
        states = []
        for x in self.embed(codes).unbind(1):
            h = self.step(x, h)
            states.append(h)
        return self.out(torch.stack(states, dim=1))


def name_loss(logits: Tensor, y: Tensor) -> Tensor:
    """Mean cross-entropy in nats over the targets that are not padding (-1): a scalar."""
    return F.cross_entropy(logits.flatten(0, 1), y.flatten(), ignore_index=-1)
