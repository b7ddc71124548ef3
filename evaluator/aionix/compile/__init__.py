"""Resolved syntax to CPython code objects.  Imports nothing of the runtime."""
