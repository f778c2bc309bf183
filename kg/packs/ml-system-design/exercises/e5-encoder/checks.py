"""Checks of the text encoder around a transformer."""

import json
import math
import unicodedata
import zlib

import torch
from torch.nn import functional

_TINY = 64


class _TinyEncoder:
    """One attention layer with random weights; padding gets no attention, but has hidden states."""

    def __init__(self, ctx, dim=12):
        self.table, self.places = ctx.randn(_TINY, dim), ctx.randn(40, dim)
        self.query, self.key, self.value = (ctx.randn(dim, dim) / dim**0.5 for _ in range(3))
        self.ctx, self.seen = ctx, []

    def __call__(self, ids, mask):
        self.seen.append(tuple(ids.shape))
        ids, mask = self.ctx.move(ids), self.ctx.move(mask)
        x = self.table[ids] + self.places[: ids.shape[1]]
        scores = (x @ self.query) @ (x @ self.key).transpose(1, 2) / x.shape[-1] ** 0.5
        scores = scores.masked_fill(mask[:, None, :] == 0, float("-inf"))
        return x + scores.softmax(-1) @ (x @ self.value)


def _tokens(text):
    """1, a number for each word, 2."""
    return [1, *(3 + zlib.crc32(word.encode()) % (_TINY - 3) for word in text.split()), 2]


def _texts(ctx, count, longest=25):
    return [
        " ".join(f"w{ctx.rng.randrange(99)}" for _ in range(ctx.rng.randint(0, longest)))
        for _ in range(count)
    ]


def _alone(text, encoder, limit=512):
    """One text by itself: no padding, so no mask is needed."""
    ids = _tokens(text)
    ids = ids if len(ids) <= limit else ids[: limit - 1] + ids[-1:]
    hidden = encoder(torch.tensor([ids]), torch.ones(1, len(ids), dtype=torch.int64))[0]
    mean = sum(hidden[place].cpu().double() for place in range(len(ids))) / len(ids)
    return mean / float((mean * mean).sum()) ** 0.5


def check_shapes(answer, ctx):
    ctx.equal(answer.prefixed([], "query"), [], "the prefixed texts of none")
    ids, mask = answer.pad([[1, 2], [1, 5, 6, 2]], 9)
    for name, got in (("ids", ids), ("mask", mask)):
        ctx.shape(got, (2, 4), f"the {name} of rows of 2 and 4 tokens")
        ctx.that(
            got.dtype == torch.int64,
            f"the dtype of the {name} is another one",
            expected="int64",
            got=str(got.dtype),
        )
    ctx.shape(
        answer.mean_pool(ctx.randn(3, 5, 7), ctx.move(torch.ones(3, 5, dtype=torch.int64))),
        (3, 7),
        "the pooled vectors",
    )
    ctx.shape(
        answer.embed(_texts(ctx, 5), _tokens, _TinyEncoder(ctx), 2),
        (5, 12),
        "the vectors of 5 texts in batches of 2",
    )
    ctx.shape(answer.nearest(ctx.randn(4, 6), ctx.randn(9, 6), 3), (4, 3), "the nearest 3 of 9")
    ctx.shape(answer.nearest(ctx.randn(4, 6), ctx.randn(2, 6), 3), (4, 2), "the nearest 3 of 2")


def check_worked_example(answer, ctx):
    ctx.equal(
        answer.prefixed(["how far", "Far."], "query"),
        ["query: how far", "query: Far."],
        "two queries",
    )
    ctx.equal(answer.prefixed(["Far."], "passage"), ["passage: Far."], "a passage")
    ctx.raises(ValueError, lambda: answer.prefixed(["a"], "document"), "an unknown kind")
    ids, mask = answer.pad([[1, 7, 2], [1, 4, 5, 6, 8, 2]], 4)
    ctx.equal(
        ids.tolist(),
        [[1, 7, 2, 0], [1, 4, 5, 2]],
        "the ids of the worked example",
        usually="the last token, which marks the end, was cut off.",
    )
    ctx.equal(mask.tolist(), [[1, 1, 1, 0], [1, 1, 1, 1]], "the mask of the worked example")
    hidden = ctx.move(torch.tensor([[[1.0, 2.0], [3.0, 6.0], [50.0, 50.0]]]))
    got = answer.mean_pool(hidden, ctx.move(torch.tensor([[1, 1, 0]])))
    ctx.close(
        got.cpu(),
        torch.tensor([[2.0, 4.0]]),
        "the pooled vector of the worked example",
        usually="padding is counted in the sum or in the number of tokens.",
    )


