"""Keeps the process small: few allocator arenas, and what loading has freed goes back to the machine.

glibc gives each thread an arena of its own and keeps what was freed; with a dozen threads and models that are
unpacked at start this is a hundred megabytes. Elsewhere these calls do nothing.
"""

import ctypes
import sys

M_ARENA_MAX = -8
ARENAS = 2


def limit_arenas() -> None:
    """Before the threads start."""
    libc = _glibc()
    if libc is not None:
        libc.mallopt(M_ARENA_MAX, ARENAS)


def return_free_memory() -> None:
    libc = _glibc()
    if libc is not None:
        libc.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "mallopt") and hasattr(libc, "malloc_trim") else None
