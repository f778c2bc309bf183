"""Checks of counting FLOPs."""

import torch
from torch.utils.flop_counter import FlopCounterMode


class _Tally:
    """A number that counts the operations made with it."""

    made = 0

    def __mul__(self, other):
        _Tally.made += 1
        return self

    __add__ = __mul__


def _by_hand(inputs, outputs, bias):
    """Run a dense layer on counting numbers."""
    _Tally.made = 0
    for _ in range(outputs):
        products = [_Tally() * _Tally() for _ in range(inputs)]
        total = products[0]
        for product in products[1:] + ([_Tally()] if bias else []):
            total = total + product
    return _Tally.made


def _attend(q, k, v):
    return (q @ k.transpose(-2, -1)).softmax(-1) @ v


class _Block(torch.nn.Module):
    def __init__(self, width, heads, hidden):
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.o = (torch.nn.Linear(width, width) for _ in range(4))
        self.up, self.down = torch.nn.Linear(width, hidden), torch.nn.Linear(hidden, width)

    def forward(self, x):
        batch, tokens, width = x.shape
        parts = (
            layer(x).view(batch, tokens, self.heads, -1).transpose(1, 2)
            for layer in (self.q, self.k, self.v)
        )
        seen = _attend(*parts).transpose(1, 2).reshape(batch, tokens, width)
        x = x + self.o(seen)
        return x + self.down(torch.relu(self.up(x)))


def _counted(call):
    with FlopCounterMode(display=False) as counter:
        call()
    return counter.get_total_flops()


def _sizes(rng):
    """batch, tokens, width, heads, hidden; edges and odd sizes included."""
    heads = rng.choice((1, 2, 3, 4))
    width = heads * rng.choice((1, 5, 8, 16))
    return (
        rng.choice((1, 2, 3)),
        rng.choice((1, 2, 7, 32)),
        width,
        heads,
        rng.choice((1, 11, 4 * width)),
    )


def check_whole_numbers(answer, ctx):
    found = {
        "dense_exact": answer.dense_exact(4, 3),
        "dense": answer.dense(4, 3),
        "attention": answer.attention(1, 2, 3, 4),
        "block": answer.block(1, 3, 8, 2, 32),
        "gpt": answer.gpt(2, 1, 3, 8, 2, 11),
        "training": answer.training(12),
    }
    for name, value in found.items():
        ctx.that(isinstance(value, int), f"{name} gives no int", expected="an int", got=value)


def check_four_to_three(answer, ctx):
    ctx.equal(answer.dense_exact(4, 3), 21, "the exact count from 4 to 3")
    ctx.equal(answer.dense(4, 3), 24, "the count by the convention from 4 to 3")
    ctx.equal(answer.dense_exact(4, 3, bias=True), 24, "the exact count with a bias")


def check_one_by_one(answer, ctx):
    for _ in range(20):
        inputs, outputs = ctx.rng.choice((1, 2, 9, 20)), ctx.rng.choice((1, 3, 10))
        for bias in (False, True):
            ctx.equal(
                answer.dense_exact(inputs, outputs, bias),
                _by_hand(inputs, outputs, bias),
                f"the exact count from {inputs} to {outputs}, bias {bias}",
            )


def check_dense_layers(answer, ctx):
    for _ in range(20):
        rows, inputs, outputs = (ctx.rng.choice((1, 2, 5, 16, 33)) for _ in range(3))
        layer, x = torch.nn.Linear(inputs, outputs), torch.zeros(rows, inputs)
        want = _counted(lambda layer=layer, x=x: layer(x))
        ctx.equal(
            answer.dense(inputs, outputs, rows),
            want,
            f"the count of {rows} rows from {inputs} to {outputs}",
        )


def check_attention_counter(answer, ctx):
    for _ in range(20):
        batch, tokens, width, heads, _ = _sizes(ctx.rng)
        q = torch.zeros(batch, heads, tokens, width // heads)
        want = _counted(lambda q=q: _attend(q, q, q))
        ctx.equal(
            answer.attention(batch, heads, tokens, width // heads),
            want,
            f"attention of {batch} x {heads} heads over {tokens} tokens",
        )


def check_block_counter(answer, ctx):
    for _ in range(15):
        batch, tokens, width, heads, hidden = _sizes(ctx.rng)
        model, x = _Block(width, heads, hidden), torch.zeros(batch, tokens, width)
        want = _counted(lambda model=model, x=x: model(x))
        ctx.close(
            answer.block(batch, tokens, width, heads, hidden),
            want,
            f"a block of width {width}, {heads} heads, hidden {hidden}, {tokens} tokens",
            rtol=0.01,
            atol=0,
        )


def check_training_counter(answer, ctx):
    for _ in range(8):
        batch, tokens, width, heads, hidden = _sizes(ctx.rng)
        model = _Block(width, heads, hidden)
        x = torch.zeros(batch, tokens, width, requires_grad=True)
        want = _counted(lambda model=model, x=x: model(x).sum().backward())
        got = answer.training(answer.block(batch, tokens, width, heads, hidden))
        ctx.close(got, want, "forward and backward pass of a block", rtol=0.01, atol=0)


def check_two_for_each_weight(answer, ctx):
    layers, width, heads, vocabulary = ctx.rng.choice((1, 12)), 768, 12, ctx.rng.choice((65, 50257))
    weights = layers * 12 * width * width + width * vocabulary
    for tokens in (1, 512):
        scores = layers * 4 * tokens * width
        got = answer.gpt(layers, 3, tokens, width, heads, vocabulary) / (3 * tokens)
        ctx.close(
            got, float(2 * weights + scores), f"the FLOPs a token at {tokens} tokens", rtol=1e-9
        )
    once, thrice = (answer.gpt(layers, n, 8, width, heads, vocabulary) for n in (1, 3))
    ctx.equal(thrice, 3 * once, "the count of three times the batch")
