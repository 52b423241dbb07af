"""What a browser loads for a page of the console the first time: the page, and all that it names."""

import re

from httpx import Client

LIMIT = 200_000
_NAMED = re.compile(r'(?:href|src)="(/console/(?:static|icon)/[^"]+)"')
_IMPORTED = re.compile(rb'from "\./([\w.]+)"')


def weigh(client: Client, path: str) -> dict[str, int]:
    """Bytes over the line by address, compressed where they come so; modules that modules name too."""
    answer = client.get(path)
    found = {path: _sent(answer)}
    wanted = _NAMED.findall(answer.text)
    while wanted:
        address = wanted.pop()
        if address in found:
            continue
        one = client.get(address, headers={"Accept-Encoding": "gzip"})
        found[address] = _sent(one)
        folder = address.rpartition("/")[0]
        if address.endswith(".js"):
            wanted += [f"{folder}/{name.decode()}" for name in _IMPORTED.findall(one.content)]
    return found


def _sent(answer: object) -> int:
    return int(answer.headers["content-length"])  # type: ignore[attr-defined]
