"""Experiments: several ordinary trainings that are compared at equal tokens, and what may truly be said of them.

``carry_out`` yields the events of one; stopped at any moment it goes on where it was. What belongs together stands in
``artifacts/experiments/<name>/``; the trainings are run folders like any other.
"""

from core.experiments.carry_out import carry_out, go_on
from core.experiments.record import list_experiments

__all__ = ["carry_out", "go_on", "list_experiments"]
