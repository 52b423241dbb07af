"""Who may look at the articles as their authors do, write them, and put them in force."""

from typing import Annotated

from fastapi import Depends

from bot.clock import utc_now
from bot.errors import NotAllowed
from bot.web.console.access import Me, MeHere, MeWriting
from kb_index.history import By


def reading(me: MeHere) -> Me:
    if not me.may_read:
        raise NotAllowed("the role has no part in the articles")
    return me


def authoring(me: MeWriting) -> Me:
    if not me.may_write:
        raise NotAllowed("the role does not write articles")
    return me


def publishing(me: MeWriting) -> Me:
    if not me.may_publish:
        raise NotAllowed("the role does not publish articles")
    return me


Reader = Annotated[Me, Depends(reading)]
Author = Annotated[Me, Depends(authoring)]
Publisher = Annotated[Me, Depends(publishing)]


def by(me: Me, reason: str = "") -> By:
    return By(me.email, reason.strip()[:500], utc_now())
