"""Whether our own mail server vouches that a mail is of whom it names as its sender."""

import re

_ASIDE = re.compile(r'"(?:\\.|[^"\\])*"|\((?:\\.|[^()\\])*\)')
"""A quoted text or a comment: what stands in them may be the sender's."""
_DMARC = re.compile(r"dmarc\s*=\s*(\w+)(?=\s|$)")
_DOMAIN = re.compile(r"\bheader\.from\s*=\s*(\S+)")


def is_vouched(results: str, sender: str, server: str | None) -> bool:
    """`results` is the topmost Authentication-Results header (RFC 8601), which only says something where it
    is of `server`: DMARC passed, for the domain of the address `sender`."""
    if not server:
        return False
    plain = _ASIDE.sub(" ", results.lower())
    name, _, told = plain.partition(";")
    if name.split()[:1] != [server.lower()] or any(mark in plain for mark in '"()'):
        return False
    verdicts = [part.strip() for part in told.split(";") if part.strip().startswith("dmarc")]
    if len(verdicts) != 1:
        return False
    passed, of = _DMARC.match(verdicts[0]), _DOMAIN.findall(verdicts[0])
    return passed is not None and passed[1] == "pass" and of == [sender.rpartition("@")[2].lower()]
