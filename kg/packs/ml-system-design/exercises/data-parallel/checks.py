"""Checks of data parallelism. Two ranks are started once; what they saw serves three checks."""

import torch
import torch.distributed as dist
from torch import nn

_COUNTS = []


def _model(seed):
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(5, 7), nn.Tanh(), nn.Linear(7, 3))


def _loss(model, inputs, targets):
    return (model(inputs) - targets).square().mean(1).mean()


def _batches(seed, counts):
    """The same batches on each rank and in the parent."""
    generator = torch.Generator().manual_seed(seed)
    return [
        (torch.randn(n, 5, generator=generator), torch.randn(n, 3, generator=generator))
        for n in counts
    ]


def work(rank, counts):
    """What each rank runs: the answer's functions around our own forward and backward passes."""
    calls = _count_calls(dist)  # before the answer may import a collective by name
    answer = rank.answer
    model = _model(rank.seed + rank.number)
    answer.broadcast_parameters(model)
    seen = {"start": [p.detach().clone() for p in model.parameters()], "grads": [], "calls": []}
    for inputs, targets in _batches(rank.seed, counts):
        model.zero_grad(set_to_none=True)
        rows = _rows(len(inputs), rank.number)
        if len(rows):
            _loss(model, inputs[rows.start : rows.stop], targets[rows.start : rows.stop]).backward()
        before = calls[0]
        answer.average_gradients(model, len(rows))
        seen["calls"].append(calls[0] - before)
        seen["grads"].append(
            [None if p.grad is None else p.grad.clone() for p in model.parameters()]
        )
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= 0.1 * (parameter.grad if parameter.grad is not None else 0)
    seen["end"] = [p.detach().clone() for p in model.parameters()]
    return seen


def _count_calls(dist):
    """Count collectives that move gradients, however they are called through the module."""
    calls = [0]

    def counted(original):
        def call(*args, **kwargs):
            calls[0] += 1
            return original(*args, **kwargs)

        return call

    for name in ("all_reduce", "reduce", "all_gather", "all_gather_into_tensor", "gather"):
        setattr(dist, name, counted(getattr(dist, name)))
    return calls


def _rows(count, rank):
    """Uneven on purpose: rank 0 has about two thirds."""
    cut = -(-2 * count // 3)
    return range(cut) if rank == 0 else range(cut, count)


def _seen(ctx):
    """Batch sizes and what each rank saw; the ranks are started at the first call."""
    if not _COUNTS:
        _COUNTS.extend([6, 1, 2, 9, *(ctx.rng.randint(1, 12) for _ in range(6))])
    return _COUNTS, ctx.ranks(work, _COUNTS)


def check_shards(answer, ctx):
    got = answer.shard(7, 0, 2)
    ctx.that(isinstance(got, range), "shard gives no range", expected="range(0, 4)", got=got)
    for count in (0, 1, 2, 7, 16, ctx.rng.randint(3, 99)):
        for ranks in (1, 2, 3, 8):
            parts = [answer.shard(count, rank, ranks) for rank in range(ranks)]
            where = f"of {count} rows on {ranks} ranks"
            ctx.equal(
                [row for part in parts for row in part], list(range(count)), f"all shards {where}"
            )
            sizes = [len(part) for part in parts]
            ctx.equal(sizes, sorted(sizes, reverse=True), f"the order of the sizes {where}")
            ctx.that(
                max(sizes) - min(sizes) <= 1,
                f"the sizes {where} differ by more than one",
                expected="at most 1",
                got=sizes,
            )


def check_stale_example(answer, ctx):
    one = torch.tensor([1.0])
    for staleness, want in ((0, [1, 0.5, 0.25, 0.125]), (1, [1, 0.5, 0, -0.25, -0.25, -0.125])):
        got = answer.delayed_sgd(one, lambda w: w, 0.5, len(want) - 1, staleness)
        ctx.equal(len(got), len(want), "the number of weights that are returned")
        ctx.close(
            torch.cat(list(got)),
            torch.tensor(want, dtype=torch.float32),
            f"the weights with a staleness of {staleness}",
        )


def check_same_start(answer, ctx):
    _, found = _seen(ctx)
    for rank, seen in enumerate(found):
        for number, (mine, right) in enumerate(
            zip(seen["start"], _model(ctx.seed).parameters(), strict=True)
        ):
            ctx.close(
                mine,
                right.detach(),
                f"parameter {number} on rank {rank} after the broadcast",
                rtol=0,
                atol=0,
            )


def check_gradients(answer, ctx):
    counts, found = _seen(ctx)
    model = _model(ctx.seed)
    for number, (inputs, targets) in enumerate(_batches(ctx.seed, counts)):
        model.zero_grad()
        _loss(model, inputs, targets).backward()
        for rank, seen in enumerate(found):
            for place, parameter in enumerate(model.parameters()):
                got = seen["grads"][number][place]
                what = f"gradient {place} of a batch of {counts[number]} on rank {rank}"
                ctx.that(got is not None, f"{what} is None", expected="a tensor")
                ctx.close(got, parameter.grad, what, rtol=1e-6, atol=1e-6)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= 0.1 * parameter.grad


def check_stale_reference(answer, ctx):
    for size in (1, 4):
        matrix = torch.diag(torch.linspace(0.2, 1.0, size))
        start, lr = ctx.randn(size), ctx.rng.uniform(0.05, 0.4)
        for staleness in (0, 1, 3, 20):
            got = answer.delayed_sgd(start, lambda w, m=matrix: m @ w, lr, 12, staleness)
            queue, weight, want = [start] * (staleness + 1), start.clone(), [start]
            for _ in range(12):
                weight = weight - lr * (matrix @ queue.pop(0))
                queue.append(weight)
                want.append(weight)
            ctx.close(
                torch.stack(list(got)),
                torch.stack(want),
                f"12 steps with a staleness of {staleness}",
            )


def check_replicas_agree(answer, ctx):
    counts, found = _seen(ctx)
    for number, (first, second) in enumerate(zip(found[0]["end"], found[1]["end"], strict=True)):
        ctx.close(
            second, first, f"parameter {number} on rank 1 after {len(counts)} steps", rtol=0, atol=0
        )


def check_few_messages(answer, ctx):
    _, found = _seen(ctx)
    most = max(max(seen["calls"]) for seen in found)
    ctx.that(
        most <= 2,
        "averaging the gradients takes more than two collectives",
        expected="at most 2",
        got=most,
    )


def check_staleness_hurts(answer, ctx):
    start = ctx.randn(3) + torch.sign(ctx.randn(3))
    ends, calls = {}, []

    def gradient(weight):
        calls.append(1)
        return weight

    for staleness in (0, 1, 4):
        ends[staleness] = answer.delayed_sgd(start, gradient, 1.5, 40, staleness)[-1].norm().item()
    first = start.norm().item()
    ctx.that(ends[0] < 0.01 * first, "plain descent does not converge at lr 1.5", got=ends[0])
    for staleness in (1, 4):
        ctx.that(
            ends[staleness] > 10 * first,
            f"a staleness of {staleness} does not diverge at lr 1.5",
            expected=f"more than {10 * first:.3g}",
            got=ends[staleness],
        )
    small = answer.delayed_sgd(start, gradient, 0.1, 200, 4)[-1].norm().item()
    ctx.that(small < 0.01 * first, "a staleness of 4 does not converge at lr 0.1", got=small)
