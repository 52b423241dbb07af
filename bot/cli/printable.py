"""Customers' words in a terminal: what could steer it is replaced."""


def printable(text: str) -> str:
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )
