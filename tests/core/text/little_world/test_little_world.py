"""The promises of the text: size, shares, the same everywhere, well-formed, and stopped at once."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from core.text.little_world import DEFAULT_SIZE, generate
from core.text.little_world.generator import SHARES

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def passages() -> list[str]:
    return generate()


def kind_of(passage: str) -> str:
    """Told from what stands there, not from how it was made."""
    if re.search(r"^(Q: [A-Z]|.*\?\")", passage) and "What is the opposite" not in passage and " + " not in passage:
        return "dialogues"
    drill = r"^(\d+ \+ \d+ = |Q: What is \d|Call: |Count |The opposite of |Q: What is the opposite|Open [(\[{])"
    quoting = r'^\w+ says "|has \d+ shells and finds \d+ more'
    return "drills" if re.search(f"{drill}|{quoting}", passage, re.MULTILINE) else "stories"


@pytest.mark.smoke
@pytest.mark.parametrize("size", [50_000, 400_000])
def test_size_is_met(size: int) -> None:
    assert len("\n\n".join(generate(1, size)).encode()) == pytest.approx(size, rel=0.02)


def test_default_size_and_shares(passages: list[str]) -> None:
    text = "\n\n".join(passages)
    assert len(text.encode()) == pytest.approx(DEFAULT_SIZE, rel=0.02)
    written = Counter[str]()
    for passage in passages:
        written[kind_of(passage)] += len(passage) + 2
    for kind, share in SHARES.items():
        assert written[kind] / len(text) == pytest.approx(share, abs=0.02), kind


def test_vocabulary_is_small_but_rich(passages: list[str]) -> None:
    words = set(re.findall(r"[a-z']+", "\n".join(passages).lower()))
    assert 1300 < len(words) < 2500


def test_passages_are_well_formed(passages: list[str]) -> None:
    for passage in passages:
        assert passage.isascii()
        assert passage == passage.strip()
        assert "  " not in passage
        assert "\n\n" not in passage
        if not re.search(r"Open [(\[{]", passage):
            assert not re.search(r"[{}_]", passage), passage
        assert passage.count('"') % 2 == 0, passage


def test_articles_fit_their_words(passages: list[str]) -> None:
    text = "\n".join(passages)
    assert not re.findall(r"\b[Aa] (?=[aeiou])\w+", text)
    assert not re.findall(r"\b[Aa]n (?![aeiou]|hour)\w+", text)


def test_sentences_begin_with_capitals_and_end(passages: list[str]) -> None:
    for passage in (p for p in passages if kind_of(p) == "stories"):
        assert not re.search(r'(?:^|[a-z][.!?]"? )[a-z]', passage.replace('" said', "").replace('!" cried', "")), (
            passage
        )
        assert passage[-1] in '.!?"', passage


def test_stories_are_varied(passages: list[str]) -> None:
    stories = [p for p in passages if kind_of(p) == "stories"]
    assert len(stories) > 2000
    assert len(set(stories)) == len(stories)
    assert 250 < sum(map(len, stories)) / len(stories) < 1200


def test_no_passage_is_in_the_way_of_another_seed() -> None:
    first, second = set(generate(0, 60_000)), set(generate(1, 60_000))
    assert len(first & second) < 3


def test_same_text_in_processes_that_hash_differently() -> None:
    program = (
        "import hashlib; from core.text.little_world import generate, exam;"
        "print(hashlib.sha256(('\\n\\n'.join(generate(3, 200_000)) + repr(exam(3))).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, env={"PYTHONHASHSEED": hash_seed, "SYSTEMROOT": "C:\\Windows"},
            capture_output=True, text=True, check=True,
        ).stdout
        for hash_seed in ("1", "2")
    }  # fmt: skip
    assert len(digests) == 1


@pytest.mark.smoke
def test_needs_only_the_standard_library() -> None:
    program = (
        "import sys; before = set(sys.modules); from core.text.little_world import generate; generate(0, 10_000);"
        "roots = {name.split('.')[0] for name in set(sys.modules) - before} - {'core'};"
        "print(sorted(roots - sys.stdlib_module_names))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.smoke
def test_stop_is_obeyed_between_passages() -> None:
    asked = 0

    def should_stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > 5

    assert generate(0, DEFAULT_SIZE, should_stop) == generate(0, DEFAULT_SIZE, lambda: False)[:5]
    assert generate(0, DEFAULT_SIZE, lambda: True) == []
