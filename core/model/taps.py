"""Taps: every quantity inside the network has one public name, under which it can be read or replaced.

Names are TransformerLens's: ``hook_embed``, ``hook_pos_embed``, ``blocks.0.hook_resid_pre``, ``blocks.0.attn.hook_q``,
``blocks.0.attn.hook_pattern``, ``blocks.0.mlp.hook_post``, ``ln_final.hook_normalized`` … Shapes are ours: heads come
before places (B H T K). A tap passes its input on unchanged.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol, runtime_checkable

from torch import Tensor, nn

Hook = Callable[[nn.Module, Any, Tensor], Any]


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
    captured: dict[str, Tensor] = {}
    with observed(model, names, captured.__setitem__):
        yield captured


@contextlib.contextmanager
def observed(model: nn.Module, names: Iterable[str], look: Callable[[str, Tensor], None]) -> Iterator[None]:
    """While inside, ``look`` is called with the name of a tap and what passes it: for whoever needs little of much.

    Attention works in its explicit form meanwhile.

    Raises:
        KeyError: there is no tap of that name.
    """

    def looker(name: str) -> Hook:
        return lambda _module, _inputs, value: look(name, value.detach())

    with _hooked(model, {name: looker(name) for name in names}):
        yield


@contextlib.contextmanager
def replaced(model: nn.Module, replacements: Mapping[str, Tensor | Callable[[Tensor], Tensor]]) -> Iterator[None]:
    """While inside, a tensor takes the place of what passes a named tap, or what a function makes of it does.

    A tensor of fewer dimensions is taken for each place alike. ``capture`` inside of it keeps what was put in place.
    Attention works in its explicit form meanwhile.

    Raises:
        KeyError: there is no tap of that name.
    """

    def replacer(by: Tensor | Callable[[Tensor], Tensor]) -> Hook:
        if isinstance(by, Tensor):
            return lambda _module, _inputs, value: by.to(value.dtype).expand_as(value)
        return lambda _module, _inputs, value: by(value)

    with _hooked(model, {name: replacer(by) for name, by in replacements.items()}):
        yield


@contextlib.contextmanager
def _hooked(model: nn.Module, hooks: Mapping[str, Hook]) -> Iterator[None]:
    """Hooks on taps by name, and attention in its explicit form; afterwards all is as it was."""
    taps = {name: module for name, module in model.named_modules() if isinstance(module, Tap)}
    wanted = {name: (taps[name], hook) for name, hook in hooks.items()}  # every name is known before one is touched
    handles = [tap.register_forward_hook(hook) for tap, hook in wanted.values()]
    forms = [(module, module.form) for module in model.modules() if isinstance(module, ShowsItsWork)]
    for module, _ in forms:
        module.form = "explicit"
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
        for module, form in forms:
            module.form = form
