"""Checks of the point-in-time join."""

import math

_DAY = 86_400


def _reference(labels, log, max_age):
    """Look at every row for every label."""
    found = []
    for label in labels:
        best = None
        for place, row in enumerate(log):
            if row.entity != label.entity or row.known > label.time:
                continue
            key = (row.event, row.known, place)
            if best is None or key > best[0]:
                best = (key, row)
        fits = best is not None and label.time - best[1].event <= max_age
        found.append(best[1].value if fits else None)
    return found


def _world(ctx, answer, entities, rows, labels, ties=True):
    """Labels and a shuffled log; some rows become known long after their event."""
    rng = ctx.rng
    names = [f"user{n}" for n in range(entities)]
    step = 7 if ties else 1
    log = []
    for number in range(rows):
        event = rng.randrange(1000 // step) * step
        late = rng.choice((0, 0, step, 30 * step, 60 * step))
        log.append(answer.Row(rng.choice(names), event, event + late, float(number)))
    rng.shuffle(log)
    asked = [
        answer.Label(rng.choice([*names, "stranger"]), rng.randrange(1200 // step) * step)
        for _ in range(labels)
    ]
    return asked, log


def _auc(scores, outcomes):
    """Share of pairs in which the positive stands higher, ties one half."""
    order = sorted(range(len(scores)), key=lambda i: scores[i])
    ranks, start = [0.0] * len(scores), 0
    while start < len(order):
        end = start
        while end < len(order) and scores[order[end]] == scores[order[start]]:
            end += 1
        for place in order[start:end]:
            ranks[place] = (start + end + 1) / 2
        start = end
    positive = sum(outcomes)
    rank_sum = sum(rank for rank, hit in zip(ranks, outcomes, strict=True) if hit)
    return (rank_sum - positive * (positive + 1) / 2) / (positive * (len(scores) - positive))


def check_types(answer, ctx):
    labels, log = _world(ctx, answer, 3, 20, 9)
    kept = list(labels), list(log)
    got = answer.point_in_time_join(labels, log, 500)
    ctx.that(
        isinstance(got, list), "the join gives no list", expected="a list", got=type(got).__name__
    )
    ctx.equal(len(got), 9, "the number of values for 9 labels")
    ctx.equal(
        [labels, log],
        list(kept),
        "labels and log after use",
        usually="the log was sorted in place.",
    )
    ctx.equal(answer.point_in_time_join([], log, 5), [], "the join of no labels")
    ctx.equal(answer.point_in_time_join(labels, [], 5), [None] * 9, "the join with an empty log")


def check_worked_example(answer, ctx):
    log = [
        answer.Row("ann", 10, 10, 1.0),
        answer.Row("ann", 20, 35, 2.0),
        answer.Row("ann", 40, 40, 3.0),
        answer.Row("bob", 5, 5, 9.0),
    ]
    labels = [answer.Label("ann", t) for t in (9, 10, 30, 35, 39, 40, 71)] + [
        answer.Label("bob", 36)
    ]
    wanted = [None, 1.0, 1.0, 2.0, 2.0, 3.0, None, None]
    ctx.equal(answer.point_in_time_join(labels, log, 30), wanted, "the worked example")
    store = answer.OnlineStore(30)
    for row in log[:2]:
        store.put(row)
    ctx.equal(
        [store.get("ann", 36), store.get("ann", 51), store.get("bob", 36)],
        [2.0, None, None],
        "the online store of the worked example",
    )


def check_join_reference(answer, ctx):
    for entities, rows, labels in ((1, 1, 3), (1, 30, 30), (4, 60, 40), (9, 300, 120)):
        for max_age in (0, 40, 300, 10_000):
            asked, log = _world(ctx, answer, entities, rows, labels)
            ctx.equal(
                answer.point_in_time_join(asked, log, max_age),
                _reference(asked, log, max_age),
                f"the join of {labels} labels with {rows} rows, max_age {max_age}",
            )


def check_online_reference(answer, ctx):
    for max_age in (0, 50, 10_000):
        asked, log = _world(ctx, answer, 4, 80, 40)
        store, now = answer.OnlineStore(max_age), 0
        by_time = sorted(range(len(log)), key=lambda place: log[place].known)
        for label in sorted(asked, key=lambda label: label.time):
            while now < len(by_time) and log[by_time[now]].known <= label.time:
                store.put(log[by_time[now]])
                now += 1
            seen = [log[place] for place in by_time[:now]]
            ctx.equal(
                [store.get(label.entity, label.time)],
                _reference([label], seen, max_age),
                f"the online value of {label.entity} at {label.time}, max_age {max_age}",
            )


def check_no_future(answer, ctx):
    asked, log = _world(ctx, answer, 3, 120, 60)
    before = answer.point_in_time_join(asked, log, 400)
    for place in ctx.rng.sample(range(len(asked)), 25):
        now = asked[place].time
        changed = [row._replace(value=-1.0) if row.known > now else row for row in log]
        changed.append(answer.Row(asked[place].entity, now, now + 1, -2.0))
        changed.append(answer.Row(asked[place].entity, now + 1, now + 1, -3.0))
        after = answer.point_in_time_join(asked, changed, 400)
        ctx.equal(
            after[place],
            before[place],
            f"the value at {now} after changing rows that became known later",
            usually="the join looks at `event` and not at `known`, or takes the newest of all.",
        )


def check_order_free(answer, ctx):
    asked, log = _world(ctx, answer, 4, 100, 50, ties=False)
    unique = list({(row.entity, row.event, row.known): row for row in log}.values())
    wanted = answer.point_in_time_join(asked, unique, 300)
    for name, mixed in (
        ("sorted by event", sorted(unique, key=lambda row: row.event)),
        ("reversed", unique[::-1]),
    ):
        ctx.equal(
            answer.point_in_time_join(asked, mixed, 300), wanted, f"the join with the log {name}"
        )
    turned = answer.point_in_time_join(asked[::-1], unique, 300)
    ctx.equal(
        turned,
        wanted[::-1],
        "the join with the labels reversed",
        usually="the labels were sorted and the values come back in that order.",
    )


def check_offline_is_online(answer, ctx):
    for max_age in (60, 5000):
        asked, log = _world(ctx, answer, 5, 150, 60)
        offline = answer.point_in_time_join(asked, log, max_age)
        store, now, online = answer.OnlineStore(max_age), 0, [None] * len(asked)
        ordered = sorted(log, key=lambda row: row.known)
        for place in sorted(range(len(asked)), key=lambda place: asked[place].time):
            while now < len(ordered) and ordered[now].known <= asked[place].time:
                store.put(ordered[now])
                now += 1
            online[place] = store.get(asked[place].entity, asked[place].time)
        ctx.equal(offline, online, "the joined values beside what was served live")


def check_figures(answer, ctx):
    """Card fraud: the true risk shows a little before, the chargeback shows all, but later."""
    rng, log, labels, outcomes = ctx.rng, [], [], []
    for number in range(3000):
        name, now = f"card{number}", rng.randrange(30, 60) * _DAY
        risk = rng.gauss(0, 1)
        fraud = rng.random() < 1 / (1 + math.exp(-1.5 * risk + 1))
        for days in (20, 9, 2):
            event = now - days * _DAY + rng.randrange(_DAY)
            log.append(answer.Row(name, event, event + 3600, risk + rng.gauss(0, 0.5)))
        # The investigation dates its finding back to the day of the payment or the day before.
        event = now - rng.choice((0, 1)) * _DAY
        known = now + rng.randrange(5, 30) * _DAY
        log.append(answer.Row(name, event, known, (4.0 if fraud else -4.0) + rng.gauss(0, 1)))
        labels.append(answer.Label(name, now))
        outcomes.append(fraud)
    rng.shuffle(log)
    values = answer.point_in_time_join(labels, log, 14 * _DAY)
    ctx.metric("coverage", sum(value is not None for value in values) / len(values))
    ctx.metric("auc", _auc([value or 0.0 for value in values], outcomes))
