"""Inspect: one prompt, one row of tokens, a rail of views of what the model does with them.

It sends Inspect commands and shows what comes back; it knows neither the other tabs nor any file.
"""

from hellogpt_gui.inspect_tab.tab import InspectTab

__all__ = ["InspectTab"]
