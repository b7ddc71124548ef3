"""Where the commands' processes start: importing everything else without collecting garbage.

Modules are no garbage; looking through them again and again while they are imported takes
as long as a small evaluation.
"""

from __future__ import annotations

import gc


def aionix() -> None:
    """Entry point of ``aionix``."""
    gc.disable()
    from .main import main

    _started()
    main()


def instantiate() -> None:
    """Entry point of ``aionix-instantiate``."""
    gc.disable()
    from .instantiate import main

    _started()
    main()


def _started() -> None:
    """Collect garbage from now on, leaving alone what there is already."""
    gc.freeze()
    gc.enable()
