"""Out to a Hugging Face folder and in again, beside transformers itself."""

import json
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM, AutoTokenizer

from core.config import RunConfig, SamplingConfig, SurgeryConfig
from core.control import RunControl
from core.engine import Engine
from core.exchange import to_hugging_face
from core.model.generate import generate
from core.model.loading import LoadedModel
from core.model.surgery import measure_means, operate, steering_direction
from core.paths import Home
from core.protocol import Export, Failed, Import, Read, ReadDone, Resume, Token, Train

from .conftest import CONTEXT, KINDS, ask, loaded, run_folder, send_out, take_in

PROMPTS = ("The fox", "Once the river was gone", "the baker sat by the kettle. Once", "<eos> is a word here", " ")


@pytest.fixture(scope="module", params=[*KINDS, "letters"])
def left(request: pytest.FixtureRequest, shelf_of_runs: Home, tmp_path_factory: pytest.TempPathFactory) -> tuple:
    """(name, home, folder): a run of each kind, exported."""
    folder = tmp_path_factory.mktemp("hf") / request.param
    send_out(shelf_of_runs, request.param, "hf", folder)
    return request.param, shelf_of_runs, folder


def greedy(home: Home, name: str, prompt: str, count: int) -> list[int]:
    ours = loaded(home, name)
    rules = SamplingConfig(temperature=0.0, max_new_tokens=count)
    return [
        t.token_id for t in generate(ours.decoder(), ours.tokenizer, ours.tokenizer.encode(prompt), rules, RunControl())
    ]


