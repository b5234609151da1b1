"""The registry of views."""

from core import config
from core.inspection import VIEWS


def test_registry_holds_what_is_declared() -> None:
    assert set(VIEWS) == set(config.VIEWS)
