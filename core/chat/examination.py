"""A model sits an exam: it writes every answer itself, greedily, up to what ends one.

One that was taught to answer is asked in turns, and ends its answer itself.
"""

from collections.abc import Iterator, Sequence

from core.config import SamplingConfig
from core.control import RunControl
from core.errors import TextError
from core.model.generate import generate
from core.model.loading import LoadedModel
from core.protocol import Event, ExamDone, WrongAnswer
from core.text.examination import tally, tally_refused
from core.text.question import Question
from core.text.stage import Stage

MOST_WRONG = 200
# Tokens beyond those of the right answer: enough to tell a longer answer from it.
BEYOND = 4


def sit_exam(loaded: LoadedModel, questions: Sequence[Question], control: RunControl) -> Iterator[Event]:
    """Progress, and ExamDone.

    Raises:
        TextError: there is no question.
        Interrupted: a stop was asked for.
    """
    if not questions:
        raise TextError(
            f"There are no questions for {loaded.run}.", "Name a file of questions: --questions FILE (one a line)."
        )
    stage = Stage("Answering the questions", len(questions))
    answers: list[str] = []
    right: list[bool] = []
    wrong: list[WrongAnswer] = []
    for done, question in enumerate(questions, 1):
        control.check()
        answers.append(_written(loaded, question, control))
        right.append(answers[-1] == question.answer)
        if not right[-1] and len(wrong) < MOST_WRONG:
            wrong.append(WrongAnswer(question.skill, question.prompt, question.answer.strip(), answers[-1].strip()))
        yield from stage.at(done)
    marks = (*tally(questions, right), *tally_refused(questions, answers))
    yield ExamDone(loaded.run, loaded.step, marks, tuple(wrong))


def _written(loaded: LoadedModel, question: Question, control: RunControl) -> str:
    """What the model writes after the prompt, up to the first stop or the end of its turn."""
    tokenizer, limit = loaded.tokenizer, loaded.model.config.context_length
    answer = len(tokenizer.encode(question.answer + question.stop))
    room = max(1, limit + 1 - answer)  # prompt and right answer are seen at once, so that nothing has to be dropped
    words = tokenizer.encode(question.prompt)
    asked = words if question.stop or loaded.template is None else loaded.template.question(words)
    ids = ([*tokenizer.prefix, *asked] or [tokenizer.bos_id])[-room:]
    most = answer + BEYOND
    text = ""
    rules = SamplingConfig(temperature=0.0, max_new_tokens=most)
    for token in generate(loaded.decoder("fp32"), tokenizer, ids, rules, control):
        text += token.text
        if question.stop and question.stop in text:
            break
    control.check()
    return text.partition(question.stop)[0] if question.stop else text
