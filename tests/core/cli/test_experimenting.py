"""``experiment``: a comparison in the terminal, in words and in JSON, begun and taken up again."""

from pathlib import Path

from core.config import EXPERIMENTS

from .conftest import QUICK, Spoken

TINY = (*QUICK, "--steps=2", "--seeds=1", "--rates=2", "--n-layers=1")


def test_a_sweep_in_json_then_again_in_words(say_anew: Spoken, story: Path) -> None:
    lines = say_anew.json("experiment", "learning-rate", "--text", str(story), *TINY)
    assert {line["event"] for line in lines} == {"trial_started", "trial_done", "result", "done"}
    assert [line["event"] for line in lines].count("trial_done") == 2
    result = lines[-1]["result"]
    assert (result["done"], result["trials"], result["steps"]) == (2, 2, 2)
    assert result["tokens"] == 2 * 8 * 16
    assert say_anew("experiment", "learning-rate") == 0  # by its name, it is complete
    for variant in result["variants"]:
        assert variant["label"] in say_anew.out
        assert f"{variant['mean']:.3f}" in say_anew.out
    assert len(say_anew.json("runs")) == 2


def test_what_there_is_to_choose_from_is_said(say_anew: Spoken) -> None:
    assert say_anew("experiment", "alchemy") == 2
    assert "alchemy" in say_anew.err
    assert say_anew("experiment", "alchemy", "--steps", "3") == 2
    assert all(kind in say_anew.err for kind in EXPERIMENTS)
    assert say_anew("experiment", "size", "--minutes", "3") == 2
    assert "equally many tokens" in say_anew.err
