"""Nix's builtins: one module per topic, declared through ``registry``.

PYTEST_DONT_REWRITE: as in ``aionix``.
"""
