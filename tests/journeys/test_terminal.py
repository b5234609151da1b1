"""The whole walk in the terminal, as subprocesses: train, stop, resume, sample, inspect, list; and bad input."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
TINY = ("--preset", "tiny", "--d-model", "16", "--n-heads", "2", "--context-length", "16", "--batch-size", "8")
STEP_FIELDS = {"step", "tokens", "seconds", "train_loss", "val_loss", "learning_rate", "grad_norm", "tokens_per_second"}


class Terminal:
    """Runs words of the program with a home of their own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = os.environ | {
            "HELLOGPT_HOME": str(home),
            "PYTHONPATH": str(CHECKOUT),
            "OMP_NUM_THREADS": "1",
        }

    def start(self, *words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "hellogpt_gui", *words]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, **pipes, encoding="utf-8", env=self.environment, cwd=self.home)  # type: ignore[call-overload]

    def run(self, *words: str, typed: str = "") -> tuple[int, str, str]:
        process = self.start(*words)
        out, err = process.communicate(typed, timeout=100)
        return process.returncode, out, err

    def json(self, *words: str) -> list[dict]:
        code, out, err = self.run(*words, "--json")
        assert code == 0, err
        return [json.loads(line) for line in out.splitlines()]


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    home = tmp_path_factory.mktemp("home")
    story = "".join(f"The {a} sat by the {b}. Once the {b} was gone, the {a} slept.\n" for a in WORDS for b in WORDS)
    (home / "story.txt").write_text(story, encoding="utf-8")
    return Terminal(home)


WORDS = ("fox", "river", "baker", "moon", "tower", "lamp", "garden", "owl", "kettle", "boat", "hill", "drum")


@pytest.fixture(scope="module")
def trained(terminal: Terminal) -> list[dict]:
    return terminal.json(
        "train", "--text", "story.txt", *TINY, "--steps", "40", "--warmup-steps", "4", "--name", "demo"
    )


pytestmark = pytest.mark.integration


def test_training_says_what_the_contract_says(trained: list[dict], terminal: Terminal) -> None:
    names = [event["event"] for event in trained]
    assert names[0] == "started"
    assert names[-1] == "done"
    assert set(names) == {"started", "step", "sample", "checkpoint", "done"}
    started, done = trained[0], trained[-1]
    assert started["run"] == done["run"] == "demo/serial_1"
    assert set(started["references"]) == {"uniform", "unigram", "bigram", "xz"}
    steps = [event for event in trained if event["event"] == "step"]
    assert all(set(step) >= STEP_FIELDS for step in steps)
    assert done["step"] == steps[-1]["step"] == 40
    assert done["stopped_by"] == "budget"
    assert done["val_loss"] < steps[0]["val_loss"] - 1
    assert (terminal.home / "artifacts/checkpoints/demo/serial_1/step-000040/model.safetensors").is_file()


def test_the_same_seed_writes_the_same_text(trained: list[dict], terminal: Terminal) -> None:
    def sample(*more: str) -> dict:
        return terminal.json("sample", "demo", "--prompt", "The", "--max-new-tokens", "30", *more)[-1]

    first, again = sample("--seed", "1"), sample("--seed", "1")
    assert first["text"] == again["text"]
    assert len(first["token_ids"]) == 30
    assert first["seed"] == 1
    assert sample("--seed", "2")["text"] != first["text"]
    assert sample("--seed", "1", "--temperature", "3")["text"] != first["text"]


def test_sample_streams_text_alone(trained: list[dict], terminal: Terminal) -> None:
    code, out, _ = terminal.run("sample", "demo", "--prompt", "The", "--max-new-tokens", "12", "--seed", "1")
    assert code == 0
    sampled = terminal.json("sample", "demo", "--prompt", "The", "--max-new-tokens", "12", "--seed", "1")
    assert out.rstrip("\n") == sampled[-1]["text"].rstrip("\n")


def test_inspect_shows_both_views(trained: list[dict], terminal: Terminal) -> None:
    attention = terminal.json("inspect", "demo", "--view", "attention", "--prompt", "The fox sat")[-1]
    n = len(attention["tokens"])
    pattern = attention["result"]["pattern"]
    assert (len(pattern), len(pattern[0]), len(pattern[0][0]), len(pattern[0][0][0])) == (2, 2, n, n)
    assert all(sum(row) == pytest.approx(1.0, abs=1e-5) for heads in pattern for head in heads for row in head)
    assert all(head[0][1] == 0.0 for heads in pattern for head in heads)
    view = terminal.json("inspect", "demo@best", "--view", "next-token", "--prompt", "The fox", "--top-k", "5")[-1]
    candidates = view["result"]["candidates"]
    assert {"id", "token", "probability", "logit"} <= set(candidates[0])
    assert sum(c["probability"] for c in candidates) == pytest.approx(1.0, abs=1e-6)
    assert sum(c["probability"] > 0 for c in candidates) == 5


