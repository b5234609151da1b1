"""How a setting is declared, found, checked and read from words."""

import typing
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from typing import Any, ClassVar, get_type_hints

from core.config.choices import Choice, Value
from core.errors import SettingError


def setting(
    default: Value,
    label: str,
    help_text: str,
    *,
    low: float | None = None,
    high: float | None = None,
    unit: str = "",
    choices: dict[str, Choice] | None = None,
    automatic: str = "",
) -> Any:
    """Declare one setting as a dataclass field. ``automatic`` says what 0 (or "auto") means, if it means something."""
    about = {"label": label, "help": help_text, "low": low, "high": high, "unit": unit}
    return field(default=default, metadata={**about, "choices": choices, "automatic": automatic})


@dataclass(frozen=True)
class Setting:
    """A declared setting, as form and terminal need it."""

    name: str
    kind: type
    default: Value
    label: str
    help: str
    low: float | None
    high: float | None
    unit: str
    choices: dict[str, Choice] | None
    automatic: str

    @property
    def option(self) -> str:
        """Its word in the terminal."""
        return "--" + self.name.replace("_", "-")


@cache
def settings_of(config: type) -> tuple[Setting, ...]:
    """The settings that a configuration class declares, in order."""
    hints = get_type_hints(config)
    declared = [f for f in fields(config) if "label" in f.metadata]
    return tuple(Setting(f.name, hints[f.name], _default_of(f), **_about(f.metadata)) for f in declared)


def _default_of(declared: Any) -> Value:
    assert declared.default is not MISSING
    return typing.cast(Value, declared.default)


def _about(metadata: Mapping[str, Any]) -> dict[str, Any]:
    return {key: metadata[key] for key in ("label", "help", "low", "high", "unit", "choices", "automatic")}


class Validated:
    """Checks every declared field against its declaration when the object is made."""

    __slots__ = ()
    title: ClassVar[str] = "settings"

    def __post_init__(self) -> None:
        kind: type = type(self)
        for declared in settings_of(kind):
            check(declared, getattr(self, declared.name))


def check(declared: Setting, value: object) -> None:
    """Check one value against its declaration.

    Raises:
        SettingError: wrong kind, not among the choices, or out of range.
    """
    kinds = (int, float) if declared.kind is float else (declared.kind,)
    if not isinstance(value, kinds) or (isinstance(value, bool) and declared.kind is not bool):
        raise SettingError(f"{declared.label} ({declared.option}) is {value!r}.", f"Give {_kind_words(declared)}.")
    if declared.choices is not None and value not in declared.choices:
        raise SettingError(
            f"{declared.label} ({declared.option}) is {value!r}, which does not exist.",
            f"Choose one of: {', '.join(declared.choices)}.",
        )
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return
    if declared.automatic and value == 0:
        return
    low, high = declared.low, declared.high
    if value != value or (low is not None and value < low) or (high is not None and value > high):
        raise SettingError(f"{declared.label} ({declared.option}) is {value}.", f"Give {_kind_words(declared)}.")


def _kind_words(declared: Setting) -> str:
    words = {int: "a whole number", float: "a number", bool: "true or false", str: "a word"}[declared.kind]
    if declared.low is not None and declared.high is not None:
        words += f" from {declared.low:g} to {declared.high:g}"
    elif declared.low is not None:
        words += f" of at least {declared.low:g}"
    if declared.unit:
        words += f" ({declared.unit})"
    return words


def parse(declared: Setting, words: str) -> Value:
    """The value that ``words`` spell for this setting.

    Raises:
        SettingError: they do not spell one.
    """
    wrong = SettingError(f"{declared.label} ({declared.option}) is {words!r}.", f"Give {_kind_words(declared)}.")
    try:
        if declared.kind is bool:
            value: Value = {"true": True, "yes": True, "on": True, "1": True}.get(words.lower(), False)
            if not value and words.lower() not in ("false", "no", "off", "0"):
                raise wrong
        else:
            value = declared.kind(words)
    except ValueError as error:
        raise wrong from error
    check(declared, value)
    return value


def in_words(declared: Setting, value: Value) -> str:
    """A value as a person reads it, with its unit."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if declared.choices is not None:
        choice = declared.choices.get(str(value))
        return choice.label if choice else str(value)
    if declared.automatic and not value:
        return declared.automatic
    number = f"{value:g}" if isinstance(value, float) else str(value)
    return f"{number} {declared.unit}".strip()
