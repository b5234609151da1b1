"""How vocabulary files spell bytes: a printable letter for each, as in GPT-2 (Radford et al. 2019)."""


def _byte_letters() -> dict[int, str]:
    """Printable Latin-1 stands for itself, the rest from U+0100 on."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    return {byte: chr(byte) for byte in printable} | {byte: chr(256 + n) for n, byte in enumerate(others)}


BYTE_OF_LETTER = {letter: byte for byte, letter in _byte_letters().items()}
