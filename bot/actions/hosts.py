"""Which hosts HTTP actions may reach: HUIYI_ACTION_HOSTS, and no address of this network by accident."""

import socket
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from bot.errors import SettingsWrong
from bot.outbox import Undeliverable

USUAL_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a URL points. `private_too`: it was listed by its name and may be an address of this network."""

    scheme: str
    host: str
    port: int
    path: str
    private_too: bool


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """Names with the port they are meant for (None: the scheme's usual one), and endings of names."""

    names: frozenset[tuple[str, int | None]]
    endings: tuple[str, ...]

    def find(self, url: str) -> Target | None:
        """None where the URL's host is not listed."""
        target = target_of(url, private_too=True)
        port = None if target.port == USUAL_PORTS[target.scheme] else target.port
        if (target.host, port) in self.names or (target.host, target.port) in self.names:
            return target
        if port is None and target.host.endswith(self.endings):
            return target_of(url, private_too=False)
        return None


def read_hosts(setting: str) -> AllowedHosts:
    """ "crm.example.com, localhost:9000, *.shop.example". Raises SettingsWrong."""
    names, endings = set(), []
    for entry in filter(None, (one.strip().lower() for one in setting.split(","))):
        try:
            found = urlsplit(f"//{entry.removeprefix('*.')}")
            host, port = found.hostname, found.port
        except ValueError:
            host, port = None, None
        wild = entry.startswith("*.")
        if not host or "*" in host or (wild and port) or found.path or found.query or found.username:
            raise SettingsWrong(
                f"HUIYI_ACTION_HOSTS has {entry!r}, expected names like crm.example.com, localhost:9000 "
                "or *.shop.example, with commas between them"
            )
        if wild:
            endings.append(f".{host}")
        else:
            names.add((host, port))
    return AllowedHosts(frozenset(names), tuple(endings))


def target_of(url: str, *, private_too: bool) -> Target:
    """ValueError for what is no URL of http or https."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as wrong:
        raise ValueError(f"{url!r} is no URL: {wrong}") from None
    if parts.scheme not in USUAL_PORTS or not parts.hostname:
        raise ValueError(f"{url!r} is no URL that starts with https:// (or http://) and a host")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    port = port or USUAL_PORTS[parts.scheme]
    return Target(parts.scheme, parts.hostname.lower(), port, path, private_too)


def addresses_of(target: Target) -> list[str]:
    """Those that may be connected to. One that may not is enough to refuse: the name is not what it seems."""
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    for address in addresses:
        public = _is_public(address)
        if not public and not target.private_too:
            raise Undeliverable(
                f"{target.host} is {address}, an address that is not public; list the name itself in "
                "HUIYI_ACTION_HOSTS if that is meant"
            )
        if public and target.scheme == "http":
            raise Undeliverable(f"{target.host} is public and the URL says http://; use https://")
    return addresses


def _is_public(address: str) -> bool:
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return ip.is_global and not ip.is_multicast
