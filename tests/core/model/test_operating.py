"""Operated networks ready to be used: what they are made of, and what is not worked out twice."""

import json
from collections.abc import Generator

import pytest
import torch

from core.config import SurgeryConfig
from core.control import Interrupted, RunControl
from core.errors import SettingError
from core.model.loading import LoadedModel, load_step
from core.model.operating import TOKENS_FOR_MEANS, Operating
from core.model.surgery import measure_means, operate, steering_direction
from core.paths import Home
from core.protocol import Event
from core.runs import find_run
from core.runs.own_text import own_text


def finished(work: Generator[Event, None, object]) -> object:
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def operated(operating: Operating, whole: LoadedModel, **surgery: object) -> LoadedModel:
    return finished(operating.operated(whole, SurgeryConfig(**surgery), RunControl()))


@pytest.fixture
def whole(trained: Home) -> LoadedModel:
    return load_step(find_run(trained, "demo")[0], 40)


def logits(loaded: LoadedModel) -> torch.Tensor:
    with torch.no_grad():
        return loaded.model(torch.tensor([loaded.tokenizer.encode("The fox sat")]))


def test_where_nothing_is_changed_it_is_the_whole_network_itself(trained: Home, whole: LoadedModel) -> None:
    assert operated(Operating(trained), whole, ablation="mean", steer_strength=3.0) is whole


def test_means_are_those_of_the_runs_own_text_and_directions_those_of_the_texts(
    trained: Home, whole: LoadedModel
) -> None:
    run = find_run(trained, "demo")[0]
    texts = finished(own_text(trained, run, whole.tokenizer, TOKENS_FOR_MEANS, RunControl()))
    settings = {"off": ("L0H1", "L1F"), "ablation": "mean", "steer_to": "The owl", "steer_strength": 2.0}
    away, towards = [whole.tokenizer.bos_id], whole.tokenizer.encode("The owl")
    surgery, direction = SurgeryConfig(**settings), steering_direction(whole.model, 0, away, towards)
    by_hand = operate(whole.model, surgery, measure_means(whole.model, texts), direction)
    made = operated(Operating(trained), whole, **settings)
    assert (made.run, made.step, made.tokenizer) == (whole.run, whole.step, whole.tokenizer)
    with torch.no_grad():
        assert torch.equal(logits(made), by_hand(torch.tensor([whole.tokenizer.encode("The fox sat")])))
    assert (logits(made) - logits(whole)).abs().max() > 1e-3


def test_the_last_few_stay_and_their_decoders_with_them(trained: Home, whole: LoadedModel) -> None:
    operating = Operating(trained)
    first = operated(operating, whole, off=("L0H0",))
    assert operated(operating, whole, off=("L0H1",)) is not first
    assert operated(operating, whole, off=("L0H0",)) is first
    assert first.decoder() is not whole.decoder()
    for head in range(3):
        operated(operating, whole, off=(f"L1H{head}",))
    assert operated(operating, whole, off=("L0H0",)) is not first
    other = load_step(find_run(trained, "demo")[0], 40)
    assert operated(operating, other, off=("L0H0",)) is not operated(operating, whole, off=("L0H0",))


def test_without_text_means_are_refused_and_zeros_are_not(demo: Home) -> None:
    run = find_run(demo, "demo")[0]
    facts = json.loads((run.path / "text.json").read_text(encoding="utf-8"))
    (run.path / "text.json").write_text(json.dumps({**facts, "sha256": ""}), encoding="utf-8")
    (run.path / "samples.jsonl").unlink()
    operating, loaded = Operating(demo), load_step(run, 40)
    with pytest.raises(SettingError, match="--ablation mean") as refused:
        operated(operating, loaded, off=("L0",), ablation="mean")
    assert "--ablation zero" in refused.value.hint
    assert operated(operating, loaded, off=("L0",)) is not loaded


def test_a_stop_is_heard_while_means_are_measured(trained: Home, whole: LoadedModel) -> None:
    operating, control = Operating(trained), RunControl()
    operated(operating, whole, off=("L0",), ablation="mean")
    control.stop()
    again = load_step(find_run(trained, "demo")[0], 40)
    with pytest.raises(Interrupted):
        finished(operating.operated(again, SurgeryConfig(off=("L0",), ablation="mean"), control))
