"""Checks of byte pair encoding with a splitting rule and special tokens."""

_WORDS = ["the", "king", "Ä", "straße", "7", "1603", "!", "--", "_", "'", "日本", "😀", "٣", "²"]
_SPACES = [" ", " ", " ", "", "", "  ", "\n", " \n", "\t", "   ", "\u00a0", "\n "]


def _text(ctx, words):
    return "".join(ctx.rng.choice(_WORDS) + ctx.rng.choice(_SPACES) for _ in range(words))


def _kind(one):
    if one.isspace():
        return "space"
    if one.isdecimal():
        return "digit"
    return "letter" if one.isalnum() else "mark"


def _split(text):
    """The rule of the task, character by character."""
    runs = []
    for one in text:
        if runs and _kind(runs[-1][-1]) == _kind(one):
            runs[-1] += one
        else:
            runs.append(one)
    for i in range(len(runs) - 1):
        if runs[i].endswith(" "):
            runs[i], runs[i + 1] = runs[i][:-1], " " + runs[i + 1]
    return [run for run in runs if run]


def _merged(ids, pair, new):
    ids, out = list(ids), []
    while ids:
        first = ids.pop(0)
        if ids and (first, ids[0]) == pair:
            ids.pop(0)
            first = new
        out.append(first)
    return out


def _train(text, size):
    pieces, merges = [list(one.encode()) for one in _split(text)], []
    while 256 + len(merges) < size:
        counts = {}
        for ids in pieces:
            for i in range(len(ids) - 1):
                counts[ids[i], ids[i + 1]] = counts.get((ids[i], ids[i + 1]), 0) + 1
        most = max(counts.values(), default=0)
        if most < 2:
            break
        pair = sorted(one for one in counts if counts[one] == most)[0]
        pieces = [_merged(ids, pair, 256 + len(merges)) for ids in pieces]
        merges.append(pair)
    return merges


def _encode(text, merges):
    out = []
    for piece in _split(text):
        ids = list(piece.encode())
        for number, pair in enumerate(merges):
            ids = _merged(ids, pair, 256 + number)
        out += ids
    return out


def check_types(answer, ctx):
    pieces = answer.split("to be")
    ctx.that(
        isinstance(pieces, list) and all(isinstance(one, str) for one in pieces),
        "split does not give a list of str",
        expected="a list of str",
        got=pieces,
        usually="findall gives tuples when the pattern has groups; write (?:...) instead of (...).",
    )
    merges = answer.train("to be or to be", 258)
    ctx.that(
        isinstance(merges, list) and len(merges) == 2,
        "train does not give a list of 2 merges for a vocabulary of 258",
        expected="a list of 2 pairs",
        got=merges,
    )
    ids = answer.encode("to be", merges, {})
    ctx.that(
        isinstance(ids, list) and all(isinstance(one, int) for one in ids),
        "encode does not give a list of whole numbers",
        expected="a list of int",
        got=ids,
    )


def check_worked_example(answer, ctx):
    text = "I'll pay 25 pounds!\n\n  Now"
    wanted = ["I", "'", "ll", " pay", " 25", " pounds", "!", "\n\n ", " Now"]
    ctx.equal(answer.split(text), wanted, "the pieces of the worked example")
    merges = [(116, 111), (32, 116)]
    ctx.equal(
        answer.encode("to to<end>", merges, {"<end>": 300}),
        [256, 32, 256, 300],
        "the tokens of the worked example",
    )


def check_splitting(answer, ctx):
    texts = [
        "",
        " ",
        "a",
        "  a",
        "a ",
        "a  ",
        "\n a",
        "a_b",
        "snake_case1",
        "x=1",
        "3.14",
        " !",
        "é1",
    ]
    texts += [_text(ctx, words) for words in (1, 5, 40, 120)]
    for text in texts:
        got = answer.split(text)
        ctx.equal(
            "".join(got),
            text,
            f"the pieces of {text[:12]!r}, joined",
            usually="some character is in none of the alternatives and is lost; in Python the "
            "underscore counts as a word character.",
        )
        ctx.equal(got, _split(text), f"the pieces of {text[:12]!r}")


