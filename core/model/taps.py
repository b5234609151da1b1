"""Taps: every quantity inside the network has one public name, under which it can be read.

Names are TransformerLens's: ``hook_embed``, ``hook_pos_embed``, ``blocks.0.hook_resid_pre``, ``blocks.0.attn.hook_q``,
``blocks.0.attn.hook_pattern``, ``blocks.0.mlp.hook_post``, ``ln_final.hook_normalized`` … Shapes are ours: heads come
before places (B H T K). A tap passes its input on unchanged.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, runtime_checkable

from torch import Tensor, nn


class Tap(nn.Identity):
    """A named place in the network."""


@runtime_checkable
class ShowsItsWork(Protocol):
    """A module that has a quick form, and an explicit one whose inner quantities can be read."""

    form: str


def tap_names(model: nn.Module) -> tuple[str, ...]:
    """The names of all taps, in the order of the walk."""
    return tuple(name for name, module in model.named_modules() if isinstance(module, Tap))


@contextlib.contextmanager
def watched(blocks: Iterable[nn.Module], look: Callable[[], None]) -> Iterator[None]:
    """While inside, ``look`` is called before each block works, and after it has handed its gradient back; what it
    raises ends the pass."""

    def hook(block: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        look()
        if inputs[0].requires_grad:
            inputs[0].register_hook(lambda gradient: look())

    handles = [block.register_forward_pre_hook(hook) for block in blocks]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


@contextlib.contextmanager
def capture(model: nn.Module, names: Iterable[str]) -> Iterator[dict[str, Tensor]]:
    """While inside, what passes the named taps is kept in the dict that is given.

    Attention works in its explicit form meanwhile, since the fused one never shows its pattern.

    Raises:
        KeyError: there is no tap of that name.
    """
    taps = {name: module for name, module in model.named_modules() if isinstance(module, Tap)}
    wanted = {name: taps[name] for name in names}  # every name is known before the first tap is touched
    captured: dict[str, Tensor] = {}
    handles = [
        tap.register_forward_hook(lambda _m, _i, value, name=name: captured.__setitem__(name, value.detach()))
        for name, tap in wanted.items()
    ]
    forms = [(module, module.form) for module in model.modules() if isinstance(module, ShowsItsWork)]
    for module, _ in forms:
        module.form = "explicit"
    try:
        yield captured
    finally:
        for handle in handles:
            handle.remove()
        for module, form in forms:
            module.form = form
