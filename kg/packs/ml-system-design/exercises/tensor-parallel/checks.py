"""Checks of tensor parallelism. The ranks are threads of this process."""

import threading

import torch

_PATIENCE_S = 10


class _Comm:
    """What a rank sees of its group."""

    def __init__(self, group, rank):
        self.group, self.rank, self.size = group, rank, group.size

    def all_reduce(self, tensor):
        return torch.stack(self.group.exchange(self.rank, tensor)).sum(0)


class _Group:
    """The ranks of one run: threads that meet at a barrier. sent: (rank, elements) of each call."""

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

    def exchange(self, rank, tensor):
        """All ranks' tensors, in order."""
        self.sent.append((rank, tensor.numel()))
        self._slots[rank] = tensor.detach().clone()
        self._barrier.wait()
        found = list(self._slots)
        self._barrier.wait()
        return found


def _layer(ctx, inputs, hidden, outputs):
    """Whole weights: w1 (hidden, inputs), b1, w2 (outputs, hidden), b2."""
    return (
        ctx.randn(hidden, inputs),
        ctx.randn(hidden),
        ctx.randn(outputs, hidden) / hidden**0.5,
        ctx.randn(outputs),
    )


def _whole(x, w1, b1, w2, b2):
    """On one device, neuron by neuron in float64."""
    out = b2.double()
    for neuron in range(len(w1)):
        value = (x.double() * w1[neuron].double()).sum(-1) + b1[neuron].double()
        value = value * 0.5 * (1 + torch.erf(value / 2**0.5))
        out = out + value.unsqueeze(-1) * w2[:, neuron].double()
    return out


def _shard(layer, rank, size):
    """Our own split, so that a wrong one does not hide behind a wrong forward pass."""
    w1, b1, w2, b2 = layer
    n = len(w1) // size
    part = slice(rank * n, (rank + 1) * n)
    return [one.clone().requires_grad_() for one in (w1[part], b1[part], w2[:, part], b2)]


def _sizes(rng):
    """inputs, hidden, outputs, ranks and the leading shape of x."""
    ranks = rng.choice((1, 2, 3, 4))
    return (
        rng.choice((1, 3, 8)),
        ranks * rng.choice((1, 4, 5)),
        rng.choice((1, 2, 7)),
        ranks,
        rng.choice(((), (1,), (5,), (2, 3))),
    )


def _parallel(answer, layer, x, ranks, weight):
    """Output, gradients of x and of the parts, by rank, and the group. weight: of the loss."""
    group = _Group(ranks)

    def work(comm):
        mine, parts = x.clone().requires_grad_(), _shard(layer, comm.rank, ranks)
        out = answer.feed_forward(mine, *parts, comm)
        forward = len([one for one in group.sent if one[0] == comm.rank])
        if out.requires_grad:
            (out * weight).sum().backward()
        return out.detach(), mine.grad, [one.grad for one in parts], forward

    return group.run(work), group


def check_shapes(answer, ctx):
    weight, bias = ctx.randn(6, 4), ctx.randn(6)
    ctx.shape(
        answer.split_columns(weight, 1, 3), (2, 4), "the columns of rank 1 of 3 of a (6, 4) weight"
    )
    ctx.shape(answer.split_columns(bias, 2, 3), (2,), "the bias of rank 2 of 3")
    ctx.shape(answer.split_rows(weight, 1, 2), (6, 2), "the rows of rank 1 of 2 of a (6, 4) weight")
    layer, x = _layer(ctx, 4, 6, 3), ctx.randn(2, 5, 4)
    found, _ = _parallel(answer, layer, x, 2, 1.0)
    for rank, (out, *_) in enumerate(found):
        ctx.shape(out, (2, 5, 3), f"the output on rank {rank}")


def check_worked_example(answer, ctx):
    layer = [torch.tensor(one) for one in ([[1.0], [-1.0]], [0.0, 0.0], [[1.0, 1.0]], [10.0])]
    found, _ = _parallel(answer, layer, torch.tensor([2.0]), 2, 1.0)
    for rank, (out, *_) in enumerate(found):
        ctx.close(out, torch.tensor([11.9090]), f"the worked example on rank {rank}", rtol=1e-4)


