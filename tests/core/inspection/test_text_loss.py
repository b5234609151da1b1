"""The map of a text's loss beside the trainer's own measure, plain arithmetic, and the files themselves."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from core.config import InspectConfig, RunConfig
from core.control import Interrupted, RunControl
from core.engine import Engine
from core.inspection import Subject
from core.inspection.text_loss import text_loss
from core.inspection.token_losses import TokenLosses, windows_over
from core.model.loading import load_step
from core.paths import Home
from core.protocol import Event, Inspect, InspectDone, InspectSoFar, TextLossResult, Train
from core.runs import find_run
from core.text.token_file import VAL, map_tokens
from core.text.windows import batch
from core.training.evaluation import mean_loss

CONTEXT = 16


def ask(home: Home, run: str = "demo", **looking: object) -> TextLossResult:
    question = Inspect(run, "text-loss", "The fox sat", looking=InspectConfig(**looking))
    *_, last = Engine(home).run(question, RunControl())
    assert isinstance(last, InspectDone), last
    return last.result


@pytest.fixture(scope="module")
def whole(trained: Home) -> TextLossResult:
    return ask(trained)


@pytest.fixture(scope="module")
def kept_back(trained: Home) -> np.ndarray:
    (folder,) = (place for place in trained.prepared.iterdir() if (place / VAL).is_file())
    return map_tokens(folder / VAL, 300)


def test_the_mean_of_the_map_is_the_trainers_measure_of_the_whole_part(
    trained: Home, whole: TextLossResult, kept_back: np.ndarray
) -> None:
    loaded = load_step(find_run(trained, "demo")[0], 40)
    inputs_and_targets = batch(kept_back, windows_over(len(kept_back), CONTEXT), CONTEXT)
    assert whole.loss == pytest.approx(mean_loss(loaded.model, [inputs_and_targets], "fp32"), abs=1e-6)
    assert whole.measured == whole.total == len(kept_back) - 1
    sizes = [len(loaded.tokenizer.token_bytes(i)) for i in kept_back[1:].tolist()]
    assert whole.bits_per_byte == pytest.approx(whole.loss * whole.total / np.log(2) / sum(sizes))


def test_over_its_own_windows_it_is_the_loss_that_the_run_wrote_down(trained: Home, whole: TextLossResult) -> None:
    (line,) = [one for one in find_run(trained, "demo")[0].metrics() if one["step"] == 40]
    assert whole.reported == line["val_loss"]
    assert whole.same == pytest.approx(line["val_loss"], abs=1e-6)
    assert whole.precision == "fp32"
    early = ask(trained, "demo@0")
    assert early.loss > whole.loss + 1


def test_groups_add_up_to_the_whole(whole: TextLossResult) -> None:
    for groups in (whole.by_position, whole.by_frequency):
        assert sum(group.tokens for group in groups) == whole.total
        mean = sum(group.loss * group.tokens for group in groups) / whole.total
        assert mean == pytest.approx(whole.loss)
    assert [group.label for group in whole.by_position] == ["1", "2", "3–4", "5–8", "9–16"]
    assert whole.by_file == (), "there is but one"


def test_the_hardest_tokens_are_those_with_the_greatest_loss(whole: TextLossResult, trained: Home) -> None:
    losses = [token.loss for token in whole.hardest]
    assert losses == sorted(losses, reverse=True)
    hardest = whole.hardest[0]
    there = ask(trained, offset=hardest.at)
    place = hardest.at - there.shown.offset
    assert there.shown.losses[place] == pytest.approx(hardest.loss)
    assert there.shown.tokens[place].probability == pytest.approx(np.exp(-hardest.loss), rel=1e-4)
    assert there.shown.lines[place] == hardest.line
    assert hardest.before.endswith("".join(token.text for token in there.shown.tokens[max(0, place - 3) : place]))


def test_a_prompt_is_measured_by_softmax_and_logarithm(subject: Callable[..., Subject]) -> None:
    made = subject("kettles")
    *_, result = text_loss(dataclasses.replace(made, looking=InspectConfig(passage="prompt")))
    logits = np.stack([made.logits_after(place) for place in range(6)]).astype(np.float64)
    odds = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    wanted = -np.log(odds[np.arange(6), made.ids[1:]])
    assert result.shown.losses[1:] == pytest.approx(wanted, abs=1e-5)
    assert np.isnan(result.shown.losses[0])
    assert result.loss == pytest.approx(wanted.mean(), abs=1e-5)
    assert result.shown.seen.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert (result.reported, result.same) == (None, None)
    ranks = (odds > odds[np.arange(6), made.ids[1:]][:, None]).sum(1) + 1
    assert [token.rank for token in result.shown.tokens[1:]] == ranks.tolist()


def test_one_token_foretells_nothing_and_without_a_text_the_prompt_is_shown(subject: Callable[..., Subject]) -> None:
    *_, alone = text_loss(subject("k"))
    assert (alone.source, alone.measured, alone.loss) == ("prompt", 0, None)
    assert [token.text for token in alone.shown.tokens] == ["k"]
    assert "comes from no run" in alone.note


@pytest.mark.parametrize("n_tokens", [0, 1, 2, 16, 17, 18, 50, 160, 161])
def test_windows_foretell_every_token_but_the_first_once(n_tokens: int) -> None:
    windows = windows_over(n_tokens, CONTEXT)
    foretold = [start + k + 1 for start, first, end in windows.tolist() for k in range(first, end)]
    assert foretold == list(range(1, n_tokens))
    assert all(start >= 0 and start + end <= n_tokens - 1 for start, _, end in windows.tolist())


def test_what_was_measured_before_a_stop_is_kept(subject: Callable[..., Subject]) -> None:
    made = subject("kettle")
    measuring = TokenLosses(CONTEXT, np.arange(400) % 61)
    numbers = measuring.missing(np.arange(len(measuring.windows)))
    measuring.measure(made.model, numbers[:7])
    assert measuring.missing(numbers).tolist() == numbers[7:].tolist()
    assert np.isnan(measuring.nats).sum() == 400 - 7 * CONTEXT
    control = RunControl()
    control.stop()
    with pytest.raises(Interrupted), torch.inference_mode():
        list(text_loss(dataclasses.replace(made, control=control)))


@pytest.fixture(scope="module")
def two_files(
    tmp_path_factory: pytest.TempPathFactory, settings: Callable[..., RunConfig],
    carry_out: Callable[..., list[Event]],
) -> tuple[Home, Path]:  # fmt: skip
    """A run on a folder with two files, letters of several bytes and empty lines among them."""
    folder, home = tmp_path_factory.mktemp("two"), Home(tmp_path_factory.mktemp("two-home"))
    for name, word in (("a.txt", "Füchse"), ("b.txt", "Eulen")):
        lines = "".join(f"{word} № {k}:\n\nüber den Bach – {k * k} mal…\n" for k in range(520))
        (folder / name).write_text(lines, encoding="utf-8", newline="\n")
    carry_out(home, Train(settings(), (str(folder),), "demo"))
    return home, folder


def test_every_token_stands_where_its_line_is(two_files: tuple[Home, Path]) -> None:
    home, folder = two_files
    result = ask(home)
    assert [file.name for file in result.files] == ["a.txt", "b.txt"]
    texts = [(folder / file.name).read_text("utf-8").split("\n") for file in result.files]
    checked = 0
    for token, document, line in zip(result.shown.tokens, result.shown.documents, result.shown.lines, strict=True):
        word = token.text.strip("\n")
        assert word in texts[document][line - 1] or "\n" in token.text
        checked += len(word) > 1
    assert checked > 20
    assert {group.label for group in result.by_file} == {"a.txt", "b.txt"}
    assert sum(group.tokens for group in result.by_file) == result.total
    begin = next(group.at for group in result.by_file if group.label == "b.txt")
    there = ask(home, offset=begin)
    assert there.shown.documents[begin - there.shown.offset] == 1


def test_any_file_can_be_measured_and_one_that_is_none_is_said(
    two_files: tuple[Home, Path], trained: Home, tmp_path: Path
) -> None:
    _, folder = two_files
    result = ask(trained, file=str(folder / "b.txt"))
    assert result.source == "file"
    assert result.shown.lines[-1] > 1
    assert (result.reported, result.unreported) == (None, "another text")
    missing = ask(trained, file=str(tmp_path / "nothing.txt"))
    assert missing.source == "prompt"
    assert "nothing.txt" in missing.note


def test_while_the_text_is_read_the_prompt_is_shown(trained: Home) -> None:
    first, *_ = Engine(trained).run(Inspect("demo", "text-loss", "The fox sat"), RunControl())
    assert isinstance(first, InspectSoFar)
    assert first.result.source == "prompt"
    table = first.table()
    assert table.rows[-1][1] == " sat"
    assert len(table.rows) == len(first.tokens)
