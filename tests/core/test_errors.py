"""Every fault has a sentence, a hint and an exit code."""

import pytest

from core import errors
from core.errors import HelloGPTError, InternalError

KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_carries_sentence_and_hint(kind: type[HelloGPTError]) -> None:
    assert issubclass(kind, HelloGPTError)
    error = kind("It broke.", "Mend it.")
    assert (error.message, error.hint, str(error)) == ("It broke.", "Mend it.", "It broke. Mend it.")
    assert str(kind("It broke.")) == "It broke."


def test_only_faults_of_ours_exit_with_1() -> None:
    assert {kind for kind in KINDS if kind("x").exit_code != 2} == {InternalError}
    assert InternalError("x").exit_code == 1
