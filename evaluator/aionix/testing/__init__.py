"""Tests written in Nix: what they are (``cases``), whether they hold (``checking``), and where
they are evaluated (``runner``).  ``aionix.pytest_plugin`` shows them to pytest."""
