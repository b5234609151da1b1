"""How a token looks on the screen."""


def label_of(data: bytes) -> str:
    """A token's bytes as a label: a leading space as ·, newlines as ⏎, tabs as ⇥, cut characters as \\x…"""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(f"\\x{byte:02x}" for byte in data)
    text = text.replace("\n", "⏎").replace("\t", "⇥")
    spaces = len(text) - len(text.lstrip(" "))
    return "·" * spaces + text[spaces:]
