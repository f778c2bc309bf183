"""Checks of CLIP's loss."""

import math

import torch
from torch import nn


def _cosine(x, y):
    dot = sum(a * b for a, b in zip(x, y, strict=True))
    return dot / math.sqrt(sum(a * a for a in x)) / math.sqrt(sum(b * b for b in y))


def _loss_of(images, texts, scale):
    """Row by row and column by column, with Python's numbers."""
    images, texts = images.cpu().double().tolist(), texts.cpu().double().tolist()
    logits = [[_cosine(x, y) * scale for y in texts] for x in images]
    total = 0.0
    for one in (logits, list(zip(*logits, strict=True))):
        for i, row in enumerate(one):
            top = max(row)
            total += top + math.log(sum(math.exp(value - top) for value in row)) - row[i]
    return total / 2 / len(logits)


def check_shapes(answer, ctx):
    ctx.shape(answer.similarities(ctx.randn(5, 8), ctx.randn(3, 8)), (5, 3), "the similarities")
    log_scale = ctx.move(torch.tensor(1.0))
    ctx.shape(answer.clip_loss(ctx.randn(4, 8), ctx.randn(4, 8), log_scale), (), "the loss")
    ctx.shape(answer.zero_shot(ctx.randn(6, 8), ctx.randn(3, 2, 8)), (6,), "the labels")


def check_worked_example(answer, ctx):
    root = 0.5**0.5
    images = ctx.move(torch.tensor([[1.0, 0.0, 0.0], [0.5, 0.5, root]]))
    texts = ctx.move(torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]))
    cosines = answer.similarities(images, texts).cpu()
    ctx.close(cosines, torch.tensor([[1.0, 0.0], [0.5, 0.5]]), "the cosines of the example")
    got = answer.clip_loss(images, texts, ctx.move(torch.tensor(math.log(2)))).item()
    ctx.close(
        got,
        0.3616,
        "the loss of the example",
        rtol=0,
        atol=3e-4,
        usually="only one direction counts, or the scale is not exp(log_scale).",
    )


def check_loss(answer, ctx):
    for count, width in ((1, 3), (2, 2), (17, 8)):
        images, texts = ctx.randn(count, width) * 4, ctx.randn(count, width) * 0.3
        log_scale = ctx.rng.uniform(0, 3)
        got = answer.clip_loss(images, texts, ctx.move(torch.tensor(log_scale)))
        ctx.close(
            got.item(),
            _loss_of(images, texts, math.exp(log_scale)),
            f"the loss of {count} pairs",
            rtol=1e-4,
            atol=1e-5,
        )
    got = answer.clip_loss(images, texts, ctx.move(torch.tensor(9.0)))
    ctx.close(
        got.item(),
        _loss_of(images, texts, 100.0),
        "the loss with a scale beyond 100",
        rtol=1e-4,
        usually="exp(log_scale) is cut at 100.",
    )
    same = ctx.randn(1, 8).expand(9, 8)
    got = answer.clip_loss(same, same, ctx.move(torch.tensor(2.0)))
    ctx.close(got.item(), math.log(9), "the loss where all vectors are equal", rtol=1e-4)


def check_zero_shot_labels(answer, ctx):
    images, prompts = ctx.randn(40, 6), ctx.randn(5, 4, 6)
    prompts = prompts * ctx.randn(5, 4, 1).exp() ** 2
    right = []
    classes = []
    for one in prompts.cpu().double().tolist():
        units = [[value / math.sqrt(sum(v * v for v in row)) for value in row] for row in one]
        classes.append([sum(column) / len(units) for column in zip(*units, strict=True)])
    for image in images.cpu().double().tolist():
        cosines = [_cosine(image, one) for one in classes]
        right.append(cosines.index(max(cosines)))
    ctx.equal(answer.zero_shot(images, prompts).tolist(), right, "the labels of 40 images")


def check_length_is_no_matter(answer, ctx):
    images, texts = ctx.randn(6, 5), ctx.randn(4, 5)
    first = answer.similarities(images, texts)
    longer = answer.similarities(images * 7, texts * 0.01)
    ctx.close(
        longer,
        first,
        "the cosines of longer and shorter vectors",
        rtol=1e-4,
        atol=1e-5,
        usually="the vectors are not brought to length one.",
    )
    own = answer.similarities(images, images).diagonal()
    ctx.close(own.cpu(), torch.ones(6), "the cosine of a vector with itself", rtol=1e-4)


def check_symmetric(answer, ctx):
    images, texts, scale = ctx.randn(7, 5), ctx.randn(7, 5), ctx.move(torch.tensor(1.5))
    right = answer.clip_loss(images, texts, scale)
    ctx.close(
        answer.clip_loss(texts, images, scale),
        right,
        "the loss with the sides exchanged",
        rtol=1e-5,
        usually="only one direction counts.",
    )
    order = torch.randperm(7, generator=ctx.generator())
    ctx.close(
        answer.clip_loss(images[order], texts[order], scale),
        right,
        "the loss of the pairs in another order",
        rtol=1e-5,
    )
    leaf = scale.clone().requires_grad_()
    answer.clip_loss(images, texts, leaf).backward()
    ctx.that(leaf.grad is not None and leaf.grad.item() != 0, "the scale gets no gradient")


def _towers(ctx, hidden, width):
    towers = []
    for _ in range(2):
        tower = nn.Linear(hidden, width)
        with torch.no_grad():
            tower.weight.copy_(ctx.randn(width, hidden).cpu() / hidden**0.5)
            tower.bias.zero_()
        towers.append(tower.to(ctx.device))
    return *towers, nn.Parameter(ctx.move(torch.tensor(2.66)))


def check_steps(answer, ctx):
    mine = _towers(ctx, 6, 4)
    ours = [tower for tower in _towers(ctx, 6, 4)]
    for one, other in zip(ours[:2], mine[:2], strict=True):
        one.load_state_dict(other.state_dict())
    batches = [(ctx.randn(8, 6), ctx.randn(8, 6)) for _ in range(4)]
    got = answer.train(*mine, batches, 0.05)
    right = ctx.solution.train(*ours, batches, 0.05)
    ctx.close(
        got,
        right,
        "the losses of four steps",
        rtol=1e-3,
        usually="gradients are not set to zero, or one tower or the scale does not learn.",
    )
    ctx.close(
        mine[2].detach(),
        ours[2].detach(),
        "log_scale after four steps",
        rtol=1e-3,
        usually="the scale is not among the parameters.",
    )
    for side, one, other in zip(("image", "text"), mine[:2], ours[:2], strict=True):
        ctx.close(
            one.weight.detach(),
            other.weight.detach(),
            f"the {side} tower after four steps",
            rtol=1e-2,
            atol=1e-3,
        )


def check_matching(answer, ctx):
    causes, seen, width = 12, 40, 16
    maps = [ctx.randn(causes, seen) / causes**0.5 for _ in range(2)]

    def pairs(count):
        hidden = ctx.randn(count, causes)
        return tuple(hidden @ one + 0.3 * ctx.randn(count, seen) for one in maps)

    towers = _towers(ctx, seen, width)
    batches = [pairs(128) for _ in range(ctx.steps(300, 60))]
    answer.train(*towers, batches, 0.005)
    images, texts = pairs(200)
    with torch.no_grad():
        best = ctx.solution.similarities(towers[0](images), towers[1](texts)).argmax(1).cpu()
    ctx.metric("retrieval_at_1", (best == torch.arange(200)).double().mean().item())
