"""What models hold lies in large pages afterwards, where the kernel has them, and is what it was."""

import mmap
import re
from pathlib import Path

import pytest

from nlu.large_pages import LARGE, MADV_COLLAPSE, use_large_pages

HELD = 4 * LARGE


@pytest.fixture
def held() -> mmap.mmap:
    memory = mmap.mmap(-1, HELD, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    memory.write(bytes(range(256)) * (HELD // 256))
    return memory


def in_large_pages() -> int:
    rollup = Path("/proc/self/smaps_rollup").read_text(encoding="utf-8")
    found = re.search(r"AnonHugePages:\s+(\d+) kB", rollup)
    return int(found[1]) * 1024 if found else 0


def kernel_has_them() -> bool:
    with mmap.mmap(-1, HELD, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as probe:
        probe.write(b"\1" * HELD)
        try:
            probe.madvise(MADV_COLLAPSE, 0, HELD)
        except OSError:
            return False
    return True


def test_what_is_held_is_moved_and_keeps_its_content(held: mmap.mmap) -> None:
    before = in_large_pages()
    use_large_pages()
    if kernel_has_them():
        assert in_large_pages() - before >= HELD - 2 * LARGE
    assert held[:] == bytes(range(256)) * (HELD // 256)
