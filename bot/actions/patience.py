"""Runs what may hang: somebody else's code or server, in a thread that nobody waits for too long."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")

PATIENT_S = 4.0
"""How long a customer waits for the outcome before they are told that it takes longer."""


@dataclass
class _Outcome(Generic[T]):
    done: threading.Event = field(default_factory=threading.Event)
    value: list[T] = field(default_factory=list)
    problem: Exception | None = None


class Patience:
    """At most `most` run at once; what hangs counts until it ends."""

    def __init__(self, *, timeout_s: float, patient_s: float = PATIENT_S, most: int = 64) -> None:
        self._patient_s = min(patient_s, timeout_s)
        self._timeout_s = timeout_s
        self._free = threading.BoundedSemaphore(most)
        self._most = most

    def wait_for(self, work: Callable[[], T], when_slow: Callable[[], None]) -> T:
        """What it returns or raises; TimeoutError after the timeout. `when_slow` is called once before."""
        if not self._free.acquire(blocking=False):
            raise TimeoutError(f"{self._most} calls hang already")
        outcome: _Outcome[T] = _Outcome()
        threading.Thread(target=self._run, args=(work, outcome), name="action", daemon=True).start()
        if not outcome.done.wait(self._patient_s):
            when_slow()
            if not outcome.done.wait(self._timeout_s - self._patient_s):
                raise TimeoutError(f"no answer within {self._timeout_s:g} s")
        if outcome.problem is not None:
            raise outcome.problem
        return outcome.value[0]

    def _run(self, work: Callable[[], T], outcome: _Outcome[T]) -> None:
        try:
            outcome.value.append(work())
        except Exception as problem:  # noqa: BLE001 - raised again where it is waited for
            outcome.problem = problem
        finally:
            self._free.release()
            outcome.done.set()
