"""What a head is called for what it does, and what it does at one token of a prompt."""

from html import escape

from core.config import HEAD_KINDS
from core.protocol import AttentionResult, HeadLabel
from hellogpt_gui.inspect_tab.view import Answer
from hellogpt_gui.theme import theme
from hellogpt_gui.widgets.attention_matrix import bare

LOOK_BACK = ("induction", "duplicate-token")  # these look for an earlier copy of the token


def mark(label: HeadLabel) -> str:
    """A few letters, where something stands out."""
    return HEAD_KINDS[label.kind].short if label.clear else ""


def name_of(result: AttentionResult, layer: int, head: int) -> str:
    """In one line."""
    return _named(result.labels[layer][head]) if result.labels else result.unlabelled


def _named(label: HeadLabel) -> str:
    words = f"{HEAD_KINDS[label.kind].label} {label.score:.2f} (chance {label.chance:.2f})"
    return words if label.clear else f"Nothing stands out: most is {words[0].lower()}{words[1:]}"


def sentence_of(answer: Answer, layer: int, head: int, at: int) -> str:
    """The same in rich text, and what such a head does at that token."""
    result = answer.result
    assert isinstance(result, AttentionResult)
    return does_words(answer, result.labels[layer][head], at) if result.labels else escape(result.unlabelled)


def does_words(answer: Answer, label: HeadLabel, at: int) -> str:
    """What a head with that label is, and what it does at that token, in rich text."""
    if not label.clear:
        return f"{escape(_named(label))}."
    tokens = [bare(token) for token in answer.tokens]
    kind = HEAD_KINDS[label.kind]
    there = answer.token_ids[at] in answer.token_ids[:at] if label.kind in LOOK_BACK else at > 0
    does = (kind.found if there else kind.missing).format(
        token=tokens[at], before=tokens[max(0, at - 1)], first=tokens[0]
    )
    strong = theme.color("text").name()
    return f'<b style="color: {strong}">{kind.label} {label.score:.2f}</b> (chance {label.chance:.2f}): {escape(does)}'
