"""Checks of BM25 and reciprocal rank fusion."""

import json
import math

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def _words(text):
    found, word = [], ""
    for sign in text.lower() + " ":
        if sign in _LETTERS:
            word += sign
        elif word:
            found.append(word)
            word = ""
    return found


def _score(query, texts, number, k1, b):
    """The sum of the textbook, one word of the query after the other."""
    split = [_words(text) for text in texts]
    average = sum(map(len, split)) / len(split)
    total = 0.0
    for word in _words(query):
        f = split[number].count(word)
        holders = sum(word in text for text in split)
        idf = math.log(1 + (len(texts) - holders + 0.5) / (holders + 0.5))
        if not f:
            continue
        total += idf * f * (k1 + 1) / (f + k1 * (1 - b + b * len(split[number]) / average))
    return total


def _texts(rng, count):
    stock = [f"w{n}" for n in range(25)]
    texts = []
    for _ in range(count):
        picked = [stock[min(int(rng.expovariate(0.2)), 24)] for _ in range(rng.randint(0, 30))]
        texts.append(" ".join(picked))
    texts[0] = "w0 w1"
    return texts


def _notes(ctx):
    lines = ctx.data("notes.jsonl").read_text(encoding="utf-8").splitlines()
    notes = [json.loads(line) for line in lines]
    asked = [(q, number) for number, note in enumerate(notes) for q in note["questions"]]
    return notes, ctx.rng.sample(asked, ctx.steps(600, 200))


def _letters(text):
    """Every word as its groups of four letters, so that `ranking` and `ranker` share some."""
    marked = (f"0{word}0" for word in _words(text))
    return " ".join(word[i : i + 4] for word in marked for i in range(max(1, len(word) - 3)))


def _ndcg5(found, right):
    return 1 / math.log2(found.index(right) + 2) if right in found[:5] else 0.0


def check_types(answer, ctx):
    ctx.equal(
        answer.words("BM25, k1=1.2: what's new?"),
        ["bm25", "k1", "1", "2", "what", "s", "new"],
        "the words of a line",
    )
    ctx.equal(answer.words(" ... "), [], "the words of a line without any")
    index = answer.Bm25(["one two", "two three", ""])
    got = index.search("two", 5)
    ctx.that(
        isinstance(got, list) and all(len(row) == 2 for row in got),
        "search gives no list of pairs",
        expected="[(number, score), ...]",
        got=str(got)[:80],
    )
    ctx.equal([number for number, _ in got], [0, 1], "the texts that hold the word")
    ctx.equal(index.search("four", 5), [], "the result for a word that no text holds")
    ctx.equal(answer.Bm25([]).search("one", 3), [], "the result in an empty index")
    ctx.equal(answer.fuse([]), [], "the fusion of no rankings")


def check_worked_example(answer, ctx):
    got = answer.Bm25(["red fox", "red red dog", "blue dog barks at a blue fox"]).search(
        "red fox", 3
    )
    ctx.equal([number for number, _ in got], [0, 1, 2], "the order of the worked example")
    ctx.close(
        [score for _, score in got],
        [1.1817, 0.6951, 0.3597],
        "its scores",
        rtol=3e-4,
        usually="the idf or the correction for length is another one.",
    )
    ctx.equal(answer.fuse([[7, 3, 5], [5, 7]]), [7, 5, 3], "the fusion of the worked example")


def check_bm25_reference(answer, ctx):
    for count, k1, b in (
        (1, 1.2, 0.75),
        (5, 1.2, 0.75),
        (30, 2.0, 0.3),
        (30, 0.9, 0.0),
        (20, 0.0, 1.0),
    ):
        texts = _texts(ctx.rng, count)
        index = answer.Bm25(texts, k1, b)
        for _ in range(6):
            query = " ".join(f"w{ctx.rng.randrange(12)}" for _ in range(ctx.rng.randint(1, 4)))
            got = index.search(query, 7)
            shared = [n for n in range(count) if set(_words(query)) & set(_words(texts[n]))]
            wanted = [_score(query, texts, n, k1, b) for n in shared]
            what = f"for '{query}' in {count} texts, k1 = {k1:g}, b = {b:g}"
            ctx.close(
                [s for _, s in got],
                sorted(wanted, reverse=True)[:7],
                f"the scores {what}",
                rtol=1e-9,
            )
            for number, score in got:
                ctx.close(
                    score,
                    _score(query, texts, number, k1, b),
                    f"the score of text {number} {what}",
                    rtol=1e-9,
                )


