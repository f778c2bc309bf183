from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional


@dataclass(frozen=True)
class Config:
    """Sizes of a model and of its training. block: longest context, in characters."""

    vocab: int
    block: int = 64
    width: int = 64
    heads: int = 4
    layers: int = 2
    batch: int = 16
    steps: int = 1000
    rate: float = 3e-3


def attention(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
    """Causal attention; q, k (..., T, d) and v (..., T, e); returns (..., T, e)."""
    scores = q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5
    later = torch.ones(scores.shape[-2:], dtype=torch.bool, device=q.device).triu(1)
    return scores.masked_fill(later, float("-inf")).softmax(-1) @ v


class Block(nn.Module):
    """One layer: attention in heads, then a feed-forward part, each added to its input."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        width, self.heads = config.width, config.heads
        self.before_attention, self.before_feed = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.feed = nn.Sequential(
            nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """x (B, T, width); returns the same shape."""
        parts = self.qkv(self.before_attention(x)).chunk(3, dim=-1)
        q, k, v = (part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in parts)
        x = x + self.out(attention(q, k, v).transpose(1, 2).flatten(2))
        return x + self.feed(self.before_feed(x))


class GPT(nn.Module):
    """A decoder-only transformer over characters."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.tokens = nn.Embedding(config.vocab, config.width)
        self.positions = nn.Embedding(config.block, config.width)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.norm = nn.LayerNorm(config.width)
        self.head = nn.Linear(config.width, config.vocab)
        for embedding in (self.tokens, self.positions):
            nn.init.normal_(embedding.weight, std=0.02)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Logits (B, T, vocab) of the next character for ids (B, T), T at most block."""
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.tokens(ids) + self.positions(places)
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))


def draw(
    ids: torch.Tensor, config: Config, generator: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """Random windows of ids (N,) and their next characters, both (batch, block), on its device."""
    starts = torch.randint(len(ids) - config.block, (config.batch, 1), generator=generator)
    windows = ids[(starts + torch.arange(config.block + 1)).to(ids.device)]
    return windows[:, :-1], windows[:, 1:]


def train(ids: torch.Tensor, config: Config, seed: int) -> GPT:
    """Train a new model on ids (N,) for config.steps steps, on the device of ids."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    model = GPT(config).to(ids.device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=config.rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, config.rate, total_steps=config.steps)
    for _ in range(config.steps):
        x, y = draw(ids, config, generator)
        loss = functional.cross_entropy(model(x).flatten(0, 1), y.flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return model
