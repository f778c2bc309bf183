"""Checks of byte pair encoding."""

_ODD = [
    "",
    "a",
    "é",
    "ß",
    "日本",
    "😀",
    "👩‍💻",
    "e\u0301",
    "\x00",
    "\n\n",
    "مرحبا",
    "naïve café 😀😀",
]
_SYLLABLES = ["th", "he", "an", "in", " ", " ", "é", "ü", "日本", "😀", "aaa", "\n", "0"]


def _text(ctx, pieces):
    return "".join(ctx.rng.choice(_SYLLABLES) for _ in range(pieces))


def _counted(ids):
    pairs = [(ids[i], ids[i + 1]) for i in range(len(ids) - 1)]
    return {pair: pairs.count(pair) for pair in set(pairs)}


def _merged(ids, pair, new):
    ids, out = list(ids), []
    while ids:
        first = ids.pop(0)
        if ids and (first, ids[0]) == pair:
            ids.pop(0)
            first = new
        out.append(first)
    return out


def _reference(text, size):
    """Merges, and what the text became."""
    ids, merges = list(text.encode("utf-8")), []
    while 256 + len(merges) < size:
        counts = _counted(ids)
        most = max(counts.values(), default=0)
        if most < 2:
            break
        pair = sorted(one for one in counts if counts[one] == most)[0]
        ids = _merged(ids, pair, 256 + len(merges))
        merges.append(pair)
    return merges, ids


def _pairs(merges):
    return [tuple(pair) for pair in merges]


def check_types(answer, ctx):
    counts = answer.pair_counts([1, 2])
    ctx.that(isinstance(counts, dict), "pair_counts gives no dict", expected="a dict", got=counts)
    merges = answer.train("banana banana", 258)
    ctx.that(
        isinstance(merges, list) and len(merges) == 2,
        "train does not give a list of 2 merges for a vocabulary of 258",
        expected="a list of 2 pairs",
        got=merges,
        usually="the 256 bytes count as tokens: size - 256 merges are left.",
    )
    ids = answer.encode("banana", merges)
    ctx.that(
        isinstance(ids, list) and all(isinstance(one, int) for one in ids),
        "encode does not give a list of whole numbers",
        expected="a list of int",
        got=ids,
    )
    ctx.that(
        isinstance(answer.decode(ids, merges), str),
        "decode does not give a str",
        expected="str",
        got=answer.decode(ids, merges),
    )


def check_worked_example(answer, ctx):
    text = "aaabdaaabac"
    merges = _pairs(answer.train(text, 259))
    ctx.equal(merges, [(97, 97), (97, 98), (256, 257)], "the merges learnt from aaabdaaabac")
    ctx.equal(answer.encode(text, merges), [258, 100, 258, 97, 99], "aaabdaaabac encoded")
    ctx.equal(answer.decode([258, 100, 258, 97, 99], merges), text, "its tokens decoded")


def check_counting_and_merging(answer, ctx):
    for length in (0, 1, 2, 3, 40, 200):
        ids = [ctx.rng.randrange(3) for _ in range(length)]
        got = answer.pair_counts(ids)
        ctx.equal(
            sorted(got.items()),
            sorted(_counted(ids).items()),
            f"the pair counts of {length} ids",
            usually="the last pair was left out, or overlapping pairs were skipped.",
        )
        for pair in ((0, 1), (1, 1), (2, 0), (7, 7)):
            ctx.equal(
                list(answer.merge(ids, pair, 9)),
                _merged(ids, pair, 9),
                f"{length} ids with {pair} merged",
                usually="after a match the place must move on by two; the last id must be kept.",
            )
    kept = [1, 1, 2]
    answer.merge(kept, (1, 1), 9)
    ctx.equal(kept, [1, 1, 2], "the ids handed to merge, afterwards", "they were changed in place.")


def check_training(answer, ctx):
    for pieces, size in ((0, 300), (1, 260), (60, 256), (60, 270), (300, 290), (500, 300)):
        text = _text(ctx, pieces)
        wanted, _ = _reference(text, size)
        what = f"the merges of a text of {len(text)} characters up to {size} tokens"
        ctx.equal(_pairs(answer.train(text, size)), wanted, what)
    ctx.equal(
        _pairs(answer.train("abcd", 300)),
        [],
        "the merges of abcd",
        usually="training goes on although no pair stands there twice.",
    )
    ctx.equal(
        _pairs(answer.train("zyxwzyxwab", 257)),
        [(120, 119)],
        "the first merge of zyxwzyxwab, where three pairs tie",
        usually="a tie goes to the pair that is smaller as a tuple, not to the one seen first.",
    )


def check_encoding(answer, ctx):
    merges, _ = _reference(_text(ctx, 400), 300)
    for text in (*_ODD, _text(ctx, 1), _text(ctx, 50), _text(ctx, 300)):
        wanted = list(text.encode("utf-8"))
        for number, pair in enumerate(merges):
            wanted = _merged(wanted, pair, 256 + number)
        ctx.equal(answer.encode(text, merges), wanted, f"{text[:12]!r} encoded")
    ctx.equal(
        answer.encode("abc", [(98, 99), (97, 98)]),
        [97, 256],
        "abc, where bc was learnt before ab",
        usually="the text is read from the left instead of by the order of the merges.",
    )


def check_round_trip(answer, ctx):
    merges, _ = _reference(_text(ctx, 400), 300)
    texts = [*_ODD, *(_text(ctx, length) for length in (2, 30, 100))]
    texts.append("".join(chr(ctx.rng.choice((65, 233, 0x3042, 0x1F600))) for _ in range(40)))
    for text in texts:
        back = answer.decode(answer.encode(text, merges), merges)
        ctx.equal(
            back,
            text,
            f"{text[:12]!r} after encode and decode",
            usually="characters of several bytes are decoded token by token instead of together.",
        )
    cut = "é".encode()[:1]
    ctx.equal(
        answer.decode(list(cut), merges),
        "\ufffd",
        "half a character decoded",
        usually="a model can produce any tokens: decode with errors='replace'.",
    )


def check_training_text(answer, ctx):
    text = _text(ctx, 300)
    merges, ids = _reference(text, 290)
    got = answer.encode(text, merges)
    ctx.equal(
        got, ids, "the text of the training encoded", "encode applies other merges than train."
    )
    ctx.that(
        len(got) < len(text.encode()),
        "encoding did not make the training text shorter",
        expected=f"fewer than {len(text.encode())} tokens",
        got=len(got),
    )
