"""The whole network: how it begins, how big it is, what its loss means, and that every variant learns."""

import itertools
import math
from collections.abc import Callable

import pytest
import torch

from core import config
from core.config import ModelConfig, parameter_count
from core.model.gpt import GPT, build_gpt
from core.text.windows import IGNORED

SHAPE = {"vocab_size": 90, "context_length": 24, "d_model": 32, "n_layers": 2, "n_heads": 4}
SWITCHES = (False, True)
VARIANTS = (
    [
        {
            "norm": norm,
            "mlp": mlp,
            "position": position,
            "tied_head": tied,
            "bias": bias,
            "qk_norm": qk,
            "n_kv_heads": kv,
        }
        for norm, mlp, position, tied, bias, qk, kv in itertools.product(
            config.NORMS, config.MLPS, config.POSITIONS, SWITCHES, SWITCHES, SWITCHES, (0, 2)
        )
    ]
    + [
        {"attention": "none", "norm": norm, "mlp": mlp, "position": position, "bias": bias, "qk_norm": qk}
        for norm, mlp, position, bias, qk in itertools.product(
            config.NORMS, ("gelu", "swiglu"), config.POSITIONS, SWITCHES, SWITCHES
        )
    ]
    + [{"residual": False}]
)
ONE_BY_ONE = [
    *({"norm": name} for name in config.NORMS),
    *({"mlp": name} for name in config.MLPS),
    *({"position": name} for name in config.POSITIONS),
    *({"tied_head": value} for value in SWITCHES),
    *({"bias": value} for value in SWITCHES),
    *({"qk_norm": value} for value in SWITCHES),
    *({"n_kv_heads": value} for value in (1, 2, 4)),
    *({"attention": name} for name in config.ATTENTIONS),
    *({"residual": value} for value in SWITCHES),
    {"n_heads": 1},
    config.ARCHITECTURE_SETTINGS["modern"],
]


def fresh(seed: int = 0, **settings: object) -> GPT:
    """A network as a run begins with it."""
    return build_gpt(ModelConfig(**{**SHAPE, **settings}), torch.Generator().manual_seed(seed))  # type: ignore[arg-type]


def tokens(batch: int = 8, length: int = 24, seed: int = 1) -> torch.Tensor:
    return torch.randint(SHAPE["vocab_size"], (batch, length), generator=torch.Generator().manual_seed(seed))


# ---- how it begins --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("architecture", config.ARCHITECTURES)
def test_it_begins_as_gpt2_does(architecture: str) -> None:
    """Matrices 0.02, what writes into the stream 0.02/√(2L), biases 0, gains 1."""
    settings = {**config.ARCHITECTURE_SETTINGS[architecture], "n_layers": 8, "d_model": 128, "vocab_size": 500}
    model = fresh(**settings, qk_norm=True)
    into_stream = []
    for name, parameter in model.named_parameters():
        if parameter.dim() < 2:
            assert (parameter == (0.0 if name.endswith("bias") else 1.0)).all(), name
            continue
        residual = name.endswith(("attn.out.weight", "mlp.down.weight"))
        into_stream += [name] * residual
        std = 0.02 / 4 if residual else 0.02
        error = std / math.sqrt(parameter.numel())
        assert abs(parameter.std().item() - std) < 5 * error, name
        assert abs(parameter.mean().item()) < 5 * error, name
    assert len(into_stream) == 16


@pytest.mark.parametrize("variant", ONE_BY_ONE, ids=str)
def test_first_loss_is_that_of_pure_chance(variant: dict) -> None:
    loss = fresh(**variant).eval().loss(tokens(), tokens(seed=2))
    assert loss.item() == pytest.approx(math.log(90), abs=0.1)


def test_without_residuals_nothing_adds_up_and_nothing_is_scaled() -> None:
    model = fresh(n_layers=8, d_model=128, vocab_size=500, residual=False)
    for name, parameter in model.named_parameters():
        if name.endswith(("attn.out.weight", "mlp.down.weight")):
            assert parameter.std().item() == pytest.approx(0.02, rel=0.05), name


def test_building_draws_from_its_own_generator_alone() -> None:
    torch.manual_seed(5)
    state = torch.get_rng_state()
    one, two, other = fresh(1), fresh(1), fresh(2)
    assert torch.equal(torch.get_rng_state(), state)
    pairs = list(zip(one.parameters(), two.parameters(), strict=True))
    assert all(torch.equal(a, b) for a, b in pairs)
    assert not torch.equal(one.embed.weight, other.embed.weight)


