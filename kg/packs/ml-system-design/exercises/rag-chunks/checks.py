"""Checks of chunking, budget and citation for retrieval-augmented generation."""

import json
import math
from collections import Counter, defaultdict

_NOTES_A_DOCUMENT, _TOP, _BUDGET = 15, 5, 2000


def _words(text):
    """(start, end) of every word, sign by sign."""
    found, start = [], None
    for place, sign in enumerate(text + " "):
        if sign.isspace():
            if start is not None:
                found.append((start, place))
            start = None
        elif start is None:
            start = place
    return found


def _windows(text, size, overlap):
    words, found, first = _words(text), [], 0
    while first < len(words) and (not found or found[-1][1] < len(words)):
        found.append((first, min(first + size, len(words))))
        first += size - overlap
    return [(words[a][0], words[b - 1][1]) for a, b in found]


def _covered(spans):
    return {(doc, place) for doc, start, end in spans for place in range(start, end)}


def _text(rng, count):
    gaps = (" ", " ", "  ", "\n", "\n\n", "\t")
    words = [
        "".join(rng.choice("abcdef.,") for _ in range(rng.randint(1, 7))) for _ in range(count)
    ]
    return rng.choice(("", " ")) + "".join(word + rng.choice(gaps) for word in words)


def _spans(answer, rng, count):
    starts = [(rng.randrange(3), rng.randrange(60)) for _ in range(count)]
    return [answer.Span(doc, start, start + rng.randint(1, 20)) for doc, start in starts]


def _plain(spans):
    return [list(span) for span in spans]


def check_types(answer, ctx):
    got = answer.chunk(3, "one two three", 2, 0)
    ctx.that(
        isinstance(got, list) and all(isinstance(span, answer.Span) for span in got),
        "chunk gives no list of Span",
        expected="[Span, ...]",
        got=str(got)[:80],
    )
    ctx.equal(answer.chunk(0, " \n ", 4, 1), [], "the chunks of a text without words")
    ctx.equal(answer.merge([]), [], "the merge of no spans")
    ctx.equal(answer.fill_budget([], 100), [], "the passages of no chunks")
    ctx.equal(answer.cite([], ["text"], "text"), None, "the citation without a passage")


def check_worked_example(answer, ctx):
    text = "To be,  or not to be"
    ctx.equal(
        _plain(answer.chunk(0, text, 4, 1)), [[0, 0, 14], [0, 11, 20]], "the chunks of the example"
    )
    spans = [answer.Span(0, 11, 20), answer.Span(1, 5, 9), answer.Span(0, 0, 14)]
    ctx.equal(_plain(answer.merge(spans)), [[0, 0, 20], [1, 5, 9]], "the merge of the example")
    ctx.equal(
        _plain(answer.fill_budget(spans, 15)),
        [[0, 11, 20], [1, 5, 9]],
        "the passages of the example for 15 characters",
    )
    ctx.equal(
        _plain(answer.fill_budget(spans, 24)),
        [[0, 0, 20], [1, 5, 9]],
        "the passages of the example for 24 characters",
        usually="characters that two chunks share were paid for twice.",
    )
    found = answer.cite([answer.Span(0, 0, 14)], [text], "be, OR")
    ctx.equal(
        list(found or ()),
        [0, 3, 10],
        "the citation of the example",
        usually="white space or case of the quote must be the same, or the place is counted "
        "from the start of the chunk.",
    )


def check_chunk_reference(answer, ctx):
    for count in (1, 2, 5, 17, 60):
        text = _text(ctx.rng, count)
        for size, overlap in ((1, 0), (3, 0), (4, 3), (5, 2), (17, 4), (100, 20)):
            wanted = [[7, *window] for window in _windows(text, size, overlap)]
            ctx.equal(
                _plain(answer.chunk(7, text, size, overlap)),
                wanted,
                f"the chunks of {count} words, size {size}, overlap {overlap}",
            )
    for size, overlap in ((4, 4), (4, 9), (0, 0), (4, -1)):
        ctx.raises(
            ValueError,
            lambda s=size, o=overlap: answer.chunk(0, "a b c", s, o),
            f"size {size} with overlap {overlap}",
        )


def check_budget_reference(answer, ctx):
    for _ in range(60):
        spans = _spans(answer, ctx.rng, ctx.rng.randint(1, 9))
        kept = list(spans)
        got = answer.merge(spans)
        ctx.equal(
            _covered(got) == _covered(spans), True, "whether the merge covers the same characters"
        )
        apart = all(a.doc != b.doc or a.end < b.start for a, b in zip(got, got[1:], strict=False))
        ctx.equal(
            apart and list(got) == sorted(got),
            True,
            "whether merged spans stand apart and in order",
        )
        budget, taken = ctx.rng.choice((0, 10, 30, 60, 500)), set()
        for span in spans:
            if len(taken | _covered([span])) <= budget:
                taken |= _covered([span])
        passages = answer.fill_budget(spans, budget)
        ctx.equal(
            len(_covered(passages)),
            len(taken),
            f"the number of characters taken of {len(spans)} chunks at a budget of {budget}",
        )
        ctx.equal(_covered(passages) == taken, True, "whether the right characters were taken")
        ctx.equal(
            _plain(passages), _plain(answer.merge(passages)), "the passages beside their own merge"
        )
        ctx.equal(spans, kept, "the chunks after use")


