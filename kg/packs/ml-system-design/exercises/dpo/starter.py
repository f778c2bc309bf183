import torch
from torch import nn


def sequence_log_prob(
    logits: torch.Tensor, tokens: torch.Tensor, answer_mask: torch.Tensor
) -> torch.Tensor:
    """Summed log-probability of each row's answer tokens, (batch,).

    logits: (batch, T, vocabulary); logits[:, t] is about token t + 1. tokens: (batch, T).
    answer_mask: (batch, T), True where a token belongs to the answer (not prompt, not padding).
    """
    raise NotImplementedError("TODO 1: log-softmax, shift, gather, mask, sum")


def dpo_loss(
    chosen: torch.Tensor,
    rejected: torch.Tensor,
    ref_chosen: torch.Tensor,
    ref_rejected: torch.Tensor,
    beta: float,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """(mean loss, rewards of the chosen, rewards of the rejected); the rewards have no gradient.

    chosen .. ref_rejected: (n,), log-probabilities under the policy and the reference.
    """
    raise NotImplementedError("TODO 2: implicit rewards and the loss")


def train(
    policy: nn.Module,
    reference: nn.Module,
    pairs: torch.Tensor,
    beta: float,
    steps: int,
    rate: float,
) -> list[float]:
    """Adam on all pairs at once; returns the loss before each step.

    policy(answers), reference(answers): (n,) answer numbers to (n,) log-probabilities.
    pairs: (n, 2), the chosen and the rejected answer.
    """
    raise NotImplementedError("TODO 3: the training loop")
