"""Everything a GPT needs, from text files to a model that answers.

The rooms follow the walk of the data: ``text`` turns files into token ids, ``model`` holds the building blocks,
``training`` teaches them, ``runs`` keeps what came of it on disk, ``chat`` and ``inspection`` use it, and ``engine``
is the one door into all of them. Nothing in here knows that a window exists.
"""

import os

__version__ = "0.1.0"

# How long a thread of torch's spins for more work before it sleeps (libgomp, on Linux; read when torch is loaded).
# The default of 300 000 costs a training beside one busy program a factor of 1.4, beside three a factor of 2; with
# 3 000 a training that has the machine to itself is 2 % slower at most.
if "OMP_WAIT_POLICY" not in os.environ:
    os.environ.setdefault("GOMP_SPINCOUNT", "3000")
