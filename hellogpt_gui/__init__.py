"""The window: one room for each thing on the screen.

It shows what the engine's events say and sends commands; it works nothing out and knows no torch. Only
``hellogpt_gui.engine`` knows the engine, and it imports it inside its threads, after the window has been painted.
"""
