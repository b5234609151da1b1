"""Every fault a person can meet: what happened, then what to do.

Raised where the fault is known, shown in one place: the terminal's stderr or the window's message bar.
"""


class HelloGPTError(Exception):
    """A fault with one sentence for the person and a hint that says what to do.

    ``message`` says what happened, with the value and the place; ``hint`` says what to do about it. ``offers`` names
    the way out where a front end has a button for it.
    """

    exit_code = 2
    offers = ""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class SettingError(HelloGPTError):
    """A setting is unknown, of the wrong kind, out of range, or does not fit another one."""


class TextError(HelloGPTError):
    """A text cannot be read, is not text, or is too short."""


class RunError(HelloGPTError):
    """A run or checkpoint is missing, foreign, damaged, or in use."""


class ConversationError(HelloGPTError):
    """A conversation is missing, its file cannot be read or written, or a newer program wrote it."""


class TextChangedError(RunError):
    """The text of a run is no longer what it was trained on: it cannot go on, but a fork can begin with it."""

    offers = "fork"


class HomeError(HelloGPTError):
    """The place where data and artifacts live cannot be used."""


class DeviceError(HelloGPTError):
    """The device that was asked for is not there, or cannot do what was asked."""


class ExchangeError(HelloGPTError):
    """A model cannot leave in the form that was asked for, or cannot be brought in."""


class InternalError(HelloGPTError):
    """A fault of ours, not of the request: exit code 1."""

    exit_code = 1