def check_pad_reference(answer, ctx):
    for count, limit, pad_id in ((1, 9, 0), (4, 6, 0), (9, 2, 5), (7, 40, 63)):
        rows = [_tokens(text) for text in _texts(ctx, count, 12)]
        kept = [list(row) for row in rows]
        ids, mask = answer.pad(rows, limit, pad_id)
        cut = [row if len(row) <= limit else row[: limit - 1] + row[-1:] for row in kept]
        width = max(map(len, cut))
        ctx.equal(
            ids.tolist(),
            [row + [pad_id] * (width - len(row)) for row in cut],
            f"the ids of {count} rows at limit {limit}",
        )
        ctx.equal(
            mask.tolist(),
            [[1] * len(row) + [0] * (width - len(row)) for row in cut],
            f"the mask of {count} rows at limit {limit}",
        )
        ctx.equal(rows, kept, "the rows after use")


def check_pool_reference(answer, ctx):
    for n, t, d in ((1, 1, 1), (3, 7, 4), (5, 2, 9)):
        hidden = ctx.randn(n, t, d)
        lengths = [ctx.rng.randint(1, t) for _ in range(n)]
        mask = torch.tensor([[int(place < length) for place in range(t)] for length in lengths])
        wanted = torch.stack(
            [
                hidden[row, :length].cpu().double().sum(0) / length
                for row, length in enumerate(lengths)
            ]
        )
        hidden[ctx.move(mask) == 0] = float("nan")
        got = answer.mean_pool(hidden, ctx.move(mask)).cpu()
        ctx.close(
            got,
            wanted,
            f"the pooled vectors of {n} rows whose padding is nan",
            rtol=1e-5,
            usually="the padding is multiplied by 0, and nan times 0 is nan; put 0 in its place.",
        )


def check_embed_reference(answer, ctx):
    for count, batch, limit in ((1, 4, 512), (7, 3, 512), (12, 5, 10), (20, 64, 512)):
        texts, encoder = _texts(ctx, count), _TinyEncoder(ctx)
        wanted = torch.stack([_alone(text, encoder, limit) for text in texts])
        got = answer.embed(texts, _tokens, encoder, batch, limit).cpu()
        ctx.close(
            got, wanted, f"the vectors of {count} texts in batches of {batch}", rtol=1e-4, atol=1e-5
        )


def check_nearest_reference(answer, ctx):
    for n, m, k in ((1, 1, 1), (3, 20, 5), (6, 8, 8)):
        queries, passages = ctx.randn(n, 5), ctx.randn(m, 5)
        scores = (queries.cpu().double() @ passages.cpu().double().T).tolist()
        wanted = [sorted(range(m), key=lambda j, row=row: -row[j])[:k] for row in scores]
        ctx.equal(answer.nearest(queries, passages, k).tolist(), wanted, f"the nearest {k} of {m}")


def check_company_changes_nothing(answer, ctx):
    encoder, text = _TinyEncoder(ctx), "w1 w2 w3"
    alone = answer.embed([text], _tokens, encoder)
    long = " ".join(["w9"] * 30)
    got = answer.embed([long, text, ""], _tokens, encoder)
    ctx.close(
        got[1],
        alone[0],
        "a short text's vector beside a long one",
        rtol=1e-4,
        atol=1e-5,
        usually="padding reaches the vector.",
    )
    ctx.close(
        (got * got).sum(1).cpu(), torch.ones(3), "the squared lengths of the vectors", rtol=1e-4
    )
    encoder.seen.clear()
    answer.embed(_texts(ctx, 11), _tokens, encoder, 4)
    ctx.equal(sum(rows for rows, _ in encoder.seen), 11, "the number of texts that were encoded")
    ctx.that(
        len(encoder.seen) == 3,
        "the batches have another size",
        expected="3 batches of 4, 4 and 3",
        got=str([rows for rows, _ in encoder.seen]),
    )


def _notes(ctx, most):
    lines = ctx.data("notes.jsonl").read_text(encoding="utf-8").splitlines()
    notes = [json.loads(line) for line in lines]
    asked = [(q, number) for number, note in enumerate(notes) for q in note["questions"]]
    return [f"{note['title']}. {note['text']}" for note in notes], ctx.rng.sample(asked, most)


def _ndcg5(answer, asked, queries, passages):
    found = answer.nearest(queries, passages, 5).tolist()
    return sum(
        1 / math.log2(row.index(right) + 2) if right in row else 0.0
        for row, (_, right) in zip(found, asked, strict=True)
    ) / len(asked)


