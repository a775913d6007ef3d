"""The test gateway: a process of its own that behaves like a real one, with play money (BIL-3).

It knows nothing of the rest of Handsel, nor of its database.
"""
