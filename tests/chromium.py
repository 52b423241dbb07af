"""Which browser the tests drive."""

import shutil

from tests.model_home import require

# The shell is the same engine without windows, bars and a profile around it: half the cost of a test.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str:
    """Its path; skips the test where there is none, and fails it in CI."""
    found = next(filter(None, map(shutil.which, NAMES)), "")
    require(found != "", "a Chromium (Debian: apt-get install chromium-headless-shell)")
    return found
