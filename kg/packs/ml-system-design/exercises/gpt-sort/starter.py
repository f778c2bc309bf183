import torch
from torch import nn
from torch.nn import functional

SYMBOLS = 10


class Layer(nn.Module):
    """One layer of a decoder: causal attention in heads, then a feed-forward part."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(2))
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """x (B, T, width); returns the same shape."""
        parts = self.qkv(self.norms[0](x)).chunk(3, dim=-1)
        q, k, v = (part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in parts)
        mixed = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.out(mixed.transpose(1, 2).flatten(2))
        return x + self.down(functional.gelu(self.up(self.norms[1](x))))


class Decoder(nn.Module):
    """A small GPT over SYMBOLS digits: ids (B, T) to logits (B, T, SYMBOLS); T at most length."""

    def __init__(self, length: int, width: int = 48, heads: int = 3, layers: int = 3) -> None:
        super().__init__()
        self.symbols = nn.Embedding(SYMBOLS, width)
        self.places = nn.Embedding(length, width)
        self.layers = nn.Sequential(*(Layer(width, heads) for _ in range(layers)))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, SYMBOLS)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Logits of the next digit at every place."""
        x = self.symbols(ids) + self.places(torch.arange(ids.shape[1], device=ids.device))
        return self.head(self.norm(self.layers(x)))


def sequences(numbers: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Inputs and targets, both (B, 2N - 1), of lists (B, N); a target of -1 does not count."""
    raise NotImplementedError("TODO 1: the list and its sorted copy, in and out one place apart")


def loss(model: nn.Module, numbers: torch.Tensor) -> torch.Tensor:
    """Mean cross-entropy in nats a digit of the answer, over lists (B, N)."""
    raise NotImplementedError("TODO 2: cross-entropy over the places that count")


@torch.no_grad()
def answer_with(model: nn.Module, numbers: torch.Tensor) -> torch.Tensor:
    """The model's answers (B, N) to lists (B, N), digit by digit, the likeliest each time."""
    raise NotImplementedError("TODO 3: predict, append, predict again")


def train(model: nn.Module, steps: int, seed: int, count: int = 6, batch: int = 64) -> None:
    """Train the model in place on fresh random lists of `count` digits, on its own device."""
    raise NotImplementedError("TODO 4: fresh lists, loss, gradient, step")