def check_fuse_reference(answer, ctx):
    for _ in range(40):
        rankings = [
            ctx.rng.sample(range(12), ctx.rng.randint(0, 12)) for _ in range(ctx.rng.randint(1, 4))
        ]
        k = ctx.rng.choice((0, 1, 60))
        items = sorted({item for ranking in rankings for item in ranking})
        points = {
            item: sum(1 / (k + r.index(item) + 1) for r in rankings if item in r) for item in items
        }
        got = answer.fuse(rankings, k)
        ctx.equal(sorted(got), items, f"the items of the fusion of {len(rankings)} rankings")
        ctx.close(
            [points[item] for item in got],
            sorted(points.values(), reverse=True),
            f"the fused scores at k = {k}, in the order you gave",
            rtol=1e-9,
        )


def check_laws(answer, ctx):
    rest = ["filler words here", "other filler text here", "more words of filler text"] * 4

    def score(text, query="fox", **more):
        return dict(answer.Bm25([text, *rest], **more).search(query, 20)).get(0, 0.0)

    once, twice, often = (score("fox " * n + "x " * (20 - n), b=0.0) for n in (1, 2, 8))
    ctx.that(
        0 < twice - once < once and often < 2.2 * once,
        "a repeated word counts in full",
        expected="less and less for each repetition",
        got=f"{once:.3f}, {twice:.3f}, {often:.3f}",
        usually="the count is not saturated by k1.",
    )
    ctx.that(
        score("fox x x x x x x x") < score("fox x"),
        "a longer text with the same word scores no less",
        usually="the length of the text is not used.",
    )
    ctx.close(
        score("fox x x x x x x x", b=0.0),
        score("fox x", b=0.0),
        "the scores of two lengths at b = 0",
    )
    common = score("filler x", query="filler")
    ctx.that(
        common > 0,
        "a word in nearly every text has a score of 0 or less",
        expected="> 0",
        got=common,
        usually="the 1 + inside the logarithm is missing.",
    )
    ctx.close(
        score("fox x", query="fox fox"),
        2 * score("fox x"),
        "the score when the query repeats a word",
    )
    ctx.equal(
        [n for n, _ in answer.Bm25(["b a", "a b", "a b"]).search("a", 3)],
        [0, 1, 2],
        "the order of three equal texts",
    )


def check_search_quality(answer, ctx):
    notes, asked = _notes(ctx)
    titles = [note["title"] for note in notes]
    full = [f"{note['title']}. {note['text']}" for note in notes]
    indexes = {
        "words": (answer.Bm25(full), str),
        "titles": (answer.Bm25(titles), str),
        "letters": (answer.Bm25([_letters(text) for text in full]), _letters),
    }
    total = dict.fromkeys((*indexes, "fused"), 0.0)
    for question, right in asked:
        lists = {
            name: [number for number, _ in index.search(form(question), 50)]
            for name, (index, form) in indexes.items()
        }
        lists["fused"] = answer.fuse(list(lists.values()))
        for name, found in lists.items():
            total[name] += _ndcg5(found, right) / len(asked)
    ctx.notes.append("nDCG@5: " + ", ".join(f"{name} {value:.3f}" for name, value in total.items()))
    ctx.metric("ndcg_words", total["words"])
    ctx.metric("ndcg_fused", total["fused"])
    ctx.metric("gain_of_fusion", total["fused"] - max(total[name] for name in indexes))
