"""Checks of speculative decoding."""

import numpy as np


class _Scripted:
    """Stands for a generator: random() gives a fixed u, choice is drawn by a true generator."""

    def __init__(self, u, draw):
        self._u = u
        self._draw = draw
        self.asked = []

    def random(self):
        return self._u

    def choice(self, count, p=None):
        self.asked.append(np.array(p))
        return self._draw.choice(count, p=p)


def _two(ctx, size, sharp=1.0):
    draw = ctx.numpy()
    p, q = np.exp(draw.normal(size=(2, size)) * sharp)
    return p / p.sum(), q / q.sum()


def _chain(ctx, size):
    """Target and draft as Markov chains; row `size` is the start."""
    tables = [np.exp(ctx.numpy().normal(size=(size + 1, size))) for _ in range(2)]
    target_rows, draft_rows = (table / table.sum(1, keepdims=True) for table in tables)

    def draft(tokens):
        return draft_rows[tokens[-1] if len(tokens) else size]

    def target(prefix, drafted):
        text = [*prefix, *drafted]
        places = range(len(prefix), len(text) + 1)
        return np.stack([target_rows[text[i - 1] if i else size] for i in places])

    return target, draft, target_rows


def check_types(answer, ctx):
    p, q = _two(ctx, 5)
    ctx.shape(answer.residual(p, q), (5,), "the residual")
    token, accepted = answer.accept_or_replace(1, p, q, ctx.numpy())
    ctx.that(
        0 <= token < 5 and accepted in (True, False),
        "the verdict is no (token, bool)",
        got=(token, accepted),
    )
    target, draft, _ = _chain(ctx, 4)
    prefix = [1, 2]
    got = answer.speculative_step(target, draft, prefix, 3, ctx.numpy())
    ctx.that(
        isinstance(got, list) and 1 <= len(got) <= 4,
        "the step gives no list of 1 to 4 tokens",
        got=got,
    )
    ctx.equal(prefix, [1, 2], "the prefix after the step", usually="the caller's list was changed.")


def check_worked_example(answer, ctx):
    p, q = np.array([0.5, 0.3, 0.2]), np.array([0.7, 0.1, 0.2])
    ctx.close(
        answer.residual(p, q),
        np.array([0.0, 1.0, 0.0]),
        "the residual of the example",
        usually="negative differences count as nothing, and the rest is made to sum to 1.",
    )
    ctx.close(
        answer.expected_tokens(0.8, 4),
        3.3616,
        "the expected tokens of the example",
        rtol=1e-9,
        usually="the extra token of the target is forgotten.",
    )
    for u, right in ((0.71, (0, True)), (0.72, (1, False))):
        script = _Scripted(u, ctx.numpy())
        got = answer.accept_or_replace(0, p, q, script)
        for asked in script.asked:
            ctx.close(
                asked,
                np.array([0.0, 1.0, 0.0]),
                "what the replacement of the example is drawn from",
                usually="a rejected token is replaced from the residual, not from the target.",
            )
        ctx.equal(
            tuple(got),
            right,
            f"token 0 of the example with u = {u}",
            usually="the test is not u < p(token) / q(token).",
        )


def check_verdicts(answer, ctx):
    for size in (1, 2, 7, 40):
        p, q = _two(ctx, size)
        ctx.close(
            answer.residual(p, p),
            p,
            "the residual of equal distributions",
            rtol=1e-9,
            usually="a sum of zero is divided by.",
        )
        if size == 1:
            continue
        rest = [max(a - b, 0.0) for a, b in zip(p, q, strict=True)]
        right = np.array([one / sum(rest) for one in rest])
        ctx.close(answer.residual(p, q), right, f"the residual of {size} tokens", rtol=1e-9)
        for token in range(size):
            u = ctx.rng.random()
            script = _Scripted(u, ctx.numpy())
            got, accepted = answer.accept_or_replace(token, p, q, script)
            wanted = u * q[token] < p[token]
            ctx.equal(bool(accepted), bool(wanted), f"whether token {token} is accepted")
            if wanted:
                ctx.equal(int(got), token, "an accepted token")
            else:
                ctx.that(
                    len(script.asked) == 1,
                    "a replacement takes one draw",
                    got=f"{len(script.asked)} draws",
                )
                ctx.close(script.asked[0], right, "what the replacement is drawn from", rtol=1e-9)


