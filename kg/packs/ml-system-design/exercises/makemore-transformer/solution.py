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


class Block(nn.Module):
    """One pre-norm transformer block: causal attention, then a feed-forward layer."""

    def __init__(self, dim: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm_attend = nn.LayerNorm(dim)
        self.qkv = nn.Linear(dim, 3 * dim)
        self.project = nn.Linear(dim, dim)
        self.norm_feed = nn.LayerNorm(dim)
        self.up = nn.Linear(dim, 4 * dim)
        self.down = nn.Linear(4 * dim, dim)

    def attend(self, x: Tensor) -> Tensor:
        """Causal self-attention with all heads: (B, T, dim) -> (B, T, dim)."""
        size = x.shape[-1] // self.heads
        q, k, v = (
            part.unflatten(-1, (self.heads, size)).transpose(1, 2)
            for part in self.qkv(x).chunk(3, dim=-1)
        )
        scores = q @ k.transpose(-2, -1) / size**0.5
        later = torch.ones(scores.shape[-2:], dtype=torch.bool, device=x.device).triu(1)
        weights = scores.masked_fill(later, float("-inf")).softmax(-1)
        return self.project((weights @ v).transpose(1, 2).flatten(2))

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, dim) -> (B, T, dim)."""
        x = x + self.attend(self.norm_attend(x))
        return x + self.down(F.gelu(self.up(self.norm_feed(x))))


class Transformer(nn.Module):
    """A character model: embeddings of letter and place, blocks, a last norm, logits."""

    def __init__(
        self, block: int, layers: int = 2, dim: int = 32, heads: int = 4, vocab: int = 27
    ) -> None:
        super().__init__()
        self.letters = nn.Embedding(vocab, dim)
        self.places = nn.Embedding(block, dim)
        self.blocks = nn.ModuleList(Block(dim, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(dim)
        self.out = nn.Linear(dim, vocab)

    def forward(self, codes: Tensor) -> Tensor:
        """Codes (B, T), T at most block -> logits (B, T, vocab)."""
        x = self.letters(codes) + self.places.weight[: codes.shape[1]]
        for block in self.blocks:
            x = block(x)
        return self.out(self.norm(x))


def name_loss(logits: Tensor, y: Tensor) -> Tensor:
    """Mean cross-entropy in nats over the targets that are not padding (-1): a scalar."""
    return F.cross_entropy(logits.flatten(0, 1), y.flatten(), ignore_index=-1)
