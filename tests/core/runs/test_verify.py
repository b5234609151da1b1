"""Damage to any file of a step is found, and that file is named."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import RunError
from core.runs import RunFolder, RunWriter, verify_step

FILES = ("model.safetensors", "optimizer.safetensors", "state.json", "manifest.json")


def flip(place: int) -> Callable[[Path], object]:
    def harm(path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[place] ^= 1 << (place % 8)
        path.write_bytes(data)

    return harm


HARMS: dict[str, Callable[[Path], object]] = {
    "a bit of the first byte flipped": flip(0),
    "a bit in the middle flipped": flip(9),
    "a bit of the last byte flipped": flip(-1),
    "the last byte cut": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "a byte taken out": lambda path: path.write_bytes(path.read_bytes()[:5] + path.read_bytes()[6:]),
    "a byte added": lambda path: path.write_bytes(path.read_bytes() + b"\n"),
    "emptied": lambda path: path.write_bytes(b""),
    "removed": Path.unlink,
    "a folder in its place": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.fixture
def step(run: RunFolder, add_step: Callable[..., None]) -> Path:
    with RunWriter(run) as writer:
        add_step(writer, 500)
    return run.step_folder(500)


@pytest.mark.smoke
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("harm", HARMS)
def test_a_flipped_cut_or_missing_byte_in_any_file_of_a_checkpoint_is_named(harm: str, name: str, step: Path) -> None:
    verify_step(step)
    HARMS[harm](step / name)
    with pytest.raises(RunError) as caught:
        verify_step(step)
    assert str(step / name) in caught.value.message
    assert caught.value.hint


def test_any_flipped_bit_of_the_manifest_is_laid_to_the_manifest(step: Path) -> None:
    path = step / "manifest.json"
    whole = path.read_bytes()
    for place in range(len(whole) * 8):
        harmed = bytearray(whole)
        harmed[place // 8] ^= 1 << (place % 8)
        path.write_bytes(harmed)
        with pytest.raises(RunError, match=r"manifest\.json"):
            verify_step(step)


def test_every_file_that_was_written_is_in_the_manifest(step: Path) -> None:
    assert {path.name for path in step.iterdir()} == set(FILES)


def test_snapshots_are_whole_too(run: RunFolder, add_step: Callable[..., None]) -> None:
    with RunWriter(run) as writer:
        add_step(writer, 4, snapshot=True)
    verify_step(run.step_folder(4))
    (run.step_folder(4) / "model.safetensors").write_bytes(b"weights of step 5")
    with pytest.raises(RunError, match=r"model\.safetensors is damaged"):
        verify_step(run.step_folder(4))


def test_a_step_that_is_not_there_is_named(run: RunFolder) -> None:
    with pytest.raises(RunError, match=r"step-000009.manifest\.json is missing"):
        verify_step(run.step_folder(9))
