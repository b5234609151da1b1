"""What the person has chosen so far for the next training: texts, preset, own settings, budget, name.

Knows no widget. It keeps wrong values too, so that a field can be put right; ``config`` raises while there is one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.config import (
    BUDGETS,
    DEFAULT_PRESET,
    FIXED_IN_A_FORK,
    PRESETS,
    TRAIN_CONFIGS,
    RunConfig,
    Value,
    automatic_vocab_size,
    build_config,
    fork_config,
    parameter_count,
    settings_of,
    train_settings,
)
from core.errors import SettingError
from core.protocol import Estimate, TextChoice, TextDone, Train
from hellogpt_gui.lab.basis import Basis

_OPTION = re.compile(r"--([a-z][a-z-]*)")


@dataclass(frozen=True)
class Budget:
    """How long to train: ``kind`` is one of steps, epochs, minutes."""

    kind: str
    amount: float


@dataclass(frozen=True)
class Origin:
    """What a fork begins with: ``reference`` is RUN@STEP, ``config`` that run's, ``sources`` its texts, ``choices``
    what was chosen of them."""

    reference: str
    config: RunConfig
    parameters: int
    sources: tuple[str, ...] = ()
    choices: tuple[TextChoice, ...] = ()


class Draft:
    """The next training, as far as it has been chosen."""

    def __init__(self) -> None:
        self.preset = DEFAULT_PRESET
        self.custom = False
        self.by_time = False
        self.name = ""
        self.name_is_own = False
        self.texts: tuple[str, ...] = ()
        self.choices: tuple[TextChoice, ...] = ()
        self.looked: TextDone | None = None
        self.origin: Origin | None = None
        self._own: dict[str, Value] = {}
        self._sized: dict[str, Value] = {}
        self._budget: Budget | None = None

    # ---- model ----

    def fork_from(self, origin: Origin | None) -> None:
        """Begin with another run's network, or with a fresh one again: what was set for the one is forgotten."""
        self.origin, self.custom, self._own, self._budget = origin, False, {}, None
        self.by_time = False
        self.choose_texts(self.default_texts)
        self.name_is_own = False

    def choose_texts(self, texts: tuple[str, ...]) -> None:
        """Take these texts as they are; of a fork's own texts, as its origin took them."""
        own = self.origin is not None and texts == self.origin.sources
        self.texts, self.choices = texts, self.origin.choices if own and self.origin is not None else ()

    def add_texts(self, texts: tuple[str, ...]) -> None:
        """Take these too; what is chosen of the others stays. A text that nobody chose goes."""
        if self.texts == self.default_texts:
            self.choose_texts(texts)
        else:
            self.texts += tuple(text for text in texts if text not in self.texts)

    @property
    def default_texts(self) -> tuple[str, ...]:
        """What is learnt where nobody chose a text: of a fork its origin's."""
        return self.origin.sources if self.origin is not None else ()

    @property
    def frozen(self) -> frozenset[str]:
        """Settings that cannot be changed now."""
        return FIXED_IN_A_FORK if self.origin is not None else frozenset()

    def choose_preset(self, name: str) -> None:
        """Take a preset as it is; the person's own settings wait until Custom is chosen again."""
        self.preset, self.custom, self.by_time = name, False, False

    def choose_by_time(self, wanted: bool) -> None:
        """Let the budget's time choose layers, width and heads, or leave them to preset and person."""
        self.by_time = wanted

    def take_size(self, settings: Mapping[str, Value]) -> None:
        """What the rule has chosen."""
        self._sized = dict(settings)

    @property
    def sized(self) -> Mapping[str, Value]:
        """The size that the time has chosen, where it is to choose and has been asked."""
        return self._sized if self.by_time and self.origin is None else {}

    def choose_custom(self) -> None:
        """Go on from the chosen preset with the person's own settings."""
        self.custom, self.by_time = True, False

    def set(self, name: str, value: Value) -> None:
        """The person's own value for one setting; back at the preset's value, it counts as untouched.

        Whoever sets what the time chose keeps the rest of it as a choice of their own.
        """
        if name in self.sized:
            self._own = {**(self._own if self.custom else {}), **self.sized}
            self.custom, self.by_time = True, False
        if name in BUDGETS:
            assert not isinstance(value, tuple)
            self.set_budget(Budget(name, float(value)) if value else None)
            return
        if not self.custom and self.origin is None:
            self.custom, self._own = True, {}
        self._own.pop(name, None)
        if self.base()[name] != value:
            self._own[name] = value

    def reset(self, name: str) -> None:
        """Back to the preset's value."""
        if name in BUDGETS:
            self._budget = None
        self._own.pop(name, None)

    def reset_all(self) -> None:
        """Back to the preset, or to the origin of a fork, in everything but the budget."""
        self._own = {}

    @property
    def changes(self) -> int:
        """Settings, budget aside, in which the next training differs from its preset or its origin."""
        return sum(name not in BUDGETS for name in self.overrides)

    # ---- time ----

    def set_budget(self, budget: Budget | None) -> None:
        """None: the preset's own budget."""
        self._budget = budget

    @property
    def budget(self) -> Budget:
        """The budget in force."""
        if self._budget is not None:
            return self._budget
        training = self._start().training
        kind = next(kind for kind in BUDGETS if getattr(training, kind))
        return Budget(kind, float(getattr(training, kind)))

    # ---- what comes of it ----

    @property
    def overrides(self) -> dict[str, Value]:
        """The person's own settings on top of the preset, budget included."""
        own = dict(self._own) if self.custom or self.origin is not None else {}
        own |= self.sized
        if self._budget is not None:
            kind, amount = self._budget.kind, self._budget.amount
            own[kind] = int(amount) if kind == "steps" and amount.is_integer() else amount
        return own

    def base(self) -> dict[str, Value]:
        """Every setting as the preset has it, under the architecture in force; of a fork as its origin has it."""
        if self.origin is not None:
            return _flat(self._start())
        chosen = self._own.get("architecture") if self.custom else None
        try:
            config = build_config(self.preset, {"architecture": chosen} if chosen else None)
        except SettingError:
            config = build_config(self.preset)
        return _flat(config)

    def values(self) -> dict[str, Value]:
        """Every setting as it stands now, right or wrong."""
        values = self.base()
        own = self.overrides
        if self._budget is not None:
            values.update(dict.fromkeys(BUDGETS, 0))
        return {**values, **own}

    def config(self) -> RunConfig:
        """The configuration that would be trained.

        Raises:
            SettingError: a value does not fit.
        """
        if self.origin is not None:
            return fork_config(self.origin.config, self.overrides)
        return build_config(self.preset, self.overrides)

    def _start(self) -> RunConfig:
        """The configuration before anything was chosen."""
        return fork_config(self.origin.config) if self.origin is not None else build_config(self.preset)

    def command(self) -> Train:
        """The command that starts it.

        Raises:
            SettingError: a value does not fit.
        """
        fork = self.origin.reference if self.origin else ""
        return Train(self.config(), self.texts, self.name, fork=fork, choices=self.choices)

    def estimate(self) -> Estimate:
        """What to ask before it is started.

        Raises:
            SettingError: a value does not fit.
        """
        fork = self.origin.reference if self.origin else ""
        return Estimate(self._plain(), self.texts, fork, by_time=self.by_time and not fork, choices=self.choices)

    def _plain(self) -> RunConfig:
        """The configuration without what the time has chosen: the question does not depend on its answer."""
        if not self.sized:
            return self.config()
        own = {name: value for name, value in self.overrides.items() if name not in self.sized}
        return build_config(self.preset, {**own, **{n: v for n, v in self._own.items() if self.custom}})

    def basis(self) -> Basis:
        """What an experiment begins with. A fork's network cannot be changed: then it is that of the preset."""
        own = {} if self.origin is not None else self.overrides
        network = "your own settings" if own and self.custom else PRESETS[self.preset].label
        text = f" and the text {self.looked.label}" if self.looked is not None else ""
        return Basis(self.preset, own, self.texts, self.choices, f"Network: {network}{text}, as in the set-up.")

    def vocab_size(self, config: RunConfig) -> int | None:
        """Tokens in the vocabulary of ``config``, or None while that cannot be known."""
        if config.model.vocab_size:
            return config.model.vocab_size
        if config.text.tokenizer != "bpe" or self.looked is None:
            return None
        return automatic_vocab_size(self.looked.size)

    def parameters(self, config: RunConfig) -> int | None:
        """Parameters of ``config`` on the chosen text, or None while that cannot be known."""
        vocab_size = self.vocab_size(config)
        return None if vocab_size is None else parameter_count(config.model, vocab_size)


def _flat(config: RunConfig) -> dict[str, Value]:
    parts = (config.model, config.text, config.training)
    return {
        declared.name: getattr(part, declared.name)
        for part, kind in zip(parts, TRAIN_CONFIGS, strict=True)
        for declared in settings_of(kind)
    }


def settings_named_by(error: SettingError) -> tuple[str, ...]:
    """The settings whose terminal words stand in the sentence, the nearest first."""
    known = train_settings()
    spoken = [word.replace("-", "_") for word in _OPTION.findall(f"{error.message} {error.hint}")]
    return tuple(dict.fromkeys(name for name in spoken if name in known))
