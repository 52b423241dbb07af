"""What a person may say of a ticket that stopped on its way to the outside system."""

from enum import StrEnum


class Answer(StrEnum):
    """there: it is in the outside system. again: it is not, send it. leave: this ticket goes on here only."""

    there = "there"
    again = "again"
    leave = "leave"