def test_transformers_computes_the_same_logits(left: tuple) -> None:
    name, home, folder = left
    ours, theirs = loaded(home, name), AutoModelForCausalLM.from_pretrained(folder).eval()
    ids = torch.randint(4, ours.model.config.vocab_size, (3, CONTEXT), generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        assert (ours.model(ids) - theirs(ids).logits).abs().max() < 1e-4


@pytest.mark.parametrize("name", KINDS)
def test_an_operated_network_leaves_too_with_biases_that_it_got(name: str, shelf_of_runs: Home, tmp_path: Path) -> None:
    run, whole = run_folder(shelf_of_runs, name), loaded(shelf_of_runs, name)
    surgery = SurgeryConfig(off=("L0H1", "L1F"), ablation="mean", steer_to="x", steer_strength=0.5)
    direction = steering_direction(whole.model, 0, [5], [9, 7])
    model = operate(whole.model, surgery, measure_means(whole.model, [[4, 5, 6, 7]]), direction)
    to_hugging_face(run, LoadedModel(whole.run, whole.step, model, whole.tokenizer), tmp_path)
    theirs = AutoModelForCausalLM.from_pretrained(tmp_path).eval()
    ids = torch.randint(4, model.config.vocab_size, (3, CONTEXT), generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        assert (model(ids) - theirs(ids).logits).abs().max() < 1e-4


def test_a_text_that_is_read_has_the_perplexity_of_transformers_logits(left: tuple, story: Path) -> None:
    name, home, folder = left
    ours, theirs = loaded(home, name), AutoModelForCausalLM.from_pretrained(folder).eval()
    text = story.read_text(encoding="utf-8")[:120]
    ids = [ours.tokenizer.bos_id, *ours.tokenizer.encode(text)]
    assert len(ids) <= CONTEXT + 1
    with torch.inference_mode():
        log_odds = theirs(torch.tensor([ids[:-1]])).logits[0].log_softmax(-1)
    own = log_odds[torch.arange(len(ids) - 1), torch.tensor(ids[1:])]
    *events, done = Engine(home).run(Read(name, text), RunControl())
    tokens = [event for event in events if isinstance(event, Token)]
    assert [token.token_id for token in tokens] == ids[1:]
    assert np.allclose([token.probability for token in tokens], own.exp().numpy(), atol=1e-5)
    assert isinstance(done, ReadDone)
    assert abs(done.loss + float(own.double().mean())) < 1e-4


def test_both_tokenizers_give_the_same_ids_and_text(left: tuple) -> None:
    name, home, folder = left
    ours, theirs = loaded(home, name).tokenizer, AutoTokenizer.from_pretrained(folder)
    for prompt in PROMPTS:
        if "<eos>" in prompt:  # a special token's name is a special token there, and text here
            continue
        ids = ours.encode(prompt)
        assert theirs(prompt)["input_ids"] == ids
        assert theirs.decode(ids) == ours.decode(ids)
    assert (theirs.bos_token_id, theirs.eos_token_id) == (ours.bos_id, ours.eos_id)


def test_transformers_writes_the_same_greedy_text(left: tuple) -> None:
    name, home, folder = left
    theirs, tokenizer = AutoModelForCausalLM.from_pretrained(folder).eval(), AutoTokenizer.from_pretrained(folder)
    prompt = "The fox"
    ids = tokenizer(prompt, return_tensors="pt")
    rules = {"do_sample": False, "max_new_tokens": 50, "top_k": None, "top_p": None, "temperature": None}
    written = theirs.generate(**ids, **rules)[0, ids["input_ids"].size(1) :].tolist()
    mine = greedy(home, name, prompt, 50)
    assert written[: len(mine)] == mine
    assert len(mine) == 50 or written[len(mine)] == tokenizer.eos_token_id


def test_what_left_comes_in_again_as_it_was(left: tuple, tmp_path: Path) -> None:
    name, home, folder = left
    there = Home(tmp_path)
    take_in(there, folder, "again")
    before, after = loaded(home, name), loaded(there, "again")
    ours, theirs = before.model.state_dict(), after.model.state_dict()
    assert ours.keys() <= theirs.keys()
    assert all(torch.equal(ours[key], theirs[key]) for key in ours)
    for prompt in PROMPTS:
        assert before.tokenizer.encode(prompt) == after.tokenizer.encode(prompt)
    assert [before.tokenizer.label(i) for i in range(4, 20)] == [after.tokenizer.label(i) for i in range(4, 20)]


def test_the_folder_says_what_the_model_is(left: tuple) -> None:
    name, home, folder = left
    card = (folder / "README.md").read_text(encoding="utf-8")
    run = run_folder(home, name)
    assert run.name in card
    assert str(run.text_facts()["sha256"]) in card
    assert f"{run.metrics()[-1]['val_loss']:.4f}" in card
    generation = json.loads((folder / "generation_config.json").read_text(encoding="utf-8"))
    assert generation["temperature"] == run.config().sampling.temperature


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such permissions")
@pytest.mark.parametrize("umask", [0o022, 0o027, 0o077])
def test_others_may_read_the_weights_as_far_as_any_new_file(demo: Home, tmp_path: Path, umask: int) -> None:
    """What leaves, what comes in, and what a training keeps: the library that writes them says 0600."""
    before_last = [stop.step for stop in run_folder(demo, "demo").steps() if stop.kind == "checkpoint"][-2]
    before = os.umask(umask)
    try:
        send_out(demo, "demo", "hf", tmp_path / "out")
        take_in(demo, tmp_path / "out", "guest")
        ask(demo, Resume(f"demo@{before_last}"))
    finally:
        os.umask(before)
    guest, newest = run_folder(demo, "guest").step_folder(0), run_folder(demo, "demo").step_folder(40)
    for folder in (tmp_path / "out", guest, newest):
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
        assert "model.safetensors" in modes
        assert set(modes.values()) == {0o666 & ~umask}, modes


@pytest.mark.parametrize(
    ("own", "named"),
    [
        ({"mlp": "relu2"}, "--mlp relu2"),
        ({"qk_norm": True}, "--qk-norm"),
        ({"norm": "rmsnorm"}, "--norm rmsnorm"),
        *(({name: "none"}, f"--{name} none") for name in ("position", "norm", "attention", "mlp")),
        ({"residual": False}, "--residual off"),
    ],
)
def test_an_option_without_a_form_is_refused_by_name(
    home: Home, story: Path, tmp_path: Path, settings: Callable[..., RunConfig], own: dict, named: str
) -> None:
    ask(home, Train(settings(**own, steps=2), (str(story),), "odd"))
    refused = ask(home, Export("odd", "hf", str(tmp_path / "out")))
    assert isinstance(refused, Failed)
    assert named in refused.message
    assert list(tmp_path.glob("out*")) == []


def test_nothing_is_overwritten(trained: Home, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    refused = ask(trained, Export("demo", "hf", str(tmp_path / "there")))
    assert isinstance(refused, Failed)
    assert "nothing is overwritten" in refused.message
    assert list((tmp_path / "there").iterdir()) == []


# ---- what does not come in ------------------------------------------------------------------------------------------


@pytest.fixture
def folder(trained: Home, tmp_path: Path) -> Path:
    """An exported folder to be spoilt."""
    send_out(trained, "demo", "hf", tmp_path / "hf")
    return tmp_path / "hf"


def change(folder: Path, **values: object) -> None:
    path = folder / "config.json"
    about = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**about, **values}), encoding="utf-8")