def check_cite_reference(answer, ctx):
    for _ in range(40):
        texts = [_text(ctx.rng, ctx.rng.randint(5, 40)) for _ in range(2)]
        doc = ctx.rng.randrange(2)
        windows = _windows(texts[doc], 5, 2)
        window = ctx.rng.choice(windows)
        words = [w for w in _words(texts[doc]) if window[0] <= w[0] and w[1] <= window[1]]
        a = ctx.rng.randrange(len(words))
        b = ctx.rng.randint(a, len(words) - 1)
        quote = "  ".join(texts[doc][s:e] for s, e in words[a : b + 1]).upper()
        passage = answer.Span(doc, words[a][0], words[b][1])
        got = answer.cite([passage], texts, f" {quote}\n")
        ctx.equal(list(got or ()), list(passage), f"the place of a quote of {b - a + 1} words")
        cut = answer.Span(doc, passage.start, passage.end - 1)
        ctx.equal(
            list(answer.cite([cut], texts, quote) or ()),
            [],
            "the place of a quote that the passage cuts off",
            usually="the whole document is searched instead of the passage.",
        )
    got = answer.cite([answer.Span(0, 0, 9)], ["a+b (c) d"], "(C) D")
    ctx.equal(
        list(got or ()),
        [0, 4, 9],
        "the place of a quote with brackets",
        usually="signs like ( and + need re.escape.",
    )
    ctx.equal(
        answer.cite([answer.Span(0, 0, 3)], ["abc"], "  "), None, "the place of an empty quote"
    )


def check_nothing_lost(answer, ctx):
    for size, overlap in ((6, 0), (6, 2), (9, 8)):
        text = _text(ctx.rng, 80)
        spans = answer.chunk(0, text, size, overlap)
        held = _covered(spans)
        lost = [text[s:e] for s, e in _words(text) if any((0, p) not in held for p in range(s, e))]
        ctx.equal(lost, [], f"the words that no chunk holds, size {size}, overlap {overlap}")
        whole = [
            any(span.start <= a[0] and b[1] <= span.end for span in spans)
            for a, b in zip(_words(text), _words(text)[overlap:], strict=False)
        ]
        ctx.equal(
            all(whole), True, f"whether every run of {overlap + 1} words stands whole in a chunk"
        )


class _Search:
    """BM25 over the chunks, the best five."""

    def __init__(self, spans, texts):
        self.spans, self.holders = spans, defaultdict(list)
        counts = [Counter(_terms(texts[doc][start:end])) for doc, start, end in spans]
        average = sum(c.total() for c in counts) / len(counts)
        for number, count in enumerate(counts):
            norm = 1.2 * (0.25 + 0.75 * count.total() / average)
            for term, f in count.items():
                self.holders[term].append((number, 2.2 * f / (f + norm)))

    def ranked(self, question, most=_TOP):
        scores = defaultdict(float)
        for term in _terms(question):
            held = self.holders.get(term, ())
            idf = math.log(1 + (len(self.spans) - len(held) + 0.5) / (len(held) + 0.5))
            for number, weight in held:
                scores[number] += idf * weight
        order = sorted(scores, key=lambda number: (-scores[number], number))[:most]
        return [self.spans[number] for number in order]


def _terms(text):
    return "".join(sign if sign.isalnum() else " " for sign in text.lower()).split()


def _library(ctx):
    """Long documents made of 15 notes each, questions, and where the answering sentence stands."""
    lines = ctx.data("notes.jsonl").read_text(encoding="utf-8").splitlines()
    notes = [json.loads(line) for line in lines]
    ctx.rng.shuffle(notes)
    texts, asked = [], []
    for first in range(0, len(notes), _NOTES_A_DOCUMENT):
        text = ""
        for note in notes[first : first + _NOTES_A_DOCUMENT]:
            sentence = f"{note['title']}. {note['text'].split('. ')[0]}"
            for question in note["questions"]:
                asked.append((question, len(texts), len(text), len(text) + len(sentence)))
            text += f"{note['title']}. {note['text']}\n\n"
        texts.append(text)
    return texts, ctx.rng.sample(asked, ctx.steps(1002, 200))


def _recall(answer, texts, asked, size, overlap):
    """Share of questions whose answering sentence stands whole in what the budget pays for."""
    spans = [s for doc, text in enumerate(texts) for s in answer.chunk(doc, text, size, overlap)]
    search, hits = _Search(spans, texts), 0
    for question, doc, start, end in asked:
        passages = answer.fill_budget(search.ranked(question), _BUDGET)
        found = answer.cite(passages, texts, texts[doc][start:end])
        hits += found == (doc, start, end)
    return hits / len(asked)


def check_recall(answer, ctx):
    texts, asked = _library(ctx)
    got = {
        f"{size}/{overlap}": _recall(answer, texts, asked, size, overlap)
        for size, overlap in ((20, 5), (60, 0), (60, 15), (200, 50))
    }
    ctx.notes.append("recall by size/overlap: " + ", ".join(f"{k} {v:.3f}" for k, v in got.items()))
    ctx.metric("recall_at_5", got["60/15"])
    ctx.metric("gain_of_overlap", got["60/15"] - got["60/0"])
    ctx.metric("gain_of_size", got["60/15"] - max(got["20/5"], got["200/50"]))
