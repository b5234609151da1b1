"""What one pass over all questions finds is what the model writes by itself."""

import pytest
import torch

from core.chat import sit_exam
from core.control import Interrupted, RunControl
from core.errors import TextError
from core.model.loading import LoadedModel, load_step
from core.paths import Home
from core.protocol import ExamDone
from core.runs import find_run
from core.text.examination import tally
from core.text.question import Question
from core.training.exam import NO_QUESTIONS, answered, write_paper


@pytest.fixture
def loaded(trained: Home) -> LoadedModel:
    folder, step = find_run(trained, "demo")
    assert step is not None
    return load_step(folder, step)


def questions() -> list[Question]:
    """Some that this model can answer, some that it cannot, long ones among them."""
    animals = ("fox", "owl", "moon", "river", "zebra")
    return [
        *(Question("habit", True, f"Once the {animal}", " was gone", ",") for animal in animals),
        *(Question("naming", False, f"The {one} sat by the", f" {other}", ".") for one in animals for other in animals),
        Question("long", False, "The fox sat. " * 40 + "Once the fox", " was gone", ","),
        Question("odd", False, "Zoë", " 7 ½", "\n"),
    ]


def test_one_pass_agrees_with_what_is_written(loaded: LoadedModel) -> None:
    asked = questions()
    paper = write_paper(asked, loaded.tokenizer, loaded.model.config.context_length)
    assert list(paper.questions) == asked
    *_, done = sit_exam(loaded, asked, RunControl())
    assert isinstance(done, ExamDone)
    right = answered(loaded.model, paper, "fp32", RunControl().check)
    assert tally(asked, right) == done.marks
    assert 0 < sum(right) < len(asked)  # it can some of it
    assert len(done.wrong) == len(asked) - sum(right)
    assert all(wrong.written != wrong.answer for wrong in done.wrong)


def test_it_touches_no_generator_and_leaves_the_mode(loaded: LoadedModel) -> None:
    paper = write_paper(questions(), loaded.tokenizer, loaded.model.config.context_length)
    loaded.model.train()
    before = torch.get_rng_state()
    answered(loaded.model, paper, "bf16", RunControl().check)
    assert torch.equal(torch.get_rng_state(), before)
    assert loaded.model.training
    loaded.model.eval()


def test_a_stop_is_heard(loaded: LoadedModel) -> None:
    control = RunControl()
    control.stop()
    paper = write_paper(questions(), loaded.tokenizer, loaded.model.config.context_length)
    with pytest.raises(Interrupted):
        answered(loaded.model, paper, "fp32", control.check)
    with pytest.raises(Interrupted):
        list(sit_exam(loaded, questions(), control))


def test_an_answer_that_does_not_fit_is_not_asked(loaded: LoadedModel) -> None:
    length = loaded.model.config.context_length
    assert (
        write_paper([Question("long", True, "Once", " the" * (length + 1), ".")], loaded.tokenizer, length)
        == NO_QUESTIONS
    )


def test_without_questions_it_says_where_to_put_them(loaded: LoadedModel) -> None:
    with pytest.raises(TextError, match="There are no questions for demo/serial_1") as refused:
        list(sit_exam(loaded, (), RunControl()))
    assert "--questions FILE" in refused.value.hint
