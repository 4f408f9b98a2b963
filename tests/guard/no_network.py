"""Refuses every socket that would leave this machine; through `sitecustomize` also in the Python processes that tests start.

An audit hook sees each connection and each look-up of a name before it is made, whichever library makes it, and stays to the end.
Loopback addresses, sockets in the file system and names of this machine are let through.
"""

import ipaddress
import sys
from typing import Any

LOCAL_NAMES = frozenset({"", "localhost", "ip6-localhost"})
WATCHED = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"})

refused: list[str] = []
"""What was refused in this process so far, oldest first."""


class NetworkRefused(ConnectionError):
    """Something tried to reach another machine."""


def is_local(host: object) -> bool:
    """Says whether a host name or address is this machine's own."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host is None or host in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(str(host).split("%")[0]).is_loopback
    except ValueError:
        return False


def watch(event: str, arguments: tuple[Any, ...]) -> None:
    """The audit hook: raises `NetworkRefused` for an address that is not local."""
    if event not in WATCHED:
        return
    target = arguments[0] if event in ("socket.getaddrinfo", "socket.gethostbyname") else arguments[1]
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = target
    elif isinstance(target, tuple) and target:
        host = target[0]
    else:
        return  # a socket in the file system, or one that is connected already
    if not is_local(host):
        refused.append(f"{event} {host}")
        raise NetworkRefused(f"the tests reach no other machine, and this would have: {host}")


def install() -> None:
    """Sets the hook, once a process."""
    if not getattr(sys, "_dalil_network_refused", False):
        sys.addaudithook(watch)
        sys._dalil_network_refused = True  # type: ignore[attr-defined]
