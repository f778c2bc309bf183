"""Checks of the bandit policies and of the canary's rule."""

import math

import numpy as np

_RATES = (0.8, 0.5, 0.2, 0.4)
_STEPS = 20_000


def _table(ctx, arms):
    pulls = [ctx.rng.randint(1, 60) for _ in range(arms)]
    return [ctx.rng.randint(0, n) for n in pulls], pulls


def _best(values):
    return max(range(len(values)), key=lambda arm: (values[arm], -arm))


def _regret(choose, rng, steps):
    """What was lost against always pulling the best arm, in expected wins."""
    wins, pulls = [0] * len(_RATES), [0] * len(_RATES)
    order = rng.permutation(len(_RATES))
    draws = rng.random(steps)
    lost = 0.0
    for draw in draws:
        arm = choose(wins, pulls)
        rate = _RATES[order[arm]]
        wins[arm] += bool(draw < rate)
        pulls[arm] += 1
        lost += max(_RATES) - rate
    return lost


def _policies(answer, rng):
    return {
        "epsilon": lambda w, n: answer.epsilon_greedy(w, n, 0.1, rng),
        "ucb": lambda w, n: answer.ucb1(w, n),
        "thompson": lambda w, n: answer.thompson(w, n, rng),
    }


def check_arms_are_numbers(answer, ctx):
    for arms in (1, 2, 5):
        wins, pulls = _table(ctx, arms)
        kept = list(wins), list(pulls)
        for name, choose in _policies(answer, ctx.numpy()).items():
            arm = choose(wins, pulls)
            ctx.that(
                isinstance(arm, int) and 0 <= arm < arms,
                f"{name} chose no arm of {arms}",
                expected=f"an int from 0 to {arms - 1}",
                got=repr(arm),
            )
        ctx.equal([wins, pulls], list(kept), "wins and pulls after use")


def check_worked_example(answer, ctx):
    wins, pulls = [60, 6, 1], [100, 10, 4]
    ctx.equal(
        answer.ucb1(wins, pulls),
        2,
        "the arm of UCB1 in the worked example",
        usually="the logarithm is not of all pulls, or the factor 2 is missing.",
    )
    rng = ctx.numpy()
    greedy = [answer.epsilon_greedy([60, 61, 1], [100, 101, 4], 0.0, rng) for _ in range(20)]
    ctx.equal(greedy, [1] * 20, "the arms of 20 greedy choices with epsilon = 0")
    ctx.equal(answer.next_share(0.01, 30, 1000, 200, 20000), 0.0, "the share of the worked example")


def check_unpulled_first(answer, ctx):
    ctx.equal(answer.ucb1([0, 0, 0], [0, 0, 0]), 0, "the first arm of UCB1")
    ctx.equal(
        answer.ucb1([5, 0, 0], [5, 0, 0]), 1, "the arm of UCB1 when arms 1 and 2 were never pulled"
    )
    ctx.equal(
        answer.epsilon_greedy([5, 0], [5, 0], 0.0, ctx.numpy()),
        1,
        "the greedy arm when arm 1 was never pulled",
    )
    arm = answer.thompson([0, 0], [0, 0], ctx.numpy())
    ctx.that(
        arm in (0, 1), "Thompson sampling fails before the first pull", expected="0 or 1", got=arm
    )


def check_ucb_reference(answer, ctx):
    for arms in (1, 2, 3, 8):
        for _ in range(15):
            wins, pulls = _table(ctx, arms)
            log = math.log(sum(pulls))
            bounds = [w / n + (2 * log / n) ** 0.5 for w, n in zip(wins, pulls, strict=True)]
            ctx.equal(answer.ucb1(wins, pulls), _best(bounds), f"UCB1 with wins {wins} of {pulls}")


def check_greedy_shares(answer, ctx):
    for epsilon, arms in ((0.3, 3), (1.0, 4), (0.0, 3)):
        wins, pulls = [8] + [1] * (arms - 1), [10] * arms
        rng, rounds = ctx.numpy(), 4000
        counts = np.zeros(arms)
        for _ in range(rounds):
            counts[answer.epsilon_greedy(wins, pulls, epsilon, rng)] += 1
        wanted = np.full(arms, epsilon / arms)
        wanted[0] += 1 - epsilon
        ctx.close(
            counts / rounds,
            wanted,
            f"the shares of {arms} arms at epsilon = {epsilon:g}",
            rtol=0,
            atol=0.035,
        )


