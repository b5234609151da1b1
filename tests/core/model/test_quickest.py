"""Who multiplies quickest: measured once for a shape, and kept."""

import json
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from core.config import ModelConfig
from core.machine import physical_cores
from core.model import quickest
from core.model.gpt import GPT
from core.model.products import PRODUCTS
from core.model.quickest import REMEMBERED, Quickest

SMALL = ModelConfig(vocab_size=70, context_length=16, d_model=32, n_layers=2, n_heads=2)
OTHER = ModelConfig(vocab_size=71, context_length=16, d_model=32, n_layers=2, n_heads=2)


@pytest.fixture(autouse=True)
def usual_threads() -> None:
    torch.set_num_threads(physical_cores())


@pytest.mark.parametrize(
    "own",
    [{}, {"mlp": "swiglu"}, {"attention": "none"}, {"mlp": "none"}, {"n_kv_heads": 1}],
    ids=str,
)
def test_any_network_can_be_measured(own: dict[str, str | int]) -> None:
    settings = {"vocab_size": 70, "context_length": 16, "d_model": 32, "n_layers": 2, "n_heads": 2, **own}
    assert Quickest().product(ModelConfig(**settings)) in PRODUCTS  # type: ignore[arg-type]


@pytest.mark.parametrize("slow", list(PRODUCTS))
def test_whoever_dawdles_is_not_chosen(monkeypatch: pytest.MonkeyPatch, slow: str) -> None:
    def dawdling(weight: torch.Tensor, bias: torch.Tensor | None) -> Callable[[np.ndarray], None]:
        return lambda x: time.sleep(0.005)

    monkeypatch.setitem(PRODUCTS, slow, dawdling)
    assert quickest.measure(quickest.matrices_of(SMALL)) != slow


def test_the_matrices_are_those_of_the_network(tiny_gpt: Callable[..., GPT]) -> None:
    for own in ({}, {"mlp": "swiglu"}, {"attention": "none"}, {"mlp": "none"}, {"n_kv_heads": 1}):
        model = tiny_gpt(**own)
        there = [tuple(p.shape) for name, p in model.named_parameters() if name.startswith("blocks.") and p.dim() == 2]
        assert Counter(quickest.matrices_of(model.config)) == Counter([*there, tuple(model.head_weight.shape)])


def test_of_a_large_network_a_part_is_enough() -> None:
    large = ModelConfig(vocab_size=50257, context_length=1024, d_model=768, n_layers=48, n_heads=12)
    sizes = quickest.matrices_of(large)
    assert set(sizes[:-1]) == {(2304, 768), (768, 768), (3072, 768), (768, 3072)}
    assert sum(rows * columns for rows, columns in sizes) < 3 * quickest.ENOUGH


def test_what_was_found_is_kept_by_shape(tmp_path: Path) -> None:
    found = {shape.vocab_size: Quickest(tmp_path).product(shape) for shape in (SMALL, OTHER)}
    kept = json.loads((tmp_path / REMEMBERED).read_text(encoding="utf-8"))
    assert len(kept) == 2
    for words, product in kept.items():
        assert torch.__version__ in words
        assert product == found[70 if "1 of 70 × 32" in words else 71]


def test_what_was_kept_is_not_measured_again(tmp_path: Path) -> None:
    place = tmp_path / REMEMBERED
    Quickest(tmp_path).product(SMALL)
    (words,) = json.loads(place.read_text(encoding="utf-8"))
    for product in PRODUCTS:
        place.write_text(json.dumps({words: product}), encoding="utf-8")
        assert Quickest(tmp_path).product(SMALL) == product


@pytest.mark.parametrize("damage", ["{", '{"WORDS": "magic"}', '["torch"]', ""])
def test_what_cannot_be_read_is_measured_again(tmp_path: Path, damage: str) -> None:
    place = tmp_path / REMEMBERED
    Quickest(tmp_path).product(SMALL)
    (words,) = json.loads(place.read_text(encoding="utf-8"))
    place.write_text(damage.replace("WORDS", words), encoding="utf-8")
    found = Quickest(tmp_path).product(SMALL)
    assert json.loads(place.read_text(encoding="utf-8")) == {words: found}


def test_beside_a_training_nothing_is_measured_but_what_is_known_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then it has fewer threads, and what is quickest with those may not be so later."""
    monkeypatch.setattr(quickest, "measure", lambda sizes: "torch")
    here = Quickest(tmp_path)
    torch.set_num_threads(physical_cores() + 1)
    assert here.product(SMALL) == "numpy"
    assert not (tmp_path / REMEMBERED).exists()
    torch.set_num_threads(physical_cores())
    assert here.product(SMALL) == "torch"
    torch.set_num_threads(physical_cores() + 1)
    assert Quickest(tmp_path).product(SMALL) == "torch"


def test_where_nothing_can_be_kept_the_next_process_decides_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A teacher's folder that may only be read: the same seed gives the same text there too."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    for measured in PRODUCTS:
        monkeypatch.setattr(quickest, "measure", lambda sizes, found=measured: found)
        assert Quickest(tmp_path / "file").product(SMALL) == "numpy"


def test_without_a_place_it_is_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[quickest.Sizes] = []
    monkeypatch.setattr(quickest, "measure", lambda sizes: calls.append(sizes) or "numpy")
    knows = Quickest()
    assert {knows.product(SMALL), knows.product(SMALL)} == {"numpy"}
    assert calls == [quickest.matrices_of(SMALL)]
