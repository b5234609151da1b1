"""The engine's room in the window: two threads that carry out commands, and the way back to the screen.

``EngineClient.submit(command)`` gives a ``Job`` with signals. The threads alone import ``core.engine``, inside their
``run`` and through one door. What they share with the window is each job's RunControl, the mailbox and the shelf;
nothing else.
"""

from hellogpt_gui.engine.asker import Asker
from hellogpt_gui.engine.client import EngineClient
from hellogpt_gui.engine.job import Job
from hellogpt_gui.engine.training_state import TrainingState

__all__ = ["Asker", "EngineClient", "Job", "TrainingState"]
