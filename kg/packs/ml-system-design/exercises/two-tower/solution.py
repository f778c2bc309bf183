import torch
from torch import nn
from torch.nn import functional


class Tower(nn.Module):
    """Turns rows of category numbers (n, f) into vectors (n, dim)."""

    def __init__(self, sizes: list[int], width: int = 16, dim: int = 32) -> None:
        super().__init__()
        self.tables = nn.ModuleList(nn.Embedding(size, width) for size in sizes)
        self.head = nn.Sequential(nn.Linear(width * len(sizes), 64), nn.ReLU(), nn.Linear(64, dim))

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """features: (n, f) int64, column j below sizes[j]. Returns (n, dim) float32."""
        columns = zip(self.tables, features.unbind(1), strict=True)
        return self.head(torch.cat([table(column) for table, column in columns], dim=1))


def in_batch_loss(
    users: torch.Tensor, items: torch.Tensor, item_ids: torch.Tensor, log_share: torch.Tensor
) -> torch.Tensor:
    """Softmax over the batch's items, corrected for how often each is drawn; a scalar."""
    logits = users @ items.T - log_share
    twin = (item_ids[:, None] == item_ids) & ~torch.eye(
        len(item_ids), dtype=torch.bool, device=users.device
    )
    logits = logits.masked_fill(twin, float("-inf"))
    return functional.cross_entropy(logits, torch.arange(len(users), device=users.device))


def recall_at_k(users: torch.Tensor, items: torch.Tensor, targets: torch.Tensor, k: int) -> float:
    """Share of users (n, d) whose target is among the k items (m, d) of largest dot product."""
    hits = 0
    for part, wanted in zip(users.split(256), targets.split(256), strict=True):
        top = (part @ items.T).topk(min(k, len(items)), dim=1).indices
        hits += int((top == wanted[:, None]).any(1).sum())
    return hits / len(users)


def train(
    user_tower: nn.Module,
    item_tower: nn.Module,
    user_features: torch.Tensor,
    item_features: torch.Tensor,
    pairs: torch.Tensor,
    steps: int,
    generator: torch.Generator,
    batch: int = 512,
) -> None:
    """Fit both towers to the pairs (n, 2) of user and item number, by Adam at 0.005."""
    device = pairs.device
    counts = torch.bincount(pairs[:, 1].cpu(), minlength=len(item_features)).clamp(min=1)
    log_share = (counts / len(pairs)).log().to(device)
    parameters = [*user_tower.parameters(), *item_tower.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=0.005)
    for _ in range(steps):
        drawn = torch.randint(len(pairs), (batch,), generator=generator).to(device)
        user, item = pairs[drawn].unbind(1)
        loss = in_batch_loss(
            user_tower(user_features[user]), item_tower(item_features[item]), item, log_share[item]
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
