"""Checks of MapReduce with failing workers."""

import zlib
from collections import Counter
from typing import Any, NamedTuple


class _Event(NamedTuple):
    kind: str
    worker: str
    task: Any
    result: Any


class _Misuse(RuntimeError):
    """The master did what no master may."""


class _Gone(LookupError):
    """The output is not on that worker's disk."""


class _Cluster:
    """Workers in simulated time. times: seconds a task takes on each; deaths: worker -> when."""

    def __init__(self, times, deaths=()):
        self.times = {f"w{n}": time for n, time in enumerate(times)}
        self.deaths = dict(deaths)
        self.now, self.busy, self.disk, self.dead = 0.0, {}, {}, set()
        self.started, self.ended = [], []

    def idle(self):
        return [w for w in self.times if w not in self.dead and w not in self.busy]

    def start(self, worker, task, call):
        if worker not in self.idle():
            raise _Misuse(f"{task} was given to {worker}, which is not idle")
        self.started.append((self.now, worker, task))
        self.busy[worker] = (self.now + self.times[worker], task, call())

    def read(self, worker, task):
        if worker in self.dead or (worker, task) not in self.disk:
            raise _Gone(f"the output of {task} is not on {worker}")
        return self.disk[worker, task]

    def next(self):
        ends = [(end, 1, worker) for worker, (end, _, _) in self.busy.items()]
        dying = [(when, 0, w) for w, when in self.deaths.items() if w not in self.dead]
        if not ends:
            raise _Misuse("the master waits although no worker runs anything")
        self.now, is_end, worker = min(ends + dying)
        _, task, result = self.busy.pop(worker, (0, None, None))
        if not is_end:
            self.dead.add(worker)
            return _Event("died", worker, task, None)
        self.ended.append((worker, task))
        if task[0] == "map":
            self.disk[worker, task] = result
            return _Event("done", worker, task, None)
        return _Event("done", worker, task, result)


def _words(record):
    return [(word, 1) for word in record.split()]


def _total(key, values):
    return sum(values)


def _splits(rng, count):
    """Texts of several lines over few words; some splits are empty."""
    words = [f"word{n}" for n in range(rng.choice((1, 6, 40)))]
    return [
        [" ".join(rng.choices(words, k=rng.randint(0, 9))) for _ in range(rng.choice((0, 1, 4)))]
        for _ in range(count)
    ]


def _counts(splits, partitions):
    """On one machine: sorted counts of each partition."""
    counts = Counter(word for split in splits for record in split for word in record.split())
    return [
        sorted((w, n) for w, n in counts.items() if zlib.crc32(w.encode()) % partitions == r)
        for r in range(partitions)
    ]


def _run(answer, ctx, cluster, splits, partitions, combiner=_total):
    """The answer's result; what the cluster saw going wrong is said first."""
    try:
        return answer.run(splits, _words, _total, combiner, partitions, cluster)
    except (_Misuse, _Gone) as wrong:
        ctx.that(False, f"the master went wrong: {wrong}", expected="a finished run")


def check_kinds(answer, ctx):
    got = answer.map_task(["a b"], _words, None, 3)
    fits = isinstance(got, list) and len(got) == 3 and all(isinstance(part, dict) for part in got)
    ctx.that(fits, "map_task gives no dict for each of 3 partitions", expected="3 dicts", got=got)
    got = answer.reduce_task([{"a": [1]}], _total)
    ctx.that(isinstance(got, list), "reduce_task gives no list", expected="a list", got=got)


def check_worked_example(answer, ctx):
    ctx.equal(
        answer.map_task(["b a b"], _words, None, 1),
        [{"b": [1, 1], "a": [1]}],
        "the first map task without combiner",
    )
    first = answer.map_task(["b a b"], _words, _total, 1)
    ctx.equal(first, [{"b": [2], "a": [1]}], "the first map task")
    ctx.equal(
        answer.reduce_task([first[0], {"a": [1]}], _total), [("a", 2), ("b", 2)], "the reduce task"
    )
    got = _run(answer, ctx, _Cluster([1, 1]), [["b a b"], ["a"]], 1)
    ctx.equal(got, [[("a", 2), ("b", 2)]], "the whole run")


def check_mapped(answer, ctx):
    for partitions in (1, 2, 7):
        split = _splits(ctx.rng, 1)[0] + ["x y x", "a b c d e f g h"]
        numbered = [(n, record) for n, record in enumerate(split)]
        got = answer.map_task(
            numbered, lambda one: [(w, one[0]) for w in one[1].split()], None, partitions
        )
        want = [{} for _ in range(partitions)]
        for number, record in numbered:
            for word in record.split():
                want[zlib.crc32(word.encode()) % partitions].setdefault(word, []).append(number)
        ctx.equal([dict(part) for part in got], want, f"the map output in {partitions} partitions")


