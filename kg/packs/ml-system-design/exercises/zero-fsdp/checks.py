"""Checks of sharded training. The ranks are threads of this process."""

import threading

import torch

_PATIENCE_S = 10


class _Comm:
    """What a rank sees of its group."""

    def __init__(self, group, rank):
        self.group, self.rank, self.size = group, rank, group.size

    def all_gather(self, tensor):
        return torch.cat(self.group.exchange(self.rank, "all_gather", tensor))

    def reduce_scatter(self, tensor):
        found = self.group.exchange(self.rank, "reduce_scatter", tensor)
        if len(tensor) % self.size:
            raise ValueError(f"reduce_scatter of {len(tensor)} elements on {self.size} ranks")
        return torch.stack(found).sum(0).chunk(self.size)[self.rank].clone()


class _Group:
    """The ranks of one run: threads that meet at a barrier. sent: (rank, kind, elements)."""

    def __init__(self, size):
        self.size, self.sent = size, []
        self._barrier = threading.Barrier(size, timeout=_PATIENCE_S)
        self._slots = [None] * size

    def run(self, work):
        """work(comm) on every rank at once; the results by rank, or a rank's error raised."""
        results, errors = [None] * self.size, []

        def one(rank):
            try:
                results[rank] = work(_Comm(self, rank))
            except BaseException as wrong:  # noqa: BLE001 - handed on below, to the check
                errors.append(wrong)
                self._barrier.abort()

        threads = [
            threading.Thread(target=one, args=(rank,), daemon=True) for rank in range(self.size)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        real = [one for one in errors if not isinstance(one, threading.BrokenBarrierError)]
        if errors:
            raise (
                real[0]
                if real
                else TimeoutError("a rank waits in a collective that another rank never calls")
            )
        return results

    def exchange(self, rank, kind, tensor):
        """All ranks' tensors, in order."""
        self.sent.append((rank, kind, tensor.numel()))
        self._slots[rank] = tensor.detach().clone()
        self._barrier.wait()
        found = list(self._slots)
        self._barrier.wait()
        return found


def _tensors(ctx, shapes):
    return [ctx.randn(torch.Size(shape).numel()).view(shape) for shape in shapes]


def _draw(rng):
    """Shapes and ranks; scalars, single numbers and fewer numbers than ranks included."""
    shapes = rng.choice((((1,),), ((), (3,)), ((4, 3), (4,), (2, 4), (2,)), ((2, 3, 5), (7,))))
    return shapes, rng.choice((1, 2, 3, 4))


def _length(shapes, ranks):
    total = sum(torch.Size(shape).numel() for shape in shapes)
    return total, (total + ranks - 1) // ranks


def _bytes_of(thing, seen, depth=0):
    """Bytes of all storages that an object keeps alive, each once."""
    if isinstance(thing, torch.Tensor):
        seen[thing.untyped_storage().data_ptr()] = thing.untyped_storage().nbytes()
        _bytes_of(thing.grad, seen, depth + 1)
    elif isinstance(thing, dict):
        for value in thing.values():
            _bytes_of(value, seen, depth + 1)
    elif isinstance(thing, list | tuple | set):
        for value in thing:
            _bytes_of(value, seen, depth + 1)
    elif hasattr(thing, "__dict__") and not isinstance(thing, _Comm | type) and depth < 5:
        _bytes_of(vars(thing), seen, depth + 1)
    return sum(seen.values())


def check_shapes(answer, ctx):
    shapes = ((4, 3), (3,))
    tensors, grads = _tensors(ctx, shapes), _tensors(ctx, shapes)

    def work(comm):
        kept = answer.ShardedParameters(tensors, comm)
        return kept.shard, kept.gather(), kept.reduce(grads)

    for rank, (shard, whole, part) in enumerate(_Group(2).run(work)):
        ctx.shape(shard, (8,), f"the shard of rank {rank} of 15 numbers on 2 ranks")
        ctx.shape(part, (8,), f"the reduced gradient of rank {rank}")
        ctx.equal(len(whole), 2, "the number of gathered tensors")
        for got, shape in zip(whole, shapes, strict=True):
            ctx.shape(got, shape, f"a tensor gathered on rank {rank}")


def check_worked_example(answer, ctx):
    def work(comm):
        kept = answer.ShardedParameters([torch.tensor([1.0, 2, 3]), torch.tensor([[4.0, 5]])], comm)
        first = kept.shard.clone()
        size = 1.0 + 2 * comm.rank
        part = kept.reduce([torch.full((3,), size), torch.full((1, 2), size)])
        optimizer = answer.ShardedAdamW(kept.shard, lr=0.1, weight_decay=0.1)
        optimizer.step(part)
        return first, part, kept.shard

    found = _Group(2).run(work)
    rights = (([1, 2, 3], [2, 2, 2], [0.89, 1.88, 2.87]), ([4, 5, 0], [2, 2, 0], [3.86, 4.85, 0]))
    for rank, (got, right) in enumerate(zip(found, rights, strict=True)):
        names = ("shard", "reduced gradient", "shard after a step")
        for name, mine, want in zip(names, got, right, strict=True):
            ctx.close(mine, torch.tensor(want, dtype=torch.float32), f"the {name} of rank {rank}")


def check_gathered(answer, ctx):
    for _ in range(12):
        shapes, ranks = _draw(ctx.rng)
        tensors = _tensors(ctx, shapes)

        def work(comm, tensors=tensors):
            kept = answer.ShardedParameters([one.clone() for one in tensors], comm)
            before = kept.gather()
            kept.shard.mul_(2)
            return before, kept.gather()

        for rank, (before, after) in enumerate(_Group(ranks).run(work)):
            for number, right in enumerate(tensors):
                where = f"tensor {number} gathered on rank {rank} of {ranks}"
                ctx.close(before[number], right, where, rtol=0, atol=0)
                ctx.close(
                    after[number],
                    right * 2,
                    f"{where}, after the shards changed",
                    rtol=1e-6,
                    usually="what was gathered once is kept and given again.",
                )


def check_reduced(answer, ctx):
    for _ in range(12):
        shapes, ranks = _draw(ctx.rng)
        total, length = _length(shapes, ranks)
        grads = [_tensors(ctx, shapes) for _ in range(ranks)]
        zeros = [torch.zeros(shape) for shape in shapes]

        def work(comm, grads=grads, zeros=zeros):
            return answer.ShardedParameters(zeros, comm).reduce(grads[comm.rank])

        mean = [
            sum(values) / ranks
            for values in zip(
                *(torch.cat([g.flatten() for g in one]).tolist() for one in grads), strict=True
            )
        ]
        mean += [0.0] * (ranks * length - total)
        for rank, got in enumerate(_Group(ranks).run(work)):
            ctx.close(
                got,
                torch.tensor(mean[rank * length : (rank + 1) * length]),
                f"the mean gradient on rank {rank} of {ranks}",
                rtol=1e-5,
                atol=1e-6,
            )


def check_adamw(answer, ctx):
    for size, decay in ((1, 0.0), (7, 0.1), (20, 0.01)):
        lr, betas = ctx.rng.choice((1e-3, 0.05)), ctx.rng.choice(((0.9, 0.999), (0.8, 0.95)))
        start = ctx.randn(size)
        mine, right = start.clone(), start.clone().requires_grad_()
        optimizer = answer.ShardedAdamW(mine, lr, betas, 1e-8, decay)
        reference = torch.optim.AdamW([right], lr, betas, 1e-8, decay, foreach=False)
        for step in range(12):
            gradient = ctx.randn(size) * ctx.rng.choice((1e-3, 1.0, 10.0))
            optimizer.step(gradient.clone())
            right.grad = gradient
            reference.step()
            ctx.close(
                mine, right.detach(), f"the shard after {step + 1} steps", rtol=1e-5, atol=1e-6
            )


def _model_loss(weights, inputs, targets):
    w1, b1, w2, b2 = weights
    return ((torch.tanh(inputs @ w1.T + b1) @ w2.T + b2 - targets) ** 2).mean()


def _train(answer, ctx, ranks, steps):
    """A small network on all ranks; returns end weights and kept bytes by rank, the group, ours."""
    shapes = ((6, 4), (6,), (3, 6), (3,))
    start = _tensors(ctx, shapes)
    data = [[(ctx.randn(5, 4), ctx.randn(5, 3)) for _ in range(ranks)] for _ in range(steps)]
    group = _Group(ranks)

    def work(comm):
        kept = answer.ShardedParameters([one.clone() for one in start], comm)
        optimizer = answer.ShardedAdamW(kept.shard, 0.01, weight_decay=0.1)
        for batch in data:
            whole = [one.detach().requires_grad_() for one in kept.gather()]
            _model_loss(whole, *batch[comm.rank]).backward()
            optimizer.step(kept.reduce([one.grad for one in whole]))
        held = _bytes_of([kept, optimizer], {})
        return kept.gather(), held

    found = group.run(work)
    right = [one.clone().requires_grad_() for one in start]
    reference = torch.optim.AdamW(right, 0.01, weight_decay=0.1)
    for batch in data:
        reference.zero_grad()
        (sum(_model_loss(right, *part) for part in batch) / ranks).backward()
        reference.step()
    return found, group, right


def check_same_training(answer, ctx):
    for ranks in (1, 2, 3):
        found, _, right = _train(answer, ctx, ranks, 10)
        for rank, (weights, _) in enumerate(found):
            for number, (got, want) in enumerate(zip(weights, right, strict=True)):
                ctx.close(
                    got,
                    want.detach(),
                    f"weight {number} on rank {rank} of {ranks} after 10 steps",
                    rtol=1e-5,
                    atol=1e-6,
                )


def check_bytes_each(answer, ctx):
    for ranks in (2, 4):
        found, _, right = _train(answer, ctx, ranks, 2)
        most = 3 * 4 * -(-sum(one.numel() for one in right) // ranks)
        for rank, (_, held) in enumerate(found):
            ctx.that(
                held <= most + 64,
                f"rank {rank} of {ranks} keeps too many bytes between steps",
                expected=f"{most}: shard and two moments",
                got=held,
            )


def check_messages(answer, ctx):
    ranks, steps = 3, 4
    _, group, right = _train(answer, ctx, ranks, steps)
    n = -(-sum(one.numel() for one in right) // ranks)
    want = [("all_gather", n), ("reduce_scatter", n * ranks)] * steps + [("all_gather", n)]
    got = [(kind, size) for rank, kind, size in group.sent if rank == 0]
    ctx.equal(got, want, f"the messages of rank 0 in {steps} steps")
