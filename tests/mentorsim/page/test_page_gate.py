"""The page answers those who know it by its own names: not a rebound name, not another page."""

from __future__ import annotations

import asyncio
import http.client
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from mentorsim.page.gate import ANY_ADDRESS, Gate, is_private, names_of, reached_at
from tests.support.browser import serving

HERE = "127.0.0.1:8501"


@pytest.mark.parametrize(
    ("host", "asked", "origins", "answered"),
    [
        ("127.0.0.1", [HERE], [], True),
        ("127.0.0.1", ["localhost:8501"], ["http://localhost:8501"], True),
        ("127.0.0.1", ["localhost:9000"], ["http://localhost:9000"], True),
        ("127.0.0.1", ["[::1]:8501"], ["http://[::1]:8501"], True),
        ("127.0.0.1", ["LOCALHOST:8501"], ["http://localhost:8501"], True),
        ("127.0.0.1", ["mentor.example"], ["https://mentor.example"], True),
        # A proxy may ask under another name than the reader's browser.
        ("127.0.0.1", [HERE], ["https://mentor.example"], True),
        # A name that was made to point here, a page from elsewhere, another page of this computer.
        ("127.0.0.1", ["evil.example:8501"], ["http://evil.example:8501"], False),
        ("127.0.0.1", [HERE], ["http://evil.example"], False),
        ("127.0.0.1", [HERE], ["http://127.0.0.1.evil.example:8501"], False),
        ("127.0.0.1", [HERE], ["http://127.0.0.1:3000"], False),
        ("127.0.0.1", [HERE], ["null"], False),
        ("127.0.0.1", [HERE], ["file://127.0.0.1:8501"], False),
        ("127.0.0.1", [HERE], ["http://127.0.0.1:8501", "http://evil.example"], False),
        ("127.0.0.1", ["user@evil.example"], [], False),
        ("127.0.0.1", ["localhost:x"], [], False),
        ("127.0.0.1", [""], [], False),
        ("127.0.0.1", [], [], False),
        ("127.0.0.1", [HERE, "evil.example"], [], False),
        # An address of the network is answered only where the page listens on it.
        ("127.0.0.1", ["192.168.1.5:8501"], [], False),
        ("192.168.1.5", ["192.168.1.5:8501"], ["http://192.168.1.5:8501"], True),
        ("0.0.0.0", ["192.168.1.5:8501"], ["http://192.168.1.5:8501"], True),
        ("0.0.0.0", ["192.168.1.5:8501"], ["http://192.168.1.9:8501"], False),
        ("0.0.0.0", ["evil.example:8501"], ["http://evil.example:8501"], False),
        ("::", ["[fd00::5]:8501"], ["http://[fd00::5]:8501"], True),
    ],
)
def test_who_is_answered(host: str, asked: list[str], origins: list[str], answered: bool) -> None:
    assert names_of(host, ["Mentor.example"]).allow(asked, origins) is answered


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_the_gate_is_before_the_server(kind: str) -> None:
    seen: list[str] = []
    sent: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError("nothing is read of a request that is refused")

    gate = Gate(app, names_of("127.0.0.1", []))
    for host in (b"evil.example", b"localhost:8501"):
        asyncio.run(gate({"type": kind, "headers": [(b"host", host)]}, receive, send))
    assert seen == [kind]
    assert sent[0].get("status", sent[0].get("code")) == (403 if kind == "http" else 1008)


def test_where_others_reach_it() -> None:
    assert reached_at("192.168.1.5") == ["192.168.1.5"]
    for host in ANY_ADDRESS:
        assert not is_private(host)
        places = reached_at(host)
        assert places
        assert not ANY_ADDRESS & set(places)
    assert all(is_private(host) for host in ("localhost", "127.0.0.1", "::1"))


def test_a_server_refuses_other_names_on_both_ways_in(tmp_path: Path) -> None:
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    with serving(tmp_path, draws=2) as address:
        where = urlsplit(address)

        def status(path: str, **headers: str) -> int:
            line = http.client.HTTPConnection(str(where.hostname), where.port, timeout=60)
            try:
                line.request("GET", path, headers=headers)
                return line.getresponse().status
            finally:
                line.close()

        for path, headers, answer in (("/", {}, 200), ("/_stcore/stream", upgrade, 101)):
            assert status(path, **headers) == answer
            assert status(path, **headers, Origin=address) == answer
            assert status(path, **headers, Origin="http://evil.example") == 403
            evil = f"evil.example:{where.port}"
            assert status(path, **headers, Host=evil, Origin=f"http://{evil}") == 403
