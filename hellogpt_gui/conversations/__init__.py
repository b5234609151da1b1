"""Conversations kept on disk: the one on the screen is saved as it grows; others are found, opened, named, exported.

It knows the files of ``core.conversations`` and whatever shows a conversation; it knows neither engine nor models.
"""

from hellogpt_gui.conversations.desk import ConversationDesk

__all__ = ["ConversationDesk"]
