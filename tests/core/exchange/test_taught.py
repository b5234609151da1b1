"""A model that was taught to answer leaves with its turns: others lay a talk out in the same ids as our chat does."""

from pathlib import Path

import pytest
from transformers import AutoModelForCausalLM, AutoTokenizer

from core.chat import answer, read_prompt
from core.config import SamplingConfig, tune_config
from core.control import RunControl
from core.paths import Home
from core.protocol import Part, SampleDone, TrainDone, Tune
from core.text.tokenizers import TurnTokenizer

from .conftest import ask, loaded, run_folder, send_out, take_in
from .test_to_gguf import Llama

TALK = "".join(f"User: Where is the {who}?\nModel: By the river.\n\n" for who in ("fox", "owl", "lamp", "boat"))
TALKS = (
    (("user", "Where is the fox?"),),
    (("user", " What, a  fox?\n"), ("model", "By the river."), ("user", "And the Öwl?")),
)


@pytest.fixture(scope="module", params=["classic", "modern"])
def taught(request: pytest.FixtureRequest, shelf_of_runs: Home, tmp_path_factory: pytest.TempPathFactory) -> tuple:
    """(home, the name of a taught run)."""
    path = tmp_path_factory.mktemp("talk") / "talk.txt"
    path.write_text(TALK, encoding="utf-8")
    name = f"taught-{request.param}"
    own = {"steps": 60, "learning_rate": 1e-2, "muon_learning_rate": 0.03, "replay": 0.0}
    config = tune_config(run_folder(shelf_of_runs, request.param).config(), own)
    done = ask(shelf_of_runs, Tune(request.param, config, (str(path),), name))
    assert isinstance(done, TrainDone), done
    return shelf_of_runs, name


def messages(talk: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"role": "user" if role == "user" else "assistant", "content": text} for role, text in talk]


def ours(home: Home, name: str, talk: tuple[tuple[str, str], ...]) -> list[int]:
    parts = tuple(Part("user" if role == "user" else "model", text) for role, text in talk)
    return read_prompt(loaded(home, name), "", parts).ids


def test_transformers_lays_a_talk_out_in_the_same_ids(taught: tuple, tmp_path: Path) -> None:
    home, name = taught
    send_out(home, name, "hf", tmp_path / "out")
    theirs = AutoTokenizer.from_pretrained(tmp_path / "out")
    for talk in TALKS:
        ids = theirs.apply_chat_template(messages(talk), add_generation_prompt=True, return_dict=True)["input_ids"]
        assert list(ids) == ours(home, name, talk)
    with pytest.raises(Exception, match="Roles are user and assistant"):
        theirs.apply_chat_template([{"role": "system", "content": "x"}])


def test_transformers_writes_the_answer_and_ends_it(taught: tuple, tmp_path: Path) -> None:
    home, name = taught
    send_out(home, name, "hf", tmp_path / "out")
    theirs, model = (
        AutoTokenizer.from_pretrained(tmp_path / "out"),
        AutoModelForCausalLM.from_pretrained(tmp_path / "out"),
    )
    asked = theirs.apply_chat_template(
        messages(TALKS[0]), add_generation_prompt=True, return_tensors="pt", return_dict=True
    )
    written = model.generate(**asked, do_sample=False, max_new_tokens=40)[0, asked["input_ids"].shape[1] :]
    assert theirs.decode(written, skip_special_tokens=True) == "By the river."


def test_what_left_comes_back_with_its_turns(taught: tuple, tmp_path: Path) -> None:
    home, name = taught
    for form, path in (("hf", tmp_path / "out"), ("zip", tmp_path / "out.zip")):
        send_out(home, name, form, path)
        take_in(home, path, f"{name}-{form}")
        back, before = loaded(home, f"{name}-{form}"), loaded(home, name)
        assert isinstance(back.tokenizer, TurnTokenizer)
        assert back.template == before.template
        assert ours(home, f"{name}-{form}", TALKS[1]) == ours(home, name, TALKS[1])


def test_llama_cpp_lays_a_talk_out_in_as_many_tokens_and_answers(taught: tuple, tmp_path: Path) -> None:
    home, name = taught
    send_out(home, name, "gguf", tmp_path / "out.gguf")
    llama = Llama(tmp_path / "out.gguf")
    for talk in TALKS:
        written, read = llama.chat(messages(talk), 40)
        assert read == len(ours(home, name, talk))
        assert written == greedy(home, name, talk)
    assert llama.chat(messages(TALKS[0]), 40)[0] == "By the river."


def greedy(home: Home, name: str, talk: tuple[tuple[str, str], ...]) -> str:
    """What our own chat answers."""
    model, rules = loaded(home, name), SamplingConfig(temperature=0.0, max_new_tokens=40)
    *_, done = answer(model, ours(home, name, talk), rules, RunControl())
    assert isinstance(done, SampleDone)
    return done.text
