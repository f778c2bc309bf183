"""Checks of direct preference optimization."""

import math

import torch
from torch import nn


class _Table(nn.Module):
    """A policy over a few answers: one logit each."""

    def __init__(self, logits):
        super().__init__()
        self.logits = nn.Parameter(logits.clone())

    def forward(self, answers):
        return self.logits.log_softmax(0)[answers]


def _four(ctx, count, size=3.0):
    return [ctx.randn(count) * size - 20 for _ in range(4)]


def check_shapes(answer, ctx):
    tokens = ctx.move(torch.randint(5, (3, 6), generator=ctx.generator()))
    mask = ctx.move(torch.arange(6).expand(3, 6) > 2)
    got = answer.sequence_log_prob(ctx.randn(3, 6, 5), tokens, mask)
    ctx.shape(got, (3,), "the log-probabilities of 3 answers")
    loss, good, bad = answer.dpo_loss(*_four(ctx, 4), 0.1)
    ctx.shape(loss, (), "the loss")
    ctx.shape(good, (4,), "the rewards of the chosen")
    ctx.shape(bad, (4,), "the rewards of the rejected")


def check_worked_example(answer, ctx):
    given = [ctx.move(torch.tensor([one])) for one in (-10.0, -12.0, -11.0, -11.0)]
    loss, good, bad = answer.dpo_loss(*given, 0.5)
    ctx.close(good.cpu(), torch.tensor([0.5]), "the chosen answer's reward in the example")
    ctx.close(bad.cpu(), torch.tensor([-0.5]), "the rejected answer's reward in the example")
    ctx.close(
        loss.item(),
        0.313262,
        "the loss of the example",
        rtol=1e-4,
        usually="the difference is chosen minus rejected, and beta stands inside the sigmoid.",
    )


def check_log_probs(answer, ctx):
    for batch, length, vocabulary in ((1, 2, 2), (3, 9, 7)):
        logits = ctx.randn(batch, length, vocabulary) * 2
        tokens = torch.randint(vocabulary, (batch, length), generator=ctx.generator())
        mask = torch.rand(batch, length, generator=ctx.generator()) < 0.6
        mask[0] = True
        right = torch.zeros(batch, dtype=torch.float64)
        for i, rows in enumerate(logits.cpu().double().tolist()):
            for t in range(1, length):
                if mask[i, t]:
                    total = sum(math.exp(one) for one in rows[t - 1])
                    right[i] += rows[t - 1][int(tokens[i, t])] - math.log(total)
        got = answer.sequence_log_prob(logits, ctx.move(tokens), ctx.move(mask))
        ctx.close(got.cpu(), right, f"the log-probability of {length} tokens", rtol=1e-4)


def check_loss(answer, ctx):
    for count in (1, 13):
        four = _four(ctx, count)
        beta = ctx.rng.uniform(0.05, 1)
        loss, good, bad = answer.dpo_loss(*four, beta)
        losses, rewards = [], []
        for c, r, ref_c, ref_r in zip(*(one.tolist() for one in four), strict=True):
            rewards.append((beta * (c - ref_c), beta * (r - ref_r)))
            losses.append(math.log1p(math.exp(rewards[-1][1] - rewards[-1][0])))
        ctx.close(
            good.tolist(),
            [one for one, _ in rewards],
            "the rewards of the chosen",
            rtol=1e-4,
            atol=1e-4,
        )
        ctx.close(
            bad.tolist(),
            [one for _, one in rewards],
            "the rewards of the rejected",
            rtol=1e-4,
            atol=1e-4,
        )
        ctx.close(loss.item(), sum(losses) / count, f"the loss of {count} pairs", rtol=1e-4)
    far = [ctx.move(torch.tensor([one])) for one in (-900.0, -10.0, -10.0, -900.0)]
    ctx.close(
        answer.dpo_loss(*far, 1.0)[0].item(),
        1780.0,
        "the loss of a pair far off",
        rtol=1e-4,
        usually="the logarithm of a sigmoid that is zero; use logsigmoid.",
    )


def check_starts_at_ln_2(answer, ctx):
    chosen, rejected, *_ = _four(ctx, 9)
    chosen = chosen.requires_grad_()
    loss, good, bad = answer.dpo_loss(chosen, rejected, chosen.detach(), rejected, 0.3)
    ctx.close(
        loss.item(), math.log(2), "the loss where policy and reference agree", rtol=0, atol=1e-6
    )
    ctx.that(not good.requires_grad and not bad.requires_grad, "the rewards carry a gradient")
    loss.backward()
    ctx.close(
        chosen.grad,
        torch.full_like(chosen, -0.3 / 18).detach(),
        "the gradient of the loss for the chosen",
        rtol=1e-4,
        usually="the loss must pull the chosen up, by beta / 2 for each pair at the start.",
    )


def check_steps(answer, ctx):
    logits = ctx.randn(6)
    pairs = ctx.move(torch.tensor([[0, 1], [2, 3], [4, 5], [0, 5]]))
    mine, ours, reference = (_Table(logits).to(ctx.device) for _ in range(3))
    got = answer.train(mine, reference, pairs, 0.5, 4, 0.1)
    right = ctx.solution.train(ours, _Table(logits).to(ctx.device), pairs, 0.5, 4, 0.1)
    ctx.equal(reference.logits.detach(), logits, "the reference after training")
    ctx.that(reference.logits.grad is None, "the reference got a gradient")
    ctx.close(
        got,
        right,
        "the losses of four steps",
        rtol=1e-4,
        usually="gradients are not set to zero, or the loss is taken after the step.",
    )
    ctx.close(
        mine.logits.detach(),
        ours.logits.detach(),
        "the policy after four steps",
        rtol=1e-3,
        atol=1e-4,
    )


def check_hidden_reward(answer, ctx):
    count, drawn = 16, 4000
    hidden = ctx.randn(count).cpu()
    given = torch.randint(count, (drawn, 2), generator=ctx.generator())
    given = given[given[:, 0] != given[:, 1]]
    wins = (hidden[given[:, 0]] - hidden[given[:, 1]]).sigmoid()
    first = torch.rand(len(given), generator=ctx.generator()) < wins
    pairs = ctx.move(torch.where(first.unsqueeze(1), given, given.flip(1)))
    logits = ctx.randn(count)
    policy, reference = (_Table(logits).to(ctx.device) for _ in range(2))
    losses = answer.train(policy, reference, pairs, 0.5, ctx.steps(300, 120), 0.05)
    ctx.that(abs(losses[0] - math.log(2)) < 1e-5, "the loss does not start at ln 2", got=losses[0])
    everything = ctx.move(torch.arange(count))
    with torch.no_grad():
        reward = 0.5 * (policy(everything) - reference(everything)).cpu()
    both = torch.corrcoef(torch.stack((reward, hidden)))
    ctx.metric("correlation", both[0, 1].item())