def check_random_quality(answer, ctx):
    """A table of random vectors, rare words longer: what words alone can do, without training."""
    texts, asked = _notes(ctx, 500)
    size = 8192

    def tokenize(text):
        words = "".join(c if c.isalnum() else " " for c in text.lower()).split()
        groups = (f"<{word}>"[i : i + 4] for word in words for i in range(max(1, len(word) - 1)))
        return [1, *(3 + zlib.crc32(group.encode()) % (size - 3) for group in groups), 2]

    holders = torch.zeros(size)
    for text in texts:
        holders[sorted(set(tokenize(text)))] += 1
    table = (
        ctx.randn(size, 384)
        * ctx.move((len(texts) / (holders + 0.5)).log().clamp(min=0.0))[:, None]
    )
    table[0] = table.norm(dim=1).max() * ctx.randn(384) / 384**0.5

    def encoder(ids, mask):
        return table[ctx.move(ids)]

    passages = answer.embed(answer.prefixed(texts, "passage"), tokenize, encoder)
    queries = answer.embed(answer.prefixed([q for q, _ in asked], "query"), tokenize, encoder)
    ctx.metric("ndcg_random", _ndcg5(answer, asked, queries, passages))


def check_trained_quality(answer, ctx):
    weights, vocabulary = (
        ctx.data("all-minilm-l6-v2.safetensors"),
        ctx.data("all-minilm-l6-v2.vocab.txt"),
    )
    texts, asked = _notes(ctx, 1002)
    model, tokenize = _MiniLm(weights, ctx), _word_pieces(vocabulary)
    passages = answer.embed(texts, tokenize, model, 32, 256)
    queries = answer.embed([q for q, _ in asked], tokenize, model, 32, 256)
    ctx.metric("ndcg_trained", _ndcg5(answer, asked, queries, passages))


class _MiniLm:
    """all-MiniLM-L6-v2, a BERT of 6 layers, 384 wide, 12 heads; its prefixes are none."""

    def __init__(self, path, ctx):
        raw = path.read_bytes()
        start = 8 + int.from_bytes(raw[:8], "little")
        self.weights, self.ctx = {}, ctx
        for name, about in json.loads(raw[8:start]).items():
            if name != "__metadata__" and about["dtype"] == "F32":
                first, last = (start + offset for offset in about["data_offsets"])
                flat = torch.frombuffer(bytearray(raw[first:last]), dtype=torch.float32)
                self.weights[name.removeprefix("bert.")] = ctx.move(flat.reshape(about["shape"]))

    def _linear(self, x, name):
        return functional.linear(x, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def _norm(self, x, name):
        scale, shift = self.weights[f"{name}.weight"], self.weights[f"{name}.bias"]
        return functional.layer_norm(x, (384,), scale, shift, 1e-12)

    def _heads(self, x):
        return x.unflatten(-1, (12, 32)).transpose(1, 2)

    def __call__(self, ids, mask):
        ids, mask = self.ctx.move(ids), self.ctx.move(mask).bool()[:, None, None, :]
        tables = "embeddings.{}_embeddings.weight"
        x = self.weights[tables.format("word")][ids]
        x = x + self.weights[tables.format("position")][: ids.shape[1]]
        x = self._norm(x + self.weights[tables.format("token_type")][0], "embeddings.LayerNorm")
        for number in range(6):
            layer = f"encoder.layer.{number}"
            q, k, v = (
                self._heads(self._linear(x, f"{layer}.attention.self.{part}"))
                for part in ("query", "key", "value")
            )
            mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
            mixed = self._linear(
                mixed.transpose(1, 2).flatten(2), f"{layer}.attention.output.dense"
            )
            x = self._norm(x + mixed, f"{layer}.attention.output.LayerNorm")
            wide = functional.gelu(self._linear(x, f"{layer}.intermediate.dense"))
            x = self._norm(
                x + self._linear(wide, f"{layer}.output.dense"), f"{layer}.output.LayerNorm"
            )
        return x


def _word_pieces(path):
    """BERT's tokenizer: lower case, no accents, punctuation apart, longest known pieces."""
    known = {piece: n for n, piece in enumerate(path.read_text(encoding="utf-8").splitlines())}

    def pieces(word):
        found, start = [], 0
        while start < len(word):
            end = len(word)
            while end > start and ("##" if start else "") + word[start:end] not in known:
                end -= 1
            if end == start:
                return [known["[UNK]"]]
            found.append(known[("##" if start else "") + word[start:end]])
            start = end
        return found

    def tokenize(text):
        plain = unicodedata.normalize("NFD", text.lower())
        signs = (c for c in plain if unicodedata.category(c) != "Mn")
        spaced = "".join(c if c.isalnum() or c.isspace() else f" {c} " for c in signs)
        ids = [piece for word in spaced.split() for piece in pieces(word)]
        return [known["[CLS]"], *ids, known["[SEP]"]]

    return tokenize
