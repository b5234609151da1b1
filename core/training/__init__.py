"""Teaches a network: device and precision, optimisers, schedules, evaluation, and the trainer that ties them together.

It takes a configuration and text, and yields typed events while it writes a run folder. It does not know who listens,
and it is the only room that draws from torch's global generator.
"""
