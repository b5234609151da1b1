"""Operated networks beside hooks on the whole one, written here with torch alone."""

import contextlib
import itertools
from collections.abc import Callable, Iterator

import pytest
import torch
from torch import Tensor, nn

from core.config import SurgeryConfig
from core.errors import SettingError
from core.model.decoder import Decoder
from core.model.gpt import GPT
from core.model.laid_out import lay_out
from core.model.surgery import measure_means, operate, steering_direction

MODERN = {"norm": "rmsnorm", "mlp": "swiglu", "position": "rope", "tied_head": False, "bias": False, "n_kv_heads": 2}
NETWORKS = {
    "classic": {},
    "modern": MODERN,
    "no attention": {"attention": "none"},
    "no feed-forward": {"mlp": "none", "bias": False},
    "no residuals": {"residual": False, "norm": "none", "position": "none"},
    "squared": {"mlp": "relu2", "qk_norm": True, "norm": "rmsnorm", "dropout": 0.3},
}
SURGERIES = [
    ("L1H2",), ("L0H0", "L0H3", "L1H1"), ("L0N5", "L0N6", "L1N39"), ("L0F",), ("L1A",), ("L0",), ("L0", "L1"),
    ("L1F", "L1N3", "L0H1"),
]  # fmt: skip
K = 8
TEXTS = [list(range(16)), [5, 60, 2, 2, 2, 9, 33, 1, 0, 7, 7, 8, 40, 41, 42, 43], [1, 2, 3]]


def ids_for(model: GPT) -> Tensor:
    return torch.randint(model.config.vocab_size, (3, 11), generator=torch.Generator().manual_seed(4))


def has(settings: dict, off: tuple[str, ...]) -> bool:
    letters = {word[2:3] for word in off}
    gone = {"H", "A"} if settings.get("attention") == "none" else {"F", "N"} if settings.get("mlp") == "none" else set()
    return not letters & gone


CASES = [
    pytest.param(settings, off, id=f"{name} without {' '.join(off)}")
    for (name, settings), off in itertools.product(NETWORKS.items(), SURGERIES)
    if has(settings, off)
]


class Means:
    """What passed some places of a network, averaged over the tokens of the texts: sums kept by hooks."""

    def __init__(self, model: GPT) -> None:
        self.of: dict[nn.Module, Tensor] = {}
        places = [m for b in model.blocks for m in (b.attn, b.mlp, b.attn and b.attn.out, b.mlp and b.mlp.down) if m]
        handles = [place.register_forward_hook(self._keep) for place in places]
        with torch.no_grad():
            for text in TEXTS:
                model(torch.tensor([text]))
        for handle in handles:
            handle.remove()
        self.of = {place: total / sum(map(len, TEXTS)) for place, total in self.of.items()}

    def _keep(self, place: nn.Module, inputs: tuple[Tensor, ...], output: Tensor) -> None:
        kept = inputs[0] if isinstance(place, nn.Linear) else output
        self.of[place] = self.of.get(place, torch.zeros(())) + kept[0].sum(0)


@contextlib.contextmanager
def hooked(model: GPT, off: tuple[str, ...], means: Means | None) -> Iterator[None]:
    """The whole network with hooks that put zeros or means in the place of what is off."""
    handles = []

    def output_of(place: nn.Module) -> None:
        value = means.of[place] if means else torch.zeros((), dtype=model.embed.weight.dtype)
        handles.append(place.register_forward_hook(lambda _m, _i, output: value.expand_as(output)))

    def inputs_of(place: nn.Module, which: slice) -> None:
        def put(_module: nn.Module, inputs: tuple[Tensor, ...]) -> tuple[Tensor]:
            changed = inputs[0].clone()
            changed[..., which] = means.of[place][which] if means else 0.0
            return (changed,)

        handles.append(place.register_forward_pre_hook(put))

    for word in off:
        block, kind, number = model.blocks[int(word[1])], word[2:3], int(word[3:] or 0)
        if kind in ("", "A") and block.attn is not None:
            output_of(block.attn)
        if kind in ("", "F") and block.mlp is not None:
            output_of(block.mlp)
        if kind == "H":
            inputs_of(block.attn.out, slice(number * K, (number + 1) * K))
        if kind == "N":
            inputs_of(block.mlp.down, slice(number, number + 1))
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


@pytest.mark.parametrize(("settings", "off"), CASES)
@pytest.mark.parametrize("ablation", ["zero", "mean"])
def test_it_computes_what_hooks_make_of_the_whole_network(
    tiny_gpt: Callable[..., GPT], settings: dict, off: tuple[str, ...], ablation: str
) -> None:
    model = tiny_gpt(**settings).double()
    ids = ids_for(model)
    with torch.no_grad(), hooked(model, off, Means(model) if ablation == "mean" else None):
        wanted = model(ids)
    measured = measure_means(model, TEXTS)
    with torch.no_grad():
        found = operate(model, SurgeryConfig(off=off, ablation=ablation), measured)(ids)
    assert (found - wanted).abs().max() < 1e-9


