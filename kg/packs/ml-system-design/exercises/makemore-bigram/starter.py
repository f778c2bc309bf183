import numpy as np

LETTERS = ".abcdefghijklmnopqrstuvwxyz"


def pairs(words: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the codes x of all characters and y of their successors, both (N,) of int."""
    raise NotImplementedError("TODO 1: read the words as .ab.b. and pair the neighbours")


def count_table(x: np.ndarray, y: np.ndarray, smoothing: float = 1.0) -> np.ndarray:
    """Return probabilities (27, 27): row = character, column = successor; rows sum to 1."""
    raise NotImplementedError("TODO 2: count the pairs, smooth, divide by the row")


def mean_loss(table: np.ndarray, x: np.ndarray, y: np.ndarray) -> float:
    """Return the mean negative log-likelihood of the pairs, in nats."""
    raise NotImplementedError("TODO 2: the mean of -ln(probability)")


def softmax(weights: np.ndarray) -> np.ndarray:
    """Turn each row of logits (27, 27) into probabilities."""
    raise NotImplementedError("TODO 3: exp, divided by the sum of the row")


def loss_and_gradient(
    weights: np.ndarray, x: np.ndarray, y: np.ndarray
) -> tuple[float, np.ndarray]:
    """Return the loss of softmax(weights) on the pairs, and its gradient (27, 27)."""
    raise NotImplementedError("TODO 3: the loss and its derivative for every weight")


def train(
    weights: np.ndarray, x: np.ndarray, y: np.ndarray, steps: int, rate: float
) -> tuple[np.ndarray, list[float]]:
    """Descend the gradient over all pairs; return new weights and the loss before each step."""
    raise NotImplementedError("TODO 4: gradient descent")


def sample(table: np.ndarray, rng: np.random.Generator) -> str:
    """Draw a name character by character, from '.' until '.' comes again."""
    raise NotImplementedError("TODO 5: draw successors until the point")
