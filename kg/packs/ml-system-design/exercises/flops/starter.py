def dense_exact(inputs: int, outputs: int, bias: bool = False) -> int:
    """Multiplications and additions of one row through a dense layer, one by one."""
    raise NotImplementedError("TODO 1: count them one by one")


def dense(inputs: int, outputs: int, rows: int = 1) -> int:
    """Operations of a dense layer by the convention: two for each weight and row."""
    raise NotImplementedError("TODO 2: the convention")


def attention(batch: int, heads: int, tokens: int, head_width: int) -> int:
    """Operations of the two products: queries by keys, and weights by values."""
    raise NotImplementedError("TODO 3: two products")


def block(batch: int, tokens: int, width: int, heads: int, hidden: int) -> int:
    """Operations of a transformer block, forward."""
    raise NotImplementedError("TODO 4: projections, attention, feed-forward")


def gpt(layers: int, batch: int, tokens: int, width: int, heads: int, vocabulary: int) -> int:
    """Operations of a GPT, forward: its blocks with hidden = 4 x width, and the head."""
    raise NotImplementedError("TODO 5: blocks and head")


def training(forward: int) -> int:
    """Operations of forward and backward pass together."""
    raise NotImplementedError("TODO 6: forward and backward")
