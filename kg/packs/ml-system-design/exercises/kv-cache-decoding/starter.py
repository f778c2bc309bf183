import torch

Model = dict


def norm(x: torch.Tensor) -> torch.Tensor:
    """Scale vectors to a mean square of one; (..., d) -> (..., d)."""
    return x * (x.square().mean(-1, keepdim=True) + 1e-6).rsqrt()


def split(x: torch.Tensor, heads: int) -> torch.Tensor:
    """(T, d) -> (heads, T, d / heads): neighbouring columns belong to the same head."""
    return x.view(len(x), heads, -1).transpose(0, 1)


def join(x: torch.Tensor) -> torch.Tensor:
    """(heads, T, d / heads) -> (T, d), the reverse of split."""
    return x.transpose(0, 1).reshape(x.shape[1], -1)


def cache_bytes(
    layers: int, kv_heads: int, head_dim: int, tokens: int, batch: int = 1, number_bytes: int = 2
) -> int:
    """Bytes of keys and values of `batch` sequences of `tokens` tokens."""
    raise NotImplementedError("TODO 1: the size of a cache")


class KVCache:
    """Keys and values of all tokens seen so far, for each layer of one sequence.

    length: tokens that are stored in every layer.
    """

    def __init__(self, layers: int, capacity: int, heads: int, head_dim: int) -> None:
        raise NotImplementedError("TODO 2: room for the keys and values of `capacity` tokens")

    def update(
        self, layer: int, k: torch.Tensor, v: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Store k and v (heads, new, head_dim) after `length`; return all up to and with them.

        Both results have the shape (heads, length + new, head_dim). Raises ValueError: no room.
        """
        raise NotImplementedError("TODO 2: store, and return what is stored")

    def advance(self, tokens: int) -> None:
        """Count tokens that have been stored in every layer."""
        raise NotImplementedError("TODO 2: the new length")


def forward(model: Model, tokens: torch.Tensor, cache: KVCache | None = None) -> torch.Tensor:
    """Logits (T, vocabulary) of T new tokens that follow those in the cache."""
    raise NotImplementedError("TODO 3: the decoder, with and without a cache")


def generate(model: Model, prompt: torch.Tensor, count: int) -> list[int]:
    """The `count` tokens that greedy decoding adds to the prompt (T,)."""
    raise NotImplementedError("TODO 4: prefill once, then one token a step")
