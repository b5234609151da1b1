"""The application around the window: log, faults that nobody caught, signals. Whole programs run beside this one."""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, qWarning
from pytestqt.qtbot import QtBot

from core.config import build_config
from core.paths import Home
from core.protocol import Train
from core.runs import RunFolder
from hellogpt_gui.app import Hooks, Leaving
from hellogpt_gui.notify import Notifier

from .conftest import LONG, TINY, Opened

ROOT = Path(__file__).resolve().parents[2]
# The program itself, looked at by one more listener: FACTS are printed, then it goes on as the rest of the script says.
PROGRAM = """
import json, sys
from pathlib import Path
from hellogpt_gui import app
from core.paths import Home

class Watched(app.MainWindow):
    def __init__(self, *parts):
        super().__init__(*parts)
        self.painted.connect(self.look)
        self._client.ready.connect(self.hear)

    def tell(self, **facts):
        print(json.dumps(facts), flush=True)

    def look(self):
        pass

    def hear(self, answer):
        pass

{watched}
app.MainWindow = Watched
sys.exit(app.run(Home(Path(sys.argv[1]))))
"""


def start(watched: str, home: Path, first_on_path: Path | None = None) -> "subprocess.Popen[str]":
    """The program on a home; ``watched`` replaces methods of its window."""
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8"}
    if first_on_path is not None:
        surroundings["PYTHONPATH"] = str(first_on_path)
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(watched=watched), str(home)], cwd=ROOT, env=surroundings, text=True,
        encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def told(program: "subprocess.Popen[str]") -> dict[str, object]:
    """The next facts that the program prints."""
    assert program.stdout is not None
    line = program.stdout.readline()
    assert line, program.communicate()[1]
    facts: dict[str, object] = json.loads(line)
    return facts


# ---- whole programs -------------------------------------------------------------------------------------------------

PAINTED_THEN_TRAINS = f"""
from core.config import build_config
from core.protocol import Step, Train

def look(self):
    parts = ("torch", "core.engine", "core.training", "pyqtgraph")
    picture = self.grab().toImage()
    colours = {{picture.pixel(x, y) for x in range(0, 600, 7) for y in range(0, 400, 7)}}
    self.tell(loaded=[part for part in parts if part in sys.modules], visible=self.isVisible(),
              exposed=self.windowHandle().isExposed(), colours=len(colours), running=self._client.busy)
    self.job = self._client.submit(Train(build_config("small", {TINY | {"steps": 1_000_000}!r}), (), "fox"))
    self.job.events.connect(self.step)

def step(self, events):
    if any(isinstance(event, Step) for event in events) and not self.windowTitle().endswith("!"):
        self.setWindowTitle("at work!")
        self.tell(at_work=True)

Watched.look, Watched.step = look, step
"""


@pytest.mark.smoke
@pytest.mark.integration
@pytest.mark.skipif(sys.platform == "win32", reason="a signal there ends the process at once")
def test_the_window_is_there_before_torch_and_sigterm_saves_what_trains(home: Home) -> None:
    (home.data / "fox.txt").write_text("The fox met the owl at the river. " * 2000, encoding="utf-8")
    with start(PAINTED_THEN_TRAINS, home.root) as program:
        facts = told(program)
        assert facts["loaded"] == []
        assert facts["visible"]
        assert facts["exposed"]
        assert isinstance(facts["colours"], int)
        assert facts["colours"] > 5
        assert told(program) == {"at_work": True}
        program.send_signal(signal.SIGTERM)
        _, errors = program.communicate(timeout=60)
    assert program.returncode == 0, errors
    run = RunFolder(home.checkpoints / "fox" / "serial_1")
    assert run.latest is not None
    assert [stop.kind for stop in run.steps() if stop.is_latest] == ["checkpoint"]
    log = (home.logs / "hellogpt.log").read_text(encoding="utf-8")
    assert "INFO MainThread hellogpt_gui.app: HelloGPT" in log
    assert " ERROR " not in log


@pytest.mark.integration
def test_a_torch_that_cannot_be_loaded_leaves_a_window_with_a_sentence(home: Home, tmp_path: Path) -> None:
    broken = tmp_path / "site" / "torch"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text('raise OSError("libtorch_cpu.so: cannot open shared object file")\n')
    hear = """
def hear(self, answer):
    self.show_tab("chat")
    self.tell(sentence=self.messages.sentence.text(), hint=self.messages.hint.text(), shown=self.messages.isVisible(),
              status=self.status.device.text(), front=self.front.name)
    self.close()

Watched.hear = hear
"""
    with start(hear, home.root, broken.parent) as program:
        facts = told(program)
        _, errors = program.communicate(timeout=60)
    assert str(facts["sentence"]).startswith("The engine could not be loaded: libtorch_cpu.so: cannot open")
    assert "delete .venv" in str(facts["hint"])
    assert facts["shown"]
    assert facts["status"] == "The engine could not be loaded"
    assert facts["front"] == "chat"
    assert program.returncode == 0, errors


