"""Where a line of a table was cut into cells before copying glued them: 'Model NameParameters'.

Owns how likely a cut is between two signs, from the signs and from words seen elsewhere in the
document. Not here: which lines are a table (flat_tables.py).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

_RUN = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"[^\s]+")
_WORD = re.compile(r"[\w][\w+.'’/-]*[\w+]|\w")
_UNIT = r"(?:[KMBTkx%]|[kKMGTP]i?B|ms|s|h|[KMGTP]?FLOPs?|bn|pp|D)"
_NUMERIC = re.compile(
    rf"[~<>≈±+−-]?[$€£]?\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?{_UNIT}?(?=$|[\s/(\[–-])|[–—✓✗✔✘-]$|n/a\b",
    re.IGNORECASE,
)
_UNIT_AT = re.compile(rf"{_UNIT}(?=$|[\d\s(\[,$~])")
_UNIT_BEFORE = re.compile(rf"\d{_UNIT}$")
_PAIR = re.compile(r"[^\W\d_][\w-]* \d[\d.]*\b")
_MONEY = "$€£~<>≈±"
_TICKS = "✓✗✔✘✅❌–—"
# Signs beside which no cell ends or begins.
_BIND_LEFT = frozenset("-/@:,('‘“\"&+_=.^")
_BIND_RIGHT = frozenset("-/@:,)%].;'’”\"&+_=^?!*")
# Names with a capital inside that ML texts are full of: no cut is inside them.
_CAMEL_WORDS = """
PaLM PaLI ResNet ResNeXt OpenAI DeepMind PyTorch TensorFlow YouTube GitHub LaTeX BigQuery
CLIPScore mAP nDCG LinkedIn DoorDash iPhone eBay NumPy SciPy JavaScript TypeScript PostgreSQL
MySQL MongoDB DynamoDB LightGBM XGBoost CatBoost AdaBoost AdaGrad RMSProp AlexNet ImageNet
MobileNet EfficientNet DenseNet GoogLeNet LeNet WaveNet MLflow GraphQL FastAPI vLLM ChatGPT
LangChain LlamaIndex HuggingFace McKinsey RoBERTa DistilBERT DeBERTa AlphaGo AlphaFold StyleGAN
CycleGAN BigGAN WordNet CoLA SQuAD SuperGLUE HumanEval TruthfulQA HellaSwag WinoGrande TriviaQA
PubMed OpenCV DeepSeek FlashAttention PagedAttention ZeRO SentencePiece WordPiece TikTok PayPal
FaceNet PointNet DeepFM GraphSAGE PinSage BERTScore SimCLR MoCo ViT DiT IoU RoI WebText
BookCorpus ReLU GeLU GELU SiLU SwiGLU LoRA QLoRA AdamW FastText GloVe ELMo MiniLM CodeLlama
StarCoder MoE OpenReview arXiv VoIP IPv4 IPv6 MacOS macOS iOS DevOps MLOps LLMOps SaaS PaaS IaaS
DataFrame TPUv3 TPUv4 MATLAB SQLite RabbitMQ ClickHouse HBase NoSQL MinIO JupyterLab SageMaker
LiteRT PhD kWh GFLOPs TFLOPs MFLOPs PFLOPs
"""
_CAMEL = frozenset(_CAMEL_WORDS.split())


class Words:
    """The words of the document outside its tables, with how often each comes."""

    def __init__(self, lines: Sequence[str], without: set[int]) -> None:
        self.exact: Counter[str] = Counter()
        self.pairs: set[str] = set()
        for index, text in enumerate(lines):
            if index not in without:
                self.exact.update(_WORD.findall(text[:20_000]))
                self.pairs.update(_PAIR.findall(text[:20_000]))
        self.folded = {word.casefold() for word in self.exact}

    def knows(self, word: str) -> bool:
        """Whether the document uses this word elsewhere, or everybody does."""
        return word in self.exact or word in _CAMEL

    def likes(self, word: str) -> bool:
        """The same without regard to capitals."""
        return word.casefold() in self.folded


def cuts_of(row: str, words: Words) -> list[tuple[float, int]]:
    """The possible cuts of a row, likeliest first: (weight, position)."""
    found = []
    for token in _TOKEN.finditer(row[:2_000]):
        text = token[0]
        if len(text) < 2 or words.knows(text.strip(".,;:()[]")):
            continue
        for inside in range(1, len(text)):
            weight = _signs(text, inside)
            if weight > 0:
                weight += _words(text, inside, words)
                begun = row[: token.start()].split()[-1:]
                if begun and f"{begun[0]} {text[:inside]}" in words.pairs:
                    weight += 3.0
                found.append((weight, token.start() + inside))
    return sorted(found, key=lambda cut: (-round(cut[0], 1), cut[1]))


def _signs(text: str, at: int) -> float:
    """What the two signs beside the cut say."""
    left, right = text[at - 1], text[at]
    if right in _TICKS or left in _TICKS[:6]:
        return 5.0 if left not in _BIND_LEFT - set(_TICKS) else 0.0
    if right in _MONEY and left not in _BIND_LEFT:
        return 5.0
    if (
        (left in _BIND_LEFT and left != ".")
        or right in _BIND_RIGHT
        or (right in "([" and left != ")")
    ):
        return 0.0
    if left in "])%?!.":
        return _after_sign(left, right)
    return _after_letter(left, right, text[at + 1 : at + 2])


def _after_sign(left: str, right: str) -> float:
    """What a bracket, a full stop or another sign at the end of a cell says."""
    if left == "]":
        return 6.0
    if left == ".":
        return 2.5 if right.isupper() else 0.0
    return 5.0 if right.isupper() or right.isdigit() else 2.0


def _after_letter(left: str, right: str, after: str) -> float:
    """What a letter or a digit at the end of a cell says."""
    if left.islower():
        return 4.0 if right.isupper() else 3.0 if right.isdigit() else 0.3 * right.islower()
    if left.isdigit():
        return 3.0 if right.isupper() else 0.5 if right.isdigit() else 1.0
    if not left.isupper():
        return 1.0
    if right.isupper():
        return 2.5 if after.islower() else 0.6
    return 2.0 if right.isdigit() else 0.0


def _words(text: str, at: int, words: Words) -> float:
    """What the words on both sides, and the word across the cut, say."""
    weight = 0.0
    for run in _RUN.finditer(text):
        if run.start() < at < run.end() and words.knows(run[0]):
            weight -= 8.0
    across = [word for word in _WORD.finditer(text) if word.start() < at < word.end()]
    if across and words.knows(across[0][0]):
        weight -= 8.0
    before, after = _WORD.findall(text[:at]), _WORD.findall(text[at:])
    left, right = (before[-1] if before else ""), (after[0] if after else "")
    weight += _known(left, words) + _known(right, words)
    if text[at - 1].isdigit() and _UNIT_AT.match(text[at:]):
        weight -= 6.0
    if _UNIT_BEFORE.search(text[:at]):
        weight += 2.0
    inner = text[at - 1].islower() and text[at].islower()
    if inner and not (words.likes(left) and words.likes(right)):
        weight -= 4.0
    return weight


def _known(word: str, words: Words) -> float:
    if not word or (word.isdigit() and len(word) < 4):
        return 0.0
    if words.knows(word):
        return 3.0 if any(sign.isdigit() for sign in word) and not word.isdigit() else 1.5
    return 1.0 if len(word) > 2 and words.likes(word) else -0.3


def glued_rows(rows: Sequence[str], words: Words) -> list[tuple[str, ...]] | None:
    """The rows (the first is the head) as cells, or None where the head shows no cut."""
    head = [cut for cut in cuts_of(rows[0], words) if cut[0] >= 3.0]
    if not head or len(rows) < 2 or len(rows[0]) > 160 or rows[0].endswith("."):
        return None
    count = len(head)
    cells = [_cells(rows[0], [position for _, position in head])]
    choices = [cuts_of(row, words) for row in rows[1:]]
    first = [_best(row, cuts, count, ()) for row, cuts in zip(rows[1:], choices, strict=True)]
    kinds = _kinds([row for row in first if row is not None], count + 1)
    for row, cuts in zip(rows[1:], choices, strict=True):
        made = _best(row, cuts, count, kinds)
        if made is None:
            return None
        cells.append(made)
    return cells


def _kinds(rows: Sequence[tuple[str, ...]], columns: int) -> tuple[bool | None, ...]:
    """For each column: whether it holds numbers (None: it holds both)."""
    kinds: list[bool | None] = []
    for column in range(columns):
        share = sum(_NUMERIC.match(row[column]) is not None for row in rows)
        kinds.append(None if not rows else True if 3 * share >= 2 * len(rows) else
                     False if 5 * share <= len(rows) else None)  # fmt: skip
    return tuple(kinds)


def _best(
    row: str, cuts: Sequence[tuple[float, int]], count: int, kinds: Sequence[bool | None]
) -> tuple[str, ...] | None:
    """The cells of a row: cuts of the greatest weight, with the columns' kinds if known."""
    chosen: list[int] = []
    pool = [(weight, at) for weight, at in cuts if weight > 0.4][:24]
    if len(pool) < count:
        return None
    if count == 1 and kinds:
        pool = sorted(
            ((weight + _fits(row[at:], kinds[1]), at) for weight, at in pool),
            key=lambda cut: (-round(cut[0], 1), cut[1]),
        )
    elif kinds:
        return _cells(row, _together(row, pool, count, kinds))
    chosen = sorted(at for _, at in pool[:count])
    return _cells(row, chosen)


def _together(
    row: str, pool: Sequence[tuple[float, int]], count: int, kinds: Sequence[bool | None]
) -> list[int]:
    """The cuts for three and more columns: best sum of weights, each cell of its column's kind."""
    ordered = sorted(pool, key=lambda cut: cut[1])
    best: list[tuple[float, list[int]]] = [(0.0, [])]
    table = [best[0]] + [(-1e9, [])] * count
    for weight, at in ordered:
        for column in range(count, 0, -1):
            total, taken = table[column - 1]
            gain = total + weight + _fits(row[at:], kinds[column])
            if gain > table[column][0] + 1e-6:
                table[column] = (gain, [*taken, at])
    return table[count][1]


def _fits(cell: str, numbers: bool | None) -> float:
    if numbers is None:
        return 0.0
    return 2.0 if (_NUMERIC.match(cell) is not None) is numbers else -2.0


def _cells(row: str, cuts: Sequence[int]) -> tuple[str, ...]:
    ends = [0, *sorted(cuts), len(row)]
    return tuple(row[start:end].strip() for start, end in pairwise(ends))
