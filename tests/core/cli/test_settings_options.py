"""Options made from the declared settings."""

import pytest
import typer
from typer.testing import CliRunner

from core.cli.settings_options import spell_out_switches, with_settings
from core.config import SamplingConfig, settings_of, train_settings
from core.errors import SettingError

heard: dict[str, object] = {}
app = typer.Typer(rich_markup_mode=None)


@app.command()
@with_settings(train_settings().values(), "Settings")
def listen(*, name: str = "", settings: dict[str, object]) -> None:
    heard.clear()
    heard.update(settings, name=name)


def test_every_setting_is_an_option() -> None:
    command = typer.main.get_command(app)
    options = {word for parameter in command.params for word in parameter.opts}
    assert {setting.option for setting in train_settings().values()} <= options


def test_given_settings_arrive_parsed_and_others_do_not() -> None:
    result = CliRunner().invoke(app, ["--d-model", "64", "--dropout", "0.5", "--tied-head", "no", "--name", "x"])
    assert result.exit_code == 0
    assert heard == {"d_model": 64, "dropout": 0.5, "tied_head": False, "name": "x"}


@pytest.mark.parametrize(
    ("given", "spelt"),
    [
        ("--deterministic", "--deterministic on"),
        ("--deterministic --steps 3", "--deterministic on --steps 3"),
        ("--deterministic off --bias", "--deterministic off --bias on"),
        ("--qk-norm=no --steps 3", "--qk-norm=no --steps 3"),
        ("--steps --bias", "--steps --bias on"),
        ("", ""),
    ],
)
def test_a_switch_may_stand_alone(given: str, spelt: str) -> None:
    assert spell_out_switches(given.split(), train_settings().values()) == spelt.split()


@pytest.mark.parametrize(("option", "word"), [("--d-model", "wide"), ("--dropout", "2"), ("--norm", "batch")])
def test_what_does_not_fit_is_refused_by_name(option: str, word: str) -> None:
    result = CliRunner().invoke(app, [option, word])
    assert isinstance(result.exception, SettingError)
    assert option in result.exception.message
    assert word in result.exception.message


def test_help_says_what_a_setting_does() -> None:
    result = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["--help"])
    words = " ".join(result.output.split())
    assert "4 × width; 8/3 × width for SwiGLU" in words


def test_sampling_has_options_too() -> None:
    names = {setting.option for setting in settings_of(SamplingConfig)}
    assert names == {
        "--repetition-penalty", "--ban", "--ban-token", "--temperature", "--top-k", "--top-p", "--min-p", "--stop",
        "--max-new-tokens", "--seed", "--keep-first", "--weights",
    }  # fmt: skip


def test_a_list_is_an_option_that_may_be_given_several_times() -> None:
    listening = typer.Typer(rich_markup_mode=None)
    arrived: list[dict[str, object]] = []

    @listening.command()
    @with_settings(settings_of(SamplingConfig), "Sampling")
    def listen(*, settings: dict[str, object]) -> None:
        arrived.append(settings)

    assert CliRunner().invoke(listening, ["--stop", r"\n\n", "--stop", "User:", "--ban-token", "7"]).exit_code == 0
    assert CliRunner().invoke(listening, ["--top-k", "5"]).exit_code == 0
    assert arrived == [{"stop": ("\n\n", "User:"), "ban_token": (7,)}, {"top_k": 5}]
    refused = CliRunner().invoke(listening, ["--stop", ""])
    assert isinstance(refused.exception, SettingError)
    assert "--stop" in refused.exception.message