def check_reduced(answer, ctx):
    for _ in range(10):
        keys = [f"k{n}" for n in range(12)]
        parts = [
            {
                key: [ctx.rng.random() for _ in range(ctx.rng.randint(1, 3))]
                for key in ctx.rng.sample(keys, ctx.rng.randint(0, 12))
            }
            for _ in range(4)
        ]
        seen = []

        def reducer(key, values, seen=seen):
            seen.append(key)
            return list(values)

        got = answer.reduce_task(parts, reducer)
        want = []
        for key in sorted({key for part in parts for key in part}):
            want.append((key, [value for part in parts if key in part for value in part[key]]))
        ctx.equal(got, want, "the reduced keys and their values")
        ctx.equal(len(seen), len(want), "the number of calls of the reducer")


def check_no_failure(answer, ctx):
    for count, partitions, workers in ((0, 2, 1), (1, 1, 1), (5, 3, 2), (4, 2, 9), (13, 4, 3)):
        splits = _splits(ctx.rng, count)
        cluster = _Cluster([ctx.rng.uniform(0.9, 1.1) for _ in range(workers)])
        got = _run(answer, ctx, cluster, splits, partitions, ctx.rng.choice((None, _total)))
        where = f"{count} splits, {partitions} partitions, {workers} workers"
        ctx.equal(got, _counts(splits, partitions), f"the counts of {where}")


def check_combiner(answer, ctx):
    split = [" ".join(ctx.rng.choices("abcde", k=50)) for _ in range(4)]
    calls = []

    def combiner(key, values):
        calls.append(key)
        return sum(values)

    got = answer.map_task(split, _words, combiner, 3)
    lengths = [len(values) for part in got for values in part.values()]
    ctx.equal(lengths, [1] * 5, "the values that leave for each key")
    ctx.equal(sorted(calls), list("abcde"), "the keys that were combined")
    got = answer.map_task(["a b", "a"], _words, lambda key, values: key + str(len(values)), 1)
    ctx.equal(got, [{"a": ["a2"], "b": ["b1"]}], "a combiner that uses the key")


def check_killed_worker(answer, ctx):
    for when, told in (
        (0.5, "in its first task"),
        (2.5, "after two map tasks"),
        (4.6, "in a reduce task"),
        (5.2, "late"),
    ):
        splits = _splits(ctx.rng, 12)
        deaths = {"w1": when} if ctx.rng.random() < 0.5 else {"w1": when, "w2": when + 0.3}
        cluster = _Cluster([ctx.rng.uniform(0.95, 1.05) for _ in range(4)], deaths)
        got = _run(answer, ctx, cluster, splits, 5)
        ctx.equal(got, _counts(splits, 5), f"the counts after a worker died {told}")
    for _ in range(20):
        splits, partitions = _splits(ctx.rng, ctx.rng.randint(1, 12)), ctx.rng.randint(1, 6)
        times = [ctx.rng.uniform(0.2, 2.0) for _ in range(5)]
        deaths = {f"w{n}": ctx.rng.uniform(0, 8) for n in range(ctx.rng.randint(1, 4))}
        got = _run(answer, ctx, _Cluster(times, deaths), splits, partitions)
        ctx.equal(got, _counts(splits, partitions), f"the counts after {len(deaths)} workers died")


def check_no_waste(answer, ctx):
    splits = _splits(ctx.rng, 6)
    cluster = _Cluster([1.0, 1.0, 1.0], {"w2": 4.5})
    _run(answer, ctx, cluster, splits, 9)
    done = Counter(task for _, task in cluster.ended if task[0] == "reduce")
    starts = Counter(task for _, _, task in cluster.started)
    early = [task for time, _, task in cluster.started if time < 2]
    ctx.equal(
        Counter(early).most_common(1)[0][1],
        1,
        "the copies of a task while others wait",
        usually="backups start although tasks are waiting.",
    )
    again = [
        task
        for n, (_, task) in enumerate(cluster.ended)
        if task[0] == "reduce" and any(later == task for _, later in cluster.ended[:n])
    ]
    # On workers of equal speed a backup can never end first, but it may still end.
    ctx.that(
        len(again) <= 1, "finished reduce tasks ran again", expected="each once", got=len(again)
    )
    ctx.equal(sorted(done), [("reduce", r) for r in range(9)], "the reduce tasks that ended")
    most = max(starts.values())
    # Once and a backup, and both again after its output was lost.
    ctx.that(most <= 4, "a task was started more than four times", expected="at most 4", got=most)


def check_straggler(answer, ctx):
    splits = _splits(ctx.rng, 6)
    for slow in (0, 2):
        times = [1.0, 1.0, 1.0, 1.0]
        times[slow] = 100.0
        cluster = _Cluster(times)
        got = _run(answer, ctx, cluster, splits, 4)
        ctx.equal(got, _counts(splits, 4), "the counts with a slow worker")
        ctx.that(
            cluster.now <= 10,
            "the slow worker holds the run up",
            expected="at most 10 s",
            got=f"{cluster.now:g} s",
        )
        copies = Counter(task for _, _, task in cluster.started)
        most = max(copies.values())
        ctx.that(most <= 2, "a task has more than one backup", expected=2, got=most)