def test_nothing_is_left_unfilled() -> None:
    """Built on the meta device, whose memory holds anything."""
    for variant in VARIANTS:
        model = fresh(**variant)
        assert all(torch.isfinite(tensor).all() for tensor in model.state_dict().values())
        assert all(torch.isfinite(buffer).all() for buffer in model.buffers())
        assert not any(tensor.is_meta for tensor in (*model.parameters(), *model.buffers()))


# ---- how big it is --------------------------------------------------------------------------------------------------


def test_every_variant_has_as_many_parameters_as_the_settings_say() -> None:
    for variant in VARIANTS:
        for more in ({}, {"d_ff": 52}):
            settings = ModelConfig(**{**SHAPE, **variant, **more})
            with torch.device("meta"):
                counted = sum(p.numel() for p in GPT(settings).parameters())
            assert counted == parameter_count(settings, settings.vocab_size), variant


def test_a_tied_head_reads_with_the_embedding() -> None:
    tied, untied = fresh(tied_head=True), fresh(tied_head=False)
    assert tied.head_weight is tied.embed.weight
    assert untied.head_weight is not untied.embed.weight
    tied.loss(tokens(), tokens(seed=2)).backward()
    unused = [i for i in range(90) if i not in set(tokens().flatten().tolist())]
    assert unused
    assert (tied.embed.weight.grad[unused].abs().amax(dim=-1) > 0).all()


# ---- what its loss means --------------------------------------------------------------------------------------------


def test_loss_is_the_mean_over_the_targets_that_count(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt()
    ids = torch.randint(61, (3, 16), generator=torch.Generator().manual_seed(1))
    targets = ids.roll(-1, 1)
    targets[0, :10] = targets[2, 15] = IGNORED
    odds = model(ids).detach().double().softmax(-1)
    wanted = [-math.log(odds[b, t, targets[b, t]]) for b in range(3) for t in range(16) if targets[b, t] >= 0]
    assert len(wanted) == 48 - 11
    assert model.loss(ids, targets).item() == pytest.approx(sum(wanted) / len(wanted), abs=1e-5)


def test_a_shorter_text_is_the_beginning_of_a_longer_one(tiny_gpt: Callable[..., GPT]) -> None:
    for position in config.POSITIONS:
        model = tiny_gpt(position=position)
        ids = torch.randint(61, (2, 16), generator=torch.Generator().manual_seed(1))
        with torch.no_grad():
            assert (model(ids)[:, :5] - model(ids[:, :5])).abs().max() < 1e-5


# ---- that it learns -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("variant", ONE_BY_ONE, ids=str)
def test_every_variant_learns_and_its_gradients_reach_everything(variant: dict) -> None:
    model = fresh(**variant)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
    ids = tokens()
    losses = []
    for _ in range(12):
        loss = model.loss(ids[:, :-1], ids[:, 1:])
        loss.backward()
        assert all(p.grad is not None and p.grad.abs().max() > 0 for p in model.parameters())
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    # Without residuals it begins to learn how frequent tokens are, and gets no further in so few steps.
    assert losses[-1] < losses[0] - (0.5 if variant.get("residual", True) else 0.2)


@pytest.mark.parametrize("architecture", config.ARCHITECTURES)
def test_one_batch_is_learnt_by_heart(architecture: str) -> None:
    model = fresh(**config.ARCHITECTURE_SETTINGS[architecture])
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2, weight_decay=0.0)
    ids = tokens(batch=4)
    for _ in range(120):
        loss = model.loss(ids[:, :-1], ids[:, 1:])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.1


def test_dropout_is_off_in_evaluation() -> None:
    model = fresh(dropout=0.5)
    still = fresh(dropout=0.0)
    ids = tokens()
    with torch.no_grad():
        assert not torch.equal(model.train()(ids), model(ids))
        assert torch.equal(model.eval()(ids), still.eval()(ids))


def test_each_token_reads_the_row_of_its_own_id(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt()
    ids = torch.tensor([[3, 60, 3]])
    with torch.no_grad():
        before = model(ids)
        model.embed.weight[7] += 1.0  # nobody's row: only its own logit moves
        after = model(ids)
    moved = (before - after).abs().amax(dim=(0, 1)) > 0
    assert moved.nonzero().flatten().tolist() == [7]
