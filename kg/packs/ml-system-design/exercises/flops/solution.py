def dense_exact(inputs: int, outputs: int, bias: bool = False) -> int:
    """Multiplications and additions of one row through a dense layer, one by one."""
    additions = inputs if bias else inputs - 1
    return outputs * (inputs + additions)


def dense(inputs: int, outputs: int, rows: int = 1) -> int:
    """Operations of a dense layer by the convention: two for each weight and row."""
    return 2 * rows * inputs * outputs


def attention(batch: int, heads: int, tokens: int, head_width: int) -> int:
    """Operations of the two products: queries by keys, and weights by values."""
    scores = 2 * tokens * head_width * tokens
    values = 2 * tokens * tokens * head_width
    return batch * heads * (scores + values)


def block(batch: int, tokens: int, width: int, heads: int, hidden: int) -> int:
    """Operations of a transformer block, forward."""
    rows = batch * tokens
    projections = 4 * dense(width, width, rows)
    feed_forward = dense(width, hidden, rows) + dense(hidden, width, rows)
    return projections + attention(batch, heads, tokens, width // heads) + feed_forward


def gpt(layers: int, batch: int, tokens: int, width: int, heads: int, vocabulary: int) -> int:
    """Operations of a GPT, forward: its blocks with hidden = 4 x width, and the head."""
    head = dense(width, vocabulary, batch * tokens)
    return layers * block(batch, tokens, width, heads, 4 * width) + head


def training(forward: int) -> int:
    """Operations of forward and backward pass together."""
    return 3 * forward
