"""Says what was got, however much it is."""

from reprlib import Repr

LONGEST = 80
"""Characters of a text, and about so many of anything else."""

_SHORT = Repr()
_SHORT.maxlevel, _SHORT.maxlist, _SHORT.maxtuple, _SHORT.maxdict, _SHORT.maxset = 2, 4, 4, 4, 4
_SHORT.maxstring = _SHORT.maxlong = _SHORT.maxother = LONGEST


def echo(got: object) -> str:
    """As `repr`, but of what is long or nests only the ends: never more than some hundred characters."""
    told = _SHORT.repr(got)
    return told if len(told) <= 4 * LONGEST else f"{told[: 4 * LONGEST]}…"
