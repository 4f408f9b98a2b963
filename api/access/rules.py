"""Who is asking, and may they: decided from a request's peer, headers and key before anything else is done with it.

On loopback the asker is the owner, as long as there is no key and nothing hints at a proxy. Everywhere else, and as soon as a
key exists, a key says who asks. A host that isn't this server's is refused (a page elsewhere could have pointed its own name
here), and so is a form or script of another origin.
"""

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Scope

from api.access.keys import Keyring
from api.errors import ForeignHost, ForeignOrigin, NotAllowed, NotSignedIn
from assistant.model import Asker

COOKIE = "dalil_key"
LOOPBACK_NAMES = frozenset({"localhost", "ip6-localhost"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Access:
    """Who asks, and whether they may administer; `name` is that of their key, empty for the owner on loopback."""

    asker: Asker
    administrator: bool
    name: str = ""

    def require_administrator(self) -> None:
        """Raises NotAllowed for anyone else."""
        if not self.administrator:
            raise NotAllowed("this needs an administrator", remedy="sign in with a key that was added with --admin")


@dataclass(frozen=True, slots=True)
class Rules:
    """What the server knows of its own place. `proxied` is true where a root path or trusted proxies are set."""

    keyring: Keyring
    loopback_as: tuple[str, ...] | None = None
    hosts: tuple[str, ...] = ()
    loopback_only: bool = True
    """Whether the server listens on loopback alone."""
    proxied: bool = False

    def refuse_foreign(self, scope: Scope) -> None:
        """Raises ForeignHost for a host that isn't this server's, ForeignOrigin for what a page of another origin sent."""
        headers = Headers(scope=scope)
        host = host_of(headers.get("host", ""))
        if not self._is_own(host) or len(headers.getlist("host")) != 1:
            raise ForeignHost(
                f"this server isn't {host or 'without a name'}", remedy="name it in the setting DALIL_HOSTS if it is to be"
            )
        origin = headers.get("origin")
        if scope["method"] in SAFE_METHODS or origin is None:
            return
        authorities = {_authority(headers.get("host", ""), scheme) for scheme in _DEFAULT_PORTS}
        if self.proxied and "x-forwarded-host" in headers:
            authorities |= {_authority(headers["x-forwarded-host"], scheme) for scheme in _DEFAULT_PORTS}
        parts = urlsplit(origin)
        if _authority(parts.netloc, parts.scheme) not in authorities and parts.hostname not in self.hosts:
            raise ForeignOrigin("a page of another site sent this", remedy="use the page that this server serves")

    def identify(self, scope: Scope) -> Access:
        """Who is asking. Raises NotSignedIn when a key is needed and none that is known was shown."""
        headers = Headers(scope=scope)
        if self._is_owner(headers, scope):
            return self._owner()
        for key in presented_keys(headers):
            holder = self.keyring.holder(key)
            if holder is not None:
                return Access(Asker(frozenset(holder.groups)), holder.admin, holder.name)
        raise self._not_signed_in(presented_keys(headers))

    def _is_owner(self, headers: Headers, scope: Scope) -> bool:
        peer = (scope.get("client") or ("", 0))[0]
        host = host_of(headers.get("host", ""))
        passed_on = any(name in ("forwarded", "via") or name.startswith("x-forwarded-") for name in headers)
        on_loopback = is_loopback(peer) and is_loopback(host)
        return on_loopback and not passed_on and not self.proxied and not self.keyring.any()

    def _owner(self) -> Access:
        if self.loopback_as is None:
            return Access(Asker(None), administrator=True)
        return Access(Asker(frozenset(self.loopback_as)), administrator=False)

    def _not_signed_in(self, presented: Sequence[str]) -> NotSignedIn:
        if presented:
            return NotSignedIn("this key isn't known here, or was revoked", remedy="ask whoever runs the server for a new one")
        return NotSignedIn(
            "this server asks for a key",
            remedy="send `Authorization: Bearer KEY`, or sign in; `dalil serve keys add NAME` makes one",
        )

    def _is_own(self, host: str) -> bool:
        if is_loopback(host) or host in self.hosts:
            return True
        if self.proxied and not self.hosts:
            return bool(host)  # the proxy decides which names lead here, and a key is asked for under any
        return not self.loopback_only and host in _names_of_this_machine(host)


def host_of(authority: str) -> str:
    """The host in a Host header, without its port, in small letters."""
    try:
        return urlsplit(f"//{authority}").hostname or ""
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine's own loopback."""
    if host in LOOPBACK_NAMES:
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def presented_keys(headers: Headers) -> list[str]:
    """The keys that a request shows: of its Authorization header, else of its cookie."""
    scheme, _, key = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and key.strip():
        return [key.strip()]
    cookie = cookie_parser(headers.get("cookie", "")).get(COOKIE)
    return [cookie] if cookie else []


def _names_of_this_machine(host: str) -> frozenset[str]:
    """An address can't have been pointed here by somebody else's name, so that any is ours; a name must be this machine's."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        name = socket.gethostname().lower()
        return frozenset({name, name.partition(".")[0], f"{name.partition('.')[0]}.local"})
    return frozenset({host})


def _authority(netloc: str, scheme: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{netloc}")
        return parts.hostname or "", parts.port or _DEFAULT_PORTS.get(scheme, 0)
    except ValueError:
        return "", 0
