import torch

try:
    import triton
    import triton.language as tl
except ImportError:
    triton = None


def add(x: torch.Tensor, y: torch.Tensor, block: int) -> torch.Tensor:
    """x + y, both (n,), in blocks of `block` numbers."""
    if triton and x.is_cuda:
        return _add_on_gpu(x, y)
    out = torch.empty_like(x)
    for start in range(0, len(x), block):
        own = slice(start, start + block)
        out[own] = x[own] + y[own]
    return out


def softmax(x: torch.Tensor, block: int) -> torch.Tensor:
    """Softmax of each row of x (rows, columns), reading `block` columns at a time."""
    if triton and x.is_cuda:
        return _softmax_on_gpu(x)
    rows, columns = x.shape
    top = x.new_full((rows, 1), float("-inf"))
    total = x.new_zeros((rows, 1))
    for start in range(0, columns, block):
        tile = x[:, start : start + block]
        higher = torch.maximum(top, tile.amax(1, keepdim=True))
        total = total * (top - higher).exp() + (tile - higher).exp().sum(1, keepdim=True)
        top = higher
    out = torch.empty_like(x)
    for start in range(0, columns, block):
        own = slice(start, start + block)
        out[:, own] = (x[:, own] - top).exp() / total
    return out


def matmul(a: torch.Tensor, b: torch.Tensor, tile: int) -> torch.Tensor:
    """a (m, k) times b (k, n), from products of tile x tile pieces."""
    if triton and a.is_cuda:
        return _matmul_on_gpu(a, b)
    (m, inner), n = a.shape, b.shape[1]
    out = a.new_zeros((m, n))
    for i in range(0, m, tile):
        for j in range(0, n, tile):
            rows, columns = slice(i, i + tile), slice(j, j + tile)
            for k in range(0, inner, tile):
                depth = slice(k, k + tile)
                out[rows, columns] += a[rows, depth] @ b[depth, columns]
    return out


if triton:

    @triton.jit
    def _add_kernel(x, y, out, n, size: tl.constexpr):
        places = tl.program_id(0) * size + tl.arange(0, size)
        inside = places < n
        tl.store(out + places, tl.load(x + places, inside) + tl.load(y + places, inside), inside)

    @triton.jit
    def _softmax_kernel(x, out, columns, size: tl.constexpr):
        start = tl.program_id(0) * columns
        places = tl.arange(0, size)
        inside = places < columns
        row = tl.load(x + start + places, inside, other=float("-inf")).to(tl.float32)
        raised = tl.exp(row - tl.max(row, 0))
        tl.store(out + start + places, raised / tl.sum(raised, 0), inside)

    @triton.jit
    def _matmul_kernel(
        a, b, out, m, n, inner,
        bm: tl.constexpr, bn: tl.constexpr, bk: tl.constexpr, exact: tl.constexpr,
    ):  # fmt: skip
        rows = tl.program_id(0) * bm + tl.arange(0, bm)
        columns = tl.program_id(1) * bn + tl.arange(0, bn)
        total = tl.zeros((bm, bn), dtype=tl.float32)
        for start in range(0, inner, bk):
            depth = start + tl.arange(0, bk)
            left = tl.load(
                a + rows[:, None] * inner + depth[None, :],
                (rows[:, None] < m) & (depth[None, :] < inner),
                other=0.0,
            )
            right = tl.load(
                b + depth[:, None] * n + columns[None, :],
                (depth[:, None] < inner) & (columns[None, :] < n),
                other=0.0,
            )
            total = tl.dot(left, right, total, input_precision="ieee" if exact else "tf32")
        inside = (rows[:, None] < m) & (columns[None, :] < n)
        places = rows[:, None] * n + columns[None, :]
        tl.store(out + places, total.to(out.dtype.element_ty), inside)


def _add_on_gpu(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    x, y = x.contiguous(), y.contiguous()
    out = torch.empty_like(x)
    if len(x):
        _add_kernel[(triton.cdiv(len(x), 1024),)](x, y, out, len(x), size=1024)
    return out


def _softmax_on_gpu(x: torch.Tensor) -> torch.Tensor:
    x = x.contiguous()
    out = torch.empty_like(x)
    size = triton.next_power_of_2(x.shape[1])
    _softmax_kernel[(len(x),)](x, out, x.shape[1], size=size, num_warps=8 if size > 2048 else 4)
    return out


def _matmul_on_gpu(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    a, b = a.contiguous(), b.contiguous()
    (m, inner), n = a.shape, b.shape[1]
    out = a.new_empty((m, n))
    half = a.dtype in (torch.float16, torch.bfloat16)
    bm, bn, bk = (128, 128, 64) if half else (32, 32, 32)
    grid = (triton.cdiv(m, bm), triton.cdiv(n, bn))
    _matmul_kernel[grid](
        a, b, out, m, n, inner, bm=bm, bn=bn, bk=bk, exact=not half,
        num_warps=8 if half else 4, num_stages=3,
    )  # fmt: skip
    return out