@pytest.mark.integration
def test_a_home_that_cannot_be_written_leaves_a_window_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    look = """
def look(self):
    self.tell(sentence=self.messages.sentence.text(), hint=self.messages.hint.text(), shown=self.messages.isVisible(),
              pressable=self.train_tab.setup.isEnabled())
    self.close()

Watched.look = look
"""
    with start(look, tmp_path / "file" / "home") as program:
        facts = told(program)
        _, errors = program.communicate(timeout=60)
    assert str(facts["sentence"]).startswith(f"{tmp_path / 'file' / 'home'} cannot be written")
    assert "--home DIR" in str(facts["hint"])
    assert facts["shown"]
    assert facts["pressable"]
    assert program.returncode == 0, errors


# ---- faults that nobody caught --------------------------------------------------------------------------------------


@pytest.fixture
def notifier(qapp: QCoreApplication) -> Notifier:
    return Notifier()


def hooked(qtbot: QtBot, notifier: Notifier) -> Iterator[list[object]]:
    """Hooks over whatever catches faults here; what they brought to the hook below."""
    with qtbot.captureExceptions() as below:
        hooks = Hooks(notifier)
        yield below
        hooks.remove()


def test_a_fault_in_the_windows_thread_is_said_logged_and_handed_on(
    qtbot: QtBot, notifier: Notifier, caplog: pytest.LogCaptureFixture
) -> None:
    for below in hooked(qtbot, notifier):
        with qtbot.waitSignal(notifier.shown) as said:
            try:
                raise ValueError("out of order")
            except ValueError as error:
                sys.excepthook(type(error), error, error.__traceback__)
        assert [caught[0] for caught in below] == [ValueError]
    message = said.args[0]
    assert message.message == "Something went wrong inside HelloGPT: ValueError: out of order"
    assert message.hint
    assert "test_a_fault_in_the_windows_thread" in message.details
    assert "out of order" in caplog.text


def test_a_fault_in_another_thread_is_said_in_the_windows_own(qtbot: QtBot, notifier: Notifier) -> None:
    heard_in: list[int] = []
    notifier.shown.connect(lambda message: heard_in.append(threading.get_ident()))
    for below in hooked(qtbot, notifier):
        with qtbot.waitSignal(notifier.shown) as said:
            thread = threading.Thread(target=lambda: 1 / 0)
            thread.start()
            thread.join()
        assert len(below) == 1
    assert "ZeroDivisionError" in said.args[0].message
    assert heard_in == [threading.get_ident()]


def test_what_qt_says_goes_to_the_log(qtbot: QtBot, notifier: Notifier, caplog: pytest.LogCaptureFixture) -> None:
    for _ in hooked(qtbot, notifier):
        with caplog.at_level(logging.DEBUG, "qt"):
            qWarning("a font is missing")
    assert [(record.name, record.levelname, record.message) for record in caplog.records] == [
        ("qt", "WARNING", "a font is missing")
    ]


def test_removed_they_leave_what_stood_there_before(qtbot: QtBot, notifier: Notifier) -> None:
    before = (sys.excepthook, threading.excepthook)
    hooks = Hooks(notifier)
    assert sys.excepthook != before[0]
    hooks.remove()
    assert (sys.excepthook, threading.excepthook) == before


# ---- leaving --------------------------------------------------------------------------------------------------------


@pytest.mark.integration
def test_the_end_of_the_session_waits_until_what_trains_is_saved(qtbot: QtBot, opened: Opened, home: Home) -> None:
    (home.data / "fox.txt").write_text("The fox met the owl at the river. " * 2000, encoding="utf-8")
    job = opened.client.submit(Train(build_config("small", TINY | {"steps": 1_000_000}), (), "fox"))
    with qtbot.waitSignal(job.events, timeout=LONG):
        pass
    leaving = Leaving(opened.window)
    leaving._session_ends(None)
    assert not opened.window.isVisible()
    assert not job.running
    leaving.restore()


def test_signal_handlers_are_put_back(frame: Opened) -> None:
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.getsignal(number) for number in numbers]
    leaving = Leaving(frame.window)
    assert [signal.getsignal(number) for number in numbers] != before
    leaving.restore()
    assert [signal.getsignal(number) for number in numbers] == before
