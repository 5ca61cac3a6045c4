"""How long a server of a page takes until its page has run for a reader."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

#: Seconds after which a server that does not answer is given up.
PATIENCE = 300.0
#: The page that a server of nothing but Streamlit has.
EMPTY = 'import streamlit\nstreamlit.write("ready")\n'
Command = tuple[Sequence[str], Path]


def rivals(builds: Mapping[str, Path], folder: Path) -> dict[str, Command]:
    """What is started, and where: our page of each build, and an empty one.

    Args:
        builds: folders of checkouts by name.
        folder: for the empty page.
    """
    page = folder / "empty.py"
    page.write_text(EMPTY, encoding="utf-8")
    plain = ["streamlit", "run", str(page), "--server.headless", "true", "--server.port", "{port}"]
    ours = ["mentorsim", "page", "--no-browser", "--port", "{port}"]
    found: dict[str, Command] = {"empty": (plain, folder)}
    for name, build in builds.items():
        found[name] = ours, build
    return found


def opened(command: Sequence[str], build: Path) -> list[float]:
    """Seconds by the clock until a server says a word, and until its page has run for a reader.

    Args:
        command: of Python's `-m`; `{port}` stands for a port.
        build: the folder it is started in.
    """
    port = _free_port()
    begun = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-u", "-m", *(word.format(port=port) for word in command)],
        cwd=build,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(build)},
    )
    try:
        assert server.stdout is not None
        server.stdout.readline()
        said = time.perf_counter() - begun
        _until_run(port, begun + PATIENCE)
        return [said, time.perf_counter() - begun]
    finally:
        server.terminate()
        server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _until_run(port: int, until: float) -> None:
    """Wait until the script of the page has run to its end for one reader.

    A browser opens a socket over which the server sends what the script draws; its last message
    says that the script has finished.
    """
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
    from websockets.exceptions import WebSocketException
    from websockets.sync.client import connect
    from websockets.typing import Origin, Subprotocol

    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    while time.perf_counter() < until:
        try:
            with connect(
                address,
                origin=Origin(f"http://127.0.0.1:{port}"),
                subprotocols=[Subprotocol("streamlit")],
                max_size=None,
            ) as line:
                first = BackMsg()
                first.rerun_script.query_string = ""
                line.send(first.SerializeToString())
                while True:
                    message = ForwardMsg()
                    message.ParseFromString(line.recv(timeout=PATIENCE))
                    if message.WhichOneof("type") == "script_finished":
                        return
        except (OSError, WebSocketException):
            time.sleep(0.02)
    raise TimeoutError(f"no page at {address}")
