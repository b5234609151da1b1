"""Chat: the model continues what a person writes, token by token, and shows how sure it was of each.

It sends Sample and Inspect commands and shows what comes back; it knows neither the other tabs nor any file.
"""

from hellogpt_gui.chat_tab.tab import ChatTab

__all__ = ["ChatTab"]
