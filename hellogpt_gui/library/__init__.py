"""The library: every model and its runs, what is selected among them, and the step scrubber below.

It reads run folders through ``core.runs`` in a thread of its own and knows neither the engine nor the tabs.
"""
