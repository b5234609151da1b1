"""Sizes that follow from settings: how many tokens suit a text, how many parameters a network has."""

from core.config.settings import ModelConfig


def automatic_vocab_size(text_bytes: int) -> int:
    """Vocabulary for a text of that many bytes: about 1500 for 3 MB, growing with the square root, up to 8000.

    A larger vocabulary shortens the text, but each token must still occur often enough to be learnt.
    """
    wanted = 1500 * (text_bytes / 3_000_000) ** 0.5
    return int(min(8000, max(300, round(wanted / 50) * 50)))


def parameter_count(config: ModelConfig, vocab_size: int) -> int:
    """Parameters of the network that ``core.model.gpt.GPT`` builds from ``config``, worked out without building it."""
    d, k = config.d_model, config.head_width
    kv, ff = config.kv_heads * k, config.ff_width
    bias = 1 if config.bias else 0
    gains = 0 if config.norm == "none" else 1
    norm = d * gains * (2 if config.norm == "layernorm" and config.bias else 1)
    attention = (d + bias) * (d + 2 * kv) + (d + bias) * d + (2 * k * gains if config.qk_norm else 0) + norm
    gates = 2 if config.mlp == "swiglu" else 1
    feed_forward = gates * (d + bias) * ff + (ff + bias) * d + norm
    block = (attention if config.attention != "none" else 0) + (feed_forward if config.mlp != "none" else 0)
    positions = config.context_length * d if config.position == "learned" else 0
    heads = 1 if config.tied_head else 2
    return heads * vocab_size * d + positions + config.n_layers * block + norm
