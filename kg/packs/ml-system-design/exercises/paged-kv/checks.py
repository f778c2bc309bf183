"""Checks of the paged cache and the serving simulator."""


def _blocks_of(tokens, size):
    return (tokens + size - 1) // size


def _served(requests, blocks, size, slots):
    """The server by counting alone: no tables, used blocks summed anew each time."""
    queue = [(i, 0) for i in range(len(requests))]
    active, ends, step, back = [], [0] * len(requests), 0, 0

    def used():
        return sum(_blocks_of(length, size) for _, _, length in active)

    while queue or active:
        step += 1
        while queue and len(active) < slots:
            who, made = queue[0]
            length = requests[who][0] + made
            if used() + _blocks_of(length, size) > blocks:
                break
            active.append([who, made, length])
            queue.pop(0)
        at = 0
        while at < len(active):
            active[at][2] += 1
            if used() > blocks:
                active[at][2] -= 1
                who, made, _ = active.pop()
                queue.insert(0, (who, made))
                back += 1
                continue
            active[at][1] += 1
            at += 1
        for who, made, _ in active:
            if made == requests[who][1]:
                ends[who] = step
        active = [one for one in active if one[1] < requests[one[0]][1]]
    return {"steps": step, "finished": ends, "preempted": back}


def check_types(answer, ctx):
    cache = answer.PagedCache(4, 2)
    ctx.equal(cache.free_blocks, 4, "the free blocks of a new cache")
    ctx.equal(cache.block_size, 2, "the block size")
    ctx.equal(cache.add(7, 3), True, "add with room")
    ctx.that(isinstance(cache.table(7), list), "the table is no list")
    got = answer.serve([(1, 1)], 2, 2, 1)
    ctx.equal(sorted(got), ["finished", "preempted", "steps"], "the keys that serve returns")


def check_worked_example(answer, ctx):
    cache = answer.PagedCache(5, 4)
    cache.add(0, 6)
    ctx.equal(len(cache.table(0)), 2, "the blocks of 6 tokens")
    ctx.equal(cache.waste(0), 2, "the waste of 6 tokens")
    ctx.equal(tuple(cache.place(0, 5)), (cache.table(0)[1], 1), "the place of position 5")
    blocks = []
    for _ in range(3):
        cache.append(0)
        blocks.append(len(cache.table(0)))
    ctx.equal(
        blocks,
        [2, 2, 3],
        "the blocks after 7, 8 and 9 tokens",
        usually="a new block is taken when the last one is full, not before, not later.",
    )
    ctx.equal(answer.static_steps([1, 4, 2, 2], 2), 6, "the static steps of the example")
    got = answer.serve([(1, 1), (1, 4), (1, 2), (1, 2)], 100, 4, 2)
    ctx.equal(got["finished"], [1, 4, 3, 5], "when the requests of the example finish")
    ctx.equal(got["steps"], 5, "the continuous steps of the example")


def check_static(answer, ctx):
    for count, slots in ((1, 4), (4, 4), (ctx.rng.randrange(9, 30), 4), (5, 1)):
        outputs = [ctx.rng.randrange(1, 50) for _ in range(count)]
        right, left = 0, list(outputs)
        while left:
            batch, left = left[:slots], left[slots:]
            while any(one > 0 for one in batch):
                batch = [one - 1 for one in batch]
                right += 1
        ctx.equal(answer.static_steps(outputs, slots), right, f"static steps of {count} requests")
    ctx.equal(answer.static_steps([], 3), 0, "static steps of no requests")


def check_served(answer, ctx):
    ctx.equal(
        answer.serve([], 4, 2, 3), {"steps": 0, "finished": [], "preempted": 0}, "no requests"
    )
    ctx.raises(
        ValueError,
        lambda: answer.serve([(1, 1), (5, 4)], 4, 2, 2),
        "a request of 9 tokens in a cache of 8",
    )
    put_back = 0
    for turn in range(30):
        size, slots = ctx.rng.randrange(1, 6), ctx.rng.randrange(1, 6)
        requests = [
            (ctx.rng.randrange(1, 12), ctx.rng.randrange(1, 15))
            for _ in range(ctx.rng.randrange(1, 14))
        ]
        least = max(_blocks_of(prompt + output, size) for prompt, output in requests)
        blocks = least + ctx.rng.randrange(0, 2 * least)
        right = _served(requests, blocks, size, slots)
        put_back += right["preempted"]
        got = answer.serve(requests, blocks, size, slots)
        where = f"of case {turn} ({blocks} blocks of {size}, {slots} slots)"
        ctx.equal(got["finished"], right["finished"], f"the steps of finishing {where}")
        ctx.equal(got["steps"], right["steps"], f"the steps {where}")
        ctx.equal(got["preempted"], right["preempted"], f"the sequences put back {where}")
    ctx.notes.append(f"{put_back} sequences were put back in 30 cases")


def check_blocks(answer, ctx):
    size, total = ctx.rng.randrange(1, 5), ctx.rng.randrange(6, 14)
    cache, lengths = answer.PagedCache(total, size), {}
    for number in range(300):
        free = total - sum(_blocks_of(one, size) for one in lengths.values())
        does = ctx.rng.choice(("add", "append", "append", "append", "release"))
        if does == "add" or not lengths:
            tokens = ctx.rng.randrange(1, 3 * size + 2)
            fits = _blocks_of(tokens, size) <= free
            ctx.equal(cache.add(number, tokens), fits, f"add of {tokens} tokens, {free} free")
            if fits:
                lengths[number] = tokens
        elif does == "append":
            one = ctx.rng.choice(sorted(lengths))
            fits = lengths[one] % size > 0 or free > 0
            ctx.equal(cache.append(one), fits, f"append to {lengths[one]} tokens, {free} free")
            lengths[one] += fits
        else:
            one = ctx.rng.choice(sorted(lengths))
            cache.release(one)
            del lengths[one]
        _consistent(ctx, cache, lengths, total, size)


def _consistent(ctx, cache, lengths, total, size):
    held = []
    for one, length in lengths.items():
        table = cache.table(one)
        ctx.equal(len(table), _blocks_of(length, size), f"the blocks of {length} tokens")
        held += table
        last = length - 1
        ctx.equal(
            tuple(cache.place(one, last)),
            (table[last // size], last % size),
            f"the place of token {last}",
        )
        ctx.raises(
            IndexError,
            lambda one=one, length=length: cache.place(one, length),
            f"the place of token {length} of {length}",
        )
    ctx.that(len(set(held)) == len(held), "a block is in two tables", got=sorted(held))
    ctx.that(all(0 <= block < total for block in held), "a block number is not there", got=held)
    ctx.equal(cache.free_blocks, total - len(held), "the free blocks")


def check_little_waste(answer, ctx):
    for size in (1, 4, 16):
        cache = answer.PagedCache(50, size)
        for one in range(10):
            cache.add(one, ctx.rng.randrange(1, 4 * size + 1))
            for _ in range(ctx.rng.randrange(0, size)):
                cache.append(one)
            waste = cache.waste(one)
            ctx.that(
                0 <= waste < size,
                "a sequence wastes a block or more",
                expected=f"0 to {size - 1}",
                got=waste,
            )


def check_throughput(answer, ctx):
    requests = [
        (ctx.rng.randrange(5, 60), min(400, 1 + int(ctx.rng.expovariate(1 / 60))))
        for _ in range(400)
    ]
    slots = 16
    steps = answer.serve(requests, 300, 16, slots)["steps"]
    static = answer.static_steps([output for _, output in requests], slots)
    ctx.metric("times_static", static / steps)
