"""The word that asks every step of a run."""

from .conftest import Spoken

WORDS = ("filmstrip", "demo", "--prompt", "The fox", "--max-new-tokens", "6", "--seed", "3")


def test_filmstrip_prints_every_step_as_one_object_or_as_text(say: Spoken) -> None:
    *frames, done = say.json(*WORDS)
    assert all(frame["event"] == "frame" for frame in frames)
    assert set(frames[0]) >= {"step", "text", "token_ids", "mean_log_probability", "stopped_by", "best"}
    assert (done["event"], done["run"], done["frames"], done["seed"]) == ("done", "demo/serial_1", len(frames), 3)
    steps = [frame["step"] for frame in frames]
    assert steps == sorted(steps)
    assert (steps[0], steps[-1]) == (0, 40)
    assert say(*WORDS) == 0
    assert say.out.count("--- step") == len(frames)
    assert f"The fox{frames[-1]['text']}" in say.out


def test_a_long_prompt_is_said_once_and_a_wrong_run_is_refused(say: Spoken) -> None:
    assert say("filmstrip", "demo@2", "--prompt", "The fox " * 40, "--max-new-tokens", "2") == 0
    assert say.err.count("at once") == 1
    assert say("filmstrip", "nobody", "--prompt", "The fox") == 2
    assert "nobody" in say.err
