"""Customers' words in a terminal: what could steer it is replaced."""


def printable(text: str) -> str:
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )


def in_brief(text: str, most: int = 200) -> str:
    """On one line, of at most so many characters."""
    line = printable(" ".join(text.split()))
    return line if len(line) <= most else line[: most - 1] + "…"
