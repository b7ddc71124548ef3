"""The language suite runs without preemption: its goldens are compared to the letter.

A tail call that is preempted hands itself to its caller, as one at the stack guard does,
and is then missing from the trace: once in thousands of evaluations on a busy machine.
Preemption has tests of its own, in ``tests/unit/vm``.
"""

from __future__ import annotations

import pytest

from aionix.vm import preemption


@pytest.fixture(autouse=True)
def no_preemption(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preemption, "begin", preemption.arm)
