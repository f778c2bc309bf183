"""Checks of a trie that completes prefixes by their most frequent words."""

from collections import Counter


def _names(ctx):
    return ctx.data("names.txt").read_text(encoding="utf-8").split()


def _word(ctx, letters="abc", most=5):
    return "".join(ctx.rng.choice(letters) for _ in range(ctx.rng.randrange(1, most + 1)))


def _completed(counts, prefix, width):
    held = [word for word in counts if word.startswith(prefix)]
    return sorted(held, key=lambda word: (-counts[word], word))[:width]


def _edits(word, letters):
    """The word itself and everything one edit away, by making each edit."""
    cuts = [(word[:n], word[n:]) for n in range(len(word) + 1)]
    made = {a + b[1:] for a, b in cuts if b}
    made |= {a + letter + b for a, b in cuts for letter in letters}
    made |= {a + letter + b[1:] for a, b in cuts if b for letter in letters}
    return made | {word}


def _built(answer, counts, width=5):
    trie = answer.Autocomplete(width)
    for word, times in counts.items():
        trie.add(word, times)
    return trie


_WORKED = {"tea": 3, "ten": 5, "team": 3, "to": 4, "inn": 1}


def check_types(answer, ctx):
    trie = answer.Autocomplete()
    ctx.equal([trie.complete("a"), trie.complete("")], [[], []], "the completions of an empty trie")
    ctx.that(isinstance(answer.keystroke_saving(trie, ["a"]), float), "the saving is no float")
    trie.add("ab")
    ctx.equal([trie.complete("a"), trie.count("ab")], [["ab"], 1], "what it gives after one word")


def check_worked_example(answer, ctx):
    trie = _built(answer, _WORKED, 2)
    got = [trie.complete(prefix) for prefix in ("te", "t", "", "tea", "x")]
    ctx.equal(
        got,
        [["ten", "tea"], ["ten", "to"], ["ten", "to"], ["tea", "team"], []],
        "the completions of te, t, '', tea and x",
    )
    trie.add("team", 3)
    ctx.equal(
        trie.complete("te"),
        ["team", "ten"],
        "the completions of te after team came 3 times more",
        usually="the kept words are not sorted again, or hold the old count.",
    )


def check_worked_edits(answer, ctx):
    trie = _built(answer, _WORKED)
    got = [trie.within_one(word) for word in ("tea", "tn", "into")]
    ctx.equal(got, [["tea", "team", "ten"], ["ten", "to"], []], "the words near tea, tn and into")


def check_worked_saving(answer, ctx):
    trie = _built(answer, _WORKED, 2)
    got = [answer.keystroke_saving(trie, words) for words in (["ten"], ["tea"], ["zoo"], [])]
    ctx.close(got, [2 / 3, 0.0, 0.0, 0.0], "the saving for ten, for tea, for zoo and for no word")
    ctx.close(
        answer.keystroke_saving(trie, iter(["ten", "team", "inn"])),
        0.3,
        "the saving for ten, team and inn together",
        usually="the savings of the words were averaged instead of all keys over all letters.",
    )


def check_saving_reference(answer, ctx):
    for width in (1, 3):
        counts = Counter(_word(ctx, "ab", 6) for _ in range(60))
        trie, words = _built(answer, counts, width), [_word(ctx, "ab", 6) for _ in range(50)]
        keys = 0
        for word in words:
            for typed in range(len(word) + 1):
                if word in _completed(counts, word[:typed], width) and typed < len(word):
                    keys += typed + 1
                    break
                keys += len(word) if typed == len(word) else 0
        wanted = 1 - keys / sum(map(len, words))
        ctx.close(
            answer.keystroke_saving(trie, words),
            wanted,
            f"the saving of {len(words)} words at width {width}",
        )


def check_reference(answer, ctx):
    for letters, most, width in (("a", 4, 2), ("ab", 3, 1), ("abc", 5, 5), ("abcdefgh", 3, 40)):
        trie, counts = answer.Autocomplete(width), Counter()
        for step in range(120):
            word, times = _word(ctx, letters, most), ctx.rng.choice((1, 1, 2, 7))
            trie.add(word, times)
            counts[word] += times
            asked = _word(ctx, letters, most)[: ctx.rng.randrange(most)]
            ctx.equal(
                trie.complete(asked),
                _completed(counts, asked, width),
                f"the completions of '{asked}' after {step + 1} words, width {width}",
            )
            ctx.equal(trie.count(asked), counts[asked], f"the count of '{asked}'")


