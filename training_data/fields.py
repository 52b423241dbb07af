"""What no message and no intent may be, whatever the file it comes from."""

# Far beyond what anybody writes to a support desk: the file was cut into messages in the wrong places.
LONGEST_TEXT, LONGEST_INTENT = 10_000, 300
SHOWN = 80  # characters of what was got, in a complaint


def find_fault(text: str, intent: str) -> str | None:
    """What is wrong with a labelled message, for a complaint."""
    for name, written, longest in (("text", text, LONGEST_TEXT), ("intent", intent, LONGEST_INTENT)):
        if not written:
            return f"the {name} is empty; fill it or drop the message"
        if len(written) > longest:
            return f"the {name} has {len(written)} characters; expected at most {longest}"
    return None
