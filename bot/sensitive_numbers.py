"""Card and identity numbers never reach the database or a log: all but the last four digits are dots."""

import re
from datetime import date

SHOWN = 4

# A card's number has 15 to 19 digits, in groups or not; nobody issues one that begins with 0, 1, 7, 8 or 9.
_CARD = re.compile(r"(?<![\w+.-])[2-6](?:[ -]?\d){14,18}(?![\w-]|\.\d)", re.ASCII)
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def hide_numbers(text: str) -> str:
    """Payment cards by the Luhn check (ISO/IEC 7812), Chinese resident identity numbers by theirs (GB 11643).

    What fails its check is left: an order's or a company's number is no card.
    """
    text = _CARD.sub(lambda match: _hidden(match.group()) if _is_card(match.group()) else match.group(), text)
    return _IDENTITY.sub(
        lambda match: _hidden(match.group()) if _is_identity(match.group()) else match.group(), text
    )


def _hidden(number: str) -> str:
    return "••••" + re.sub(r"[ -]", "", number)[-SHOWN:]


def _is_card(written: str) -> bool:
    digits = [int(character) for character in written if character.isdigit()]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _is_identity(written: str) -> bool:
    """Born on a day there was, with the right check character."""
    try:
        date(int(written[6:10]), int(written[10:12]), int(written[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(written, _WEIGHTS, strict=False))
    return _CHECKS[total % 11] == written[17].upper()
