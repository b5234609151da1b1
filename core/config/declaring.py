"""How a setting is declared, found, checked and read from words."""

import re
import typing
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from typing import Any, ClassVar, get_args, get_type_hints

from core.config.choices import Choice, Scalar, Value
from core.errors import SettingError

# How a value in a list spells what cannot be typed into one line.
SPELLINGS = {"\n": "\\n", "\t": "\\t", "\\": "\\\\"}
MOST_IN_A_LIST = 1000


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
    """A declared setting, as form and terminal need it. ``many``: its value is a tuple of ``kind``."""

    name: str
    kind: type
    many: bool
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
    return tuple(Setting(f.name, *_kind_of(hints[f.name]), _default_of(f), **_about(f.metadata)) for f in declared)


def _kind_of(hint: Any) -> tuple[type, bool]:
    """The kind of a value, or of each in a tuple, and whether it is a tuple."""
    inner = get_args(hint)
    return (inner[0], True) if inner else (hint, False)


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
    if not declared.many:
        _check_one(declared, value)
        return
    if not isinstance(value, tuple):
        raise SettingError(f"{declared.label} ({declared.option}) is {value!r}.", f"Give {_kind_words(declared)}.")
    if len(value) > MOST_IN_A_LIST:
        raise SettingError(
            f"{declared.label} ({declared.option}) has {len(value)} entries.", f"Give at most {MOST_IN_A_LIST}."
        )
    for one in value:
        _check_one(declared, one)
        if one == "":
            raise SettingError(
                f"{declared.label} ({declared.option}) has an empty entry.", "Give at least one character."
            )


def _check_words(declared: Setting, words: str) -> None:
    """Words are text that can be written."""
    try:
        words.encode()
    except UnicodeEncodeError as error:
        raise SettingError(
            f"{declared.label} ({declared.option}) is {words!r}, with a broken character (a lone surrogate).",
            "Take it out.",
        ) from error


def _check_one(declared: Setting, value: object) -> None:
    kinds = (int, float) if declared.kind is float else (declared.kind,)
    if not isinstance(value, kinds) or (isinstance(value, bool) and declared.kind is not bool):
        raise SettingError(f"{declared.label} ({declared.option}) is {value!r}.", f"Give {_kind_words(declared)}.")
    if declared.choices is not None and value not in declared.choices:
        raise SettingError(
            f"{declared.label} ({declared.option}) is {value!r}, which does not exist.",
            f"Choose one of: {', '.join(declared.choices)}.",
        )
    if isinstance(value, str):
        _check_words(declared, value)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return
    if declared.automatic and value == 0:
        return
    low, high = declared.low, declared.high
    if value != value or (low is not None and value < low) or (high is not None and value > high):
        raise SettingError(f"{declared.label} ({declared.option}) is {value}.", f"Give {_kind_words(declared)}.")


def _kind_words(declared: Setting) -> str:
    if declared.many and declared.kind is str:
        return "a list of words"
    words = {int: "a whole number", float: "a number", bool: "true or false", str: "a word"}[declared.kind]
    if declared.low is not None and declared.high is not None:
        words += f" from {declared.low:g} to {declared.high:g}"
    elif declared.low is not None:
        words += f" of at least {declared.low:g}"
    if declared.unit:
        words += f" ({declared.unit})"
    return f"a list, each of it {words}" if declared.many else words


def parse(declared: Setting, words: str) -> Scalar:
    """The value that ``words`` spell for this setting.

    Raises:
        SettingError: they do not spell one.
    """
    value = _read(declared, words)
    check(declared, value)
    return value


def parse_list(declared: Setting, entries: Iterable[str]) -> Value:
    """The list that ``entries`` spell. In text, \\n is a new line, \\t a tab, \\\\ a backslash.

    Raises:
        SettingError: one of them does not spell an entry.
    """
    values: Any = tuple(_read(declared, entry) for entry in entries)
    check(declared, values)
    return typing.cast(Value, values)


def _read(declared: Setting, words: str) -> Scalar:
    wrong = SettingError(f"{declared.label} ({declared.option}) is {words!r}.", f"Give {_kind_words(declared)}.")
    if declared.kind is bool:
        value = {"true": True, "yes": True, "on": True, "1": True}.get(words.lower(), False)
        if not value and words.lower() not in ("false", "no", "off", "0"):
            raise wrong
        return value
    if declared.kind is str and declared.many:
        meant = {spelt: sign for sign, spelt in SPELLINGS.items()}
        return re.sub(r"\\[nt\\]", lambda found: meant[found[0]], words)
    try:
        return typing.cast(Scalar, declared.kind(words))
    except ValueError as error:
        raise wrong from error


def spelt(value: str | int) -> str:
    """An entry of a list as it is typed."""
    return "".join(SPELLINGS.get(character, character) for character in str(value))


def in_words(declared: Setting, value: Value) -> str:
    """A value as a person reads it, with its unit."""
    if isinstance(value, tuple):
        return ", ".join(f"“{spelt(one)}”" if isinstance(one, str) else str(one) for one in value) or "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    if declared.choices is not None:
        choice = declared.choices.get(str(value))
        return choice.label if choice else str(value)
    if declared.automatic and not value:
        return declared.automatic
    number = f"{value:g}" if isinstance(value, float) else str(value)
    return f"{number} {declared.unit}".strip()