@pytest.mark.parametrize("settings", NETWORKS.values(), ids=list(NETWORKS))
def test_the_quick_decoder_writes_what_the_operated_network_finds_likeliest(
    tiny_gpt: Callable[..., GPT], settings: dict
) -> None:
    """Within the context and beyond it, with parts off by their means and a direction added."""
    model = tiny_gpt(**settings)
    off = ("L0A",) if settings.get("mlp") == "none" else ("L1N3", "L0F")
    surgery = SurgeryConfig(off=off, ablation="mean", steer_to="x", steer_strength=-2.0)
    direction = steering_direction(model, surgery.layer_of(model.config), [3, 4], [9])
    operated = operate(model, surgery, measure_means(model, TEXTS), direction)
    decoder, ids = Decoder(lay_out(operated)), [7, 8, 9]
    logits = decoder.prefill(ids)
    for _ in range(24):
        with torch.no_grad():
            wanted = operated(torch.tensor([decoder.ids]))[0, -1]
        assert logits.argmax() == wanted.argmax()
        logits = decoder.step(int(wanted.argmax()))


@pytest.mark.parametrize("settings", NETWORKS.values(), ids=list(NETWORKS))
def test_the_whole_network_stays_as_it_was_and_shares_what_is_not_changed(
    tiny_gpt: Callable[..., GPT], settings: dict
) -> None:
    model = tiny_gpt(**settings)
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    part = "L1F" if settings.get("attention") == "none" else "L1A"
    operated = operate(model, SurgeryConfig(off=(part,), ablation="mean"), measure_means(model, TEXTS))
    after = model.state_dict()
    assert after.keys() == before.keys()
    assert all(torch.equal(after[name], before[name]) for name in before)
    assert not any(module._forward_hooks for module in itertools.chain(model.modules(), operated.modules()))
    matrix = "blocks.1.mlp.down" if part == "L1F" else "blocks.1.attn.out"
    own = dict(model.named_parameters())
    apart = [name for name, tensor in operated.named_parameters() if own.get(name) is not tensor]
    assert apart == [f"{matrix}.weight", f"{matrix}.bias"]
    assert (operated.head_weight is operated.embed.weight) == model.config.tied_head
    assert not operated.training


def test_with_everything_off_only_the_newest_token_speaks(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt(position="none")
    operated = operate(model, SurgeryConfig(off=("L0", "L1")))
    ids = ids_for(model)
    with torch.no_grad():
        assert torch.equal(operated(ids)[:, -1], operated(ids[:, -1:])[:, 0])
        wanted = model.ln_final(model.embed(ids)) @ model.head_weight.T
        assert (operated(ids) - wanted).abs().max() < 1e-5


@pytest.mark.parametrize("settings", NETWORKS.values(), ids=list(NETWORKS))
@pytest.mark.parametrize("layer", [0, 1])
def test_steering_adds_the_difference_of_two_streams_to_every_token(
    tiny_gpt: Callable[..., GPT], settings: dict, layer: int
) -> None:
    model = tiny_gpt(**settings).double()
    kept: list[Tensor] = []
    ids, away, towards = ids_for(model), [1, 2, 3], [60, 40]
    with torch.no_grad():
        handle = model.blocks[layer].register_forward_hook(lambda _m, _i, output: kept.append(output[0, -1]))
        model(torch.tensor([towards]))
        model(torch.tensor([away]))
        handle.remove()
        push = 1.5 * (kept[0] - kept[1])
        handle = model.blocks[layer].register_forward_hook(lambda _m, _i, output: output + push)
        wanted = model(ids)
        handle.remove()
        surgery = SurgeryConfig(steer_to="any", steer_layer=layer, steer_strength=1.5)
        found = operate(model, surgery, direction=steering_direction(model, layer, away, towards))(ids)
    assert (found - wanted).abs().max() < 1e-9


def test_a_text_longer_than_the_context_steers_by_its_end(tiny_gpt: Callable[..., GPT]) -> None:
    model, long = tiny_gpt(), [*range(40), *range(20)]
    assert torch.equal(steering_direction(model, 1, [3], long), steering_direction(model, 1, [3], long[-16:]))


def test_what_a_network_has_not_got_is_refused(tiny_gpt: Callable[..., GPT]) -> None:
    with pytest.raises(SettingError, match="L0H4"):
        operate(tiny_gpt(), SurgeryConfig(off=("L0H4",)))
