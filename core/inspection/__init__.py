"""One file for each view's numbers: a subject (network, prompt, place) in, a result of the protocol out.

The views work on a copy of the weights and never touch a network that is training. They do not know how they are
drawn. A view that takes long gives what it knows by now, again and again; its last result is the whole one.
"""

from core.inspection.looking import Asked, look
from core.inspection.memory import Memory
from core.inspection.proving import prove
from core.inspection.subject import Origin, Subject
from core.inspection.views import VIEWS

__all__ = ["VIEWS", "Asked", "Memory", "Origin", "Subject", "look", "prove"]
