"""How a token looks on the screen."""

import pytest

from core.text.tokenizers.labels import label_of


@pytest.mark.parametrize(
    ("data", "label"),
    [
        (b"cat", "cat"),
        (b" cat", "·cat"),
        (b"   ", "···"),
        (b"  a b ", "··a b "),
        (b"\n\n", "⏎⏎"),
        (b"\ta", "⇥a"),
        ("größe 🙂".encode(), "größe 🙂"),
        ("🙂".encode()[:2], "⟨0xF0 0x9F⟩"),
        (b"", ""),
    ],
)
def test_white_space_and_cut_characters_can_be_seen(data: bytes, label: str) -> None:
    assert label_of(data) == label