def check_training(answer, ctx):
    for words, size in ((0, 300), (1, 256), (30, 262), (150, 280), (300, 300)):
        text = _text(ctx, words)
        got = [tuple(pair) for pair in answer.train(text, size)]
        ctx.equal(got, _train(text, size), f"the merges of {words} words up to {size} tokens")


def check_encoding(answer, ctx):
    merges = _train(_text(ctx, 200), 300)
    for words in (0, 1, 3, 60):
        text = _text(ctx, words)
        got = answer.encode(text, merges, {})
        ctx.equal(got, _encode(text, merges), f"{text[:12]!r} encoded")
    ctx.equal(
        answer.encode("a1", [(97, 49)], {}),
        [97, 49],
        "a1 encoded with a merge of a and 1",
        usually="the text is encoded as a whole; cut it into pieces first.",
    )


def check_no_crossing(answer, ctx):
    text = "".join(
        ctx.rng.choice(["ab", "a", "12", "1", ".", "!", " ", " ", "\n"]) for _ in range(600)
    )
    merges = answer.train(text, 320)
    tokens = [bytes([byte]) for byte in range(256)]
    for left, right in merges:
        tokens.append(tokens[left] + tokens[right])
    for token in tokens[256:]:
        kinds = {_kind(one) for one in token.decode().removeprefix(" ")}
        ctx.that(
            len(kinds) < 2,
            f"the token {token!r} mixes {' and '.join(sorted(kinds))}",
            expected="letters, digits, marks or whitespace, not two of them",
            got=repr(token),
            usually="pairs are counted or merged across the borders of the pieces.",
        )


def check_special_tokens(answer, ctx):
    merges = _train(_text(ctx, 100), 290)
    specials = {"<|end|>": 500, "<|end|><|pad|>": 501, "[a.b]": 502, "(": 503}
    one, two = _text(ctx, 8), _text(ctx, 5)
    one, two = one.replace("(", ""), two.replace("(", "")
    for name in ("<|end|>", "[a.b]", "("):
        wanted = [*_encode(one, merges), specials[name], *_encode(two, merges)]
        got = answer.encode(one + name + two, merges, specials)
        ctx.equal(
            got,
            wanted,
            f"a text with {name} in the middle",
            usually="the special tokens must be escaped in the regular expression, and put in a "
            "group, so that re.split keeps them.",
        )
    ctx.equal(answer.encode("<|end|>", merges, specials), [500], "a special token alone")
    ctx.equal(answer.encode("((", merges, specials), [503, 503], "two special tokens in a row")
    ctx.equal(
        answer.encode("<|end|><|pad|>", merges, specials),
        [501],
        "a special token that begins with another one",
        usually="the alternatives are tried in their order: put the longest first.",
    )
    ctx.equal(
        answer.encode("[axb]", merges, specials),
        _encode("[axb]", merges),
        "[axb], which is not the special token [a.b]",
        usually="the dot was not escaped.",
    )
    ctx.equal(
        answer.encode("<|end|>", merges, {}),
        _encode("<|end|>", merges),
        "<|end|> where no token is special",
        usually="a user's text must not become a special token unless the caller says so.",
    )


def check_round_trip(answer, ctx):
    merges = _train(_text(ctx, 150), 300)
    specials = {"<|end|>": 300 + ctx.rng.randrange(50), "<|pad|>": 400}
    for words in (0, 1, 20, 80):
        text = "".join(
            ctx.rng.choice(["<|end|>", "<|pad|>", "ñ€", "ż "]) + _text(ctx, 3) for _ in range(words)
        )
        ids = answer.encode(text, merges, specials)
        ctx.equal(
            answer.decode(ids, merges, specials),
            text,
            f"{text[:12]!r} after encode and decode",
            usually="the bytes of all tokens must be joined before they are decoded.",
        )
    ctx.equal(answer.decode([0xC3], merges, specials), "\ufffd", "half a character decoded")
