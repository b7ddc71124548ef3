"""Text to syntax nodes: ``parse``, and back: ``show``."""
