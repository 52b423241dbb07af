"""Which browser the tests drive."""

import shutil

from tests.model_home import require

# The same engine without windows, bars and a profile around it: half the cost of a test.
SHELL = "chromium-headless-shell"
WHOLE = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str:
    """The path of the shell, or of a whole one; skips the test where there is none, and fails it in CI."""
    return shutil.which(SHELL) or find_whole_chromium()


def find_whole_chromium() -> str:
    """As people have it: it keeps nothing for a frame of another site in a private window."""
    found = next(filter(None, map(shutil.which, WHOLE)), "")
    require(found != "", "a Chromium (Debian: apt-get install chromium)")
    return found
