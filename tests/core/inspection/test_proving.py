"""The folder that proves a view's numbers: what is in it, and that TransformerLens agrees."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from core.config import VIEWS, InspectConfig, SurgeryConfig
from core.control import RunControl
from core.engine import Engine
from core.paths import Home
from core.protocol import Failed, Inspect, Prove, ProveDone
from core.runs import find_run
from core.text.tokenizers import load_tokenizer

PROMPT = "The fox sat by the river and the fox"


def proof(home: Home, view: str, path: Path) -> Failed | ProveDone:
    *_, last = Engine(home).run(Prove(Inspect("demo", view, PROMPT), str(path)), RunControl())
    assert isinstance(last, Failed | ProveDone)
    return last


def test_a_folder_holds_model_numbers_and_script(trained: Home, tmp_path: Path) -> None:
    last = proof(trained, "attention", tmp_path / "proof")
    assert isinstance(last, ProveDone), last
    inside = {entry.name for entry in Path(last.path).iterdir()}
    assert inside == {"model", "numbers.json", "prove.py", "beside.py"}
    numbers = json.loads((tmp_path / "proof" / "numbers.json").read_text("utf-8"))
    assert numbers["prompt"] == PROMPT
    assert str(tmp_path / "proof" / "prove.py") in last.command
    again = proof(trained, "attention", tmp_path / "proof")
    assert isinstance(again, Failed)
    assert "nothing is overwritten" in again.message


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_has_a_script_that_names_what_it_compares(view: str, trained: Home, tmp_path: Path) -> None:
    assert isinstance(proof(trained, view, tmp_path / "proof"), ProveDone)
    script = (tmp_path / "proof" / "prove.py").read_text("utf-8")
    assert "compare(" in script
    compile(script, "prove.py", "exec")


KNOCKED_OUT = {
    "zeros": ({"off": ("L0H1", "L1F", "L1N3"), "ablation": "zero"}, {"patched": "stream"}),
    "means": (
        {"off": ("L0H1", "L1N3", "L1N4"), "ablation": "mean", "steer_to": "owl", "steer_strength": 0.5},
        {"patched": "attention", "patching": "noise"},
    ),
    "a layer": ({"off": ("L0",), "ablation": "mean"}, {"patched": "mlp"}),
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("family", ["classic", "modern"])
@pytest.mark.parametrize("case", KNOCKED_OUT)
def test_knock_outs_steering_and_patches_are_the_same_by_its_hooks(
    case: str, family: str, families: dict[str, Home], tmp_path: Path
) -> None:
    pytest.importorskip("transformer_lens", reason="needs TransformerLens: pip install 'hellogpt[parity]'")
    changed, looking = KNOCKED_OUT[case]
    tokenizer = load_tokenizer(find_run(families[family], "demo")[0].tokenizer_folder)
    count = len(tokenizer.encode(PROMPT))
    others = (PROMPT.replace("fox", word, 1) for word in ("owl", "moon", "boat", "lamp", "hill", "box"))
    second = next(one for one in others if len(tokenizer.encode(one)) == count)
    question = Inspect(
        "demo",
        "surgery",
        PROMPT,
        looking=InspectConfig(second_prompt=second, **looking),
        surgery=SurgeryConfig(**changed),
    )
    *_, last = Engine(families[family]).run(Prove(question, str(tmp_path / "proof")), RunControl())
    assert isinstance(last, ProveDone), last
    done = subprocess.run([sys.executable, "prove.py"], cwd=last.path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "what comes along" in done.stdout


@pytest.mark.timeout(300)
@pytest.mark.parametrize("family", ["classic", "modern"])
def test_the_numbers_of_an_operated_network_are_repeated_too(
    family: str, families: dict[str, Home], tmp_path: Path
) -> None:
    pytest.importorskip("transformer_lens", reason="needs TransformerLens: pip install 'hellogpt[parity]'")
    surgery = SurgeryConfig(off=("L0H1", "L1F"), ablation="mean", steer_to="owl", steer_strength=0.5)
    question = Inspect("demo", "next-token", PROMPT, surgery=surgery)
    *_, last = Engine(families[family]).run(Prove(question, str(tmp_path / "proof")), RunControl())
    assert isinstance(last, ProveDone), last
    done = subprocess.run([sys.executable, "prove.py"], cwd=last.path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.timeout(300)
@pytest.mark.parametrize("family", ["classic", "modern"])
@pytest.mark.parametrize("view", VIEWS)
def test_transformer_lens_repeats_the_numbers(
    view: str, family: str, families: dict[str, Home], tmp_path: Path
) -> None:
    pytest.importorskip("transformer_lens", reason="needs TransformerLens: pip install 'hellogpt[parity]'")
    last = proof(families[family], view, tmp_path / "proof")
    assert isinstance(last, ProveDone), last
    done = subprocess.run([sys.executable, "prove.py"], cwd=last.path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "apart" in done.stdout
