"""What xz −9 needs for the validation part once it has read the training part, in bits per byte.

A compressor that only remembers what it has read word for word: the natural measure for a model that should do more.
It has no network, sees all that came before instead of one context, and is measured on at most TRAIN_BYTES and
VAL_BYTES, spread evenly over each part; how many they were is said with the figure.
"""

import lzma
from collections.abc import Generator, Sequence

import msgspec

from core.control import RunControl
from core.paths import Home
from core.protocol import Progress, XzReference
from core.text.corpus import Corpus
from core.text.portions import portions, spread
from core.text.split import Split, Stretch
from core.text.stage import Stage
from core.text.whole import is_whole, made_whole

TRAIN_BYTES, VAL_BYTES = 4_000_000, 400_000
CHUNK = 1 << 16  # bytes: a fiftieth of a second
FILE = "xz.json"
Working = Generator[Progress, None, int]


def xz_reference(
    corpus: Corpus, parts: Split, key: str, home: Home, control: RunControl
) -> Generator[Progress, None, XzReference]:
    """Measured once for each text and split: ``key`` is its name under artifacts/references.

    Raises:
        TextError: a file has changed or cannot be read any more.
        Interrupted: a stop was asked for.
    """
    folder = home.references / key
    if is_whole(folder, control):
        return msgspec.json.decode((folder / FILE).read_bytes(), type=XzReference)
    train, val = (
        _some(corpus, part, most, control) for part, most in ((parts.train, TRAIN_BYTES), (parts.val, VAL_BYTES))
    )
    measured = yield from measure(train, val, control)
    with made_whole(folder, control) as beside:
        (beside / FILE).write_bytes(msgspec.json.encode(measured))
    return measured


def measure(train: bytes, val: bytes, control: RunControl) -> Generator[Progress, None, XzReference]:
    """The bytes by which ``val`` makes the archive of ``train`` longer, in bits for each byte of ``val``."""
    stage = Stage("Measuring what xz needs", 2 * len(train) + len(val))
    alone = yield from _packed(train, stage, 0, len(train), control)
    both = yield from _packed(train + val, stage, len(train), len(train) + len(val), control)
    yield from stage.at(2 * len(train) + len(val))
    return XzReference(8 * max(0, both - alone) / max(1, len(val)), len(train), len(val))


def _packed(data: bytes, stage: Stage, before: int, window: int, control: RunControl) -> Working:
    """Length of the archive. The window of −9, 64 MiB, would only cost memory: all of ``data`` fits into a smaller."""
    size = 1 << max(12, (window - 1).bit_length())
    packer = lzma.LZMACompressor(
        check=lzma.CHECK_NONE, filters=[{"id": lzma.FILTER_LZMA2, "preset": 9, "dict_size": size}]
    )
    length = 0
    for begin in range(0, len(data), CHUNK):
        length += len(packer.compress(data[begin : begin + CHUNK]))
        yield from stage.at(before + begin)
        control.check()
    return length + len(packer.flush())


def _some(corpus: Corpus, part: Sequence[Stretch], most: int, control: RunControl) -> bytes:
    """At most so many bytes of a part of the text, spread evenly over it."""
    there = sum(stretch.length for stretch in part)
    read = (portion.text for portion in portions(corpus.documents, part, control))
    found: list[bytes] = []
    for text in spread(read, there, min(there, most)):  # a character has at least one byte
        found.append(text.encode())
    return b"".join(found)[:most]
