"""Where every room says what the person should know; the window shows it in its message bar."""

import logging
import platform
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Signal, qVersion

from core import __version__
from core.errors import HelloGPTError
from core.protocol import Failed

Kind = Literal["error", "warn", "info", "good"]
STOPPED = 3
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Message:
    """``message``: what happened; ``hint``: what to do; ``action``: what the button called ``action_text`` does."""

    message: str
    hint: str = ""
    details: str = ""
    kind: Kind = "error"
    action_text: str = ""
    action: Callable[[], object] | None = None

    @property
    def to_copy(self) -> str:
        """All of it as text, with the versions that whoever mends it needs."""
        system = f"HelloGPT {__version__}, Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}"
        return "\n\n".join(part for part in (self.message, self.hint, self.details.strip(), system) if part)


class Notifier(QObject):
    """``shown`` brings each Message as it is said."""

    shown = Signal(object)

    def show(
        self,
        message: str,
        hint: str = "",
        details: str = "",
        kind: Kind = "error",
        action_text: str = "",
        action: Callable[[], object] | None = None,
    ) -> None:
        """Say one sentence, a hint what to do, and a button that does it if there is one."""
        log.log(logging.ERROR if kind == "error" else logging.INFO, "%s %s %s", message, hint, details)
        self.shown.emit(Message(message, hint, details, kind, action_text, action))

    def show_failed(self, failed: Failed) -> None:
        """Say why a command could not be carried out; that the person stopped it is no news."""
        if failed.exit_code != STOPPED:
            self.show(failed.message, failed.hint, failed.details)

    def show_error(self, error: HelloGPTError) -> None:
        self.show(error.message, error.hint)
