"""A conversation leaves: as Markdown, as a web page that stands alone, or as JSON.

Markdown and page show the path that is walked, as it is read on the screen; JSON is the whole tree with every odds.
Text of a person's or a model's is escaped: it may hold any characters.
"""

import datetime
import re
from collections.abc import Callable
from pathlib import Path

import msgspec

import resources
from core import __version__
from core.conversations.file import to_json
from core.conversations.naming import title_of
from core.conversations.surprise import STEPS, tint_step
from core.conversations.tree import Conversation, Turn
from core.errors import ConversationError
from core.protocol import Token
from core.runs.compare import write_file
from core.runs.report_page import style, whole, words

PERSON = "You"


def export(conversation: Conversation, path: Path) -> None:
    """Write it to a file, in the form that the ending of its name says.

    Raises:
        ConversationError: there is no such form.
        HomeError: the place cannot be written.
    """
    form = FORMS.get(path.suffix.casefold())
    if form is None:
        raise ConversationError(
            f"A conversation cannot become a {path.suffix or 'file without an ending'}.",
            f"Choose one of: {', '.join(FORMS)}.",
        )
    write_file(path, form(conversation))


# ---- Markdown --------------------------------------------------------------------------------------------------------


def to_markdown(conversation: Conversation) -> bytes:
    """The path as CommonMark: the person's words as quotations, answers under the run that wrote them."""
    parts = [f"# {_escaped(title_of(conversation))}", _escaped(_about(conversation))]
    for turn in _said(conversation):
        if turn.role == "user":
            parts.append("\n".join(f"> {line}" for line in _escaped(turn.text.strip("\n")).split("\n")))
        else:
            parts += [f"**{_escaped(author(turn))}**", _escaped(turn.text.strip("\n"))]
    return ("\n\n".join(parts) + "\n").encode("utf-8", errors="replace")


# What Markdown would take for its own; at the beginning of a line also what makes headings, lists and rules.
_MARKS = re.compile(r"[\\`*_\[\]<>&~|!]")
_BEGINNINGS = re.compile(r"^(\s*)(?:([#+=-])|(\d+)([.)]))", re.MULTILINE)


def _escaped(text: str) -> str:
    """A text so that Markdown shows it as it is, line by line."""
    text = _BEGINNINGS.sub(_shielded, _MARKS.sub(r"\\\g<0>", text))
    lines = [re.sub(r"^[ \t]+", lambda gap: "&nbsp;" * len(gap[0]), line.rstrip(" ")) for line in text.split("\n")]
    return "\n".join(
        line + "\\" if line and following else line for line, following in zip(lines, [*lines[1:], ""], strict=True)
    )


def _shielded(found: re.Match[str]) -> str:
    gap, sign, number, after = found.groups()
    return f"{gap}\\{sign}" if sign else f"{gap}{number}\\{after}"


# ---- web page --------------------------------------------------------------------------------------------------------


def to_html(conversation: Conversation) -> bytes:
    """One file without scripts, light and dark: every token with its tint, and its odds where the pointer rests."""
    title = words(title_of(conversation))
    turns = "\n".join(_turn(conversation, turn) for turn in _said(conversation))
    legend = "".join(f'<i class="t{step}"></i>' for step in range(STEPS + 1))
    page = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title} – HelloGPT</title>\n"
        f"<style>\n{style()}{resources.read('report/conversation.css')}</style>\n</head>\n"
        f'<body>\n<main>\n<h1>{title}</h1>\n<p class="quiet">{words(_about(conversation))}</p>\n'
        f'<p class="legend">sure {legend} a guess</p>\n{turns}\n'
        f"<footer>Written by HelloGPT {words(__version__)}. The tint of a token says how surprising it was to the "
        "model that wrote it.</footer>\n</main>\n</body>\n</html>\n"
    )
    return page.encode("utf-8", errors="replace")


def _turn(conversation: Conversation, turn: Turn) -> str:
    if turn.role == "user":
        return f'<div class="said" dir="auto">{words(turn.text)}</div>'
    siblings = conversation.siblings(turn.id)
    place = f" · {siblings.index(turn.id) + 1} of {len(siblings)}" if len(siblings) > 1 else ""
    text = "".join(map(_token, turn.tokens)) if turn.tokens else words(turn.text)
    seed = f" · seed {turn.sampling.seed}" if turn.sampling else ""
    return f'<div class="answer"><header>{words(author(turn))}{seed}{place}</header><p dir="auto">{text}</p></div>'


def _token(token: Token) -> str:
    if not token.text:
        return ""
    facts = f"{100 * token.probability:.1f} %, rank {whole(token.rank)}, entropy {token.entropy:.1f} bits"
    step = tint_step(token.probability)
    tint = f' class="t{step}"' if step else ""
    return f'<span{tint} title="{words(facts)}">{words(token.text)}</span>'


# ---- JSON ------------------------------------------------------------------------------------------------------------


def to_whole_json(conversation: Conversation) -> bytes:
    """Every turn of every branch, as it is kept on disk, laid out to be read."""
    return msgspec.json.format(to_json(conversation), indent=1) + b"\n"


FORMS: dict[str, Callable[[Conversation], bytes]] = {
    ".md": to_markdown,
    ".html": to_html,
    ".json": to_whole_json,
}


# ---- what they share -------------------------------------------------------------------------------------------------


def author(turn: Turn) -> str:
    """Who wrote a turn: run and step, and what was changed in the network."""
    if turn.role == "user":
        return PERSON
    step = f", step {whole(turn.step)}" if turn.step is not None else ""
    return (turn.run or "The model") + step + (f", {turn.surgery.in_short}" if turn.surgery is not None else "")


def _said(conversation: Conversation) -> list[Turn]:
    return [turn for turn in conversation.path if turn.text]


def _about(conversation: Conversation) -> str:
    turns = len(_said(conversation))
    parts = [day(conversation.created), f"{turns} turn{'' if turns == 1 else 's'}"]
    more = len(conversation.turns) - turns
    return " · ".join([*filter(None, parts), *([f"{more} more on other branches"] if more else [])])


def day(moment: str) -> str:
    """A moment as it is written for a person; empty where it is none."""
    try:
        then = datetime.datetime.fromisoformat(moment)
    except ValueError:
        return ""
    return f"{then.day} {then:%B %Y, %H:%M}"
