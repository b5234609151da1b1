"""Neurons beside numpy: greatest activations over the whole text, passages, written words, the search for a word."""

from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch

from core.config import InspectConfig
from core.control import RunControl
from core.engine import Engine
from core.inspection import Origin, Subject
from core.inspection.neurons import AROUND, KEPT, directions, neurons
from core.inspection.run_text import run_text
from core.model.loading import load_step
from core.paths import Home
from core.protocol import Failed, Inspect, InspectDone, NeuronsResult
from core.runs import find_run


def subject_of(home: Home, **looked_at: int | str) -> Subject:
    folder, step = find_run(home, "demo")
    assert step is not None
    loaded = load_step(folder, step)
    looking = InspectConfig(**looked_at)  # type: ignore[arg-type]
    return Subject(loaded.model, loaded.tokenizer, (5, 6), 1, looking=looking, origin=Origin(home, folder, step))


def all_units(subject: Subject, starts: np.ndarray, ids: np.ndarray, context: int) -> np.ndarray:
    """N T F, by the modules' own arithmetic and no tap."""
    model, layer = subject.model, subject.looking.layer
    windows = torch.from_numpy(np.stack([ids[s : s + context] for s in starts]).astype(np.int64))
    with torch.no_grad():
        x = model.embed(windows)
        if model.pos_embed is not None:
            x = x + model.pos_embed(context)
        for number, block in enumerate(model.blocks):
            if number == layer:
                x = x + block.attn(block.ln1(x))
                return torch.nn.functional.gelu(block.mlp.up(block.ln2(x)), approximate="tanh").numpy()
            x = block(x)
    raise AssertionError


def test_what_excites_a_neuron_most_is_what_numpy_finds_in_the_whole_text(trained: Home) -> None:
    subject = subject_of(trained, layer=1, neuron=3)
    *_, result = neurons(subject)
    ids = np.asarray(run_text(subject).train)
    context = subject.model.config.context_length
    starts = np.linspace(0, len(ids) - context, result.tokens_read // context).astype(np.int64)
    units = all_units(subject, starts, ids, context)  # N T F
    assert result.tokens_read == result.tokens_to_read == units.shape[0] * context
    greatest = units.max(axis=(0, 1))
    for neuron in result.neurons:
        assert neuron.largest == pytest.approx(greatest[neuron.number], abs=1e-5)
        assert neuron.mean == pytest.approx(units[:, :, neuron.number].mean(), abs=1e-5)
    assert [one.largest for one in result.neurons] == sorted((one.largest for one in result.neurons), reverse=True)
    wanted = np.sort(units[:, :, 3].max(axis=1))[::-1][:KEPT]
    found = [passage.activation[passage.at] for passage in result.passages]
    assert found == pytest.approx(wanted, abs=1e-5)
    assert all(max(passage.activation) == passage.activation[passage.at] for passage in result.passages)
    assert all(len(passage.tokens) <= 2 * AROUND + 1 for passage in result.passages)
    assert result.histogram.sum() == pytest.approx(units.shape[0] * context / 8, rel=0.02)


def test_the_words_it_writes_are_the_steepest_of_the_head(trained: Home) -> None:
    subject = subject_of(trained, layer=0, neuron=5)
    *_, result = neurons(subject)
    model = subject.model
    column = model.blocks[0].mlp.down.weight[:, 5].detach().double().numpy()
    logits = model.head_weight.detach().double().numpy() @ (
        (column - column.mean()) * model.ln_final.weight.detach().double().numpy()
    )
    occurring = np.unique(np.asarray(run_text(subject).train))
    order = occurring[np.argsort(-logits[occurring])]
    assert [one.id for one in result.raised] == order[: len(result.raised)].tolist()
    lowest = np.sort(logits[occurring])[: len(result.lowered)]
    assert [one.raised for one in result.lowered] == pytest.approx(lowest, abs=1e-5)
    assert directions(subject, 0, 4).shape == (4, model.config.vocab_size)


def test_a_word_finds_those_that_wait_for_it_or_write_it(trained: Home) -> None:
    *_, everyone = neurons(subject_of(trained, layer=1))
    word = everyone.neurons[0].token.strip("·").lower()
    *_, result = neurons(subject_of(trained, layer=1, word=word.upper()))
    assert 0 < len(result.neurons) <= len(everyone.neurons)
    for neuron in result.neurons[:3]:
        *_, one = neurons(subject_of(trained, layer=1, neuron=neuron.number))
        excited = any(word in passage.tokens[passage.at].lower() for passage in one.passages)
        writes = any(word in written.token.lower() for written in one.raised)
        assert excited or writes
    *_, nothing = neurons(subject_of(trained, layer=1, word="zzyzx"))
    assert nothing.neurons == ()


def test_what_was_measured_is_remembered_for_another_neuron(trained: Home) -> None:
    engine = Engine(trained)
    first = list(engine.run(Inspect("demo", "neurons", looking=InspectConfig(neuron=1)), RunControl()))
    again = list(engine.run(Inspect("demo", "neurons", looking=InspectConfig(neuron=2)), RunControl()))
    assert len(first) >= len(again) == 1
    assert first[-1].result.chosen.number == 1
    assert isinstance(again[0].result, NeuronsResult)


@pytest.mark.parametrize(("asked", "said"), [({"layer": 9}, "no layer 9"), ({"neuron": 9999}, "no neuron 9999")])
def test_what_is_not_there_is_named(trained: Home, asked: dict, said: str) -> None:
    (failed,) = Engine(trained).run(Inspect("demo", "neurons", "The", looking=InspectConfig(**asked)), RunControl())
    assert isinstance(failed, Failed)
    assert said in failed.message


def test_each_passage_stands_in_the_file_where_its_line_is(trained: Home, story: Path) -> None:
    *_, result = neurons(subject_of(trained, layer=1))
    lines = story.read_text("utf-8").split("\n")
    for passage in result.passages:
        assert passage.file == story.name
        assert Path(passage.path) == story
        token = passage.tokens[passage.at].strip("·⏎")
        assert token in lines[passage.line - 1]
        assert passage.inputs[passage.begin + passage.at] < 300


def test_a_network_whose_text_nobody_knows_is_shown_on_the_prompt(demo: Home) -> None:
    place = find_run(demo, "demo")[0].path / "text.json"
    place.write_bytes(msgspec.json.encode({**msgspec.json.decode(place.read_bytes()), "sha256": ""}))
    *_, done = Engine(demo).run(Inspect("demo", "neurons", "The fox sat"), RunControl())
    assert isinstance(done, InspectDone), done
    assert "imported" in done.result.note
    assert "".join(done.result.passages[0].tokens) == "".join(done.tokens)
    assert len(done.result.raised) == 10
