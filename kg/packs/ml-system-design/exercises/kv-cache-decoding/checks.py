"""Checks of decoding with a KV cache."""

import torch


def _model(ctx, *, layers=2, width=16, heads=2, vocabulary=23, longest=64):
    def draw(*shape):
        return ctx.randn(*shape)

    return {
        "heads": heads,
        "embed": draw(vocabulary, width),
        "position": draw(longest, width) * 0.5,
        "layers": [
            {
                "q": draw(width, width) / width**0.5 * 1.5,
                "k": draw(width, width) / width**0.5 * 1.5,
                "v": draw(width, width) / width**0.5,
                "o": draw(width, width) / width**0.5,
                "up": draw(width, 4 * width) / width**0.5,
                "down": draw(4 * width, width) / (4 * width) ** 0.5,
            }
            for _ in range(layers)
        ],
    }


def _tokens(ctx, model, count):
    return torch.randint(len(model["embed"]), (count,), generator=ctx.generator())


def _norm(x):
    return x / (x.pow(2).mean(-1, keepdim=True) + 1e-6).sqrt()


def _reference(model, tokens):
    """The whole sequence, each head and each query by itself."""
    heads = model["heads"]
    x = model["embed"][tokens] + model["position"][: len(tokens)]
    size = x.shape[1] // heads
    for layer in model["layers"]:
        h = _norm(x)
        q, k, v = h @ layer["q"], h @ layer["k"], h @ layer["v"]
        mixed = torch.zeros_like(x)
        for head in range(heads):
            own = slice(head * size, (head + 1) * size)
            for i in range(len(tokens)):
                scores = k[: i + 1, own] @ q[i, own] / size**0.5
                mixed[i, own] = torch.softmax(scores, 0) @ v[: i + 1, own]
        x = x + mixed @ layer["o"]
        x = x + torch.clamp(_norm(x) @ layer["up"], min=0) @ layer["down"]
    return _norm(x) @ model["embed"].T


def _recompute(answer, model, prompt, count):
    """Greedy decoding by our own forward pass without a cache."""
    tokens, out = prompt, []
    for _ in range(count):
        out.append(int(answer.forward(model, tokens)[-1].argmax()))
        tokens = torch.cat((tokens, torch.tensor(out[-1:])))
    return out


def _cache(answer, model, capacity):
    heads, width = model["heads"], model["embed"].shape[1]
    return answer.KVCache(len(model["layers"]), capacity, heads, width // heads)


def check_shapes(answer, ctx):
    model = _model(ctx)
    ctx.shape(answer.forward(model, _tokens(ctx, model, 5)), (5, 23), "the logits of 5 tokens")
    cache = _cache(answer, model, 8)
    ctx.shape(answer.forward(model, _tokens(ctx, model, 5), cache), (5, 23), "the same, cached")
    ctx.shape(answer.forward(model, _tokens(ctx, model, 1), cache), (1, 23), "one more token")


def check_bytes(answer, ctx):
    ctx.equal(
        answer.cache_bytes(32, 32, 128, 4096),
        2_147_483_648,
        "the cache of Llama-2 7B",
        usually="keys and values are two sets, and each number has its bytes.",
    )
    sizes = [ctx.rng.randrange(1, 9) for _ in range(6)]
    right = 2
    for size in sizes:
        right *= size
    ctx.equal(answer.cache_bytes(*sizes), right, f"the cache of {sizes}")


def check_cache(answer, ctx):
    cache = answer.KVCache(2, 5, 3, 4)
    ctx.equal(cache.length, 0, "the length of a new cache")
    k, v = ctx.randn(2, 3, 4, 4), ctx.randn(2, 3, 4, 4)
    for start, end in ((0, 3), (3, 4)):
        for layer in range(2):
            got = cache.update(layer, k[layer, :, start:end], v[layer, :, start:end])
            where = f"of layer {layer} after {end} tokens"
            ctx.close(got[0], k[layer, :, :end], f"the keys {where}")
            ctx.close(got[1], v[layer, :, :end], f"the values {where}")
            ctx.equal(
                cache.length,
                start,
                "the length before advance",
                usually="update counts the tokens, once for each layer.",
            )
        cache.advance(end - start)
        ctx.equal(cache.length, end, "the length after advance")
    ctx.raises(
        ValueError,
        lambda: cache.update(0, k[0, :, :2], v[0, :, :2]),
        "2 more tokens in a cache of 5 that holds 4",
    )


def check_plain_forward(answer, ctx):
    for layers, width, heads, count in ((1, 4, 1, 1), (1, 8, 2, 5), (3, 24, 4, 17)):
        model = _model(ctx, layers=layers, width=width, heads=heads)
        tokens = _tokens(ctx, model, count)
        ctx.close(
            answer.forward(model, tokens),
            _reference(model, tokens),
            f"the logits of {count} tokens without a cache",
            rtol=1e-4,
        )


def check_in_pieces(answer, ctx):
    model = _model(ctx, layers=2, width=24, heads=3)
    tokens = _tokens(ctx, model, 20)
    right = _reference(model, tokens)
    middle = ctx.rng.randrange(4, 9)
    for pieces in ([20], [middle, 20 - middle], [7, 1, 1, 5, 6], [1] * 20):
        cache, parts, start = _cache(answer, model, 20), [], 0
        for size in pieces:
            parts.append(answer.forward(model, tokens[start : start + size], cache))
            start += size
            ctx.equal(cache.length, start, "the length of the cache after a forward pass")
        ctx.close(
            torch.cat(parts), right, f"the logits of 20 tokens in {len(pieces)} pieces", rtol=1e-4
        )


def check_same_tokens(answer, ctx):
    for length, count in ((1, 6), (9, 20)):
        model = _model(ctx, layers=2, width=16, heads=2)
        prompt = _tokens(ctx, model, length)
        right = _recompute(ctx.solution, model, prompt, count)
        ctx.equal(answer.generate(model, prompt, count), right, f"{count} tokens after {length}")
    ctx.equal(answer.generate(model, prompt, 0), [], "no tokens at all")


def check_one_token_a_step(answer, ctx):
    model = _model(ctx)
    prompt = _tokens(ctx, model, 6)
    seen, true_forward = [], answer.forward

    def counting(model, tokens, cache=None):
        seen.append(len(tokens))
        return true_forward(model, tokens, cache)

    answer.forward = counting
    try:
        answer.generate(model, prompt, 5)
    finally:
        answer.forward = true_forward
    ctx.that(
        sum(seen[1:]) == len(seen) - 1 and len(seen) in (5, 6) and seen[0] == 6,
        "a step runs more than the new token",
        expected="6 tokens, then 1 at a time",
        got=str(seen),
        usually="the whole text goes into forward again.",
    )


def check_speed(answer, ctx):
    count = ctx.steps(256, 96)
    model = _model(ctx, layers=2, width=96, heads=4, vocabulary=64, longest=300)
    ctx.race(
        "times_recompute",
        lambda prompt: answer.generate(model, prompt, count),
        lambda prompt: _recompute(ctx.solution, model, prompt, count),
        lambda: (_tokens(ctx, model, 8),),
        rounds=2,
        agree=lambda got, want: ctx.equal(got, want, f"{count} tokens"),
    )
