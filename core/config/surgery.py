"""Surgery: parts of a network switched off, and a direction added to its stream; how the parts are spelt."""

import re
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from core.config.choices import ABLATIONS
from core.config.declaring import Validated, setting
from core.config.settings import ModelConfig
from core.errors import SettingError

Kind = Literal["layer", "attention", "head", "mlp", "neuron"]
SPELLING = re.compile(r"L(\d{1,4})(?:([AF])|([HN])(\d{1,6}))?", re.ASCII)
KINDS: dict[str, Kind] = {"": "layer", "A": "attention", "H": "head", "F": "mlp", "N": "neuron"}
HOW = (
    "Spell it L1 (the whole of layer 1), L1A (its attention), L1H2 (head 2 of it), L1F (its feed-forward) or L1N37 "
    "(neuron 37 of it); all count from 0."
)
# What of a layer holds a part besides itself.
LARGER: dict[Kind, tuple[Kind, ...]] = {
    "layer": (), "attention": ("layer",), "mlp": ("layer",), "head": ("attention", "layer"), "neuron": ("mlp", "layer"),
}  # fmt: skip
MIDDLE = -1
SHORT = 3  # parts named in few words


@dataclass(frozen=True)
class Component:
    """A part of a network that can be switched off. ``number``: of a head or neuron in its layer."""

    layer: int
    kind: Kind
    number: int = 0

    @property
    def spelt(self) -> str:
        """As it is typed."""
        letter = next(letter for letter, kind in KINDS.items() if kind == self.kind)
        return f"L{self.layer}{letter}{self.number if self.kind in ('head', 'neuron') else ''}"

    @property
    def label(self) -> str:
        """As a person reads it."""
        if self.kind in ("head", "neuron"):
            return f"Layer {self.layer} · {self.kind} {self.number}"
        return f"{ {'layer': 'Layer', 'attention': 'Attention', 'mlp': 'Feed-forward'}[self.kind] } {self.layer}"


def parse_component(words: str) -> Component:
    """The part that ``words`` spell.

    Raises:
        SettingError: they spell none.
    """
    found = SPELLING.fullmatch(words)
    if found is None:
        raise SettingError(f"No part of a network is called {words!r} (--off).", HOW)
    layer, part, counted, number = found.groups()
    return Component(int(layer), KINDS[part or counted or ""], int(number or 0))


@dataclass(frozen=True)
class SurgeryConfig(Validated):
    """What is changed in a copy of a network before it is used. As it stands by default, nothing is.

    Steering adds the difference of two texts, as the stream has it at their last tokens (Turner et al. 2023).
    """

    title: ClassVar[str] = "Surgery"

    off: tuple[str, ...] = setting(
        (), "Switched off", "A part that is switched off: L1 a layer, L1A its attention, L1H2 a head of it, L1F its "
        "feed-forward, L1N37 a neuron of that. All count from 0."
    )  # fmt: skip
    ablation: str = setting("zero", "Ablation", "What stands in place of what is off.", choices=ABLATIONS)
    steer_from: str = setting("", "Steer from", "The text that the stream is led away from; none: an empty one.")
    steer_to: str = setting("", "Steer to", "The text that the stream is led towards; none: an empty one.")
    steer_layer: int = setting(
        MIDDLE, "Steer behind layer", "The layer behind which the direction is read and added; −1: the middle one.",
        low=MIDDLE, high=95,
    )  # fmt: skip
    steer_strength: float = setting(
        1.0, "Steering strength", "How many times the difference of the two texts is added; below 0 it leads back.",
        low=-50.0, high=50.0,
    )  # fmt: skip

    def __post_init__(self) -> None:
        super().__post_init__()
        for words in self.off:
            parse_component(words)

    @property
    def components(self) -> tuple[Component, ...]:
        """What is switched off, each once."""
        return tuple(dict.fromkeys(map(parse_component, self.off)))

    @property
    def steers(self) -> bool:
        return self.steer_from != self.steer_to and self.steer_strength != 0

    @property
    def changes(self) -> bool:
        """Whether anything is changed at all."""
        return bool(self.off) or self.steers

    @property
    def steering_label(self) -> str:
        """Where it is led, as a person reads it; empty where it is not."""
        if not self.steers:
            return ""
        away, towards = (f"“{text}”" if text else "nothing" for text in (self.steer_from, self.steer_to))
        return f"{away} → {towards} × {self.steer_strength:g}"

    @property
    def in_short(self) -> str:
        """What is changed, in a few words; empty where nothing is."""
        names = [part.spelt for part in self.components]
        shown = ", ".join(names[:SHORT]) + (f" and {len(names) - SHORT} more" if len(names) > SHORT else "")
        off = f"without {shown}{' (mean)' if self.ablation == 'mean' else ''}" if names else ""
        return "; ".join(filter(None, (off, f"steered {self.steering_label}" if self.steers else "")))

    def off_through(self, part: Component) -> Component | None:
        """What is switched off and takes a part along: the part itself, its attention or feed-forward, or its layer."""
        off = self.components
        larger = [Component(part.layer, kind) for kind in LARGER[part.kind]]
        return next((one for one in (part, *larger) if one in off), None)

    def switched(self, part: Component, off: bool) -> "SurgeryConfig":
        """The same with one part switched off, or on again."""
        kept = tuple(one.spelt for one in self.components if one != part)
        return replace(self, off=(*kept, part.spelt) if off else kept)

    def without_steering(self) -> "SurgeryConfig":
        return SurgeryConfig(off=self.off, ablation=self.ablation)

    def layer_of(self, model: ModelConfig) -> int:
        """The layer behind which it steers."""
        return (model.n_layers - 1) // 2 if self.steer_layer == MIDDLE else self.steer_layer

    def check_fits(self, model: ModelConfig) -> None:
        """Make sure that a network has what is to be changed.

        Raises:
            SettingError: it has not.
        """
        for part in self.components:
            _check_has(model, part)
        if self.steers and self.layer_of(model) >= model.n_layers:
            raise SettingError(
                f"This network cannot be steered behind layer {self.steer_layer} (--steer-layer).",
                f"Its layers are 0 to {model.n_layers - 1}.",
            )


def _check_has(model: ModelConfig, part: Component) -> None:
    missing = f"This network has no {part.spelt} (--off)."
    if part.layer >= model.n_layers:
        raise SettingError(missing, f"Its layers are {_range('L', model.n_layers)}.")
    if part.kind in ("attention", "head") and model.attention == "none":
        raise SettingError(missing, "It was made without attention (--attention none): it has feed-forwards, like L0F.")
    if part.kind in ("mlp", "neuron") and model.mlp == "none":
        raise SettingError(missing, "It was made without feed-forward (--mlp none): it has heads, like L0H0.")
    if part.kind == "head" and part.number >= model.n_heads:
        raise SettingError(missing, f"The heads of a layer are {_range('H', model.n_heads)}.")
    if part.kind == "neuron" and part.number >= model.ff_width:
        raise SettingError(missing, f"The neurons of a feed-forward are {_range('N', model.ff_width)}.")


def _range(letter: str, count: int) -> str:
    return f"{letter}0" if count == 1 else f"{letter}0 to {letter}{count - 1}"
