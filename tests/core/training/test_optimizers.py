"""Muon beside torch's own, weight decay where it belongs, and state that survives a round trip."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from torch import nn

from core import config
from core.config import TrainingConfig
from core.errors import RunError
from core.model.gpt import GPT
from core.training.optimizers import OPTIMIZERS, Muon, Optimizers

SETTINGS = TrainingConfig(steps=10, minutes=0, device="cpu", precision="fp32")


def network(seed: int = 0) -> nn.Module:
    """Named as the real network is: an embedding, one block with two matrices, a bias."""
    generator = torch.Generator().manual_seed(seed)
    block = nn.Module()
    block.up, block.down = nn.Linear(8, 16), nn.Linear(16, 8, bias=False)
    model = nn.Module()
    model.embed, model.blocks = nn.Embedding(5, 8), nn.ModuleList([block])
    for parameter in model.parameters():
        nn.init.normal_(parameter, generator=generator)
    return model


def give_gradients(model: nn.Module, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    for parameter in model.parameters():
        parameter.grad = torch.randn(parameter.shape, generator=generator)


def test_registry_holds_what_is_declared() -> None:
    assert set(OPTIMIZERS) == set(config.OPTIMIZERS)


@pytest.mark.parametrize("momentum", [0.95, 0.9])
@pytest.mark.parametrize("shape", [(24, 8), (8, 24), (16, 16)])
def test_muon_steps_as_torch_does(shape: tuple[int, int], momentum: float) -> None:
    """torch's Muon iterates in bf16, so the two agree to its rounding."""
    start = torch.randn(shape, generator=torch.Generator().manual_seed(1))
    ours, theirs = nn.Parameter(start.clone()), nn.Parameter(start.clone())
    muon = Muon([ours], lr=0.1, weight_decay=0.1, momentum=momentum, half=True)
    reference = torch.optim.Muon([theirs], lr=0.1, weight_decay=0.1, momentum=momentum)
    for step in range(5):
        gradient = torch.randn(shape, generator=torch.Generator().manual_seed(step + 2))
        ours.grad, theirs.grad = gradient.clone(), gradient.clone()
        muon.step()
        reference.step()
    assert (ours - theirs).norm() < 0.03 * (ours - start).norm()


def moved(shapes: dict[int, tuple[int, int]]) -> dict[int, torch.Tensor]:
    """Where parameters of these shapes, by their numbers, are after two steps of one Muon."""
    parameters = {
        n: nn.Parameter(torch.randn(s, generator=torch.Generator().manual_seed(9))) for n, s in shapes.items()
    }
    muon = Muon(parameters.values(), lr=0.1, weight_decay=0.1)
    for step in range(2):
        for number, parameter in parameters.items():
            generator = torch.Generator().manual_seed(100 * step + number)
            parameter.grad = torch.randn(parameter.shape, generator=generator)
        muon.step()
    return {number: parameter.detach() for number, parameter in parameters.items()}


def test_matrices_are_orthogonalised_together_as_they_would_be_alone() -> None:
    shapes = dict(enumerate([(24, 8), (8, 24), (16, 16), (24, 8)]))
    for number, together in moved(shapes).items():
        assert torch.allclose(together, moved({number: shapes[number]})[number], atol=1e-6)


def test_matrices_in_one_parameter_are_orthogonalised_by_themselves() -> None:
    """As three parameters would be, whose gradients are those of the rows."""
    start = torch.randn(16, 8, generator=torch.Generator().manual_seed(1))
    gradient = torch.randn(16, 8, generator=torch.Generator().manual_seed(2))
    heights = (8, 4, 4)
    whole, parts = nn.Parameter(start.clone()), [nn.Parameter(rows.clone()) for rows in start.split(heights)]
    whole.grad = gradient.clone()
    for part, rows in zip(parts, gradient.split(heights), strict=True):
        part.grad = rows.clone()
    Muon([whole], lr=0.1, weight_decay=0.0, heights={whole: heights}).step()
    Muon(parts, lr=0.1, weight_decay=0.0).step()
    assert torch.allclose(whole, torch.cat(parts), atol=1e-6)
    unsplit = nn.Parameter(start.clone())
    unsplit.grad = gradient.clone()
    Muon([unsplit], lr=0.1, weight_decay=0.0).step()
    assert not torch.allclose(whole, unsplit, atol=1e-3)


