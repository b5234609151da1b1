"""What trains after what, and what comes of comparing: the queue, experiments and their results, on one page.

Numbers and sentences come from the engine; this room shows them, and asks for the next training when its turn has come.
"""
