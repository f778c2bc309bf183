"""Checks of data parallelism. Two ranks are started once; what they saw serves three checks."""

import datetime
import os
import sys
from pathlib import Path

import torch
from torch import nn

RANKS = 2
_PATIENCE = datetime.timedelta(seconds=15)
_SEEN = []


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


def _rank_main(rank, answer_path, folder, seed, counts):
    """What each rank runs: the answer's functions around our own forward and backward passes."""
    from importlib.util import module_from_spec, spec_from_file_location

    import torch.distributed as dist

    torch.set_num_threads(1)
    calls = _count_calls(dist)  # before the answer may import a collective by name
    os.environ["GLOO_SOCKET_IFNAME"] = "lo0" if sys.platform == "darwin" else "lo"
    spec = spec_from_file_location("answer", answer_path)
    answer = module_from_spec(spec)
    spec.loader.exec_module(answer)
    dist.init_process_group(
        "gloo",
        init_method=f"file://{folder}/meeting",
        rank=rank,
        world_size=RANKS,
        timeout=_PATIENCE,
    )
    model = _model(seed + rank)
    answer.broadcast_parameters(model)
    seen = {"start": [p.detach().clone() for p in model.parameters()], "grads": [], "calls": []}
    for inputs, targets in _batches(seed, counts):
        model.zero_grad(set_to_none=True)
        rows = _rows(len(inputs), rank)
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
    torch.save(seen, Path(folder) / f"rank{rank}.pt")
    dist.barrier()
    dist.destroy_process_group()


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


def _ranks(answer, ctx):
    """Start the ranks at the first call; returns batch sizes and what each rank saw."""
    if not _SEEN:
        _SEEN.append(_start(answer, ctx))
    found = _SEEN[0]
    if isinstance(found, str):
        ctx.that(
            False,
            f"a rank ended with {found[:200]}",
            expected="both ranks finish",
            got=found[:80],
            usually="one rank waits in a collective that the other never calls.",
        )
    return found


def _start(answer, ctx):
    """Batch sizes and what each rank saw, or the last line of a rank's error."""
    import torch.multiprocessing as mp

    counts = [6, 1, 2, 9, *(ctx.rng.randint(1, 12) for _ in range(6))]
    folder = Path.cwd()
    sys.path.insert(0, str(ctx.folder))  # the ranks find this very file as `checks`
    import checks

    try:
        mp.spawn(checks._rank_main, (answer.__file__, str(folder), ctx.seed, counts), nprocs=RANKS)
    except (mp.ProcessRaisedException, mp.ProcessExitedException) as wrong:
        last = str(wrong).strip().splitlines()[-1]
        if last.startswith("NotImplementedError"):
            raise NotImplementedError(last.partition(": ")[2]) from None
        return last
    finally:
        sys.path.remove(str(ctx.folder))
    return counts, [
        torch.load(folder / f"rank{rank}.pt", weights_only=True) for rank in range(RANKS)
    ]


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
    _, found = _ranks(answer, ctx)
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
    counts, found = _ranks(answer, ctx)
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
    counts, found = _ranks(answer, ctx)
    for number, (first, second) in enumerate(zip(found[0]["end"], found[1]["end"], strict=True)):
        ctx.close(
            second, first, f"parameter {number} on rank 1 after {len(counts)} steps", rtol=0, atol=0
        )


def check_few_messages(answer, ctx):
    _, found = _ranks(answer, ctx)
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
