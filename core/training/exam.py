"""An exam: which questions a network answers exactly.

While a run trains, a question counts as answered when each token of the right answer, and the end of it, is the
likeliest after those before it: what a greedy writer would write, found in one pass over all questions.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F

from core.model.gpt import GPT
from core.text.question import Question
from core.text.template import Template
from core.text.tokenizers import Tokenizer
from core.training.device import autocast

AT_ONCE = 64


@dataclass(frozen=True)
class Paper:
    """The questions as a network reads them. ``ids``: prompt and right answer; ``asked``: how many of them, at the
    end, are the answer's."""

    questions: tuple[Question, ...]
    ids: tuple[tuple[int, ...], ...]
    asked: tuple[int, ...]


NO_QUESTIONS = Paper((), (), ())


def write_paper(
    questions: Sequence[Question], tokenizer: Tokenizer, context_length: int, template: Template | None = None
) -> Paper:
    """Tokens of each question, of a long one the end. A question whose answer does not fit is left out.

    ``template``: they are asked as turns, and the end of a turn ends an answer.
    """
    kept = []
    for question in questions:
        words = tokenizer.encode(question.prompt)
        if template is None:
            prompt = [*tokenizer.prefix, *words] or [tokenizer.bos_id]
            answer = tokenizer.encode(question.answer + question.stop)
        else:
            prompt = [*tokenizer.prefix, *template.question(words)]
            answer = [*tokenizer.encode(question.answer), template.end]
        if 0 < len(answer) <= context_length:
            kept.append((question, tuple([*prompt, *answer][-context_length - 1 :]), len(answer)))
    return Paper(*(tuple(column) for column in zip(*kept, strict=True))) if kept else NO_QUESTIONS


@torch.no_grad()
def answered(model: GPT, paper: Paper, precision: str, check: Callable[[], None]) -> list[bool]:
    """Whether each question is answered exactly. Touches no generator; the model's mode is put back as it was.

    ``check`` is called now and then and may raise.
    """
    was_training, right = model.training, [False] * len(paper.ids)
    model.eval()
    try:
        by_length = sorted(range(len(paper.ids)), key=lambda number: len(paper.ids[number]))
        for begin in range(0, len(by_length), AT_ONCE):
            check()
            numbers = by_length[begin : begin + AT_ONCE]
            for number, good in zip(numbers, _right(model, paper, numbers, precision), strict=True):
                right[number] = good
    finally:
        model.train(was_training)
    return right


def _right(model: GPT, paper: Paper, numbers: list[int], precision: str) -> Iterator[bool]:
    device = next(model.parameters()).device
    longest = max(len(paper.ids[number]) for number in numbers) - 1
    ids = torch.zeros(len(numbers), longest, dtype=torch.long)  # what stands behind an answer does not matter
    rows, places, targets = [], [], []
    for row, number in enumerate(numbers):
        tokens = paper.ids[number]
        ids[row, : len(tokens) - 1] = torch.tensor(tokens[:-1])
        for place in range(len(tokens) - 1 - paper.asked[number], len(tokens) - 1):
            rows.append(row)
            places.append(place)
            targets.append(tokens[place + 1])
    with autocast(device.type, precision):
        features = model.features(ids.to(device))[rows, places]  # N D
        likeliest = F.linear(features, model.head_weight).argmax(dim=-1).cpu()  # N
    hits = torch.zeros(len(numbers), dtype=torch.long).index_add_(
        0, torch.tensor(rows), (likeliest == torch.tensor(targets)).long()
    )
    return iter([hit == paper.asked[number] for hit, number in zip(hits.tolist(), numbers, strict=True)])
