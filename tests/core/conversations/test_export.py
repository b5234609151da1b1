"""A conversation leaves: Markdown as another reader renders it, a page that stands alone, JSON that comes back."""

import html
import json
import re
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from core.conversations import Conversation
from core.conversations.export import export, to_html, to_markdown, to_whole_json
from core.conversations.file import load
from core.errors import ConversationError

from .conftest import Write

# Signs that Markdown, HTML and Unicode make something of.
MARKED = st.text(st.sampled_from("a1 .#*_-+>`~[]()<>&|\\!=:\n\tש́é🦊"), max_size=40)


def shown(markdown: bytes) -> str:
    """What a reader of CommonMark shows, spaces and lines as they come."""
    page = lxml.html.fromstring(f"<div>{MarkdownIt('commonmark').render(markdown.decode())}</div>")
    return " ".join(page.text_content().replace("\xa0", " ").split())


def test_markdown_holds_the_walked_path(talk: Conversation) -> None:
    text = to_markdown(talk).decode()
    assert text.startswith("# Who is Mira?\n\n14 November 2024, 09:05 · 4 turns · 1 more on other branches\n")
    assert "> Who is Mira?" in text
    assert "**tales/serial\\_2, step 64**\n\nMira lives by the river." in text
    assert "a fox" not in text


@given(MARKED, MARKED)
def test_markdown_shows_every_sign_as_it_is(question: str, answer: str) -> None:
    talk = Conversation(name="x", created="")
    if question:
        talk.say(question)
    turn = talk.answer("r", talk_rules())
    turn.text = answer
    about = f"x {len([text for text in (question, answer) if text])} turn"
    wanted = " ".join(f"{question} {'r ' + answer if answer else ''}".split())
    told = shown(to_markdown(talk))
    assert told.startswith(about)
    assert told.removeprefix(about).removeprefix("s").removeprefix(" · 1 more on other branches").strip() == wanted


def talk_rules() -> object:
    from core.config import SamplingConfig

    return SamplingConfig()


def test_the_page_stands_alone_and_tints_every_token(talk: Conversation, write: Write) -> None:
    write(talk.path[-1], " sure", odds=1.0)
    page = to_html(talk).decode()
    assert page.startswith("<!DOCTYPE html>")
    assert not re.search(r"<script|<link|src=|href=|url\(|@import", page)
    assert "prefers-color-scheme: dark" in page
    tree = lxml.html.document_fromstring(page)
    answers = tree.xpath('//div[@class="answer"]/p')
    assert [answer.text_content() for answer in answers] == ["Mira lives by the river.", " An owl sure"]
    spans = answers[1].xpath("span")
    assert [span.get("class") for span in spans] == ["t3", "t3", None]
    assert spans[0].get("title") == "25.0 %, rank 2, entropy 1.5 bits"
    assert "2 of 2" in tree.xpath('//div[@class="answer"]/header')[0].text_content()


@given(st.text(max_size=40))
def test_the_page_holds_every_text_unharmed(text: str) -> None:
    talk = Conversation(name="x")
    talk.say("a" + text + "b")
    tree = lxml.html.document_fromstring(to_html(talk), parser=lxml.html.HTMLParser(encoding="utf-8"))
    (said,) = tree.xpath('//div[@class="said"]')
    kept = "".join(sign for sign in "a" + text + "b" if sign.isprintable() or sign in "\n\t")
    assert [sign for sign in html.unescape(said.text_content()) if sign.isprintable() and sign != "\ufffd"] == [
        sign for sign in kept if sign.isprintable() and sign != "\ufffd"
    ]


def test_json_is_the_whole_tree_and_can_be_opened(talk: Conversation, tmp_path: Path) -> None:
    path = tmp_path / "talk.JSON"
    export(talk, path)
    assert path.read_bytes() == to_whole_json(talk)
    assert len(json.loads(path.read_text(encoding="utf-8"))["conversation"]["turns"]) == 5
    assert load(path) == talk


def test_the_ending_says_the_form(talk: Conversation, tmp_path: Path) -> None:
    for name, beginning in (("a.md", b"# Who"), ("a.html", b"<!DOCTYPE"), ("a.json", b"{")):
        export(talk, tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(beginning)
    for name in ("a.pdf", "a"):
        with pytest.raises(ConversationError, match="cannot become"):
            export(talk, tmp_path / name)
        assert not (tmp_path / name).exists()


def test_an_empty_one_leaves_too() -> None:
    assert to_markdown(Conversation()).startswith(b"# New conversation")
    assert b"New conversation" in to_html(Conversation())
