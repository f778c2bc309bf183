"""Checks of consistent hashing."""

import hashlib
from collections import Counter


def _point(text):
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def _walk(servers, places, key):
    """All servers by how far their nearest place lies onwards from the key, without a ring."""
    distance = {
        server: min((_point(f"{server}#{n}") - _point(key)) % 2**64 for n in range(places))
        for server in servers
    }
    return sorted(servers, key=distance.__getitem__)


def _names(ctx, count):
    return [f"cache-{number}" for number in ctx.rng.sample(range(10_000), count)]


def _keys(ctx, count):
    return [f"user:{number}" for number in ctx.rng.sample(range(10**9), count)]


def check_types(answer, ctx):
    ring = answer.Ring(["a", "b"], places=5)
    ctx.that(
        ring.server_of("x") in ("a", "b"),
        "the server of a key is none of the two",
        expected="a or b",
        got=ring.server_of("x"),
    )
    got = answer.Ring(["a", "b"], places=1).servers_of("x", 2)
    ctx.that(isinstance(got, list), "servers_of gives no list", expected="a list", got=got)
    ctx.that(
        set(got) <= {"a", "b"}, "servers_of gives no names of servers", expected="a, b", got=got
    )
    ctx.raises(LookupError, lambda: answer.Ring().server_of("x"), "a lookup on an empty ring")
    ctx.equal(answer.Ring(["only"]).server_of("x"), "only", "the server of a key on a ring of one")


def check_worked_example(answer, ctx):
    ring = answer.Ring(["s1", "s2", "s3"], places=1)
    keys = ["amy", "jim", "ben", "ida"]
    wanted = ["s3", "s2", "s1", "s3"]
    ctx.equal(
        [ring.server_of(key) for key in keys],
        wanted,
        f"the servers of {keys}",
        usually="the place before the key was taken, or the ring does not close.",
    )


def check_worked_copies(answer, ctx):
    ring = answer.Ring(["s1", "s2", "s3"], places=1)
    got = [ring.servers_of("jim", 2), ring.servers_of("ida", 2)]
    ctx.equal(got, [["s2", "s1"], ["s3", "s2"]], "the two servers of jim and of ida")


def check_reference(answer, ctx):
    for count, places in ((1, 1), (2, 1), (3, 7), (6, 20)):
        servers, keys = _names(ctx, count), _keys(ctx, 60)
        ring = answer.Ring(iter(servers), places)
        for key in keys:
            ctx.equal(
                ring.server_of(key),
                _walk(servers, places, key)[0],
                f"the server of {key} among {count} with {places} places each",
            )
        gone = servers.pop(ctx.rng.randrange(count))
        new = f"new-{count}"
        ring.add(new)
        ring.remove(gone)
        for key in keys:
            ctx.equal(
                ring.server_of(key),
                _walk([*servers, new], places, key)[0],
                f"the server of {key} after {new} came and {gone} went",
            )


def check_copies_reference(answer, ctx):
    for count, places in ((1, 3), (3, 1), (5, 12)):
        servers = _names(ctx, count)
        ring = answer.Ring(servers, places)
        for key in _keys(ctx, 30):
            wanted = _walk(servers, places, key)
            for copies in (1, 2, count, count + 2):
                ctx.equal(
                    ring.servers_of(key, copies),
                    wanted[:copies],
                    f"the {copies} servers of {key} among {count}",
                )


def check_key_on_a_place(answer, ctx):
    servers = _names(ctx, 4)
    ring = answer.Ring(servers, 3)
    for server in servers:
        ctx.equal(
            ring.server_of(f"{server}#1"),
            server,
            "the server of a key that lies exactly on a place",
            usually="a place at the key's own point counts as the next one.",
        )


def check_only_the_new_gains(answer, ctx):
    servers, keys = _names(ctx, 8), _keys(ctx, 2000)
    ring = answer.Ring(servers[:7], 50)
    before = [ring.server_of(key) for key in keys]
    ring.add(servers[7])
    after = [ring.server_of(key) for key in keys]
    astray = [b for a, b in zip(before, after, strict=True) if a != b and b != servers[7]]
    ctx.equal(
        len(astray),
        0,
        "the number of keys that moved between old servers when one was added",
        usually="the keys are spread by hash modulo the number of servers.",
    )
    ctx.that(servers[7] in after, "the new server got no key")
    ring.remove(servers[7])
    ctx.equal([ring.server_of(key) for key in keys], before, "the servers after it left again")
    ring.add(servers[7])
    ctx.equal([ring.server_of(key) for key in keys], after, "the servers after it came back")


def check_order_and_repeats(answer, ctx):
    servers, keys = _names(ctx, 5), _keys(ctx, 300)
    ring, other = answer.Ring(servers, 10), answer.Ring(places=10)
    for server in reversed(servers):
        other.add(server)
    other.add(servers[2])
    wanted = [ring.server_of(key) for key in keys]
    ctx.equal(
        [other.server_of(key) for key in keys],
        wanted,
        "the servers on a ring built in another order",
        usually="two clients that learnt of the servers in another order disagree.",
    )
    other.remove(servers[2])
    ctx.that(
        servers[2] not in [other.server_of(key) for key in keys],
        "a server that was added twice and removed once still gets keys",
    )
    ctx.raises(KeyError, lambda: other.remove("nobody"), "removing a server that is not there")


def check_copies_stay(answer, ctx):
    servers, keys = _names(ctx, 6), _keys(ctx, 300)
    ring = answer.Ring(servers, 20)
    before = {key: ring.servers_of(key, 3) for key in keys}
    ring.remove(servers[0])
    for key, held in before.items():
        kept = [one for one in held if one != servers[0]]
        ctx.equal(
            ring.servers_of(key, 3)[: len(kept)],
            kept,
            f"the first copies of {key} after a failure",
            usually="when a server fails, its keys must go to where their next copy already is.",
        )


def check_figures(answer, ctx):
    keys = _keys(ctx, 20_000)
    servers = _names(ctx, 11)
    ring = answer.Ring(servers[:10], 200)
    before = [ring.server_of(key) for key in keys]
    load = Counter(before)
    ctx.metric("largest_load", max(load.values()) / (len(keys) / 10))
    ring.add(servers[10])
    moved = sum(a != ring.server_of(key) for a, key in zip(before, keys, strict=True))
    ctx.metric("moved", moved / len(keys))
