"""Checks of the two-tower model."""

import math

import numpy as np
import torch

_USERS, _ITEMS, _PAIRS, _HELD = 20_000, 100_000, 62_000, 2_000
_USER_SIZES, _ITEM_SIZES = [9, 12, 4, 20], [40, 30, 12, 60]
_K, _DIM, _SHOWN, _GROUP = 1000, 6, 3000, 500


def _world(ctx):
    """A shop: users and items are known by categories only; taste is a product of both."""
    rng = ctx.numpy()
    users = np.stack([rng.integers(0, size, _USERS) for size in _USER_SIZES], 1)
    items = np.stack([rng.integers(0, size, _ITEMS) for size in _ITEM_SIZES], 1)
    taste = sum(rng.normal(size=(s, _DIM))[users[:, j]] for j, s in enumerate(_USER_SIZES))
    style = sum(rng.normal(size=(s, _DIM))[items[:, j]] for j, s in enumerate(_ITEM_SIZES))
    fame = 0.3 * sum(rng.normal(size=s)[items[:, j]] for j, s in enumerate(_ITEM_SIZES))
    fame = (fame + 0.3 * rng.normal(size=_ITEMS)).astype(np.float32)
    taste, style = taste.astype(np.float32), (0.4 * style / _DIM**0.5).astype(np.float32)
    buyers, bought = rng.integers(0, _USERS, _PAIRS), np.empty(_PAIRS, dtype=np.int64)
    for start in range(0, _PAIRS, _GROUP):
        rows = slice(start, start + _GROUP)
        shown = rng.integers(0, _ITEMS, _SHOWN)
        value = taste[buyers[rows]] @ style[shown].T + fame[shown]
        chance = rng.random(value.shape, dtype=np.float32).clip(1e-7, 1 - 1e-7)
        bought[rows] = shown[(value - np.log(-np.log(chance))).argmax(1)]
    pairs = np.stack([buyers, bought], 1)[rng.permutation(_PAIRS)]
    return [ctx.move(torch.from_numpy(array)) for array in (users, items, pairs)]


def _features(ctx, sizes, rows):
    columns = [torch.randint(size, (rows,), generator=ctx.generator()) for size in sizes]
    return ctx.move(torch.stack(columns, 1))


def _loss(users, items, ids, log_share):
    """One row at a time, in plain floats."""
    users, items = users.detach().cpu().double().tolist(), items.detach().cpu().double().tolist()
    ids, log_share = ids.tolist(), log_share.detach().cpu().double().tolist()
    total = 0.0
    for row, user in enumerate(users):
        scores = [
            sum(a * b for a, b in zip(user, item, strict=True)) - share
            for item, share in zip(items, log_share, strict=True)
        ]
        rivals = [s for c, s in enumerate(scores) if c == row or ids[c] != ids[row]]
        high = max(rivals)
        total += high + math.log(sum(math.exp(s - high) for s in rivals)) - scores[row]
    return total / len(users)


def _batch(ctx, size, dim, kinds):
    ids = torch.randint(kinds, (size,), generator=ctx.generator())
    share = torch.rand(kinds, generator=ctx.generator())[ids].log()
    return ctx.randn(size, dim), ctx.randn(kinds, dim)[ids], ctx.move(ids), ctx.move(share)


def check_shapes(answer, ctx):
    for sizes, rows in (([3], 1), ([5, 2, 9], 7)):
        tower = ctx.move(answer.Tower(sizes, width=4, dim=6))
        got = tower(_features(ctx, sizes, rows))
        ctx.shape(got, (rows, 6), f"the vectors of {rows} rows with {len(sizes)} features")
        ctx.finite(got, "the vectors")
    loss = answer.in_batch_loss(*_batch(ctx, 5, 3, 5))
    ctx.shape(loss, (), "the loss")
    recall = answer.recall_at_k(
        ctx.randn(3, 4), ctx.randn(9, 4), ctx.move(torch.tensor([1, 2, 8])), 20
    )
    ctx.equal(recall, 1.0, "recall@20 in 9 items")


def check_worked_example(answer, ctx):
    users, items = torch.tensor([[1.0], [2.0]]), torch.tensor([[1.0], [0.0]])
    share = torch.tensor([0.5, 0.25]).log()
    got = answer.in_batch_loss(*map(ctx.move, (users, items, torch.tensor([7, 9]), share)))
    ctx.close(
        got.detach().cpu(),
        torch.tensor(1.0489),
        "the loss of the worked example",
        rtol=2e-4,
        usually="the logarithm of the share is added instead of subtracted, or left out.",
    )
    got = answer.in_batch_loss(*map(ctx.move, (users, items, torch.tensor([7, 7]), share)))
    ctx.close(
        got.detach().cpu(),
        torch.tensor(0.0),
        "the loss when both items are the same one",
        atol=1e-6,
        usually="an item is a negative for a user who chose that very item.",
    )


