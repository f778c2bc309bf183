"""Checks of FID, inception score and KID."""

import math

import numpy as np

_FEATURES = 64


def _covariance(rng, size):
    """A covariance with very different axes."""
    factor = rng.normal(size=(size, size)) * rng.uniform(0.2, 2, size=size)
    return factor @ factor.T / size + 0.05 * np.eye(size)


def _frechet(mean_a, cov_a, mean_b, cov_b):
    """By the eigenvalues of the product, which need no matrix root."""
    product = np.linalg.eigvals(cov_a @ cov_b).astype(complex)
    root = np.sqrt(product).real.sum()
    shift = math.fsum((x - y) ** 2 for x, y in zip(mean_a, mean_b, strict=True))
    return float(shift + np.diag(cov_a).sum() + np.diag(cov_b).sum() - 2 * root)


def _score(rows):
    average = [math.fsum(column) / len(rows) for column in zip(*rows, strict=True)]
    terms = [
        p * math.log(p / q) for row in rows for p, q in zip(row, average, strict=True) if p > 0
    ]
    return math.exp(math.fsum(terms) / len(rows))


def _kid(a, b):
    def kernel(x, y):
        return (math.fsum(p * q for p, q in zip(x, y, strict=True)) / len(x) + 1) ** 3

    def within(rows):
        pairs = [kernel(x, y) for i, x in enumerate(rows) for j, y in enumerate(rows) if i != j]
        return math.fsum(pairs) / len(pairs)

    between = [kernel(x, y) for x in a for y in b]
    return within(a) + within(b) - 2 * math.fsum(between) / len(between)


def check_kinds(answer, ctx):
    rng = ctx.numpy()
    a, b = rng.normal(size=(9, 4)), rng.normal(size=(6, 4))
    kept = a.copy()
    mean, cov = answer.moments(a)
    ctx.shape(mean, (4,), "the mean of 9 images with 4 features")
    ctx.shape(cov, (4, 4), "their covariance", usually="features and images are exchanged.")
    for name, value in (
        ("frechet", answer.frechet(mean, cov, mean, cov)),
        ("inception_score", answer.inception_score(np.full((5, 3), 1 / 3))),
        ("kid", answer.kid(a, b)),
    ):
        ctx.that(
            isinstance(value, float),
            f"{name} gives no float",
            expected="a float",
            got=type(value).__name__,
        )
    ctx.equal(a, kept, "the features after use", usually="the features were changed in place.")


def check_worked_frechet(answer, ctx):
    got = answer.frechet(
        np.zeros(2), np.diag([1.0, 4.0]), np.array([3.0, 4.0]), np.diag([9.0, 4.0])
    )
    ctx.close(
        got,
        29.0,
        "the distance of the worked example",
        rtol=1e-9,
        usually="a square root or the factor 2 is missing, or the shift is not squared.",
    )


def check_worked_score(answer, ctx):
    ctx.close(
        answer.inception_score(np.array([[0.9, 0.1], [0.1, 0.9]])),
        1.444935,
        "the score of the worked example",
        rtol=1e-5,
    )


def check_worked_kid(answer, ctx):
    got = answer.kid(np.array([[0.0], [2.0]]), np.array([[1.0], [1.0]]))
    ctx.close(got, -19.0, "the KID of the worked example", rtol=1e-9)


def check_moments_reference(answer, ctx):
    rng = ctx.numpy()
    for images, size in ((2, 1), (3, 7), (50, 5)):
        features = rng.normal(3, 2, size=(images, size))
        mean, cov = answer.moments(features)
        ctx.close(mean, features.sum(axis=0) / images, f"the mean of {images} images", rtol=1e-9)
        ctx.close(
            cov,
            np.atleast_2d(np.cov(features, rowvar=False)),
            f"the covariance of {images} images with {size} features",
            rtol=1e-9,
            atol=1e-9,
        )


