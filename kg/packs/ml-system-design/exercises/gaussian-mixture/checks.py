"""Checks of a Gaussian mixture fitted by EM."""

import math

import numpy as np


def _mixture(answer, rng, k, d):
    roots = rng.normal(size=(k, d, d)) * 0.4 + np.eye(d)
    covariances = roots @ roots.transpose(0, 2, 1) + 0.1 * np.eye(d)
    return answer.Mixture(rng.dirichlet(np.full(k, 3.0)), rng.normal(size=(k, d)) * 2, covariances)


def _densities(x, mixture):
    """Weight times density of each point under each component, one number at a time."""
    rows = []
    for point in x:
        row = []
        for weight, mean, covariance in zip(*mixture, strict=True):
            away = point - mean
            power = -0.5 * float(away @ np.linalg.inv(covariance) @ away)
            scale = math.sqrt((2 * math.pi) ** len(mean) * np.linalg.det(covariance))
            row.append(float(weight) * math.exp(power) / scale)
        rows.append(row)
    return rows


def _log_likelihood(x, mixture):
    return sum(math.log(sum(row)) for row in _densities(x, mixture))


def _sizes(ctx):
    rng = ctx.numpy()
    for n, k, d in ((1, 1, 1), (5, 2, 1), (7, 1, 3), (40, 3, 2), (25, 4, 4)):
        yield rng, n, k, d


def check_shapes(answer, ctx):
    for rng, n, k, d in _sizes(ctx):
        mixture = _mixture(answer, rng, k, d)
        x = rng.normal(size=(n, d))
        kept = x.copy()
        shares, total = answer.e_step(x, mixture)
        ctx.shape(shares, (n, k), f"the responsibilities of {n} points and {k} components")
        ctx.that(
            isinstance(total, float),
            "the log-likelihood is no float",
            expected="a float",
            got=type(total).__name__,
        )
        after = answer.m_step(x, np.full((n, k), 1 / k))
        ctx.shape(after.weights, (k,), "the weights after an M step")
        ctx.shape(after.means, (k, d), "the means after an M step")
        ctx.shape(after.covariances, (k, d, d), "the covariances after an M step")
        ctx.shape(answer.draw(mixture, 6, rng), (6, d), f"six draws in {d} dimensions")
        _, history = answer.fit(rng.normal(size=(50, d)), mixture, 2)
        ctx.equal(len(history), 2, "the length of the history after two rounds")
        ctx.equal(x, kept, "the points after use", usually="the points were changed in place.")


def _worked(answer):
    x = np.array([[0.0], [1.0], [2.0]])
    ones = np.ones((2, 1, 1))
    return x, answer.Mixture(np.array([0.5, 0.5]), np.array([[0.0], [2.0]]), ones)


def check_worked_e_step(answer, ctx):
    x, mixture = _worked(answer)
    shares, total = answer.e_step(x, mixture)
    wanted = np.array([[0.8808, 0.1192], [0.5, 0.5], [0.1192, 0.8808]])
    ctx.close(shares, wanted, "the responsibilities of the worked example", rtol=0, atol=1e-4)
    ctx.close(total, -4.3893, "the log-likelihood of the worked example", rtol=0, atol=2e-4)


def check_worked_m_step(answer, ctx):
    x, _ = _worked(answer)
    shares = np.array([[0.8808, 0.1192], [0.5, 0.5], [0.1192, 0.8808]])
    after = answer.m_step(x, shares, ridge=0.0)
    ctx.close(after.weights, np.array([0.5, 0.5]), "the new weights", rtol=0, atol=1e-4)
    ctx.close(after.means, np.array([[0.4923], [1.5077]]), "the new means", rtol=0, atol=1e-4)
    ctx.close(after.covariances, np.full((2, 1, 1), 0.4089), "the new variances", rtol=0, atol=2e-4)


def check_e_step_reference(answer, ctx):
    for rng, n, k, d in _sizes(ctx):
        mixture = _mixture(answer, rng, k, d)
        x = rng.normal(size=(n, d)) * 2
        rows = np.array(_densities(x, mixture))
        shares, total = answer.e_step(x, mixture)
        ctx.close(
            shares,
            rows / rows.sum(1, keepdims=True),
            f"the responsibilities of {n} points, {k} components, {d} dimensions",
            rtol=1e-8,
        )
        ctx.close(
            total, _log_likelihood(x, mixture), f"the log-likelihood of {n} points", rtol=1e-8
        )


def check_m_step_reference(answer, ctx):
    for rng, n, k, d in _sizes(ctx):
        x, shares = rng.normal(size=(n, d)) * 2 + 3, rng.dirichlet(np.full(k, 0.7), size=n)
        shares = (shares + 0.01) / (1 + 0.01 * k)
        after = answer.m_step(x, shares, 0.0)
        for c in range(k):
            size = sum(float(s) for s in shares[:, c])
            mean = sum(s * p for s, p in zip(shares[:, c], x, strict=True)) / size
            spread = sum(
                s * np.outer(p - mean, p - mean) for s, p in zip(shares[:, c], x, strict=True)
            )
            ctx.close(after.weights[c], size / n, f"the weight of component {c}", rtol=1e-9)
            ctx.close(after.means[c], mean, f"the mean of component {c}", rtol=1e-8)
            ctx.close(
                after.covariances[c], spread / size, f"the covariance of component {c}", rtol=1e-7
            )


