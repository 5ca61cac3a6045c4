"""Who may ask the page's server: only those who know it by a name that it was started for.

A web page elsewhere can have a name of its own point at this computer (name rebinding), or open a
connection from the reader's browser. The first shows in the `Host` that is asked for, the second in
the `Origin` that asks. Both are looked at for every request and every websocket.
"""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Served = Callable[[Message, Receive, Send], Awaitable[None]]

#: Names of this computer for itself.
OWN_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
#: Addresses that stand for all of this computer.
ANY_ADDRESS = frozenset({"0.0.0.0", "::"})
#: Addresses that nobody has (RFC 5737, RFC 3849); a way to them is asked for, nothing is sent.
NOBODY = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
REFUSED = b"This page is not served under this name.\n"


@dataclass(frozen=True)
class Names:
    """Names that the page is served under.

    Attributes:
        own: of this computer, and what it listens on.
        further: that readers use besides, such as that of a proxy before the page.
        addresses: whether any numeric address will do: the page listens on all of them, and a
            number cannot be made to point elsewhere.
    """

    own: frozenset[str]
    further: frozenset[str] = frozenset()
    addresses: bool = False

    def allow(self, hosts: Iterable[str], origins: Iterable[str]) -> bool:
        """Whether a request may be answered.

        Args:
            hosts: its `Host` headers, of which there must be one.
            origins: its `Origin` headers, of which a browser's own pages have none or one.
        """
        asked = [_parts(f"//{host}") for host in hosts]
        if len(asked) != 1 or asked[0] is None or not self._known(asked[0].hostname):
            return False
        return all(self._may_ask(_parts(origin), asked[0]) for origin in origins)

    def _known(self, name: str | None) -> bool:
        if name is None:
            return False
        return name in self.own | self.further or (self.addresses and is_address(name))

    def _may_ask(self, origin: SplitResult | None, asked: SplitResult) -> bool:
        """Whether a page from there may: the page itself, or one under another of its names."""
        if origin is None or origin.scheme not in ("http", "https"):
            return False
        if origin.hostname in self.further:
            return True
        here = origin.hostname in self.own or origin.hostname == asked.hostname
        return here and _port(origin) == _port(asked)


def names_of(host: str, further: Iterable[str]) -> Names:
    """Names that a page is served under that listens on a host.

    Args:
        host: as the command was given it.
        further: names that readers use besides.
    """
    own = OWN_NAMES | {host.lower()}
    if host in ANY_ADDRESS:
        own |= {socket.gethostname().lower()}
    return Names(own - ANY_ADDRESS, frozenset(n.lower() for n in further), host in ANY_ADDRESS)


def is_address(name: str) -> bool:
    """Whether a name is a numeric address."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def is_private(host: str) -> bool:
    """Whether only this computer can reach the page there."""
    return host == "localhost" or (is_address(host) and ip_address(host).is_loopback)


def reached_at(host: str) -> list[str]:
    """Where others reach a page that listens on a host: names and addresses, the likeliest first.

    An address is that of the way out of this computer; without a network there is none.
    """
    if host not in ANY_ADDRESS:
        return [host]
    found = []
    for family, nobody in NOBODY:
        if family == socket.AF_INET6 and host != "::":
            continue
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as way:
                way.connect((nobody, 9))
                found.append(str(way.getsockname()[0]))
        except OSError:
            continue
    return [*found, socket.gethostname()]


class Gate:
    """A server that answers under its own names only (an ASGI middleware).

    Args:
        app: what is served.
        names: under which it is.
    """

    def __init__(self, app: Served, names: Names) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve, or refuse with 403."""
        if scope["type"] not in ("http", "websocket") or self._names.allow(
            _headers(scope, b"host"), _headers(scope, b"origin")
        ):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            plain = [(b"content-type", b"text/plain; charset=utf-8")]
            await send({"type": "http.response.start", "status": 403, "headers": plain})
            await send({"type": "http.response.body", "body": REFUSED})


def _headers(scope: Message, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]


def _parts(address: str) -> SplitResult | None:
    """An address taken apart; None if it is none."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _port(parts: SplitResult) -> int | None:
    """A port; None for the usual one of its scheme, which a `Host` does not name."""
    return None if parts.port in (80, 443) else parts.port