def test_runs_lists_it(trained: list[dict], terminal: Terminal) -> None:
    runs = {run["run"]: run for run in terminal.json("runs")}
    assert set(runs["demo/serial_1"]) >= {
        "event", "run", "parameters", "steps", "val_loss", "best_val_loss", "created", "size",
    }  # fmt: skip
    assert runs["demo/serial_1"]["steps"] == 40


def test_chat_continues_what_is_typed(trained: list[dict], terminal: Terminal) -> None:
    code, out, _ = terminal.run("chat", "demo", "--max-new-tokens", "8", typed="The fox\nOnce\n\n")
    assert code == 0
    assert len(out.split()) > 4


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process of a console")
def test_stopped_and_resumed_is_as_never_stopped(terminal: Terminal) -> None:
    """Ctrl+C keeps everything and leaves with 3; a new process goes on to the same bits."""
    words = ("train", "--text", "story.txt", *TINY, "--steps", "300", "--dropout", "0.1", "--threads", "1",
             "--precision", "fp32", "--attention-form", "fused", "--json")  # fmt: skip
    process = terminal.start(*words, "--name", "stopped")
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line).get("step", 0) >= 20:
            process.send_signal(signal.SIGINT)
            break
    rest, _ = process.communicate(timeout=60)
    done = json.loads(rest.splitlines()[-1])
    assert process.returncode == 3
    assert done["stopped_by"] == "user"
    assert 20 <= done["step"] < 300
    resumed = terminal.json("train", "--resume", "stopped")
    whole = terminal.json(*words[:-1], "--name", "whole")
    assert resumed[0]["step"] == done["step"]
    assert resumed[-1]["val_loss"] == whole[-1]["val_loss"]
    files = [
        (terminal.home / f"artifacts/checkpoints/{name}/serial_1/step-000300/{file}.safetensors").read_bytes()
        for name in ("stopped", "whole")
        for file in ("model", "optimizer")
    ]
    assert files[0] == files[2]
    assert files[1] == files[3]


BAD = [
    (("train", "--text", "nowhere.txt"), "nowhere.txt"),
    (("train", "--preset", "huge"), "huge"),
    (("train", "--n-heads", "3"), "3 heads"),
    (("train", "--dropout", "7"), "7"),
    (("train", "--steps", "many"), "many"),
    (("train", "--steps", "5", "--minutes", "1"), "budget"),
    (("train", "--name", "../../x"), "../../x"),
    (("train", "--frobnicate", "1"), "frobnicate"),
    (("train", "--resume", "nobody"), "nobody"),
    (("sample", "nobody", "--prompt", "x"), "nobody"),
    (("sample", "../../x"), "../../x"),
    (("sample", "demo@999999"), "999999"),
    (("sample", "demo", "--temperature", "-1"), "-1"),
    (("inspect", "demo", "--view", "x-ray", "--prompt", "x"), "x-ray"),
    (("chat", "nobody"), "nobody"),
    (("fly",), "fly"),
]


@pytest.mark.parametrize(("words", "named"), BAD, ids=[" ".join(words) for words, _ in BAD])
def test_bad_input_gets_one_sentence(trained: list[dict], terminal: Terminal, words: tuple, named: str) -> None:
    code, out, err = terminal.run(*words)
    assert code == 2
    assert out == ""
    assert named in err
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err


def test_unusable_texts_are_named(terminal: Terminal) -> None:
    (terminal.home / "empty.txt").write_bytes(b"")
    (terminal.home / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (terminal.home / "short.txt").write_text("Too short.", encoding="utf-8")
    (terminal.home / "nothing").mkdir(exist_ok=True)
    before = {run["run"] for run in terminal.json("runs")}
    for name in ("empty.txt", "binary.txt", "short.txt", "nothing"):
        code, _, err = terminal.run("train", "--text", name, "--steps", "2")
        assert code == 2, name
        assert name in err or name == "short.txt"
        assert len(err.strip().splitlines()) == 1
    assert {run["run"] for run in terminal.json("runs")} == before


def test_failure_is_said_in_json_too(terminal: Terminal) -> None:
    code, out, _ = terminal.run("sample", "nobody", "--json")
    assert code == 2
    failed = json.loads(out)
    assert failed["event"] == "failed"
    assert "nobody" in failed["message"]
    assert failed["hint"]


def test_runs_needs_no_torch(terminal: Terminal) -> None:
    script = "import sys; from core.cli import main; main(['runs', '--json']); sys.exit('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], env=terminal.environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator may write anywhere")
def test_a_home_that_cannot_be_written_is_named(terminal: Terminal, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    code, _, err = terminal.run("train", "--home", str(tmp_path / "home"), "--steps", "1")
    assert code == 2
    assert "cannot be written" in err


def test_a_home_that_is_a_file_is_named(terminal: Terminal) -> None:
    code, _, err = terminal.run("train", "--home", str(terminal.home / "story.txt"), "--steps", "1")
    assert code == 2
    assert "cannot be written" in err