def check_far_points(answer, ctx):
    rng = ctx.numpy()
    mixture = _mixture(answer, rng, 3, 2)
    x = rng.normal(size=(6, 2)) + np.array([300.0, -400.0])
    usually = (
        "exp of a large negative number is 0: subtract the largest logarithm of the row first."
    )
    shares, total = answer.e_step(x, mixture)
    ctx.finite(shares, "the responsibilities of points far from every component", usually)
    ctx.finite(total, "the log-likelihood of points far from every component", usually)
    ctx.close(shares.sum(1), np.ones(6), "the sum of each row of responsibilities", rtol=1e-9)


def check_point_mass(answer, ctx):
    x = np.array([[1.0, 1.0], [5.0, 2.0], [6.0, 1.0], [5.0, 3.0]])
    shares = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [0.0, 1.0]])
    after = answer.m_step(x, shares, ridge=0.01)
    ctx.close(
        after.covariances[0],
        0.01 * np.eye(2),
        "the covariance of a component of one point",
        rtol=1e-9,
        usually="the ridge is missing: such a component shrinks to a point.",
    )
    _, total = answer.e_step(x, after)
    ctx.finite(total, "the log-likelihood after a component of one point")


def check_never_worse(answer, ctx):
    for rng, _, k, d in _sizes(ctx):
        x = np.concatenate([rng.normal(size=(60, d)) + shift for shift in (-2, 0, 3)])
        wide = np.stack([4 * np.eye(d)] * k)
        start = answer.Mixture(rng.dirichlet(np.full(k, 9.0)), rng.normal(size=(k, d)), wide)
        mixture, history = answer.fit(x, start, 12, ridge=0.0)
        ctx.finite(history, "the log-likelihood of each round")
        rises = [b - a for a, b in zip(history, history[1:], strict=False)]
        worst = min(rises)
        ctx.that(
            worst > -1e-6 * abs(history[-1]),
            "the log-likelihood fell from one round to the next",
            expected="never a fall",
            got=f"a fall by {-worst:.4g}",
            usually="an M step that does not belong to its E step.",
        )
        ctx.that(
            _log_likelihood(x, mixture) >= history[-1] - 1e-6 * abs(history[-1]),
            "the mixture returned is worse than the last one measured",
        )


def check_order_of_components(answer, ctx):
    rng = ctx.numpy()
    mixture, x = _mixture(answer, rng, 4, 2), rng.normal(size=(80, 2)) * 2
    turn = rng.permutation(4)
    turned = answer.Mixture(*(part[turn] for part in mixture))
    a, first = answer.fit(x, mixture, 5)
    b, second = answer.fit(x, turned, 5)
    ctx.close(second, first, "the history with the components in another order", rtol=1e-8)
    ctx.close(b.means, a.means[turn], "the means with the components in another order", rtol=1e-6)


def check_draws(answer, ctx):
    rng = ctx.numpy()
    root = np.array([[1.0, 0.0], [0.6, 0.5]])
    covariances = np.stack([4 * root @ root.T, 0.01 * np.eye(2)])
    mixture = answer.Mixture(
        np.array([0.3, 0.7]), np.array([[8.0, -8.0], [-20.0, 5.0]]), covariances
    )
    x = answer.draw(mixture, 20_000, rng)
    first = x[x[:, 0] > -8]
    ctx.close(len(first) / len(x), 0.3, "the share of draws from component 0", rtol=0, atol=0.02)
    ctx.close(
        first.mean(0), mixture.means[0], "the mean of the draws from component 0", rtol=0, atol=0.15
    )
    ctx.close(
        np.cov(first.T),
        covariances[0],
        "the covariance of the draws from component 0",
        rtol=0,
        atol=0.35,
        usually="the covariance was used where its square root (Cholesky factor) is meant.",
    )


def check_figures(answer, ctx):
    rng = ctx.numpy()
    covariances = np.array(
        [[[1.0, 0.8], [0.8, 1.0]], [[0.3, 0.0], [0.0, 2.0]], [[1.0, -0.5], [-0.5, 0.6]]]
    )
    truth = answer.Mixture(
        np.array([0.5, 0.3, 0.2]), np.array([[0.0, 0.0], [4.0, 1.0], [-2.0, 4.0]]), covariances
    )
    chosen = rng.choice(3, size=4000, p=truth.weights)
    x = np.stack([rng.multivariate_normal(truth.means[c], covariances[c]) for c in chosen])
    train, held_out = x[:2000], x[2000:]
    start = answer.Mixture(
        np.full(3, 1 / 3), truth.means + rng.normal(size=(3, 2)), np.stack([2 * np.eye(2)] * 3)
    )
    found, _ = answer.fit(train, start, ctx.steps(100, 30))
    best = _log_likelihood(held_out, truth)
    ctx.metric("gap", (best - _log_likelihood(held_out, found)) / len(held_out))
