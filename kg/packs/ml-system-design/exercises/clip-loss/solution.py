import torch
from torch import nn
from torch.nn import functional as F


def similarities(images: torch.Tensor, texts: torch.Tensor) -> torch.Tensor:
    """Cosine of every image (n, d) with every text (m, d), (n, m)."""
    return F.normalize(images, dim=-1) @ F.normalize(texts, dim=-1).T


def clip_loss(images: torch.Tensor, texts: torch.Tensor, log_scale: torch.Tensor) -> torch.Tensor:
    """The symmetric loss of n pairs, a scalar; images[i] belongs to texts[i]."""
    logits = similarities(images, texts) * log_scale.exp().clamp(max=100)
    right = torch.arange(len(logits), device=logits.device)
    return (F.cross_entropy(logits, right) + F.cross_entropy(logits.T, right)) / 2


def zero_shot(images: torch.Tensor, prompts: torch.Tensor) -> torch.Tensor:
    """The class of each image (n,), from prompts (classes, prompts, d)."""
    classes = F.normalize(prompts, dim=-1).mean(1)
    return similarities(images, classes).argmax(1)


def train(
    image_tower: nn.Module,
    text_tower: nn.Module,
    log_scale: nn.Parameter,
    batches: list[tuple[torch.Tensor, torch.Tensor]],
    rate: float,
) -> list[float]:
    """One Adam step a batch for both towers and the scale; returns the losses."""
    learnt = [*image_tower.parameters(), *text_tower.parameters(), log_scale]
    optimizer = torch.optim.Adam(learnt, lr=rate)
    losses = []
    for images, texts in batches:
        loss = clip_loss(image_tower(images), text_tower(texts), log_scale)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
