"""``python -m aionix``."""

from .cli.start import aionix

if __name__ == "__main__":
    aionix()
