"""Turns gradients into changes of the weights: AdamW for everything, or Muon for the blocks' matrices beside it.

Weight decay pulls on matrices only; biases, gains and nothing else are free of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from core.config import TrainingConfig
from core.errors import RunError

BETAS = (0.9, 0.95)
NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)
NEWTON_SCHULZ_STEPS = 5

Named = list[tuple[str, nn.Parameter]]


class _Matrix(NamedTuple):
    """A single matrix, its gradient and the running mean of that, as views; all turned where it stands.

    ``scale``: √max(1, rows / columns), as it stood.
    """

    weights: Tensor
    gradient: Tensor
    mean: Tensor
    scale: float


class Muon(torch.optim.Optimizer):
    """Momentum, orthogonalised by a Newton–Schulz iteration (Jordan et al. 2024, "Muon").

    For matrices only. ``heights``: of a parameter that holds several matrices one above another, their rows; each is
    orthogonalised by itself. Those of one shape, or of one lying and one standing, are done together, in fp32, or in
    bf16 where ``half`` says that the hardware is quick at it. The step is scaled by √max(1, rows / columns).
    """

    def __init__(
        self,
        params: Iterable[nn.Parameter],
        lr: float,
        weight_decay: float,
        momentum: float = 0.95,
        half: bool = False,
        heights: Mapping[nn.Parameter, Sequence[int]] | None = None,
    ) -> None:
        super().__init__(params, {"lr": lr, "weight_decay": weight_decay})
        self.half, self._momentum, self._heights = half, momentum, heights or {}

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:  # type: ignore[override]  # nobody re-evaluates the loss here
        """One step for every parameter that has a gradient."""
        for group in self.param_groups:
            parameters = [parameter for parameter in group["params"] if parameter.grad is not None]
            by_shape: dict[torch.Size, list[_Matrix]] = {}
            for matrix in self._matrices(parameters):
                by_shape.setdefault(matrix.weights.shape, []).append(matrix)
            torch._foreach_mul_(parameters, 1 - group["lr"] * group["weight_decay"])
            for alike in by_shape.values():
                # Nesterov's momentum: the running mean, and the gradient once more.
                changes = torch.stack([one.gradient.lerp(one.mean, self._momentum) for one in alike])
                for matrix, direction in zip(alike, self._orthogonal(changes), strict=True):
                    matrix.weights.add_(direction, alpha=-group["lr"] * matrix.scale)

    def _matrices(self, parameters: list[nn.Parameter]) -> Iterator[_Matrix]:
        """Each single matrix, its running mean brought up to date."""
        for parameter in parameters:
            assert parameter.grad is not None
            state, heights = self.state[parameter], list(self._heights.get(parameter, (len(parameter),)))
            if "momentum_buffer" not in state:
                state["momentum_buffer"] = torch.zeros_like(parameter)
            mean: Tensor = state["momentum_buffer"].lerp_(parameter.grad, 1 - self._momentum)
            wholes = (parameter.split(heights), parameter.grad.split(heights), mean.split(heights))
            for weights, gradient, part in zip(*wholes, strict=True):
                rows, columns = weights.shape
                if rows > columns:
                    yield _Matrix(weights.mT, gradient.mT, part.mT, (rows / columns) ** 0.5)
                else:
                    yield _Matrix(weights, gradient, part, 1.0)

    def _orthogonal(self, matrices: Tensor) -> Tensor:
        """The nearest matrices with all singular values about 1; none stands.  N rows columns → N rows columns"""
        a, b, c = NEWTON_SCHULZ
        x = matrices.bfloat16() if self.half else matrices
        x = x / x.norm(dim=(-2, -1), keepdim=True).clamp(min=1e-7)
        for _ in range(NEWTON_SCHULZ_STEPS):
            gram = torch.bmm(x, x.mT)  # N r r
            polynomial = torch.baddbmm(gram, gram, gram, beta=b, alpha=c)  # N r r
            polynomial.diagonal(dim1=-2, dim2=-1).add_(a)
            x = torch.bmm(polynomial, x)  # (a + b·x·xᵀ + c·(x·xᵀ)²) · x
        return x.to(matrices.dtype)


class Optimizers:
    """The optimisers of one run, stepped together, with their state as named tensors.

    ``named``: the network's parameters by name; what stands in a block and has two dimensions is a block matrix.
    """

    def __init__(self, named: Named, config: TrainingConfig) -> None:
        self._names: dict[Tensor, str] = {parameter: name for name, parameter in named}
        self._parts = OPTIMIZERS[config.optimizer](named, config)
        self._rates = {name: [group["lr"] for group in part.param_groups] for name, part in self._parts.items()}
        self._clip = config.grad_clip

    def set_rate(self, factor: float) -> float:
        """Scale every learning rate; returns AdamW's."""
        for name, part in self._parts.items():
            for group, rate in zip(part.param_groups, self._rates[name], strict=True):
                group["lr"] = rate * factor
        return float(self._parts["adamw"].param_groups[0]["lr"])

    def step(self) -> Tensor:
        """Clip, step, forget the gradients. Returns the norm of the gradient before it was clipped."""
        parameters = list(self._names)
        norm = nn.utils.clip_grad_norm_(parameters, self._clip or float("inf"))
        for part in self._parts.values():
            part.step()
        self.drop_gradients()
        return norm

    def drop_gradients(self) -> None:
        """Forget the gradients, also those that no step has taken."""
        for part in self._parts.values():
            part.zero_grad(set_to_none=True)

    def state(self) -> dict[str, Tensor]:
        """Every tensor of the state as ``<optimiser>.<parameter>.<quantity>``."""
        return {
            f"{kind}:{self._names[parameter]}:{quantity}": tensor
            for kind, part in self._parts.items()
            for parameter, state in part.state.items()
            for quantity, tensor in state.items()
        }

    def load(self, tensors: dict[str, Tensor]) -> None:
        """Put back what ``state`` gave.

        Raises:
            RunError: a tensor belongs to no parameter of this network.
        """
        by_name = {name: parameter for parameter, name in self._names.items()}
        for key, tensor in tensors.items():
            kind, name, quantity = key.split(":")
            if kind not in self._parts or name not in by_name:
                raise RunError(f"The optimiser's state holds {key!r}, which this network does not have.")
            parameter = by_name[name]
            target = "cpu" if tensor.dim() == 0 and parameter.device.type == "cpu" else parameter.device
            self._parts[kind].state[parameter][quantity] = tensor.to(target)


