"""How letters begin and end: no part of what is wanted, and the bot would read it as one."""

import re

MOST_LINES = 6
LONGEST_LINE = 60

_GREETING = re.compile(
    r"""(?:(?i:dear|hi|hello|hey|greetings|good\ (?:morning|afternoon|evening|day))
        (?:[\s,]+(?:there|all|both|everyone|team|support|sir|madam|sirs|or|and|/|[A-Z][\w.'’-]*)){0,5}
        |(?i:to\ whom\ it\ may\ concern)
        |(?:尊敬的|亲爱的)[^，,。？?！!：:]{1,20}
        |[^\s，,。？?！!：:]{0,12}?(?:您好|你好|大家好|早上好|上午好|中午好|下午好|晚上好)[啊呀]?
    )[\s,，!！.。:：~～]*""",
    re.VERBOSE,
)
_CLOSING = re.compile(
    r"""(?:(?:(?:many|kind|best|warm|with)\ )*(?:thanks|thank\ you|regards|wishes|greetings)
          (?:[\s,]+(?:in\ advance|a\ lot|so\ much|very\ much|again|and|kind|best|regards))*
        |best|cheers|sincerely|yours(?:\ \w+)?|sent\ from\ my\ .{1,20}
        |(?:非常|万分|十分)?(?:谢谢|感谢|多谢|谢了)(?:您|你|你们|大家|啦|了)?|辛苦了|麻烦了|祝好|此致|敬礼|顺颂.{2}
        |祝[^，,？?]{1,8}|发自我的.{1,15}
    )[\s,，!！.。~～]*""",
    re.VERBOSE | re.IGNORECASE,
)
_CONTACT = re.compile(r"\d{5}|@|\d[\d \-()]{6,}")


def without_courtesies(text: str) -> str:
    """A way to reach them below their name stays. What is nothing but courtesies stays as it is."""
    lines = text.strip().splitlines()
    begins = next((at for at, line in enumerate(lines) if not _is_greeting(line)), len(lines))
    last = range(max(begins, len(lines) - 2 * MOST_LINES), len(lines))
    ends = next((at for at in last if _ends_at(lines, at)), len(lines))
    contacts = [line for line in lines[ends:] if _CONTACT.search(line)]
    left = "\n".join([*lines[begins:ends], *contacts]).strip()
    return left if any(map(str.strip, lines[begins:ends])) else text.strip()


def _is_greeting(line: str) -> bool:
    """An empty line too, for what stands above the first words."""
    return not line.strip() or (len(line) <= LONGEST_LINE and _GREETING.fullmatch(line.strip()) is not None)


def _ends_at(lines: list[str], at: int) -> bool:
    """Whether the closing words stand there, with nothing but short lines such as names after them."""
    rest = [line.strip() for line in lines[at:] if line.strip()]
    if len(rest) > 1 + MOST_LINES or any(len(one) > LONGEST_LINE or one[-1] in "?？" for one in rest):
        return False
    return _CLOSING.fullmatch(lines[at].strip()) is not None
