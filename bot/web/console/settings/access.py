"""Owners and admins, looking and changing."""

from typing import Annotated

from fastapi import Depends

from bot.errors import NotAllowed
from bot.web.console.access import Me, MeHere, MeWriting


def _looking(me: MeHere) -> Me:
    if not me.may_set:
        raise NotAllowed("the role does not set up the desk")
    return me


def _changing(me: MeWriting) -> Me:
    return _looking(me)


Looker = Annotated[Me, Depends(_looking)]
Setter = Annotated[Me, Depends(_changing)]
