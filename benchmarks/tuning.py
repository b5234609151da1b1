"""How well a model of Little World answers once it was taught to, on questions that somebody else wrote.

    python main.py bench tuning

For each seed a base run and its tuning, in the terminal, then the exam as anybody asks it (every answer written
greedily): beings that nobody ever asks about, whose facts stand only in the base text; names that nobody has, with as
many tokens as real ones; and how often "I don't know" is said where there is an answer. Beside it what the base run
makes of the same questions, in the form in which its text asks. The worst seed counts.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.exam import said
from benchmarks.measuring import Row
from core.text.examination import REFUSED
from core.text.little_world.dialogues import ask
from core.text.little_world.turn_exam import ANSWERS, MADE_UP, turn_exam

BASE_MINUTES, TUNING_MINUTES = 9, 4.5
# A vocabulary in which names have two tokens and more, so that those of nobody can have as many.
VOCABULARY = 700
BASE = "the base model, asked as its text asks"
# What the worst seed should reach, in per cent.
GOALS = {(ANSWERS, False): "≥ 85, goal 95", (MADE_UP, False): "≥ 90", (REFUSED, False): "≤ 2"}
KINDS = {(ANSWERS, True): "beings asked about", (ANSWERS, False): "beings never asked about"}


def measure(runs: int, quick: bool) -> Iterator[Row]:
    """A row for each kind of question, the base model's beside it, and the minutes that both took."""
    budgets = (
        (["--steps", "4"],) * 2 if quick else (["--minutes", f"{BASE_MINUTES}"], ["--minutes", f"{TUNING_MINUTES}"])
    )
    shares: dict[str, list[float]] = {}
    goals: dict[str, str] = {}
    took: tuple[list[float], list[float]] = [], []
    steps: tuple[list[int], list[int]] = [], []
    for seed in range(1 if quick else runs):
        with TemporaryDirectory() as home:
            begin = perf_counter()
            base = said(home, "train", "--text", "little-world", "--name", "base", "--vocab-size", f"{VOCABULARY}",
                        "--seed", f"{seed}", *budgets[0])[-1]  # fmt: skip
            between = perf_counter()
            taught = said(home, "tune", "base", "--name", "taught", "--seed", f"{seed}", *budgets[1])[-1]
            for many, done in zip(steps, (base, taught), strict=True):
                many.append(done["step"])
            took[0].append((between - begin) / 60)
            took[1].append((perf_counter() - between) / 60)
            for mark in said(home, "exam", "taught")[-1]["marks"]:
                kind = (mark["skill"], mark["seen"])
                name = KINDS.get(kind, mark["skill"])
                goals[name] = GOALS.get(kind, "reported")
                shares.setdefault(name, []).append(100 * mark["right"] / mark["asked"])
            for mark in said(home, "exam", "base", "--questions", str(questions(Path(home))))[-1]["marks"]:
                name = f"{mark['skill']}: {BASE}"
                shares.setdefault(name, []).append(100 * mark["right"] / mark["asked"])
    for name, values in shares.items():
        worst = max(values) if name == REFUSED else min(values)
        every = ", ".join(f"{value:.1f}" for value in values)
        yield Row(name, tuple(values), goals.get(name, "reported"), f"worst {worst:.1f} % of {every}", "%")
    for name, minutes, many, goal in zip(("base", "tuning"), took, steps, ("≤ 10", "≤ 5"), strict=True):
        figures = f"worst {max(minutes):.1f} min; in {', '.join(map(str, many))} steps"
        yield Row(f"{name}, all of it", tuple(minutes), goal, figures, "min")


def questions(folder: Path) -> Path:
    """The answerable questions of the exam about beings never asked about, as the base text asks."""
    lines = [
        {"prompt": ask(question.prompt), "answer": question.answer.rstrip("."), "stop": ".", "skill": question.skill}
        for question in turn_exam(len)
        if question.skill == ANSWERS and not question.seen
    ]
    path = folder / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path
