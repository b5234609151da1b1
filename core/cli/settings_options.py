"""Terminal options made from the declarations in ``core.config``, so that a setting is declared once.

A command that takes settings is written with a ``settings`` parameter and decorated, once for each panel of its help;
Typer then sees one option for each declared setting, and the command gets those that were given as a dict of parsed
values, of which ``taken`` makes the configurations.
"""

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Annotated, Any, TypeVar

import typer

from core.config import Setting, Validated, Value, parse, parse_list, settings_of

Command = Callable[..., None]
C = TypeVar("C", bound=Validated)


def with_settings(declared: Iterable[Setting], panel: str) -> Callable[[Command], Command]:
    """Give a command an option for each declared setting, in place of its ``settings`` parameter."""
    by_name = {setting.name: setting for setting in declared}

    def decorate(command: Command) -> Command:
        own = [p for p in inspect.signature(command).parameters.values() if p.name != "settings"]

        @functools.wraps(command)
        def wrapped(**given: Any) -> None:
            words = {name: given.pop(name) for name in by_name}
            settings: dict[str, Value] = {
                name: _parsed(by_name[name], text) for name, text in words.items() if text not in (None, [])
            }
            settings |= given.pop("settings", {})  # of another panel
            command(**given, settings=settings)

        options = [_parameter(setting, panel) for setting in by_name.values()]
        wrapped.__signature__ = inspect.Signature(own + options)  # type: ignore[attr-defined]
        wrapped.__annotations__ = {p.name: p.annotation for p in own + options}
        return wrapped

    return decorate


def taken(config: type[C], settings: dict[str, Value]) -> C:
    """A configuration of those settings that are its own; they are taken out."""
    kind: type = config
    own = {setting.name for setting in settings_of(kind)} & settings.keys()
    return config(**{name: settings.pop(name) for name in own})


def _parsed(setting: Setting, words: str | list[str]) -> Value:
    return parse(setting, words) if isinstance(words, str) else parse_list(setting, words)


def spell_out_switches(words: Iterable[str], declared: Iterable[Setting]) -> list[str]:
    """``--deterministic`` alone means ``--deterministic on``."""
    switches = {setting.option for setting in declared if setting.kind is bool}
    given = list(words)
    spelt = []
    for word, after in zip(given, [*given, "--"][1:], strict=True):
        spelt += [word, "on"] if word in switches and after.startswith("--") else [word]
    return spelt


def _parameter(setting: Setting, panel: str) -> inspect.Parameter:
    option = typer.Option(
        setting.option,
        help=_help(setting),
        metavar="|".join(setting.choices) if setting.choices else setting.kind.__name__,
        rich_help_panel=panel,
        show_default=False,
    )
    kind = inspect.Parameter.KEYWORD_ONLY
    words = list[str] if setting.many else str
    return inspect.Parameter(setting.name, kind, default=None, annotation=Annotated[words | None, option])


def _help(setting: Setting) -> str:
    unit = f" ({setting.unit})" if setting.unit else ""
    if setting.many:
        return f"{setting.help} May be given several times."
    default = f"0: {setting.automatic}" if setting.automatic and not setting.default else f"{setting.default}"
    return f"{setting.help}{unit} [{default}]"