def check_thompson_shares(answer, ctx):
    # P(Beta(a, b) > Beta(c, d)) by a sum over a grid.
    for wins, pulls in (
        ((3, 6), (10, 10)),
        ((0, 0), (0, 0)),
        ((1, 30), (2, 80)),
        ((0, 4), (6, 12)),
    ):
        x = (np.arange(20_000) + 0.5) / 20_000
        logs = [w * np.log(x) + (n - w) * np.log(1 - x) for w, n in zip(wins, pulls, strict=True)]
        first, second = (np.exp(one - one.max()) for one in logs)
        first, second = first / first.sum(), second / second.sum()
        wanted = float((first * (np.cumsum(second) - second / 2)).sum())
        rng, rounds = ctx.numpy(), 4000
        got = (
            sum(answer.thompson(list(wins), list(pulls), rng) == 0 for _ in range(rounds)) / rounds
        )
        ctx.close(
            got, wanted, f"the share of arm 0 with wins {wins} of {pulls}", rtol=0, atol=0.035
        )


def check_canary_reference(answer, ctx):
    ladder = (0.01, 0.05, 0.25, 1.0)
    for _ in range(200):
        share = ctx.rng.choice(ladder)
        requests, stable = ctx.rng.choice((100, 499, 500, 3000)), ctx.rng.choice((1000, 40_000))
        errors = int(requests * ctx.rng.choice((0, 0.01, 0.012, 0.02, 0.05)))
        stable_errors = int(stable * ctx.rng.choice((0, 0.01, 0.02)))
        pooled = (errors + stable_errors) / (requests + stable)
        gap = errors / requests - stable_errors / stable
        width = (pooled * (1 - pooled) * (1 / requests + 1 / stable)) ** 0.5
        wanted = share
        if width and gap > 2.33 * width:
            wanted = 0.0
        elif requests >= 500:
            wanted = ladder[min(ladder.index(share) + 1, 3)]
        ctx.equal(
            answer.next_share(share, errors, requests, stable_errors, stable),
            wanted,
            f"the share after {share:g}, {errors} errors of {requests} against "
            f"{stable_errors} of {stable}",
        )


def check_canary_edges(answer, ctx):
    ctx.equal(answer.next_share(0.05, 0, 0, 0, 0), 0.05, "the share without any request")
    ctx.equal(answer.next_share(0.05, 0, 900, 0, 9000), 0.25, "the share without any error")
    ctx.equal(
        answer.next_share(0.01, 60, 60, 10, 10_000),
        0.0,
        "the share when all of 60 requests fail",
        usually="a disaster must not wait for the least number of requests.",
    )
    ctx.equal(
        answer.next_share(0.25, 5, 9000, 900, 9000), 1.0, "the share of a canary that is far better"
    )
    ctx.equal(answer.next_share(1.0, 5, 9000, 50, 9000), 1.0, "the share at the end of the ladder")
    ctx.equal(
        answer.next_share(0.1, 5, 9000, 5, 9000, ladder=(0.1, 0.5), least=10),
        0.5,
        "the share on another ladder",
    )
    # 3 errors where 1 was expected prove nothing in 100 requests.
    ctx.equal(answer.next_share(0.01, 3, 100, 100, 10_000), 0.01, "the share after 3 errors of 100")


def check_regret(answer, ctx):
    steps, rounds = ctx.steps(_STEPS, 3000), ctx.steps(3, 2)
    total = dict.fromkeys(("epsilon", "ucb", "thompson"), 0.0)
    for _ in range(rounds):
        for name, choose in _policies(answer, ctx.numpy()).items():
            total[name] += _regret(choose, ctx.numpy(), steps) / rounds
    ctx.notes.append(
        "regret in wins: " + ", ".join(f"{name} {value:.0f}" for name, value in total.items())
    )
    ctx.metric("epsilon_regret", total["epsilon"])
    ctx.metric("ucb_share", total["ucb"] / total["epsilon"])
    ctx.metric("thompson_share", total["thompson"] / total["epsilon"])
