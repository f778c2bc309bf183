"""Checks of commit wait. Time is simulated; only the checks know the true one."""

_MOST_LOOKS = 200_000


class _World:
    """The true time in microseconds, and what happens whenever it moves."""

    def __init__(self, now=1_000_000):
        self.now, self.watch = now, lambda: None

    def pass_by(self, duration):
        self.now += duration
        self.watch()


class _Clock:
    """A clock with an error of its own, at most e. wobble: both change, and sleep ends early."""

    def __init__(self, world, rng, e, wobble=False, error=None):
        self.world, self.rng, self.e, self.wobble = world, rng, e, wobble
        self.error = rng.randint(-e, e) if error is None else error
        self.looks = 0

    def now(self):
        self.looks += 1
        if self.looks > _MOST_LOOKS:
            raise RuntimeError("the clock was looked at too often without sleeping")
        e = self.e
        if self.wobble:
            e = self.rng.randint(1, self.e)
            self.error = self.rng.randint(-e, e)
        return self.world.now + self.error - e, self.world.now + self.error + e

    def sleep(self, duration):
        if duration < 0:
            raise ValueError(f"sleep of {duration}")
        if self.wobble:
            duration = self.rng.randint(duration // 2, duration)
        self.world.pass_by(max(1, int(duration)))


class _Fixed:
    """An interval that stands still."""

    def __init__(self, earliest, latest):
        self.now = lambda: (earliest, latest)


def _nothing():
    return None


def check_kinds(answer, ctx):
    got = answer.after(_Fixed(95, 105), 1)
    ctx.that(isinstance(got, bool), "after gives no bool", expected="a bool", got=got)
    got = answer.choose_timestamp(105, 50)
    ctx.that(isinstance(got, int), "choose_timestamp gives no int", expected="an int", got=got)
    got = answer.Leader(_Clock(_World(), ctx.rng, 5)).commit({"x": 1}, _nothing)
    ctx.that(isinstance(got, int), "commit gives no int", expected="an int", got=got)


def check_worked_example(answer, ctx):
    ctx.equal(answer.choose_timestamp(105, 50), 105, "the timestamp")
    ctx.equal(answer.choose_timestamp(105, 110), 111, "the timestamp after 110")
    ctx.equal(
        answer.choose_timestamp(105, 50, [120, 90]), 120, "the timestamp with prepares 120 and 90"
    )
    world = _World(100)
    answer.commit_wait(_Clock(world, ctx.rng, 5, error=0), 105)
    ctx.equal(world.now, 111, "the true time at which the wait for 105 ends")
    world = _World(100)
    leader = answer.Leader(_Clock(world, ctx.rng, 5, error=0))
    ctx.equal(leader.commit({"x": 1}, lambda: world.pass_by(8)), 105, "the commit's timestamp")
    ctx.equal(world.now, 111, "the true time at which the commit returns")


def check_sure(answer, ctx):
    for _ in range(60):
        earliest = ctx.rng.randint(0, 50)
        latest = earliest + ctx.rng.choice((0, 1, 7))
        possible = range(earliest, latest + 1)
        clock = _Fixed(earliest, latest)
        for t in (earliest - 1, earliest, latest, latest + 1, ctx.rng.randint(-5, 70)):
            ctx.equal(
                answer.after(clock, t),
                all(now > t for now in possible),
                f"after({t}) at ({earliest}, {latest})",
            )
            ctx.equal(
                answer.before(clock, t),
                all(now < t for now in possible),
                f"before({t}) at ({earliest}, {latest})",
            )


def check_timestamps(answer, ctx):
    for _ in range(60):
        latest, last = ctx.rng.randint(1, 30), ctx.rng.randint(0, 30)
        prepares = [ctx.rng.randint(1, 40) for _ in range(ctx.rng.randint(0, 3))]
        want = latest
        while want <= last or any(want < one for one in prepares):
            want += 1
        ctx.equal(
            answer.choose_timestamp(latest, last, tuple(prepares)),
            want,
            f"the timestamp for latest {latest}, last {last}, prepares {prepares}",
        )


def check_versions(answer, ctx):
    world = _World()
    leader = answer.Leader(_Clock(world, ctx.rng, 50))
    ctx.equal(leader.read("a", 10**9), None, "the read of a key that was never written")
    history = []
    for number in range(25):
        keys = ctx.rng.sample("abc", ctx.rng.randint(1, 2))
        world.pass_by(ctx.rng.choice((1, 500)))
        at = leader.commit(dict.fromkeys(keys, number), _nothing)
        history += [(at, key, number) for key in keys]
    stamps = sorted({at for at, _, _ in history})
    for t in (0, *(s + d for s in stamps for d in (-1, 0, 1))):
        for key in "abcd":
            seen = [value for at, name, value in history if name == key and at <= t]
            ctx.equal(leader.read(key, t), seen[-1] if seen else None, f"the read of {key} at {t}")


def check_external_order(answer, ctx):
    for wobble in (False, True):
        world = _World()
        edges = (None, None, -400, 400)
        leaders = [answer.Leader(_Clock(world, ctx.rng, 400, wobble, error)) for error in edges]
        last = 0
        for number in range(80):
            started = world.now
            leader = ctx.rng.choice(leaders)
            pause = ctx.rng.choice((0, 30, 2000))
            at = leader.commit({"x": number}, lambda pause=pause, world=world: world.pass_by(pause))
            ctx.that(
                at > last,
                "a transaction that began after another ended got no larger timestamp",
                expected=f"more than {last}",
                got=at,
            )
            ctx.that(
                at >= started,
                "a timestamp lies before its transaction began",
                expected=f"at least {started}",
                got=at,
                usually="the earliest end of the interval was taken.",
            )
            ctx.that(
                world.now > at,
                "a commit returned before its timestamp had passed",
                expected=f"a true time above {at}",
                got=world.now,
            )
            last = at
            world.pass_by(ctx.rng.choice((0, 1, 100)))


def check_never_seen_early(answer, ctx):
    world = _World()
    leader = answer.Leader(_Clock(world, ctx.rng, 300))
    leader.commit({"x": "old"}, _nothing)
    early, calls = [], []
    world.watch = lambda: early.append(leader.read("x", 10**12))

    def replicate():
        calls.append(1)
        for _ in range(3):
            world.pass_by(20)

    leader.commit({"x": "new"}, replicate)
    world.watch = lambda: None
    ctx.equal(len(calls), 1, "the calls of replicate")
    ctx.that(
        "new" not in early,
        "a read saw the write before its wait was over",
        expected="old",
        got="new",
    )
    ctx.equal(leader.read("x", 10**12), "new", "the read after the commit")


def check_no_longer_than_needed(answer, ctx):
    for e in (0, 1, 400, 7000):
        for takes in (0, e, 5 * e + 10):
            world = _World()
            clock = _Clock(world, ctx.rng, e)
            leader = answer.Leader(clock)
            started = world.now
            leader.commit({"x": 1}, lambda world=world, takes=takes: world.pass_by(takes))
            want = max(2 * e + 1, takes)
            ctx.equal(
                world.now - started,
                want,
                f"the time of a commit, uncertainty {e}, replication {takes}",
            )
    world = _World()
    clock = _Clock(world, ctx.rng, 7000)
    answer.commit_wait(clock, clock.now()[1])
    ctx.that(
        clock.looks < 100,
        "the clock is asked again and again instead of sleeping",
        expected="a few looks",
        got=clock.looks,
    )


def check_two_phase(answer, ctx):
    for _ in range(10):
        world = _World()
        leaders = [answer.Leader(_Clock(world, ctx.rng, 300)) for _ in range(3)]
        assigned = [0, 0, 0]
        for number in range(12):
            home = ctx.rng.randrange(3)
            others = [n for n in range(3) if n != home and ctx.rng.random() < 0.6]
            prepares = {n: leaders[n].prepare() for n in others}
            for n, stamp in prepares.items():
                ctx.that(
                    stamp > assigned[n],
                    "a prepare timestamp is not above what was assigned before",
                    expected=f"more than {assigned[n]}",
                    got=stamp,
                )
                assigned[n] = stamp
            high = ctx.rng.choice((0, world.now + 900))
            at = leaders[home].commit({"x": number}, _nothing, [*prepares.values(), high])
            ctx.that(
                at >= max([high, *prepares.values()]),
                "a commit lies below a prepare timestamp",
                expected=f"at least {max([high, *prepares.values()])}",
                got=at,
            )
            ctx.that(
                at > assigned[home],
                "a commit is not above what this leader assigned before",
                expected=f"more than {assigned[home]}",
                got=at,
            )
            ctx.that(
                world.now > at,
                "a commit returned before its timestamp had passed",
                expected=f"a true time above {at}",
                got=world.now,
            )
            assigned[home] = at
            for n in others:
                leaders[n].apply({"x": number}, at)
                assigned[n] = max(assigned[n], at)
                ctx.equal(leaders[n].read("x", at), number, "the read on a participant")
    leader = answer.Leader(_Clock(_World(50), ctx.rng, 1))
    first, second = leader.prepare(), leader.prepare()
    ctx.that(
        second > first,
        "two transactions got the same prepare timestamp",
        expected=f"more than {first}",
        got=second,
    )
    leader.apply({"x": 1}, 900)
    leader.apply({"x": 0}, 300)
    ctx.that(
        leader.prepare() > 900,
        "an older write that comes late takes the timestamps back",
        expected="more than 900",
    )
