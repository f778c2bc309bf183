"""Checks of the lock with fencing tokens. The coordination service is simulated."""

_PATH = "/app/lock"


class _Tree:
    """Nodes of all sessions. fired: watches that were called. listed: what runs after a listing."""

    def __init__(self, rng):
        self.rng, self.nodes, self.counters = rng, {"/app": None, _PATH: None}, {}
        self.watches, self.fired, self.lists = {}, 0, 0
        self.listed = lambda: None

    def remove(self, path):
        if path not in self.nodes:
            raise KeyError(f"there is no node {path}")
        del self.nodes[path]
        for session, watch in self.watches.pop(path, []):
            if not session.ended:
                self.fired += 1
                watch(path)

    def waiting(self, session):
        """How many watches a session has."""
        return sum(one is session for some in self.watches.values() for one, _ in some)


class _Session:
    """One client's view."""

    def __init__(self, tree):
        self.tree, self.ended = tree, False

    def _alive(self):
        if self.ended:
            raise ConnectionError("the session has ended")

    def create(self, path, ephemeral=False, sequential=False):
        self._alive()
        parent = path.rpartition("/")[0]
        if parent not in self.tree.nodes:
            raise KeyError(f"there is no node {parent}")
        if sequential:
            number = self.tree.counters.get(parent, 0)
            self.tree.counters[parent] = number + 1
            path = f"{path}{number:010d}"
        if path in self.tree.nodes:
            raise KeyError(f"there is a node {path}")
        self.tree.nodes[path] = self if ephemeral else None
        return path

    def get_children(self, path):
        self._alive()
        self.tree.lists += 1
        names = [
            one.rpartition("/")[2] for one in self.tree.nodes if one.rpartition("/")[0] == path
        ]
        self.tree.rng.shuffle(names)
        hook, self.tree.listed = self.tree.listed, lambda: None
        hook()
        return names

    def exists(self, path, watch=None):
        self._alive()
        there = path in self.tree.nodes
        if there and watch is not None:
            self.tree.watches.setdefault(path, []).append((self, watch))
        return there

    def delete(self, path):
        self._alive()
        self.tree.remove(path)

    def end(self):
        """The session expires: its ephemeral nodes go; its client is not told."""
        self.ended = True
        for path in [path for path, owner in self.tree.nodes.items() if owner is self]:
            self.tree.remove(path)


class _Client:
    """A learner's lock with its session; tokens: what was granted, in order."""

    def __init__(self, answer, tree):
        self.zk, self.tokens = _Session(tree), []
        self.lock = answer.Lock(self.zk, _PATH)

    def acquire(self):
        self.lock.acquire(self.tokens.append)
        return self


def check_kinds(answer, ctx):
    got = answer.sequence_number("lock-0000000012")
    ctx.that(isinstance(got, int), "sequence_number gives no int", expected=12, got=got)
    client = _Client(answer, _Tree(ctx.rng))
    ctx.equal(client.lock.token, None, "the token before acquire")
    client.acquire()
    ctx.equal(len(client.tokens), 1, "the calls of granted for a free lock")
    ctx.that(
        isinstance(client.tokens[0], int),
        "the token is no int",
        expected="an int",
        got=client.tokens[0],
    )
    ctx.that(issubclass(answer.StaleToken, Exception), "StaleToken is no exception")


def check_worked_example(answer, ctx):
    tree = _Tree(ctx.rng)
    a, b, c = (_Client(answer, tree).acquire() for _ in range(3))
    ctx.equal([a.tokens, b.tokens, c.tokens], [[0], [], []], "the tokens of A, B and C")
    a.lock.release()
    ctx.equal([a.tokens, b.tokens, c.tokens], [[0], [1], []], "the tokens after A's release")
    ctx.equal(
        [a.lock.token, b.lock.token, c.lock.token], [None, 1, None], "lock.token of A, B and C"
    )
    a.acquire()
    b.lock.release()
    c.lock.release()
    ctx.equal([a.tokens, b.tokens, c.tokens], [[0, 3], [1], [2]], "the tokens of A's second turn")
    store = answer.FencedStore()
    store.write("x", "one", 1)
    ctx.raises(
        answer.StaleToken, lambda: store.write("x", "zero", 0), "a write with token 0 after 1"
    )
    ctx.equal(store.read("x"), "one", "the value after the refused write")


def check_numbers(answer, ctx):
    for number in (0, 7, 12, 999, 2_147_483_647, ctx.rng.randrange(10**9)):
        for prefix in ("lock-", "", "a9-", "0x77-lock-2-"):
            name = f"{prefix}{number:010d}"
            ctx.equal(answer.sequence_number(name), number, f"the number of {name}")


