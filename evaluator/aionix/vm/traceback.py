"""From a failed chain of frames to Nix's trace (PLACEHOLDER)."""

from __future__ import annotations

from ..errors import NixError


def collect(error: NixError) -> None:
    """Add what the frames of the error's Python traceback tell to its Nix trace."""
