"""Out to and in from other programs: a Hugging Face folder, a GGUF file, a zip of a whole run.

It takes a loaded network or a run folder and writes a foreign form of it, or reads one and makes a run of it. What a
form cannot hold is refused by name before anything is written. It knows nothing of training or of front ends.
"""

from core.exchange.coming import bring_in
from core.exchange.leaving import export, free_place, place_named
from core.exchange.to_hugging_face import to_hugging_face

__all__ = ["bring_in", "export", "free_place", "place_named", "to_hugging_face"]
