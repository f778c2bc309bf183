import torch
from torch import nn
from torch.nn import functional


class LinearRanker(nn.Module):
    """One weight for each category, and a bias: logistic regression."""

    def __init__(self, sizes: list[int]) -> None:
        super().__init__()
        self.weights = nn.ModuleList(nn.Embedding(size, 1) for size in sizes)
        self.bias = nn.Parameter(torch.zeros(()))
        for table in self.weights:
            nn.init.zeros_(table.weight)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """features: (n, f) int64, column j below sizes[j]. Returns logits (n,)."""
        columns = zip(self.weights, features.unbind(1), strict=True)
        return sum(table(column) for table, column in columns).squeeze(1) + self.bias


def pair_products(vectors: torch.Tensor) -> torch.Tensor:
    """Dot products of all pairs i < j of vectors (n, f, d); returns (n, f (f - 1) / 2)."""
    i, j = torch.triu_indices(vectors.shape[1], vectors.shape[1], offset=1)
    return (vectors @ vectors.transpose(1, 2))[:, i, j]


class SparseRanker(nn.Module):
    """An embedding for each category, their pair products, and a small network on top."""

    def __init__(self, sizes: list[int], dim: int = 8, hidden: int = 32) -> None:
        super().__init__()
        self.tables = nn.ModuleList(nn.Embedding(size, dim) for size in sizes)
        for table in self.tables:
            nn.init.normal_(table.weight, std=0.3)
        pairs = len(sizes) * (len(sizes) - 1) // 2
        self.top = nn.Sequential(
            nn.Linear(dim * len(sizes) + pairs, hidden), nn.ReLU(), nn.Linear(hidden, 1)
        )

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """features: (n, f) int64, column j below sizes[j]. Returns logits (n,)."""
        columns = zip(self.tables, features.unbind(1), strict=True)
        vectors = torch.stack([table(column) for table, column in columns], dim=1)
        return self.top(torch.cat([vectors.flatten(1), pair_products(vectors)], dim=1)).squeeze(1)


def log_loss(logits: torch.Tensor, clicks: torch.Tensor) -> torch.Tensor:
    """Mean binary cross-entropy of logits (n,) with clicks (n,) of 0 and 1; a scalar."""
    return (functional.softplus(logits) - clicks * logits).mean()


def train(
    model: nn.Module,
    features: torch.Tensor,
    clicks: torch.Tensor,
    steps: int,
    generator: torch.Generator,
    batch: int = 512,
) -> None:
    """Fit a ranker by Adam at 0.01 on batches drawn with replacement."""
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(steps):
        drawn = torch.randint(len(features), (batch,), generator=generator).to(features.device)
        loss = log_loss(model(features[drawn]), clicks[drawn])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
