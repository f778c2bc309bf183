"""Checks of sorting with a GPT."""

import torch
from torch import nn


class _Fake(nn.Module):
    """A model that answers by a rule and remembers what it was shown."""

    def __init__(self, rule):
        super().__init__()
        self.rule, self.shown = rule, []
        self.weight = nn.Parameter(torch.zeros(1))

    def forward(self, ids):
        self.shown.append(ids.detach().cpu().clone())
        return self.rule(ids) + 0 * self.weight


def _table(ctx):
    """Logits that depend on the place and on the digit there."""
    places = ctx.randn(40, 10, 10)
    return lambda ids: places[torch.arange(ids.shape[1], device=ids.device), ids]


def _counts_up(ids):
    """The digit after the last one is likeliest at every place."""
    return nn.functional.one_hot((ids + 1) % 10, 10).float() * 9


def _sorts(count):
    """The right digit at the last place, whatever elsewhere."""

    def rule(ids):
        logits = -nn.functional.one_hot(ids, 10).float()
        wanted = ids[:, :count].sort(dim=1).values[:, ids.shape[1] - count]
        logits[:, -1] = nn.functional.one_hot(wanted, 10).float() * 9
        return logits

    return rule


def _numbers(ctx, batch, count):
    return ctx.move(torch.randint(10, (batch, count), generator=ctx.generator()))


def check_shapes(answer, ctx):
    for batch, count in ((4, 6), (1, 1), (3, 2)):
        x, y = answer.sequences(_numbers(ctx, batch, count))
        for one, what in ((x, "inputs"), (y, "targets")):
            ctx.shape(one, (batch, 2 * count - 1), f"the {what} of lists of {count}")
            ctx.that(one.dtype == torch.int64, f"the {what} are not int64", got=str(one.dtype))
    value = answer.loss(_Fake(_table(ctx)).to(ctx.device), _numbers(ctx, 4, 6))
    ctx.shape(value, (), "the loss", "it is the mean over all places that count: one number.")
    got = answer.answer_with(_Fake(_table(ctx)).to(ctx.device), _numbers(ctx, 4, 6))
    ctx.shape(got, (4, 6), "the answers to 4 lists of 6")


def check_worked_example(answer, ctx):
    x, y = answer.sequences(ctx.move(torch.tensor([[3, 1, 2]])))
    ctx.equal(x.tolist(), [[3, 1, 2, 1, 2]], "the inputs of the worked example")
    ctx.equal(y.tolist(), [[-1, -1, 1, 2, 3]], "the targets of the worked example")


def check_layout(answer, ctx):
    for batch, count in ((5, 6), (2, 1), (7, 9)):
        numbers = _numbers(ctx, batch, count)
        kept = numbers.clone()
        x, y = answer.sequences(numbers)
        ctx.equal(numbers, kept, "the lists handed in, afterwards", "they were changed in place.")
        for row, own in enumerate(numbers.tolist()):
            whole = own + sorted(own)
            ctx.equal(x[row].tolist(), whole[:-1], f"the inputs of {own}")
            wanted = [-1] * (count - 1) + whole[count:]
            ctx.equal(
                y[row].tolist(),
                wanted,
                f"the targets of {own}",
                usually="the last digit of the list has to predict the first of the answer.",
            )


def check_masked_loss(answer, ctx):
    for batch, count in ((6, 6), (1, 2), (3, 1)):
        numbers, rule = _numbers(ctx, batch, count), _table(ctx)
        whole = torch.cat((numbers, numbers.sort(dim=1).values), dim=1)
        logs = rule(whole[:, :-1]).log_softmax(-1)[:, count - 1 :]
        wanted = -logs.gather(-1, whole[:, count:].unsqueeze(-1)).mean()
        got = answer.loss(_Fake(rule).to(ctx.device), numbers)
        usually = "places inside the list count too, though nothing can predict random digits."
        ctx.close(got, wanted, f"the loss of {batch} lists of {count}", rtol=1e-4, usually=usually)


def check_generation(answer, ctx):
    numbers = _numbers(ctx, 5, 4)
    model = _Fake(_sorts(4)).to(ctx.device)
    ctx.equal(
        answer.answer_with(model, numbers),
        numbers.sort(dim=1).values,
        "the answers of a model that always knows the next digit",
        usually="the next digit is read at the last place, and each one is put in before the next.",
    )
    sizes = [tuple(one.shape) for one in model.shown]
    ctx.equal(
        sizes,
        [(5, 4), (5, 5), (5, 6), (5, 7)],
        "the shapes that the model was shown",
        usually="the model sees the list and its own digits so far, and nothing else.",
    )
    got = answer.answer_with(_Fake(_counts_up).to(ctx.device), numbers)
    wanted = (numbers[:, -1:] + 1 + torch.arange(4, device=numbers.device)) % 10
    ctx.equal(got, wanted, "the answers of a model that counts on from the last digit")


def check_training_data(answer, ctx):
    torch.manual_seed(ctx.seed)
    model = _Fake(_table(ctx)).to(ctx.device)
    answer.train(model, 4, ctx.seed, count=5, batch=8)
    lists = [one[:, :5] for one in model.shown]
    ctx.equal(len(lists), 4, "the number of batches in 4 steps")
    ctx.that(
        all(not torch.equal(lists[0], one) for one in lists[1:]),
        "every step sees the same lists",
        expected="fresh lists in each step",
        got=lists[0][0].tolist(),
        usually="the generator is made anew inside the loop.",
    )
    digits = sorted({digit for one in lists for digit in one.flatten().tolist()})
    ctx.equal(digits, list(range(10)), "the digits in the lists")


def check_trained(answer, ctx):
    torch.manual_seed(ctx.seed)
    model = ctx.solution.Decoder(11).to(ctx.device)
    answer.train(model, ctx.steps(300, 120), ctx.seed)
    model.eval()
    numbers = _numbers(ctx, 2000, 6)
    got = answer.answer_with(model, numbers)
    right = (got == numbers.sort(dim=1).values).all(dim=1).float().mean().item()
    ctx.metric("exact", right)
