"""A form of a page as a browser would send it: filled, changed, posted."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

Items = list[tuple[str, str]]


def form_of(page: str, action: str) -> "HtmlForm":
    """The first that posts to `action`."""
    reader = _Reader(action)
    reader.feed(page)
    assert reader.found is not None, f"no form posts to {action}"
    return reader.found


@dataclass
class HtmlForm:
    items: Items = field(default_factory=list)

    def value(self, name: str) -> str:
        return next(value for one, value in self.items if one == name)

    def values(self, name: str) -> list[str]:
        return [value for one, value in self.items if one == name]

    def put(self, **changes: str | list[str] | None) -> "HtmlForm":
        """In place of what these fields hold; "__" in a name is a point, None takes it away."""
        return self.put_at({name.replace("__", "."): value for name, value in changes.items()})

    def put_at(self, changes: dict[str, str | list[str] | None]) -> "HtmlForm":
        kept = [(name, value) for name, value in self.items if name not in changes]
        for name, value in changes.items():
            values = value if isinstance(value, list) else [] if value is None else [value]
            kept += [(name, one) for one in values]
        return HtmlForm(kept)

    def as_data(self) -> dict[str, list[str]]:
        data: dict[str, list[str]] = {}
        for name, value in self.items:
            data.setdefault(name, []).append(value)
        return data


class _Reader(HTMLParser):
    def __init__(self, action: str) -> None:
        super().__init__()
        self.found: HtmlForm | None = None
        self._action = action
        self._inside = False
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and self.found is None and given.get("action") == self._action:
            self._inside, self.found = True, HtmlForm()
        if not self._inside or self.found is None:
            return
        if tag == "input" and given.get("name") and self._sent(given):
            self.found.items.append((given["name"], given.get("value", "")))
        elif tag == "select":
            self._select, self._options = given.get("name"), []
        elif tag == "option" and self._select:
            self._options.append((given.get("value", ""), "selected" in given))
        elif tag == "textarea":
            self._textarea = given.get("name")
            self.found.items.append((given["name"], ""))

    def handle_data(self, data: str) -> None:
        if self._textarea and self.found:
            name, so_far = self.found.items[-1]
            self.found.items[-1] = (name, so_far + data)

    def handle_endtag(self, tag: str) -> None:
        if not self._inside or self.found is None:
            return
        if tag == "form":
            self._inside = False
        elif tag == "textarea" and self._textarea:
            name, text = self.found.items[-1]
            self.found.items[-1] = (name, text.removeprefix("\n"))
            self._textarea = None
        elif tag == "select" and self._select:
            chosen = [value for value, selected in self._options if selected]
            self.found.items.append((self._select, (chosen or [self._options[0][0]])[0]))
            self._select = None

    @staticmethod
    def _sent(given: dict[str, str]) -> bool:
        if given.get("type") == "file":
            return False
        return given.get("type") not in ("checkbox", "radio") or "checked" in given
