"""EscalationError
├── NotFound          nothing of that id belongs to this tenant and customer
└── DemoFileBroken    a customers file that cannot be loaded: what was got, what was expected
"""


class EscalationError(Exception):
    """Root of what this package raises."""


class NotFound(EscalationError):
    def __init__(self, what: str, key: str) -> None:
        super().__init__(f"no {what} {key} here")
        self.what = what
        self.key = key


class DemoFileBroken(EscalationError):
    """The message names the field, what was got and what was expected."""
