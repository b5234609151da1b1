"""How a token looks on the screen."""

import functools


@functools.lru_cache(maxsize=100_000)  # every written token shows those of ten others
def label_of(data: bytes) -> str:
    """A token's bytes as a label: a leading space as ·, newlines as ⏎, tabs as ⇥, part of a character as ⟨0xE2⟩."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return f"⟨{' '.join(f'0x{byte:02X}' for byte in data)}⟩"
    text = text.replace("\n", "⏎").replace("\t", "⇥")
    spaces = len(text) - len(text.lstrip(" "))
    return "·" * spaces + text[spaces:]
