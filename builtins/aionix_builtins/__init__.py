"""Nix's builtins: one module per topic, declared through ``registry``."""
