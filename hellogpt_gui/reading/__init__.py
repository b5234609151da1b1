"""A text that is there is read by the selected model, and each token of it shows how well it was foretold.

It sends Read commands and shows what comes back; it knows no file and none of the tabs.
"""

from hellogpt_gui.reading.reading import Reading

__all__ = ["Reading"]