def check_step(answer, ctx):
    """Where target and draft are certain, the tokens of a step are known."""
    size, gamma = 6, 4
    certain = np.eye(size)
    for wrong_at in range(gamma + 1):

        def draft(tokens, wrong_at=wrong_at):
            place = len(tokens) - 2
            return certain[(len(tokens) + (place == wrong_at)) % size]

        def target(prefix, drafted):
            return np.stack([certain[(len(prefix) + i) % size] for i in range(len(drafted) + 1)])

        right = [(2 + i) % size for i in range(wrong_at + 1)]
        got = answer.speculative_step(target, draft, [5, 5], gamma, ctx.numpy())
        ctx.equal(
            list(map(int, got)),
            right,
            f"the step with the draft's first wrong token at {wrong_at} of {gamma}",
        )
    target, draft, _ = _chain(ctx, 5)
    got = answer.speculative_step(target, draft, [], 0, ctx.numpy())
    ctx.equal(len(got), 1, "the tokens of a step without a draft")


def check_one_call(answer, ctx):
    target, draft, _ = _chain(ctx, 5)
    calls, asked = [], []

    def counting_target(prefix, drafted):
        calls.append(len(drafted))
        return target(prefix, drafted)

    def counting_draft(tokens):
        asked.append(list(tokens))
        return draft(tokens)

    answer.speculative_step(counting_target, counting_draft, [3], 4, ctx.numpy())
    ctx.equal(
        calls,
        [4],
        "the drafted tokens of each call of the target",
        usually="the target is called for each token, which saves nothing.",
    )
    ctx.equal(
        [len(one) for one in asked],
        [1, 2, 3, 4],
        "the tokens the draft is given",
        usually="the draft does not see its own earlier tokens.",
    )


def check_expected_length(answer, ctx):
    for gamma in (0, 1, 5):
        ctx.close(answer.expected_tokens(1.0, gamma), gamma + 1.0, "the tokens if all are accepted")
        ctx.close(answer.expected_tokens(0.0, gamma), 1.0, "the tokens if none is accepted")
    a, gamma = ctx.rng.uniform(0.3, 0.9), ctx.rng.randrange(2, 9)
    ctx.close(
        answer.expected_tokens(a, gamma),
        (1 - a ** (gamma + 1)) / (1 - a),
        f"the tokens at acceptance {a:.3f} and gamma {gamma}",
    )


def check_distribution(answer, ctx):
    p, q = _two(ctx, 8)
    count, rng = ctx.steps(40_000, 10_000), ctx.numpy()
    seen, accepted = np.zeros(8), 0
    for token in rng.choice(8, size=count, p=q):
        got, kept = answer.accept_or_replace(int(token), p, q, rng)
        seen[got] += 1
        accepted += bool(kept)
    ctx.notes.append(f"the draft itself is {abs(p - q).sum() / 2:.3f} away")
    ctx.metric("acceptance_off_by", abs(accepted / count - np.minimum(p, q).sum()))
    ctx.metric("total_variation", np.abs(seen / count - p).sum() / 2)


def check_pairs(answer, ctx):
    size, gamma = 3, 2
    target, draft, rows = _chain(ctx, size)
    count, rng = ctx.steps(12_000, 4_000), ctx.numpy()
    seen = np.zeros((size, size))
    for _ in range(count):
        text = []
        while len(text) < 2:
            text += answer.speculative_step(target, draft, text, gamma, rng)
        seen[text[0], text[1]] += 1
    right = rows[size][:, None] * rows[:size]
    ctx.metric("pair_variation", np.abs(seen / count - right).sum() / 2)
