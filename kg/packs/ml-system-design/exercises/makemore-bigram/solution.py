import numpy as np

LETTERS = ".abcdefghijklmnopqrstuvwxyz"


def pairs(words: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the codes x of all characters and y of their successors, both (N,) of int."""
    text = "." + "".join(word + "." for word in words)
    codes = np.array([LETTERS.index(letter) for letter in text], dtype=np.int64)
    return codes[:-1], codes[1:]


def count_table(x: np.ndarray, y: np.ndarray, smoothing: float = 1.0) -> np.ndarray:
    """Return probabilities (27, 27): row = character, column = successor; rows sum to 1."""
    counts = np.full((27, 27), float(smoothing))
    np.add.at(counts, (x, y), 1.0)
    return counts / counts.sum(axis=1, keepdims=True)


def mean_loss(table: np.ndarray, x: np.ndarray, y: np.ndarray) -> float:
    """Return the mean negative log-likelihood of the pairs, in nats."""
    return float(-np.log(table[x, y]).mean())


def softmax(weights: np.ndarray) -> np.ndarray:
    """Turn each row of logits (27, 27) into probabilities."""
    grown = np.exp(weights - weights.max(axis=1, keepdims=True))
    return grown / grown.sum(axis=1, keepdims=True)


def loss_and_gradient(
    weights: np.ndarray, x: np.ndarray, y: np.ndarray
) -> tuple[float, np.ndarray]:
    """Return the loss of softmax(weights) on the pairs, and its gradient (27, 27)."""
    table = softmax(weights)
    gradient = np.zeros_like(weights)
    np.add.at(gradient, x, table[x])
    np.add.at(gradient, (x, y), -1.0)
    return mean_loss(table, x, y), gradient / len(x)


def train(
    weights: np.ndarray, x: np.ndarray, y: np.ndarray, steps: int, rate: float
) -> tuple[np.ndarray, list[float]]:
    """Descend the gradient over all pairs; return new weights and the loss before each step."""
    losses = []
    for _ in range(steps):
        loss, gradient = loss_and_gradient(weights, x, y)
        weights = weights - rate * gradient
        losses.append(loss)
    return weights, losses


def sample(table: np.ndarray, rng: np.random.Generator) -> str:
    """Draw a name character by character, from '.' until '.' comes again."""
    code, name = 0, ""
    while True:
        code = int(rng.choice(27, p=table[code]))
        if code == 0:
            return name
        name += LETTERS[code]
