"""Checks of GPT-2, the small one."""

import math

import torch
from torch.nn import functional

_FULL = []


def _expected(config):
    """Name and shape of every parameter, matrices as (out, in)."""
    width = config.width
    shapes = {"wte.weight": (config.vocab, width), "wpe.weight": (config.block, width)}
    linear = {
        "attn.c_attn": (3 * width, width),
        "attn.c_proj": (width, width),
        "mlp.c_fc": (4 * width, width),
        "mlp.c_proj": (width, 4 * width),
    }
    for layer in range(config.layers):
        for name, shape in linear.items():
            shapes[f"h.{layer}.{name}.weight"] = shape
            shapes[f"h.{layer}.{name}.bias"] = shape[:1]
        for norm in ("ln_1", "ln_2"):
            shapes[f"h.{layer}.{norm}.weight"] = shapes[f"h.{layer}.{norm}.bias"] = (width,)
    shapes["ln_f.weight"] = shapes["ln_f.bias"] = (width,)
    return shapes


def _named(model):
    return dict(model.named_parameters(remove_duplicate=False))


def _small(answer, ctx, **sizes):
    """A small model in float64 on the CPU, every parameter random."""
    config = answer.Config(
        **{"vocab": 17, "block": 9, "layers": 2, "heads": 3, "width": 12, **sizes}
    )
    model = answer.GPT2(config).double().eval()
    generator = ctx.generator()
    with torch.no_grad():
        for one in model.parameters():
            one.copy_(torch.randn(one.shape, generator=generator, dtype=torch.float64) * 0.4)
    return model, config


def _norm(x, weights, name):
    x = x - x.mean(-1, keepdim=True)
    x = x / (x.pow(2).mean(-1, keepdim=True) + 1e-5).sqrt()
    return x * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def _linear(x, weights, name):
    return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]


def _reference(weights, config, ids):
    """The logits by the definition, from named weights, one head and one position at a time."""
    size = config.width // config.heads
    x = weights["wte.weight"][ids] + weights["wpe.weight"][: ids.shape[1]]
    for layer in range(config.layers):
        name = f"h.{layer}"
        qkv = _linear(_norm(x, weights, f"{name}.ln_1"), weights, f"{name}.attn.c_attn")
        q, k, v = qkv.split(config.width, dim=-1)
        mixed = torch.zeros_like(x)
        for head in range(config.heads):
            own = slice(head * size, (head + 1) * size)
            for i in range(ids.shape[1]):
                scores = (k[:, : i + 1, own] * q[:, i : i + 1, own]).sum(-1) / math.sqrt(size)
                mixed[:, i, own] = (scores.softmax(-1).unsqueeze(-1) * v[:, : i + 1, own]).sum(1)
        x = x + _linear(mixed, weights, f"{name}.attn.c_proj")
        up = _linear(_norm(x, weights, f"{name}.ln_2"), weights, f"{name}.mlp.c_fc")
        up = 0.5 * up * (1 + torch.tanh(math.sqrt(2 / math.pi) * (up + 0.044715 * up**3)))
        x = x + _linear(up, weights, f"{name}.mlp.c_proj")
    return _norm(x, weights, "ln_f") @ weights["wte.weight"].T


def _full(answer, ctx):
    """The whole model, built once a run."""
    if not _FULL:
        torch.manual_seed(ctx.seed)
        _FULL.append(answer.GPT2(answer.Config()).to(ctx.device).eval())
    return _FULL[0]


def check_names(answer, ctx):
    config = answer.Config(vocab=17, block=9, layers=2, heads=3, width=12)
    model = answer.GPT2(config)
    here = {name: tuple(one.shape) for name, one in _named(model).items()}
    head = here.pop("lm_head.weight", None)
    wanted = _expected(config)
    missing, more = sorted(wanted.keys() - here), sorted(here.keys() - wanted)
    ctx.that(
        not missing and not more,
        f"{len(missing)} parameters are missing and {len(more)} are not in GPT-2",
        expected=", ".join(missing[:4]) or "no others",
        got=", ".join(more[:4]) or "none of these",
        usually="a module has another name than in the task's table, or a bias too many or few.",
    )
    for name, shape in wanted.items():
        ctx.equal(here[name], shape, f"the shape of {name}", "linear weights are (out, in).")
    named = _named(model)
    ctx.that(
        head is None or named["lm_head.weight"] is named["wte.weight"],
        "the head has a matrix of its own",
        expected="lm_head.weight is wte.weight",
        got="two matrices",
        usually="input embedding and head share one parameter; copying its values is not enough.",
    )
    ids = torch.randint(17, (2, 5), generator=ctx.generator())
    ctx.shape(model(ids), (2, 5, 17), "the logits of 2 rows of 5 tokens")


