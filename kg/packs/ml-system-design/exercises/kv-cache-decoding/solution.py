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
    return 2 * layers * kv_heads * head_dim * tokens * batch * number_bytes


class KVCache:
    """Keys and values of all tokens seen so far, for each layer of one sequence."""

    def __init__(self, layers: int, capacity: int, heads: int, head_dim: int) -> None:
        self.length = 0
        self._keys = torch.zeros(layers, heads, capacity, head_dim)
        self._values = torch.zeros(layers, heads, capacity, head_dim)

    def update(
        self, layer: int, k: torch.Tensor, v: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Store k and v (heads, new, head_dim) after `length`; return all up to and with them."""
        end = self.length + k.shape[1]
        if end > self._keys.shape[2]:
            raise ValueError(f"{end} tokens do not fit into {self._keys.shape[2]} places")
        self._keys[layer, :, self.length : end] = k
        self._values[layer, :, self.length : end] = v
        return self._keys[layer, :, :end], self._values[layer, :, :end]

    def advance(self, tokens: int) -> None:
        """Count tokens that have been stored in every layer."""
        self.length += tokens


def forward(model: Model, tokens: torch.Tensor, cache: KVCache | None = None) -> torch.Tensor:
    """Logits (T, vocabulary) of T new tokens that follow those in the cache."""
    past, new = (cache.length if cache else 0), len(tokens)
    x = model["embed"][tokens] + model["position"][past : past + new]
    later = torch.ones(new, past + new, dtype=torch.bool).triu(past + 1)
    for number, layer in enumerate(model["layers"]):
        h = norm(x)
        q, k, v = (split(h @ layer[name], model["heads"]) for name in ("q", "k", "v"))
        if cache:
            k, v = cache.update(number, k, v)
        scores = q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5
        weights = scores.masked_fill(later, float("-inf")).softmax(-1)
        x = x + join(weights @ v) @ layer["o"]
        x = x + (norm(x) @ layer["up"]).relu() @ layer["down"]
    if cache:
        cache.advance(new)
    return norm(x) @ model["embed"].T


def generate(model: Model, prompt: torch.Tensor, count: int) -> list[int]:
    """The `count` tokens that greedy decoding adds to the prompt (T,)."""
    width = model["embed"].shape[1]
    heads = model["heads"]
    cache = KVCache(len(model["layers"]), len(prompt) + count, heads, width // heads)
    out: list[int] = []
    new = prompt
    for _ in range(count):
        out.append(int(forward(model, new, cache)[-1].argmax()))
        new = torch.tensor(out[-1:])
    return out
