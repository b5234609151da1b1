"""All runs as a table: sorted, filtered, laid over one another, and what can be done to those that lie there.

Opened over the window from the library, the Run menu or Ctrl+K. What differs, curves, lineage and reports are
worked out in ``core.runs``, in a thread of this room's own; it knows neither the engine nor the tabs.
"""

from hellogpt_gui.run_table.desk import Desk

__all__ = ["Desk"]