def check_worked_example(answer, ctx):
    model = answer.GPT2(answer.Config(vocab=10, block=4, layers=1, heads=1, width=2))
    count = sum(one.numel() for one in model.parameters())
    ctx.equal(count, 106, "the number of parameters of the worked example")
    with_decay, without = answer.groups(model, 0.1)
    sizes = [sum(one.numel() for one in group["params"]) for group in (with_decay, without)]
    ctx.equal(sizes, [76, 30], "the numbers with and without weight decay")


def check_logits(answer, ctx):
    for sizes, shape in (({}, (2, 9)), ({"layers": 1, "heads": 1}, (1, 1)), ({"heads": 4}, (3, 6))):
        model, config = _small(answer, ctx, **sizes)
        ids = torch.randint(config.vocab, shape, generator=ctx.generator())
        with torch.no_grad():
            got, wanted = model(ids), _reference(_named(model), config, ids)
        what = f"the logits with {config.layers} layers and {config.heads} heads on {shape}"
        ctx.close(got, wanted, what, rtol=1e-7, atol=1e-7)


def check_context(answer, ctx):
    model, _ = _small(answer, ctx)
    ids = torch.randint(17, (1, 9), generator=ctx.generator())
    before = model(ids).detach()
    t = ctx.rng.randrange(8)
    changed = ids.clone()
    changed[:, t + 1 :] = (changed[:, t + 1 :] + 1 + ctx.rng.randrange(15)) % 17
    ctx.close(
        model(changed)[:, : t + 1],
        before[:, : t + 1],
        f"the logits up to {t} after changing the tokens behind it",
        rtol=1e-7,
        atol=1e-7,
        usually="a position sees the future.",
    )
    longer = torch.zeros(1, 10, dtype=torch.long)
    ctx.raises(ValueError, lambda: model(longer), "10 tokens in a context of 9")


def check_start(answer, ctx):
    config = answer.Config(vocab=2000, block=200, layers=4, heads=4, width=192)
    torch.manual_seed(ctx.seed)
    for name, one in answer.GPT2(config).named_parameters():
        one = one.detach()
        if one.dim() < 2:
            value = 0.0 if name.endswith("bias") else 1.0
            ctx.close(one, torch.full_like(one, value), f"{name} at the start")
            continue
        wanted = 0.02 / math.sqrt(8) if "c_proj" in name else 0.02
        usually = (
            "what is added to the stream starts smaller, by the root of twice the layers."
            if "c_proj" in name
            else "the default start of the module was kept."
        )
        ctx.close(
            one.std().item(),
            wanted,
            f"the standard deviation of {name}",
            rtol=0.05,
            atol=0,
            usually=usually,
        )
        ctx.close(one.mean().item(), 0.0, f"the mean of {name}", rtol=0, atol=1e-3)


def check_decay(answer, ctx):
    model, config = _small(answer, ctx)
    decay = ctx.rng.choice((0.01, 0.1, 0.3))
    given = answer.groups(model, decay)
    ctx.equal([group["weight_decay"] for group in given], [decay, 0.0], "the two weight decays")
    names = {id(one): name for name, one in model.named_parameters()}
    got = [sorted(names[id(one)] for one in group["params"]) for group in given]
    every = sorted(names.values())
    ctx.equal(
        sorted(got[0] + got[1]),
        every,
        "the parameters in both groups together",
        "one is in no group, or the shared matrix is in twice.",
    )
    vectors = [name for name in every if name.endswith("bias") or "ln_" in name]
    ctx.equal(
        got[1],
        vectors,
        "the parameters without weight decay",
        "biases and the weights of the norms do not decay.",
    )
    torch.optim.AdamW(given, lr=1e-3)


def check_whole(answer, ctx):
    model = _full(answer, ctx)
    ctx.metric("parameters", sum(one.numel() for one in model.parameters()))
    ids = ctx.move(torch.randint(50257, (1, 129), generator=ctx.generator()))
    with torch.no_grad():
        logits = model(ids[:, :-1])[0].float()
    ctx.metric("start_loss", functional.cross_entropy(logits, ids[0, 1:]).item())


def check_speed(answer, ctx):
    mine = _full(answer, ctx)
    ours = ctx.solution.GPT2(ctx.solution.Config()).to(ctx.device).eval()
    weights = _named(mine)
    with torch.no_grad():
        for name, one in ours.named_parameters():
            one.copy_(weights[name])

    def step(model):
        def run(ids):
            model.zero_grad(set_to_none=True)
            loss = functional.cross_entropy(model(ids[:, :-1]).flatten(0, 1), ids[:, 1:].flatten())
            loss.backward()
            return loss.detach()

        return run

    def inputs():
        return (ctx.move(torch.randint(50257, (4, 513), generator=ctx.generator())),)

    def agree(got, wanted):
        ctx.close(got.item(), wanted.item(), "the loss", rtol=1e-3)

    ctx.race("tokens_a_second", step(mine), step(ours), inputs, agree=agree)
