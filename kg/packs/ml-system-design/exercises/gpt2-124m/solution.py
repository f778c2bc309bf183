from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional

STD = 0.02


@dataclass(frozen=True)
class Config:
    """Sizes of a GPT-2; the defaults are those of the smallest released one."""

    vocab: int = 50257
    block: int = 1024
    layers: int = 12
    heads: int = 12
    width: int = 768


class Attention(nn.Module):
    """Causal self-attention in heads."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.heads = config.heads
        self.c_attn = nn.Linear(config.width, 3 * config.width)
        self.c_proj = nn.Linear(config.width, config.width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """x (B, T, width); returns the same shape."""
        parts = self.c_attn(x).chunk(3, dim=-1)
        q, k, v = (part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in parts)
        mixed = functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.c_proj(mixed.transpose(1, 2).flatten(2))


class FeedForward(nn.Module):
    """Two linear maps with a GELU between them."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.c_fc = nn.Linear(width, 4 * width)
        self.c_proj = nn.Linear(4 * width, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """x (..., width); returns the same shape."""
        return self.c_proj(functional.gelu(self.c_fc(x), approximate="tanh"))


class Layer(nn.Module):
    """Attention and feed-forward, each on a normalised copy and added to the stream."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.ln_1, self.ln_2 = nn.LayerNorm(config.width), nn.LayerNorm(config.width)
        self.attn, self.mlp = Attention(config), FeedForward(config.width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """x (B, T, width); returns the same shape."""
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class GPT2(nn.Module):
    """GPT-2: ids (B, T) to logits (B, T, vocab). Raises ValueError where T is above block."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.wte = nn.Embedding(config.vocab, config.width)
        self.wpe = nn.Embedding(config.block, config.width)
        self.h = nn.ModuleList(Layer(config) for _ in range(config.layers))
        self.ln_f = nn.LayerNorm(config.width)
        self.lm_head = nn.Linear(config.width, config.vocab, bias=False)
        self.lm_head.weight = self.wte.weight
        self.start(STD / (2 * config.layers) ** 0.5)

    def start(self, into_stream: float) -> None:
        """Set the initial values. into_stream: deviation of what is added to the stream."""
        for name, one in self.named_parameters():
            if name.endswith("bias"):
                nn.init.zeros_(one)
            elif one.dim() > 1:
                nn.init.normal_(one, std=into_stream if "c_proj" in name else STD)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Logits of the next token at every position."""
        length, longest = ids.shape[1], self.wpe.num_embeddings
        if length > longest:
            raise ValueError(f"{length} tokens do not fit into a context of {longest}")
        x = self.wte(ids) + self.wpe(torch.arange(length, device=ids.device))
        for layer in self.h:
            x = layer(x)
        return self.lm_head(self.ln_f(x))


def groups(model: nn.Module, decay: float) -> list[dict[str, object]]:
    """Two groups for AdamW: matrices and embeddings with weight decay, the rest without."""
    every = list(model.parameters())
    return [
        {"params": [one for one in every if one.dim() >= 2], "weight_decay": decay},
        {"params": [one for one in every if one.dim() < 2], "weight_decay": 0.0},
    ]
