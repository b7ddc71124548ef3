"""The command line: ``aionix-instantiate`` and ``aionix``."""
