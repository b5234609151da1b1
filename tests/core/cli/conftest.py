"""Words of the terminal, spoken in this process."""

import json

import pytest

from core.cli import main
from core.paths import Home

QUICK = (
    "--preset=tiny", "--d-model=16", "--n-heads=2", "--context-length=16", "--vocab-size=300", "--batch-size=8",
    "--steps=6", "--warmup-steps=2", "--threads=1", "--device=cpu", "--precision=fp32",
)  # fmt: skip


class Spoken:
    """Says words at a home; keeps what was printed."""

    def __init__(self, home: Home, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self._capsys = home, capsys
        self.out = self.err = ""

    def __call__(self, *words: str) -> int:
        code = main([*words, "--home", str(self.home.root)])
        self.out, self.err = self._capsys.readouterr()
        return code

    def json(self, *words: str) -> list[dict]:
        assert self(*words, "--json") == 0, self.err
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def say(trained: Home, capsys: pytest.CaptureFixture[str]) -> Spoken:
    """At a home with a trained run, which nobody changes."""
    return Spoken(trained, capsys)


@pytest.fixture
def say_anew(home: Home, capsys: pytest.CaptureFixture[str]) -> Spoken:
    """At an empty home."""
    return Spoken(home, capsys)
