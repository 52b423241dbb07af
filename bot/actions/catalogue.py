"""Reads actions.yml: HTTP actions for those who write no Python."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from bot.actions.errors import ActionsBroken
from bot.actions.hosts import AllowedHosts
from bot.actions.http_action import HttpAction
from bot.actions.templates import KNOWN, PLACE, texts_in, unknown_places
from nlu.types import Language
from training_data.safe_yaml import compose, load
from training_data.schema import Complaint

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
FIELDS = ("method", "url", "headers", "body", "signed_with", "say")
OURS = ("host", "content-length", "transfer-encoding", "connection", "idempotency-key", "huiyi-signature")
SHORTEST_SECRET = 16

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_HEADER = re.compile(r"[A-Za-z0-9-]+")
_Path = tuple[str, ...]


def read_actions(file: Path, hosts: AllowedHosts, environment: Mapping[str, str]) -> dict[str, HttpAction]:
    """By name. Raises ActionsBroken with all that is wrong. `environment` has the secrets."""
    try:
        text = file.read_text(encoding="utf-8")
        root, entries = compose(text), load(text)
    except (OSError, UnicodeDecodeError) as wrong:
        raise ActionsBroken(
            [Complaint(file, 0, f"cannot be read ({wrong}); let HUIYI_ACTIONS name a UTF-8 file")]
        ) from None
    except yaml.MarkedYAMLError as wrong:
        line = wrong.problem_mark.line + 1 if wrong.problem_mark else 0
        raise ActionsBroken([Complaint(file, line, f"is not YAML: {wrong.problem}; mend the line")]) from None
    except yaml.YAMLError as wrong:
        raise ActionsBroken([Complaint(file, 0, f"is not YAML: {wrong}")]) from None
    reading = _Reading(file, hosts, environment)
    if root is not None:
        reading.take_lines(root, ())
    actions = {}
    if isinstance(entries, dict):
        actions = {str(name): reading.action(str(name), entry) for name, entry in entries.items()}
    elif entries is not None:
        reading.complain((), f"got {_shown(entries)}, expected names of actions with what each is under it")
    if reading.complaints:
        raise ActionsBroken(reading.complaints)
    return {name: action for name, action in actions.items() if action is not None}


@dataclass
class _Reading:
    file: Path
    hosts: AllowedHosts
    environment: Mapping[str, str]
    complaints: list[Complaint] = field(default_factory=list)
    lines: dict[_Path, int] = field(default_factory=dict)

    def take_lines(self, node: yaml.Node, path: _Path) -> None:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if not isinstance(node, yaml.MappingNode):
            return
        for key, value in node.value:
            here = (*path, str(key.value))
            if here in self.lines:
                self.lines[()] = key.start_mark.line + 1
                self.complain((), f"{key.value!r} stands here for the second time; keep one")
            self.lines[here] = key.start_mark.line + 1
            self.take_lines(value, here)

    def complain(self, path: _Path, message: str) -> None:
        line = next(self.lines[path[:end]] for end in range(len(path), -1, -1) if path[:end] in self.lines)
        self.complaints.append(Complaint(self.file, line, message))

    def action(self, name: str, entry: Any) -> HttpAction | None:
        """None where it is wrong, which was complained of."""
        before = len(self.complaints)
        if not _NAME.fullmatch(name):
            self.complain(
                (name,), f"the name is {name!r}, expected small letters, digits and _, a letter first"
            )
        if not isinstance(entry, dict):
            self.complain((name,), f"got {_shown(entry)}, expected {', '.join(FIELDS)} under the name")
            return None
        for other in (key for key in entry if key not in FIELDS):
            self.complain((name, str(other)), f"got {other!r}, expected one of {', '.join(FIELDS)}")
        action = HttpAction(
            name=name,
            method=self._method(name, entry.get("method", "POST")),
            url=self._url(name, entry.get("url")),
            headers=self._headers(name, entry.get("headers") or {}),
            body=self._body(name, entry.get("body"), entry.get("method", "POST")),
            secret=self._secret(name, entry.get("signed_with")),
            say=self._say(name, entry.get("say")),
        )
        return action if len(self.complaints) == before else None

    def _method(self, name: str, given: Any) -> str:
        if given not in METHODS:
            self.complain((name, "method"), f"the method is {_shown(given)}, expected {', '.join(METHODS)}")
        return str(given)

    def _url(self, name: str, given: Any) -> str:
        here, url = (name, "url"), str(given)
        if not isinstance(given, str):
            self.complain(here, f"the url is {_shown(given)}, expected https://host/path")
            return url
        self._check_places(here, url)
        if not url.isascii() or not url.isprintable() or " " in url:
            self.complain(
                here, f"{url!r} has a space or what is not ASCII; percent-encode it, 订 is %E8%AE%A2"
            )
        scheme, _, rest = url.partition("://")
        if PLACE.search(scheme) or PLACE.search(re.split(r"[/?#]", rest, maxsplit=1)[0]):
            self.complain(
                here, f"{url} has a place in its host; write the host out, so that it can be checked"
            )
            return url
        try:
            target = self.hosts.find(PLACE.sub("x", url))
        except ValueError as wrong:
            self.complain(here, str(wrong))
            return url
        if target is None:
            self.complain(
                here, f"the host of {url} is not in HUIYI_ACTION_HOSTS; add it there if it may be called"
            )
        return url

    def _headers(self, name: str, given: Any) -> dict[str, str]:
        if not isinstance(given, dict):
            self.complain((name, "headers"), f"got {_shown(given)}, expected names with values")
            return {}
        for header, value in given.items():
            here = (name, "headers", str(header))
            if not _HEADER.fullmatch(str(header)) or str(header).lower() in OURS:
                self.complain(
                    here, f"{header!r} is no header to set here; those of {', '.join(OURS)} are ours"
                )
            if not isinstance(value, str) or not value.isascii() or not value.isprintable():
                self.complain(here, f"got {_shown(value)}, expected a text of printable ASCII, in quotes")
            else:
                self._check_places(here, value)
        return {str(header): str(value) for header, value in given.items()}

    def _body(self, name: str, given: Any, method: Any) -> Any:
        if given is not None and method == "GET":
            self.complain((name, "body"), "a GET has no body; put values into the url, or choose POST")
        try:
            json.dumps(given, allow_nan=False)
        except (TypeError, ValueError) as wrong:
            self.complain((name, "body"), f"is no JSON ({wrong}); put dates into quotes")
        for text in texts_in(given):
            self._check_places((name, "body"), text)
        return given

    def _secret(self, name: str, variable: Any) -> bytes | None:
        if variable is None:
            return None
        value = self.environment.get(str(variable), "")
        if len(value) < SHORTEST_SECRET:
            self.complain(
                (name, "signed_with"),
                f"the environment variable {variable} has {len(value)} characters, expected a secret of "
                f"{SHORTEST_SECRET} or more: set it to the output of `openssl rand -hex 32`",
            )
        return value.encode()

    def _say(self, name: str, given: Any) -> dict[Language, str]:
        languages = [language.value for language in Language]
        if not isinstance(given, dict) or sorted(given) != sorted(languages):
            self.complain(
                (name, "say"), f"got {_shown(given)}, expected a text under each of {', '.join(languages)}"
            )
            return {}
        for language, text in given.items():
            if isinstance(text, str) and text.strip():
                self._check_places((name, "say", language), text, answer=True)
            else:
                self.complain(
                    (name, "say", language), f"got {_shown(text)}, expected what the customer is told"
                )
        return {Language(language): str(text) for language, text in given.items()}

    def _check_places(self, here: _Path, text: str, *, answer: bool = False) -> None:
        for place in unknown_places(text, answer=answer):
            known = f"{KNOWN}, answer.…" if answer else KNOWN
            self.complain(here, f"nothing fills {{{place}}}; expected one of {known}")


def _shown(value: Any) -> str:
    return "nothing" if value is None else repr(value)[:60]