def check_frechet_reference(answer, ctx):
    rng = ctx.numpy()
    for size in (1, 2, 5, 16):
        a, b = _covariance(rng, size), _covariance(rng, size)
        mean_a, mean_b = rng.normal(size=size), rng.normal(size=size)
        wanted = _frechet(mean_a, a, mean_b, b)
        ctx.close(
            answer.frechet(mean_a, a, mean_b, b),
            wanted,
            f"the distance in {size} dimensions",
            rtol=1e-7,
            atol=1e-7,
        )
        ctx.close(
            answer.frechet(mean_b, b, mean_a, a),
            wanted,
            "the same with both exchanged",
            rtol=1e-7,
            atol=1e-7,
        )


def check_score_reference(answer, ctx):
    for images, classes in ((1, 1), (1, 4), (7, 3), (40, 10)):
        probs = ctx.numpy().dirichlet(np.full(classes, 0.3), size=images)
        ctx.close(
            answer.inception_score(probs),
            _score(probs.tolist()),
            f"the score of {images} images over {classes} classes",
            rtol=1e-9,
        )


def check_kid_reference(answer, ctx):
    for n, m, size in ((2, 2, 1), (5, 8, 3), (12, 4, 9)):
        rng = ctx.numpy()
        a, b = rng.normal(size=(n, size)), rng.normal(0.5, 2, size=(m, size))
        ctx.close(
            answer.kid(a, b),
            _kid(a.tolist(), b.tolist()),
            f"the KID of {n} and {m} images with {size} features",
            rtol=1e-8,
            atol=1e-9,
        )


def check_shift_squared(answer, ctx):
    rng = ctx.numpy()
    cov = _covariance(rng, _FEATURES)
    mean = rng.normal(size=_FEATURES)
    ctx.close(
        answer.frechet(mean, cov, mean + 0.25, cov),
        4.0,
        "the distance of two equal Gaussians, shifted by 0.25 in each of 64 features",
        rtol=1e-6,
        usually="equal covariances must cancel; then only the shift squared is left.",
    )
    ctx.close(
        answer.frechet(mean, cov, mean, 4 * cov),
        float(np.trace(cov)),
        "the distance of a Gaussian from one twice as wide",
        rtol=1e-6,
    )


def check_singular(answer, ctx):
    rng = ctx.numpy()
    few = rng.normal(size=(10, _FEATURES))
    centred = few - few.mean(axis=0)
    cov, mean = centred.T @ centred / 9, few.mean(axis=0)
    usually = "the covariance has rank 9, so some eigenvalues are a hair below 0: cut them at 0."
    got = answer.frechet(mean, cov, mean, cov)
    ctx.that(
        math.isfinite(got),
        "the distance of 10 images from themselves is no number",
        expected="0",
        got=got,
        usually=usually,
    )
    ctx.close(got, 0.0, "the distance of 10 images from themselves", atol=1e-4, usually=usually)
    ctx.close(
        answer.frechet(mean, cov, mean, np.zeros_like(cov)),
        float(np.trace(cov)),
        "the distance from a single point",
        rtol=1e-5,
    )


def check_sure_and_varied(answer, ctx):
    classes = ctx.rng.randint(3, 12)
    sure = np.eye(classes)
    ctx.close(
        answer.inception_score(np.repeat(sure, 4, axis=0)),
        float(classes),
        "the score of sure images of all classes",
        rtol=1e-9,
        usually="0 ln 0 is 0, and numpy makes it nan.",
    )
    ctx.close(
        answer.inception_score(np.repeat(sure[:1], 9, axis=0)),
        1.0,
        "the score of nine images of one class",
        rtol=1e-9,
    )
    ctx.close(
        answer.inception_score(np.full((9, classes), 1 / classes)),
        1.0,
        "the score of nine images that could be anything",
        rtol=1e-9,
    )


def check_bias(answer, ctx):
    rng = ctx.numpy()

    def fid(images):
        a, b = (rng.normal(size=(images, _FEATURES)) for _ in range(2))
        return answer.frechet(*answer.moments(a), *answer.moments(b))

    ctx.metric("fid_equal_100", float(np.mean([fid(100) for _ in range(5)])))
    ctx.metric("fid_equal_10000", fid(10_000))
    pairs = [rng.normal(size=(2, 500, _FEATURES)) for _ in range(8)]
    ctx.metric("kid_equal_500", float(np.mean([abs(answer.kid(a, b)) for a, b in pairs])))
