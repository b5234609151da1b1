"""The Train tab: choose text, model and time; then watch the loss fall and the first words appear.

Knows the engine's client, the selection shared by all tabs and what a run folder holds. Does not know how a network
is trained, nor that Chat and Inspect exist: it says ``chat_requested`` and leaves the rest to the window.
"""

from hellogpt_gui.train_tab.tab import TrainTab

__all__ = ["TrainTab"]
