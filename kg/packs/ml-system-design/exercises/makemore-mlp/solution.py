import torch
from torch import Tensor, nn
from torch.nn import functional as F

LETTERS = ".abcdefghijklmnopqrstuvwxyz"


def windows(words: list[str], k: int) -> tuple[Tensor, Tensor]:
    """Return every window x (N, k) of codes before a character, and that character y (N,)."""
    before: list[list[int]] = []
    after: list[int] = []
    for word in words:
        codes = [LETTERS.index(letter) for letter in word] + [0]
        seen = [0] * k + codes
        before += [seen[i : i + k] for i in range(len(codes))]
        after += codes
    return torch.tensor(before).reshape(-1, k), torch.tensor(after, dtype=torch.long)


class MLP(nn.Module):
    """A window of k codes -> logits of the next one, through one hidden layer of tanh."""

    def __init__(self, k: int = 3, d: int = 10, hidden: int = 200, vocab: int = 27) -> None:
        super().__init__()
        self.embed = nn.Embedding(vocab, d)
        self.hidden = nn.Linear(k * d, hidden)
        self.out = nn.Linear(hidden, vocab)

    def forward(self, x: Tensor) -> Tensor:
        """Codes x (N, k) -> logits (N, vocab)."""
        vectors = self.embed(x).flatten(1)
        return self.out(torch.tanh(self.hidden(vectors)))


def train(
    model: nn.Module, x: Tensor, y: Tensor, steps: int, batch: int, generator: torch.Generator
) -> list[float]:
    """Take AdamW steps in place and return the loss of each batch (steps long)."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.003, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, max(steps, 1))
    losses = []
    for _ in range(steps):
        rows = torch.randint(len(x), (batch,), generator=generator).to(x.device)
        loss = F.cross_entropy(model(x[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    return losses