def check_queue(answer, ctx):
    for _ in range(15):
        tree = _Tree(ctx.rng)
        tree.counters[_PATH] = ctx.rng.choice((0, 8, 97))
        clients, queue = [], []  # queue: (number, client), None for a stranger's node
        stranger = _Session(tree)
        for _ in range(30):
            action = ctx.rng.choice(("come", "come", "stranger", "go", "die", "again"))
            if action == "come":
                clients.append(_Client(answer, tree))
                queue.append((tree.counters.get(_PATH, 0), clients[-1]))
                clients[-1].acquire()
            elif action == "stranger":
                path = stranger.create(f"{_PATH}/{ctx.rng.choice(('a', 'z'))}-", True, True)
                queue.append((int(path[-10:]), path))
            elif queue:
                number, who = queue.pop(0 if action == "go" else ctx.rng.randrange(len(queue)))
                if isinstance(who, str):
                    stranger.delete(who)
                elif action == "die":
                    who.zk.end()
                else:
                    who.lock.release()
                if action == "again" and not isinstance(who, str):
                    queue.append((tree.counters[_PATH], who))
                    who.acquire()
            first = {queue[0][1]: queue[0][0]} if queue else {}
            for client in clients:
                if not client.zk.ended:
                    ctx.equal(
                        client.lock.token,
                        first.get(client),
                        f"the token of a client after '{action}'",
                    )
        for client in clients:
            ctx.equal(
                client.tokens, sorted(set(client.tokens)), "the tokens one client was granted"
            )


def check_store(answer, ctx):
    for _ in range(20):
        store, highest, values = answer.FencedStore(), -1, {}
        for number in range(30):
            key, token = (
                ctx.rng.choice("ab"),
                ctx.rng.randint(max(0, highest - 2), max(0, highest) + 1),
            )
            refused = False
            try:
                store.write(key, number, token)
            except answer.StaleToken:
                refused = True
            ctx.equal(refused, token < highest, f"whether token {token} is refused after {highest}")
            if not refused:
                highest, values[key] = max(highest, token), number
            for one in "abc":
                ctx.equal(store.read(one), values.get(one), f"the value of {one}")


def check_middle_client_dies(answer, ctx):
    tree = _Tree(ctx.rng)
    clients = [_Client(answer, tree).acquire() for _ in range(5)]
    for number in (2, 1, 3):
        clients[number].zk.end()
        ctx.equal(
            clients[4].tokens, [], "the tokens of the last client while the first holds the lock"
        )
    clients[0].lock.release()
    ctx.equal(clients[4].tokens, [4], "the tokens of the last client after the release")


def check_lost_race(answer, ctx):
    tree = _Tree(ctx.rng)
    first, second = _Client(answer, tree).acquire(), _Client(answer, tree)
    tree.listed = first.lock.release
    second.acquire()
    ctx.equal(second.tokens, [1], "the tokens of a client whose predecessor left while it looked")
    tree = _Tree(ctx.rng)
    first, second, third = (
        _Client(answer, tree).acquire(),
        _Client(answer, tree).acquire(),
        _Client(answer, tree),
    )
    tree.listed = second.zk.end
    third.acquire()
    ctx.equal(third.tokens, [], "the tokens of the third client while the first holds the lock")
    first.lock.release()
    ctx.equal(third.tokens, [2], "the tokens of the third client after the release")


def check_no_herd(answer, ctx):
    tree = _Tree(ctx.rng)
    clients = [_Client(answer, tree).acquire() for _ in range(12)]
    counts = [tree.waiting(client.zk) for client in clients]
    ctx.equal(counts, [0] + [1] * 11, "the watches of each client")
    for number in range(11):
        before = tree.fired
        clients[number].lock.release()
        ctx.equal(tree.fired - before, 1, "the watches that a release fires")
        ctx.equal(clients[number + 1].tokens, [number + 1], "the tokens of the next client")


def check_given_up(answer, ctx):
    tree = _Tree(ctx.rng)
    first, second, third = (_Client(answer, tree).acquire() for _ in range(3))
    second.lock.release()
    ctx.equal(third.tokens, [], "the tokens of the third client after the second gave up")
    first.lock.release()
    ctx.equal([second.tokens, third.tokens], [[], [2]], "the tokens after the first released")
    ctx.equal(second.lock.token, None, "lock.token of the client that gave up")
    ctx.equal(tree.waiting(third.zk), 0, "the watches of the holder")
    second.acquire()
    third.lock.release()
    ctx.equal(second.tokens, [3], "the tokens of the client that came back")
    second.lock.release()
    left = [path for path in tree.nodes if path.startswith(f"{_PATH}/")]
    ctx.equal(left, [], "the nodes that are left after all released")


def check_late_holder(answer, ctx):
    tree, store = _Tree(ctx.rng), answer.FencedStore()
    slow, quick = _Client(answer, tree).acquire(), _Client(answer, tree).acquire()
    store.write("balance", 10, slow.tokens[0])
    slow.zk.end()  # it sleeps and does not notice
    ctx.equal(quick.tokens, [1], "the tokens of the next client after the session ended")
    store.write("balance", 20, quick.tokens[0])
    late = slow.tokens[0]
    ctx.raises(
        answer.StaleToken, lambda: store.write("balance", 11, late), "the write of the late holder"
    )
    ctx.raises(
        answer.StaleToken,
        lambda: store.write("other", 11, late),
        "the late holder's write to another key",
    )
    ctx.equal([store.read("balance"), store.read("other")], [20, None], "the values in the end")
    store.write("balance", 30, quick.tokens[0])
    ctx.equal(store.read("balance"), 30, "the value after the holder's second write")