def _adamw(named: Named, config: TrainingConfig) -> torch.optim.Optimizer:
    groups = [
        {"params": [p for _, p in named if p.dim() >= 2], "weight_decay": config.weight_decay},
        {"params": [p for _, p in named if p.dim() < 2], "weight_decay": 0.0},
    ]
    fused = config.device in ("cpu", "cuda")
    return torch.optim.AdamW(groups, lr=config.learning_rate, betas=BETAS, fused=fused)


def adamw(named: Named, config: TrainingConfig) -> dict[str, torch.optim.Optimizer]:
    return {"adamw": _adamw(named, config)}


def muon(named: Named, config: TrainingConfig) -> dict[str, torch.optim.Optimizer]:
    matrices = [p for name, p in named if name.startswith("blocks.") and p.dim() == 2]
    inside = set(matrices)
    rest = [(name, p) for name, p in named if p not in inside]
    half = config.precision == "bf16"
    heights = {p: _heights(p) for name, p in named if name.endswith(".attn.qkv.weight")}
    return {
        "adamw": _adamw(rest, config),
        "muon": Muon(matrices, config.muon_learning_rate, config.weight_decay, config.muon_momentum, half, heights),
    }


def _heights(qkv: nn.Parameter) -> tuple[int, int, int]:
    """Rows of the matrices that make queries, keys and values."""
    rows, width = qkv.shape
    return width, (rows - width) // 2, (rows - width) // 2


OPTIMIZERS = {"adamw": adamw, "muon": muon}
