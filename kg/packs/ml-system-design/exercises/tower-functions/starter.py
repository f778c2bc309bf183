from collections.abc import Callable

import numpy as np

Weights = tuple[np.ndarray, np.ndarray, np.ndarray]


def step(x: np.ndarray, place: float, sharpness: float) -> np.ndarray:
    """A sigmoid that rises from 0 to 1 around a place; x of any shape."""
    raise NotImplementedError("TODO 1: sigmoid of sharpness x (x - place)")


def bump(x: np.ndarray, left: float, right: float, height: float, sharpness: float) -> np.ndarray:
    """About height between left and right, about 0 elsewhere, made of two steps."""
    raise NotImplementedError("TODO 2: one step up and one step down")


def tower(
    x: np.ndarray, y: np.ndarray, corners: tuple[float, float, float, float], sharpness: float
) -> np.ndarray:
    """About 1 where left < x < right and bottom < y < top, about 0 elsewhere; corners in order."""
    raise NotImplementedError("TODO 3: two bumps, and a step that asks for both")


def forward(x: np.ndarray, weights: Weights) -> np.ndarray:
    """Output (n,) for x (n,) of the network (w1, b1, w2), each (H,): sigmoid(x w1 + b1) . w2."""
    raise NotImplementedError("TODO 4: one hidden layer")


def build(
    target: Callable[[np.ndarray], np.ndarray], low: float, high: float, bumps: int
) -> Weights:
    """Weights of 2 x bumps hidden units whose output is near the target from low to high."""
    raise NotImplementedError("TODO 5: one bump for each piece of the interval")
