"""Message-IDs that say which conversation an answer belongs to, and that only we can make.

Nothing is looked up for it, and nobody gets into a stranger's conversation by guessing.
"""

import hmac
import re
from hashlib import sha256

_OURS = re.compile(r"<huiyi\.([A-Za-z0-9_-]{1,64})\.([0-9]{1,10})\.([0-9a-f]{24})@[^<>\s]+>")


def make_id(secret: bytes, tenant_id: str, conversation_id: str, seq: int, domain: str) -> str:
    """Of the mail that tells the conversation up to `seq`; the same at each try."""
    mark = _mark(secret, tenant_id, conversation_id, seq)
    return f"<huiyi.{conversation_id}.{seq}.{mark}@{domain}>"


def find_conversation_id(secret: bytes, tenant_id: str, message_id: str) -> str | None:
    """None for an id that is not ours, or not this tenant's."""
    found = _OURS.fullmatch(message_id)
    if found is None:
        return None
    conversation_id, seq, mark = found.groups()
    fits = hmac.compare_digest(mark, _mark(secret, tenant_id, conversation_id, int(seq)))
    return conversation_id if fits else None


def _mark(secret: bytes, tenant_id: str, conversation_id: str, seq: int) -> str:
    told = f"mail:{tenant_id}:{conversation_id}:{seq}"
    return hmac.new(secret, told.encode(), sha256).hexdigest()[:24]