@pytest.mark.parametrize("n_kv_heads", [0, 1])
def test_queries_keys_and_values_are_matrices_of_their_own(tiny_gpt: Callable[..., GPT], n_kv_heads: int) -> None:
    """They move as three parameters would."""
    model = tiny_gpt(n_kv_heads=n_kv_heads)
    attention = model.blocks[0].attn
    qkv = attention.qkv.weight  # type: ignore[union-attr]
    gradient = torch.randn(qkv.shape, generator=torch.Generator().manual_seed(3))  # type: ignore[arg-type]
    parts = [nn.Parameter(rows.detach().clone()) for rows in qkv.split(attention.widths)]  # type: ignore[operator,union-attr]
    for part, rows in zip(parts, gradient.split(attention.widths), strict=True):  # type: ignore[union-attr]
        part.grad = rows
    qkv.grad = gradient.clone()  # type: ignore[union-attr]
    training = replace(SETTINGS, optimizer="muon", weight_decay=0.0, grad_clip=0.0)
    OPTIMIZERS["muon"](list(model.named_parameters()), training)["muon"].step()
    Muon(parts, training.muon_learning_rate, 0.0, training.muon_momentum).step()
    assert torch.allclose(qkv, torch.cat(parts), atol=1e-6)  # type: ignore[arg-type]


def test_muon_keeps_as_much_of_its_running_mean_as_its_momentum_says(tiny_gpt: Callable[..., GPT]) -> None:
    model = tiny_gpt()
    training = replace(SETTINGS, optimizer="muon", muon_momentum=0.8)
    muon = OPTIMIZERS["muon"](list(model.named_parameters()), training)["muon"]
    weight = model.blocks[0].attn.out.weight  # type: ignore[union-attr]
    weight.grad = torch.ones_like(weight)  # type: ignore[arg-type]
    muon.step()
    assert torch.allclose(muon.state[weight]["momentum_buffer"], 0.2 * weight.grad)  # type: ignore[index]


def test_muon_direction_has_singular_values_near_one() -> None:
    parameter = nn.Parameter(torch.zeros(12, 6))
    parameter.grad = torch.randn(12, 6, generator=torch.Generator().manual_seed(3))
    Muon([parameter], lr=1.0, weight_decay=0.0).step()
    singular = torch.linalg.svdvals(parameter.detach()) / 2**0.5
    assert singular.min() > 0.5
    assert singular.max() < 1.5


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_decay_pulls_on_matrices_only(kind: str) -> None:
    model = network()
    before = {name: p.detach().clone() for name, p in model.named_parameters()}
    optimizers = Optimizers(list(model.named_parameters()), TrainingConfig(optimizer=kind, weight_decay=0.5))
    for parameter in model.parameters():
        parameter.grad = torch.zeros_like(parameter)
    optimizers.step()
    changed = {name for name, p in model.named_parameters() if not torch.equal(p, before[name])}
    assert changed == {"embed.weight", "blocks.0.up.weight", "blocks.0.down.weight"}


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_state_goes_round(kind: str) -> None:
    settings = TrainingConfig(optimizer=kind)
    first, second = network(), network()
    one, two = (Optimizers(list(m.named_parameters()), settings) for m in (first, second))
    give_gradients(first, 1)
    one.step()
    second.load_state_dict(first.state_dict())
    two.load({name: tensor.clone() for name, tensor in one.state().items()})
    for model, optimizers in ((first, one), (second, two)):
        give_gradients(model, 2)
        optimizers.step()
    for a, b in zip(first.parameters(), second.parameters(), strict=True):
        assert torch.equal(a, b)


def test_foreign_state_is_refused() -> None:
    model = network()
    with pytest.raises(RunError, match="does not have"):
        Optimizers(list(model.named_parameters()), SETTINGS).load({"adamw:nobody:exp_avg": torch.zeros(1)})


def test_gradient_is_clipped_and_its_length_said() -> None:
    model = network()
    optimizers = Optimizers(list(model.named_parameters()), TrainingConfig(optimizer="adamw", grad_clip=0.5))
    give_gradients(model, 4)
    length = torch.cat([p.grad.flatten() for p in model.parameters() if p.grad is not None]).norm()
    assert optimizers.step() == pytest.approx(float(length))
    assert all(p.grad is None for p in model.parameters())


def test_rates_keep_their_ratio() -> None:
    optimizers = Optimizers(list(network().named_parameters()), TrainingConfig(learning_rate=3e-3))
    assert optimizers.set_rate(0.5) == pytest.approx(1.5e-3)
    assert optimizers.set_rate(1.0) == pytest.approx(3e-3)
