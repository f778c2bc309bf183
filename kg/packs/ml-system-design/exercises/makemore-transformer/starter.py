import torch  # noqa: F401 - for encode and the mask
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: F401 - for the cross-entropy

LETTERS = ".abcdefghijklmnopqrstuvwxyz"


def encode(words: list[str]) -> tuple[Tensor, Tensor]:
    """Return inputs x and targets y, both (B, T); padding is 0 in x and -1 in y."""
    raise NotImplementedError("TODO 1: start, letters, padding; letters, end, padding")


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
        raise NotImplementedError("TODO 2: split into heads, scores, mask, softmax, join, project")

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, dim) -> (B, T, dim)."""
        raise NotImplementedError("TODO 3: two residual sums, each with its norm first")


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
        raise NotImplementedError("TODO 4: letters plus places, blocks, norm, logits")


def name_loss(logits: Tensor, y: Tensor) -> Tensor:
    """Mean cross-entropy in nats over the targets that are not padding (-1): a scalar."""
    raise NotImplementedError("TODO 5: the mean over what is not padding")