def check_edits_reference(answer, ctx):
    for letters, most in (("a", 4), ("ab", 4), ("abcd", 6)):
        counts = Counter(_word(ctx, letters, most) for _ in range(80))
        trie = _built(answer, counts, 2)
        for _ in range(40):
            asked = _word(ctx, letters + "z", most + 1)
            wanted = sorted(word for word in _edits(asked, letters) if word in counts)
            ctx.equal(trie.within_one(asked), wanted, f"the words within one edit of '{asked}'")
        ctx.equal(
            trie.within_one(""),
            sorted(w for w in counts if len(w) == 1),
            "the words within one edit of no letter",
        )


def check_names(answer, ctx):
    names = _names(ctx)
    counts = {name: ctx.rng.randrange(1, 500) for name in names}
    trie = _built(answer, counts)
    for name in ctx.rng.sample(names, 25):
        for length in range(1, len(name) + 1):
            ctx.equal(
                trie.complete(name[:length]),
                _completed(counts, name[:length], 5),
                f"the names that begin with {name[:length]}",
            )
    for name in ctx.rng.sample(names, 12):
        typed = name[:1] + name[2:]
        wanted = sorted(_edits(typed, "abcdefghijklmnopqrstuvwxyz'-") & counts.keys())
        ctx.equal(trie.within_one(typed), wanted, f"the names within one edit of {typed}")


def check_prefix_is_no_word(answer, ctx):
    trie = _built(answer, {"teapot": 2, "tea": 1})
    ctx.equal(
        [trie.count("te"), trie.count("teap"), trie.count("tea")],
        [0, 0, 1],
        "the counts of te, teap and tea",
        usually="every node on the way counts as a word.",
    )
    ctx.equal(trie.complete("teap"), ["teapot"], "the completions of teap")
    ctx.equal(trie.within_one("te"), ["tea"], "the words within one edit of te")
    trie.count("zebra")
    trie.complete("zebra")
    ctx.equal(
        [trie.complete("z"), trie.within_one("zebra")],
        [[], []],
        "what begins with z, or is near zebra, after asking for zebra",
        usually="looking a word up made nodes for it.",
    )


def check_results_are_yours(answer, ctx):
    trie, other = _built(answer, _WORKED, 2), answer.Autocomplete(2)
    trie.complete("te").clear()
    ctx.equal(
        trie.complete("te"),
        ["ten", "tea"],
        "the completions after the caller emptied a result",
        usually="the list kept inside was handed out.",
    )
    ctx.equal(other.complete("t"), [], "the completions of a second trie")


def check_keystrokes(answer, ctx):
    names = _names(ctx)
    ctx.rng.shuffle(names)
    weights = [rank**-0.7 for rank in range(1, len(names) + 1)]
    trie = answer.Autocomplete(3)
    for name in ctx.rng.choices(names, weights, k=ctx.steps(8000, 3000)):
        trie.add(name)
    typed = ctx.rng.choices(names, weights, k=300)
    ctx.metric("saving", answer.keystroke_saving(trie, typed))


class _Scan:
    """What the trie is for: without it, every word is looked at for every prefix."""

    def __init__(self, names):
        self.counts = dict(names)

    def complete(self, prefix):
        return _completed(self.counts, prefix, 5)


def check_speed(answer, ctx):
    counts = {name: ctx.rng.randrange(1, 500) for name in _names(ctx)}
    trie, scan = _built(answer, counts), _Scan(counts)
    pool = [name[: 1 + n % 2] for n, name in enumerate(counts)]

    def inputs():
        return (ctx.rng.sample(pool, 12),)

    ctx.race(
        "speed_ratio",
        lambda asked: [trie.complete(one) for one in asked],
        lambda asked: [scan.complete(one) for one in asked],
        inputs,
        rounds=4,
    )
    ctx.notes.clear()
