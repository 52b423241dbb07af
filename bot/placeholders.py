"""What was said on a ticket as others may read it: places to fill in where something of the customer's stood.

Unlike `bot.review.masking`, whose stand-ins read like real ones, these are seen by whoever would send them.
"""

import re
from collections.abc import Collection, Mapping, Sequence

from bot.review.masking import STAND_INS, masked_text
from nlu.types import Entity

PLACES: Mapping[str, Mapping[str, str]] = {
    "email": {"zh": "【邮箱】", "en": "<email>"},
    "phone": {"zh": "【电话】", "en": "<phone>"},
    "url": {"zh": "【链接】", "en": "<link>"},
    "order_id": {"zh": "【订单号】", "en": "<order>"},
    "ticket_id": {"zh": "【工单号】", "en": "<ticket>"},
    "invoice_id": {"zh": "【发票号】", "en": "<invoice>"},
    "person": {"zh": "【姓名】", "en": "<name>"},
    "company": {"zh": "【公司】", "en": "<company>"},
}
HELP_CENTRE = "/kb/"
"""Links to articles are part of the answer."""


def with_places(text: str, entities: Sequence[Entity], names: Collection[str], language: str) -> str:
    """`names` are those we know of; `language` is "zh" or "en". Lines stay lines."""
    written, done = "", 0
    for one in sorted(entities, key=lambda one: one.start):
        if one.entity in PLACES and one.start >= done and HELP_CENTRE not in one.raw:
            written += text[done : one.start] + PLACES[one.entity][language]
            done = one.end
    written += text[done:]
    if names:
        written = _pattern(names).sub(PLACES["person"][language], written)
    plain = "\n".join(masked_text(line, (), language) for line in written.splitlines())
    return plain.replace(STAND_INS["email"][language], PLACES["email"][language]).strip()


def _pattern(names: Collection[str]) -> re.Pattern[str]:
    """The longest first; a name in Latin letters is not found inside a word."""
    longest_first = sorted(names, key=len, reverse=True)
    forms = [rf"\b{re.escape(name)}\b" if name.isascii() else re.escape(name) for name in longest_first]
    return re.compile("|".join(forms), re.IGNORECASE)
