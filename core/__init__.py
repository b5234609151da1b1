"""Everything a GPT needs, from text files to a model that answers.

The rooms follow the walk of the data: ``text`` turns files into token ids, ``model`` holds the building blocks,
``training`` teaches them, ``runs`` keeps what came of it on disk, ``chat`` and ``inspection`` use it, and ``engine``
is the one door into all of them. Nothing in here knows that a window exists.
"""

__version__ = "0.1.0"
