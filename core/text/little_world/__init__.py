"""Little World: a seeded text about one hundred beings with known facts, and an exam about it.

Stories, dialogues and drills (sums, counting, opposites, echoes, brackets) say the same facts again and again in many
wordings, and never a wrong one. Some beings, phrasings, sums and other items are held out of the text, so that an
exam can tell what a model has seen from what it has understood. It knows no file, tokenizer or model.
"""

from core.text.little_world.exams import exam
from core.text.little_world.generator import DEFAULT_SIZE, SUMMARY, generate
from core.text.question import Question

__all__ = ["DEFAULT_SIZE", "SUMMARY", "Question", "exam", "generate"]
