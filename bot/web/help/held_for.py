"""Product versions in words: ">=4.0,<5.0" is "4.x". Pure."""

from bot.web.help.words import say
from kb_index.versions import Version, VersionRange, parse_range


def held_for(versions: str, language: str) -> str:
    """ "" for what holds for every version."""
    held = parse_range(versions)
    low, high = _shown(held.low), _shown(held.high or ())
    if held.high is None:
        return "" if not any(held.low) else say(language, "from_version", low=low)
    if _is_series(held):
        return say(language, "series_version", series=held.low[0])
    if not any(held.low):
        return say(language, "below_version", high=high)
    return say(language, "between_versions", low=low, high=high)


def is_past(versions: str) -> bool:
    return parse_range(versions).is_past


def _is_series(held: VersionRange) -> bool:
    """From 4.0 up to 5.0."""
    high = held.high or (0,)
    return held.low[0] + 1 == high[0] and not any(held.low[1:]) and not any(high[1:])


def _shown(version: Version) -> str:
    return ".".join(map(str, version))
