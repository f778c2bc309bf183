import torch
from torch import nn
from torch.nn import functional as F


def sequence_log_prob(
    logits: torch.Tensor, tokens: torch.Tensor, answer_mask: torch.Tensor
) -> torch.Tensor:
    """Summed log-probability of each row's answer tokens, (batch,)."""
    log_probs = logits[:, :-1].log_softmax(-1)
    taken = log_probs.gather(-1, tokens[:, 1:].unsqueeze(-1)).squeeze(-1)
    return taken.masked_fill(~answer_mask[:, 1:], 0.0).sum(-1)


def dpo_loss(
    chosen: torch.Tensor,
    rejected: torch.Tensor,
    ref_chosen: torch.Tensor,
    ref_rejected: torch.Tensor,
    beta: float,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """(mean loss, rewards of the chosen, rewards of the rejected); the rewards have no gradient."""
    good = beta * (chosen - ref_chosen)
    bad = beta * (rejected - ref_rejected)
    return -F.logsigmoid(good - bad).mean(), good.detach(), bad.detach()


def train(
    policy: nn.Module,
    reference: nn.Module,
    pairs: torch.Tensor,
    beta: float,
    steps: int,
    rate: float,
) -> list[float]:
    """Adam on all pairs at once; returns the loss before each step."""
    with torch.no_grad():
        ref_chosen, ref_rejected = (reference(column) for column in pairs.unbind(1))
    optimizer = torch.optim.Adam(policy.parameters(), lr=rate)
    losses = []
    for _ in range(steps):
        chosen, rejected = (policy(column) for column in pairs.unbind(1))
        loss, _, _ = dpo_loss(chosen, rejected, ref_chosen, ref_rejected, beta)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