def check_shards(answer, ctx):
    for ranks in (1, 2, 5):
        weight, bias = ctx.randn(2 * ranks, 3 * ranks), ctx.randn(2 * ranks)
        columns = [answer.split_columns(weight, rank, ranks) for rank in range(ranks)]
        rows = [answer.split_rows(weight, rank, ranks) for rank in range(ranks)]
        biases = [answer.split_columns(bias, rank, ranks) for rank in range(ranks)]
        ctx.equal(torch.cat(columns), weight, f"the columns of {ranks} ranks put together")
        ctx.equal(torch.cat(rows, 1), weight, f"the rows of {ranks} ranks put together")
        ctx.equal(torch.cat(biases), bias, f"the biases of {ranks} ranks put together")


def check_forward(answer, ctx):
    for _ in range(12):
        inputs, hidden, outputs, ranks, lead = _sizes(ctx.rng)
        layer, x = _layer(ctx, inputs, hidden, outputs), ctx.randn(*lead, inputs)
        found, _ = _parallel(answer, layer, x, ranks, 1.0)
        for rank, (out, *_) in enumerate(found):
            ctx.close(
                out,
                _whole(x, *layer).to(out.dtype),
                f"the output on rank {rank} of {ranks}, {hidden} hidden neurons",
                rtol=1e-4,
                atol=1e-5,
            )


def check_backward(answer, ctx):
    for _ in range(12):
        inputs, hidden, outputs, ranks, lead = _sizes(ctx.rng)
        layer, x = _layer(ctx, inputs, hidden, outputs), ctx.randn(*lead, inputs)
        weight = ctx.randn(*lead, outputs)
        leaves = [one.clone().requires_grad_() for one in (x, *layer)]
        (_whole(*leaves) * weight).sum().backward()
        right_x, g1, gb1, g2, gb2 = (one.grad for one in leaves)
        found, _ = _parallel(answer, layer, x, ranks, weight)
        for rank, (_, grad_x, grads, _) in enumerate(found):
            where = f"on rank {rank} of {ranks}"
            ctx.that(
                grad_x is not None,
                f"x got no gradient {where}",
                usually="all_reduce has no graph: it needs an autograd.Function around it.",
            )
            ctx.close(grad_x, right_x, f"the gradient of x {where}", rtol=1e-4, atol=1e-5)
            n = hidden // ranks
            part = slice(rank * n, (rank + 1) * n)
            names = ("w1", "b1", "w2", "b2")
            for name, got, right in zip(
                names, grads, (g1[part], gb1[part], g2[:, part], gb2), strict=True
            ):
                ctx.that(got is not None, f"{name} got no gradient {where}")
                ctx.close(
                    got,
                    right,
                    f"the gradient of {name} {where}",
                    rtol=1e-4,
                    atol=1e-5,
                    usually="the output's gradient is summed although each rank has it.",
                )


def check_own_memory(answer, ctx):
    weight = ctx.randn(8, 8)
    for name in ("split_columns", "split_rows"):
        got = getattr(answer, name)(weight, 1, 4)
        ctx.equal(
            got.untyped_storage().nbytes(), got.numel() * 4, f"the bytes that {name} keeps alive"
        )


def check_one_all_reduce(answer, ctx):
    layer, x = _layer(ctx, 4, 12, 5), ctx.randn(3, 4)
    found, group = _parallel(answer, layer, x, 3, 1.0)
    for rank, (*_, forward) in enumerate(found):
        sizes = [size for who, size in group.sent if who == rank]
        ctx.equal(forward, 1, f"the all-reduces of rank {rank} in the forward pass")
        ctx.equal(len(sizes) - forward, 1, f"the all-reduces of rank {rank} in the backward pass")
        ctx.equal(
            sizes, [3 * 5, 3 * 4], f"the elements that rank {rank} sends forward and backward"
        )
