"""Models leave and come in: two sheets over the window, opened from the menus.

They send Export and Import commands and show what comes back; what a form can hold is known in ``core`` alone.
"""

from hellogpt_gui.exchange.exchange import Exchange

__all__ = ["Exchange"]