def check_loss_reference(answer, ctx):
    for size, dim, kinds in ((1, 1, 3), (2, 4, 2), (9, 3, 4), (33, 8, 1000)):
        drawn = _batch(ctx, size, dim, kinds)
        got = answer.in_batch_loss(*drawn).detach().cpu()
        ctx.close(got, torch.tensor(_loss(*drawn)), f"the loss of a batch of {size}", rtol=1e-4)


def check_recall_reference(answer, ctx):
    for rows, items, k in ((1, 1, 1), (5, 40, 7), (300, 60, 10), (513, 50, 25)):
        users, table = ctx.randn(rows, 5), ctx.randn(items, 5)
        targets = torch.randint(items, (rows,), generator=ctx.generator())
        scores = users.cpu().double() @ table.cpu().double().T
        targets[::2] = scores[::2].argmax(1)
        better = (scores > scores.gather(1, targets[:, None])).sum(1)
        wanted = float((better < k).double().mean())
        ctx.close(
            answer.recall_at_k(users, table, ctx.move(targets), k),
            wanted,
            f"recall@{k} of {rows} users in {items} items",
            rtol=1e-9,
        )


def check_rows_alone(answer, ctx):
    sizes = [6, 6, 11]
    tower = ctx.move(answer.Tower(sizes, width=8, dim=5))
    features = _features(ctx, sizes, 12)
    whole = tower(features).detach()
    ctx.close(
        tower(features[3:5]).detach(),
        whole[3:5],
        "the vectors of two rows without the others",
        atol=1e-5,
        usually="rows of a batch are mixed.",
    )
    one, other = ctx.move(torch.tensor([[0, 1, 2]])), ctx.move(torch.tensor([[1, 0, 2]]))
    gap = float((tower(one) - tower(other)).detach().abs().max())
    ctx.that(
        gap > 1e-6,
        "exchanging two features changes nothing",
        expected="other vectors",
        got="the same",
        usually="the features share one table, or are summed.",
    )
    for column in range(3):
        moved = features.clone()
        moved[:, column] = (moved[:, column] + 1) % sizes[column]
        gap = float((tower(moved) - tower(features)).detach().abs().max())
        ctx.that(
            gap > 1e-6,
            f"feature {column} has no influence",
            expected="other vectors",
            got="the same",
        )


def check_shares_shift(answer, ctx):
    users, items, ids, share = _batch(ctx, 12, 4, 100)
    before = answer.in_batch_loss(users, items, ids, share).detach()
    after = answer.in_batch_loss(users, items, ids, share + 1.5).detach()
    ctx.close(after, before, "the loss when all shares grow by the same factor", rtol=1e-4)
    order = torch.randperm(12, generator=ctx.generator()).to(users.device)
    mixed = answer.in_batch_loss(users[order], items[order], ids[order], share[order]).detach()
    ctx.close(mixed, before, "the loss after a shuffle of the batch", rtol=1e-4)


def check_train_fits_both(answer, ctx):
    sizes = [8]
    towers = [ctx.move(answer.Tower(sizes, width=8, dim=8)) for _ in range(2)]
    features = ctx.move(torch.arange(8)[:, None])
    pairs = ctx.move(torch.arange(8)[:, None].repeat(40, 2))
    before = [[p.detach().clone() for p in tower.parameters()] for tower in towers]
    answer.train(
        *towers, features, features, pairs, 150, torch.Generator().manual_seed(ctx.seed), 32
    )
    for name, tower, old in zip(("user", "item"), towers, before, strict=True):
        moved = any(
            float((p - q).abs().max()) > 1e-4 for p, q in zip(tower.parameters(), old, strict=True)
        )
        ctx.that(
            moved, f"the {name} tower was not trained", expected="other weights", got="the same"
        )
    with torch.no_grad():
        found = answer.recall_at_k(towers[0](features), towers[1](features), features[:, 0], 1)
    ctx.equal(found, 1.0, "recall@1 after training on 8 users who each like one item")


def check_recall_rises(answer, ctx):
    users, items, pairs = _world(ctx)
    held, known = pairs[:_HELD], pairs[_HELD:]
    ctx.seed_all()
    towers = [ctx.move(answer.Tower(sizes)) for sizes in (_USER_SIZES, _ITEM_SIZES)]

    def recall():
        with torch.no_grad():
            return answer.recall_at_k(
                towers[0](users[held[:, 0]]), towers[1](items), held[:, 1], _K
            )

    ctx.metric("recall_before", recall())
    most = torch.bincount(known[:, 1].cpu(), minlength=_ITEMS).topk(_K).indices
    popular = float(torch.isin(held[:, 1].cpu(), most).double().mean())
    generator = torch.Generator().manual_seed(ctx.seed)
    answer.train(*towers, users, items, known, ctx.steps(600, 120), generator)
    after = recall()
    ctx.notes.append(f"the {_K} most popular items have a recall of {popular:.3f} in this world")
    ctx.metric("recall_after", after)
    ctx.metric("times_random", after / (_K / _ITEMS))
    ctx.metric("times_popularity", after / popular)
