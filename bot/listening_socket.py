"""A listening socket, taken before anything loads."""

import socket

from bot.errors import PortTaken

BACKLOG = 2048


def bind(host: str, port: int, *, by: str = "HUIYI_PORT or --port") -> socket.socket:
    """PortTaken, which says `by` what another is chosen, where it is not to be had. Port 0 is any."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as wrong:
        listener.close()
        raise PortTaken(host, port, wrong.strerror or str(wrong), by) from None
    listener.set_inheritable(True)
    return listener