def spoil_weights(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-100])


def put_a_hole(folder: Path) -> None:
    tensors = load_file(folder / "model.safetensors")
    tensors["transformer.wte.weight"][3, 3] = np.nan
    save_file(tensors, folder / "model.safetensors")


def leave_out(folder: Path) -> None:
    tensors = load_file(folder / "model.safetensors")
    del tensors["transformer.h.1.mlp.c_fc.weight"]
    save_file(tensors, folder / "model.safetensors")


def put_in(folder: Path) -> None:
    tensors = load_file(folder / "model.safetensors")
    save_file({**tensors, "transformer.h.0.adapter.weight": torch.zeros(2)}, folder / "model.safetensors")


def only_a_pickle(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def shards_outside(folder: Path) -> None:
    index = {"weight_map": {"transformer.wte.weight": "../secret.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")


SPOILT = {
    "no config": (lambda f: (f / "config.json").unlink(), "config.json"),
    "broken config": (lambda f: (f / "config.json").write_text("{", encoding="utf-8"), "config.json"),
    "another type": (lambda f: change(f, model_type="bert"), "'bert'"),
    "another activation": (lambda f: change(f, activation_function="relu"), "activation_function 'relu'"),
    "scaled otherwise": (lambda f: change(f, scale_attn_by_inverse_layer_idx=True), "scale_attn_by_inverse_layer_idx"),
    "heads do not fit": (lambda f: change(f, n_head=5), "5 heads"),
    "another width": (lambda f: change(f, n_embd=64), "transformer.wte.weight"),
    "cut weights": (spoil_weights, "model.safetensors"),
    "not a number": (put_a_hole, "embed.weight"),
    "a tensor is missing": (leave_out, "transformer.h.1.mlp.c_fc.weight"),
    "a tensor too many": (put_in, "transformer.h.0.adapter.weight"),
    "only a pickle": (only_a_pickle, "pytorch_model.bin"),
    "a file outside": (shards_outside, "../secret.safetensors"),
    "no tokenizer": (lambda f: (f / "tokenizer.json").unlink(), "tokenizer.json"),
    "broken tokenizer": (lambda f: (f / "tokenizer.json").write_text("[]", encoding="utf-8"), "tokenizer.json"),
    "small vocabulary": (lambda f: change(f, vocab_size=200), "transformer.wte.weight"),
}


@pytest.mark.parametrize("kind", SPOILT)
def test_what_does_not_fit_is_named_and_nothing_is_left(folder: Path, home: Home, kind: str) -> None:
    spoil, named = SPOILT[kind]
    spoil(folder)
    refused = ask(home, Import(str(folder), "odd"))
    assert isinstance(refused, Failed), refused
    assert refused.exit_code == 2
    assert named in refused.message + refused.hint
    assert [path for path in home.checkpoints.rglob("serial_*") if path.is_dir()] == []


def test_a_path_or_name_that_cannot_be_is_named(home: Home, tmp_path: Path, folder: Path) -> None:
    for command, named in (
        (Import(str(tmp_path / "nowhere"), "x"), "nowhere"),
        (Import(str(folder), "../../x"), "../../x"),
        (Import(str(folder), ""), "''"),
    ):
        refused = ask(home, command)
        assert isinstance(refused, Failed)
        assert named in refused.message


def test_a_copy_of_the_folder_elsewhere_is_the_same(folder: Path, home: Home, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "moved")
    take_in(home, folder, "one")
    take_in(home, tmp_path / "moved", "two")
    one, two = loaded(home, "one").model.state_dict(), loaded(home, "two").model.state_dict()
    assert all(torch.equal(one[key], two[key]) for key in one)
