"""Which of our two languages a browser wants."""

from bot.agents import LANGUAGES


def choose_language(accept: str | None, asked: str | None = None) -> str:
    """`asked` where it is one of ours, else the first of Accept-Language that is, by weight; English else."""
    if asked in LANGUAGES:
        return asked
    for _weight, tag in sorted(_ranges(accept or ""), key=lambda found: -found[0]):
        if tag.partition("-")[0] in LANGUAGES:
            return tag.partition("-")[0]
    return "en"


def _ranges(accept: str) -> list[tuple[float, str]]:
    found = []
    for part in accept.lower().split(",")[:20]:
        tag, _, weight = part.strip().partition(";q=")
        try:
            found.append((float(weight) if weight else 1.0, tag))
        except ValueError:
            continue
    return found
